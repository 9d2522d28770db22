"""How far the practice school has come, and its survival of a restart.

    not-requested → pending → approved → audited → online         declined, revoked

`PracticeState` is what is kept (atomically, as JSON, if a file was given); stages that follow by themselves
after a time are computed from it and never stored. Not for sharing between threads: the server's loop owns
it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from app.practice.access import ALL, Access
from app.practice.content import granted_at_first
from app.practice.errors import StateUnusable
from app.storage.atomic import write_atomic

FORMAT = 1


class Stage(StrEnum):
    """Where the school stands now."""

    NOT_REQUESTED = "not-requested"
    PENDING = "pending"
    APPROVED = "approved"
    """The school agreed; Wonde's staff have not checked the data yet, so there is none."""
    AUDITED = "audited"
    """Checked; the first transfer from the MIS has not finished."""
    ONLINE = "online"
    DECLINED = "declined"
    REVOKED = "revoked"

    @property
    def agreed(self) -> bool:
        """Whether the school's approval stands."""
        return self in (Stage.APPROVED, Stage.AUDITED, Stage.ONLINE)


START_STAGES = tuple(stage.value for stage in Stage)


@dataclass(frozen=True, slots=True)
class Timers:
    """Seconds until things happen by themselves; None: only when somebody makes them happen."""

    audit_after_s: float | None = 0.0
    online_after_s: float | None = 0.0


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Receipt(_Kept):
    """What the portal gives the approver to keep."""

    reference: str
    who: str
    position: str
    at: datetime
    people: int
    granted: tuple[str, ...]
    withheld: tuple[str, ...]
    mode: str


class SingleSignOn(_Kept):
    """How far the Head's tasks are."""

    seen_at: datetime | None = None
    """The declaration was opened and the Borough or Trust shown."""
    approved_at: datetime | None = None
    approved_by: str | None = None
    released: bool = False
    released_at: datetime | None = None
    signed_in_at: datetime | None = None


class PracticeState(_Kept):
    """Everything that was done in a practice school."""

    format: int = FORMAT
    school: str
    """Which school it is the state of; another one's file is refused."""
    decision: Literal["not-requested", "pending", "approved", "declined", "revoked"] = "pending"
    connected: bool = True
    """Whether the school's connection to its MIS works; practice only."""
    approved_at: datetime | None = None
    audited_at: datetime | None = None
    """Set when somebody let the audit finish by hand."""
    online_at: datetime | None = None
    granted: tuple[str, ...] = ()
    mode: str = ALL
    listed: tuple[str, ...] = ()
    draft_granted: tuple[str, ...] | None = None
    """Switches moved in the portal and not agreed to yet."""
    draft_mode: str = ALL
    draft_listed: tuple[str, ...] = ()
    receipt: Receipt | None = None
    sso: SingleSignOn = SingleSignOn()


def _now() -> datetime:
    return datetime.now(UTC)


class Lifecycle:
    """Holds and changes the state. `version` grows with every change, so that caches know."""

    def __init__(
        self,
        school: str,
        *,
        path: Path | None = None,
        start: Stage = Stage.PENDING,
        timers: Timers | None = None,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        """Takes up the state in `path`, or begins at `start`. Raises StateUnusable."""
        self.version = 0
        self._path = path
        self._clock = clock
        self._timers = _timers_for(start, timers or Timers())
        self.state = self._read(school) or self.beginning(school, start)

    def beginning(self, school: str, start: Stage) -> PracticeState:
        """The state of a school that stands at `start`."""
        state = PracticeState(school=school)
        if start.agreed:
            now = self._clock()
            return state.model_copy(
                update={
                    "decision": "approved",
                    "approved_at": now,
                    "granted": tuple(sorted(granted_at_first())),
                    "audited_at": now if start is not Stage.APPROVED else None,
                    "online_at": now if start is Stage.ONLINE else None,
                }
            )
        return state.model_copy(update={"decision": start.value})

    def now(self) -> datetime:
        """The time by this school's clock."""
        return self._clock()

    def change(self, **values: Any) -> None:
        """Changes some values and keeps the result on disk before anything sees it. Raises OSError."""
        self.replace(self.state.model_copy(update=values))

    def replace(self, state: PracticeState) -> None:
        """Puts a whole state in the place of the present one."""
        if self._path is not None:
            write_atomic(self._path, state.model_dump_json(indent=1).encode("utf-8"))
        self.state = state
        self.version += 1

    @property
    def stage(self) -> Stage:
        """Where the school stands at this moment."""
        if self.state.decision != "approved":
            return Stage(self.state.decision)
        state, timers = self.state, self._timers
        if state.audited_at is None and not self._is_past(self.audited_at, timers.audit_after_s):
            return Stage.APPROVED
        if state.online_at is None and not self._is_past(self.online_at, timers.online_after_s):
            return Stage.AUDITED
        return Stage.ONLINE

    def _is_past(self, due: datetime | None, after_s: float | None) -> bool:
        """What follows at once, or was done by hand, stays done where the PC's clock is set back."""
        return after_s == 0 or (due is not None and due <= self._clock())

    @property
    def audited_at(self) -> datetime | None:
        """When the audit is or will be done; None when only somebody's hand will do it."""
        if self.state.audited_at is not None or self.state.approved_at is None:
            return self.state.audited_at
        return _after(self.state.approved_at, self._timers.audit_after_s)

    @property
    def online_at(self) -> datetime | None:
        """When the first transfer is or will be finished."""
        if self.state.online_at is not None or self.audited_at is None:
            return self.state.online_at
        return _after(self.audited_at, self._timers.online_after_s)

    def advance(self, to: Stage) -> None:
        """Lets the audit, or the first transfer too, finish now. Nothing happens before the school agreed."""
        if not self.stage.agreed or to not in (Stage.AUDITED, Stage.ONLINE):
            return
        now = self._clock()
        audited = self.audited_at
        values: dict[str, Any] = {"audited_at": audited if audited is not None and audited <= now else now}
        if to is Stage.ONLINE:
            values["online_at"] = now
        self.change(**values)

    @property
    def access(self) -> Access:
        """What is shared now."""
        state = self.state
        return Access(frozenset(state.granted), state.mode, frozenset(state.listed))

    def _read(self, school: str) -> PracticeState | None:
        path = self._path
        if path is None or not path.exists():
            return None
        try:
            state = PracticeState.model_validate_json(path.read_bytes())
        except OSError as problem:
            reason = os.strerror(problem.errno) if problem.errno else type(problem).__name__
            raise StateUnusable(f"{path.name} can't be read ({reason}). Choose another state file.") from None
        except ValidationError:
            raise StateUnusable(
                f"{path.name} is not the state of a practice school. Delete it or choose another file."
            ) from None
        if state.school != school or state.format != FORMAT:
            raise StateUnusable(
                f"{path.name} belongs to another practice school ({state.school}; this is {school}). "
                "Use the same --students, --seed and --phase, or another state file."
            )
        return state


def _timers_for(start: Stage, timers: Timers) -> Timers:
    """A school that is to stand at a stage does not leave it by itself at once."""
    if start is Stage.APPROVED and not timers.audit_after_s:
        return Timers(None, timers.online_after_s)
    if start is Stage.AUDITED and not timers.online_after_s:
        return Timers(timers.audit_after_s, None)
    return timers


def _after(moment: datetime, seconds: float | None) -> datetime | None:
    return None if seconds is None else moment + timedelta(seconds=seconds)
