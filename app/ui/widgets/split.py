"""A list and what was chosen in it: side by side, or one above the other where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from app.ui import theme

LEAST_HEIGHT = 190
"""Of each part, at 100 % text."""


class TurningSplit(QSplitter):
    """Two parts with a handle between them that can be dragged."""

    def __init__(
        self, first: QWidget, second: QWidget, *, beside: int, shares: tuple[int, int], parent: QWidget
    ) -> None:
        """`beside` is the least width in pixels, at 100 % text, for two parts side by side; `shares` is how
        they part what either does not need."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._beside = beside
        self.setChildrenCollapsible(False)
        self.setHandleWidth(theme.px(12))
        for place, (part, share) in enumerate(zip((first, second), shares, strict=True)):
            part.setMinimumHeight(theme.px(LEAST_HEIGHT))
            self.addWidget(part)
            self.setStretchFactor(place, share)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= theme.px(self._beside)
        way = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if self.orientation() is not way:
            self.setOrientation(way)
