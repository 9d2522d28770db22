"""Facts about a PC that is not Windows: what can be read is read, the rest says plainly why not."""

from __future__ import annotations

import platform
import socket
from collections.abc import Sequence
from datetime import datetime

from app.host.facts import Machine, NotRead, ProfileKind, Program, Read, Reading, Service
from app.host.network_addresses import network_addresses
from app.host.network_facts import ProxySettings, TrustedRoot
from app.host.pc_facts import DiskSpace, PowerPlan, RestartReason, ServiceEvent
from app.host.proxies import NOT_SET, OwnProxy, ProxyWay, environment_way
from app.host.small_files import disk_space


class GenericHost:
    """A `Host` for every system but Windows. `own_proxy` is this program's own proxy setting, if any."""

    def __init__(self, own_proxy: OwnProxy = NOT_SET) -> None:
        self._own_proxy = own_proxy

    @property
    def is_windows(self) -> bool:
        """Never, here."""
        return False

    def machine(self) -> Reading[Machine]:
        """Name, system and kernel."""
        return Read(
            Machine(
                name=socket.gethostname(),
                os=_system_name(),
                build=platform.release(),
                architecture=platform.machine(),
            )
        )

    def services_like(self, patterns: Sequence[str]) -> Reading[tuple[Service, ...]]:
        """Not read: Wonde's client is a Windows program."""
        return _windows_only("Windows services exist")

    def programs_like(self, patterns: Sequence[str]) -> Reading[tuple[Program, ...]]:
        """Not read: the list of installed programs is Windows'."""
        return _windows_only("the list of programs that is looked in exists")

    def service_events(
        self, services: Sequence[Service], since: datetime
    ) -> Reading[tuple[ServiceEvent, ...]]:
        """Not read."""
        return _windows_only("Windows’ log of events exists")

    def power_plan(self) -> Reading[PowerPlan]:
        """Not read: each desktop keeps these settings in its own way."""
        return _windows_only("the power settings are read")

    def pending_restart(self) -> Reading[tuple[RestartReason, ...]]:
        """Not read."""
        return _windows_only("waiting restarts are looked for")

    def dotnet_release(self) -> Reading[int | None]:
        """Not read."""
        return _windows_only(".NET Framework exists")

    def disk_space(self) -> Reading[DiskSpace]:
        """Of the root file system."""
        return disk_space("/")

    def small_text(self, path: str) -> Reading[str | None]:
        """Not read: whose settings are looked for run on Windows."""
        return _windows_only("the programs whose settings are looked for exist")

    def proxy_settings(self) -> tuple[Reading[ProxySettings], ...]:
        """None kept in a place of Windows' kind: `proxy_for` follows the environment."""
        return ()

    def trusted_roots(self) -> Reading[tuple[TrustedRoot, ...]]:
        """Not read: whom this system trusts is seen when it judges a certificate."""
        return _windows_only("the list of trusted authorities is read")

    def network_addresses(self) -> Reading[tuple[str, ...]]:
        """As on Windows."""
        return network_addresses()

    def way_for(self, url: str) -> ProxyWay:
        """By this program's own setting, else the environment."""
        return self._own_proxy.way(url) or environment_way(url)

    def proxy_for(self, url: str) -> str | None:
        """As `way_for`."""
        return self.way_for(url).setting

    def service_ways_for(self, url: str) -> Reading[tuple[ProxyWay, ...]]:
        """Not read: there is no account SYSTEM here."""
        return _windows_only("services have proxy settings of their own")

    def profile_kind(self) -> Reading[ProfileKind]:
        """Local: there are no roaming profiles here."""
        return Read(ProfileKind.LOCAL)

    def is_temporary_or_roaming_profile(self) -> Reading[bool]:
        """Never, here."""
        return Read(False)


def _windows_only(what: str) -> NotRead:
    return NotRead(f"this PC runs {_system_name()}, and {what} on Windows only")


def _system_name() -> str:
    return {"Darwin": "macOS"}.get(platform.system(), platform.system() or "another system")
