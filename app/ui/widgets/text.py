"""Labels by what they are for. All show plain text only: what they hold may come from outside."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class Role(StrEnum):
    """What a line of text is for; the stylesheet gives each its size, weight and colour."""

    TITLE = "title"
    HEADING = "heading"
    """Of a card that is the whole page, as one task is."""
    SECTION = "section"
    STRONG = "strong"
    BODY = "body"
    SECONDARY = "secondary"
    SMALL = "small"
    NUMBER = "number"
    CODE = "code"
    ERROR = "error"


def label(
    text: str = "",
    role: Role = Role.BODY,
    *,
    wrap: bool = True,
    tone: str = "",
    parent: QWidget | None = None,
) -> QLabel:
    """A plain-text label. `tone` ("fine", "look-at", "mend", "waiting") colours it; words say the same."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    made.setProperty("textRole", role.value)
    if tone:
        made.setProperty("tone", tone)
    if wrap:
        grows_with_its_words(made)
    return made


def readable(text: str = "", role: Role = Role.BODY, *, parent: QWidget | None = None) -> QLabel:
    """A label whose text can be selected and copied, by mouse and by keyboard."""
    made = label(text, role, parent=parent)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made


def grows_with_its_words(widget: QWidget) -> None:
    """Lets a panel be as tall as its wrapped text needs at the width it gets, not the one it would like."""
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)


def breakable(text: str) -> str:
    """Text whose paths may go on in a second line: an empty space after each separator."""
    return text.replace("\\", "\\\u200b").replace("/", "/\u200b")


def set_tone(widget: QWidget, tone: str, name: str = "tone") -> None:
    """Changes a styling property and has the stylesheet look again."""
    if widget.property(name) == tone:
        return
    widget.setProperty(name, tone)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
