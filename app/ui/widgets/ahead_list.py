"""What is going to be looked at or done: a mark not yet filled, a title and one line each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui import theme
from app.ui.widgets.mark import Mark, MarkKind
from app.ui.widgets.text import Role, grows_with_its_words, label


class AheadList(QWidget):
    """A quiet list; nothing on it is known yet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grows_with_its_words(self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, theme.px(4), 0, 0)
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(2))
        self._grid.setColumnStretch(1, 1)
        self._shown: tuple[tuple[str, str], ...] = ()
        self._made: list[QWidget] = []

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Shows these titles, each with its line if it has one."""
        if tuple(lines) == self._shown:
            return
        self._shown = tuple(lines)
        for made in self._made:
            self._grid.removeWidget(made)
            made.hide()
            made.deleteLater()
        self._made = []
        for row in range(self._grid.rowCount()):
            self._grid.setRowMinimumHeight(row, 0)
        for place, (title, line) in enumerate(lines):
            top, below = 3 * place, 3 * place + 1
            mark = Mark(MarkKind.AHEAD, self)
            words = label(title, Role.STRONG if line else Role.BODY, parent=self)
            self._grid.addWidget(mark, top, 0, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(words, top, 1)
            self._made += [mark, words]
            if line:
                more = label(line, Role.SECONDARY, parent=self)
                self._grid.addWidget(more, below, 1)
                self._made.append(more)
            self._grid.setRowMinimumHeight(below + 1, theme.px(6) if place < len(lines) - 1 else 0)
        self.setAccessibleName(" ".join(f"{title}: {line}" if line else title for title, line in lines))
