"""A search field that asks once the typing pauses, and leads to what was found."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

PAUSE_MS = 200


class SearchBox(QLineEdit):
    """Signals: `asked(object)` the stripped text, 200 ms after the last key, at once on Enter; `to_first()`
    Enter was pressed and something is found: the first of it is to be chosen and given the keyboard.

    Whoever answers says so with `answered`. Escape empties the field; an empty one lets Escape through to the
    page.
    """

    asked = Signal(object)
    to_first = Signal()

    def __init__(self, placeholder: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)
        self._last = ""
        self._found = 0
        self._waiting = False
        """For the answer to what was asked last."""
        self._entered = False
        """Whether Enter was pressed meanwhile."""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.textChanged.connect(self._typed)
        self.returnPressed.connect(self._enter)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 22, super().sizeHint().height())

    def answered(self, found: int) -> None:
        """So many were found for what was asked last."""
        self._found, self._waiting = found, False
        if self._entered:
            self._lead_on()

    def reset(self) -> None:
        """Empties it without asking: everything is shown again already."""
        self.blockSignals(True)
        self.clear()
        self.blockSignals(False)
        self._pause.stop()
        self._last, self._found, self._waiting, self._entered = "", 0, False, False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._ask()
            return
        super().keyPressEvent(event)

    def _typed(self, _text: str) -> None:
        self._entered = False
        self._pause.start()

    def _enter(self) -> None:
        self._ask()
        self._entered = bool(self._last)
        if self._entered and not self._waiting:
            self._lead_on()

    def _lead_on(self) -> None:
        self._entered = False
        if self._found:
            self.to_first.emit()

    def _ask(self) -> None:
        self._pause.stop()
        text = self.text().strip()
        if text != self._last:
            self._last = text
            self._waiting = True
            self.asked.emit(text)
