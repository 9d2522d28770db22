"""A large button that explains itself: an icon, what it is called, and one sentence on what it does."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.icons import IconView
from app.ui.tokens import Token
from app.ui.widgets.text import Role, label


class ChoiceCard(QPushButton):
    """Read aloud as its title, with the sentence as its description."""

    def __init__(self, name: str, icon: str, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(11), theme.px(14), theme.px(11))
        row.setSpacing(theme.px(12))
        self._icon = IconView(icon, Token.ACCENT, scale=1.3, parent=self)
        self._title = label(title, Role.STRONG, parent=self)
        self._text = label(text, Role.SMALL, parent=self)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(self._title)
        words.addWidget(self._text)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        for part in (self._icon, self._title, self._text):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(280), self.heightForWidth(theme.px(280)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(180), theme.px(48))
