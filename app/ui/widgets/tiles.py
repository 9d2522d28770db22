"""Big numbers with what they count, in a row that folds when there is no room."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.text import Role, label


@dataclass(frozen=True, slots=True)
class TileText:
    """A number as it is to be written, and what it counts."""

    number: str
    what: str


class Tile(QFrame):
    """One number. Read aloud as "1,212 students"."""

    def __init__(self, text: TileText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(18), theme.px(13), theme.px(18), theme.px(14))
        column.setSpacing(theme.px(2))
        column.addWidget(label(text.number, Role.NUMBER, wrap=False))
        self._what = label(text.what, Role.SECONDARY)
        column.addWidget(self._what)
        column.addStretch(1)  # numbers side by side stand on one line, however many their words take
        self.setAccessibleName(f"{text.number} {text.what}")


class TileRow(QWidget):
    """Tiles of equal width; two rows when one would squeeze them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(12))
        self._tiles: list[Tile] = []
        self._columns = 0

    def set_tiles(self, texts: tuple[TileText, ...]) -> None:
        """Replaces the numbers."""
        for tile in self._tiles:
            self._grid.removeWidget(tile)
            tile.deleteLater()
        self._tiles = [Tile(text, self) for text in texts]
        self._columns = 0
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least() * 2, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _least(self) -> int:
        return self.fontMetrics().averageCharWidth() * 15

    def _arrange(self) -> None:
        count = len(self._tiles)
        if not count:
            return
        gap = self._grid.spacing()
        fit = max(1, (self.width() + gap) // (self._least() + gap))
        columns = count if fit >= count else max(2, min(fit, (count + 1) // 2))
        if columns == self._columns:
            return
        self._columns = columns
        for place, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, place // columns, place % columns)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
