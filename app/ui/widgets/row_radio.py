"""One answer of several. The arrow keys walk them in their order, however they happen to stand."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Left: -1,
}


class RowRadio(QRadioButton):
    """A radio button of a group that may stand in a row, a column or both.

    Qt moves by where the buttons stand: beside each other, Down does nothing. Here Down and Right go to the
    next answer and Up and Left to the one before, round the end, and choose it, as they do in Windows.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)  # the ring hugs the words

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()), 0)
        group = self.group()
        shown = [button for button in group.buttons() if button.isVisible()] if group is not None else []
        if not step or self not in shown:
            super().keyPressEvent(event)
            return
        able = [button for button in shown if button.isEnabled()]
        to = able[(able.index(self) + step) % len(able)]
        to.setFocus(Qt.FocusReason.TabFocusReason if step > 0 else Qt.FocusReason.BacktabFocusReason)
        to.click()
