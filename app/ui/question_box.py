"""One question with its answers: why it is asked, and what the chosen answer leads to."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.row_radio import RowRadio
from app.ui.widgets.speak import announce
from app.ui.widgets.text import Role, label


class QuestionBox(QWidget):
    """Radio buttons under a question. Signal `answered(object)`: the id of the answer chosen."""

    answered = Signal(object)

    def __init__(
        self,
        question_id: str,
        text: str,
        why: str,
        choices: tuple[tuple[str, str, str], ...],
        parent: QWidget | None = None,
        *,
        in_a_row: bool = False,
    ) -> None:
        """`choices` are (id, label, what it leads to)."""
        super().__init__(parent)
        self.setObjectName(f"question-{question_id}")
        self._leads_to = {choice: leads for choice, _, leads in choices}
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(3))
        column.addWidget(label(text, Role.STRONG, parent=self))
        column.addWidget(label(why, Role.SMALL, parent=self))
        column.addSpacing(theme.px(2))
        in_one = FlowRow(self, gap=14) if in_a_row else None
        if in_one is None:
            below = QVBoxLayout()
            below.setSpacing(0)
            column.addLayout(below)
        else:
            column.addWidget(in_one)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, RowRadio] = {}
        for choice, words, _ in choices:
            button = RowRadio(words.replace("&", "&&"), self)
            button.setObjectName(f"{question_id}-{choice}")
            button.setAccessibleName(f"{words}. {text}")
            button.setAccessibleDescription(why)
            button.clicked.connect(lambda _=False, chosen=choice: self._chosen(chosen))
            self._group.addButton(button)
            self._buttons[choice] = button
            if in_one is None:
                below.addWidget(button)
            else:
                in_one.add(button)
        self._leads = label("", Role.SECONDARY, tone="accent", parent=self)
        self._leads.setVisible(False)
        self._error = label("", Role.ERROR, parent=self)
        self._error.setVisible(False)
        column.addWidget(self._leads)
        column.addWidget(self._error)

    def put_below(self, widget: QWidget) -> None:
        """Puts something under the question that its answer calls for."""
        self._column.addWidget(widget)

    @property
    def answer(self) -> str:
        """The id chosen, or empty."""
        return next((choice for choice, button in self._buttons.items() if button.isChecked()), "")

    @property
    def first(self) -> RowRadio:
        """What takes the focus: the answer chosen, else the first."""
        return self._buttons[self.answer] if self.answer else next(iter(self._buttons.values()))

    def set_answer(self, choice: str) -> None:
        """Chooses without asking; an unknown id chooses nothing."""
        if choice in self._buttons:
            self._buttons[choice].setChecked(True)
        self._show_lead(self.answer)

    def set_error(self, text: str) -> None:
        """Says that an answer is missing; empty text takes it back."""
        self._error.setText(text)
        self._error.setVisible(bool(text))
        for button in self._buttons.values():
            if text:
                button.setAccessibleDescription(text)

    def _chosen(self, choice: str) -> None:
        self.set_error("")
        self._show_lead(choice)
        if self._leads_to.get(choice):
            announce(self, self._leads_to[choice])
        self.answered.emit(choice)

    def _show_lead(self, choice: str) -> None:
        text = self._leads_to.get(choice, "")
        self._leads.setText(text)
        self._leads.setVisible(bool(text))
