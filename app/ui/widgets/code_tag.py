"""A code to read out or to send: never without a way to copy it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from app.ui import icons, theme
from app.ui.tokens import Token
from app.ui.widgets.copy_text import CONFIRM_MS
from app.ui.widgets.speak import announce
from app.ui.widgets.text import Role, label, set_tone


def spelled(code: str) -> str:
    """A code as it is read out: "N E T, 4 7"."""
    return ", ".join(" ".join(part) for part in code.split("-"))


class CodeTag(QWidget):
    """The code with a button that copies it. Read aloud letter by letter where it is short."""

    def __init__(self, code: str = "", tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        self._words = label("", Role.CODE, wrap=False, tone=tone, parent=self)
        self._words.setToolTip("The code to read out on the phone")
        self.copy_button = QToolButton(self)
        self.copy_button.clicked.connect(self._copy)
        icons.dress(self.copy_button, "copy", Token.SECONDARY)
        row.addWidget(self._words)
        row.addWidget(self.copy_button)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(CONFIRM_MS)
        self._quiet.timeout.connect(lambda: self._say(""))
        self.show_code(code)

    def show_code(self, code: str, tone: str = "") -> None:
        """Shows another code; an empty one shows nothing."""
        self._code = code
        self._words.setText(code)
        if tone:
            set_tone(self._words, tone)
        self._words.setAccessibleName(f"Code {spelled(code)}")
        self.copy_button.setObjectName(f"copy-code-{code}")
        self.copy_button.setAccessibleName(f"Copy the code {code}")
        self.copy_button.setToolTip("Copy the code")
        self._say("")
        self.setVisible(bool(code))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._code)
        self._say("Copied")
        announce(self.copy_button, "Code copied")
        self._quiet.start()

    def _say(self, words: str) -> None:
        self.copy_button.setText(words)
        beside, alone = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        self.copy_button.setToolButtonStyle(beside if words else alone)
