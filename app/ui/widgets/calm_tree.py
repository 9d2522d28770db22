"""A tree as the window draws it: whole rows with a line under each, and steps that grow with the text."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QStyleOptionViewItem, QTreeView, QWidget

from app.ui import theme
from app.ui.models.people_model import Index
from app.ui.widgets.people_table import CalmCells

STEP = 1.45
"""How far a level is set in, of a line of text."""
MEASURED = 50
"""Rows that a column's width is measured by."""


class CalmTree(QTreeView):
    """Read-only. Tab leaves it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUniformRowHeights(True)
        self.setItemDelegate(CalmCells((), self, lines=False))
        self.setTabKeyNavigation(False)
        self.setAllColumnsShowFocus(True)
        self.setAnimated(False)
        self._fit()

    def fit_columns(self, hidden: int) -> None:
        """The first column takes the room there is, the others what their words need; one is not shown.

        Call it again when the tree has changed: a header that fits itself measures at every change of size.
        """
        header, modes = self.header(), QHeaderView.ResizeMode
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, modes.Stretch)
        header.setSectionHidden(hidden, True)
        header.setResizeContentsPrecision(MEASURED)
        for section in range(1, header.count()):
            header.setSectionResizeMode(section, modes.Fixed)
        self._measure()

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().drawRow(painter, option, index)
        painter.setPen(theme.colour("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):  # one follows the other
            self._fit()
            self._measure()

    def _fit(self) -> None:
        self.setIndentation(round(self.fontMetrics().height() * STEP))

    def _measure(self) -> None:
        """The first column has what the others leave."""
        header = self.header()
        for section in range(1, header.count()):
            if not header.isSectionHidden(section):
                needed = max(self.sizeHintForColumn(section), header.sectionSizeHint(section))
                header.resizeSection(section, needed)
