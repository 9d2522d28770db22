"""Two parts side by side that stand one above the other when there is no room for both."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QWidget

from app.ui import theme

_FILLS = Qt.AlignmentFlag(0)


class TurningRow(QWidget):
    """`left` takes the room there is; `right` keeps its own width at the right-hand edge."""

    def __init__(
        self, left: QWidget, right: QWidget, *, left_least: int, parent: QWidget | None = None
    ) -> None:
        """`left_least` is the width in pixels, at 100 % text, below which `left` gets a line of its own."""
        super().__init__(parent)
        self._right = right
        self._left_least = left_least
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.px(10))
        self._left = left
        self._layout.addWidget(left, 1, Qt.AlignmentFlag.AlignVCenter)
        self._layout.addWidget(right, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._turning = False

    def set_left_least(self, pixels: int) -> None:
        """Changes how much room `left` needs, in pixels at 100 % text."""
        self._left_least = pixels
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._turn()
        return done

    def _turn(self) -> None:
        if self._turning:
            return
        self._turning = True
        need = theme.px(self._left_least) + self._layout.spacing() + self._right.sizeHint().width()
        narrow = need > self.width()
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._layout.direction() != wanted:
            self._layout.setDirection(wanted)
            below = Qt.AlignmentFlag.AlignLeft if isinstance(self._right, QAbstractButton) else _FILLS
            edge = below if narrow else Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            self._layout.setAlignment(self._right, edge)
            self._layout.setAlignment(self._left, _FILLS if narrow else Qt.AlignmentFlag.AlignVCenter)
        self._turning = False
