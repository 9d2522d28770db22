"""Where a request stands on its way, as a line of stages with since when and how each is known."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.turning_row import TurningRow
from app.ui.widgets.mark import PROVEN, SPOKEN, Mark, MarkKind
from app.ui.widgets.text import Role, label

LEAST_PX = 104
"""What one stage needs beside others, at 100 % text."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its title, how it stands, and one short line (since when, or how long so far)."""

    title: str
    mark: MarkKind
    line: str = ""


class Lifecycle(QFrame):
    """The stages in a row, with what is normal underneath. Put a button of the page in `buttons`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(18), theme.px(16), theme.px(18), theme.px(16))
        column.setSpacing(theme.px(14))
        self._line = _Line(self)
        column.addWidget(self._line)
        self._normal = label("", Role.SECONDARY)
        beside = QWidget(self)
        self.buttons = QHBoxLayout(beside)
        self.buttons.setContentsMargins(0, 0, 0, 0)
        self._below = TurningRow(self._normal, beside, left_least=320, parent=self)
        column.addWidget(self._below)
        self.setAccessibleName("How far the request is")

    def set_stages(self, stages: tuple[Stage, ...], normal: str = "") -> None:
        """Shows these; `normal` says what is usual and what, if anything, to do."""
        self._line.set_stages(stages)
        self._normal.setText(normal)
        self._below.setVisible(bool(normal))
        spoken = ". ".join(f"{s.title}: {SPOKEN[s.mark]}{', ' + s.line if s.line else ''}" for s in stages)
        self.setAccessibleDescription(f"{spoken}. {normal}".strip())


class _Line(QWidget):
    """Marks on a line, each with its words below it; one under the other where there is no room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(4))
        self._stages: tuple[Stage, ...] = ()
        self._marks: list[Mark] = []
        self._words: list[QWidget] = []
        self._upright = False

    def set_stages(self, stages: tuple[Stage, ...]) -> None:
        if stages == self._stages:
            return
        for widget in (*self._marks, *self._words):
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._stages = stages
        self._marks = [Mark(stage.mark, self, scale=1.6) for stage in stages]
        self._words = [_words(stage, self) for stage in stages]
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(LEAST_PX), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        upright = self.width() < len(self._stages) * theme.px(LEAST_PX)
        if upright != self._upright:
            self._upright = upright
            self._arrange()

    def _arrange(self) -> None:
        for place, (mark, words) in enumerate(zip(self._marks, self._words, strict=True)):
            self._grid.removeWidget(mark)
            self._grid.removeWidget(words)
            if self._upright:
                self._grid.addWidget(mark, place, 0, Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(words, place, 1)
            else:
                self._grid.addWidget(mark, 0, place, Qt.AlignmentFlag.AlignLeft)
                self._grid.addWidget(words, 1, place)
        for column in range(self._grid.columnCount()):
            wide = column == 1 if self._upright else column < len(self._stages)
            self._grid.setColumnStretch(column, 1 if wide else 0)
        self._grid.setVerticalSpacing(theme.px(14 if self._upright else 4))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in range(len(self._marks) - 1):
            here, after = self._marks[place].geometry(), self._marks[place + 1].geometry()
            reached = (
                self._stages[place].mark in PROVEN and self._stages[place + 1].mark is not MarkKind.AHEAD
            )
            pen = QPen(theme.colour("fine" if reached else "line"), theme.px(2.5))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            gap = theme.px(7)
            if self._upright:
                x = here.center().x() + 0.5
                painter.drawLine(QPointF(x, here.bottom() + gap), QPointF(x, after.top() - gap))
            else:
                y = here.center().y() + 0.5
                painter.drawLine(QPointF(here.right() + gap, y), QPointF(after.left() - gap, y))
        painter.end()


def _words(stage: Stage, parent: QWidget) -> QWidget:
    box = QWidget(parent)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, theme.px(2), 0, 0)
    column.setSpacing(theme.px(1))
    column.addWidget(label(stage.title, Role.SECONDARY if stage.mark is MarkKind.AHEAD else Role.STRONG))
    if stage.line:
        column.addWidget(label(stage.line, Role.SMALL, tone=_tone(stage.mark)))
    column.addStretch(1)
    box.setAccessibleName(f"{stage.title}: {SPOKEN[stage.mark]} {stage.line}".strip())
    return box


def _tone(mark: MarkKind) -> str:
    return {MarkKind.WAITING: "waiting", MarkKind.MEND: "mend", MarkKind.LOOK_AT: "look-at"}.get(mark, "")
