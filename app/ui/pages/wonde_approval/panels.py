"""Cards of the approval page: who may agree, the receipt, what the portal listed, and the reminder."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from app.guidance.messages import FilledMessage
from app.guidance.permissions import belief
from app.ui import theme
from app.ui.pages.onsite_client.parts import ChoiceBox, FoldCard, MessageToSend, show_text
from app.ui.pages.wonde_approval.fields import believed_fields, noted_fields
from app.ui.pages.wonde_approval.fields_card import FieldLines
from app.ui.pages.wonde_approval.model import AUTHORITIES, AUTHORITY_QUESTION, AUTHORITY_WHY
from app.ui.pages.wonde_approval.receipt import LONGEST, Understood, understand
from app.ui.widgets.copy_text import CopyText
from app.ui.widgets.form import FIELD_PX, Form
from app.ui.widgets.speak import announce
from app.ui.widgets.text import Role, label

TWO_COLUMNS_FROM = 740
"""Pixels at 100 % text."""


class TwoColumns(QWidget):
    """Two cards side by side, one above the other where there is no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.space(3))

    def set_columns(self, *widgets: QWidget) -> None:
        """Shows these: the first is the wider one."""
        while self._box.count():
            self._box.takeAt(0)
        for place, widget in enumerate(widgets):
            self._box.addWidget(widget, 3 - place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.px(TWO_COLUMNS_FROM)
        self._box.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)


class NotesCard(FoldCard):
    """Without a token: what is believed needed, and names read off the portal judged one by one.

    Signal `noted(object)`: the names, for the draft.
    """

    noted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "unfold-notes", "What itslearning is believed to need", "compare on the portal", parent
        )
        self.inside.addWidget(label(belief(), Role.SECONDARY))
        believed = FieldLines(self)
        believed.show_lines(believed_fields().lines)
        self.inside.addWidget(believed)
        self.form = Form(self)
        self.name = QLineEdit(self)
        self.name.setMaxLength(80)
        self.name.returnPressed.connect(self._add)
        self.form.add(
            "permission-name",
            "A permission that you wonder about",
            self.name,
            "As the portal writes it under Permissions, such as “Students medical notes read”.",
        )
        self.inside.addWidget(self.form)
        row = QHBoxLayout()
        self.add_button = QPushButton("Is it needed?", self)
        self.add_button.setObjectName("permission-ask")
        self.add_button.clicked.connect(self._add)
        self.clear_button = QPushButton("Clear the list", self)
        self.clear_button.setObjectName("permission-clear")
        self.clear_button.clicked.connect(lambda: self._change(()))
        row.addWidget(self.add_button)
        row.addWidget(self.clear_button)
        row.addStretch(1)
        self.inside.addLayout(row)
        self._judged = FieldLines(self)
        self.inside.addWidget(self._judged)
        self.question = CopyText("Question to itslearning", button="Copy the question", parent=self)
        self.question.button.setObjectName("notes-question-copy")
        self.question.field.setObjectName("notes-question")
        self.inside.addWidget(self.question)
        self._names: tuple[str, ...] = ()
        self.show_names(())

    def show_names(self, names: tuple[str, ...]) -> None:
        """Shows the names noted before."""
        self._names = names
        fields = noted_fields(names)
        self._judged.show_lines(fields.lines)
        self.clear_button.setVisible(bool(names))
        self.question.setVisible(bool(fields.question))
        show_text(self.question, fields.question)

    @property
    def names(self) -> tuple[str, ...]:
        """The names noted."""
        return self._names

    def _add(self) -> None:
        name = " ".join(self.name.text().split())
        if not name:
            self.form.set_error("permission-name", "Write the permission’s name first.")
            self.name.setFocus()
            return
        self.form.clear_errors()
        self.name.clear()
        self._change((*(n for n in self._names if n != name), name))
        judged = noted_fields((name,)).lines[0]
        announce(self, f"{judged.title}: {judged.verdict}. {judged.detail}")

    def _change(self, names: tuple[str, ...]) -> None:
        self.show_names(names)
        self.noted.emit(names)


class AuthorityCard(FoldCard):
    """Who may agree, and the message to them.

    Signals: `noted(object)` an answer's id; `sent()`; `copied()`.
    """

    noted = Signal(object)
    sent = Signal()
    copied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("unfold-authority", AUTHORITY_QUESTION, parent=parent)
        self.inside.addWidget(label(AUTHORITY_WHY, Role.SECONDARY))
        row = QHBoxLayout()
        row.setSpacing(theme.space(2))
        self.person = ChoiceBox("authority", AUTHORITIES, "Choose who", self)
        self.person.setMaximumWidth(theme.px(FIELD_PX))
        self.person.setAccessibleName(AUTHORITY_QUESTION)
        self.note = QPushButton("Note this", self)
        self.note.setObjectName("note-authority")
        self.note.clicked.connect(self.press)
        row.addWidget(self.person, 1000)
        row.addWidget(self.note)
        row.addStretch(1)
        self.inside.addLayout(row)
        self.message = MessageToSend("ask-approval", self)
        self.message.sent.connect(self.sent)
        self.message.copied.connect(lambda _text: self.copied.emit())
        self.inside.addWidget(self.message)

    def show_authority(self, person: str, known: str, message: FilledMessage, noted: str) -> None:
        """Shows what is known and, unless it is oneself, the message to whoever may agree."""
        if person:
            self.person.choose(person)
        self.set_aside(known)
        self.message.setVisible(bool(person) and person != "me")
        self.message.show_message(message)
        self.message.show_noted(noted)

    def press(self) -> None:
        """As if the button was pressed: hands the answer over, or asks for one."""
        if self.person.choice:
            self.noted.emit(self.person.choice)
        else:
            self.unfold()
            self.person.setFocus()


class ReceiptCard(FoldCard):
    """The receipt that Wonde e-mails: pasted, shown as understood, put right, noted. The text is not kept.

    Signals: `noted(object)` the fields by name; `typed()` for the draft.
    """

    noted = Signal(object)
    typed = Signal()

    _FIELDS = (
        ("who", "Who approved", ""),
        ("position", "In what position", ""),
        ("when", "When", "As 3 November 2026, 14:05."),
        ("reference", "Reference", "If the receipt has one."),
    )

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("unfold-receipt", "The receipt that Wonde e-mails", parent=parent)
        self.inside.addWidget(
            label(
                "After “Approve app”, the portal mails a receipt to the school’s administrators. Paste it"
                " here. What was understood is shown for you to check; the text itself is not kept.",
                Role.SECONDARY,
            )
        )
        self._noted = label("", Role.STRONG)
        self._noted.setObjectName("receipt-noted")
        self._noted.setVisible(False)
        self.inside.addWidget(self._noted)
        self.text = QPlainTextEdit(self)
        self.text.setObjectName("receipt-text")
        self.text.setAccessibleName("Paste the receipt here")
        self.text.setPlaceholderText("Paste the receipt here, or fill in the fields below")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(round(theme.line_height(self.text) * 5))
        self.text.textChanged.connect(self._read)
        self.inside.addWidget(self.text)
        self._said = label("", Role.STRONG)
        self._said.setObjectName("receipt-understood")
        self.inside.addWidget(self._said)
        self.form = Form(self)
        self.fields: dict[str, QLineEdit] = {}
        for name, title, hint in self._FIELDS:
            field = QLineEdit(self)
            field.setMaxLength(80)
            field.textEdited.connect(self._typed)
            self.form.add(f"receipt-{name}", title, field, hint)
            self.fields[name] = field
        self.inside.addWidget(self.form)
        row = QHBoxLayout()
        self.note = QPushButton("Note this receipt", self)
        self.note.setObjectName("note-receipt")
        self.note.clicked.connect(lambda: self.noted.emit(self.draft))
        row.addWidget(self.note)
        row.addStretch(1)
        self.inside.addLayout(row)

    def show_receipt(self, noted: str) -> None:
        """The receipt that stands in the ledger, with how it is known; empty for none."""
        self._noted.setText(noted)
        self._noted.setVisible(bool(noted))
        self.set_aside("noted" if noted else "")

    @property
    def draft(self) -> dict[str, str]:
        """The fields as they are."""
        return {name: field.text() for name, field in self.fields.items()}

    def fill(self, draft: Mapping[str, object]) -> None:
        """Puts fields back."""
        for name, field in self.fields.items():
            field.setText(str(draft.get(name, "")))

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """What is wrong, by field."""
        self.form.clear_errors()
        for name, text in problems.items():
            self.form.set_error(f"receipt-{name}", text)
        self.form.focus_first_error()

    def clear(self) -> None:
        """Forgets everything, once it is noted."""
        self.text.blockSignals(True)
        self.text.clear()
        self.text.blockSignals(False)
        self.fill({})
        self._said.clear()
        self.form.clear_errors()

    def _read(self) -> None:
        text = self.text.toPlainText()
        if len(text) > LONGEST:
            text = text[:LONGEST]
        if not text.strip():
            self._said.clear()
            return
        found = understand(text)
        for name, field in self.fields.items():
            value = getattr(found, name)
            if value:
                field.setText(value)
        self._said.setText(_understood_words(found))
        announce(self, self._said.text())
        self.form.clear_errors()
        self.typed.emit()

    def _typed(self, _text: str) -> None:
        self.form.clear_errors()
        self.typed.emit()


def _understood_words(found: Understood) -> str:
    if not found.anything:
        return "Nothing could be made out. Fill in the fields by hand."
    parts = [part for part in (found.who, found.position, found.when) if part]
    if found.permissions is not None:
        parts.append(f"{found.permissions} permissions")
    if found.people is not None:
        parts.append(f"{found.people:,} people")
    return f"Understood: {' · '.join(parts)}. Check it before you note it."


class ChaserCard(FoldCard):
    """The reminder to whoever is waited for. Signals: `sent()`; `copied()`."""

    sent = Signal()
    copied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("unfold-chaser", "A reminder to send", parent=parent)
        self.message = MessageToSend("chaser", self)
        self.message.sent.connect(self.sent)
        self.message.copied.connect(lambda _text: self.copied.emit())
        self.inside.addWidget(self.message)

    def show_chaser(self, message: FilledMessage, aside: str, noted: str) -> None:
        """Shows the text, that it is fair to send it, and when it was."""
        self.set_aside(aside)
        self.message.show_message(message)
        self.message.show_noted(noted)
