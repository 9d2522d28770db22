"""Wonde approval: someone with authority agrees on Wonde's portal, and this page tells how far that is.

With a token Wonde itself is asked; without one, people read the portal. Every mark says which of the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.guidance.portal import guide
from app.journey.events import ApprovalSeen
from app.journey.model import How, StepId, StepState
from app.ui.page import START, Action, Route, StatusLine
from app.ui.pages.onsite_client.model import School
from app.ui.pages.onsite_client.parts import record
from app.ui.pages.step_page import StepPage
from app.ui.pages.wonde_approval import model as words
from app.ui.pages.wonde_approval.look import Look, NoToken, looking
from app.ui.pages.wonde_approval.model import Do, Trouble
from app.ui.pages.wonde_approval.noting import GUIDE, Noting
from app.ui.pages.wonde_approval.overview import Drawn, Overview, drawn_from, sent_words
from app.ui.pages.wonde_approval.portal import DeadEndCard, DeadEndLinks, GuideView
from app.ui.pages.wonde_approval.stages import waited_step
from app.ui.services import Services
from app.ui.tasks import TaskHandle
from app.ui.when import moment_words


class WondeApprovalPage(StepPage):
    """One page for the request, the approval, Wonde's check and the link's first sign of life."""

    help_topic: ClassVar[str] = "wonde-approval"
    about: ClassVar[StepId] = StepId.WONDE_APPROVAL
    called: ClassVar[str] = "Wonde approval"
    says: ClassVar[str] = "Someone with authority for the school’s data agrees to share it with itslearning."

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self._has_token = False
        self._look: Look | None = None
        self._looking: TaskHandle | None = None
        self._asked_to_look = False
        self._trouble: Trouble | None = None
        self._copied = False
        self._in_guide = False
        self._end = ""

    def build(self) -> Iterator[QWidget]:
        self.end = DeadEndCard(self)
        yield self.place(self.end)
        self.overview = Overview(self)
        self.place(self.overview)
        yield from self.overview.build()
        self.guide = GuideView(self)
        yield self.place(self.guide)
        self.links = DeadEndLinks(self)
        yield self.place(self.links)
        self.fill_up()
        self.noting = Noting(self, self.overview, self.end)
        self._connect()

    def _connect(self) -> None:
        over = self.overview
        over.steps.guide.connect(self._open_guide)
        over.steps.open_portal.connect(self._open_portal)
        over.steps.copy_address.connect(self._copy_address)
        for message in (over.authority, over.chaser, over.after, self.end):
            message.copied.connect(self._was_copied)
        over.read_off.typed.connect(self._keep_draft)
        over.receipt.typed.connect(self._keep_draft)
        over.notes.noted.connect(self._keep_draft)
        over.advice.typed.connect(self._keep_draft)
        self.noting.kept.connect(self._kept)
        self.noting.sent.connect(self._sent)
        self.guide.open_portal.connect(self.services.open_url)
        self.guide.differs.connect(self.noting.differs)
        self.links.chosen.connect(self._end_chosen)
        self.end.closed.connect(self._end_closed)

    # -- what the journey says -----------------------------------------------------------------------

    @property
    def _situation(self) -> str:
        return self.state.situation if self.state else "ready"

    @property
    def _waited(self) -> StepState | None:
        """The step that is waited for: this one, or the preview's first data once all is approved."""
        journey = self.services.journey
        return journey.state.step(waited_step(journey.state)) if journey else None

    @property
    def _school(self) -> School:
        return School(self.facts.school)

    # -- what the shell reads ------------------------------------------------------------------------

    @property
    def status(self) -> StatusLine:
        if self._looking is not None:
            return StatusLine("Asking Wonde…")
        if self._look is not None and self._trouble is None:
            return StatusLine(
                f"Measured: {words.looked_words(self._look, self.services.now())}", How.MEASURED
            )
        return super().status

    @property
    def _actions(self) -> tuple[Do, Do]:
        overdue = self._waited is not None and self._waited.overdue
        return words.next_actions(
            self._situation,
            token=self._has_token,
            authority=words.authority_of(self.facts),
            end=bool(self._end),
            copied=self._copied,
            overdue=overdue,
        )

    @property
    def primary(self) -> Action | None:
        if self._in_guide:
            return Action(self.guide.done_label, self._guide_done)
        return self._action(self._actions[0])

    @property
    def secondary(self) -> Action | None:
        if self._in_guide:
            return Action("Leave the steps", self._close_guide)
        return self._action(self._actions[1])

    def _action(self, do: Do) -> Action:
        runs: dict[Do, Callable[[], None]] = {
            Do.LOOK: self.look_now,
            Do.GUIDE: self._open_guide,
            Do.ASK: self._copy_message,
            Do.SENT: self._note_sent,
            Do.NOTE: self._to_read_off,
            Do.AUTHORITY: self.overview.authority.press,
            Do.CONTINUE: lambda: self.go.emit(Route(self.after.id if self.after else None)),
            Do.CLOSE: lambda: self.go.emit(START),
            Do.CHASE: self._copy_chaser,
        }
        text = f"Continue to {self.after.title}" if do is Do.CONTINUE and self.after else do.value
        waiting = do is Do.LOOK and self._looking is not None
        return Action(text, runs[do], enabled=not waiting, because="Wonde is being asked." if waiting else "")

    def initial_focus(self) -> QWidget | None:
        if self._situation in ("ready", "started") and not words.authority_of(self.facts):
            return self.overview.authority.person
        return None

    def step_back(self) -> bool:
        if not self._in_guide:
            return False
        if self.guide.place == 0:
            self._close_guide()
        else:
            self._show_task(self.guide.place - 1)
        return True

    # -- coming and going ----------------------------------------------------------------------------

    def enter(self) -> None:
        """Asks whether a token is held and, if so, Wonde itself."""
        self._fill_draft()
        self._end = words.dead_end_of(self.facts) if self._situation in ("stuck", "stuck-asked") else ""
        self._draw()
        self.services.tasks.call(
            self.services.token, owner=self, done=self._token_known, failed=self._token_unknown, key="token"
        )

    def leave(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        self._keep_draft()

    def journey_changed(self) -> None:
        self._draw()

    def _token_known(self, token: str | None) -> None:
        self._has_token = bool(token)
        if self._has_token:
            self._start_look(asked=False)
        self._draw()

    def _token_unknown(self, _problem: Exception) -> None:
        self._token_known(None)

    def _fill_draft(self) -> None:
        journey = self.services.journey
        draft = journey.draft(self.here) if journey else {}
        self.overview.read_off.fill(draft)
        receipt = draft.get("receipt")
        self.overview.receipt.fill(receipt if isinstance(receipt, dict) else {})
        advice, names = draft.get("advice"), draft.get("names")
        self.overview.advice.fill(advice if isinstance(advice, dict) else {})
        self.overview.notes.show_names(tuple(map(str, names)) if isinstance(names, list) else ())

    def _keep_draft(self, *_: object) -> None:
        if self.services.journey is not None:
            over = self.overview
            self.services.journey.save_draft(
                self.here,
                {
                    **over.read_off.draft,
                    "receipt": over.receipt.draft,
                    "advice": over.advice.draft,
                    "names": list(over.notes.names),
                },
            )

    # -- drawing -------------------------------------------------------------------------------------

    def _draw(self) -> None:
        self.overview.setVisible(not self._in_guide)
        self.guide.setVisible(self._in_guide)
        self._column.setStretchFactor(self.guide, 1000 if self._in_guide else 0)
        self.overview.draw(self._drawn())
        read, _how, at = words.read_before(self.facts)
        event = self.facts.latest.get("approval.seen")
        who = event.actor.role if event else None
        self.overview.read_off.show_read(read, who, at, self.services.now())
        self._draw_end()
        self.changed.emit()

    def _drawn(self) -> Drawn:
        return drawn_from(
            self.facts,
            self.state,
            self._waited,
            self.noting.chaser,
            self.services.now(),
            portal=self.services.wonde_portal_url,
            token=self._has_token,
            look=self._look,
            trouble=self._trouble,
        )

    def _draw_end(self) -> None:
        self.end.setVisible(bool(self._end))
        self.links.setVisible(not self._end and self._situation not in ("done", "audit", "online"))
        if not self._end:
            return
        end = guide(GUIDE).dead_end(self._end)
        event = self.facts.latest.get("approval.dead-end")
        here = event is not None and words.dead_end_of(self.facts) == self._end
        noted = f"noted {moment_words(event.at, self.services.now())}" if event and here else ""
        message = words.dead_end_message(self._end, self._school, self.services.wonde_portal_url)
        sent = sent_words(self.facts, self.here, end.message, self.services.now())
        self.end.show_dead_end(end, message, noted=noted, sent=sent)

    # -- looking -------------------------------------------------------------------------------------

    def look_now(self) -> None:
        """Asks Wonde because somebody pressed the button; what it says is kept even if nothing changed."""
        self._start_look(asked=True)

    def _start_look(self, *, asked: bool) -> None:
        practice, described = self.services.practice, self.facts.school
        school = practice.school_id if practice else described.wonde_id if described else None
        self._asked_to_look = asked
        self._trouble = None
        self._looking = self.services.tasks.start(
            looking(self.services, school), owner=self, done=self._looked, failed=self._not_looked, key="look"
        )
        self._draw()

    def _looked(self, look: Look) -> None:
        self._looking, self._look = None, look
        event = look.event()
        if event is not None and words.worth_recording(look, self.facts, asked=self._asked_to_look):
            record(self, event, How.MEASURED, self.here)
        self.say(self.status.text)
        self._draw()

    def _not_looked(self, problem: Exception) -> None:
        self._looking = None
        if isinstance(problem, NoToken):
            self._has_token = False
        else:
            self._trouble = words.trouble_of(problem, self.facts)
            self.say(self._trouble.title)
        self._draw()

    # -- the guide -----------------------------------------------------------------------------------

    def _open_guide(self) -> None:
        self._in_guide = True
        self._show_task(0)

    def _show_task(self, place: int) -> None:
        task = guide(GUIDE).tasks[place]
        self.guide.show_task(place, self.services.address_for(task.address_setting))
        self._draw()
        self.guide.view.open_button.setFocus()
        self.say(f"{self.guide.view.accessibleName()}. {task.text}")

    def _close_guide(self) -> None:
        self._in_guide = False
        self._draw()
        self.overview.steps.guide_button.setFocus()

    def _guide_done(self) -> None:
        if not self.guide.is_last:
            self._show_task(self.guide.place + 1)
            return
        seen = ApprovalSeen(via="wonde-portal", approved=True, pending=False)
        record(self, seen, How.READ_OFF, self.here, then=self._after_guide)

    def _after_guide(self) -> None:
        self._close_guide()
        if self._has_token:
            self._start_look(asked=True)

    # -- dead ends -----------------------------------------------------------------------------------

    def _end_chosen(self, which: str) -> None:
        self._end, self._in_guide, self._copied = which, False, False
        self._draw()
        self.end.message.text.button.setFocus()
        self.say(f"{self.end.accessibleName()}. {guide(GUIDE).dead_end(which).means}")

    def _end_closed(self) -> None:
        self._end = ""
        self._draw()
        self.overview.steps.guide_button.setFocus()

    # -- small things --------------------------------------------------------------------------------

    def _to_read_off(self) -> None:
        panel = self.overview.read_off
        panel.unfold()
        if panel.chosen:
            self.noting.portal()
        else:
            panel.take_focus()
            self.say("Choose what the portal shows")

    def _copy_message(self) -> None:
        (self.end.message if self._end else self.overview.authority.message).text.copy()

    def _copy_chaser(self) -> None:
        self.overview.chaser.unfold()
        self.overview.chaser.message.text.copy()

    def _was_copied(self) -> None:
        self._copied = True
        self.changed.emit()

    def _note_sent(self) -> None:
        """Whichever message the page is at."""
        if self._end:
            self.end.sent.emit(self._end)
        elif self.overview.chaser.isVisibleTo(self):
            self.noting.chaser_sent()
        else:
            self.noting.request_sent()

    def _sent(self) -> None:
        self._copied = False
        self._draw()

    def _kept(self) -> None:
        self._keep_draft()
        self._draw()

    def _open_portal(self) -> None:
        self.services.open_url(self.services.wonde_portal_url)

    def _copy_address(self) -> None:
        QGuiApplication.clipboard().setText(self.services.wonde_portal_url)
        self.say("Address copied")
