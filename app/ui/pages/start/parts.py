"""What the start page shows before anything is begun: the way a first set-up goes, step by step."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.journey.model import JourneyKind
from app.ui import theme
from app.ui.messages import OWNER_NAMES
from app.ui.widgets.card import Card
from app.ui.widgets.text import Role, label

EMPTY = (
    "It takes a few days, most of them waiting for others. Close the program at any time and go on where you"
    " left off."
)


@dataclass(frozen=True, slots=True)
class StepAhead:
    """One step in words: what it is called, whose it is, and what it is for."""

    title: str
    owner: str
    purpose: str


def steps_ahead() -> tuple[StepAhead, ...]:
    """The steps of a first set-up. Reads content: call it on a worker thread. Raises ContentError."""
    from app.journey.steps import journey_definition

    return tuple(
        StepAhead(step.title, OWNER_NAMES[step.owner], step.purpose)
        for step in journey_definition(JourneyKind.FIRST_SET_UP).steps
    )


class WayAhead(Card):
    """Nothing is begun yet: how it goes, so that nobody starts blind."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("How a first set-up goes", parent=parent)
        self.add(label(EMPTY, Role.SECONDARY, parent=self))
        self._steps = QVBoxLayout()
        self._steps.setSpacing(0)
        self.body.addLayout(self._steps)

    def show_steps(self, steps: tuple[StepAhead, ...]) -> None:
        """Lists the steps, once."""
        if self._steps.count():
            return
        for number, step in enumerate(steps, start=1):
            self._steps.addWidget(_row(number, step, self))


def _row(number: int, step: StepAhead, parent: QWidget) -> QFrame:
    row = QFrame(parent)
    row.setProperty("lineAbove", True)
    across = QHBoxLayout(row)
    across.setContentsMargins(0, theme.px(8), 0, theme.px(8))
    across.setSpacing(theme.px(12))
    place = label(str(number), Role.STRONG, wrap=False, tone="accent", parent=row)
    place.setMinimumWidth(theme.px(14))
    words = QVBoxLayout()
    words.setSpacing(theme.px(1))
    words.addWidget(label(step.title, Role.STRONG, parent=row))
    words.addWidget(label(step.purpose, Role.SMALL, parent=row))
    across.addWidget(place, 0, Qt.AlignmentFlag.AlignTop)
    across.addLayout(words, 1)
    across.addWidget(label(step.owner, Role.SMALL, wrap=False, parent=row), 0, Qt.AlignmentFlag.AlignTop)
    row.setAccessibleName(f"{number}. {step.title}, {step.owner}: {step.purpose}")
    return row
