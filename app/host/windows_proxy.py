"""The proxy settings Windows keeps, as they stand: this user's, a policy's, SYSTEM's, and WinHTTP's.

What a given address gets is not decided here: a script or automatic detection has to be asked for that.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from app.host.facts import Read, Reading
from app.host.network_facts import ProxySettings, WhoseProxy
from app.host.registry import Hive, RegistryReader
from app.host.windows_values import refused

INTERNET = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings"
_POLICY = r"SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings"
_SYSTEM_USER = "S-1-5-18"
_MANUAL, _SCRIPT, _DETECTS = 0x2, 0x4, 0x8


@dataclass(frozen=True, slots=True)
class Connection:
    """What one of Windows' binary connection settings says."""

    flags: int
    server: str
    bypass: str
    script: str


def proxy_settings(registry: RegistryReader) -> tuple[Reading[ProxySettings], ...]:
    """Every setting in force: internet options of this user (or, by policy, of the PC) and of SYSTEM, then
    WinHTTP's."""
    return (_of_user(registry), _of_system(registry), _of_winhttp(registry))


def _of_user(registry: RegistryReader) -> Reading[ProxySettings]:
    try:
        whole_pc = registry.values(Hive.MACHINE, _POLICY).get("proxysettingsperuser") == 0
        hive, whose = (Hive.MACHINE, WhoseProxy.MACHINE) if whole_pc else (Hive.USER, WhoseProxy.USER)
        return Read(_internet_options(registry, hive, INTERNET, whose))
    except OSError as problem:
        return refused("this user’s proxy settings", problem)


def _of_system(registry: RegistryReader) -> Reading[ProxySettings]:
    try:
        path = rf"{_SYSTEM_USER}\{INTERNET}"
        return Read(_internet_options(registry, Hive.USERS, path, WhoseProxy.SYSTEM))
    except OSError as problem:
        return refused("the proxy settings of services", problem)


def _of_winhttp(registry: RegistryReader) -> Reading[ProxySettings]:
    try:
        kept = registry.values(Hive.MACHINE, rf"{INTERNET}\Connections").get("winhttpsettings")
    except OSError as problem:
        return refused("WinHTTP’s proxy settings", problem)
    found = connection_of(kept)
    if found is None:
        return Read(ProxySettings(WhoseProxy.WINHTTP))
    manual = bool(found.flags & _MANUAL)
    return Read(
        ProxySettings(
            WhoseProxy.WINHTTP,
            server=found.server if manual else "",
            bypass=_listed(found.bypass) if manual else (),
            script=found.script if found.flags & _SCRIPT else "",
            detects=bool(found.flags & _DETECTS),
        )
    )


def _internet_options(registry: RegistryReader, hive: Hive, path: str, whose: WhoseProxy) -> ProxySettings:
    values = registry.values(hive, path)
    kept = registry.values(hive, rf"{path}\Connections").get("defaultconnectionsettings")
    found = connection_of(kept)
    manual = values.get("proxyenable") == 1
    # The plain value outlives the tick box in some versions of Windows: the binary setting knows better.
    scripted = found is None or bool(found.flags & _SCRIPT)
    return ProxySettings(
        whose,
        server=_text(values, "proxyserver") if manual else "",
        bypass=_listed(_text(values, "proxyoverride")) if manual else (),
        script=_text(values, "autoconfigurl") if scripted else "",
        detects=found is not None and bool(found.flags & _DETECTS),
    )


def connection_of(kept: object) -> Connection | None:
    """A binary connection setting: three numbers, then texts each led by its length. None if it is not one.

    Both `DefaultConnectionSettings` and `WinHttpSettings` have this form; a text left out is empty.
    """
    if not isinstance(kept, bytes) or len(kept) < 12:
        return None
    _, _, flags = struct.unpack_from("<III", kept)
    texts: list[str] = []
    at = 12
    while len(texts) < 3 and at + 4 <= len(kept):
        (length,) = struct.unpack_from("<I", kept, at)
        at += 4
        if length > len(kept) - at:
            return None
        texts.append(kept[at : at + length].decode("latin-1").strip("\0").strip())
        at += length
    server, bypass, script = [*texts, "", "", ""][:3]
    return Connection(flags, server, bypass, script)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part for part in (each.strip() for each in text.replace(" ", ";").split(";")) if part)


def _text(values: Mapping[str, object], name: str) -> str:
    value = values.get(name)
    return value.strip() if isinstance(value, str) else ""
