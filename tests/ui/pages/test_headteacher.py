"""The headteacher's view in the real window, by keyboard: agreeing, the seven tasks, and every way out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.journey.events import GuideDiffers, SsoApproved, SsoDeadEnd
from app.journey.folder import JourneyFolder
from app.journey.model import How, JourneyKind, StepId
from app.journey.people import Role
from app.ui.page import Place, Route, View
from app.ui.pages.headteacher.model import Stage
from app.ui.pages.headteacher.page import HeadteacherPage
from tests.fakes.late_journeys import HANDED, TASKS, Told, described, everything, live, previewed, tasks, tell
from tests.fakes.late_pages import choose, fill, go_on, hows, journey, kinds, last, press
from tests.fakes.windows import Window, interactive, window

HERE = Route(Place.HEADTEACHER, View.HEADTEACHER)
SIZES = [(100, (1160, 760)), (100, (1093, 614)), (150, (1093, 614)), (200, (1093, 614))]
WHO = {"name": "Jane Example", "capacity": "headteacher", "agreed": True}


@pytest.fixture
def shown(qapp: QApplication, qtbot: QtBot) -> Iterator[Window]:
    with window(qapp, qtbot) as made:
        yield made


def open_at(shown: Window, story: list[Told], head: dict[str, object] | None = None) -> HeadteacherPage:
    folder = tell(shown.paths.journeys, story)
    if head is not None:
        folder.save_draft(StepId.SSO_APPROVAL, {"head": head})
    return open_folder(shown, folder)


def open_folder(shown: Window, folder: JourneyFolder) -> HeadteacherPage:
    shown.open(folder, HERE)
    page = shown.shell.page
    assert isinstance(page, HeadteacherPage)
    return page


def words(shown: Window) -> str:
    return "\n".join(label.text() for label in shown.shell.findChildren(QLabel) if label.isVisible())


def agree(shown: Window) -> None:
    fill(shown, "head-name", "Jane Example")
    page = shown.shell.page
    assert isinstance(page, HeadteacherPage)
    page.screens.agree.capacity.choose("headteacher")
    page.screens.agree.capacity.picked.emit("headteacher")
    go_on(shown)


def test_the_whole_of_it_by_keyboard(shown: Window) -> None:
    page = open_at(shown, [*live(), *HANDED])
    assert not shown.shell.rail.isVisible()
    assert shown.focus().objectName() == "head-name"
    go_on(shown)
    assert set(page.screens.agree.form.errors()) == {"head-name", "head-capacity"}
    agree(shown)
    for number, task in enumerate(TASKS, 1):
        assert f"Task {number} of 7" in words(shown)
        assert shown.focus().objectName() == "open-portal"
        go_on(shown)
        assert task in journey(shown).facts.tasks_done
    assert shown.shell.foot.primary.text() == "A sign-in has worked"
    decided = next(event for event in journey(shown).events if event.kind == "sso.approved")
    assert isinstance(decided.data, SsoApproved)
    assert decided.data.level == "stated-here"
    assert decided.how is How.TOLD
    assert (decided.actor.name, decided.actor.role) == ("Jane Example", Role.HEADTEACHER)
    assert hows(shown, "sso.task-done") == {How.TOLD}
    go_on(shown)
    assert kinds(shown)[-1] == "sso.sign-in-seen"
    assert "Thank you" in words(shown)
    go_on(shown)
    assert shown.shell.route == Route(StepId.SSO_APPROVAL, View.TECHNICIAN)


def test_the_name_is_kept_only_with_the_approval(shown: Window) -> None:
    open_at(shown, [*live(), *HANDED], WHO)
    for _ in TASKS:
        go_on(shown)
    named = {event.kind for event in journey(shown).events if event.actor.name}
    assert named <= {"sso.approved"}


def test_it_comes_back_at_the_task_after_a_kill(shown: Window, qapp: QApplication, qtbot: QtBot) -> None:
    folder = tell(shown.paths.journeys, [*live(), *HANDED])
    open_folder(shown, folder)
    agree(shown)
    go_on(shown)
    go_on(shown)
    with window(qapp, qtbot) as again:
        open_folder(again, JourneyFolder.open(folder.path))
        assert "Task 3 of 7" in words(again)
        assert "Jane Example" in again.shell.foot.status.text()


def test_back_goes_back_a_task_and_then_to_what_it_is_about(shown: Window) -> None:
    page = open_at(shown, [*live(), *HANDED, *tasks(2)], WHO)
    before = len(journey(shown).events)
    press(shown, "back")
    assert "Task 2 of 7" in words(shown)
    press(shown, "back")
    press(shown, "back")
    assert page.view_model.stage is Stage.AGREE
    assert page.draft.name == "Jane Example"
    go_on(shown)
    assert "Task 3 of 7" in words(shown), "the first that is not done"
    press(shown, "back")
    go_on(shown)
    assert "Task 3 of 7" in words(shown)
    assert len(journey(shown).events) == before, "what was said before is not said twice"


def test_this_is_not_what_i_see_helps_and_never_blocks(shown: Window) -> None:
    page = open_at(shown, [*live(), *HANDED, *tasks(2)], WHO)
    press(shown, "differs")
    assert isinstance(last(shown), GuideDiffers)
    assert "No button means" in words(shown)
    assert shown.shell.foot.primary.isEnabled()
    press(shown, "stuck-no-button")
    assert page.view_model.stage is Stage.STUCK
    press(shown, "back")
    assert page.view_model.stage is Stage.TASK
    press(shown, "differs")
    press(shown, "stuck-no-button")
    go_on(shown)
    assert isinstance(last(shown), SsoDeadEnd)
    assert "That is noted" in words(shown)


def test_not_now_is_noted_and_picked_up_again(shown: Window) -> None:
    page = open_at(shown, [*live(), *HANDED, *tasks(2)], WHO)
    press(shown, "secondary")
    assert page.view_model.stage is Stage.AWAY
    press(shown, "head-not-now")
    decided = last(shown)
    assert isinstance(decided, SsoApproved)
    assert decided.decision == "not-now"
    assert journey(shown).state.step(StepId.SSO_APPROVAL).situation == "started"
    go_on(shown)
    go_on(shown)
    assert "Task 3 of 7" in words(shown)


def test_no_is_a_decision_that_can_change(shown: Window) -> None:
    page = open_at(shown, [*live(), *HANDED])
    press(shown, "secondary")
    press(shown, "head-no")
    assert page.view_model.screen == "declined"
    for never in ("refused", "failed", "must", "wrong"):
        assert never not in words(shown).casefold()
    go_on(shown)
    assert page.view_model.stage is Stage.AGREE
    agree(shown)
    assert kinds(shown)[-1] == "sso.handed-over"
    assert "Task 1 of 7" in words(shown)


def test_the_last_sign_in_can_be_left_to_the_technician(shown: Window) -> None:
    open_at(shown, [*live(), *HANDED, *tasks(5)], WHO)
    go_on(shown)
    press(shown, "secondary")
    assert "Thank you" in words(shown)
    assert journey(shown).state.step(StepId.SSO_APPROVAL).situation == "approved"


def test_addresses_are_opened_and_copied(shown: Window) -> None:
    open_at(shown, [*live(), *HANDED], WHO)
    press(shown, "open-portal")
    assert shown.opened == [shown.shell.services.atomwide_portal_url]


@pytest.mark.parametrize(
    ("story", "screen"),
    [(live(lgfl=False), "not-needed"), (previewed(), "not-yet"), (everything(), "done")],
    ids=["not-lgfl", "not-yet", "done"],
)
def test_where_there_is_nothing_to_do_no_task_is_seen(shown: Window, story: list[Told], screen: str) -> None:
    page = open_at(shown, story)
    assert page.view_model.screen == screen
    assert not page.screens.task.isVisible()
    assert "Task " not in words(shown)


def test_from_the_start_page_a_prepared_journey_is_chosen(shown: Window) -> None:
    tell(shown.paths.journeys, live(lgfl=False))
    folder = tell(shown.paths.journeys, [*live(), *HANDED])
    shown.go(HERE)
    shown.idle()
    press(shown, "head-journey-1")
    shown.qtbot.waitUntil(lambda: shown.shell.services.journey is not None)
    shown.idle()
    assert journey(shown).path == folder.path, "the only one with something for the headteacher"
    assert shown.shell.route == HERE
    assert "Before you start" in words(shown)


def begin(shown: Window) -> HeadteacherPage:
    shown.go(HERE)
    shown.idle()
    press(shown, "head-begin")
    page = shown.shell.page
    assert isinstance(page, HeadteacherPage)
    return page


def test_single_sign_on_alone_is_started_with_a_dated_statement(shown: Window) -> None:
    page = begin(shown)
    assert shown.focus().objectName() == "begin-school"
    go_on(shown)
    assert page.screens.begin.form.errors()
    fill(shown, "begin-school", "Upper Mill Primary School")
    page.screens.begin.mis.choose("other")
    choose(shown, "begin-lgfl-yes", "begin-lgfl-yes")
    fill(shown, "since", "1 September 2026")
    page.screens.begin.statement.source.choose("seen")
    go_on(shown)
    shown.qtbot.waitUntil(lambda: shown.shell.services.journey is not None)
    shown.idle()
    assert journey(shown).state.kind is JourneyKind.SINGLE_SIGN_ON_ONLY
    assert kinds(shown) == ["journey.created", "school.described", "sso.statement"]
    assert "Upper Mill Primary School" in words(shown)
    assert "Before you start" in words(shown)


def test_a_school_outside_lgfl_starts_nothing(shown: Window) -> None:
    begin(shown)
    choose(shown, "begin-lgfl-no", "begin-lgfl-yes")
    go_on(shown)
    assert "There is nothing for you to do" in words(shown)
    assert not list(shown.paths.journeys.glob("*"))


def test_a_journey_that_needs_its_statement_first(shown: Window) -> None:
    folder = tell(shown.paths.journeys, described(), kind=JourneyKind.SINGLE_SIGN_ON_ONLY)
    page = open_folder(shown, folder)
    assert shown.focus().objectName() == "since"
    go_on(shown)
    assert page.screens.statement.form.errors()
    fill(shown, "since", "1 September 2026")
    page.screens.statement.source.choose("itslearning")
    go_on(shown)
    assert page.view_model.stage is Stage.AGREE


def test_a_folder_that_cannot_be_opened_is_explained(shown: Window, tmp_path: Path) -> None:
    shown.go(HERE)
    shown.idle()
    page = shown.shell.page
    assert isinstance(page, HeadteacherPage)
    page._open_path(tmp_path / "gone")
    shown.idle()
    assert page.error is not None
    assert page.error.dismiss is not None
    page.error.dismiss()
    assert page.error is None


STATES: dict[str, tuple[list[Told], dict[str, object] | None]] = {
    "agree": ([*live(), *HANDED], None),
    "task": ([*live(), *HANDED, *tasks(5)], WHO),
    "stuck": ([*live(), *HANDED], {**WHO, "stuck": "no-button"}),
    "away": ([*live(), *HANDED], {**WHO, "away": "asked"}),
    "not-yet": (previewed(), None),
}


@pytest.mark.parametrize(("percent", "size"), SIZES)
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_off_and_everything_is_named(
    qapp: QApplication, qtbot: QtBot, percent: int, size: tuple[int, int], state: str
) -> None:
    with window(qapp, qtbot, percent=percent, size=size) as shown:
        open_at(shown, *STATES[state])
        if state == "task":
            press(shown, "differs")
        shown.unclipped()
        names = [widget.objectName() for widget in interactive(shown.shell)]
        assert all(names)
        assert len(names) == len(set(names))


@pytest.mark.parametrize(("percent", "size"), SIZES)
def test_the_screens_without_a_journey_are_not_cut_off(
    qapp: QApplication, qtbot: QtBot, percent: int, size: tuple[int, int]
) -> None:
    with window(qapp, qtbot, percent=percent, size=size) as shown:
        tell(shown.paths.journeys, live())
        shown.go(HERE)
        shown.idle()
        shown.unclipped()
        press(shown, "head-begin")
        shown.unclipped()


def test_what_was_typed_in_the_journey_chosen_is_not_lost(shown: Window) -> None:
    folder = tell(shown.paths.journeys, [*live(), *HANDED, *tasks(2)])
    folder.save_draft(StepId.SSO_APPROVAL, {"head": WHO})
    shown.shell.show_route(HERE)
    shown.idle()
    press(shown, "head-journey-1")
    shown.qtbot.waitUntil(lambda: shown.shell.services.journey is not None)
    shown.idle()
    assert "Jane Example" in shown.shell.foot.status.text()
    assert "Task 3 of 7" in words(shown)
