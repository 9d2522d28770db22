"""Facts about a Windows PC, read without administrator's rights and without changing anything.

Each subject has a file of its own; this one puts them together. What Windows refuses is `NotRead`, with the
reason. The doors to Windows are passed in, so that everything behind them can be tried anywhere.
"""

from __future__ import annotations

import os
import platform
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import psutil

from app.host.event_log import EventLog
from app.host.facts import Machine, NotRead, ProfileKind, Program, Read, Reading, Service
from app.host.file_versions import FileVersion
from app.host.network_addresses import network_addresses
from app.host.network_facts import ProxySettings, TrustedRoot
from app.host.pc_facts import DiskSpace, PowerPlan, RestartReason, ServiceEvent
from app.host.power_settings import PowerValue
from app.host.registry import Hive, RegistryReader
from app.host.root_store import RootCertificates
from app.host.small_files import disk_space, small_text
from app.host.windows_events import service_events
from app.host.windows_power import power_plan
from app.host.windows_proxy import INTERNET, proxy_settings
from app.host.windows_services import LiveService, programs_like, services_like
from app.host.windows_state import dotnet_release, pending_restart, profile_kind
from app.host.windows_trust import trusted_roots
from app.host.windows_values import edition_of, manual_proxy, refused, windows_name
from app.transport.proxy import environment_proxy

_VERSION = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"


@dataclass(frozen=True, slots=True)
class WindowsDoors:
    """Everything of Windows that is asked. Each only looks."""

    registry: RegistryReader
    live_service: LiveService
    event_log: EventLog
    power: PowerValue
    file_version: FileVersion
    root_certificates: RootCertificates
    has_battery: Callable[[], bool]


def has_battery() -> bool:
    """Whether this PC runs on a battery at times, as a laptop does."""
    try:
        return psutil.sensors_battery() is not None
    except (OSError, RuntimeError, AttributeError):
        return False


class WindowsHost:
    """A `Host` for Windows."""

    def __init__(self, doors: WindowsDoors) -> None:
        self._doors = doors
        self._registry = doors.registry

    @property
    def is_windows(self) -> bool:
        """Always, here."""
        return True

    def machine(self) -> Reading[Machine]:
        """Name, edition and build."""
        try:
            values = self._registry.values(Hive.MACHINE, _VERSION)
        except OSError as problem:
            return refused("Windows’ version", problem)
        name, build = windows_name(values)
        return Read(Machine(socket.gethostname(), name, build, platform.machine(), edition_of(values)))

    def services_like(self, patterns: Sequence[str]) -> Reading[tuple[Service, ...]]:
        """Matching services, by name."""
        return services_like(patterns, self._registry, self._doors.live_service, self._doors.file_version)

    def programs_like(self, patterns: Sequence[str]) -> Reading[tuple[Program, ...]]:
        """Matching programs of all users and of this one, from both registries, each once."""
        return programs_like(patterns, self._registry)

    def service_events(
        self, services: Sequence[Service], since: datetime
    ) -> Reading[tuple[ServiceEvent, ...]]:
        """From the logs System and Application."""
        return service_events(services, since, self._doors.event_log, self._registry, datetime.now(UTC))

    def power_plan(self) -> Reading[PowerPlan]:
        """Of the plan in force, on mains power."""
        return power_plan(self._registry, self._doors.power, has_battery=self._doors.has_battery())

    def pending_restart(self) -> Reading[tuple[RestartReason, ...]]:
        """Every sign there is."""
        return pending_restart(self._registry)

    def dotnet_release(self) -> Reading[int | None]:
        """From the registry key that Microsoft names for it."""
        return dotnet_release(self._registry)

    def disk_space(self) -> Reading[DiskSpace]:
        """Of the drive Windows is on."""
        return disk_space(f"{os.environ.get('SYSTEMDRIVE', 'C:')}\\")

    def small_text(self, path: str) -> Reading[str | None]:
        """As elsewhere."""
        return small_text(path, os.environ)

    def proxy_settings(self) -> tuple[Reading[ProxySettings], ...]:
        """This user's or a policy's, SYSTEM's, and WinHTTP's."""
        return proxy_settings(self._registry)

    def trusted_roots(self) -> Reading[tuple[TrustedRoot, ...]]:
        """From the stores of the PC and of this user."""
        return trusted_roots(self._doors.root_certificates)

    def network_addresses(self) -> Reading[tuple[str, ...]]:
        """As elsewhere."""
        return network_addresses()

    def proxy_for(self, url: str) -> str | None:
        """The environment's proxy, else the manual one of Internet options. PAC is not read yet."""
        named = environment_proxy(url)
        if named:
            return named
        try:
            return manual_proxy(self._registry.values(Hive.USER, INTERNET), url)
        except OSError:
            return None

    def profile_kind(self) -> Reading[ProfileKind]:
        """From the ProfileList entry whose folder is this user's."""
        return profile_kind(self._registry, os.environ)

    def is_temporary_or_roaming_profile(self) -> Reading[bool]:
        """True for temporary, roaming and mandatory profiles alike."""
        kind = self.profile_kind()
        return kind if isinstance(kind, NotRead) else Read(not kind.value.keeps_files)
