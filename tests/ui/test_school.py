"""The school page: what is asked, what counts as wrong, what is recorded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.guidance.questions import questions
from app.journey.events import MessageSent
from app.journey.model import How, Owner, StepId
from app.ui.page import Route
from app.ui.pages.school.asks import ASKS, ask_message, asks_for
from app.ui.pages.school.model import (
    QUESTION_FIELDS,
    SchoolDraft,
    from_draft,
    from_recorded,
    payload,
    problems,
)
from app.ui.pages.school.page import SchoolPage
from tests.fakes.journeys import Told, school, started
from tests.fakes.windows import Window, window

GOOD = SchoolDraft(name="Brookfield High School", mis="sims", lgfl="yes")


def test_every_early_question_has_a_place_to_be_kept() -> None:
    assert {question.id for question in questions()} == set(QUESTION_FIELDS)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"urn": "12"}, "urn"),
        ({"urn": "000000"}, "urn"),
        ({"dfe_number": "30/1234"}, "dfe_number"),
        ({"number_on_roll": "about 1200"}, "number_on_roll"),
        ({"number_on_roll": "0"}, "number_on_roll"),
        ({"mis": ""}, "mis"),
        ({"lgfl": ""}, "lgfl"),
    ],
)
def test_what_is_wrong_is_said_by_field(change: dict[str, str], field: str) -> None:
    found = problems(GOOD.with_values(**change))
    assert list(found) == [field]
    assert found[field].endswith(".")


@pytest.mark.parametrize("number", ["304/1234", "3041234", "304-1234", " 304 1234 "])
def test_dfe_numbers_are_taken_in_every_form(number: str) -> None:
    draft = GOOD.with_values(dfe_number=number)
    assert problems(draft) == {}
    assert payload(draft, None).dfe_number == "3041234"


def test_what_was_recorded_comes_back_the_same() -> None:
    recorded = school()
    assert payload(from_recorded(recorded), recorded) == recorded


def test_questions_for_lgfl_schools_are_dropped_elsewhere() -> None:
    draft = GOOD.with_values(lgfl="no", head_atomwide="yes")
    assert payload(draft, None).head_atomwide is None


@given(st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.none(), st.lists(st.text()))))
def test_a_draft_from_any_file_is_text_of_ours_only(saved: dict[str, object]) -> None:
    draft = from_draft(saved)
    assert all(isinstance(value, str) for value in draft.as_dict().values())
    problems(draft)


@given(st.builds(SchoolDraft, **{name: st.text() for name in SchoolDraft().as_dict()}))
def test_whatever_has_no_problem_can_be_recorded(draft: SchoolDraft) -> None:
    ours = draft.with_values(mis="sims", lgfl="no", **dict.fromkeys(QUESTION_FIELDS.values(), ""))
    if not problems(ours):
        assert payload(ours, None).name == ours.name.strip()


def test_recorded_once_as_told_and_not_again_unchanged(qapp: QApplication, qtbot: QtBot) -> None:
    with window(qapp, qtbot) as shown:
        folder = started(shown.paths.journeys, Told.NOTHING)
        shown.open(folder, Route(StepId.SCHOOL))
        page = shown.shell.page
        assert isinstance(page, SchoolPage)
        page._fill(GOOD.with_values(client_place="this-pc"))
        shown.shell.press_primary()
        qtbot.waitUntil(lambda: shown.shell.route.to is not StepId.SCHOOL)
        shown.idle()
        events = [event for event in folder.events() if event.kind == "school.described"]
        assert [event.how for event in events] == [How.TOLD]
        assert folder.draft(StepId.SCHOOL) == {}
        shown.go(Route(StepId.SCHOOL))
        assert shown.shell.foot.status.text() == "As you told us"
        shown.shell.press_primary()
        shown.idle()
        assert len(list(folder.events())) == 2


def test_a_choice_says_what_it_leads_to(qapp: QApplication, qtbot: QtBot) -> None:
    with window(qapp, qtbot) as shown:
        shown.open(started(shown.paths.journeys, Told.NOTHING), Route(StepId.SCHOOL))
        page = shown.shell.page
        assert isinstance(page, SchoolPage)
        box = page._questions["client-place"]
        box._buttons["elsewhere"].click()
        assert "About this PC only" in box._leads.text()
        assert not page._questions["head-atomwide"].isVisible()
        page._lgfl._buttons["yes"].click()
        assert page._questions["head-atomwide"].isVisible()
        shown.idle()


# -- the messages that early answers call for ---------------------------------------------------------


def test_every_message_an_answer_calls_for_says_whom_it_is_for() -> None:
    called = {choice.message for question in questions() for choice in question.choices if choice.message}
    assert called == set(ASKS)


def test_the_head_is_asked_early_and_lgfl_where_the_sign_in_was_refused() -> None:
    unsure = GOOD.with_values(head_atomwide="dont-know", dfe_number="304/1234")
    assert asks_for(unsure) == {"head-atomwide": "early-ask-head"}
    text = ask_message("early-ask-head", unsure, "https://portal.example").text
    assert "Please try to sign in at https://portal.example" in text
    refused = unsure.with_values(head_atomwide="no")
    assert asks_for(refused) == {"head-atomwide": "head-sign-in"}
    filled = ask_message("head-sign-in", refused, "https://portal.example")
    assert filled.to == "LGfL service desk"
    assert "DfE number 3041234" in filled.text
    assert "[" not in filled.text


def test_outside_lgfl_nobody_is_asked_about_its_portal() -> None:
    elsewhere = GOOD.with_values(lgfl="no", head_atomwide="no", wonde_login="nobody")
    assert asks_for(elsewhere) == {"wonde-login": "no-login"}
    assert "Atomwide" not in ask_message("no-login", elsewhere, "https://portal.example").text


def test_one_message_is_offered_once() -> None:
    both = GOOD.with_values(already_through_wonde="no", client_place="dont-know")
    assert asks_for(both) == {"already-through-wonde": "ask-wonde-client"}


def test_the_early_ask_is_sent_from_the_page_and_noted(qapp: QApplication, qtbot: QtBot) -> None:
    with window(qapp, qtbot) as shown:
        folder = started(shown.paths.journeys, Told.NOTHING)
        shown.open(folder, Route(StepId.SCHOOL))
        page = shown.shell.page
        assert isinstance(page, SchoolPage)
        button(shown, "lgfl-yes").click()
        button(shown, "head-atomwide-dont-know").click()
        opener = button(shown, "ask-head-atomwide-open")
        assert not opener.isChecked()
        opener.click()
        text = shown.find("ask-head-atomwide-text")
        assert isinstance(text, QPlainTextEdit)
        assert "This is one question now" in text.toPlainText()
        button(shown, "ask-head-atomwide-sent").click()
        shown.idle()
        (sent,) = [event for event in folder.events() if event.kind == "message.sent"]
        assert sent.data == MessageSent(message="early-ask-head", to=Owner.HEADTEACHER)
        assert sent.step is StepId.SSO_APPROVAL
        assert page.view_model.head_atomwide == "dont-know", "what was answered stays"
        button(shown, "head-atomwide-no").click()
        assert "could not" in text.toPlainText()
        button(shown, "lgfl-no").click()
        assert not text.isVisibleTo(page)


def button(shown: Window, name: str) -> QAbstractButton:
    found = shown.find(name)
    assert isinstance(found, QAbstractButton)
    return found
