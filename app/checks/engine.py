"""Runs checks at the same time as far as what they depend on allows, bounded, live, and stoppable at once.

The engine never waits for a check that will not stop: after its time, or when told to stop, a check is
cancelled and, if it lingers, left behind. A check that raises is our fault and becomes `CRASHED`, with an
error id that the log knows too; the log names the kind of error and the places in our code, never its text.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from app.checks.model import Check, Found, Outcome, Result, outcome_of
from app.checks.wording import finding

log = logging.getLogger(__name__)

STOPPED = "Stopped before this was finished."
_GRACE_S = 1.0
"""How long cancelled checks may take to tidy up before they are left behind."""


class Engine:
    """A fixed set of checks, ready to run any number of times.

    Raises ValueError at once for two checks of one id, an unknown dependency, or a circle of them, `after`
    included.
    """

    def __init__(self, checks: Iterable[Check]) -> None:
        self.checks = tuple(checks)
        _refuse_a_bad_graph(self.checks)

    async def run(
        self,
        context: Any,
        on_result: Callable[[Result], None] | None = None,
        cancel: asyncio.Event | None = None,
        on_start: Callable[[Check], None] | None = None,
    ) -> tuple[Result, ...]:
        """Runs every check once; returns one result each, in the order the checks were given.

        `on_start` and `on_result` are called on this event loop as things happen. Setting `cancel` stops
        everything at once; what was not finished comes back skipped with the note `STOPPED`. Cancelling the
        task that awaits this stops everything too. What a callback raises ends the run and is passed on.
        """
        run = _Run(self.checks, context, on_result or _ignore, on_start or _ignore)
        stop = asyncio.ensure_future((cancel or asyncio.Event()).wait())
        try:
            run.start_what_can()
            while run.running and not stop.done():
                await asyncio.wait(
                    {stop, *run.running}, timeout=run.seconds_left(), return_when=asyncio.FIRST_COMPLETED
                )
                run.settle_finished()
                run.settle_late()
                if not stop.done():
                    run.start_what_can()
        finally:
            stop.cancel()
            await run.end()
        return tuple(
            run.results.get(check.id) or Result(check.id, check.title, Outcome.SKIPPED, note=STOPPED)
            for check in self.checks
        )


@dataclass(slots=True)
class _Started:
    check: Check
    at: float


class _Run:
    """One run: what has not started, what runs, what came out. Lives on one event loop."""

    def __init__(
        self,
        checks: tuple[Check, ...],
        context: Any,
        on_result: Callable[[Result], None],
        on_start: Callable[[Check], None],
    ) -> None:
        self._context = context
        self._on_result = on_result
        self._on_start = on_start
        self._waiting = {check.id: check for check in checks}
        self._awaited = _awaited(checks)
        self._loop = asyncio.get_running_loop()
        self._abandoned: set[asyncio.Task[Found]] = set()
        self._blocking: set[str] = set()
        self.running: dict[asyncio.Task[Found], _Started] = {}
        self.results: dict[str, Result] = {}

    def start_what_can(self) -> None:
        """Starts each check whose dependencies are settled, and skips those that one of them blocks."""
        changed = True
        while changed:
            changed = False
            for check in list(self._waiting.values()):
                if any(awaited not in self.results for awaited in self._awaited[check.id]):
                    continue
                changed = True
                del self._waiting[check.id]
                blocker = next((needed for needed in check.depends_on if needed in self._blocking), None)
                if blocker is not None:
                    self._settle(_skipped(check, self.results[blocker]), blocks=True)
                else:
                    self._start(check)

    def _start(self, check: Check) -> None:
        self._on_start(check)
        task = self._loop.create_task(_ask(check, self._context), name=f"check {check.id}")
        self.running[task] = _Started(check, self._loop.time())

    def seconds_left(self) -> float:
        """Until the next check has used up its time."""
        soonest = min(started.at + started.check.timeout_s for started in self.running.values())
        return max(0.0, soonest - self._loop.time())

    def settle_finished(self) -> None:
        """Turns each finished task into a result, in the order the checks were started."""
        for task in [task for task in self.running if task.done()]:
            started = self.running.pop(task)
            seconds = self._loop.time() - started.at
            problem = _problem(task)
            if problem is not None:
                self._settle(_crashed(started.check, problem, seconds), blocks=True)
            else:
                found = task.result()
                result = _finished(started.check, found, seconds)
                stands_in_the_way = result.outcome in (Outcome.FAIL, Outcome.SKIPPED)
                self._settle(result, blocks=stands_in_the_way if found.blocks is None else found.blocks)

    def settle_late(self) -> None:
        """Cancels each check that has used up its time; that is a finding of that check."""
        now = self._loop.time()
        late = [task for task, started in self.running.items() if now >= started.at + started.check.timeout_s]
        for task in late:
            started = self.running.pop(task)
            self._abandon(task)
            check = started.check
            slow = finding("CHK-01", title=check.title, seconds=f"{check.timeout_s:g}")
            self._settle(_finished(check, Found(findings=(slow,)), now - started.at), blocks=True)

    def _settle(self, result: Result, *, blocks: bool) -> None:
        self.results[result.check_id] = result
        if blocks:
            self._blocking.add(result.check_id)
        self._on_result(result)

    def _abandon(self, task: asyncio.Task[Found]) -> None:
        task.cancel()
        task.add_done_callback(_problem)
        self._abandoned.add(task)

    async def end(self) -> None:
        """Cancels what still runs and gives it a moment; what will not stop is left behind."""
        for task in self.running:
            self._abandon(task)
        self.running.clear()
        if self._abandoned:
            await asyncio.wait(self._abandoned, timeout=_GRACE_S)


async def _ask(check: Check, context: Any) -> Found:
    return await check.run(context)


def _problem(task: asyncio.Task[Found]) -> BaseException | None:
    """What a finished task raised, if anything; looking at it also keeps asyncio from logging it."""
    return asyncio.CancelledError() if task.cancelled() else task.exception()


def _finished(check: Check, found: Found, seconds: float) -> Result:
    return Result(
        check_id=check.id,
        title=check.title,
        outcome=Outcome.SKIPPED if found.skip_reason is not None else outcome_of(found.findings),
        findings=found.findings,
        duration_s=seconds,
        note=found.skip_reason if found.skip_reason is not None else found.note,
        because=found.because if found.skip_reason is not None else None,
    )


def _skipped(check: Check, blocker: Result) -> Result:
    """A skip names the first cause, not the link in between; where nothing failed, the reason is kept."""
    if blocker.outcome is Outcome.SKIPPED:
        return Result(check.id, check.title, Outcome.SKIPPED, note=blocker.note, because=blocker.because)
    note = f"Not checked, because of “{blocker.title}”."
    return Result(check.id, check.title, Outcome.SKIPPED, note=note, because=blocker.check_id)


def _crashed(check: Check, problem: BaseException, seconds: float) -> Result:
    error_id = secrets.token_hex(4)
    frames = traceback.extract_tb(problem.__traceback__)
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    log.error("error %s: check %s raised %s at %s", error_id, check.id, type(problem).__name__, places)
    slip = finding("CHK-02", title=check.title, error_id=error_id)
    return Result(
        check_id=check.id,
        title=check.title,
        outcome=Outcome.CRASHED,
        findings=(slip,),
        duration_s=seconds,
        error_id=error_id,
    )


def _refuse_a_bad_graph(checks: tuple[Check, ...]) -> None:
    known = {check.id: check for check in checks}
    if len(known) != len(checks):
        raise ValueError("two checks share an id")
    for check in checks:
        for needed in check.depends_on:
            if needed not in known:
                raise ValueError(f"check {check.id} depends on {needed}, which is not among the checks")
    awaited = _awaited(checks)
    settled: set[str] = set()
    while len(settled) < len(known):
        ready = [c.id for c in checks if c.id not in settled and settled.issuperset(awaited[c.id])]
        if not ready:
            circle = ", ".join(check.id for check in checks if check.id not in settled)
            raise ValueError(f"checks depend on each other in a circle: {circle}")
        settled.update(ready)


def _awaited(checks: tuple[Check, ...]) -> dict[str, frozenset[str]]:
    """For each check, the ids that must have ended before it starts."""
    known = {check.id for check in checks}
    return {check.id: frozenset(check.depends_on) | known.intersection(check.after) for check in checks}


def _ignore(_: object) -> None:
    return None
