"""Single sign-on for LGfL schools: prepared and handed over by the technician, decided by the headteacher."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Literal, cast

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.guidance.portal import guide
from app.journey.claims import Claim
from app.journey.model import StepId
from app.ui.navigation import next_step
from app.ui.page import NEXT, Action, Place, Route, View
from app.ui.pages import form_answers as said
from app.ui.pages.record_each import ToRecord, record_each
from app.ui.pages.single_sign_on import parts as parts
from app.ui.pages.single_sign_on import records as records
from app.ui.pages.single_sign_on.file import FileCard
from app.ui.pages.single_sign_on.model import GUIDE, SsoView, view_of
from app.ui.pages.single_sign_on.proof import AccountsCard, WayCard
from app.ui.pages.single_sign_on.tasks import TaskListCard
from app.ui.pages.step_page import StepPage
from app.ui.widgets.card import Card
from app.ui.widgets.lifecycle import Lifecycle
from app.ui.widgets.notice import Notice, NoticeKind

HEAD_VIEW = Route(Place.HEADTEACHER, View.HEADTEACHER)
_HANDING = ("ready", "handed-over", "started", "stuck", "stuck-asked", "declined")
_SIGNING_IN = ("approved", "half-seen", "sign-in-failed")


class SingleSignOnPage(StepPage):
    """A view over `single_sign_on_model.view_of`: cards that come and go with the situation."""

    help_topic: ClassVar[str] = "sso-approval"
    about: ClassVar[StepId] = StepId.SSO_APPROVAL
    called: ClassVar[str] = "Single sign-on"
    view_model: SsoView | None

    def build(self) -> Iterator[QWidget]:
        self._cards: dict[str, Card] = {}
        self.note = Notice(NoticeKind.INFO, "", parent=self)
        yield self.place(self.note)
        self.progress = Lifecycle(self)
        yield self.place(self.progress)
        self.statement = parts.StatementCard(self)
        yield self._place("statement", self.statement)
        self.early_ask = parts.MessageCard(
            "early-ask",
            "One question, today",
            "It asks the headteacher to try their sign-in. It saves days later, and approves nothing.",
            self,
        )
        yield self._place("early-ask", self.early_ask)
        self.dead_end = parts.DeadEndCard(self)
        yield self._place("dead-end", self.dead_end)
        self.hand_over = parts.HandOverCard(self)
        yield self._place("hand-over", self.hand_over)
        self.chaser = parts.MessageCard("chaser", "Time to ask how far it is", "", self)
        yield self._place("chaser", self.chaser)
        self.sign_ins = parts.SignInsCard(self)
        yield self._place("sign-ins", self.sign_ins)
        self.way = WayCard(self)
        yield self._place("way", self.way)
        self.accounts = AccountsCard(self)
        yield self._place("accounts", self.accounts)
        self.trouble = parts.TroubleCard(self)
        yield self._place("trouble", self.trouble)
        self.confirm = parts.ConfirmCard(self)
        yield self._place("confirm", self.confirm)
        self.by_file = FileCard(self, lambda: self.hand_over.to.choice)
        yield self._place("by-file", self.by_file)
        self.stuck_links = parts.StuckLinks(self)
        yield self._place("stuck-links", self.stuck_links)
        self.tasks = TaskListCard(self)
        yield self._place("tasks", self.tasks)
        self.known = parts.KnownCard(self)
        yield self._place("known", self.known)
        self.fill_up()
        self._connect()

    def _place(self, name: str, card: Card) -> Card:
        self._cards[name] = card
        return self.place(card)

    def _connect(self) -> None:
        self.early_ask.sent.connect(
            lambda: self._record(records.early_asked(), "Noted: the headteacher was asked.")
        )
        self.hand_over.sent.connect(self._sent_over)
        self.chaser.sent.connect(self._chased)
        self.dead_end.sent.connect(self._helped)
        self.stuck_links.chosen.connect(self._stuck)
        self.confirm.approved.connect(lambda: self._confirmed("approved"))
        self.confirm.declined.connect(lambda: self._confirmed("declined"))
        for card in (self.statement, self.confirm, self.sign_ins):
            card.edited.connect(self._edited)
        for field in (self.way.address, self.way.expect):
            field.textEdited.connect(lambda _text: self._edited())
        self.hand_over.to.picked.connect(lambda _id: self._edited())
        self.tasks.open_portal.connect(lambda: self.services.open_url(self.services.atomwide_portal_url))
        self.tasks.copy_address.connect(self._copy_address)

    # -- what the shell reads ------------------------------------------------------------------------

    @property
    def primary(self) -> Action | None:
        situation = self.view_model.situation if self.view_model else ""
        if situation == "no-statement":
            return Action("Record that provisioning works", self._record_statement)
        if situation in _HANDING:
            return Action("Open the headteacher’s view", self._open_head_view)
        if situation in _SIGNING_IN:
            return Action("Record the sign-ins", self._record_sign_ins)
        return Action(*self._way_on())

    @property
    def secondary(self) -> Action | None:
        situation = self.view_model.situation if self.view_model else ""
        if situation == "not-needed":
            return Action("We are an LGfL school", lambda: self.go.emit(Route(StepId.SCHOOL)))
        if situation in ("approved", "half-seen", "done"):
            return Action("The approval was withdrawn", lambda: self._confirmed("withdrawn"))
        return None

    def initial_focus(self) -> QWidget | None:
        situation = self.view_model.situation if self.view_model else ""
        if situation == "no-statement":
            return self.statement.since
        if situation in _SIGNING_IN:
            return self.sign_ins.pupil.first
        return None

    # -- coming and going ----------------------------------------------------------------------------

    def enter(self) -> None:
        self.by_file.forget_shown()
        self.accounts.forget()
        self._draw(fields=True)

    def journey_changed(self) -> None:
        self._draw(fields=False)

    def leave(self) -> None:
        self._keep_draft()

    def _draw(self, *, fields: bool) -> None:
        journey = self.services.journey
        if journey is None:
            return
        before = self.view_model.situation if self.view_model else ""
        now, portal = self.services.now(), self.services.atomwide_portal_url
        view = self.view_model = view_of(journey.facts, journey.state, portal, now)
        self.note.setVisible(view.note is not None)
        if view.note is not None:
            self.note.say(view.note.kind, view.note.text, view.note.title)
        self.progress.setVisible(bool(view.stages))
        self.progress.set_stages(view.stages, view.normal)
        self.early_ask.message.show_message(view.early_ask)
        self.hand_over.message.show_message(view.hand_over)
        if view.chaser is not None:
            self.chaser.message.show_message(view.chaser)
        if view.dead_end is not None and view.dead_end_message is not None:
            self.dead_end.show_dead_end(view.dead_end, view.dead_end_message)
        self.sign_ins.show_known(view.pupil, view.staff)
        self.tasks.show_tasks(view.tasks)
        for name, card in self._cards.items():
            card.setVisible(name in view.cards)
        if fields or before != view.situation:
            self._fill()
        if before != view.situation:
            self.trouble.unfold(view.situation == "sign-in-failed")
        self.changed.emit()

    # -- what is typed -------------------------------------------------------------------------------

    def _draft(self) -> dict[str, Any]:
        journey = self.services.journey
        return dict(journey.draft(StepId.SSO_APPROVAL)) if journey else {}

    def _fill(self) -> None:
        draft = self._draft()
        confirm = said.part(draft, "confirm")
        self.hand_over.to.choose(str(draft.get("to") or ""))
        self.statement.show_statement(records.Statement.from_draft(said.part(draft, "statement")))
        self.confirm.show_approver(records.Approver.from_draft(confirm), str(confirm.get("reference") or ""))
        self.sign_ins.show_typed(records.SignIns.from_draft(said.part(draft, "sign-ins")))
        way = said.part(draft, "way")
        self.way.address.setText(str(way.get("address") or ""))
        self.way.expect.setText(str(way.get("expect") or ""))
        for form in (self.statement.form, self.confirm.form, self.sign_ins.form):
            form.clear_errors()

    def _keep_draft(self) -> None:
        """The headteacher's own part of the draft is left as it is."""
        journey = self.services.journey
        if journey is None or self.view_model is None:
            return
        confirm = {**self.confirm.approver().as_draft(), "reference": self.confirm.reference.text()}
        journey.save_draft(
            StepId.SSO_APPROVAL,
            {
                **self._draft(),
                "to": self.hand_over.to.choice,
                "statement": self.statement.statement().as_draft(),
                "confirm": confirm,
                "way": {"address": self.way.address.text(), "expect": self.way.expect.text()},
                "sign-ins": self.sign_ins.sign_ins().as_draft(),
            },
        )

    def _edited(self) -> None:
        self._keep_draft()
        if self.statement.form.errors():
            self._check_statement()
        if self.confirm.form.errors():
            self._check_confirm()
        if self.sign_ins.form.errors():
            self._check_sign_ins()

    def _check_statement(self) -> bool:
        wrong = self.statement.statement().problems(self.services.now())
        parts.show_errors(self.statement.form, wrong, ("since", "statement-source", "statement-reference"))
        return not wrong

    def _check_confirm(self) -> bool:
        wrong = self.confirm.approver().problems(prefix="confirm")
        reference = said.reference_problem(self.confirm.reference.text())
        wrong = {**wrong, **({"confirm-reference": reference} if reference else {})}
        fields = ("confirm-name", "confirm-capacity", "confirm-reference")
        parts.show_errors(self.confirm.form, wrong, fields)
        return not wrong

    def _check_sign_ins(self) -> bool:
        wrong = self.sign_ins.sign_ins().problems()
        parts.show_errors(self.sign_ins.form, wrong, ("sign-ins", "witness"))
        return not wrong

    # -- recording -----------------------------------------------------------------------------------

    def _record_statement(self) -> None:
        if not self._check_statement():
            self.statement.form.focus_first_error()
            return
        self._record(
            self.statement.statement().entries(), "Noted: since when provisioning works.", "statement"
        )

    def _record_sign_ins(self) -> None:
        if not self._check_sign_ins():
            self.sign_ins.pupil.first.setFocus()
            return
        self._record(self.sign_ins.sign_ins().entries(), "Noted: what was seen.", "sign-ins")

    def _confirmed(self, which: Literal["approved", "declined", "withdrawn"]) -> None:
        if which != "withdrawn" and not self._check_confirm():
            self.confirm.form.focus_first_error()
            return
        approver, reference = self.confirm.approver(), self.confirm.reference.text()
        if which == "withdrawn":
            approver, reference = records.Approver(), ""
        self._record(
            records.decision(which, approver, reference=reference), "Noted, as stated here.", "confirm"
        )

    def _sent_over(self) -> None:
        entries = records.handed_over(self.hand_over.to.choice, "e-mail")
        self._record(entries, "Noted: it is with the headteacher.")

    def _chased(self) -> None:
        if self.view_model is not None and self.view_model.chaser_id:
            self._record(records.chased(self.view_model.chaser_id), "Noted: the headteacher was reminded.")

    def _helped(self) -> None:
        if self.view_model is not None and self.view_model.dead_end is not None:
            self._record(records.helped(self.view_model.dead_end.message), "Noted: LGfL was asked.")

    def _stuck(self, which: str) -> None:
        end = guide(GUIDE).dead_end(which)
        known = cast(Literal["cannot-sign-in", "no-button", "not-listed"], end.id)
        self._record(records.stuck(known, None), f"Noted: {end.label}.")

    def _open_head_view(self) -> None:
        journey = self.services.journey
        if journey is None or self.view_model is None:
            return
        handed = journey.facts.holds(Claim.HANDED_OVER)
        if self.view_model.situation not in ("ready", "declined") and handed is not None:
            self.go.emit(HEAD_VIEW)
            return
        entries = records.handed_over(self.hand_over.to.choice, "beside")
        if self.view_model.situation == "declined":
            entries = ()  # whether it is looked at again is for the headteacher to say
        record_each(self, entries, lambda: self.go.emit(HEAD_VIEW), step=StepId.SSO_APPROVAL)

    def _record(self, entries: tuple[ToRecord, ...], says: str, part: str = "") -> None:
        def noted() -> None:
            journey = self.services.journey
            if journey is not None and part:
                journey.save_draft(
                    StepId.SSO_APPROVAL, {name: kept for name, kept in self._draft().items() if name != part}
                )
            self._draw(fields=True)
            self.say(says)
            self._focus_again()

        record_each(self, entries, noted, step=StepId.SSO_APPROVAL)

    def _focus_again(self) -> None:
        target = self.initial_focus()
        if target is not None:
            target.setFocus()

    def _copy_address(self) -> None:
        QGuiApplication.clipboard().setText(self.services.atomwide_portal_url)
        self.say("Address copied")

    def _way_on(self) -> tuple[str, Callable[[], None]]:
        journey = self.services.journey
        if journey is None:
            return "Go on", lambda: self.go.emit(NEXT)
        state = journey.state
        step = state.step(StepId.SSO_APPROVAL)
        to = step.blocked_by[0] if step.blocked_by else next_step(state, StepId.SSO_APPROVAL)
        return f"Go to “{state.step(to).title}”", lambda: self.go.emit(Route(to))
