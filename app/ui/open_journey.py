"""The journey that is open: its state ready to draw, and a way to write to it that never holds up the window.

A journey may lie on a slow share, so every read and write happens on one worker thread, in the order
asked for. After each write everything is read again and `changed` is emitted: pages draw from here and hold
no copy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from app.journey.errors import JourneyError
from app.journey.model import How, JourneyState, StepId
from app.ui.workers import WorkerPool

if TYPE_CHECKING:
    from app.journey.events import Payload
    from app.journey.folder import JourneyFolder
    from app.journey.lines import Event
    from app.journey.people import Actor
    from app.journey.state import Facts
    from app.ui.tasks import TaskRunner

T = TypeVar("T")
_MINUTE_MS = 60_000


class NotKept(Exception):
    """Something could not be written to a journey that had been left meanwhile."""


@dataclass(frozen=True, slots=True)
class ToRecord:
    """One event to write."""

    payload: Payload
    how: How
    actor: Actor | None = None
    """None: the technician."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A journey as it was read at one moment."""

    state: JourneyState
    facts: Facts
    events: tuple[Event, ...]
    drafts: Mapping[StepId, Mapping[str, Any]]
    damage: int = 0
    """In how many places the ledger is damaged."""
    used_by: str = ""
    """Another PC that seems to have it open."""


def read_snapshot(folder: JourneyFolder, now: datetime) -> Snapshot:
    """Reads everything that pages draw from. Blocks; raises JourneyError."""
    from app.journey.state import evaluate, fold

    reading = folder.reading()
    facts = fold(reading.events)
    state = evaluate(facts, now)
    drafts = {step.id: folder.draft(step.id) for step in state.steps}
    other = folder.used_by_other(_this_pc(), now)
    folder.announce_use(_this_pc(), now)
    return Snapshot(
        state, facts, tuple(reading.events), drafts, len(reading.damage), other.who if other else ""
    )


class OpenJourney(QObject):
    """Signals: `changed()` after anything was written or a minute went by; `trouble(object)` a JourneyError
    that no caller asked to hear about, or NotKept.
    """

    changed = Signal()
    trouble = Signal(object)

    def __init__(
        self,
        folder: JourneyFolder,
        snapshot: Snapshot,
        tasks: TaskRunner,
        now: Callable[[], datetime],
        parent: QObject | None = None,
        pool: WorkerPool | None = None,
    ) -> None:
        """`pool` has one thread, on which the folder was read and is written to by nobody else."""
        super().__init__(parent)
        self.folder = folder
        self._snapshot = snapshot
        self._drafts: dict[StepId, dict[str, Any]] = {
            step: dict(draft) for step, draft in snapshot.drafts.items()
        }
        self._tasks = tasks
        self._now = now
        self._one_at_a_time = pool or WorkerPool(1)
        self._newest: dict[StepId, int] = {}
        """Of each step, the number of the draft that was asked to be kept last."""
        self._let_go = self._told = self._ended = False
        self._making = 0
        """Files under way whose event is still to be noted."""
        self._clock = QTimer(self)
        self._clock.setInterval(_MINUTE_MS)
        self._clock.timeout.connect(self.refresh)
        self._clock.start()

    @property
    def path(self) -> Path:
        """Its folder."""
        return Path(self.folder.path)

    @property
    def state(self) -> JourneyState:
        """The state of every step, as last read."""
        return self._snapshot.state

    @property
    def facts(self) -> Facts:
        """What has been established, as last read."""
        return self._snapshot.facts

    @property
    def events(self) -> tuple[Event, ...]:
        """The ledger, oldest first, as last read."""
        return self._snapshot.events

    def record(
        self,
        payload: Payload,
        *,
        how: How,
        step: StepId | None = None,
        actor: Actor | None = None,
        done: Callable[[], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Appends an event; `done()` is called once it is on disk and the new state is here.

        The step's draft as it is now is forgotten with it, unless the event says nothing of what was typed:
        what this program measured, a message sent, names shown.

        `actor` is the technician unless given. A JourneyError goes to `failed`, else to `trouble`.
        """
        self.record_all((ToRecord(payload, how, actor),), step=step, done=done, failed=failed)

    def record_all(
        self,
        events: Sequence[ToRecord],
        *,
        step: StepId | None = None,
        done: Callable[[], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """As `record`, for events that belong together: all of them are written or none."""
        from app.journey.ledger import Entry

        folder, now = self.folder, self._now()
        entries = [Entry(one.payload, one.actor or technician(), one.how, now, step) for one in events]
        ends = any(one.payload.ends_draft and one.how is not How.MEASURED for one in events)
        typed_on = step if ends else None
        # Now and not once it is written: what is typed while the disk is slow is a draft of its own.
        typed = self._drafts.pop(typed_on, None) if typed_on is not None else None

        def write() -> Snapshot:
            folder.record_all(entries)
            if typed_on is not None:
                with suppress(OSError):  # it is recorded: told as not, it would be recorded once more
                    folder.clear_draft(typed_on)
            return read_snapshot(folder, now)

        def written(snapshot: Snapshot) -> None:
            self._read(snapshot)
            if done is not None and not self._let_go:
                done()

        def not_written(problem: Exception) -> None:
            if typed_on is not None and typed is not None:
                self._drafts.setdefault(typed_on, typed)
            self._not_written(problem, failed)

        self._write(write, done=written, failed=not_written)

    @property
    def caution(self) -> str:
        """What to know before working on it: damage, or that someone else seems to have it open."""
        if self._snapshot.used_by:
            return (
                f"This journey seems to be open on {self._snapshot.used_by} too. What is done there shows"
                " here within a minute."
            )
        places = self._snapshot.damage
        if places:
            where = "one place" if places == 1 else f"{places} places"
            return (
                f"The record of this journey is damaged in {where}. It can be used; the damage stays visible."
            )
        return ""

    def refresh(self) -> None:
        """Reads everything again: another program may have written, and waiting grows with the clock."""
        folder, now = self.folder, self._now()
        self._tasks.call(
            lambda: read_snapshot(folder, now),
            owner=self,
            done=self._read,
            failed=self._not_read,
            on=self._one_at_a_time,
            key="refresh",
        )

    def draft(self, step: StepId) -> Mapping[str, Any]:
        """What was typed on a step and not yet recorded; empty when there is nothing."""
        return self._drafts.get(step, {})

    def save_draft(self, step: StepId, draft: Mapping[str, Any]) -> None:
        """Keeps what is typed, here at once and soon on disk: plain JSON values, never pupils' data."""
        kept = dict(draft)
        if kept == self._drafts.get(step):
            return
        self._drafts[step] = kept
        folder, newest = self.folder, self._newest
        mine = newest[step] = newest.get(step, 0) + 1

        def write() -> None:
            if newest[step] == mine:  # else a share was slower than who types, and a later one follows
                folder.save_draft(step, kept)

        self._write(write, failed=self._not_written)

    def read_in_turn(
        self,
        work: Callable[[], T],
        *,
        owner: QObject,
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Runs `work()`, which reads a file of this journey, after all that was asked for before."""
        self._tasks.call(work, owner=owner, done=done, failed=failed, on=self._one_at_a_time)

    def write_in_turn(
        self,
        work: Callable[[], None],
        *,
        owner: QObject,
        done: Callable[[], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Runs `work()`, which writes a file of this journey, after all that was asked for before.

        It is done though `owner` goes meanwhile; that it failed is then told by `trouble`.
        """

        def written(_nothing: None) -> None:
            if shiboken6.isValid(owner):
                done()

        def not_written(problem: Exception) -> None:
            self._not_written(problem, failed if shiboken6.isValid(owner) else None)

        self._write(work, done=written, failed=not_written)

    def make_and_note(
        self,
        work: Callable[[], T],
        event: Callable[[T], Payload | None],
        *,
        step: StepId,
        owner: QObject,
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Runs `work()`, which makes or deletes a file, and appends the event that says so, as measured: it
        is in the journey though the page, or the window, is closed meanwhile.

        What `work` raises goes to `failed`; that the event could not be written goes to `trouble`.
        """
        folder, now = self.folder, self._now()

        def make() -> tuple[T, JourneyError | None]:
            made = work()
            payload = event(made)
            try:
                if payload is not None:
                    folder.record(payload, actor=technician(), how=How.MEASURED, step=step, at=now)
            except JourneyError as problem:
                return made, problem
            return made, None

        def finished(result: tuple[T, JourneyError | None]) -> None:
            made, problem = result
            self._making -= 1
            self._free_if_done()
            if problem is not None:
                self._not_written(problem)
            elif not self._let_go:
                self.refresh()
            if shiboken6.isValid(owner):
                done(made)

        def not_made(problem: Exception) -> None:
            self._making -= 1
            self._free_if_done()
            self._not_written(problem, failed if shiboken6.isValid(owner) else None)

        self._making += 1
        self._tasks.call(make, owner=self, done=finished, failed=not_made, must_run=True)

    def end_use(self) -> None:
        """Takes back the hint that it is open here."""
        self._end_use(lambda _nothing: None)

    def let_go(self) -> None:
        """Nobody works on it here any more. It is freed once all that was asked for has been written."""
        self._let_go = True
        self._clock.stop()

        def ended(_nothing: object) -> None:
            self._ended = True
            self._free_if_done()

        self._end_use(ended)

    def _free_if_done(self) -> None:
        if self._ended and not self._making:
            self.deleteLater()

    def _end_use(self, done: Callable[[object], None]) -> None:
        folder = self.folder
        self._write(lambda: folder.end_use(_this_pc()), done=done, failed=done)

    def _write(
        self,
        work: Callable[[], T],
        *,
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None],
    ) -> None:
        self._tasks.call(work, owner=self, done=done, failed=failed, on=self._one_at_a_time, must_run=True)

    def _not_read(self, problem: Exception) -> None:
        if not self._let_go:
            self.trouble.emit(problem)

    def _not_written(self, problem: Exception, tell: Callable[[Exception], None] | None = None) -> None:
        if not self._let_go:
            (tell or self.trouble.emit)(problem)
        elif not self._told:  # once: what follows it in the same folder fails alike
            self._told = True
            self.trouble.emit(NotKept(str(problem)))

    def _read(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        if not self._let_go:
            self.changed.emit()


def _this_pc() -> str:
    import platform

    return platform.node() or "another PC"


def technician() -> Actor:
    """The actor of what is done at this PC unless a page says otherwise: a role, no name."""
    from app.journey.people import Actor, Role

    return Actor(name=None, role=Role.TECHNICIAN)
