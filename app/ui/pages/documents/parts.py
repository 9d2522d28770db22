"""Cards of the documents page: one for each document, with what is in it and where it was saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QPushButton, QWidget

from app.guidance.content import fill
from app.ui import theme
from app.ui.pages.documents.content import BundleWords, FolderWords, ZipWords, documents_content
from app.ui.pages.documents.model import Look, Member
from app.ui.pages.onsite_client.parts import ChoiceBox
from app.ui.widgets.card import Card
from app.ui.widgets.clearing import clear
from app.ui.widgets.copy_text import CopyText
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.form import Form
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.speak import announce
from app.ui.widgets.text import Role, breakable, label

LINES_SHOWN = 16


class SavedNotice(Notice):
    """Where something was saved, or why it was not; with a way to the folder."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(NoticeKind.INFO, "", parent=parent)
        self._folder: Path | None = None
        self._button = self.add_button(f"{name}-folder", "Show the folder")
        self.chosen.connect(lambda _id: self._show())
        self.setVisible(False)

    def say_saved(self, paths: tuple[Path, ...], more: str = "") -> None:
        """Names what was written."""
        self._folder = paths[0].parent
        names = ", ".join(path.name for path in paths)
        text = f"In {breakable(str(self._folder))}. {more}".strip()
        self._tell(NoticeKind.FINE, text, fill(documents_content().saved, {"names": names}))

    def say_done(self, words: str) -> None:
        """Something was done that left no file."""
        self._folder = None
        self._tell(NoticeKind.FINE, words, "")

    def say_found(self, kind: NoticeKind, text: str, title: str) -> None:
        """What looking came to."""
        self._folder = None
        self._tell(kind, text, title)

    def say_trouble(self, line: str) -> None:
        """Says why nothing was written."""
        self._folder = None
        self._tell(NoticeKind.ERROR, line, "")

    def say_waiting(self, words: str) -> None:
        """Something is being made."""
        self._folder = None
        self._tell(NoticeKind.WAITING, words, "")

    def _tell(self, kind: NoticeKind, text: str, title: str) -> None:
        self.say(kind, text, title)
        self._button.setVisible(self._folder is not None)
        self.setVisible(True)
        announce(self, self.accessibleName())

    def _show(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


class DocumentCard(Card):
    """One document: what it is for and a button that saves it. Signal `save()`."""

    save = Signal()

    def __init__(self, name: str, words: FolderWords | ZipWords, parent: QWidget) -> None:
        super().__init__(words.title, parent=parent)
        self.add(label(words.text, Role.SECONDARY, parent=self))
        self.button = QPushButton(words.button, self)
        self.button.setObjectName(f"save-{name}")
        self.button.clicked.connect(self.save)
        self.buttons = FlowRow(self)
        self.buttons.add(self.button)
        self.add(self.buttons)
        self.saved = SavedNotice(name, self)
        self.add(self.saved)

    def show_ready(self, ready: bool) -> None:
        """While something is written, it can't be asked for again."""
        self.button.setEnabled(ready)


class ZipCard(DocumentCard):
    """A ZIP that can be looked at before it is saved. Signals: `save()`; `look()`."""

    look = Signal()

    def __init__(self, name: str, words: ZipWords, parent: QWidget) -> None:
        super().__init__(name, words, parent)
        self.look_button = QPushButton(words.look, self)
        self.look_button.setObjectName(f"look-at-{name}")
        self.look_button.clicked.connect(self.look)
        self.buttons.add(self.look_button, before=self.button)
        self.shown = QWidget(self)
        self._grid = QGridLayout(self.shown)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(14))
        self._grid.setVerticalSpacing(theme.px(4))
        self._grid.setColumnStretch(1, 1)
        self.shown.setVisible(False)
        self.add(self.shown)
        self._searched = label("", Role.SMALL, parent=self)
        self._searched.setVisible(False)
        self.add(self._searched)

    def show_look(self, look: Look) -> None:
        """Lists what it would hold."""
        clear(self._grid)
        for row, member in enumerate(look.members):
            name = label(member.name, Role.STRONG, wrap=False, parent=self.shown)
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(label(member.about, Role.SECONDARY, parent=self.shown), row, 1)
        self.shown.setVisible(True)
        self._searched.setText(look.searched)
        self._searched.setVisible(True)
        self.saved.setVisible(False)
        announce(self, f"{len(look.members)} files. {look.searched}")

    def forget(self) -> None:
        """What was shown is of another journey, or older."""
        self.shown.setVisible(False)
        self._searched.setVisible(False)
        self.saved.setVisible(False)


class BundleCard(ZipCard):
    """The support bundle: each of its files can be read, and the ticket's text copied."""

    def __init__(self, words: BundleWords, parent: QWidget) -> None:
        super().__init__("bundle", words, parent)
        self._members: tuple[Member, ...] = ()
        self._reader = Form(self)
        self.which = ChoiceBox("bundle-file", (), parent=self)
        self.which.picked.connect(lambda name: self._read(str(name)))
        self._reader.add("bundle-file", words.file, self.which)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self._reader.add("bundle-text", "What it says", self.text, wide=True)
        self._reader.setVisible(False)
        self.add(self._reader)
        self.ticket = CopyText(words.ticket, button="Copy the text", parent=self)
        self.ticket.button.setObjectName("bundle-ticket-copy")
        self.ticket.field.setObjectName("bundle-ticket")
        self.ticket.setVisible(False)
        self.add(self.ticket)

    def show_look(self, look: Look) -> None:
        super().show_look(look)
        self._members = look.members
        held = self.which.choice
        self.which.set_choices(tuple((member.name, member.name) for member in look.members))
        self._read(held or look.members[0].name)
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * LINES_SHOWN)
        self.ticket.set_text(look.ticket)
        for part in (self._reader, self.ticket):
            part.setVisible(True)

    def forget(self) -> None:
        super().forget()
        for part in (self._reader, self.ticket):
            part.setVisible(False)

    def _read(self, name: str) -> None:
        self.which.choose(name)
        text = next((member.text for member in self._members if member.name == name), "")
        self.text.setPlainText(text)
