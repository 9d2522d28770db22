"""A rounded word or two: a count of something, in the tint of what it means."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.widgets.text import set_tone


class Pill(QLabel):
    """`tone` is "fine", "look-at", "mend", "waiting" or "quiet"; the words say it too."""

    def __init__(self, text: str, tone: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setProperty("tone", tone)

    def say(self, text: str, tone: str) -> None:
        """Changes words and tint."""
        self.setText(text)
        set_tone(self, tone)
        self.adjustSize()
