"""The on-site client: is this school's end ready? Measured here or told by somebody, and it says which."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.checks.check_file import read_check_file
from app.checks.context import ClientPlace
from app.checks.other_machine import OtherMachine
from app.checks.pasted import read_pasted_answer
from app.checks.report import THIS_PC_ONLY
from app.formats.errors import InputError
from app.guidance.messages import message
from app.host.facts import NotRead
from app.journey.claims import Claim
from app.journey.events import ClientChecked, MessageSent
from app.journey.facts import Facts
from app.journey.model import How, Status, StepId
from app.journey.people import Actor
from app.journey.people import Role as PersonRole
from app.journey.wording import how_known
from app.ui.page import Action, PageError, Route, StatusLine
from app.ui.pages.onsite_client import lines as lines
from app.ui.pages.onsite_client import model as words
from app.ui.pages.onsite_client.checks import ChecksPanel
from app.ui.pages.onsite_client.elsewhere import OtherMachinePanel
from app.ui.pages.onsite_client.panels import AskWondePanel, Noted, PlacePanel, StatementPanel
from app.ui.pages.onsite_client.parts import record
from app.ui.pages.onsite_client.run import News, seen_event
from app.ui.pages.step_page import StepPage
from app.ui.services import Services
from app.ui.when import moment_words
from app.ui.widgets.ahead_list import AheadList
from app.ui.widgets.card import Card
from app.ui.widgets.text import Role, label

_ASK = "ask-wonde-client"


class OnsiteClientPage(StepPage):
    """Runs the checks, and records what they came to: codes and counts."""

    help_topic: ClassVar[str] = "onsite-client"
    about: ClassVar[StepId] = StepId.ONSITE_CLIENT
    called: ClassVar[str] = "On-site client"
    says: ClassVar[str] = "Is this school’s end ready? Nothing on this PC is changed by looking."

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self._copied = False
        self._chosen_place: ClientPlace | None = None
        """Chosen here where no school is described to write it to, as in a help session."""

    def build(self) -> Iterator[QWidget]:
        self.where = PlacePanel(self)
        yield self.place(self.where)
        self._empty = Card("Nothing has been checked yet", parent=self)
        self._empty_text = label("", Role.SECONDARY)
        self._empty.add(self._empty_text)
        self._to_come = AheadList(self)
        self._empty.add(self._to_come)
        yield self.place(self._empty)
        self._heading = label(THIS_PC_ONLY, Role.SECTION)
        self._heading.setObjectName("this-pc-only")
        yield self.place(self._heading)
        self.checks = ChecksPanel(self.services, self)
        yield self.place(self.checks)
        self.ask = AskWondePanel(self)
        yield self.place(self.ask)
        self.other = OtherMachinePanel(self)
        yield self.place(self.other)
        self.statement = StatementPanel(self)
        yield self.place(self.statement)
        self.fill_up()
        self.where.chosen.connect(self._place_chosen)
        self.checks.changed.connect(self._checks_changed)
        self.checks.ended.connect(self._run_ended)
        self.checks.failed.connect(self._run_failed)
        self.checks.action.connect(self._act)
        self.ask.sent.connect(self._asked)
        self.other.file_given.connect(self._file_given)
        self.other.answer_given.connect(self._answer_given)
        self.other.note.connect(self._note_other_machine)
        self.statement.noted.connect(self._noted)
        self.statement.typed.connect(self._keep_draft)

    # -- what the journey says -----------------------------------------------------------------------

    @property
    def school(self) -> words.School:
        """The school's answers as they stand."""
        return words.School(self.facts.school, self._chosen_place)

    @property
    def _proven(self) -> bool:
        return self.state is not None and self.state.status is Status.DONE

    # -- what the shell reads ------------------------------------------------------------------------

    @property
    def status(self) -> StatusLine:
        if self.checks.running:
            return StatusLine("Checking…")
        tally = self.checks.tally
        if self.checks.has_results and tally.mend:
            return StatusLine(lines.stands_in_the_way(tally), tone="mend")
        return super().status

    @property
    def primary(self) -> Action | None:
        if self.checks.running:
            return None
        if self.checks.has_results and self.checks.tally.mend:
            if lines.request_to_copy(self.checks.results.values()):
                return Action("Copy the request again" if self._copied else "Copy the request", self._copy)
            return Action("Run the checks again", self._run)
        if self.checks.complete or self._proven:
            return self._onward(self._onward_label)
        return Action("Run the checks again" if self.checks.has_results else "Run the checks", self._run)

    @property
    def secondary(self) -> Action | None:
        if self.checks.has_results and self.checks.tally.mend and not self.checks.running:
            return self._onward("Continue anyway")
        if self.checks.complete or self.checks.running:
            return None
        if self._proven:
            return Action("Run the checks", self._run)
        return self._onward(self._onward_label)

    @property
    def _onward_label(self) -> str:
        after = self.after
        return f"Continue to {after.title}" if after else "Continue"

    def _onward(self, text: str) -> Action:
        after = self.after
        return Action(text, lambda: self.go.emit(Route(after.id if after else None)))

    def initial_focus(self) -> QWidget | None:
        return self.where.place

    # -- coming and going ----------------------------------------------------------------------------

    def enter(self) -> None:
        journey = self.services.journey
        if journey is not None:
            self.statement.fill({k: str(v) for k, v in journey.draft(self.here).items()})
        self.statement.unfold(bool(self.statement.statement.choice) or self._says_more_than_checks)
        self.ask.unfold(self.school.place is ClientPlace.NOT_KNOWN and not self.school.linked_already)
        self._draw()

    def leave(self) -> None:
        self.where.place.commit()
        self.checks.stop()
        self._keep_draft()

    def journey_changed(self) -> None:
        self._draw()

    @property
    def _says_more_than_checks(self) -> bool:
        return self.school.linked_already or self.school.place in (
            ClientPlace.NOT_NEEDED,
            ClientPlace.ELSEWHERE,
        )

    def _keep_draft(self) -> None:
        if self.services.journey is not None:
            self.services.journey.save_draft(self.here, self.statement.draft)

    # -- drawing -------------------------------------------------------------------------------------

    def _draw(self) -> None:
        school, facts = self.school, self.facts
        self.where.show_place(school.place.value, words.advice_for(school))
        approved = facts.holds(Claim.APPROVED) is not None
        self.checks.set_school(school, approved=approved, title=self.title)
        self.statement.setVisible(self.services.journey is not None)
        self.ask.setVisible(not school.linked_already)
        self.other.setVisible(school.place not in (ClientPlace.THIS_PC, ClientPlace.NOT_NEEDED))
        self.statement.show_school(school)
        self.statement.show_known(*self._confirmed(facts))
        values = school.message_values(self.services.wonde_portal_url)
        self.other.show_school(values)
        filled = message(_ASK).fill_from(values)
        self.ask.show_message(filled, self._asked_words(facts))
        self._draw_empty(facts)
        self.changed.emit()

    def _draw_empty(self, facts: Facts) -> None:
        nothing = not self.checks.running and not self.checks.has_results
        self.checks.setVisible(not nothing)
        self._heading.setVisible(not nothing and self.school.place is ClientPlace.ELSEWHERE)
        self._empty.setVisible(nothing)
        event = facts.latest.get("client.checked")
        data = event.data if event else None
        if isinstance(data, ClientChecked) and event is not None:
            tally = lines.Tally(data.fine, data.look_at, data.mend)
            codes = f" ({', '.join(data.codes)})" if data.codes else ""
            when = moment_words(event.at, self.services.now())
            self._empty.set_title(f"Last checked {when}: {tally.text}{codes}")
            self._empty_text.setText("Run the checks again to see how it is now.")
        else:
            self._empty.set_title("Nothing has been checked yet")
            self._empty_text.setText(words.TAKES_SECONDS if self._says_more_than_checks else words.LOOKED_AT)
        self._to_come.setVisible(not self._says_more_than_checks)
        self._to_come.show_lines(words.looked_at(self.school, practice=self.services.is_practice))

    def _confirmed(self, facts: Facts) -> tuple[How | None, str]:
        event = facts.latest.get("client.confirmed")
        if event is None:
            return None, ""
        said = words.statement_words(event.data)
        by = how_known(event.how, event.actor.role)
        return event.how, f"{said}. {by.capitalize()}, {moment_words(event.at, self.services.now())}"

    def _asked_words(self, facts: Facts) -> str:
        sent = facts.sent.get(self.here)
        if sent is None or sent.message != _ASK:
            return ""
        return f"Sent, as told {moment_words(sent.at, self.services.now())}"

    def _checks_changed(self) -> None:
        self._draw_empty(self.facts)
        self.changed.emit()

    # -- what people do ------------------------------------------------------------------------------

    def _place_chosen(self, place: str) -> None:
        if ClientPlace(place) is self.school.place:
            return
        described = words.School(self.facts.school).at(ClientPlace(place))
        self._chosen_place = ClientPlace(place)
        self.checks.forget()
        if described is not None:
            record(self, described, How.TOLD, StepId.SCHOOL)
        self.enter()

    def _run(self) -> None:
        self.where.place.commit()
        self.checks.run()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(lines.request_to_copy(self.checks.results.values()))
        self._copied = True
        self.say("The request was copied")
        self.changed.emit()

    def _act(self, action: str) -> None:
        if action == "open-approval":
            self.go.emit(Route(StepId.WONDE_APPROVAL))
        elif action == _ASK:
            self.ask.unfold()
            self.ask.message.text.button.setFocus()

    def _asked(self) -> None:
        record(self, MessageSent(message=_ASK, to="wonde"), How.TOLD, self.here)

    def _noted(self, noted: Noted) -> None:
        event = words.confirmed_event(noted.statement, noted.reference)
        if isinstance(event, str):
            self.statement.form.set_error("statement-reference", event)
            self.statement.form.focus_first_error()
            return
        who = Actor(name=None, role=PersonRole(noted.who))
        how = words.BY_ID[noted.statement].how
        record(self, event, how, self.here, actor=who, then=self._was_noted)

    def _was_noted(self) -> None:
        self.statement.clear()
        self._keep_draft()
        self.say("Noted")

    # -- the other machine ---------------------------------------------------------------------------

    def _file_given(self, path: Path) -> None:
        services, now = self.services, self.services.now()

        def read() -> OtherMachine:
            here = services.host.machine()
            name = "" if isinstance(here, NotRead) else here.value.name
            return read_check_file(path, now=now, this_machine=name)

        services.tasks.call(
            read, owner=self, done=self._brought, failed=self._not_brought, key="other machine"
        )

    def _answer_given(self, text: str) -> None:
        now = self.services.now()
        self.services.tasks.start(
            lambda _report: read_pasted_answer(text, now=now),
            owner=self,
            done=self._brought,
            failed=self._not_brought,
            key="other machine",
        )

    def _brought(self, machine: OtherMachine) -> None:
        self.other.show_machine(machine)
        self.say(machine.heading)

    def _not_brought(self, problem: Exception) -> None:
        if not isinstance(problem, InputError):
            self._run_failed(problem)
            return
        line = str(problem)
        self.other.show_trouble(line)
        self.say(line)

    def _note_other_machine(self, machine: OtherMachine) -> None:
        event = words.other_machine_event(machine.summary.client)
        record(self, event, How.READ_OFF, self.here, then=lambda: self.say("Noted"))

    # -- runs ----------------------------------------------------------------------------------------

    def _run_ended(self, news: News) -> None:
        self._copied = False
        results = lines.lines(news.checks, news.results, approved=False)
        seen = seen_event(news.state) if news.state else None
        if seen is not None:
            record(self, seen, How.MEASURED, self.here)
        # Last, since the later word stands: a client seen stopped here outweighs what Wonde still shows.
        record(self, lines.checked_event(self.school.place, results), How.MEASURED, self.here)

    def _run_failed(self, problem: Exception) -> None:
        self._error = PageError(
            "The checks could not be run",
            "The fault is in this program, not at your school. Nothing was recorded.",
            "Try again. If it happens twice, quote the name of the error.",
            type(problem).__name__,
            retry=self._retry,
            dismiss=self._dismiss,
        )
        self.changed.emit()

    def _retry(self) -> None:
        self._dismiss()
        self.checks.run()

    def _dismiss(self) -> None:
        self._error = None
        self.changed.emit()
