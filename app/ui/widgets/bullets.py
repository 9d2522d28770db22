"""Lines with a bullet before each; what does not fit in one line goes on under its words."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui import theme
from app.ui.widgets.text import Role, grows_with_its_words, label


class Bullets(QWidget):
    """Such lines, all of one role."""

    def __init__(self, lines: Iterable[str], role: Role = Role.BODY, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grows_with_its_words(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.px(6), 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(2))
        grid.setColumnStretch(1, 1)
        for place, line in enumerate(lines):
            grid.addWidget(label("•", role, parent=self), place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(line, role, parent=self), place, 1)
