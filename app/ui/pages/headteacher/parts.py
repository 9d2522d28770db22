"""Screens of the headteacher's view, in large print: what is agreed, the ways out, and where it stops."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.guidance.contacts import contact
from app.guidance.messages import FilledMessage
from app.guidance.mis import mis_catalogue
from app.guidance.portal import DeadEnd
from app.ui import theme
from app.ui.choice_card import Badge, ChoiceCard
from app.ui.pages.contact_card import ContactLines
from app.ui.pages.headteacher.content import ScreenId, head_content
from app.ui.pages.headteacher.model import Begin, HeadDraft
from app.ui.pages.onsite_client.parts import ChoiceBox, flow
from app.ui.pages.single_sign_on.parts import StatementCard
from app.ui.pages.start.model import JourneyRow
from app.ui.pages.two_up import TwoUp
from app.ui.tokens import Token
from app.ui.widgets.copy_text import CopyText
from app.ui.widgets.form import Form
from app.ui.widgets.lifecycle import Lifecycle
from app.ui.widgets.lifecycle import Stage as LifeStage
from app.ui.widgets.row_radio import RowRadio
from app.ui.widgets.steps import NumberedSteps
from app.ui.widgets.text import Role, label

FIELD_PX = 420
_BADGES: dict[ScreenId, tuple[str, str, Token]] = {
    "later": ("waiting", "waiting", Token.WAITING),
    "declined": ("info", "info", Token.ACCENT),
    "thanks": ("flag", "fine", Token.FINE),
    "done": ("flag", "fine", Token.FINE),
    "not-needed": ("not-needed", "", Token.SECONDARY),
    "not-yet": ("waiting", "waiting", Token.WAITING),
}
"""What stands above each screen: no tick, since nothing on it was measured."""
NOTHING_PREPARED = (
    "Nothing is prepared on this PC yet. Your technician can open this view for you, or you start here."
)


class Screen(QWidget):
    """A card in large print, as wide as the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.panel = QFrame(self)
        self.panel.setProperty("panel", "card")
        self.panel.setProperty("largePrint", True)
        self.column = QVBoxLayout(self.panel)
        self.column.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(24))
        self.column.setSpacing(theme.px(12))
        self.title = label("", Role.HEADING, parent=self.panel)
        self.column.addWidget(self.title)
        outer.addWidget(self.panel)
        outer.addStretch(1)

    def say(self, text: str, role: Role = Role.BODY) -> QWidget:
        """Appends a paragraph in large print."""
        made = label(text, role, parent=self.panel)
        self.column.addWidget(made)
        return made


class SayScreen(Screen):
    """Only says something. Signals, from where a sign-in to the portal is worth trying: `open_portal()`,
    `copy_address()`."""

    open_portal = Signal()
    copy_address = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._badge = Badge("info", parent=self.panel)
        self.column.insertWidget(0, self._badge)
        self._text = label("", Role.BODY, parent=self.panel)
        self._lgfl = ContactLines(contact("lgfl"), self.panel)
        self.column.addWidget(self._text)
        self._progress = Lifecycle(self.panel)
        self._progress.setVisible(False)
        self.column.addWidget(self._progress)
        portal = QPushButton("Open the portal", self.panel)
        portal.setObjectName("try-portal")
        portal.clicked.connect(self.open_portal)
        copy = QPushButton("Copy its address", self.panel)
        copy.setObjectName("try-copy-address")
        copy.clicked.connect(self.copy_address)
        self._ways = flow(portal, copy, parent=self.panel)
        self.column.addWidget(self._ways)
        self.column.addWidget(self._lgfl)

    def show_screen(self, screen: ScreenId, *, lgfl: bool, stages: tuple[LifeStage, ...] = ()) -> None:
        """Says something else; `lgfl` adds the portal, and whom to ring there, `stages` how far it is."""
        title, text = head_content().screens[screen].title, head_content().screens[screen].text
        self._badge.show_icon(*_BADGES[screen])
        self.title.setText(title)
        self._text.setText(text)
        self._lgfl.setVisible(lgfl)
        self._ways.setVisible(lgfl)
        self._progress.set_stages(stages)
        self._progress.setVisible(bool(stages))
        self.setAccessibleName(f"{title}. {text}")


class AgreeScreen(Screen):
    """What is agreed, to whom, what happens on a no; and who is reading. Signal `edited()`."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title.setText(head_content().title)
        self.form = Form(self.panel)
        words, who = self._build_words(), self._build_who()
        self.column.addWidget(TwoUp(words, who, shares=(5, 3), from_px=820, gap=32, parent=self.panel))

    def _build_words(self) -> QWidget:
        content = head_content()
        holder = QWidget(self.panel)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, theme.px(4), 0, 0)  # level with the form beside it
        column.setSpacing(theme.px(4))
        self._agreed = label("", Role.BODY, parent=holder)
        for heading, words in (
            ("What you agree", self._agreed),
            ("To whom", label(content.to_whom, Role.BODY, parent=holder)),
            ("If you say no", label(content.if_no, Role.BODY, parent=holder)),
        ):
            column.addWidget(label(heading, Role.STRONG, tone="accent", parent=holder))
            column.addWidget(words)
            column.addSpacing(theme.px(12))
        where = label(content.where, Role.SECONDARY, parent=holder)
        column.addWidget(where)
        column.addStretch(1)
        return holder

    def _build_who(self) -> QWidget:
        holder = QWidget(self.panel)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        self.name = QLineEdit(holder)
        self.name.setMaxLength(80)
        choices = tuple((entry.role.value, entry.label) for entry in head_content().capacity)
        self.capacity = ChoiceBox("head-capacity", choices, "Choose…", holder)
        self.form.add("head-name", "Your &name", self.name, "Kept with the approval, and nowhere else.")
        self.form.add("head-capacity", "You act &as", self.capacity)
        self.name.textEdited.connect(lambda _text: self.edited.emit())
        self.capacity.picked.connect(lambda _id: self.edited.emit())
        column.addWidget(self.form)
        column.addStretch(1)
        return holder

    def show_draft(self, agreed: str, draft: HeadDraft) -> None:
        """What is agreed for this school, and what was typed."""
        self._agreed.setText(agreed)
        if self.name.text() != draft.name:
            self.name.setText(draft.name)
        self.capacity.choose(draft.capacity)


class StuckScreen(Screen):
    """A dead end: what it means, what to do, whom to ring, and the message."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = QWidget(self.panel)
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        self._means = label("", Role.BODY, parent=words)
        self._do = NumberedSteps(words)
        for part in (self._means, self._do, ContactLines(contact("lgfl"), words)):
            column.addWidget(part)
        column.addStretch(1)
        self.message = CopyText("", button="Copy the message", parent=self.panel)
        self.message.field.setObjectName("stuck-text")
        self.message.field.setAccessibleName("Message to the LGfL service desk")
        self.message.button.setObjectName("stuck-copy")
        self.column.addWidget(
            TwoUp(words, self.message, shares=(4, 5), from_px=820, gap=32, parent=self.panel)
        )

    def show_dead_end(self, end: DeadEnd, message: FilledMessage) -> None:
        """Explains one."""
        self.title.setText(end.label)
        self._means.setText(end.means)
        self._do.show_steps(end.do)
        if self.message.field.toPlainText() != message.text.strip():
            self.message.set_text(message.text.strip())


class AwayScreen(Screen):
    """“Not now, or no”. Signals: `not_now()`, `no()`."""

    not_now = Signal()
    no = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = head_content().away
        self.title.setText(words.title)
        self.say(words.text)
        self.later = ChoiceCard("head-not-now", "waiting", words.not_now, words.not_now_means, self.panel)
        self.later.clicked.connect(self.not_now)
        self.refuse = ChoiceCard("head-no", "close", words.no, words.no_means, self.panel)
        self.refuse.clicked.connect(self.no)
        self.column.addWidget(self.later)
        self.column.addWidget(self.refuse)


class ChooseScreen(Screen):
    """Which journey. Signals: `chosen(object)` a JourneyRow; `begin()`: single sign-on alone; `by_file()`."""

    chosen = Signal(object)
    begin = Signal()
    by_file = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title.setText("Which school?")
        self._text = label("", Role.BODY, parent=self.panel)
        self.column.addWidget(self._text)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(8))
        self.column.addLayout(self._list)
        self._made: list[ChoiceCard] = []
        self._begin = ChoiceCard(
            "head-begin",
            "plus",
            "Our accounts already work, and our school is not in this list",
            "Starts single sign-on alone, from a dated statement that the accounts are in itslearning.",
            self.panel,
        )
        self._begin.clicked.connect(self.begin)
        sent = ChoiceCard(
            "head-file",
            "mail",
            "My technician sent me a file",
            "Open the question on this PC, decide, and send a signed answer back.",
            self.panel,
        )
        sent.clicked.connect(self.by_file)
        for card in (sent, self._begin):
            self.column.addWidget(card)

    def show_rows(self, rows: tuple[JourneyRow, ...]) -> None:
        """Journeys that have something for the headteacher."""
        for card in self._made:
            self._list.removeWidget(card)
            card.deleteLater()
        self._made = []
        self._text.setText("Choose the one your technician prepared." if rows else NOTHING_PREPARED)
        for number, row in enumerate(rows, 1):
            card = ChoiceCard(f"head-journey-{number}", "school", row.title, row.line, self.panel)
            card.clicked.connect(lambda _checked=False, picked=row: self.chosen.emit(picked))
            self._list.addWidget(card)
            self._made.append(card)

    @property
    def first(self) -> QWidget:
        """What takes the focus."""
        return self._made[0] if self._made else self._begin


class BeginScreen(Screen):
    """The school, and since when its accounts are in itslearning."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title.setText("Start with single sign-on")
        self.say("Three questions about the school, and since when its accounts have worked.")
        self.form = Form(self.panel)
        self.school = QLineEdit(self.panel)
        self.school.setMaxLength(120)
        entries = tuple((entry.id, entry.name) for entry in mis_catalogue().mis)
        self.mis = ChoiceBox("begin-mis", entries, "Choose…", self.panel)
        self.form.add("begin-school", "&Name of the school", self.school)
        self.form.add("begin-mis", "Its &MIS", self.mis, "Choose “Another MIS” if you don’t know.")
        for field in (self.school, self.mis):
            field.setMaximumWidth(theme.px(FIELD_PX))
        self._lgfl = QButtonGroup(self)
        self._answers: dict[str, RowRadio] = {}
        for answer, words in (("yes", "Yes"), ("no", "No")):
            button = RowRadio(words, self.panel)
            button.setObjectName(f"begin-lgfl-{answer}")
            button.setAccessibleName(
                f"{words}, our school uses LGfL’s USO accounts" if answer == "yes" else words
            )
            self._lgfl.addButton(button)
            self._answers[answer] = button
        self.form.add(
            "begin-lgfl",
            "Do staff and pupils have LGfL’s USO accounts?",
            flow(*self._answers.values(), parent=self.panel),
        )
        self.column.addWidget(self.form)
        self.column.addStretch(1)
        self.statement = StatementCard(self)
        self.statement.setProperty("largePrint", True)
        self.statement.fill_page()
        outer = self.layout()
        if isinstance(outer, QVBoxLayout):
            outer.insertWidget(0, TwoUp(self.panel, self.statement, from_px=820, gap=12, parent=self))

    def begin(self) -> Begin:
        """What is on the form now."""
        lgfl = next((answer for answer, button in self._answers.items() if button.isChecked()), "")
        return Begin(self.school.text().strip(), self.mis.choice, lgfl, self.statement.statement())

    def show_errors(self, wrong: dict[str, str]) -> None:
        """What is missing, beside each field; the keyboard goes to the first."""
        for field in ("begin-school", "begin-mis", "begin-lgfl"):
            self.form.set_error(field, wrong.get(field, ""))
        for field in ("since", "statement-source", "statement-reference"):
            self.statement.form.set_error(field, wrong.get(field, ""))
        if "begin-lgfl" in wrong and not {"begin-school", "begin-mis"} & wrong.keys():
            self._answers["yes"].setFocus()
        elif wrong and not self.form.focus_first_error():
            self.statement.form.focus_first_error()
