"""How long a real event loop ever waits: a timer that always wants its turn."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer

EVERY_MS = 2


class LoopProbe(QObject):
    """Watches a timer that is due all the time, on the thread it is made on.

    `longest_ms` is the longest time between two of its turns by the clock; `most_work_ms` the most that this
    thread itself worked between two. The clock also counts what other threads and other programs took; the
    thread's own work would not show that Python's lock was held elsewhere.
    """

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
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self.longest_ms = self.most_work_ms = 0.0

    def _turn(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000 - EVERY_MS)
        self.most_work_ms = max(self.most_work_ms, (worked - self._worked) * 1000)
        self._last, self._worked = now, worked


def wait_until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    """Lets an event loop run until `true`; `QTest.qWait` would keep Python's lock while it waits."""
    loop, poll = QEventLoop(), QTimer()
    until = time.monotonic() + seconds

    def look() -> None:
        if true() or time.monotonic() > until:
            loop.quit()

    poll.timeout.connect(look)
    poll.start(10)
    loop.exec()
    if not true():
        raise SystemExit("the page never got there")
