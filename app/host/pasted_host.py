"""A machine that is known by a pasted answer alone: a `Host` that knows just what the answer says.

Whatever the answer does not hold is `NotRead`, so the same checks that look at this PC can judge it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.host.facts import Machine, NotRead, ProfileKind, Program, Read, Reading, Service, mentions
from app.host.network_facts import ProxySettings, TrustedRoot
from app.host.pasted_answer import Answer
from app.host.pc_facts import DiskSpace, PowerPlan, RestartReason, ServiceEvent
from app.host.proxies import NO_PROXY, ProxyWay

_NOT_THERE = NotRead("it is not in the answer that was pasted")
_FEW = 3


class PastedHost:
    """A `Host` for a machine that is known by an answer alone."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    @property
    def is_windows(self) -> bool:
        """The commands exist on Windows only."""
        return True

    def machine(self) -> Reading[Machine]:
        """As far as the answer says."""
        if not (self._answer.machine or self._answer.build):
            return _NOT_THERE
        system = self._answer.system.removeprefix("Microsoft ") or "Windows"
        return Read(Machine(self._answer.machine, system, self._answer.build, ""))

    def services_like(self, patterns: Sequence[str]) -> Reading[tuple[Service, ...]]:
        """Those with the words in their names; else, of a short list, all: they may have it in their path,
        which the commands look at and do not show."""
        kept = self._answer.services
        named = tuple(each for each in kept if mentions(patterns, each.name, each.display_name))
        if named or self._answer.services_listed:
            return Read(named or (tuple(kept) if len(kept) <= _FEW else ()))
        if self._answer.services_refused:
            return NotRead("Windows refused access to its services there")
        return Read(()) if kept else _NOT_THERE

    def programs_like(self, patterns: Sequence[str]) -> Reading[tuple[Program, ...]]:
        """Those with the words in their names or their maker's."""
        kept = self._answer.programs
        if not kept and not self._answer.programs_listed:
            return _NOT_THERE
        return Read(tuple(each for each in kept if mentions(patterns, each.name, each.publisher)))

    def service_events(
        self, services: Sequence[Service], since: datetime
    ) -> Reading[tuple[ServiceEvent, ...]]:
        """Not asked for: a log's entries may name people."""
        return _NOT_THERE

    def power_plan(self) -> Reading[PowerPlan]:
        """As far as the answer says."""
        return _NOT_THERE if self._answer.power is None else Read(self._answer.power)

    def pending_restart(self) -> Reading[tuple[RestartReason, ...]]:
        """Not asked for."""
        return _NOT_THERE

    def dotnet_release(self) -> Reading[int | None]:
        """Not asked for."""
        return _NOT_THERE

    def disk_space(self) -> Reading[DiskSpace]:
        """Not asked for."""
        return _NOT_THERE

    def small_text(self, path: str) -> Reading[str | None]:
        """Not asked for."""
        return _NOT_THERE

    def proxy_settings(self) -> tuple[Reading[ProxySettings], ...]:
        """Not asked for."""
        return ()

    def trusted_roots(self) -> Reading[tuple[TrustedRoot, ...]]:
        """Not asked for."""
        return _NOT_THERE

    def network_addresses(self) -> Reading[tuple[str, ...]]:
        """Not asked for."""
        return _NOT_THERE

    def way_for(self, url: str) -> ProxyWay:
        """Nothing is asked from there."""
        return NO_PROXY

    def service_ways_for(self, url: str) -> Reading[tuple[ProxyWay, ...]]:
        """Not asked for."""
        return _NOT_THERE

    def proxy_for(self, url: str) -> str | None:
        """Nothing is asked from there."""
        return None

    def profile_kind(self) -> Reading[ProfileKind]:
        """Not asked for."""
        return _NOT_THERE

    def is_temporary_or_roaming_profile(self) -> Reading[bool]:
        """Not asked for."""
        return _NOT_THERE
