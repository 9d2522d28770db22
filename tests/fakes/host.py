"""A PC made of plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.host.facts import (
    Machine,
    NotRead,
    ProfileKind,
    Program,
    Read,
    Reading,
    Service,
    ServiceState,
    StartType,
    mentions,
)
from app.host.network_facts import TrustedRoot
from app.host.proxies import ProxySource, ProxyWay

NOT_ASKED = NotRead("this PC is made up")


def service(
    name: str = "WondeThing",
    *,
    state: ServiceState = ServiceState.RUNNING,
    start: StartType = StartType.AUTOMATIC,
    account: str = "LocalSystem",
) -> Service:
    return Service(name, f"{name} service", rf"C:\Program Files\{name}\{name}.exe", state, start, account)


@dataclass
class FakeHost:
    """A Windows PC on a network, with the services and programs it is given."""

    services: tuple[Service, ...] | NotRead = ()
    programs: tuple[Program, ...] | NotRead = ()
    addresses: tuple[str, ...] | NotRead = ("192.168.4.20",)
    profile: ProfileKind | NotRead = ProfileKind.LOCAL
    proxy: str | None = None
    proxies: dict[str, str | None] = field(default_factory=dict)
    """Per host, what a proxy script would give; the others get `proxy`."""
    source: ProxySource = ProxySource.MANUAL
    script: str = ""
    script_problem: str = ""
    service_ways: tuple[ProxyWay, ...] | NotRead = NOT_ASKED
    roots: tuple[TrustedRoot, ...] | NotRead = NOT_ASKED
    is_windows: bool = True

    def machine(self) -> Reading[Machine]:
        return Read(Machine("OFFICE-3", "Windows 11 Pro 23H2", "22631.4317", "AMD64"))

    def services_like(self, patterns: Sequence[str]) -> Reading[tuple[Service, ...]]:
        if isinstance(self.services, NotRead):
            return self.services
        return Read(tuple(s for s in self.services if mentions(patterns, s.name, s.display_name, s.path)))

    def programs_like(self, patterns: Sequence[str]) -> Reading[tuple[Program, ...]]:
        if isinstance(self.programs, NotRead):
            return self.programs
        return Read(tuple(p for p in self.programs if mentions(patterns, p.name, p.publisher, p.folder)))

    def network_addresses(self) -> Reading[tuple[str, ...]]:
        return self.addresses if isinstance(self.addresses, NotRead) else Read(self.addresses)

    def way_for(self, url: str) -> ProxyWay:
        setting = self.proxies.get(urlsplit(url).hostname or "", self.proxy)
        source = self.source if setting else ProxySource.NONE
        return ProxyWay(setting, source, self.script if setting else "", self.script_problem)

    def proxy_for(self, url: str) -> str | None:
        return self.way_for(url).setting

    def service_ways_for(self, url: str) -> Reading[tuple[ProxyWay, ...]]:
        return self.service_ways if isinstance(self.service_ways, NotRead) else Read(self.service_ways)

    def trusted_roots(self) -> Reading[tuple[TrustedRoot, ...]]:
        return self.roots if isinstance(self.roots, NotRead) else Read(self.roots)

    def profile_kind(self) -> Reading[ProfileKind]:
        return self.profile if isinstance(self.profile, NotRead) else Read(self.profile)

    def is_temporary_or_roaming_profile(self) -> Reading[bool]:
        kind = self.profile_kind()
        return kind if isinstance(kind, NotRead) else Read(not kind.value.keeps_files)
