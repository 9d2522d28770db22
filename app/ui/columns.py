"""Parts side by side as long as each has the width it needs; one above the other when not."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui import theme


class Columns(QWidget):
    """Equal columns, each at least `least` pixels wide at 100 % text; else a single one."""

    def __init__(
        self, parts: tuple[QWidget, ...], *, least: int, gap: int = 18, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._parts = parts
        self._least = least
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(gap))
        self._grid.setVerticalSpacing(theme.px(14))
        self._arrange(len(parts))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        need = len(self._parts) * (theme.px(self._least) + self._grid.horizontalSpacing())
        self._arrange(len(self._parts) if self.width() >= need else 1)

    def minimumSizeHint(self) -> QSize:
        widest = max((part.minimumSizeHint().width() for part in self._parts), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, part in enumerate(self._parts):
            self._grid.addWidget(part, place // columns, place % columns)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self.updateGeometry()
