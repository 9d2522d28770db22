"""Cards of the finish page: what is known under each step, and the record itself."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.guidance.contacts import Contact
from app.ui import theme
from app.ui.pages.contact_card import ContactLines
from app.ui.pages.finish.content import finish_content
from app.ui.pages.finish.model import KnownLine, StepLine
from app.ui.pages.onsite_client.parts import flow
from app.ui.widgets.card import Card
from app.ui.widgets.clearing import clear
from app.ui.widgets.mark import SPOKEN, Mark, MarkKind
from app.ui.widgets.speak import announce
from app.ui.widgets.text import Role, breakable, label, readable


class StepsCard(Card):
    """Every step with its mark, and under it each statement with how it is known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What is done, and how it is known", parent=parent)
        self.add(label(finish_content().marks, Role.SMALL, parent=self))
        self._rows: list[tuple[StepLine, QWidget]] = []

    def show_steps(self, steps: tuple[StepLine, ...]) -> Iterator[None]:
        """Draws them, a row for each `yield`. Rows that say what they said before stay as they are."""
        for _line, row in self._rows[len(steps) :]:
            self._let_go(row)
        del self._rows[len(steps) :]
        for place, line in enumerate(steps):
            if place < len(self._rows):
                before, row = self._rows[place]
                if before == line:
                    continue
                self._let_go(row)
                del self._rows[place]
            row = _step(line, self)
            self._rows.insert(place, (line, row))
            self.body.insertWidget(place + 1, row)
            row.ensurePolished()
            yield

    def _let_go(self, row: QWidget) -> None:
        self.body.removeWidget(row)
        row.deleteLater()


def _step(line: StepLine, parent: QWidget) -> QWidget:
    row = QFrame(parent)
    row.setProperty("lineAbove", True)
    grid = QGridLayout(row)
    grid.setContentsMargins(0, theme.px(9), 0, theme.px(5))
    grid.setHorizontalSpacing(theme.px(10))
    grid.setVerticalSpacing(theme.px(4))
    grid.setColumnStretch(1, 1)
    grid.addWidget(Mark(line.mark, row, scale=1.3), 0, 0, Qt.AlignmentFlag.AlignTop)
    head = QHBoxLayout()
    head.addWidget(label(line.title, Role.STRONG, parent=row), 1)
    head.addWidget(label(line.state, Role.SMALL, wrap=False, parent=row))
    grid.addLayout(head, 0, 1)
    words = [f"{line.title}: {line.state}. {line.line}"]
    if line.line and not line.known:
        grid.addWidget(label(line.line, Role.SECONDARY, parent=row), 1, 1)
    for place, known in enumerate(line.known, 1):
        grid.addWidget(_known(known, row), place, 1)
        words.append(f"{known.text} {SPOKEN[known.mark]}: {known.known}")
    row.setAccessibleName(" ".join(words))
    return row


def _known(known: KnownLine, parent: QWidget) -> QWidget:
    holder = QWidget(parent)
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(8))
    row.addWidget(Mark(known.mark, holder, scale=0.95), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(label(known.text, parent=holder))
    words.addWidget(label(known.known, Role.SMALL, parent=holder))
    row.addLayout(words, 1)
    return holder


class ContactsCard(Card):
    """Whom to ask, and when whom."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Whom to ask", parent=parent)
        self._shown: tuple[Contact, ...] = ()

    def show_contacts(self, contacts: tuple[Contact, ...]) -> None:
        """Draws them."""
        if contacts == self._shown:
            return
        self._shown = contacts
        clear(self.body)
        for contact in contacts:
            self.add(ContactLines(contact, self))
        self.body.addStretch(1)


class SeptemberCard(Card):
    """What is normal at the start of the next school year."""

    def __init__(self, parent: QWidget | None = None) -> None:
        content = finish_content().september
        super().__init__(content.title, parent=parent)
        for line in content.lines:
            self.add(label(line, Role.SECONDARY, parent=self))


class LedgerCard(Card):
    """The ledger's head hash, whether the chain is whole, and where the journey is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        content = finish_content().ledger
        super().__init__(content.title, parent=parent)
        self._code = ""
        self._path = ""
        self.add(label(content.text, Role.SECONDARY, parent=self))
        state = QHBoxLayout()
        state.setSpacing(theme.px(8))
        self._mark = Mark(MarkKind.RUNNING, self)
        self._words = label("", parent=self)
        state.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        state.addWidget(self._words, 1)
        self.body.addLayout(state)
        self._hash = readable("", Role.CODE, parent=self)
        self._hash.setObjectName("head-hash")
        self._hash.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.add(self._hash)
        self._place = readable("", Role.SMALL, parent=self)
        self._place.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.copy_hash = self._button("copy-hash", "Copy the code")
        self.copy_place = self._button("copy-folder", "Copy the folder’s path")
        self.copy_hash.clicked.connect(lambda: self._copy(self.copy_hash, self._code))
        self.copy_place.clicked.connect(lambda: self._copy(self.copy_place, self._path))
        self.add(self._place)
        self.add(flow(self.copy_hash, self.copy_place, parent=self))

    def show_ledger(self, head_hash: str, path: str) -> None:
        """The code and the folder."""
        self._code, self._path = head_hash, path
        self._hash.setText(" ".join(head_hash[at : at + 8] for at in range(0, len(head_hash), 8)))
        self._place.setText(f"The journey’s folder: {breakable(path)}")

    def show_checking(self) -> None:
        """The chain is being checked."""
        self._mark.set_kind(MarkKind.RUNNING)
        self._words.setText("Checking that the record is whole…")

    def show_checked(self, found: KnownLine) -> None:
        """What checking came to."""
        self._mark.set_kind(found.mark)
        self._words.setText(f"{found.text} ({found.known})")

    def show_not_checked(self, problem: str) -> None:
        """The ledger could not be read."""
        self._mark.set_kind(MarkKind.UNKNOWN)
        self._words.setText(f"The record could not be checked: {problem}")

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        return button

    def _copy(self, button: QPushButton, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        button.setText("Copied")
        announce(button, "Copied")
