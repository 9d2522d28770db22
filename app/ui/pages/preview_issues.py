"""The preview's issues: each with why it matters, where to mend it, and whom it concerns."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.pages.preview_model import IssueLine
from app.ui.turning_row import TurningRow
from app.ui.turns import Work
from app.ui.widgets.card import Card
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.mark import SPOKEN, Mark, MarkKind
from app.ui.widgets.pill import Pill
from app.ui.widgets.scroll import ScrollColumn
from app.ui.widgets.text import Role, grows_with_its_words, label

_HEADINGS = {
    MarkKind.MEND: ("To mend", "itslearning would refuse it or lose it"),
    MarkKind.LOOK_AT: ("To check and explain", "unusual, and it may be right"),
    MarkKind.INFO: ("To note", ""),
}
NOTHING = "Nothing found that needs explaining"


class IssuesTab(ScrollColumn):
    """All issues, gravest first, a card for each gravity. Signal `people(object)`: the code whose people to
    list."""

    people = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, in_margin=True)
        self.lines: tuple[IssueLine, ...] = ()

    def filling(self, lines: tuple[IssueLine, ...]) -> Work:
        """Replaces the list, a row in a turn."""
        self.lines = lines
        while (item := self.column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if not lines:
            self.column.addWidget(EmptyState("flag", NOTHING, "", self, tone="fine"))
        for mark, run in groupby(lines, key=lambda line: line.mark):
            title, aside = _HEADINGS.get(mark, ("To note", ""))
            card = Card(title, aside, self)
            card.body.setSpacing(0)
            self.column.addWidget(card)
            for place, line in enumerate(run):
                card.add(self._row(line, line_above=place > 0))
                yield
        self.column.addStretch(1)

    def _row(self, line: IssueLine, *, line_above: bool) -> QFrame:
        row = QFrame(self)
        row.setProperty("lineAbove", line_above)
        across = QHBoxLayout(row)
        across.setContentsMargins(0, theme.px(9), 0, theme.px(9))
        across.setSpacing(theme.px(12))
        across.addWidget(Mark(line.mark, row), 0, Qt.AlignmentFlag.AlignTop)
        words, beside = self._words(line, row), self._beside(line, row)
        across.addWidget(TurningRow(words, beside, left_least=300, parent=row) if beside else words, 1)
        row.setAccessibleName(f"{SPOKEN[line.mark]}: {line.title} {line.how_many}".strip())
        row.setAccessibleDescription(f"{line.why} {line.where}".strip())
        return row

    def _words(self, line: IssueLine, row: QFrame) -> QWidget:
        words = QWidget(row)
        grows_with_its_words(words)
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        column.addWidget(label(line.title, Role.STRONG, parent=words))
        if line.why:
            column.addWidget(label(line.why, Role.SECONDARY, parent=words))
        if line.where:
            column.addWidget(label(_where_words(line.where), Role.SECONDARY, parent=words))
        return words

    def _beside(self, line: IssueLine, row: QFrame) -> QWidget | None:
        """How many, and the way to them."""
        parts: list[QWidget] = [Pill(line.how_many, "quiet", row)] if line.how_many else []
        if line.people:
            parts.append(self._show_button(line, row))
        if not parts:
            return None
        beside = FlowRow(row, gap=12, right=True)
        for part in parts:
            beside.add(part)
        return beside

    def _show_button(self, line: IssueLine, row: QFrame) -> QPushButton:
        show = QPushButton("Show this person" if line.people == 1 else "Show these people", row)
        show.setObjectName(f"people-of-{line.code}")
        show.setAccessibleName(f"Show the people of: {line.title}")
        show.clicked.connect(lambda: self.people.emit(line.code))
        return show


def _where_words(where: str) -> str:
    """A place is headed as one; a sentence ("Ask Wonde support.") says by itself what to do."""
    if where.startswith(("The ", "In ")):
        return f"Where to mend it: {where[:1].lower()}{where[1:]}"
    return f"Where to mend it: {where}" if where.startswith("Wonde’s portal") else where
