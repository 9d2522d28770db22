"""A row that becomes two when there is no room: buttons are never cut off, however large the text."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from app.ui import theme


class FlowLayout(QLayout):
    """Items from left to right, then on the next line. With `right=True` each line leans to the right."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 8, right: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._right = right
        self._sized: list[tuple[QLayoutItem, QSize]] | None = None
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        taken = self._items.pop(index) if 0 <= index < len(self._items) else None
        self.invalidate()
        return taken

    def invalidate(self) -> None:
        """Qt says so whenever an item's wishes may have changed. Until then they are asked for once: the
        layouts around this one want its height dozens of times before they agree."""
        self._sized = None
        self._heights.clear()
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        shown = self._shown()
        gaps = theme.px(self._gap) * max(0, len(shown) - 1)
        return QSize(sum(size.width() for _item, size in shown) + gaps, self._tallest(shown))

    def minimumSize(self) -> QSize:
        shown = self._shown()
        widest = max((item.minimumSize().width() for item, _size in shown), default=0)
        return QSize(widest, self._tallest(shown))

    def _shown(self) -> list[tuple[QLayoutItem, QSize]]:
        if self._sized is None:
            self._sized = [(item, item.sizeHint()) for item in self._items if not item.isEmpty()]
        return self._sized

    @staticmethod
    def _tallest(line: list[tuple[QLayoutItem, QSize]]) -> int:
        return max((size.height() for _item, size in line), default=0)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        gap = theme.px(self._gap)
        y = rect.y()
        for line in self._lines(rect.width(), gap):
            height = self._tallest(line)
            if move:
                self._place(line, rect, y, gap)
            y += height + gap
        return max(0, y - gap - rect.y())

    def _place(self, line: list[tuple[QLayoutItem, QSize]], rect: QRect, y: int, gap: int) -> None:
        width = sum(size.width() for _item, size in line) + gap * (len(line) - 1)
        x = rect.x() + (max(0, rect.width() - width) if self._right else 0)
        for item, wished in line:
            size = wished.boundedTo(QSize(max(1, rect.width()), wished.height()))
            item.setGeometry(QRect(QPoint(x, y + (self._tallest(line) - size.height()) // 2), size))
            x += size.width() + gap

    def _lines(self, width: int, gap: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        used = 0
        for item, size in self._shown():
            if lines and used + gap + size.width() <= width:
                lines[-1].append((item, size))
                used += gap + size.width()
            else:
                lines.append([(item, size)])
                used = size.width()
        return lines
