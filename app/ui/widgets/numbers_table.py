"""A short table of numbers: words in the first column, numbers lined up at the right of the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QWidget

from app.ui.models.people_model import TONE_ROLE
from app.ui.widgets.people_table import CalmTable

LEAST_WORDS = 12
"""Letters that every column of words has room for, however narrow the window."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class NumbersTable(CalmTable):
    """A few dozen rows at most. With `whole` it is as tall as all of them and never scrolls; with `words`
    every column holds words, and starts at its left."""

    def __init__(
        self,
        titles: Sequence[str],
        name: str,
        *,
        whole: bool = False,
        words: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tuple(range(len(titles))), parent)
        self._whole = whole
        self._side = _LEFT if words else _RIGHT
        self._model = QStandardItemModel(0, len(titles), self)
        self._model.setHorizontalHeaderLabels(list(titles))
        for column in range(1, len(titles)):
            self._model.setHeaderData(
                column, Qt.Orientation.Horizontal, self._side, Qt.ItemDataRole.TextAlignmentRole
            )
        self.setModel(self._model)
        self.setAccessibleName(name)
        self.setSelectionMode(CalmTable.SelectionMode.SingleSelection)
        self.setEditTriggers(CalmTable.EditTrigger.NoEditTriggers)
        header = self.horizontalHeader()
        header.setStretchLastSection(False)
        self._fit_columns()
        if words:
            header.setMinimumSectionSize(self.fontMetrics().averageCharWidth() * LEAST_WORDS)
        if whole:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_rows(self, rows: Iterable[Sequence[str]], tones: Sequence[str] = ()) -> None:
        """Replaces the rows; `tones` colours a whole row where its words say the same."""
        header, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        header.setSectionResizeMode(modes.Fixed)  # else every column is measured again for every row
        self._model.setRowCount(0)
        for place, cells in enumerate(rows):
            items = [QStandardItem(cell) for cell in cells]
            for item in items[1:]:
                item.setTextAlignment(self._side)
            if place < len(tones) and tones[place]:
                for item in items:
                    item.setData(tones[place], TONE_ROLE)
            self._model.appendRow(items)
        self._fit_columns()
        self._fit_height()

    def _fit_columns(self) -> None:
        header, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        header.setSectionResizeMode(modes.ResizeToContents)  # no number and no title is ever cut
        header.setSectionResizeMode(0, modes.Stretch)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit_height()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height()) if self._whole else super().sizeHint()

    def _fit_height(self) -> None:
        if self._whole:
            self.setFixedHeight(self._height())

    def _height(self) -> int:
        rows = self._model.rowCount() * self.verticalHeader().defaultSectionSize()
        return self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth() + 2
