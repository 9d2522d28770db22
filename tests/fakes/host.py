"""A PC made of plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
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
from app.host.network_facts import ProxySettings, TrustedRoot
from app.host.pc_facts import DiskSpace, PowerPlan, RestartReason, ServiceEvent
from app.host.proxies import ProxySource, ProxyWay

NOT_ASKED = NotRead("this PC is made up")
GIB = 1024**3
OFFICE_PC = Machine("OFFICE-3", "Windows 11 Education 25H2", "26200.1", "AMD64", "Education")
ROOMY = DiskSpace("C:\\", 90 * GIB, 250 * GIB)
ALWAYS_ON = PowerPlan(sleep_after_s=0, hibernate_after_s=0, lid_sleeps=False, portable=False)


def service(
    name: str = "WondeThing",
    *,
    state: ServiceState = ServiceState.RUNNING,
    start: StartType = StartType.AUTOMATIC,
    account: str = "LocalSystem",
    program_there: bool | None = True,
) -> Service:
    path = rf"C:\Program Files\{name}\{name}.exe"
    return Service(name, f"{name} service", path, state, start, account, "3.1.0.7", program_there)


def _reading(value: Any) -> Reading[Any]:
    return value if isinstance(value, NotRead) else Read(value)


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
    pc: Machine | NotRead = OFFICE_PC
    events: tuple[ServiceEvent, ...] | NotRead = ()
    power: PowerPlan | NotRead = ALWAYS_ON
    restart: tuple[RestartReason, ...] | NotRead = ()
    dotnet: int | NotRead | None = 533320
    disk: DiskSpace | NotRead = ROOMY
    files: dict[str, str | NotRead] = field(default_factory=dict)
    """Settings files by the path they are asked for with, without case."""

    def machine(self) -> Reading[Machine]:
        return _reading(self.pc)

    def service_events(
        self, services: Sequence[Service], since: datetime
    ) -> Reading[tuple[ServiceEvent, ...]]:
        if isinstance(self.events, NotRead):
            return self.events
        names = {entry.name for entry in services}
        return Read(tuple(e for e in self.events if e.service in names and e.at >= since))

    def power_plan(self) -> Reading[PowerPlan]:
        return _reading(self.power)

    def pending_restart(self) -> Reading[tuple[RestartReason, ...]]:
        return _reading(self.restart)

    def dotnet_release(self) -> Reading[int | None]:
        return _reading(self.dotnet)

    def disk_space(self) -> Reading[DiskSpace]:
        return _reading(self.disk)

    def small_text(self, path: str) -> Reading[str | None]:
        kept = {name.casefold(): text for name, text in self.files.items()}
        return _reading(kept.get(path.casefold()))

    def proxy_settings(self) -> tuple[Reading[ProxySettings], ...]:
        return ()

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
        return _reading(self.service_ways)

    def trusted_roots(self) -> Reading[tuple[TrustedRoot, ...]]:
        return _reading(self.roots)

    def profile_kind(self) -> Reading[ProfileKind]:
        return self.profile if isinstance(self.profile, NotRead) else Read(self.profile)

    def is_temporary_or_roaming_profile(self) -> Reading[bool]:
        kind = self.profile_kind()
        return kind if isinstance(kind, NotRead) else Read(not kind.value.keeps_files)
