"""Widgets in a row that goes on in a second one when there is no room: nothing is cut off, however large the
text."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.widgets.tab_order import reach_before

_ASKED_ANEW = frozenset({QEvent.Type.LayoutRequest, QEvent.Type.FontChange, QEvent.Type.StyleChange})


class FlowRow(QWidget):
    """Puts its widgets down like words, each at its preferred size, centred on its line. With `right` each
    line leans to the right.

    A widget and no QLayout: a layout written in Python keeps layout items, of which Qt tells nobody when it
    frees them, and what Python then knows of one may belong to the next that is made at the same address.
    """

    def __init__(self, parent: QWidget | None = None, *, gap: int = 8, right: bool = False) -> None:
        """`gap` in pixels at 100 % text."""
        super().__init__(parent)
        self._gap, self._right = gap, right
        self._parts: list[QWidget] = []
        self._sized: list[tuple[QWidget, QSize]] | None = None
        self._heights: dict[int, int] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget, *, before: QWidget | None = None) -> None:
        """Puts a widget at the end, or before another of the row."""
        place = self._parts.index(before) if before is not None else len(self._parts)
        self._parts.insert(place, widget)
        hidden = widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide) and widget.isHidden()
        if widget.parentWidget() is not self:
            widget.setParent(self)
        if before is not None:
            reach_before(widget, before)
        if not hidden:
            widget.show()
        self._ask_anew()

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            height = self._arrange(QRect(0, 0, width, 0), move=False)
            if not self.isVisible():
                return height
            self._heights[width] = height
        return self._heights[width]

    def sizeHint(self) -> QSize:
        shown = self._shown()
        gaps = theme.px(self._gap) * max(0, len(shown) - 1)
        return QSize(sum(size.width() for _part, size in shown) + gaps, _tallest(shown))

    def minimumSizeHint(self) -> QSize:
        shown = self._shown()
        return QSize(max((_least_width(part) for part, _size in shown), default=0), _tallest(shown))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(self.rect(), move=True)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        kind = event.type()
        if kind in _ASKED_ANEW or (kind == QEvent.Type.Show and self._changed_unseen()):
            self._ask_anew()
            self._arrange(self.rect(), move=True)
        return done

    def _changed_unseen(self) -> bool:
        """Nobody is told what widgets want while they are hidden. Where it is what it was, everything around
        can stay where it is."""
        before, self._sized = self._sized, None
        return before is None or before != self._shown()

    def _ask_anew(self) -> None:
        """What the widgets want is remembered until one of them says that it has changed: whatever is around
        asks for the height dozens of times before it agrees."""
        self._sized = None
        self._heights.clear()
        self.updateGeometry()

    def _shown(self) -> list[tuple[QWidget, QSize]]:
        if self._sized is not None:
            return self._sized
        self._parts = [part for part in self._parts if shiboken6.isValid(part)]
        sized = [(part, _wished(part)) for part in self._parts if not part.isHidden()]
        if self.isVisible():
            self._sized = sized
        return sized

    def _arrange(self, room: QRect, *, move: bool) -> int:
        """The height that the lines take."""
        gap = theme.px(self._gap)
        y = room.y()
        for line in self._lines(room.width(), gap):
            if move:
                self._place(line, room, y, gap)
            y += _tallest(line) + gap
        return max(0, y - gap - room.y())

    def _place(self, line: list[tuple[QWidget, QSize]], room: QRect, y: int, gap: int) -> None:
        width = sum(size.width() for _part, size in line) + gap * (len(line) - 1)
        x = room.x() + (max(0, room.width() - width) if self._right else 0)
        for part, wished in line:
            size = wished.boundedTo(QSize(max(1, room.width()), wished.height()))
            part.setGeometry(QRect(QPoint(x, y + (_tallest(line) - size.height()) // 2), size))
            x += size.width() + gap

    def _lines(self, width: int, gap: int) -> list[list[tuple[QWidget, QSize]]]:
        lines: list[list[tuple[QWidget, QSize]]] = []
        used = 0
        for part, size in self._shown():
            if shiboken6.isValid(part) and lines and used + gap + size.width() <= width:
                lines[-1].append((part, size))
                used += gap + size.width()
            elif shiboken6.isValid(part):
                lines.append([(part, size)])
                used = size.width()
        return lines


def _tallest(line: list[tuple[QWidget, QSize]]) -> int:
    return max((size.height() for _part, size in line), default=0)


def _wished(part: QWidget) -> QSize:
    wished = part.sizeHint().expandedTo(part.minimumSizeHint())
    return wished.boundedTo(part.maximumSize()).expandedTo(part.minimumSize())


def _least_width(part: QWidget) -> int:
    shrinks = part.sizePolicy().horizontalPolicy().value & QSizePolicy.PolicyFlag.ShrinkFlag.value
    least = (part.minimumSizeHint() if shrinks else part.sizeHint()).width()
    return max(min(least, part.maximumWidth()), part.minimumWidth())
