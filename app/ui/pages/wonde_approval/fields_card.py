"""What itslearning may read, line by line under what is thought of each, with the question to send."""

from __future__ import annotations

import itertools

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.guidance.permissions import belief
from app.ui import theme
from app.ui.pages.onsite_client.parts import show_text
from app.ui.pages.wonde_approval.fields import FieldLine, Fields, believed_fields
from app.ui.widgets.card import Card
from app.ui.widgets.copy_text import CopyText
from app.ui.widgets.mark import Mark
from app.ui.widgets.pill import Pill
from app.ui.widgets.text import Role, label


class FieldLines(QWidget):
    """Lines with a mark and what they are about. Lines of one verdict stand together under it; a verdict of a
    single line stands at its right, or below it where it asks for something to be done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.space(3))
        self._grid.setVerticalSpacing(theme.space(2))
        self._grid.setColumnStretch(1, 3)
        self._grid.setColumnStretch(2, 2)
        self._made: list[QWidget] = []
        self._shown: tuple[FieldLine, ...] = ()
        self._next = 0

    def show_lines(self, lines: tuple[FieldLine, ...]) -> None:
        """Shows these."""
        if lines == self._shown:
            return
        self._shown = lines
        for widget in self._made:
            self._grid.removeWidget(widget)
            widget.deleteLater()
        self._made = []
        for row in range(self._next):
            self._grid.setRowMinimumHeight(row, 0)
        self._next = 0
        grouped = False
        for verdict, run in itertools.groupby(lines, key=lambda line: line.verdict):
            together = tuple(run)
            if grouped or (self._made and len(together) > 1):
                self._grid.setRowMinimumHeight(self._row(), theme.space(1))
            grouped = len(together) > 1
            if grouped:
                self._add_heading(verdict, together[0].tone)
            for line in together:
                self._add_line(line, alone=not grouped)

    def _add_heading(self, verdict: str, tone: str) -> None:
        heading = label(f"{verdict[:1].upper()}{verdict[1:]}", Role.SECONDARY, tone=tone)
        self._grid.addWidget(heading, self._row(), 0, 1, 3)
        self._made.append(heading)

    def _row(self) -> int:
        self._next += 1
        return self._next - 1

    def _add_line(self, line: FieldLine, *, alone: bool) -> None:
        row = self._row()
        mark = Mark(line.mark, self)
        words = QWidget(self)
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(label(line.title, Role.STRONG))
        below, beside = alone and bool(line.tone), alone and not line.tone
        if below:
            column.addWidget(label(line.verdict, Role.BODY, tone=line.tone))
        if line.detail:
            column.addWidget(label(line.detail, Role.SMALL))
        words.setAccessibleName(f"{line.title}: {line.verdict}. {line.detail}".strip())
        self._grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(words, row, 1, 1, 1 if beside else 2)
        self._made += [mark, words]
        if beside:
            verdict = label(line.verdict, Role.SECONDARY)
            verdict.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(verdict, row, 2)
            self._made.append(verdict)


class FieldsCard(Card):
    """What Wonde says itslearning may read, with the question to send."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What itslearning may read", parent=parent)
        self.setObjectName("fields-card")
        self.pill = Pill("", "mend", self)
        self.pill.setVisible(False)
        self.head.addWidget(self.pill)
        self._lines = FieldLines(self)
        self.add(self._lines)
        self.question = CopyText("Question to itslearning", button="Copy the question", parent=self)
        self.question.button.setObjectName("fields-question-copy")
        self.question.field.setObjectName("fields-question")
        self.question.setVisible(False)
        self.add(self.question)
        self._note = label(belief(), Role.SMALL)
        self.add(self._note)
        self.body.addStretch(1)

    def show_fields(self, fields: Fields | None, empty: str) -> None:
        """Shows what was measured; before that what is believed, and why there is no more."""
        lines = (fields or believed_fields()).lines
        self.set_title("What itslearning may read" if fields else "What itslearning is believed to need")
        self._lines.show_lines(lines)
        self._note.setText(f"{empty} {belief()}".strip())
        beyond = fields.beyond if fields else 0
        self.pill.setVisible(bool(beyond))
        self.pill.say(f"{beyond} beyond need", "mend")
        question = fields.question if fields else ""
        self.question.setVisible(bool(question))
        show_text(self.question, question)
