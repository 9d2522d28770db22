"""Makes sense of what Windows' registry and service list hold. Pure: it runs, and is tried, anywhere."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from app.host.facts import NotRead, ProfileKind, Program, Service, ServiceState, StartType
from app.transport.proxy import is_loopback

_STATES = {
    "running": ServiceState.RUNNING,
    "stopped": ServiceState.STOPPED,
    "paused": ServiceState.PAUSED,
    "start_pending": ServiceState.CHANGING,
    "stop_pending": ServiceState.CHANGING,
    "continue_pending": ServiceState.CHANGING,
    "pause_pending": ServiceState.CHANGING,
}
_STARTS_BY_NUMBER = {2: StartType.AUTOMATIC, 3: StartType.MANUAL, 4: StartType.DISABLED}
_STARTS_BY_NAME = {
    "automatic": StartType.AUTOMATIC,
    "manual": StartType.MANUAL,
    "disabled": StartType.DISABLED,
}
_FIRST_WINDOWS_11_BUILD = 22000


def refused(what: str, problem: OSError) -> NotRead:
    """The answer where Windows would not show `what`."""
    return NotRead(f"Windows would not show {what} ({type(problem).__name__})")


def program_of(command_line: str) -> str:
    """The program of a service's command line, without its arguments, which may hold secrets."""
    text = command_line.strip()
    if text.startswith('"'):
        return text[1:].partition('"')[0]
    found = re.match(r"(.*?\.(?:exe|dll|sys))(?=\s|$)", text, re.IGNORECASE)
    return found[1] if found else text.split(" ", 1)[0]


def service_of(name: str, registry: Mapping[str, object], live: Mapping[str, object]) -> Service:
    """One service from its registry key and, where it could be asked, its live facts as psutil names them.

    `registry` has lower-case names: displayname, imagepath, start, objectname. `live` may be empty.
    """
    start = registry.get("start")
    return Service(
        name=name,
        display_name=_resolved_name(live.get("display_name") or registry.get("displayname"), name),
        path=program_of(_text(live.get("binpath") or registry.get("imagepath"))),
        state=_STATES.get(_text(live.get("status")), ServiceState.NOT_KNOWN),
        start=_STARTS_BY_NAME.get(_text(live.get("start_type")))
        or _STARTS_BY_NUMBER.get(start if isinstance(start, int) else -1, StartType.NOT_KNOWN),
        account=_text(live.get("username") or registry.get("objectname")),
    )


def _resolved_name(value: object, otherwise: str) -> str:
    text = _text(value)
    # “@%SystemRoot%\…,-101” points into a DLL's string table: the plain name reads better than that.
    return otherwise if not text or text.startswith("@") else text


def program_entry(values: Mapping[str, object]) -> Program | None:
    """An uninstall entry as a program; None for what Windows itself does not list (updates, parts)."""
    name = _text(values.get("displayname"))
    if not name or values.get("systemcomponent") == 1 or values.get("parentkeyname"):
        return None
    return Program(
        name=name,
        version=_text(values.get("displayversion")),
        publisher=_text(values.get("publisher")),
        folder=_text(values.get("installlocation")),
    )


def windows_name(values: Mapping[str, object]) -> tuple[str, str]:
    """(“Windows 11 Pro 23H2”, “22631.4317”) from the key CurrentVersion.

    ProductName says “Windows 10” on Windows 11 too, so the build decides.
    """
    build = _text(values.get("currentbuild") or values.get("currentbuildnumber"))
    name = _text(values.get("productname")).removeprefix("Microsoft ") or "Windows"
    if build.isdigit() and int(build) >= _FIRST_WINDOWS_11_BUILD:
        name = name.replace("Windows 10", "Windows 11")
    release = _text(values.get("displayversion") or values.get("releaseid"))
    update = values.get("ubr")
    full = f"{build}.{update}" if build and isinstance(update, int) else build
    return " ".join(part for part in (name, release) if part), full


def edition_of(values: Mapping[str, object]) -> str:
    """Windows' own word for its edition from the key CurrentVersion; "Server" leads where it is a server."""
    edition = _text(values.get("editionid"))
    server = "server" in _text(values.get("installationtype")).casefold()
    return f"Server {edition}".strip() if server and "server" not in edition.casefold() else edition


def profile_of(state: object, central_path: object, profile_path: str) -> ProfileKind:
    """The kind of a user profile from its ProfileList entry's State and CentralProfile, and its folder."""
    flags = state if isinstance(state, int) else 0
    folder = re.split(r"[\\/]", profile_path.rstrip("\\/"))[-1].casefold()
    if flags & 0x800 or folder == "temp" or folder.startswith("temp."):
        return ProfileKind.TEMPORARY
    if flags & 0x1 or folder.endswith(".man"):
        return ProfileKind.MANDATORY
    return ProfileKind.ROAMING if _text(central_path) else ProfileKind.LOCAL


def manual_proxy(values: Mapping[str, object], url: str) -> str | None:
    """The proxy of “Internet options” for a URL, as `http://host:port`, or None.

    `values` is the key Internet Settings: proxyenable, proxyserver (`host:port` or `http=…;https=…`),
    proxyoverride (`*.local;10.*;<local>`). A proxy script (PAC) is not read here. Never raises.
    """
    server = _text(values.get("proxyserver"))
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if values.get("proxyenable") != 1 or not server or not host or is_loopback(host):
        return None
    if _is_bypassed(host, _text(values.get("proxyoverride"))):
        return None
    chosen = _server_for(server, parts.scheme)
    if chosen is None:
        return None
    return chosen if "://" in chosen else f"http://{chosen}"


def _server_for(setting: str, scheme: str) -> str | None:
    if "=" not in setting:
        return setting
    entries = dict(part.strip().split("=", 1) for part in setting.split(";") if "=" in part)
    found = {kind.strip().lower(): server.strip() for kind, server in entries.items()}
    if socks := found.get("socks"):
        found.setdefault(scheme, f"socks://{socks}")
    return found.get(scheme) or None


def _is_bypassed(host: str, override: str) -> bool:
    for entry in (part.strip().lower() for part in override.split(";")):
        if entry == "<local>":
            if "." not in host and not _is_address(host):
                return True
        elif entry and fnmatchcase(host, entry.partition("://")[2] or entry):
            return True
    return False


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
