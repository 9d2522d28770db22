"""Work cut into pieces, with a turn of the event loop between them: nothing holds the window up for long.

Work is a generator that yields wherever the window may draw, answer a key or do something else:

    self._turns = Turns(self)
    self._turns.run(self._fill_rows(rows))

All such work stands in one line: however much is under way, the window gets its turn after every piece.
Use from the main thread only.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, QTimer

Work = Generator[None, None, None]


class Turns(QObject):
    """Runs one such generator at a time: its first piece at once, each further one in a turn of its own."""

    def __init__(self, parent: QObject, *, every_ms: float = 0, share_ms: float = 0) -> None:
        """`every_ms` is the least time between two turns, for work that nobody waits for. Small pieces may be
        run together: another is begun in the same turn until `share_ms` are used."""
        super().__init__(parent)
        self._every_s, self._share_s = every_ms / 1000, share_ms / 1000
        self._due_s = 0.0
        self._work: Work | None = None
        self._at_work: Work | None = None
        """Whose piece is running at this moment."""

    @property
    def busy(self) -> bool:
        """Whether pieces are left."""
        return self._work is not None

    def run(self, work: Work) -> None:
        """Starts work; what was under way is given up. An error of the first piece is raised here, one of a
        later piece goes where errors of the event loop go; either ends the work."""
        self.stop()
        self._work = work
        self.take_turn()
        if self._work is work:
            _line().join(self)

    def stop(self) -> None:
        """Gives up what is under way; its `finally` parts still run. A piece may do so to its own work."""
        work, self._work = self._work, None
        if work is not None and work is not self._at_work:
            work.close()

    def finish(self) -> None:
        """Runs everything that is left at once, for whoever can't wait for it."""
        while self._work is not None:
            self.take_turn()

    @property
    def is_due(self) -> bool:
        """Whether its least time between two turns has passed."""
        return time.perf_counter() >= self._due_s

    def take_turn(self) -> None:
        """Runs the next piece, or a few small ones."""
        work = self._work
        if work is None:
            return
        until = time.perf_counter() + self._share_s
        before, self._at_work = self._at_work, work
        ended = True
        try:
            for _piece in work:
                if self._work is not work or time.perf_counter() >= until:
                    ended = False
                    break
        finally:
            self._at_work = before
            self._due_s = time.perf_counter() + self._every_s
            if self._work is not work:  # a piece stopped its own work, and perhaps began another
                work.close()
            elif ended:
                self._work = None


class _Line(QObject):
    """All who wait for a turn, in order. One of them has it in each round of the event loop."""

    def __init__(self, parent: QObject | None) -> None:
        super().__init__(parent)
        self._waiting: deque[Turns] = deque()
        self._round = QTimer(self)
        self._round.setSingleShot(True)
        self._round.timeout.connect(self._next)

    def join(self, turns: Turns) -> None:
        """Stands at the end, unless it stands in line already."""
        if turns not in self._waiting:
            self._waiting.append(turns)
        if not self._round.isActive():
            self._round.start(0)

    def _next(self) -> None:
        self._waiting = deque(turns for turns in self._waiting if shiboken6.isValid(turns) and turns.busy)
        first = next((turns for turns in self._waiting if turns.is_due), None)
        try:
            if first is not None:
                self._waiting.remove(first)
                self._waiting.append(first)
                first.take_turn()
        finally:
            # Begun anew after the piece: a timer that repeats itself would count from before it, and be ahead
            # of every other timer that came due meanwhile.
            if self._waiting:
                self._round.start(0 if first is not None else _PAUSE_MS)


_PAUSE_MS = 5
"""Between two looks whether anyone is due, where all have time."""
_the_line: _Line | None = None


def _line() -> _Line:
    global _the_line
    if _the_line is None or not shiboken6.isValid(_the_line):
        _the_line = _Line(QCoreApplication.instance())
    return _the_line
