"""The data test in the real window, by keyboard: asked, waited for, answered, tested again, live."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.journey.errors import LedgerNotWritten
from app.journey.events import DataTestAsked, DataTestResult, ProductionConfirmed
from app.journey.folder import JourneyFolder
from app.journey.model import How, StepId
from app.ui.message_window import MessageWindow
from app.ui.page import Route
from app.ui.pages.data_test.page import DataTestPage
from tests.fakes.journeys import NOW
from tests.fakes.late_journeys import ASKED, PASSED, PROBLEMS, Told, live, previewed, tell
from tests.fakes.late_pages import choose, fill, go_on, hows, journey, kinds, last, press, reach, visible
from tests.fakes.windows import Window, interactive, window

HERE = Route(StepId.DATA_TEST)
SIZES = [(100, (1160, 760)), (100, (1093, 614)), (150, (1093, 614)), (200, (1093, 614))]


@pytest.fixture
def shown(qapp: QApplication, qtbot: QtBot) -> Iterator[Window]:
    with window(qapp, qtbot) as made:
        yield made


def open_at(shown: Window, story: list[Told], last_at: timedelta = timedelta(hours=20)) -> DataTestPage:
    shown.open(tell(shown.paths.journeys, story, last=NOW - last_at), HERE)
    page = shown.shell.page
    assert isinstance(page, DataTestPage)
    return page


def test_asked_then_answered_by_keyboard(shown: Window) -> None:
    open_at(shown, previewed())
    assert shown.focus().objectName() == "copy-request"
    press(shown, "copy-request")
    assert "1,212" in QGuiApplication.clipboard().text()
    fill(shown, "asked-on", "20/11/2026")
    fill(shown, "asked-reference", "INC-1042")
    go_on(shown)
    asked = last(shown)
    assert isinstance(asked, DataTestAsked)
    assert asked.reference == "INC-1042"
    assert "Waiting for itslearning" in shown.shell.foot.status.text()
    assert shown.focus().objectName() == "outcome-pass", "the next thing to fill in"
    go_on(shown)
    assert kinds(shown)[-1] == "data-test.asked", "nothing is written while something is missing"
    assert visible(shown, "outcome-pass").isVisible()
    choose(shown, "outcome-live", "outcome-pass")
    go_on(shown)
    assert kinds(shown)[-2:] == ["data-test.result", "production.confirmed"]
    assert hows(shown, "data-test.result", "production.confirmed") == {How.TOLD}
    assert shown.shell.foot.primary.text() == "Go to “Single sign-on”"
    assert dict(journey(shown).draft(StepId.DATA_TEST)) == {}


def test_problems_are_coded_and_lead_to_another_test(shown: Window) -> None:
    page = open_at(shown, [*previewed(), *ASKED])
    choose(shown, "outcome-problems", "outcome-pass")
    go_on(shown)
    assert "problems" in page.answer.form.errors()
    press(shown, "problem-identifier")
    assert page.answer.form.errors() == {}, "an error goes once it is mended"
    go_on(shown)
    found = last(shown)
    assert isinstance(found, DataTestResult)
    assert found.problems == ("identifier",)
    assert page.problems.isVisible()
    assert shown.shell.foot.primary.text() == "I have asked itslearning"
    go_on(shown)
    assert page.view_model is not None
    assert page.view_model.situation == "asked"


def test_production_after_a_passed_test_seen_by_the_school(shown: Window) -> None:
    page = open_at(shown, [*previewed(), *ASKED, *PASSED])
    choose(shown, "outcome-live", "outcome-live")
    page.answer.source.choose("seen")
    go_on(shown)
    seen = last(shown)
    assert isinstance(seen, ProductionConfirmed)
    assert seen.basis == "seen-by-school"
    assert journey(shown).events[-1].how is How.READ_OFF


def test_a_reminder_is_offered_only_past_the_normal_wait(shown: Window) -> None:
    page = open_at(shown, [*previewed(), *ASKED])
    assert not page.chaser.isVisible()
    page = open_at(shown, [*previewed(), *ASKED], timedelta(days=12))
    assert page.chaser.isVisible()
    press(shown, "chaser-sent")
    assert kinds(shown)[-1] == "message.sent"
    assert not page.chaser.isVisible(), "the normal wait starts again"


def test_what_was_typed_is_there_after_a_kill(shown: Window, qapp: QApplication, qtbot: QtBot) -> None:
    folder = tell(shown.paths.journeys, [*previewed(), *ASKED])
    shown.open(folder, HERE)
    choose(shown, "outcome-problems", "outcome-pass")
    press(shown, "problem-staff-roles")
    fill(shown, "answer-reference", "INC-7")
    shown.idle()
    with window(qapp, qtbot) as again:
        again.open(JourneyFolder.open(folder.path), HERE)
        page = again.shell.page
        assert isinstance(page, DataTestPage)
        answer = page.answer.answer()
        assert (answer.outcome, answer.problems, answer.reference) == ("problems", ("staff-roles",), "INC-7")


def test_another_answer_can_be_noted_and_left_again(shown: Window) -> None:
    page = open_at(shown, live())
    press(shown, "secondary")
    assert page.answer.isVisible()
    assert page.step_back()
    assert not page.answer.isVisible()
    assert not page.step_back()


def test_without_a_preview_it_leads_there(shown: Window) -> None:
    open_at(shown, previewed()[:3])
    press(shown, "go-preview")
    assert shown.shell.route.to is StepId.PREVIEW


def test_an_event_that_cannot_be_written_moves_nothing(
    shown: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_at(shown, previewed())

    def refuse(*_: object, **__: object) -> None:
        raise LedgerNotWritten("ledger.jsonl: the disk is full", "Make room, then try again.")

    with monkeypatch.context() as broken:
        broken.setattr(JourneyFolder, "record_all", refuse)
        go_on(shown)
        told = shown.shell.findChild(MessageWindow)
        assert told is not None
        assert page.view_model is not None
        assert page.view_model.situation == "ready"
        assert page.request.on.text(), "what was typed is still there"
    told.action_button.click()
    shown.qtbot.waitUntil(lambda: kinds(shown)[-1] == "data-test.asked")
    shown.idle()


@pytest.mark.parametrize(("percent", "size"), SIZES)
@pytest.mark.parametrize(
    "story",
    [previewed(), [*previewed(), *ASKED], [*previewed(), *ASKED, *PROBLEMS], live()],
    ids=["ready", "asked", "problems", "done"],
)
def test_nothing_is_cut_off_and_everything_is_named(
    qapp: QApplication, qtbot: QtBot, percent: int, size: tuple[int, int], story: list[Told]
) -> None:
    with window(qapp, qtbot, percent=percent, size=size) as shown:
        open_at(shown, story)
        shown.unclipped()
        names = [widget.objectName() for widget in interactive(shown.shell)]
        assert all(names)
        assert len(names) == len(set(names))


def test_tab_comes_to_the_primary_action(shown: Window) -> None:
    open_at(shown, previewed())
    for name in ("copy-request", "call-itslearning", "copy-number-itslearning", "asked-on", "primary"):
        reach(shown, name)
