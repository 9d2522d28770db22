"""Facts about a Windows PC, read without administrator's rights and without changing anything.

Each subject has a file of its own; this one puts them together. What Windows refuses is `NotRead`, with the
reason. The doors to Windows are passed in, so that everything behind them can be tried anywhere.
"""

from __future__ import annotations

import os
import platform
import socket
import time
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
from app.host.proxies import NOT_SET, OwnProxy, ProxyWay
from app.host.registry import Hive, RegistryReader
from app.host.root_store import RootCertificates
from app.host.small_files import disk_space, small_text
from app.host.windows_events import service_events
from app.host.windows_power import power_plan
from app.host.windows_proxy import proxy_settings
from app.host.windows_services import LiveService, programs_like, services_like
from app.host.windows_state import dotnet_release, pending_restart, profile_kind
from app.host.windows_trust import trusted_roots
from app.host.windows_values import edition_of, refused, windows_name
from app.host.windows_ways import service_ways, user_way
from app.host.winhttp import NO_SCRIPT_FOUND, ProxyScript

_VERSION = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_ENVIRONMENT = r"SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
_NONE_FOR_S = 120.0


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
    proxy_script: ProxyScript


def has_battery() -> bool:
    """Whether this PC runs on a battery at times, as a laptop does."""
    try:
        return psutil.sensors_battery() is not None
    except (OSError, RuntimeError, AttributeError):
        return False


class WindowsHost:
    """A `Host` for Windows. `own_proxy` is this program's own proxy setting, if it has one."""

    def __init__(self, doors: WindowsDoors, own_proxy: OwnProxy = NOT_SET) -> None:
        self._doors = doors
        self._registry = doors.registry
        self._own_proxy = own_proxy
        self._none_until = 0.0

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

    def way_for(self, url: str) -> ProxyWay:
        """By this program's own setting, else Windows' (scripts included), else the environment."""
        return self._own_proxy.way(url) or user_way(url, self.proxy_settings(), self._script)

    def proxy_for(self, url: str) -> str | None:
        """As `way_for`."""
        return self.way_for(url).setting

    def service_ways_for(self, url: str) -> Reading[tuple[ProxyWay, ...]]:
        """By WinHTTP's setting, SYSTEM's own, and the PC's environment."""
        try:
            variables = self._registry.values(Hive.MACHINE, _ENVIRONMENT)
        except OSError:
            variables = {}
        machine = {name.upper(): value for name, value in variables.items() if isinstance(value, str)}
        return service_ways(url, self.proxy_settings(), self._script, machine)

    def _script(self, url: str, script: str) -> Reading[str | None]:
        """As `ProxyScript`; that the network offers no script is remembered, since looking takes seconds."""
        if not script and time.monotonic() < self._none_until:
            return NotRead(NO_SCRIPT_FOUND)
        answer = self._doors.proxy_script(url, script)
        if isinstance(answer, NotRead) and not script:
            self._none_until = time.monotonic() + _NONE_FOR_S
        return answer

    def profile_kind(self) -> Reading[ProfileKind]:
        """From the ProfileList entry whose folder is this user's."""
        return profile_kind(self._registry, os.environ)

    def is_temporary_or_roaming_profile(self) -> Reading[bool]:
        """True for temporary, roaming and mandatory profiles alike."""
        kind = self.profile_kind()
        return kind if isinstance(kind, NotRead) else Read(not kind.value.keeps_files)
