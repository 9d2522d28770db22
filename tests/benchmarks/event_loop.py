"""How long a real event loop ever waits: a timer that always wants its turn."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer

EVERY_MS = 2


@dataclass
class Waits:
    """The longest of several kinds, in milliseconds; each may be of another moment."""

    clock: float = 0.0
    """By the clock: what a person would see, and whatever else this machine was doing."""
    ours: float = 0.0
    """The part of it that this program can have caused: no more than all its threads worked meanwhile. The
    rest is other programs' doing."""
    own: float = 0.0
    """What the loop's own thread worked without coming round: pages made, laid out and painted."""


class LoopProbe(QObject):
    """Watches a timer that is due all the time, on the thread it is made on."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._turn)
        self._timer.start()
        self.restart()

    def restart(self) -> None:
        """Forgets what was seen so far."""
        self._last = time.perf_counter(), time.process_time(), time.thread_time()
        self.longest = Waits()

    def _turn(self) -> None:
        now = time.perf_counter(), time.process_time(), time.thread_time()
        clock, worked, own = (1000 * (this - last) for this, last in zip(now, self._last, strict=True))
        longest = self.longest
        longest.clock = max(longest.clock, clock - EVERY_MS)
        longest.ours = max(longest.ours, min(clock - EVERY_MS, worked))
        longest.own = max(longest.own, own)
        self._last = now


def wait_until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    """Lets an event loop run until `true`; `QTest.qWait` would keep Python's lock while it waits."""
    loop, poll = QEventLoop(), QTimer()
    until = time.monotonic() + seconds

    def look() -> None:
        if true():
            loop.exit(0)
        elif time.monotonic() > until:
            loop.exit(1)

    poll.timeout.connect(look)
    poll.start(10)
    if loop.exec() != 0:
        raise SystemExit("the page never got there")


def over_all(runs: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """The median and the worst of several runs, for each kind of figure."""
    return {
        "median": {name: round(statistics.median(run[name] for run in runs), 1) for name in runs[0]},
        "worst": {name: round(max(run[name] for run in runs), 1) for name in runs[0]},
    }
