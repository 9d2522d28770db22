"""Notices when what had the keyboard went away, as when a page draws itself anew once an event was recorded.

Qt then hands the focus to whatever follows, often the rail: a reader would be thrown out of the page.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget


class FocusWatch(QObject):
    """Signal `lost()`: a control of the page or the foot vanished or was disabled while it had the focus,
    and nobody gave the focus to another of the page. Comes once the page has finished drawing itself.
    """

    lost = Signal()

    def __init__(self, window: QWidget, page: QWidget, foot: QWidget) -> None:
        super().__init__(window)
        self._window, self._page, self._foot = window, page, foot
        self._had: QWidget | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._look)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._moved)

    def _moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._page.isAncestorOf(now):
            self._had = now
        elif self._had is not None and (now is None or self._gone(self._had)):
            self._soon.start()  # the page may still choose for itself
        else:
            self._had = self._if_foot(now)

    def _look(self) -> None:
        had, now = self._had, QApplication.focusWidget()
        if had is None or had is now or (now is not None and self._page.isAncestorOf(now)):
            return
        here = self._window.isActiveWindow() if now is None else now.window() is self._window
        if here and self._gone(had):
            self._had = None
            self.lost.emit()

    def _gone(self, had: QWidget) -> bool:
        return not shiboken6.isValid(had) or not had.isVisibleTo(self._window) or not had.isEnabled()

    def _if_foot(self, now: QWidget | None) -> QWidget | None:
        return now if now is not None and self._foot.isAncestorOf(now) else None
