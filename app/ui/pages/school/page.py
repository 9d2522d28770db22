"""Your school: whose journey this is, which MIS, and the early questions that save weeks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from app.guidance.mis import mis_catalogue
from app.guidance.questions import questions
from app.journey.events import MessageSent
from app.journey.model import How, StepId
from app.ui import theme
from app.ui.columns import Columns
from app.ui.page import NEXT, Action, Page, Route, StatusLine
from app.ui.pages.onsite_client.parts import record
from app.ui.pages.school.asks import ASKS, AskBox, ask_message, asks_for, sent_line
from app.ui.pages.school.model import (
    QUESTION_FIELDS,
    SchoolDraft,
    from_draft,
    from_recorded,
    payload,
    practice_name,
    problems,
)
from app.ui.question_box import QuestionBox
from app.ui.services import Services
from app.ui.widgets.card import Card
from app.ui.widgets.form import Form
from app.ui.widgets.text import Role, label

SAVE_DELAY_MS = 250
_LGFL = (
    ("yes", "Yes", "Single sign-on with USO accounts is part of this journey, at the end."),
    ("no", "No", "Single sign-on is left out: it uses LGfL’s USO accounts."),
)
_ROLL_HINT = "From the office, if known."


class SchoolPage(Page):
    """Keeps what is typed as it is typed; records it when the page is left by its primary action."""

    help_topic: ClassVar[str] = "school"
    shows_names_switch: ClassVar[bool] = False

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self.setObjectName("school-page")
        self.view_model = SchoolDraft()
        self._tried = False
        self._filling = False
        self._saving_soon = QTimer(self)
        self._saving_soon.setSingleShot(True)
        self._saving_soon.setInterval(SAVE_DELAY_MS)
        self._saving_soon.timeout.connect(self._save)
        self._asks: dict[str, AskBox] = {}

    def build(self) -> Iterator[QWidget]:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        for build in (self._build_school, self._build_mis, self._build_questions):
            part = build()
            column.addWidget(part)
            yield part
        column.addStretch(1)

    @property
    def title(self) -> str:
        return "Your school"

    @property
    def purpose(self) -> str:
        return "Whose set-up this is, and a few questions whose answers can save weeks."

    @property
    def status(self) -> StatusLine:
        missing = problems(self.view_model)
        if self._tried and missing:
            count = len(missing)
            return StatusLine(f"{count} thing{'s' if count > 1 else ''} to put right above", tone="mend")
        journey = self.services.journey
        if journey is not None and journey.facts.school is not None and not self._differs():
            return StatusLine("As you told us", How.TOLD)
        return StatusLine("Kept on this PC as you type")

    @property
    def primary(self) -> Action:
        return Action("Save and go on")

    @property
    def valid(self) -> bool:
        return not problems(self.view_model)

    def apply(self) -> Route | None:
        journey = self.services.journey
        if journey is None:
            return NEXT
        if journey.facts.school is not None and not self._differs():
            return NEXT
        self._saving_soon.stop()
        self.record_and_go(payload(self.view_model, journey.facts.school), how=How.TOLD)
        return None

    def enter(self) -> None:
        journey = self.services.journey
        if journey is None:
            return
        draft = journey.draft(StepId.SCHOOL)
        school = journey.facts.school
        if draft:
            self._fill(from_draft(draft))
        elif school is not None:
            self._fill(from_recorded(school))
        elif self.services.is_practice:
            self._suggest_practice()

    def _suggest_practice(self) -> None:
        """In practice the school has a name already: the one its receipts and portals will show."""
        self.services.tasks.call(practice_name, owner=self, done=self._take_suggestion, key="practice name")

    def _take_suggestion(self, name: str) -> None:
        if self.view_model == SchoolDraft():  # nobody has typed anything meanwhile
            self._fill(SchoolDraft(name=name))
            self.changed.emit()

    def leave(self) -> None:
        if self._saving_soon.isActive():
            self._saving_soon.stop()
            self._save()

    def point_out(self) -> None:
        self._tried = True
        self._show_problems()

    def initial_focus(self) -> QWidget | None:
        return self._form.field("school-name")

    def first_error(self) -> QWidget | None:
        if not self._tried:
            return None
        wrong = next(iter(problems(self.view_model)), None)
        return self._fields.get(wrong, self._lgfl.first) if wrong else None

    def _build_school(self) -> Card:
        card = Card("The school", parent=self)
        self._form = Form(card)
        self._fields: dict[str, QWidget] = {}
        name = self._line("name")
        self._form.add("school-name", "&Name of the school", name, "As on its letters.", wide=True)
        card.add(self._form)
        self._number_forms: dict[str, Form] = {}
        numbers = (
            ("urn", "school-urn", "&URN", "Six digits; may be left empty."),
            ("dfe_number", "school-dfe-number", "&DfE number", "As 304/1234; may be left empty."),
            ("number_on_roll", "school-roll", "Number on &roll", _ROLL_HINT),
        )
        for field, field_id, title, hint in numbers:
            form = Form(card)
            form.add(field_id, title, self._line(field), hint)
            self._number_forms[field] = form
        card.add(Columns(tuple(self._number_forms.values()), least=172, parent=card))
        return card

    def _build_mis(self) -> Card:
        card = Card("Your MIS and your network", parent=self)
        self._mis_form = Form(card)
        self._mis = QComboBox(card)
        self._mis.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._mis.setMinimumContentsLength(12)
        self._mis.addItem("Choose your MIS", "")
        for entry in mis_catalogue().mis:
            self._mis.addItem(entry.name, entry.id)
        self._mis.currentIndexChanged.connect(self._edited)
        self._fields["mis"] = self._mis
        self._mis_form.add(
            "school-mis",
            "&Management information system",
            self._mis,
            "Wonde reads people and groups from it.",
        )
        self._advice = label("", Role.SECONDARY, parent=card)
        self._lgfl = QuestionBox(
            "lgfl",
            "Is the school on LGfL?",
            "LGfL schools can have people sign in with their USO accounts; the headteacher approves that.",
            _LGFL,
            card,
            in_a_row=True,
        )
        self._lgfl.answered.connect(self._edited)
        card.add(self._mis_form)
        card.add(self._advice)
        card.add(self._lgfl)
        return card

    def _build_questions(self) -> Card:
        card = Card("Early questions", parent=self)
        card.body.setSpacing(theme.px(16))
        self._questions: dict[str, QuestionBox] = {}
        for question in questions():
            choices = tuple((choice.id, choice.label, choice.leads_to) for choice in question.choices)
            box = QuestionBox(question.id, question.text, question.why, choices, card)
            box.answered.connect(self._edited)
            self._questions[question.id] = box
            card.add(box)
        self._lgfl_only = {question.id for question in questions() if question.lgfl_only}
        return card

    def _line(self, field: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setMaxLength(200)
        line.textEdited.connect(self._edited)
        line.editingFinished.connect(self._show_problems)
        self._fields[field] = line
        return line

    def _fill(self, draft: SchoolDraft) -> None:
        self._filling = True
        for field, widget in self._fields.items():
            if isinstance(widget, QLineEdit):
                widget.setText(getattr(draft, field))
        self._mis.setCurrentIndex(max(0, self._mis.findData(draft.mis)))
        self._lgfl.set_answer(draft.lgfl)
        for question_id, box in self._questions.items():
            box.set_answer(getattr(draft, QUESTION_FIELDS[question_id]))
        self._filling = False
        self.view_model = draft
        self._show_what_follows()

    def _edited(self, *_: object) -> None:
        if self._filling:
            return
        self.view_model = self._read()
        self._show_what_follows()
        if self._tried:
            self._show_problems()
        self._saving_soon.start()
        self.changed.emit()

    def _read(self) -> SchoolDraft:
        lines = {name: line.text() for name, line in self._fields.items() if isinstance(line, QLineEdit)}
        answers = {QUESTION_FIELDS[question]: box.answer for question, box in self._questions.items()}
        return SchoolDraft(**lines, **answers, mis=str(self._mis.currentData() or ""), lgfl=self._lgfl.answer)

    def _show_what_follows(self) -> None:
        mis = self.view_model.mis
        self._advice.setText(mis_catalogue().client_advice(mis) if mis else "")
        self._advice.setVisible(bool(mis))
        for question_id in self._lgfl_only:
            self._questions[question_id].setVisible(self.view_model.lgfl == "yes")
        self._show_asks()

    def _show_asks(self) -> None:
        """The messages that the answers call for, each under its question."""
        wanted = asks_for(self.view_model)
        for question_id, ask in self._asks.items():
            ask.setVisible(question_id in wanted)
        journey, now = self.services.journey, self.services.now()
        for question_id, message_id in wanted.items():
            if question_id not in self._asks:
                made = self._asks[question_id] = AskBox(question_id, self)
                made.sent.connect(self._asked)
                self._questions[question_id].put_below(made)
            atomwide = ASKS[message_id].atomwide
            portal = self.services.atomwide_portal_url if atomwide else self.services.wonde_portal_url
            noted = sent_line(message_id, journey.facts, now) if journey else ""
            self._asks[question_id].show_ask(
                message_id, ask_message(message_id, self.view_model, portal), noted
            )

    def _asked(self, message_id: str) -> None:
        """The message went out; the answers on the page stay as they are."""
        ask = ASKS[message_id]
        event = MessageSent(message=message_id, to=ask.to)
        record(self, event, How.TOLD, ask.step, then=self._was_asked)

    def _was_asked(self) -> None:
        self._show_asks()
        self.say("Noted as sent")

    def _show_problems(self) -> None:
        found = problems(self.view_model)
        wrong = found if self._tried else {field: text for field, text in found.items() if self._typed(field)}
        self._form.set_error("school-name", wrong.get("name", ""))
        self._mis_form.set_error("school-mis", wrong.get("mis", ""))
        ids = {"urn": "school-urn", "dfe_number": "school-dfe-number", "number_on_roll": "school-roll"}
        for field, form in self._number_forms.items():
            form.set_error(ids[field], wrong.get(field, ""))
        self._lgfl.set_error(wrong.get("lgfl", ""))

    def _typed(self, field: str) -> bool:
        """What is empty and not yet asked for is not called wrong."""
        return bool(str(getattr(self.view_model, field)).strip())

    def _differs(self) -> bool:
        journey = self.services.journey
        if journey is None or journey.facts.school is None or problems(self.view_model):
            return True
        return payload(self.view_model, journey.facts.school) != journey.facts.school

    def _save(self) -> None:
        journey = self.services.journey
        if journey is not None:
            journey.save_draft(StepId.SCHOOL, self.view_model.as_dict())
