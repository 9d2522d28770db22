"""A short table of numbers: words in the first column, numbers lined up at the right of the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QWidget

from app.ui.models.people_model import TONE_ROLE
from app.ui.widgets.people_table import CalmTable

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
        self._whole, self._words = whole, words
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
            self.wrap_rows(True)
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

    @property
    def whole_width(self) -> int:
        """Pixels with which no word and no number is cut."""
        columns, header = range(self._model.columnCount()), self.horizontalHeader()
        needed = (max(self.sizeHintForColumn(at), header.sectionSizeHint(at)) for at in columns)
        return sum(needed) + 2 * self.frameWidth()

    def _fit_columns(self) -> None:
        header, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        if self._words:
            header.setSectionResizeMode(modes.Fixed)
            self._share_out()
        else:
            header.setSectionResizeMode(modes.ResizeToContents)  # no number and no title is ever cut
            header.setSectionResizeMode(0, modes.Stretch)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit_columns()
            self._fit_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._words and event.oldSize().width() != event.size().width():
            self._share_out()
            self._fit_height()

    def _share_out(self) -> None:
        """Columns of words have their own width each, and the first what is left. Where there is too little
        room for that, words go on in further lines and no column is narrower than its longest word."""
        header, room = self.horizontalHeader(), self.viewport().width()
        columns = range(self._model.columnCount())
        whole = [max(self.sizeHintForColumn(at), header.sectionSizeHint(at)) for at in columns]
        least = [max(header.sectionSizeHint(at), self._longest_word(at)) for at in columns]
        if sum(whole[1:]) + min(whole[0], 2 * least[0]) <= room:
            widths = [room - sum(whole[1:]), *whole[1:]]
        else:
            wished = sum(most - few for most, few in zip(whole, least, strict=True))
            spare = (room - sum(least)) / max(1, wished)
            widths = [
                round(few + (most - few) * max(0.0, spare)) for most, few in zip(whole, least, strict=True)
            ]
        for at, width in zip(columns, widths, strict=True):
            header.resizeSection(at, width)

    def _longest_word(self, column: int) -> int:
        texts = (self._model.item(row, column).text() for row in range(self._model.rowCount()))
        words = (self.fontMetrics().horizontalAdvance(word) for text in texts for word in text.split())
        return max(words, default=0) + self.beside

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height()) if self._whole else super().sizeHint()

    def _fit_height(self) -> None:
        if self._whole:
            self.setFixedHeight(self._height())

    def _height(self) -> int:
        if self._words:
            self.resizeRowsToContents()
        rows = self.verticalHeader().length()
        return self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth() + 2
