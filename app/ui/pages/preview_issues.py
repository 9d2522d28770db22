"""The preview's issues: each with why it matters, where to mend it, and whom it concerns."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui.pages.preview_model import IssueLine
from app.ui.turns import Work
from app.ui.widgets.mark import SPOKEN, Mark
from app.ui.widgets.scroll import ScrollColumn
from app.ui.widgets.text import Role, label


class IssuesTab(ScrollColumn):
    """All issues, gravest first. Signal `people(object)`: the code whose people to list."""

    people = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = self.column
        self._column.setSpacing(8)

    def filling(self, lines: tuple[IssueLine, ...]) -> Work:
        """Replaces the list, a row in a turn."""
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        if not lines:
            self._column.addWidget(label("Nothing found that needs explaining.", Role.SECONDARY))
        for line in lines:
            self._column.addWidget(self._row(line))
            yield
        self._column.addStretch(1)

    def _row(self, line: IssueLine) -> QFrame:
        row = QFrame(self)
        row.setProperty("panel", "card")
        across = QHBoxLayout(row)
        across.setContentsMargins(16, 10, 16, 10)
        across.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(line.title, Role.STRONG))
        for text in (line.why, f"Where to mend it: {line.where}" if line.where else ""):
            if text:
                words.addWidget(label(text, Role.SECONDARY))
        across.addWidget(Mark(line.mark, row), 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(words, 1)
        if line.people:
            across.addWidget(self._show_button(line, row), 0, Qt.AlignmentFlag.AlignTop)
        row.setAccessibleName(f"{SPOKEN[line.mark]}: {line.title}")
        row.setAccessibleDescription(f"{line.why} {line.where}".strip())
        return row

    def _show_button(self, line: IssueLine, row: QFrame) -> QPushButton:
        show = QPushButton("Show these people", row)
        show.setObjectName(f"people-of-{line.code}")
        show.setAccessibleName(f"Show the people of: {line.title}")
        show.clicked.connect(lambda: self.people.emit(line.code))
        return show
