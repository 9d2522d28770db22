"""What the pages of a journey's steps share: a column of parts, and what the shell reads of a step."""

from __future__ import annotations

from typing import ClassVar, Protocol, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.journey.facts import Facts
from app.journey.model import Status, StepId, StepState
from app.ui import theme
from app.ui.page import Page, StatusLine
from app.ui.services import Services
from app.ui.when import known_line

W = TypeVar("W", bound=QWidget)
_TONES = {Status.WAITING: "waiting", Status.ATTENTION: "look-at"}


class StepView(Protocol):
    """What a view-model works out for the whole page, where it does."""

    @property
    def purpose(self) -> str:
        """One sentence under the heading."""

    @property
    def status(self) -> StatusLine:
        """The line at the foot."""


class StepPage(Page):
    """A page on one step. `build` puts its parts under each other with `place`."""

    about: ClassVar[StepId]
    called: ClassVar[str]
    """The heading where no journey is open."""
    says: ClassVar[str] = ""
    """The sentence under the heading, where there is no view-model to word it."""
    shows_names_switch: ClassVar[bool] = False

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self.setObjectName(f"{self.about}-page")
        self.view_model: StepView | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.space(3))

    def place(self, part: W) -> W:
        """Appends a part to the page, and gives it back."""
        self._column.addWidget(part)
        return part

    def fill_up(self) -> None:
        """Leaves what room there is below the parts placed so far."""
        self._column.addStretch(1)

    # -- what the journey says -----------------------------------------------------------------------

    @property
    def here(self) -> StepId:
        """The step this page is about."""
        return self.step or self.about

    @property
    def facts(self) -> Facts:
        """What has been established; nothing where no journey is open."""
        return self.services.journey.facts if self.services.journey else Facts()

    @property
    def state(self) -> StepState | None:
        """How the step stands; None where no journey is open."""
        return self.services.journey.state.step(self.here) if self.services.journey else None

    @property
    def after(self) -> StepState | None:
        """The step that follows in the open journey; None after the last."""
        steps = self.services.journey.state.steps if self.services.journey else ()
        ids = [step.id for step in steps]
        place = ids.index(self.here) + 1 if self.here in ids else len(ids)
        return steps[place] if place < len(steps) else None

    # -- what the shell reads ------------------------------------------------------------------------

    @property
    def title(self) -> str:
        return self.state.title if self.state else self.called

    @property
    def purpose(self) -> str:
        return self.view_model.purpose if self.view_model else self.says

    @property
    def status(self) -> StatusLine:
        if self.saving:
            return StatusLine("Writing it down…")
        if self.view_model is not None:
            return self.view_model.status
        state = self.state
        if state is None or state.status is Status.READY:
            return StatusLine("")
        how = state.how if state.status is Status.DONE else None
        tone = "look-at" if state.overdue else _TONES.get(state.status, "")
        line = known_line(state, self.services.now()) if how else state.line
        return StatusLine(line, how, tone)
