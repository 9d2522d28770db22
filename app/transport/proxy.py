"""Which proxy leads to a host, and the words spoken to it.

A proxy setting comes from outside (`proxy_for`): Windows' own settings through `app.host`, or the environment
through `environment_proxy`. httpx's reading of the environment is switched off, so that one place decides.
"""

from __future__ import annotations

import base64
import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from app.transport.errors import NotHttp, ProxyNeedsSignIn, ProxyRefused, ProxyUnsupported, TransportError

_HEAD_LIMIT = 32 * 1024
"""A proxy's answer to CONNECT, headers and all. Real ones are under 2 KiB."""


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only be this PC."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class ProxyAddress:
    """Where a proxy is and, if its setting carried one, the sign-in. Never printed with the password."""

    scheme: str
    host: str
    port: int
    username: str = ""
    password: str = field(default="", repr=False)

    @property
    def place(self) -> str:
        """Host and port, as shown to people."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def parse_proxy(setting: str, *, host: str) -> ProxyAddress:
    """The proxy a setting such as `http://proxy.school:8080` or `proxy.school:8080` names.

    Raises ProxyUnsupported, naming the `host` it was wanted for, when it is SOCKS or cannot be read.
    """
    text = setting.strip()
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        name, port = parts.hostname or "", parts.port
    except ValueError:
        raise ProxyUnsupported(host, proxy="(unreadable)", reason="it is not a web address") from None
    if not name:
        raise ProxyUnsupported(host, proxy="(unreadable)", reason="it names no host")
    if parts.scheme not in ("http", "https"):
        reason = f"{parts.scheme} proxies are not supported"
        raise ProxyUnsupported(host, proxy=name, reason=reason)
    return ProxyAddress(
        scheme=parts.scheme,
        host=name,
        port=port or (443 if parts.scheme == "https" else 80),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


Ways = tuple[ProxyAddress | None, ...]
"""How a host may be reached, to be tried in this order; None is without a proxy."""

DIRECT: Ways = (None,)
_KEYWORDS = {"proxy": "http://", "http": "http://", "https": "https://", "socks": "socks://", "socks4": "socks4://",
             "socks5": "socks5://"}  # fmt: skip
"""What a proxy script puts before a proxy's address."""


def parse_ways(setting: str | None, *, host: str) -> Ways:
    """The ways a setting names: nothing, one proxy, or a list as proxy scripts and Windows give it.

    Entries are parted by semicolons or spaces: `proxy:8080`, `http://proxy:8080`, `PROXY proxy:80`, `DIRECT`.
    Entries of a kind this program does not speak are passed over; raises ProxyUnsupported if none is left.
    """
    words = re.split(r"[;\s]+", setting.strip()) if setting else []
    ways: list[ProxyAddress | None] = []
    problem: ProxyUnsupported | None = None
    scheme = ""
    for word in filter(None, words):
        if word.lower() in _KEYWORDS:
            scheme = _KEYWORDS[word.lower()]
            continue
        try:
            ways.append(None if word.upper() == "DIRECT" else parse_proxy(f"{scheme}{word}", host=host))
        except ProxyUnsupported as error:
            problem = problem or error
        scheme = ""
    if not ways and problem is not None:
        raise problem
    return tuple(dict.fromkeys(ways)) or DIRECT


def environment_proxy(url: str, environment: Mapping[str, str] | None = None) -> str | None:
    """The proxy HTTPS_PROXY (or ALL_PROXY) names for a URL, unless NO_PROXY or loopback rules it out.

    Upper- and lower-case names count, lower case first, as curl does. NO_PROXY lists, by comma: `*`, host
    names (which cover their subdomains, with or without a leading dot), `host:port`, addresses and networks
    such as `10.0.0.0/8`. Reads this program's environment unless another is passed. Never raises: an
    unreadable URL has no proxy.
    """
    variables = os.environ if environment is None else environment
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if not host or is_loopback(host):
        return None
    port = port or (443 if parts.scheme == "https" else 80)
    named = _first_variable(
        variables, "https_proxy" if parts.scheme == "https" else "http_proxy", "all_proxy"
    )
    if not named or _is_excepted(host.lower(), port, _first_variable(variables, "no_proxy")):
        return None
    return named if "://" in named else f"http://{named}"


def _first_variable(variables: Mapping[str, str], *names: str) -> str:
    for name in names:
        # HTTP_PROXY in capitals is left out on purpose: a CGI host sets it from a request header.
        for spelling in (name,) if name == "http_proxy" else (name, name.upper()):
            value = variables.get(spelling, "").strip()
            if value:
                return value
    return ""


def _is_excepted(host: str, port: int, no_proxy: str) -> bool:
    return any(_covers(entry.strip().lower(), host, port) for entry in no_proxy.split(",") if entry.strip())


def _covers(entry: str, host: str, port: int) -> bool:
    if entry == "*":
        return True
    if "/" in entry:
        try:
            return ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False)
        except ValueError:
            return False
    name, colon, wanted = entry.rpartition(":")
    if colon and wanted.isdigit() and (":" not in name or name.endswith("]")):
        if int(wanted) != port:
            return False
        entry = name
    entry = entry.strip("[]").lstrip("*").strip(".")
    return bool(entry) and (host == entry or host.endswith(f".{entry}"))


def connect_request(proxy: ProxyAddress, host: str, port: int) -> bytes:
    """The CONNECT request that asks a proxy for a tunnel to `host`."""
    target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}", "Proxy-Connection: keep-alive"]
    if proxy.username:
        pair = f"{proxy.username}:{proxy.password}".encode()
        lines.append(f"Proxy-Authorization: Basic {base64.b64encode(pair).decode('ascii')}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def connect_answer(received: bytes, proxy: ProxyAddress, host: str) -> bool:
    """Whether a proxy's answer to CONNECT has arrived whole and is a yes; False asks for more bytes.

    Raises ProxyNeedsSignIn, ProxyRefused or NotHttp for every other answer.
    """
    head, end, rest = received.partition(b"\r\n\r\n")
    if not end:
        if len(received) > _HEAD_LIMIT:
            raise NotHttp(proxy.place, reason="the proxy's answer has no end")
        return False
    status, schemes = _read_head(head, proxy)
    problem = _refusal(status, schemes, proxy, host)
    if problem is not None:
        raise problem
    if rest:  # TLS starts with us; bytes before that come from something that is no tunnel
        raise NotHttp(proxy.place, reason="the proxy spoke before it was spoken to")
    return True


def _read_head(head: bytes, proxy: ProxyAddress) -> tuple[int, tuple[str, ...]]:
    lines = head.decode("latin-1").split("\r\n")
    words = lines[0].split(" ", 2)
    if len(words) < 2 or not words[0].startswith("HTTP/1.") or not re.fullmatch("[0-9]{3}", words[1]):
        raise NotHttp(proxy.place, reason="the proxy did not answer in HTTP")
    schemes: list[str] = []
    for line in lines[1:]:
        name, _, value = line.partition(":")
        if name.strip().lower() == "proxy-authenticate" and value.split():
            schemes.append(value.split()[0].strip(",")[:40])
    return int(words[1]), tuple(dict.fromkeys(schemes))


def _refusal(status: int, schemes: tuple[str, ...], proxy: ProxyAddress, host: str) -> TransportError | None:
    if 200 <= status < 300:
        return None
    if status == 407:
        return ProxyNeedsSignIn(host, proxy=proxy.place, schemes=schemes)
    return ProxyRefused(host, proxy=proxy.place, status=status)
