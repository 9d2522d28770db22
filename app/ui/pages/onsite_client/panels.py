"""The on-site client page's own panels: where the client runs, and what somebody says or read about it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.guidance.messages import FilledMessage
from app.guidance.questions import question
from app.journey.model import How
from app.ui import theme
from app.ui.pages.onsite_client.model import Advice, School, places, statements_for
from app.ui.pages.onsite_client.parts import (
    ChoiceBox,
    CommittedChoiceBox,
    FoldCard,
    MessageToSend,
    who_box,
)
from app.ui.turning_row import TurningRow
from app.ui.widgets.form import Form
from app.ui.widgets.how_known import HowKnown
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.text import Role, grows_with_its_words, label


class PlacePanel(QWidget):
    """Where the client runs, and what that leads to. Signal `chosen(object)`: the id of an answer."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        asked = question("client-place")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        card = QFrame(self)
        card.setProperty("panel", "card")
        grows_with_its_words(card)
        whole = QVBoxLayout(card)
        whole.setContentsMargins(theme.px(18), theme.px(12), theme.px(18), theme.px(12))
        words = QWidget(card)
        inside = QVBoxLayout(words)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(2))
        inside.addWidget(label(asked.text, Role.STRONG))
        self._why = label(asked.why, Role.SMALL)
        inside.addWidget(self._why)
        self.place = CommittedChoiceBox("client-place", places(), parent=card)
        self.place.setMinimumContentsLength(22)
        self.place.setAccessibleName(asked.text)
        self.place.setAccessibleDescription(asked.why)
        self.place.picked.connect(self.chosen)
        whole.addWidget(TurningRow(words, self.place, left_least=320, parent=card))
        column.addWidget(card)
        self.advice = Notice(NoticeKind.INFO, "", parent=self)
        self.advice.setObjectName("client-advice")
        self.advice.setVisible(False)
        column.addWidget(self.advice)

    def show_place(self, place: str, advice: Advice | None) -> None:
        """Shows the answer and what it leads to."""
        if not self.place.pending:  # somebody is still looking through the answers
            self.place.choose(place)
        self._why.setVisible(advice is not None)
        self.advice.setVisible(advice is not None)
        if advice is not None:
            self.advice.say(NoticeKind.INFO, advice.text, advice.title)


@dataclass(frozen=True, slots=True)
class Noted:
    """What was said or read, as the panel hands it over."""

    statement: str
    who: str
    reference: str


class StatementPanel(FoldCard):
    """What was told or read off a portal, noted with who and a reference.

    Signals: `noted(object)` a Noted; `typed()` for the draft.
    """

    noted = Signal(object)
    typed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("unfold-statement", "What you were told, or read on a portal", parent=parent)
        self.known = HowKnown(None, parent=self)
        self.known.setVisible(False)
        self.inside.addWidget(self.known)
        self.inside.addWidget(
            label(
                "A measured proof is stronger, but often a word from Wonde is all there is. It is kept as"
                " what it is: told, or read off.",
                Role.SECONDARY,
            )
        )
        self.form = Form(self)
        self.statement = ChoiceBox("statement", (), "Choose what was said or shown", self)
        self.form.add("statement", "What was it?", self.statement)
        self.who = who_box("statement-who", self)
        self.form.add("statement-who", "Who saw it, or was told?", self.who, "Their role, not their name.")
        self.reference = QLineEdit(self)
        self.reference.setMaxLength(40)
        self.form.add(
            "statement-reference", "Reference", self.reference, "A ticket or mail number, if there is one."
        )
        self.form.side_by_side("statement-who", "statement-reference")
        self.inside.addWidget(self.form)
        row = QHBoxLayout()
        self.note = QPushButton("Note this", self)
        self.note.setObjectName("note-statement")
        self.note.clicked.connect(self._press)
        row.addWidget(self.note)
        row.addStretch(1)
        self.inside.addLayout(row)
        self.statement.picked.connect(self._typed)
        self.who.picked.connect(self._typed)
        self.reference.textEdited.connect(self._typed)

    def show_school(self, school: School) -> None:
        """Offers what can be said here, the likeliest first."""
        self.statement.set_choices(tuple((s.id, s.label) for s in statements_for(school)))

    def show_known(self, how: How | None, detail: str) -> None:
        """What stands noted now; None for nothing yet."""
        self.known.setVisible(how is not None)
        self.known.set_how(how, detail)

    @property
    def draft(self) -> dict[str, str]:
        """What is typed and not yet noted."""
        return {
            "statement": self.statement.choice,
            "who": self.who.choice,
            "reference": self.reference.text(),
        }

    def fill(self, draft: dict[str, str]) -> None:
        """Puts back what was typed."""
        self.statement.choose(draft.get("statement", ""))
        self.who.choose(draft.get("who", ""))
        self.reference.setText(draft.get("reference", ""))

    def clear(self) -> None:
        """Empties the form once it is noted."""
        self.statement.choose("")
        self.reference.clear()
        self.form.clear_errors()

    def _typed(self, *_: object) -> None:
        self.form.clear_errors()
        self.typed.emit()

    def _press(self) -> None:
        if not self.statement.choice:
            self.form.set_error("statement", "Choose what was said or shown.")
            self.statement.setFocus()
            return
        self.noted.emit(Noted(self.statement.choice, self.who.choice, self.reference.text()))


class AskWondePanel(FoldCard):
    """The message that asks Wonde what has to be installed. Signal `sent()`: somebody says it went out."""

    sent = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("unfold-ask", "Ask Wonde what has to be installed", parent=parent)
        self.message = MessageToSend("ask-wonde", self)
        self.message.sent.connect(self.sent)
        self.inside.addWidget(self.message)

    def show_message(self, message: FilledMessage, noted: str) -> None:
        """Shows the message and when it was noted as sent."""
        self.message.show_message(message)
        self.message.show_noted(noted)
        self.set_aside(noted)
