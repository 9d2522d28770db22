"""Labels by what they are for. All show plain text only: what they hold may come from outside."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QWidget

BREAK = "\u200b"
"""An empty space, at which a line may end."""


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
    _dress(made, role, wrap=wrap)
    if tone:
        made.setProperty("tone", tone)
    return made


class Readable(QLabel):
    """Text that can be selected and copied, by mouse and by keyboard; it is copied without its breaks."""

    def __init__(self, text: str, role: Role, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        _dress(self, role, wrap=True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def copy_selected(self) -> None:
        """Puts what is selected on the clipboard."""
        QGuiApplication.clipboard().setText(self.selectedText().replace(BREAK, ""))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy", self.copy_selected).setEnabled(self.hasSelectedText())
        menu.addAction("Select all", lambda: self.setSelection(0, len(self.text())))
        menu.popup(event.globalPos())


def readable(text: str = "", role: Role = Role.BODY, *, parent: QWidget | None = None) -> Readable:
    """A label whose text can be selected and copied."""
    return Readable(text, role, parent)


def _dress(made: QLabel, role: Role, *, wrap: bool) -> None:
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    made.setProperty("textRole", role.value)
    if wrap:
        grows_with_its_words(made)


def grows_with_its_words(widget: QWidget) -> None:
    """Lets a panel be as tall as its wrapped text needs at the width it gets, not the one it would like."""
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)


def breakable(text: str) -> str:
    """Text whose paths and e-mail addresses may go on in a second line."""
    words = (
        word.replace("@", f"@{BREAK}").replace(".", f"{BREAK}.") if "@" in word else word
        for word in text.split(" ")
    )
    return " ".join(words).replace("\\", f"\\{BREAK}").replace("/", f"/{BREAK}")


def set_tone(widget: QWidget, tone: str, name: str = "tone") -> None:
    """Changes a styling property and has the stylesheet look again, unless it has not looked yet."""
    if widget.property(name) == tone:
        return
    widget.setProperty(name, tone)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)
