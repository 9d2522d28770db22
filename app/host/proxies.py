"""Which way an address is reached from this PC, by which setting, and what went wrong with a setting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from app.transport.proxy import environment_proxy, is_loopback


class ProxySource(StrEnum):
    """Who says so, as it ends “The proxy comes from …”."""

    ADMINISTRATOR = "your administrator’s setting for this wizard"
    OWN = "this wizard’s own setting"
    SCRIPT = "a proxy script"
    DETECTED = "a proxy script that Windows found on the network"
    MANUAL = "the proxy setting in Windows"
    POLICY = "the proxy setting in Windows, set for every user by policy"
    ENVIRONMENT = "an environment variable"
    WINHTTP = "Windows’ setting for services (WinHTTP)"
    SYSTEM = "the SYSTEM account’s own setting"
    NONE = "no setting: there is none"


@dataclass(frozen=True, slots=True)
class ProxyWay:
    """How one address is reached, and why so."""

    setting: str | None
    """As `parse_ways` reads it; None for no proxy. May hold a sign-in: never show it, show where it leads."""
    source: ProxySource
    where: str = ""
    """The script's address without any sign-in, or the variable's name."""
    problem: str = ""
    """Why a setting that comes first could not be followed, as a plain clause; "" where all is well."""

    @property
    def origin(self) -> str:
        """The source with its place, as “a proxy script (http://…/proxy.pac)”."""
        return f"{self.source.value} ({self.where})" if self.where else self.source.value

    def __repr__(self) -> str:
        return f"ProxyWay({self.source.name}, where={self.where!r}, problem={self.problem!r})"


NO_PROXY = ProxyWay(None, ProxySource.NONE)


@dataclass(frozen=True, slots=True)
class OwnProxy:
    """A proxy set for this program alone, as `proxy.school:8080` or `direct`; "" leaves it to the system."""

    setting: str = ""
    source: ProxySource = ProxySource.OWN

    def way(self, url: str) -> ProxyWay | None:
        """The way that it gives; None where it leaves that to the system. Loopback never has a proxy."""
        if not self.setting:
            return None
        direct = self.setting.upper() == "DIRECT" or is_loopback(urlsplit(url).hostname or "")
        return ProxyWay(None if direct else self.setting, self.source)


NOT_SET = OwnProxy()


def environment_way(url: str, environment: Mapping[str, str] | None = None, *, problem: str = "") -> ProxyWay:
    """The way that environment variables give: this program's, unless others are passed."""
    named = environment_proxy(url, environment)
    if named is None:
        return ProxyWay(None, ProxySource.NONE, problem=problem)
    return ProxyWay(named, ProxySource.ENVIRONMENT, "HTTPS_PROXY or ALL_PROXY", problem)
