"""What a page promises the shell, and what it may ask of it.

A page is a view over one view-model. It never touches the shell's buttons: it says what the primary action
is, whether it is valid, busy or in error, and emits `changed`; the shell draws that. A whole page:

    class SchoolPage(Page):
        help_topic = "school"

        def build(self) -> Iterator[QWidget]: ...      # makes its parts, one a turn of the event loop

        @property
        def title(self) -> str: return "Your school"

        @property
        def primary(self) -> Action: return Action("Save and continue", enabled=self.view_model.complete)

        def apply(self) -> Route | None: ...   # writes what was entered; says where to go next
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.journey.model import How, StepId
from app.ui.widgets.speak import announce

if TYPE_CHECKING:
    from app.journey.events import Payload
    from app.journey.people import Actor
    from app.ui.desk import JourneyDesk
    from app.ui.services import Services


class Place(StrEnum):
    """Pages that are not steps of a journey."""

    START = "start"
    HELP_SESSION = "help-session"
    HEADTEACHER = "headteacher"
    DOCUMENTS = "documents"
    ANSWER = "answer"
    SCHOOLS = "schools"


class View(StrEnum):
    """For whom the window is drawn: the headteacher's view has no rail."""

    TECHNICIAN = "technician"
    HEADTEACHER = "headteacher"


@dataclass(frozen=True, slots=True)
class Route:
    """Where to go: a step of the open journey, or another place. `NEXT` lets the journey decide."""

    to: StepId | Place | None = None
    """None: the next step that someone here can act on."""
    view: View | None = None
    """None keeps the view."""


NEXT = Route()
START = Route(Place.START, View.TECHNICIAN)


@dataclass(frozen=True, slots=True)
class Action:
    """A button in the foot, named by what it does ("Copy the request"), never "Next" or "OK"."""

    label: str
    run: Callable[[], None] | None = None
    """What pressing it does. None: the shell checks `valid`, calls `apply()` and goes where that says."""
    enabled: bool = True
    because: str = ""
    """Why it is not enabled, shown as its tool tip and read aloud."""


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One line at the foot: what is known, how and when ("Measured: answered by Wonde at 10:44")."""

    text: str
    how: How | None = None
    tone: str = ""
    """ "", "fine", "look-at", "mend" or "waiting"; the words must say the same."""


@dataclass(frozen=True, slots=True)
class Busy:
    """Work that takes the whole page: what is being done, how far it is, and how to stop it."""

    title: str
    doing: str = ""
    done: int = 0
    total: int | None = None
    cancel: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class PageError:
    """What stops the whole page: what happened, what it means, what to do. Shown in place of the page."""

    summary: str
    meaning: str = ""
    remedy: str = ""
    code: str = ""
    """Short, to read out on the phone; also a topic of the help."""
    copy_text: str = ""
    retry: Callable[[], None] | None = None
    """Draws "Try again"."""
    dismiss: Callable[[], None] | None = None
    """Draws "Go back to the page"."""


@dataclass(frozen=True, slots=True)
class NotSaved:
    """An event that could not be written, and how to try again."""

    problem: Exception
    again: Callable[[], None]


class Page(QFrame):
    """One page. Signals: `changed()` the shell reads everything again; `go(object)` a Route to follow now;
    `announce_text(object)` words for screen readers.

    Override the properties you need. All are read on the main thread, often, and must be quick.
    """

    changed = Signal()
    go = Signal(object)
    announce_text = Signal(object)
    not_saved = Signal(object)

    help_topic: ClassVar[str] = "index"
    scrolls: ClassVar[bool] = True
    """True: the shell scrolls the page. False: it fills the space and scrolls its own lists."""
    shows_names_switch: ClassVar[bool] = True

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.services = services
        self.step: StepId | None = None
        """Set by the shell where the page is a step."""
        self.saving = False
        """While true the primary action waits: set by `record_and_go`."""
        self._busy: Busy | None = None
        self._error: PageError | None = None

    def attach(self, desk: JourneyDesk) -> None:
        """Called once, before the page is built. Pages that open or start journeys keep the desk."""

    def build(self) -> Iterator[QWidget]:
        """Makes the page's parts, lays each out in the page and yields it; called once, before `enter`.

        The window takes a turn after each, so a part should be made in well under 20 ms. Nothing else of a
        page is used before its last part is made.
        """
        yield from ()

    @property
    def title(self) -> str:
        """The heading."""
        return ""

    @property
    def purpose(self) -> str:
        """One sentence under the heading, claiming no more than is known."""
        return ""

    @property
    def status(self) -> StatusLine:
        """The line at the foot."""
        return StatusLine("")

    @property
    def primary(self) -> Action | None:
        """The one action this page is for."""
        return None

    @property
    def secondary(self) -> Action | None:
        """At most one other way on."""
        return None

    @property
    def back_label(self) -> str:
        """What Back is called; empty takes it away."""
        return "Back"

    @property
    def valid(self) -> bool:
        """Whether `apply()` may be called. While False the primary action shows what is missing instead."""
        return True

    @property
    def busy(self) -> Busy | None:
        """Replaces the page by a panel that shows work under way."""
        return self._busy

    @property
    def error(self) -> PageError | None:
        """Replaces the page by a panel that says what is wrong."""
        return self._error

    @property
    def has_rail(self) -> bool:
        """Whether the rail stands beside this page (never in the headteacher's view)."""
        return True

    @property
    def notice(self) -> str:
        """A sentence above the page, as when a share could not be reached; empty for none."""
        return ""

    def apply(self) -> Route | None:
        """Writes what was entered. Returns where to go; None stays. Only called while `valid`."""
        return NEXT

    def enter(self) -> None:
        """The page is now shown; called every time. Start loading here, not in `__init__`."""

    def fill(self) -> Iterator[None]:
        """Called after `enter`, before the page is drawn: makes what hangs on what was read, where that is
        much. The window takes a turn at each `yield`."""
        yield from ()

    def leave(self) -> None:
        """The page is being left or the window closed. Save the draft; never ask, never wait."""

    def journey_changed(self) -> None:
        """The ledger has a new event, or the clock moved the state on."""

    def step_back(self) -> bool:
        """Back was pressed. True: the page went back a task of its own. False: the shell goes back a page."""
        return False

    def initial_focus(self) -> QWidget | None:
        """What has the focus when the page is shown: its first field. None: the title, where Enter
        presses the primary action."""
        return None

    def point_out(self) -> None:
        """The primary action was pressed while not `valid`: say at each field what is missing."""

    def first_error(self) -> QWidget | None:
        """The first field that is wrong: it gets the focus when the primary action is pressed too early."""
        return None

    def names_shown_changed(self) -> None:
        """Names may be shown now, or no longer: see `services.names.shown`."""

    @property
    def people_count(self) -> int:
        """How many people's names the page would show, for the event that notes it."""
        return 0

    def record_and_go(
        self, payload: Payload, *, how: How, route: Route | None = NEXT, actor: Actor | None = None
    ) -> None:
        """Writes an event for this step off the main thread, then follows `route` (None stays).

        While it is written the primary action waits. If it can't be written, nothing moves: the shell says
        why and offers to try again.
        """
        journey = self.services.journey
        if journey is None or self.saving:
            return
        self.saving = True
        self.changed.emit()

        def written() -> None:
            self.saving = False
            self.changed.emit()
            if route is not None:
                self.go.emit(route)

        def not_written(problem: Exception) -> None:
            self.saving = False
            self.changed.emit()
            again = functools.partial(self.record_and_go, payload, how=how, route=route, actor=actor)
            self.not_saved.emit(NotSaved(problem, again))

        journey.record(payload, how=how, step=self.step, actor=actor, done=written, failed=not_written)

    def say(self, words: str) -> None:
        """Reads words aloud where a screen reader runs."""
        announce(self, words)
        self.announce_text.emit(words)
