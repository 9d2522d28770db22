"""What can be known about this PC, and the one Protocol that every way of finding it out keeps.

A fact that could not be read is `NotRead`, with the reason in plain words; it is never an empty answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeAlias, TypeVar

from app.host.network_facts import ProxySettings, TrustedRoot
from app.host.pc_facts import DiskSpace, PowerPlan, RestartReason, ServiceEvent
from app.host.proxies import ProxyWay

_Value = TypeVar("_Value", covariant=True)


@dataclass(frozen=True, slots=True)
class Read(Generic[_Value]):
    """A fact as it was read."""

    value: _Value


@dataclass(frozen=True, slots=True)
class NotRead:
    """A fact that could not be read."""

    because: str
    """A plain clause, as “Windows refused access to it”."""


Reading: TypeAlias = Read[_Value] | NotRead


class ServiceState(StrEnum):
    """Whether a service runs. Windows' pending states count as where they are heading from."""

    RUNNING = "running"
    STOPPED = "stopped"
    CHANGING = "starting or stopping"
    PAUSED = "paused"
    NOT_KNOWN = "not known"


class StartType(StrEnum):
    """When Windows starts a service."""

    AUTOMATIC = "by itself with Windows"
    MANUAL = "only when something asks for it"
    DISABLED = "never: it is disabled"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Service:
    """One Windows service."""

    name: str
    display_name: str
    path: str
    """The program it runs, without arguments: they may hold secrets."""
    state: ServiceState
    start: StartType
    account: str
    """Which account it runs as; "" where not known."""
    version: str = ""
    """Of the program it runs; "" where not known."""
    program_there: bool | None = None
    """Whether that program exists; None where that could not be seen."""


@dataclass(frozen=True, slots=True)
class Program:
    """One entry of Windows' list of installed programs."""

    name: str
    version: str
    publisher: str
    folder: str


@dataclass(frozen=True, slots=True)
class Machine:
    """This PC, as a support desk would ask for it."""

    name: str
    os: str
    """As “Windows 11 Pro 23H2”."""
    build: str
    """Windows' build with its update, as “22631.4317”; elsewhere the kernel's release."""
    architecture: str
    edition: str = ""
    """Windows' own word for the edition, as “Professional”, “Education”, “ServerStandard”; "" elsewhere."""


class ProfileKind(StrEnum):
    """Where this user's files really live."""

    LOCAL = "local"
    TEMPORARY = "temporary"
    ROAMING = "roaming"
    MANDATORY = "mandatory"

    @property
    def keeps_files(self) -> bool:
        """False where what is saved under the profile may be gone, or elsewhere, after signing out."""
        return self is ProfileKind.LOCAL


class Host(Protocol):
    """Facts about this PC. Every method blocks, briefly: call it on a worker thread. None of them raises."""

    @property
    def is_windows(self) -> bool:
        """Whether this is Windows, where Wonde's client would run."""
        ...

    def machine(self) -> Reading[Machine]:
        """Name, system and build."""
        ...

    def services_like(self, patterns: Sequence[str]) -> Reading[tuple[Service, ...]]:
        """Services whose name, display name or path contains one of `patterns`, without case."""
        ...

    def programs_like(self, patterns: Sequence[str]) -> Reading[tuple[Program, ...]]:
        """Installed programs whose name, publisher or folder contains one of `patterns`, without case."""
        ...

    def service_events(
        self, services: Sequence[Service], since: datetime
    ) -> Reading[tuple[ServiceEvent, ...]]:
        """Errors in Windows' log of these services since then, newest first; at most some hundreds."""
        ...

    def power_plan(self) -> Reading[PowerPlan]:
        """Whether this PC goes to sleep by itself."""
        ...

    def pending_restart(self) -> Reading[tuple[RestartReason, ...]]:
        """Why Windows waits for a restart; empty where it does not."""
        ...

    def dotnet_release(self) -> Reading[int | None]:
        """The release number of .NET Framework 4; None where there is none."""
        ...

    def disk_space(self) -> Reading[DiskSpace]:
        """Room on the drive that the system is on."""
        ...

    def small_text(self, path: str) -> Reading[str | None]:
        """A settings file of at most 64 KiB; None where there is no such file. `%NAME%` in the path is filled
        in from the environment."""
        ...

    def proxy_settings(self) -> tuple[Reading[ProxySettings], ...]:
        """Every place where Windows keeps a proxy setting that is in force, as it stands there."""
        ...

    def trusted_roots(self) -> Reading[tuple[TrustedRoot, ...]]:
        """Authorities this PC trusts, and whether every program does or the signed-in user's only."""
        ...

    def network_addresses(self) -> Reading[tuple[str, ...]]:
        """Addresses of this PC on any network that is up; loopback and self-assigned ones left out."""
        ...

    def way_for(self, url: str) -> ProxyWay:
        """How this user's programs reach a URL, and by which setting. May take seconds: Windows may have to
        find and run a proxy script."""
        ...

    def proxy_for(self, url: str) -> str | None:
        """The setting of `way_for`, as `parse_ways` reads it: None for no proxy."""
        ...

    def service_ways_for(self, url: str) -> Reading[tuple[ProxyWay, ...]]:
        """Every way that a service as SYSTEM may go, since which one it follows depends on how it is made."""
        ...

    def profile_kind(self) -> Reading[ProfileKind]:
        """Whether files saved under this user's profile stay there."""
        ...

    def is_temporary_or_roaming_profile(self) -> Reading[bool]:
        """True where a journey kept under the profile should be moved to a folder that stays."""
        ...


def mentions(patterns: Sequence[str], *texts: str) -> bool:
    """Whether any text contains any pattern, without case."""
    folded = [text.casefold() for text in texts]
    return any(pattern.casefold() in text for pattern in patterns for text in folded)
