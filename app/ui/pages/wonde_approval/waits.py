"""Cards of the approval page: how long each stage takes, and what can be done once a decision is made."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.guidance.messages import FilledMessage
from app.ui import theme
from app.ui.pages.onsite_client.parts import FoldCard, MessageToSend
from app.ui.pages.wonde_approval.stages import AfterWords, Normal, stages_words
from app.ui.widgets.text import Role, label


class WaitsCard(FoldCard):
    """Stage by stage: since when, what is normal and where that comes from, what to do past it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        words = stages_words()
        super().__init__("unfold-waits", words.title, parent=parent)
        self.inside.addWidget(label(words.about, Role.SECONDARY))
        self._shown: tuple[Normal, ...] = ()
        self._rows: list[QWidget] = []

    def show_normals(self, normals: tuple[Normal, ...]) -> None:
        """Shows these."""
        if normals == self._shown:
            return
        self._shown = normals
        for row in self._rows:
            self.inside.removeWidget(row)
            row.deleteLater()
        self._rows = [_row(normal, self) for normal in normals]
        for row in self._rows:
            self.inside.addWidget(row)


def _row(normal: Normal, parent: QWidget) -> QWidget:
    row = QFrame(parent)
    row.setProperty("lineAbove", True)
    column = QVBoxLayout(row)
    column.setContentsMargins(0, theme.px(9), 0, 0)
    column.setSpacing(theme.px(3))
    past = f"{stages_words().past} {normal.past_it}"
    column.addWidget(label(f"{normal.title}: {normal.since}", Role.STRONG))
    column.addWidget(label(normal.normal))
    column.addWidget(label(normal.source, Role.SMALL))
    column.addWidget(label(past, Role.SECONDARY))
    row.setAccessibleName(f"{normal.title}: {normal.since}. {normal.normal} {past}")
    return row


class AfterCard(FoldCard):
    """What can be done once a decision is made, with the message for it. Signals: `sent()`; `copied()`."""

    sent = Signal()
    copied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("unfold-after", "", parent=parent)
        self._text = label("", Role.SECONDARY)
        self.inside.addWidget(self._text)
        self.message = MessageToSend("after", self)
        self.message.sent.connect(self.sent)
        self.message.copied.connect(lambda _text: self.copied.emit())
        self.inside.addWidget(self.message)

    def show_after(self, found: AfterWords, message: FilledMessage, noted: str) -> None:
        """Shows what can be done."""
        self.set_title(found.title)
        self.chevron.setAccessibleName(found.title)
        self._text.setText(found.text)
        self.message.show_message(message)
        self.message.show_noted(noted)
