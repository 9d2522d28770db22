"""Garbage in cycles is looked for on the window's thread, and between loads.

Python does so on whatever thread happens to make one object too many. What it frees there of the window is
torn down outside the window's thread, which Qt does not survive; and it may come at any moment, with every
thread held.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from app.wonde.collector import collect_what_is_due, collector_is_held

LOOK_MS = 500


class GarbageWatch(QObject):
    """Takes over from Python's own collector until `stop`; from `begin` on it looks for garbage now and then.
    Make one, on the main thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """The program has started. What is imported and read by now stays for good: no collection has to
        walk through it, which would hold up the window for nearly a tenth of a second. Collecting it first
        would be the same wait."""
        gc.freeze()
        self._timer.start()

    def look(self) -> None:
        """Collects what is due, unless a load asks for rest."""
        if not collector_is_held():
            collect_what_is_due()

    def stop(self) -> None:
        """Leaves it to Python again."""
        self._timer.stop()
        gc.enable()
