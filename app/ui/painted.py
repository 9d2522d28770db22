"""When something was first painted, for what may not hold that painting up."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class FirstPainting(QObject):
    """Calls `then` once, after `watched` was painted for the first time from now on.

    `within_ms` has it called after so long without any painting: a window that opens minimised has none.
    """

    def __init__(self, watched: QWidget, then: Callable[[], None], within_ms: int | None = None) -> None:
        super().__init__(watched)
        self._then: Callable[[], None] | None = then
        watched.installEventFilter(self)
        if within_ms is not None:
            QTimer.singleShot(within_ms, self, self._call)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._then is not None:
            QTimer.singleShot(0, self, self._call)  # once this very painting is over
        return False

    def _call(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()
            self.deleteLater()
