"""Where a request stands on its way, as a line of stages with since when and how each is known."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.mark import PROVEN, SPOKEN, Mark, MarkKind
from app.ui.widgets.text import Role, label


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
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(14)
        self._line = _Line(self)
        column.addWidget(self._line)
        row = QHBoxLayout()
        row.setSpacing(12)
        self._normal = label("", Role.SECONDARY)
        row.addWidget(self._normal, 1)
        self.buttons = QHBoxLayout()
        row.addLayout(self.buttons)
        column.addLayout(row)
        self.setAccessibleName("How far the request is")

    def set_stages(self, stages: tuple[Stage, ...], normal: str = "") -> None:
        """Shows these; `normal` says what is usual and what, if anything, to do."""
        self._line.set_stages(stages)
        self._normal.setText(normal)
        self._normal.setVisible(bool(normal))
        spoken = ". ".join(f"{s.title}: {SPOKEN[s.mark]}{', ' + s.line if s.line else ''}" for s in stages)
        self.setAccessibleDescription(f"{spoken}. {normal}".strip())


class _Line(QWidget):
    """Marks on a line, each with its words below it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._stages: tuple[Stage, ...] = ()
        self._marks: list[Mark] = []
        self._made: list[QWidget] = []

    def set_stages(self, stages: tuple[Stage, ...]) -> None:
        if stages == self._stages:
            return
        for widget in self._made:
            self._grid.removeWidget(widget)
            widget.deleteLater()
        self._made, self._marks, self._stages = [], [], stages
        for place, stage in enumerate(stages):
            mark = Mark(stage.mark, self, scale=1.6)
            words = _words(stage, self)
            self._grid.addWidget(mark, 0, place, Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(words, 1, place)
            self._grid.setColumnStretch(place, 1)
            self._marks.append(mark)
            self._made += [mark, words]
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in range(len(self._marks) - 1):
            here, after = self._marks[place].geometry(), self._marks[place + 1].geometry()
            reached = (
                self._stages[place].mark in PROVEN and self._stages[place + 1].mark is not MarkKind.AHEAD
            )
            pen = QPen(theme.colour("fine" if reached else "line"), 2.5)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            y = here.center().y() + 0.5
            painter.drawLine(QPointF(here.right() + 7, y), QPointF(after.left() - 7, y))
        painter.end()


def _words(stage: Stage, parent: QWidget) -> QWidget:
    box = QWidget(parent)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 2, 0, 0)
    column.setSpacing(1)
    column.addWidget(label(stage.title, Role.SECONDARY if stage.mark is MarkKind.AHEAD else Role.STRONG))
    if stage.line:
        column.addWidget(label(stage.line, Role.SMALL, tone=_tone(stage.mark)))
    column.addStretch(1)
    box.setAccessibleName(f"{stage.title}: {SPOKEN[stage.mark]} {stage.line}".strip())
    return box


def _tone(mark: MarkKind) -> str:
    return {MarkKind.WAITING: "waiting", MarkKind.MEND: "mend", MarkKind.LOOK_AT: "look-at"}.get(mark, "")
