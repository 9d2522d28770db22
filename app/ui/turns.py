"""Work cut into pieces, with a turn of the event loop between them: nothing holds the window up for long.

Work is a generator that yields wherever the window may draw, answer a key or do something else:

    self._turns = Turns(self)
    self._turns.run(self._fill_rows(rows))

Use from the main thread only.
"""

from __future__ import annotations

import time
from collections.abc import Generator

import shiboken6
from PySide6.QtCore import QObject, QTimer

Work = Generator[None, None, None]


class Turns(QObject):
    """Runs one such generator at a time: its first piece at once, each further one in a turn of its own."""

    def __init__(self, parent: QObject, *, every_ms: int = 0, share_ms: float = 0) -> None:
        """`every_ms` is the least time between two turns, for work that nobody waits for. Small pieces may be
        run together: another is begun in the same turn until `share_ms` are used."""
        super().__init__(parent)
        self._share_s = share_ms / 1000
        self._work: Work | None = None
        self._at_work: Work | None = None
        """Whose piece is running at this moment."""
        self._timer = QTimer(self)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self._turn)

    @property
    def busy(self) -> bool:
        """Whether pieces are left."""
        return self._work is not None

    def run(self, work: Work) -> None:
        """Starts work; what was under way is given up. An error of the first piece is raised here, one of a
        later piece goes where errors of the event loop go; either ends the work."""
        self.stop()
        self._work = work
        self._timer.start()
        self._turn()

    def stop(self) -> None:
        """Gives up what is under way; its `finally` parts still run. A piece may do so to its own work."""
        work, self._work = self._work, None
        self._timer.stop()
        if work is not None and work is not self._at_work:
            work.close()

    def finish(self) -> None:
        """Runs everything that is left at once, for whoever can't wait for it."""
        while self._work is not None:
            self._turn()

    def _turn(self) -> None:
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
            if self._work is not work:  # a piece stopped its own work, and perhaps began another
                work.close()
            elif ended:
                self._work = None
                if shiboken6.isValid(self._timer):  # the work may have been the last to hold its owner
                    self._timer.stop()
