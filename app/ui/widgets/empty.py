"""What stands where there is nothing to list: why, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import theme
from app.ui.choice_card import Badge
from app.ui.tokens import Token
from app.ui.widgets.text import Role, label

WIDEST_PX = 360


class EmptyState(QWidget):
    """An icon over a heading and a sentence, in the middle of the room there is."""

    def __init__(
        self, icon: str, title: str, text: str = "", parent: QWidget | None = None, *, tone: str = ""
    ) -> None:
        """`tone` is of `Badge`: the icon's tint."""
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(16), theme.px(16), theme.px(16))
        column.setSpacing(theme.px(8))
        token = {"fine": Token.FINE, "info": Token.ACCENT}.get(tone, Token.SECONDARY)
        self._title = label(title, Role.STRONG, parent=self)
        self._text = label(text, Role.SECONDARY, parent=self)
        self._text.setVisible(bool(text))
        column.addStretch(1)
        column.addWidget(Badge(icon, tone, token, self), 0, Qt.AlignmentFlag.AlignHCenter)
        for words in (self._title, self._text):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            words.setMaximumWidth(theme.px(WIDEST_PX))
            column.addWidget(words, 0)
            column.setAlignment(words, Qt.AlignmentFlag(0))
        column.addStretch(1)
        self.setAccessibleName(f"{title} {text}".strip())
