"""Cards of the single sign-on page: handing over, who confirmed, the sign-ins, and what to do when stuck."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.guidance.contacts import contact
from app.guidance.lgfl import sign_on_facts
from app.guidance.messages import FilledMessage
from app.guidance.portal import DeadEnd, guide
from app.ui import theme
from app.ui.pages.contact_card import ContactLines
from app.ui.pages.headteacher.content import head_content
from app.ui.pages.onsite_client.parts import ChoiceBox, FoldCard, MessageToSend, flow
from app.ui.pages.single_sign_on.content import sign_in_trouble
from app.ui.pages.single_sign_on.model import GUIDE, SignIn
from app.ui.pages.single_sign_on.records import STATEMENT_SOURCES, WITNESSES, Approver, SignIns, Statement
from app.ui.widgets.card import Card
from app.ui.widgets.form import Form
from app.ui.widgets.mark import Mark, MarkKind
from app.ui.widgets.row_radio import RowRadio
from app.ui.widgets.steps import NumberedSteps
from app.ui.widgets.tab_order import reach_before
from app.ui.widgets.text import Role, label

FIELD_PX = 420
TO = (("headteacher", "The headteacher"), ("proxy", "The headteacher’s proxy at Atomwide"))
CONFIRM_TEXT = (
    "If they did it in their own time, write down what they told you. It stays “stated here”, which is not"
    " the same as confirmed by the headteacher."
)
STATEMENT_TEXT = (
    "Single sign-on needs the school’s accounts in itslearning first. Since when have they worked, and how do"
    " you know?"
)


class MessageCard(Card):
    """A card around one ready message. Signal `sent()`."""

    sent = Signal()

    def __init__(self, name: str, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self._text = label(text, Role.SECONDARY, parent=self)
        self._text.setVisible(bool(text))
        self.add(self._text)
        self.message = MessageToSend(name, self)
        self.message.sent.connect(self.sent)
        self.add(self.message)


class HandOverCard(MessageCard):
    """To whom it is handed over, and the message that does it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "hand-over",
            "Hand it over to the headteacher",
            "Beside you at this PC, with “Open the headteacher’s view” below; or in their own time, with this"
            " message.",
            parent,
        )
        form = Form(self)
        self.to = ChoiceBox("hand-over-to", TO, parent=self)
        self.to.setMaximumWidth(theme.px(FIELD_PX))
        form.add("to", "&To whom", self.to)
        self.body.insertWidget(1, form)
        reach_before(self.to, self.message.text.field)


class ConfirmCard(Card):
    """What the headteacher told the technician. Signals: `edited()`; `approved()`, `declined()`."""

    edited = Signal()
    approved = Signal()
    declined = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What did they tell you?", parent=parent)
        self.add(label(CONFIRM_TEXT, Role.SECONDARY, parent=self))
        self.form = Form(self)
        self.name = QLineEdit(self)
        self.name.setMaxLength(80)
        choices = tuple((entry.role.value, entry.label) for entry in head_content().capacity)
        self.capacity = ChoiceBox("confirm-capacity", choices, "Choose…", self)
        self.reference = QLineEdit(self)
        self.reference.setMaxLength(40)
        self.form.add("confirm-name", "&Who told you", self.name, "Whoever approved it, by name.")
        self.form.add("confirm-capacity", "As", self.capacity, "In which role they approved it.")
        self.form.add(
            "confirm-reference", "&Reference", self.reference, "A mail or ticket number, if there is one."
        )
        self.form.side_by_side("confirm-name", "confirm-capacity", "confirm-reference")
        for field in (self.name, self.capacity, self.reference):
            field.setMaximumWidth(theme.px(FIELD_PX))
        self.name.textEdited.connect(lambda _text: self.edited.emit())
        self.reference.textEdited.connect(lambda _text: self.edited.emit())
        self.capacity.picked.connect(lambda _id: self.edited.emit())
        self.add(self.form)
        self.yes = QPushButton("It shows “Enabled”", self)
        self.yes.setObjectName("record-approval")
        self.yes.clicked.connect(self.approved)
        self.no = QPushButton("They decided against it", self)
        self.no.setObjectName("record-declined")
        self.no.clicked.connect(self.declined)
        self.add(flow(self.yes, self.no, parent=self))

    def show_approver(self, approver: Approver, reference: str) -> None:
        """Shows what was typed."""
        self.name.setText(approver.name)
        self.capacity.choose(approver.capacity)
        self.reference.setText(reference)

    def approver(self) -> Approver:
        """Who is on the form now."""
        return Approver(self.name.text(), self.capacity.choice)


class StatementCard(Card):
    """Since when provisioning works. Signal `edited()`."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Since when have the accounts worked?", parent=parent)
        self.add(label(STATEMENT_TEXT, Role.SECONDARY, parent=self))
        self.form = Form(self)
        self.since = QLineEdit(self)
        choices = tuple((one.id, one.label) for one in STATEMENT_SOURCES)
        self.source = ChoiceBox("statement-source", choices, "Choose…", self)
        self.reference = QLineEdit(self)
        self.reference.setMaxLength(40)
        self.form.add("since", "&Since when", self.since, "As 5 November 2026 or 5/11/2026.")
        self.form.add("statement-source", "&How do you know?", self.source, "From whom, or what you saw.")
        self.form.add(
            "statement-reference", "&Reference", self.reference, "A ticket or mail number, if there is one."
        )
        self.form.side_by_side("since", "statement-source", "statement-reference", least=220)
        for field in (self.since, self.source, self.reference):
            field.setMaximumWidth(theme.px(FIELD_PX))
        self.since.textEdited.connect(lambda _text: self.edited.emit())
        self.reference.textEdited.connect(lambda _text: self.edited.emit())
        self.source.picked.connect(lambda _id: self.edited.emit())
        self.add(self.form)
        self.body.addStretch(1)

    def show_statement(self, statement: Statement) -> None:
        """Shows what was typed."""
        self.since.setText(statement.since)
        self.source.choose(statement.source)
        self.reference.setText(statement.reference)

    def statement(self) -> Statement:
        """What is on the form now."""
        return Statement(self.since.text(), self.source.choice, self.reference.text())


class SignInsCard(Card):
    """Whether one pupil and one member of staff could sign in. Nobody's name. Signal `edited()`."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Does a sign-in work?", parent=parent)
        self.add(
            label(
                "Have one pupil and one member of staff sign in to itslearning with their USO accounts, in a"
                " new browser window. Write down only whether it worked: no names.",
                Role.SECONDARY,
                parent=self,
            )
        )
        self.form = Form(self)
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        self.pupil = _SignInRow("pupil", "A pupil", holder)
        self.staff = _SignInRow("staff", "A member of staff", holder)
        for row in (self.pupil, self.staff):
            row.edited.connect(self.edited)
            column.addWidget(row)
        self.form.add("sign-ins", "What was seen", holder)
        self.witness = ChoiceBox("witness", tuple((one.id, one.label) for one in WITNESSES), parent=self)
        self.witness.setMaximumWidth(theme.px(FIELD_PX))
        self.witness.picked.connect(lambda _id: self.edited.emit())
        self.form.add("witness", "&Who saw it", self.witness, "Their role, not their name.")
        self.add(self.form)

    def show_known(self, pupil: SignIn, staff: SignIn) -> None:
        """Shows what is known of each."""
        self.pupil.show_known(pupil)
        self.staff.show_known(staff)

    def show_typed(self, typed: SignIns) -> None:
        """Shows what was chosen."""
        self.pupil.choose(typed.pupil)
        self.staff.choose(typed.staff)
        self.witness.choose(typed.witness)

    def sign_ins(self) -> SignIns:
        """What is on the form now."""
        return SignIns(self.pupil.choice, self.staff.choice, self.witness.choice)


class _SignInRow(QWidget):
    edited = Signal()

    def __init__(self, person: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(3))
        self._mark = Mark(MarkKind.AHEAD, self)
        self._mark.setVisible(False)
        self._known = label("", Role.SMALL, wrap=False, parent=self)
        column.addWidget(flow(label(title, Role.STRONG, wrap=False), self._mark, self._known, parent=self))
        self._group = QButtonGroup(self)
        self._buttons: dict[str, RowRadio] = {}
        row: list[QWidget] = []
        for choice, words in (("worked", "It worked"), ("failed", "It did not work")):
            button = RowRadio(words, self)
            button.setObjectName(f"{person}-{choice}")
            button.setAccessibleName(f"{title}: {words}")
            button.clicked.connect(lambda _checked=False: self.edited.emit())
            self._group.addButton(button)
            self._buttons[choice] = button
            row.append(button)
        column.addWidget(flow(*row, parent=self))

    @property
    def choice(self) -> str:
        return next((choice for choice, button in self._buttons.items() if button.isChecked()), "")

    @property
    def first(self) -> RowRadio:
        return self._buttons[self.choice or "worked"]

    def choose(self, wanted: str) -> None:
        self._group.setExclusive(False)
        for choice, button in self._buttons.items():
            button.setChecked(choice == wanted)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # Tab comes to the first while none is chosen
        self._group.setExclusive(True)

    def show_known(self, known: SignIn) -> None:
        self._mark.set_kind(known.mark)
        self._mark.setVisible(known.mark is not MarkKind.AHEAD)  # a ring would look like one more answer
        self._known.setText(known.words)


class StuckLinks(Card):
    """The ways the tasks can come to a stop. Signal `chosen(object)`: a dead end's id."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Something in the way?", parent=parent)
        self.add(dead_end_links(self.chosen.emit, self))


class DeadEndCard(Card):
    """What a dead end means, whom to ask, and the message. Signal `sent()`."""

    sent = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("The way on", parent=parent)
        self._label = label("", Role.STRONG, parent=self)
        self._means = label("", parent=self)
        self.add(self._label)
        self._do = NumberedSteps(self)
        self.add(self._means)
        self.add(self._do)
        self.add(ContactLines(contact("lgfl"), self))
        self.message = MessageToSend("stuck", self)
        self.message.sent.connect(self.sent)
        self.add(self.message)

    def show_dead_end(self, end: DeadEnd, message: FilledMessage) -> None:
        """Explains one."""
        self._label.setText(end.label)
        self._means.setText(end.means)
        self._do.show_steps(end.do)
        self.message.show_message(message)


class TroubleCard(FoldCard):
    """Why a sign-in may fail, the likeliest first, and what to do about each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        content = sign_in_trouble()
        super().__init__("trouble", "If a sign-in does not work", parent=parent)
        self.inside.addWidget(label(content.intro, Role.SECONDARY, parent=self))
        for reason in content.reason:
            self.inside.addWidget(label(reason.said, Role.STRONG, parent=self))
            self.inside.addWidget(label(reason.sign, Role.SECONDARY, parent=self))
            self.inside.addWidget(label(" ".join(reason.do), parent=self))
            self.inside.addWidget(label(f"Who can mend it: {reason.who}", Role.SMALL, parent=self))


class KnownCard(FoldCard):
    """What is known about LGfL's single sign-on, and what is not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("known", "What is known, and what is not", parent=parent)
        for fact in sign_on_facts():
            self.inside.addWidget(label(fact.question, Role.STRONG, parent=self))
            self.inside.addWidget(label(fact.answer, Role.SECONDARY, parent=self))


def dead_end_links(chosen: Callable[[str], object], parent: QWidget) -> QWidget:
    """A link for each dead end of the guide; `chosen` is called with its id."""
    links: list[QWidget] = []
    for end in guide(GUIDE).dead_ends:
        link = QPushButton(end.label, parent)
        link.setObjectName(f"stuck-{end.id}")
        link.setProperty("link", True)
        link.clicked.connect(lambda _checked=False, which=end.id: chosen(which))
        links.append(link)
    return flow(*links, parent=parent)


def show_errors(form: Form, wrong: Mapping[str, str], fields: tuple[str, ...]) -> None:
    """Shows what is wrong beside each field, and nothing beside the others."""
    for field in fields:
        form.set_error(field, wrong.get(field, ""))
