"""A large button that explains itself: an icon, what it is called, and one sentence on what it does."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.icons import IconView
from app.ui.tokens import Token
from app.ui.widgets.text import Role, label, set_tone

BADGE_PX = 38


class Badge(QFrame):
    """An icon on a small tinted square."""

    def __init__(
        self, icon: str, tone: str = "info", token: Token = Token.ACCENT, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("panel", "tint")
        self.setFixedSize(theme.px(BADGE_PX), theme.px(BADGE_PX))
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        self._icon = IconView(icon, token, scale=1.25, parent=self)
        inside.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignCenter)
        self.show_icon(icon, tone, token)

    def show_icon(self, icon: str, tone: str, token: Token) -> None:
        """Shows another icon on another tint."""
        self._icon.show_icon(icon, token)
        set_tone(self, tone)


class ChoiceCard(QPushButton):
    """Read aloud as its title, with the sentence as its description."""

    def __init__(self, name: str, icon: str, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(12), theme.px(14), theme.px(12))
        row.setSpacing(theme.px(14))
        self._icon = Badge(icon, parent=self)
        self._title = label(title, Role.STRONG, parent=self)
        self._text = label(text, Role.SMALL, parent=self)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(self._title)
        words.addWidget(self._text)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        for part in (self._icon, self._title, self._text):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(280), self.heightForWidth(theme.px(280)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(180), theme.px(48))
