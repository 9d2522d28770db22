"""Whether people's names are shown: hidden until someone asks, and hidden again after five minutes."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

SHOWN_FOR_MS = 5 * 60 * 1000


class NamesSwitch(QObject):
    """Signals: `changed()` shown or hidden; `asked()` someone chose to show them (the shell records it)."""

    changed = Signal()
    asked = Signal()

    def __init__(self, parent: QObject | None = None, shown_for_ms: int = SHOWN_FOR_MS) -> None:
        super().__init__(parent)
        self._shown = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(shown_for_ms)
        self._timer.timeout.connect(self.hide)

    @property
    def shown(self) -> bool:
        """Whether names may be drawn now."""
        return self._shown

    @property
    def minutes_left(self) -> int:
        """Until names are hidden again, rounded up; 0 while hidden."""
        left = min(self._timer.remainingTime(), self._timer.interval())  # a coarse timer may add a little
        return -(-left // 60000) if self._timer.isActive() else 0

    def show(self) -> None:
        """Shows names for five minutes from now."""
        self._timer.start()
        self.asked.emit()
        if not self._shown:
            self._shown = True
            self.changed.emit()

    def hide(self) -> None:
        """Hides them at once."""
        self._timer.stop()
        if self._shown:
            self._shown = False
            self.changed.emit()
