"""Before anybody agrees: whose advice was asked for, and a draft for the data protection officer.

Nothing here holds the approval up. Answers are yes, no or not known, with a day; there is no room for
reasons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from app.guidance.content import fill
from app.journey.claims import Claim
from app.journey.events import AdviceNoted
from app.journey.facts import Facts
from app.journey.wording import whole_day
from app.ui.pages import form_answers as said
from app.ui.pages.onsite_client.parts import ChoiceBox, FoldCard, flow
from app.ui.pages.wonde_approval.before_approval_content import Answer, What, before_approval
from app.ui.when import known_moment
from app.ui.widgets.form import Form
from app.ui.widgets.text import Role, breakable, label

if TYPE_CHECKING:
    from app.evidence.redaction import Guard
    from app.journey.folder import JourneyFolder

ANSWER, DAY = "answer", "on"
Typed = Mapping[str, Mapping[str, str]]
"""By question: the answer chosen and the day typed."""


@dataclass(frozen=True, slots=True)
class AdviceView:
    """What the card shows at one moment."""

    aside: str
    noted: Mapping[str, str]
    """By question, what stands noted and how that is known; nothing where nobody has said."""
    approved: bool


def view_of(facts: Facts, now: datetime) -> AdviceView:
    """What was noted of each question."""
    words = before_approval()
    noted: dict[str, str] = {}
    for event in facts.by_order.values():
        if isinstance(event.data, AdviceNoted):
            told = event.data
            on = f", {whole_day(told.on)}" if told.on else ""
            known = known_moment(event, now)
            noted[told.what] = f"Noted: “{words.answers[told.answer]}”{on} ({known})"
    count = {"count": str(len(noted)), "of": str(len(words.question))}
    aside = fill(words.noted, count) if noted else words.none_noted
    return AdviceView(aside, noted, facts.holds(Claim.APPROVED) is not None)


def advice_events(typed: Typed, facts: Facts, now: datetime) -> tuple[AdviceNoted, ...] | dict[str, str]:
    """The events for what is new among the answers, or what is wrong, by form row."""
    words = before_approval()
    wrong: dict[str, str] = {}
    events = []
    for question in words.question:
        told = typed.get(question.what, {})
        answer, day = told.get(ANSWER, ""), told.get(DAY, "").strip()
        if day and answer != "yes":
            wrong[day_row(question.what)] = words.day_without_yes
        elif day and (problem := said.day_problem(day, now)):
            wrong[day_row(question.what)] = problem
        elif answer:
            event = AdviceNoted(
                what=question.what, answer=cast(Answer, answer), on=said.parse_day(day) if day else None
            )
            if facts.consulted.get(question.what) != event:
                events.append(event)
    if not wrong and not any(told.get(ANSWER) for told in typed.values()):
        return {row(words.question[0].what): words.nothing_chosen}
    return wrong or tuple(events)


def write_draft(folder: JourneyFolder, file: Path, now: datetime, guard: Guard) -> None:
    """Writes the draft, searched first. Blocks: not for the window's thread. Raises OSError, JourneyError,
    and the errors of `app.evidence`."""
    from app.evidence.pack.draft import draft_pack
    from app.evidence.pack.files import write_pack

    made = draft_pack(folder.ledger.contents(), now=now, searched=guard.searched)
    write_pack(made, file, guard=guard, replace=True)


def row(what: str) -> str:
    """The form row of a question's answer."""
    return f"advice-{what}"


def day_row(what: str) -> str:
    """The form row of its day."""
    return f"advice-{what}-on"


class AdviceCard(FoldCard):
    """Three questions and the draft. Signals: `noted()` what is on the form is to be noted; `typed()` for the
    draft of the page; `save()` the draft is wanted."""

    noted = Signal()
    typed = Signal()
    save = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        words = before_approval()
        super().__init__("unfold-advice", words.title, parent=parent)
        self.inside.addWidget(label(words.text, Role.SECONDARY))
        self.form = Form(self)
        self._answers: dict[What, ChoiceBox] = {}
        self._days: dict[What, QLineEdit] = {}
        for question in words.question:
            self._add(question.what, question.text)
        self.inside.addWidget(self.form)
        self.note = QPushButton("Note these answers", self)
        self.note.setObjectName("note-advice")
        self.note.clicked.connect(self.noted)
        self.inside.addWidget(flow(self.note, parent=self))
        self.inside.addWidget(label(words.draft_title, Role.STRONG))
        self._draft_text = label(words.draft_text, Role.SECONDARY)
        self.inside.addWidget(self._draft_text)
        self.save_button = QPushButton("Save the draft…", self)
        self.save_button.setObjectName("save-draft")
        self.save_button.clicked.connect(self.save)
        self.inside.addWidget(flow(self.save_button, parent=self))
        self._saved = label("", Role.SMALL)
        self._saved.setObjectName("draft-saved")
        self._saved.setVisible(False)
        self.inside.addWidget(self._saved)

    def show_saving(self, *, saving: bool, file: Path | None = None) -> None:
        """The draft is being written, or was written to `file`."""
        self.save_button.setEnabled(not saving)
        text = before_approval().draft_saving if saving else ""
        if file is not None:
            text = fill(before_approval().draft_saved, {"file": breakable(str(file))})
        self._saved.setText(text)
        self._saved.setVisible(bool(text))

    def _add(self, what: What, text: str) -> None:
        words = before_approval()
        box = ChoiceBox(row(what), tuple(words.answers.items()), "Choose", self)
        day = QLineEdit(self)
        day.setMaxLength(40)
        self.form.add(row(what), text, box, words.answer_hint)
        self.form.add(day_row(what), words.when, day, words.when_hint)
        day.setAccessibleName(f"{words.when} {text}")
        self.form.side_by_side(row(what), day_row(what), least=220)
        box.picked.connect(self._typed)
        day.textEdited.connect(self._typed)
        self._answers[what], self._days[what] = box, day

    def show_view(self, view: AdviceView) -> None:
        """Shows what stands noted."""
        words = before_approval()
        self.set_aside(view.aside)
        for question in words.question:
            self.form.set_hint(row(question.what), view.noted.get(question.what, words.answer_hint))
        self._draft_text.setText(
            f"{words.draft_text} {words.draft_approved}" if view.approved else words.draft_text
        )

    @property
    def draft(self) -> dict[str, dict[str, str]]:
        """What is chosen and typed."""
        return {
            what: {ANSWER: box.choice, DAY: self._days[what].text()} for what, box in self._answers.items()
        }

    def fill(self, draft: Mapping[str, object]) -> None:
        """Puts back what was chosen and typed."""
        for what, box in self._answers.items():
            told = draft.get(what)
            held = told if isinstance(told, Mapping) else {}
            box.choose(str(held.get(ANSWER, "")))
            self._days[what].setText(str(held.get(DAY, "")))

    def clear(self) -> None:
        """Everything was noted."""
        self.fill({})
        self.form.clear_errors()

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """What is wrong, beside the field it is about."""
        self.form.clear_errors()
        for field, text in problems.items():
            self.form.set_error(field, text)
        self.form.focus_first_error()

    def _typed(self, *_: object) -> None:
        self.form.clear_errors()
        self.typed.emit()
