"""Single sign-on in the real window, by keyboard: asked early, handed over, decided, seen to work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.journey.events import SsoApproved, SsoHandedOver, SsoStatement
from app.journey.model import How, JourneyKind, StepId
from app.ui.page import Place, Route, View
from app.ui.pages.single_sign_on.page import SingleSignOnPage
from app.ui.widgets.mark import Mark, MarkKind
from tests.fakes.journeys import NOW
from tests.fakes.late_journeys import (
    DECLINED,
    HANDED,
    STUCK,
    Told,
    approved,
    described,
    everything,
    live,
    previewed,
    sign_in,
    tell,
)
from tests.fakes.late_pages import choose, fill, go_on, hows, journey, kinds, last, press, reach
from tests.fakes.windows import Window, interactive, window

HERE = Route(StepId.SSO_APPROVAL)
SIZES = [(100, (1160, 760)), (100, (1093, 614)), (150, (1093, 614)), (200, (1093, 614))]
STATES = {
    "not-needed": live(lgfl=False),
    "blocked": previewed(),
    "ready": live(),
    "handed-over": [*live(), *HANDED],
    "stuck": [*live(), *HANDED, *STUCK],
    "declined": [*live(), *HANDED, *DECLINED],
    "failed": [*live(), *HANDED, *approved(), *sign_in("pupil", False)],
    "done": everything(),
}


@pytest.fixture
def shown(qapp: QApplication, qtbot: QtBot) -> Iterator[Window]:
    with window(qapp, qtbot) as made:
        yield made


def open_at(
    shown: Window,
    story: list[Told],
    *,
    kind: JourneyKind = JourneyKind.FIRST_SET_UP,
    age: timedelta = timedelta(hours=20),
) -> SingleSignOnPage:
    shown.open(tell(shown.paths.journeys, story, kind=kind, last=NOW - age), HERE)
    page = shown.shell.page
    assert isinstance(page, SingleSignOnPage)
    return page


def words(shown: Window) -> str:
    return "\n".join(label.text() for label in shown.shell.findChildren(QLabel) if label.isVisible())


def test_a_school_outside_lgfl_never_sees_the_tasks(shown: Window) -> None:
    page = open_at(shown, live(lgfl=False))
    assert not page.tasks.isVisible()
    assert not page.progress.isVisible()
    for never in ("Federation", "declaration", "slider", "Atomwide"):
        assert never not in words(shown)
    press(shown, "secondary")
    assert shown.shell.route.to is StepId.SCHOOL


def test_blocked_it_explains_itself_and_asks_one_thing_early(shown: Window) -> None:
    page = open_at(shown, previewed())
    assert "itslearning makes none from a sign-in" in words(shown)
    press(shown, "early-ask-copy")
    assert "Nothing has to be approved today" in QGuiApplication.clipboard().text()
    press(shown, "early-ask-sent")
    assert kinds(shown)[-1] == "message.sent"
    assert page.tasks.isVisible()
    go_on(shown)
    assert shown.shell.route.to is StepId.DATA_TEST


def test_a_dated_statement_opens_single_sign_on_alone(shown: Window) -> None:
    page = open_at(shown, described(), kind=JourneyKind.SINGLE_SIGN_ON_ONLY)
    assert shown.focus().objectName() == "since"
    go_on(shown)
    assert set(page.statement.form.errors()) == {"since", "statement-source"}
    fill(shown, "since", "1 September 2026")
    reach(shown, "statement-source")
    page.statement.source.choose("itslearning")
    go_on(shown)
    stated = last(shown)
    assert isinstance(stated, SsoStatement)
    assert page.view_model is not None
    assert page.view_model.situation == "ready"


def test_handed_over_by_message_then_told(shown: Window) -> None:
    page = open_at(shown, live())
    press(shown, "hand-over-copy")
    assert "7. " in QGuiApplication.clipboard().text()
    press(shown, "hand-over-sent")
    assert last(shown) == SsoHandedOver(to="headteacher", by="e-mail")
    assert page.confirm.isVisible()
    press(shown, "record-approval")
    assert set(page.confirm.form.errors()) == {"confirm-name", "confirm-capacity"}
    fill(shown, "confirm-name", "Jane Example")
    page.confirm.capacity.choose("trust officer")
    press(shown, "record-approval")
    decided = last(shown)
    assert isinstance(decided, SsoApproved)
    assert (decided.level, decided.position) == ("stated-here", "Officer of the trust")
    assert hows(shown, "sso.approved") == {How.TOLD}
    assert "not confirmed by a reply of their own" in words(shown)
    assert "onfirmed by the headteacher" not in words(shown)


def test_one_pupil_and_one_member_of_staff(shown: Window) -> None:
    page = open_at(shown, [*live(), *HANDED, *approved()])
    assert shown.focus().objectName() == "pupil-worked"
    go_on(shown)
    assert "sign-ins" in page.sign_ins.form.errors()
    choose(shown, "pupil-worked", "pupil-worked")
    go_on(shown)
    assert page.view_model is not None
    assert page.view_model.situation == "half-seen"
    choose(shown, "staff-failed", "staff-worked")
    go_on(shown)
    assert page.view_model.situation == "sign-in-failed"
    assert page.trouble.is_open, "the reasons unfold by themselves"
    assert "15 minutes" in words(shown)
    choose(shown, "staff-worked", "staff-worked")
    go_on(shown)
    assert page.view_model.situation == "done"
    assert hows(shown, "sso.sign-in-seen") == {How.READ_OFF}
    assert all(mark.kind is not MarkKind.MEASURED for mark in page.findChildren(Mark) if mark.isVisible())


def test_a_dead_end_and_the_message_that_leads_on(shown: Window) -> None:
    page = open_at(shown, [*live(), *HANDED])
    press(shown, "stuck-not-listed")
    assert page.dead_end.isVisible()
    press(shown, "stuck-copy")
    assert "DfE number 3041234" in QGuiApplication.clipboard().text()
    press(shown, "stuck-sent")
    assert page.view_model is not None
    assert page.view_model.situation == "stuck-asked"


def test_opening_the_heads_view_hands_it_over_once(shown: Window) -> None:
    open_at(shown, live())
    go_on(shown)
    assert shown.shell.route == Route(Place.HEADTEACHER, View.HEADTEACHER)
    assert kinds(shown).count("sso.handed-over") == 1
    shown.shell.go_back()
    shown.idle()
    go_on(shown)
    assert kinds(shown).count("sso.handed-over") == 1


def test_the_tasks_can_be_looked_through(shown: Window) -> None:
    page = open_at(shown, live())
    choose(shown, "task-enabled", "task-declaration")
    assert "A green “Enabled” beside itslearning EU." in words(shown)
    press(shown, "copy-address")
    assert QGuiApplication.clipboard().text() == shown.shell.services.atomwide_portal_url
    press(shown, "open-portal")
    assert shown.opened == [shown.shell.services.atomwide_portal_url]
    assert page.tasks.isVisible()


def test_a_reminder_and_a_withdrawal(shown: Window) -> None:
    open_at(shown, [*live(), *HANDED], age=timedelta(days=12))
    press(shown, "chaser-sent")
    assert kinds(shown)[-1] == "message.sent"
    open_at(shown, everything())
    press(shown, "secondary")
    withdrawn = last(shown)
    assert isinstance(withdrawn, SsoApproved)
    assert withdrawn.decision == "withdrawn"
    assert "The approval was withdrawn" in words(shown)


def test_what_was_typed_is_kept(shown: Window) -> None:
    open_at(shown, [*live(), *HANDED])
    fill(shown, "confirm-name", "Jane")
    shown.idle()
    drafts = journey(shown).folder.draft(StepId.SSO_APPROVAL)
    assert drafts["confirm"]["name"] == "Jane"


@pytest.mark.parametrize(("percent", "size"), SIZES)
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_off_and_everything_is_named(
    qapp: QApplication, qtbot: QtBot, percent: int, size: tuple[int, int], state: str
) -> None:
    with window(qapp, qtbot, percent=percent, size=size) as shown:
        open_at(shown, STATES[state])
        shown.unclipped()
        names = [widget.objectName() for widget in interactive(shown.shell)]
        assert all(names)
        assert len(names) == len(set(names))
