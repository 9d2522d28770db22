"""What is shown where a step can't be worked on: not possible yet, or without a page. Never a dead end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.journey.model import Owner, Status, StepId, StepState
from app.ui import icons, messages, theme
from app.ui.icons import IconView
from app.ui.page import START, Action, Page, Route, StatusLine
from app.ui.services import Services
from app.ui.widgets.ahead_list import AheadList
from app.ui.widgets.card import Card
from app.ui.widgets.clearing import clear
from app.ui.widgets.text import Role, label

if TYPE_CHECKING:
    from app.journey.steps import StepDefinition


class SignpostPage(Page):
    """Says what the step is, whose it is and what it waits for, and leads to what can be done instead."""

    shows_names_switch: ClassVar[bool] = False

    def __init__(
        self, services: Services, step: StepId, problem: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(services, parent)
        self.setObjectName(f"signpost-{step.value}")
        self.step = step
        self._problem = problem

    def build(self) -> Iterator[QWidget]:
        self._card = Card(parent=self)
        self._text = label("", Role.BODY, parent=self)
        self._who = label("", Role.SECONDARY, parent=self)
        self._waits = QVBoxLayout()
        self._waits.setSpacing(theme.px(10))
        self._card.add(self._text)
        self._card.body.addLayout(self._waits)
        self._card.add(self._who)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        column.addWidget(self._card)
        yield self._card
        self._done_when = Card("What will show that it is done", parent=self)
        self._proofs = AheadList(self._done_when)
        self._done_when.add(self._proofs)
        column.addWidget(self._done_when)
        yield self._done_when
        column.addStretch(1)

    @property
    def state(self) -> StepState | None:
        """The step as it stands, if a journey is open."""
        journey = self.services.journey
        return None if journey is None or self.step is None else journey.state.step(self.step)

    @property
    def title(self) -> str:
        state = self.state
        return state.title if state else "This step"

    @property
    def purpose(self) -> str:
        described = self._described()
        return described.purpose if described is not None else ""

    @property
    def status(self) -> StatusLine:
        state = self.state
        return StatusLine(state.line if state else "")

    @property
    def primary(self) -> Action | None:
        needed = self._needed()
        if needed is None:
            return Action("See all journeys", lambda: self.go.emit(START))
        return Action(f"Go to “{needed.title}”", lambda: self.go.emit(Route(needed.id)))

    def enter(self) -> None:
        self.journey_changed()

    def journey_changed(self) -> None:
        state = self.state
        if state is None:
            return
        self._card.set_title(messages.STATUS_WORDS[state.status])
        self._text.setText(self._problem or self._words(state))
        self._who.setText(f"Then it is for: {_owner(state.owner)}")
        self._show_waits(self._blocking(state))
        self._show_proofs()

    def _words(self, state: StepState) -> str:
        if state.status is Status.BLOCKED:
            names = [f"“{step.title}”" for step in self._blocking(state)]
            these = " and ".join(names) or "the steps before it"
            return f"It can start once {these} {'is' if len(names) == 1 else 'are'} done."
        return state.line

    def _show_waits(self, steps: list[StepState]) -> None:
        """What it waits for, as the rail shows it: how far each is, and whose turn it is."""
        clear(self._waits)
        for step in steps:
            row = QWidget(self._card)
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(theme.px(11))
            name, token, says = icons.state_icon(step)
            line.addWidget(IconView(name, token, says=says, parent=row))
            line.addWidget(label(step.title, Role.STRONG, wrap=False, parent=row))
            line.addWidget(label(step.line, Role.SECONDARY, parent=row), 1)
            self._waits.addWidget(row)

    def _show_proofs(self) -> None:
        described = self._described()
        if described is None:
            return
        self._done_when.setVisible(not self._problem)
        self._proofs.show_lines([(proof.text, "") for proof in described.proofs])

    def _blocking(self, state: StepState) -> list[StepState]:
        journey = self.services.journey
        return [] if journey is None else [journey.state.step(step) for step in state.blocked_by]

    def _needed(self) -> StepState | None:
        """The first step before this one that someone can work on."""
        state, journey = self.state, self.services.journey
        if state is None or journey is None:
            return None
        waiting, seen = self._blocking(state), set()
        while waiting:
            step = waiting.pop(0)
            if step.id in seen:
                continue
            seen.add(step.id)
            if step.status is not Status.BLOCKED:
                return step
            waiting += [journey.state.step(before) for before in step.blocked_by]
        return None

    def _described(self) -> StepDefinition | None:
        """What the journey's content says of the step; imported here, since the window imports this page."""
        from app.journey.steps import journey_definition

        journey = self.services.journey
        if journey is None or self.step is None:
            return None
        return journey_definition(journey.state.kind).step(self.step)


def _owner(owner: Owner) -> str:
    return messages.OWNER_NAMES[owner]
