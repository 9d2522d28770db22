"""Students by year as horizontal bars, with a thin bar of what was expected, and the same as a table.

Painted from tokens given as a look-up, so that it follows theme and contrast. The chart takes the keyboard
focus: up and down walk the bars, and each is read aloud in words. The table holds the same numbers for anyone
who would rather read them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

RING_PX = 6
"""Between the focus ring and the bar in it."""
ROW_LEAST = 1.15
"""Of a line of text, the height of a bar with its words: with less they would run into the next."""
LABEL_SHARE = 0.45
"""Of the width, what the names of years take at most."""
_KEYS_DOWN = (Qt.Key.Key_Down, Qt.Key.Key_Right)
_KEYS_UP = (Qt.Key.Key_Up, Qt.Key.Key_Left)


@dataclass(frozen=True, slots=True)
class Bar:
    """One year: how many, and how many were expected where that is known."""

    label: str
    value: int
    expected: int | None = None
    short: bool = False
    """So far below what was expected that it is drawn and worded as something to mend."""

    @property
    def words(self) -> str:
        """The value as it is written beside the bar."""
        if self.short and self.expected is not None:
            return f"{self.value:,}  of {self.expected:,}"
        return f"{self.value:,}"

    @property
    def sentence(self) -> str:
        """The value as it is read aloud."""
        if self.expected is None:
            return f"{self.label}: {self.value:,} students"
        warning = ", fewer than expected" if self.short else ""
        return f"{self.label}: {self.value:,} students, {self.expected:,} expected{warning}"


class YearChart(QWidget):
    """Bars that fit the height they are given. Signals: `read(object)` the sentence of the bar walked to;
    `least_changed()` another height is the least with which words don't run into each other.
    """

    read = Signal(object)
    least_changed = Signal()

    def __init__(self, colour: Callable[[str], QColor], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = colour
        self._bars: tuple[Bar, ...] = ()
        self._at = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Students by year group, chart")

    @property
    def bars(self) -> tuple[Bar, ...]:
        """What is drawn."""
        return self._bars

    def set_bars(self, bars: tuple[Bar, ...]) -> None:
        """Draws these; the accessible description says them all in words."""
        self._bars = bars
        self._at = -1
        self.setAccessibleDescription(". ".join(bar.sentence for bar in bars) or "No students to show")
        self.updateGeometry()
        self.update()
        self.least_changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.least_changed.emit()

    def minimumSizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        rows = max(1, len(self._bars))
        return QSize(metrics.averageCharWidth() * 36, math.ceil(rows * metrics.height() * ROW_LEAST))

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * 70, max(1, len(self._bars)) * round(metrics.height() * 2.6))

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._bars:
            QToolTip.showText(event.globalPos(), self._bars[self._bar_at(event.pos().y())].sentence, self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _KEYS_DOWN:
            self._walk_to(min(self._at + 1, len(self._bars) - 1))
        elif key in _KEYS_UP:
            self._walk_to(max(self._at - 1, 0))
        elif key == Qt.Key.Key_Home:
            self._walk_to(0)
        elif key == Qt.Key.Key_End:
            self._walk_to(len(self._bars) - 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._bars:
            self._walk_to(self._bar_at(event.position().y()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._bars:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(self.font())
        step = self.height() / len(self._bars)
        left = self._label_width(metrics) + metrics.averageCharWidth() * 2.5
        right = (
            max(metrics.horizontalAdvance(bar.words) for bar in self._bars) + metrics.averageCharWidth() * 2
        )
        scale = (
            (self.width() - left - right) / max(max(bar.value, bar.expected or 0) for bar in self._bars or ())
            if any(bar.value or bar.expected for bar in self._bars)
            else 0.0
        )
        for place, bar in enumerate(self._bars):
            row = QRectF(0, place * step, self.width(), step)
            self._paint_bar(painter, bar, row, left, max(scale, 0.0), metrics)
            if self.hasFocus() and place == max(self._at, 0):
                self._paint_focus(painter, row.adjusted(left - RING_PX, 0, 0, 0))
        painter.end()

    def _paint_bar(
        self, painter: QPainter, bar: Bar, row: QRectF, left: float, scale: float, metrics: QFontMetricsF
    ) -> None:
        thick = min(row.height() * 0.46, metrics.height() * 1.3)
        thin = thick * 0.45 if bar.expected is not None else 0.0
        gap = max(1.0, thick * 0.1) if thin else 0.0
        top = row.center().y() - (thick + gap + thin) / 2
        ink = self._colour("mend" if bar.short else "accent")
        _round_bar(painter, QRectF(left, top, bar.value * scale, thick), ink)
        if bar.expected is not None:
            _round_bar(
                painter, QRectF(left, top + thick + gap, bar.expected * scale, thin), self._colour("line")
            )
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(self._colour("secondary"))
        name = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, self._label_width(metrics))
        painter.drawText(QRectF(0, row.top(), left, row.height()), middle, name)
        painter.setPen(self._colour("mend" if bar.short else "text"))
        longest = max(bar.value, bar.expected or 0) if bar.short else bar.value
        beside = left + longest * scale + metrics.averageCharWidth() * 1.4
        painter.drawText(QRectF(beside, row.top(), self.width() - beside, row.height()), middle, bar.words)

    def _paint_focus(self, painter: QPainter, row: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._colour("accent"), 1.5))
        painter.drawRoundedRect(row.adjusted(1, 1, -1, -1), 4, 4)

    def _label_width(self, metrics: QFontMetricsF) -> float:
        widest = max(metrics.horizontalAdvance(bar.label) for bar in self._bars)
        return min(math.ceil(widest), self.width() * LABEL_SHARE)

    def _bar_at(self, y: float) -> int:
        return max(0, min(int(y / (self.height() / len(self._bars))), len(self._bars) - 1))

    def _walk_to(self, place: int) -> None:
        if not 0 <= place < len(self._bars):
            return
        self._at = place
        self.update()
        self.read.emit(self._bars[place].sentence)


def _round_bar(painter: QPainter, box: QRectF, ink: QColor) -> None:
    if box.width() <= 0:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    corner = min(3.0, box.width() / 2, box.height() / 2)
    painter.drawRoundedRect(box, corner, corner)
