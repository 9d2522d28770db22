"""The headteacher's view: one task at a time, nothing else on screen, and a way out at every point."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Literal, cast

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.journey.model import JourneyKind, StepId
from app.journey.people import Actor, Role
from app.ui.desk import JourneyDesk
from app.ui.page import START, Action, Busy, Page, PageError, Place, Route, StatusLine, View
from app.ui.pages import form_answers as said
from app.ui.pages.headteacher import model as model
from app.ui.pages.headteacher.model import Begin, HeadDraft, HeadView, Stage
from app.ui.pages.headteacher.screens import Screens
from app.ui.pages.record_each import ToRecord, record_each
from app.ui.pages.single_sign_on import records as records
from app.ui.pages.single_sign_on.model import dead_end_message, stages
from app.ui.pages.single_sign_on.parts import show_errors
from app.ui.pages.start.model import JourneyRow, rows_of
from app.ui.services import Services

HERE = Route(Place.HEADTEACHER, View.HEADTEACHER)
STATEMENT_FIELDS = ("since", "statement-source", "statement-reference")


class HeadteacherPage(Page):
    """A view over `headteacher_model.view_of`; what is typed and where it stands is kept as a draft."""

    help_topic: ClassVar[str] = "sso-approval"
    shows_names_switch: ClassVar[bool] = False

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self.setObjectName("headteacher-page")
        self._desk: JourneyDesk | None = None
        self._read_from: object = None
        """The journey whose draft this is: what was typed for one is never kept with another."""
        self._begin = False
        self.view_model = HeadView(Stage.CHOOSE)
        self.draft = HeadDraft()

    def build(self) -> Iterator[QWidget]:
        self.screens = Screens(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.screens)
        yield from self.screens.build()
        self.screens.choose.chosen.connect(self._open)
        self.screens.choose.begin.connect(self._show_begin)
        self.screens.choose.by_file.connect(lambda: self.go.emit(Route(Place.ANSWER, View.HEADTEACHER)))
        self.screens.agree.edited.connect(self._typed_who)
        self.screens.statement.edited.connect(self._typed_statement)
        self.screens.task.open_portal.connect(self.services.open_url)
        self.screens.say.open_portal.connect(
            lambda: self.services.open_url(self.services.atomwide_portal_url)
        )
        self.screens.say.copy_address.connect(self._copy_address)
        self.screens.task.differs.connect(self._differs)
        self.screens.stuck.connect(lambda which: self._turn(stuck=which))
        self.screens.away.not_now.connect(lambda: self._decide("not-now"))
        self.screens.away.no.connect(lambda: self._decide("declined"))

    def attach(self, desk: JourneyDesk) -> None:
        self._desk = desk

    # -- what the shell reads ------------------------------------------------------------------------

    @property
    def title(self) -> str:
        return "Single sign-on"

    @property
    def purpose(self) -> str:
        return model.PURPOSE

    @property
    def has_rail(self) -> bool:
        return False

    @property
    def status(self) -> StatusLine:
        if self.saving:
            return StatusLine("Writing it down…")
        return StatusLine(model.status_words(self.view_model, self.draft))

    @property
    def primary(self) -> Action | None:
        view = self.view_model
        if view.task is not None:
            return Action(view.task.done_label, self._task_done)
        return {
            Stage.CHOOSE: None,
            Stage.BEGIN: Action("Start", self._start),
            Stage.STATEMENT: Action("Write it down", self._record_statement),
            Stage.AGREE: Action("Start the seven tasks", self._agree),
            Stage.STUCK: Action("Note it for the technician", self._note_stuck),
            Stage.AWAY: Action("Go on with the tasks", lambda: self._turn(away="")),
            Stage.SAY: self._after_saying(),
        }.get(view.stage)

    def _after_saying(self) -> Action:
        if self.view_model.screen in ("later", "declined"):
            return Action("Look at it again", self._look_again)
        return Action("Hand back to the technician", self._hand_back)

    @property
    def secondary(self) -> Action | None:
        view = self.view_model
        if view.task is not None and view.task.id == model.LAST_TASK:
            return Action("Leave this to the technician", lambda: self._turn(thanked=True))
        if view.stage in (Stage.AGREE, Stage.TASK, Stage.STUCK):
            return Action("Not now, or no", lambda: self._turn(away="asked"))
        if view.screen in ("later", "declined"):
            return Action("Hand back to the technician", self._hand_back)
        return None

    def initial_focus(self) -> QWidget | None:
        screens = self.screens
        fields: dict[Stage, QWidget] = {
            Stage.CHOOSE: screens.choose.first,
            Stage.BEGIN: screens.begin.school,
            Stage.STATEMENT: screens.statement.since,
            Stage.TASK: screens.task.open_button,
            Stage.AWAY: screens.away.later,
        }
        if self.view_model.stage is Stage.AGREE and not self.draft.name:
            return screens.agree.name
        return fields.get(self.view_model.stage)

    # -- coming and going ----------------------------------------------------------------------------

    def enter(self) -> None:
        self._error = None
        self._begin = False
        self._read()
        self.screens.statement.show_statement(
            records.Statement.from_draft(said.part(self._all(), "statement"))
        )
        if self.services.journey is None:
            self._find()

    def journey_changed(self) -> None:
        self._draw()

    def leave(self) -> None:
        self._keep()

    def step_back(self) -> bool:
        view, draft = self.view_model, self.draft
        if view.stage is Stage.TASK:
            self._now(model.before_task(draft, view.number - 1))
        elif view.stage is Stage.STUCK:
            self._turn(stuck="")
        elif view.stage is Stage.AWAY:
            self._turn(away="")
        elif view.stage is Stage.BEGIN:
            self._begin = False
            self._draw()
        else:
            return False
        return True

    def _all(self) -> dict[str, Any]:
        journey = self.services.journey
        return dict(journey.draft(StepId.SSO_APPROVAL)) if journey else {}

    def _read(self) -> None:
        self._read_from = self.services.journey
        self.draft = HeadDraft.from_draft(said.part(self._all(), "head"))
        self._draw()

    def _keep(self) -> None:
        journey = self.services.journey
        if journey is None or journey is not self._read_from:
            return
        if any(step.id is StepId.SSO_APPROVAL for step in journey.state.steps):
            journey.save_draft(StepId.SSO_APPROVAL, {**self._all(), "head": self.draft.as_draft()})

    def _draw(self) -> None:
        journey, before = self.services.journey, self.view_model
        facts, state = (journey.facts, journey.state) if journey else (None, None)
        view = self.view_model = model.view_of(facts, state, self.draft, begin=self._begin)
        portal = self.services.atomwide_portal_url
        message = dead_end_message(view.dead_end, facts, portal) if view.dead_end and facts else None
        address = self.services.address_for(view.task.address_setting) if view.task else ""
        far = stages(facts, state, self.services.now()) if facts and state and view.screen else ()
        self.screens.show_view(view, self.draft, address, message, far)
        self.changed.emit()
        moved = (before.stage, before.task, before.screen) != (view.stage, view.task, view.screen)
        if moved and self.isVisible():
            self._arrived()

    def _arrived(self) -> None:
        """Another screen or task: the keyboard goes to its first control, and it is read aloud."""
        target = self.initial_focus()
        if target is not None:
            target.setFocus()
        if self.view_model.task is not None:
            self.say(self.screens.task.accessibleName())
        else:
            self.say(self.screens.say.accessibleName() if self.view_model.screen else self.title)

    def _now(self, draft: HeadDraft) -> None:
        self.draft = draft
        self._keep()
        self._draw()

    def _turn(self, **changes: Any) -> None:
        self._now(replace(self.draft, **changes))

    # -- choosing a journey --------------------------------------------------------------------------

    def _find(self) -> None:
        if self._desk is None:
            return
        self._busy = Busy("Looking for what was prepared")
        self.changed.emit()
        self._desk.find(self, self._found, functools.partial(self._failed, self._find))

    def _found(self, summaries: tuple[Any, ...]) -> None:
        self._busy = None
        rows = rows_of(summaries, self.services.now())
        theirs = [row for row in rows if row.can_open and row.has_single_sign_on]
        self.screens.choose.show_rows(tuple(sorted(theirs, key=lambda row: not row.waits_for_head)))
        self.changed.emit()

    def _failed(self, again: Callable[[], None], problem: Exception) -> None:
        self._busy = None

        def retry() -> None:
            self._error = None
            again()

        def dismiss() -> None:
            self._error = None
            self.changed.emit()

        self._error = PageError(
            "This could not be opened",
            str(problem),
            "Check that the folder can be reached, then try again.",
            retry=retry,
            dismiss=dismiss,
        )
        self.changed.emit()

    def _open(self, row: JourneyRow) -> None:
        self._open_path(row.path)

    def _open_path(self, path: Path) -> None:
        if self._desk is not None:
            self._desk.open(path, HERE, functools.partial(self._failed, lambda: self._open_path(path)))

    def _show_begin(self) -> None:
        self._begin = True
        self._draw()

    def _start(self) -> None:
        begin = self.screens.begin.begin()
        wrong = {} if begin.not_for_us else begin.problems(self.services.now())
        self.screens.begin.show_errors(wrong)
        if begin.not_for_us:
            self.view_model = HeadView(Stage.SAY, "not-needed")
            self.screens.show_view(self.view_model, self.draft, "", None)
            self.changed.emit()
        elif not wrong:
            self._create(begin)

    def _create(self, begin: Begin) -> None:
        from app.journey.folder import JourneyFolder
        from app.journey.ledger import Entry

        services, now = self.services, self.services.now()
        root, practice = services.paths.journeys, services.is_practice
        head = Actor(name=None, role=Role.HEADTEACHER)
        steps = (StepId.SCHOOL, StepId.SSO_APPROVAL)
        also = tuple(
            Entry(entry.payload, entry.actor or head, entry.how, now, step)
            for entry, step in zip(begin.entries(), steps, strict=True)
        )

        def make() -> Path:
            kind, name = JourneyKind.SINGLE_SIGN_ON_ONLY, begin.school
            folder = JourneyFolder.create(
                root, kind, practice=practice, actor=head, at=now, name=name, also=also
            )
            return Path(folder.path)

        self._busy = Busy("Starting")
        self.changed.emit()
        failed = functools.partial(self._failed, lambda: self._create(begin))
        services.tasks.call(make, owner=self, done=self._created, failed=failed, key="create")

    def _created(self, path: Path) -> None:
        self._busy = None
        self._open_path(path)

    # -- deciding ------------------------------------------------------------------------------------

    def _typed_who(self) -> None:
        agree = self.screens.agree
        self.draft = replace(self.draft, name=agree.name.text(), capacity=agree.capacity.choice)
        self._keep()
        if agree.form.errors():
            show_errors(agree.form, self.draft.approver.problems(), ("head-name", "head-capacity"))

    def _typed_statement(self) -> None:
        journey = self.services.journey
        if journey is not None:
            typed = self.screens.statement.statement()
            journey.save_draft(StepId.SSO_APPROVAL, {**self._all(), "statement": typed.as_draft()})
            if self.screens.statement.form.errors():
                wrong = typed.problems(self.services.now())
                show_errors(self.screens.statement.form, wrong, STATEMENT_FIELDS)

    def _record_statement(self) -> None:
        typed, form = self.screens.statement.statement(), self.screens.statement.form
        wrong = typed.problems(self.services.now())
        show_errors(form, wrong, STATEMENT_FIELDS)
        if wrong:
            form.focus_first_error()
            return
        self._record(typed.entries(self.draft.approver.actor), self._draw)

    def _agree(self) -> None:
        form, wrong = self.screens.agree.form, self.draft.approver.problems()
        show_errors(form, wrong, ("head-name", "head-capacity"))
        if wrong:
            form.focus_first_error()
            return
        entries = model.agreed_events(self._situation())
        self._record(entries, lambda: self._turn(agreed=True, thanked=False, again=False))

    def _task_done(self) -> None:
        journey, task = self.services.journey, self.view_model.task
        if journey is None or task is None:
            return
        entries = model.task_events(journey.facts, self.draft, task.id)
        self._record(entries, lambda: self._now(model.after_task(self.draft, task.id)))

    def _differs(self, task_id: str) -> None:
        """Noted for support. Nobody has to wait for it, and nothing is blocked."""
        journey = self.services.journey
        if journey is not None:
            for entry in records.differs(task_id, self.draft.approver.actor):
                journey.record(entry.payload, how=entry.how, actor=entry.actor, step=StepId.SSO_APPROVAL)

    def _copy_address(self) -> None:
        QGuiApplication.clipboard().setText(self.services.atomwide_portal_url)
        self.say("Address copied")

    def _note_stuck(self) -> None:
        end = self.view_model.dead_end
        if end is None:
            return
        which = cast(Literal["cannot-sign-in", "no-button", "not-listed"], end.id)
        entries = records.stuck(which, self.draft.approver.actor)
        self._record(entries, lambda: self._turn(stuck="", away="later"))

    def _decide(self, which: Literal["declined", "not-now"]) -> None:
        entries = records.decision(which, self.draft.approver, actor=self.draft.approver.actor)
        away = "later" if which == "not-now" else ""
        self._record(entries, lambda: self._turn(away=away, stuck="", again=False))

    def _look_again(self) -> None:
        self._turn(away="", again=True, agreed=False)

    def _hand_back(self) -> None:
        journey = self.services.journey
        steps = [step.id for step in journey.state.steps] if journey else []
        to = StepId.SSO_APPROVAL if StepId.SSO_APPROVAL in steps else None
        self.go.emit(Route(to, View.TECHNICIAN) if to else START)

    def _record(self, entries: tuple[ToRecord, ...], then: Callable[[], None]) -> None:
        record_each(self, entries, then, step=StepId.SSO_APPROVAL)

    def _situation(self) -> str:
        journey = self.services.journey
        return journey.state.step(StepId.SSO_APPROVAL).situation if journey else ""
