"""What can be known about the state of a PC: power, space, restarts, .NET, and a service's recent errors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class PowerPlan:
    """What the power plan in force does on mains power when nobody is at the PC. Seconds; 0 is never."""

    sleep_after_s: int | None
    """None where it could not be read."""
    hibernate_after_s: int | None
    lid_sleeps: bool
    """Whether closing the lid sends it to sleep; False where it has none, or where that is not set."""
    portable: bool
    """Whether it has a battery."""

    @property
    def soonest_s(self) -> int:
        """The sooner of sleep and hibernation; 0 where neither happens."""
        return min((each for each in (self.sleep_after_s, self.hibernate_after_s) if each), default=0)


class RestartReason(StrEnum):
    """Why Windows wants to be restarted."""

    UPDATES = "Windows has installed updates"
    PARTS = "a part of Windows is being changed"
    NEW_NAME = "this PC was given a new name"
    FILES = "a program’s files are to be replaced"
    """The weakest sign: many programs leave one."""


@dataclass(frozen=True, slots=True)
class DiskSpace:
    """The drive that Windows is on. Bytes."""

    drive: str
    free: int
    total: int


class ServiceError(StrEnum):
    """What Windows' log says of a service, as far as its kind tells. Never the text of an entry."""

    COULD_NOT_SIGN_IN = "it could not sign in with its account"
    STOPPED_UNEXPECTEDLY = "it ended when it should not have"
    DID_NOT_START = "it did not start"
    PROGRAM_FAILED = "its program failed"
    OWN_ERROR = "it reported an error itself"


@dataclass(frozen=True, slots=True)
class ServiceEvent:
    """One entry of Windows' log about a service. The text of an entry may name people and is not kept."""

    service: str
    """The service's name."""
    kind: ServiceError
    at: datetime
    """UTC."""
    source: str
    event_id: int
