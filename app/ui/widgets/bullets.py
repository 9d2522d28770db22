"""Lines with a bullet before each; what does not fit in one line goes on under its words."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import theme
from app.ui.tokens import Token
from app.ui.widgets.text import Role, grows_with_its_words, label

BULLET = "•"
BEFORE, INDENT = 6, 20
"""Pixels at 100 % text, from the edge to the bullet and to the words."""


class Bullets(QWidget):
    """Such lines, all of one role. The bullets are drawn and no labels, so that none is read out."""

    def __init__(self, lines: Iterable[str], role: Role = Role.BODY, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grows_with_its_words(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(INDENT), 0, 0, 0)
        column.setSpacing(theme.px(2))
        self._lines = [label(line, role, parent=self) for line in lines]
        for line in self._lines:
            column.addWidget(line)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme.colour(Token.SECONDARY))
        for line in self._lines:
            painter.setFont(line.font())
            painter.drawText(theme.px(BEFORE), line.y() + line.fontMetrics().ascent(), BULLET)
        painter.end()
