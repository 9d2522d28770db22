"""What the data-test page is made of: the request, itslearning's answer, and what they found."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QLineEdit,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.guidance.contacts import contact
from app.journey.events import TestProblem
from app.ui import theme
from app.ui.pages.contact_card import ContactLines
from app.ui.pages.data_test.content import Problem, data_test_content
from app.ui.pages.data_test.model import LIVE_SOURCES, Answer, DataTestView, Outcome
from app.ui.pages.onsite_client.parts import ChoiceBox
from app.ui.pages.two_up import TwoUp
from app.ui.widgets.card import Card
from app.ui.widgets.copy_text import CopyText
from app.ui.widgets.form import Form
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.row_radio import RowRadio
from app.ui.widgets.text import Role, label

ON_HINT = "As 5 November 2026 or 5/11/2026."
COUNT_HINT = "If they said, as 1,212."
REFERENCE_HINT = "A ticket or mail number, if there is one."


class RequestCard(Card):
    """The text to send, whom to send it to, and the note that it went out.

    Signals: `edited()`; `preview_asked()` when numbers are missing.
    """

    edited = Signal()
    preview_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Ask itslearning to test the data", parent=parent)
        self._no_numbers = Notice(NoticeKind.CAUTION, data_test_content().no_preview, parent=self)
        self._no_numbers.add_button("preview", "Go to the preview").setObjectName("go-preview")
        self._no_numbers.chosen.connect(lambda _id: self.preview_asked.emit())
        self.add(self._no_numbers)
        self.text = CopyText("", button="Copy the request", above=True, parent=self)
        self.text.field.setObjectName("request-text")
        self.text.field.setAccessibleName("Request to itslearning")
        self.text.button.setObjectName("copy-request")
        aside = QWidget(self)
        column = QVBoxLayout(aside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(14))
        column.addWidget(ContactLines(contact("itslearning"), aside))
        self.form = Form(aside)
        self.on = QLineEdit(self)
        self.reference = QLineEdit(self)
        self.reference.setMaxLength(40)
        self.form.add("asked-on", "&When did you ask them?", self.on, ON_HINT)
        self.form.add("asked-reference", "Their &reference", self.reference, REFERENCE_HINT)
        for field in (self.on, self.reference):
            field.setMaximumWidth(theme.px(340))
            field.textEdited.connect(lambda _text: self.edited.emit())
        column.addWidget(self.form)
        column.addStretch(1)
        words = QWidget(self)
        left = QVBoxLayout(words)
        left.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self.text)
        left.addStretch(1)
        self.add(TwoUp(words, aside, shares=(5, 3), from_px=600, parent=self))

    def show_view(self, view: DataTestView) -> None:
        """Draws the request."""
        again = view.situation == "problems"
        self.set_title("Ask for the test again" if again else "Ask itslearning to test the data")
        self._no_numbers.setVisible(not view.has_numbers)
        if self.text.field.toPlainText() != view.request.text.strip():
            self.text.set_text(view.request.text.strip())


class AnswerCard(Card):
    """What itslearning answered. Signal `edited()`."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What did itslearning say?", parent=parent)
        self.form = Form(self)
        self._outcomes = QButtonGroup(self)
        self._ids: dict[QRadioButton, Outcome] = {}
        box = QWidget(self)
        self._radios = QVBoxLayout(box)
        self._radios.setContentsMargins(0, 0, 0, 0)
        self._radios.setSpacing(theme.px(2))
        self.form.add("outcome", "The result", box)
        self._boxes: dict[TestProblem, QCheckBox] = {}
        self.form.add("problems", "What they found", self._build_problems(), "Tick all that apply.")
        self.source = ChoiceBox(
            "answer-source", tuple((one.id, one.label) for one in LIVE_SOURCES), parent=self
        )
        self.on = QLineEdit(self)
        self.reference = QLineEdit(self)
        self.reference.setMaxLength(40)
        self.form.add("source", "&How do you know?", self.source, "From whom the answer came.")
        self.on.setObjectName("answer-on")
        self.reference.setObjectName("answer-reference")
        self.form.add("on", "&When did they say so?", self.on, ON_HINT)
        self.form.add("reference", "Their &reference", self.reference, REFERENCE_HINT)
        self.students, self.staff = QLineEdit(self), QLineEdit(self)
        self.students.setObjectName("answer-students")
        self.staff.setObjectName("answer-staff")
        self.form.add("students", "How many s&tudents did they count?", self.students, COUNT_HINT)
        self.form.add("staff", "How many staf&f?", self.staff, COUNT_HINT)
        self.source.picked.connect(lambda _id: self.edited.emit())
        self.form.side_by_side("source", "on", "reference")
        self.form.side_by_side("students", "staff")
        for field in (self.students, self.staff):
            field.setMaxLength(9)
        for field in (self.on, self.reference, self.students, self.staff):
            field.setMaximumWidth(theme.px(340))
            field.textEdited.connect(lambda _text: self.edited.emit())
        self.add(self.form)

    def show_outcomes(self, outcomes: tuple[tuple[Outcome, str], ...], answer: Answer) -> None:
        """Offers these outcomes and shows what was typed."""
        if tuple(self._ids.values()) != tuple(outcome for outcome, _ in outcomes):
            self._rebuild(outcomes)
        self._outcomes.setExclusive(False)
        for button, outcome in self._ids.items():
            button.setChecked(outcome == answer.outcome)
        self._outcomes.setExclusive(True)
        for problem, box in self._boxes.items():
            box.setChecked(problem in answer.problems)
        self.source.choose(answer.source)
        for field, text in (
            (self.on, answer.on),
            (self.reference, answer.reference),
            (self.students, answer.students),
            (self.staff, answer.staff),
        ):
            if field.text() != text:
                field.setText(text)
        self._show_problems()

    def answer(self) -> Answer:
        """What is on the form now."""
        chosen = self._outcomes.checkedButton()
        return Answer(
            outcome=self._ids[chosen] if isinstance(chosen, QRadioButton) else "",
            source=self.source.choice,
            on=self.on.text(),
            reference=self.reference.text(),
            problems=tuple(problem for problem, box in self._boxes.items() if box.isChecked()),
            students=self.students.text(),
            staff=self.staff.text(),
        )

    def first_field(self) -> QWidget | None:
        """The result chosen, else the first there is."""
        chosen = self._outcomes.checkedButton()
        return chosen or next(iter(self._ids), None)

    def focus_first_error(self, wrong: Mapping[str, str]) -> None:
        """Puts the keyboard on the first field that is wrong."""
        if "outcome" in wrong:
            target: QWidget | None = self.first_field()
        elif "problems" in wrong:
            target = next(iter(self._boxes.values()), None)
        else:
            self.form.focus_first_error()
            return
        if target is not None:
            target.setFocus()

    def _rebuild(self, outcomes: tuple[tuple[Outcome, str], ...]) -> None:
        for button in self._ids:
            self._outcomes.removeButton(button)
            self._radios.removeWidget(button)
            button.deleteLater()
        self._ids = {}
        for outcome, words in outcomes:
            button = RowRadio(words, self)
            button.setObjectName(f"outcome-{outcome}")
            button.setAccessibleName(words)
            button.clicked.connect(self._changed)
            self._outcomes.addButton(button)
            self._radios.addWidget(button)
            self._ids[button] = outcome

    def _build_problems(self) -> QWidget:
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        for problem in data_test_content().problem:
            box = QCheckBox(problem.label, holder)
            box.setObjectName(f"problem-{problem.id}")
            box.setAccessibleName(problem.label)
            box.setToolTip(problem.means)
            box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            box.clicked.connect(self._changed)
            column.addWidget(box)
            self._boxes[problem.id] = box
        return holder

    def _changed(self) -> None:
        self._show_problems()
        self.edited.emit()

    def _show_problems(self) -> None:
        chosen = self._outcomes.checkedButton()
        problems = isinstance(chosen, QRadioButton) and self._ids[chosen] == "problems"
        self.form.set_row_visible("problems", problems)


class ProblemsCard(Card):
    """What itslearning found, what each means, and what the school does about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What itslearning found", parent=parent)
        self._shown: tuple[Problem, ...] | None = None
        self._made: list[QWidget] = []

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Draws them; a result without kinds says so."""
        if problems == self._shown:
            return
        self._shown = problems
        for widget in self._made:
            self.body.removeWidget(widget)
            widget.deleteLater()
        self._made = []
        if not problems:
            self._say(label("No kind was noted: itslearning’s own message says what.", parent=self))
        for problem in problems:
            self._say(label(problem.label, Role.STRONG, parent=self))
            self._say(label(f"{problem.means} {problem.do}", Role.SECONDARY, parent=self))

    def _say(self, widget: QWidget) -> None:
        self.add(widget)
        self._made.append(widget)


def errors_of(form: Form, wrong: Mapping[str, str], fields: tuple[str, ...]) -> None:
    """Shows what is wrong beside each field, and nothing beside the others."""
    for field in fields:
        form.set_error(field, wrong.get(field, ""))


ANSWER_FIELDS = ("outcome", "problems", "source", "on", "reference", "students", "staff")
REQUEST_FIELDS = ("asked-on", "asked-reference")
