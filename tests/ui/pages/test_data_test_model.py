"""The data test without a window: what is said in each situation, and what an answer is written down as."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.journey.events import DataTestAsked, DataTestResult, ProductionConfirmed
from app.journey.folder import JourneyFolder
from app.journey.model import How, JourneyKind
from app.journey.people import Role
from app.ui.pages import data_test_model as model
from app.ui.widgets.mark import MarkKind
from tests.fakes.journeys import NOW
from tests.fakes.late_journeys import ASKED, LIVE, PASSED, PROBLEMS, Told, live, previewed, tell

STORIES = {
    "ready": previewed(),
    "asked": [*previewed(), *ASKED],
    "passed": [*previewed(), *ASKED, *PASSED],
    "problems": [*previewed(), *ASKED, *PROBLEMS],
    "done": live(),
}


def view(folder: JourneyFolder) -> model.DataTestView:
    return model.view_of(folder.facts(), folder.state(NOW), NOW)


@pytest.mark.parametrize(("situation", "story"), STORIES.items(), ids=list(STORIES))
def test_each_situation_and_never_a_solid_tick(situation: str, story: list[Told], tmp_path: Path) -> None:
    seen = view(tell(tmp_path, story))
    assert seen.situation == situation
    assert all(stage.mark is not MarkKind.MEASURED for stage in seen.stages)
    assert seen.status.how is not How.MEASURED
    assert seen.chaser is None, "nobody is chased before the normal wait is over"
    assert seen.normal


def test_the_request_holds_numbers_school_and_mis_and_no_gap(tmp_path: Path) -> None:
    text = view(tell(tmp_path, previewed())).request.text
    for part in ("1,212", "141", "311", "Brookfield High School", "123456", "SIMS", "Wonde’s data"):
        assert part in text
    assert "[" not in text


def test_without_a_preview_the_numbers_stand_as_gaps(tmp_path: Path) -> None:
    seen = view(tell(tmp_path, previewed()[:3]))
    assert not seen.has_numbers
    assert "[students]" in seen.request.text


def test_after_problems_the_request_names_them(tmp_path: Path) -> None:
    seen = view(tell(tmp_path, STORIES["problems"]))
    assert [problem.id for problem in seen.problems] == ["numbers-differ", "staff-roles"]
    assert "the numbers differ from ours; staff have the wrong role" in seen.request.text
    again = view(tell(tmp_path / "again", [*STORIES["problems"], *ASKED]))
    assert again.situation == "asked"


def test_past_the_normal_wait_the_reminder_is_there(tmp_path: Path) -> None:
    seen = view(tell(tmp_path, STORIES["asked"], last=NOW - timedelta(days=12)))
    assert seen.chaser is not None
    assert "the result of the data test" in seen.chaser.text
    (entry,) = model.chased(seen)
    assert entry.payload.kind == "message.sent"


def test_the_new_school_year_words_it_as_the_export(tmp_path: Path) -> None:
    assert view(tell(tmp_path, previewed(), kind=JourneyKind.NEW_SCHOOL_YEAR)).title == "Full export"


def test_asking_is_told_with_its_day_only_where_it_was_another() -> None:
    (entry,) = model.asked("24 November 2026", " INC-7 ", NOW)
    assert entry.payload == DataTestAsked(reference="INC-7")
    assert entry.how is How.TOLD
    (earlier,) = model.asked("20/11/2026", "", NOW)
    assert earlier.payload == DataTestAsked(on=date(2026, 11, 20))
    assert set(model.asked_problems("x", "no number here", NOW)) == {"asked-on", "asked-reference"}
    with pytest.raises(ValueError, match="not complete"):
        model.asked("x", "", NOW)


def answer(**changes: object) -> model.Answer:
    return model.Answer.from_draft({"on": "23/11/2026", **changes}, NOW)


def test_an_answer_becomes_the_events_it_means() -> None:
    (passed,) = model.events_of(answer(outcome="pass", reference="A1"), "asked", NOW)
    assert passed.payload == DataTestResult(outcome="pass", on=date(2026, 11, 23), reference="A1")
    assert passed.how is How.TOLD
    assert passed.actor is not None
    assert passed.actor.role is Role.ITSLEARNING
    both = model.events_of(answer(outcome="live"), "asked", NOW)
    assert [entry.payload.kind for entry in both] == ["data-test.result", "production.confirmed"]
    (only,) = model.events_of(answer(outcome="live"), "passed", NOW)
    assert isinstance(only.payload, ProductionConfirmed)
    (seen,) = model.events_of(answer(outcome="live", source="seen"), "asked", NOW)
    assert isinstance(seen.payload, ProductionConfirmed)
    assert seen.payload.basis == "seen-by-school"
    assert seen.how is How.READ_OFF
    (bad,) = model.events_of(answer(outcome="problems", problems=["identifier"]), "asked", NOW)
    assert bad.payload == DataTestResult(outcome="problems", problems=("identifier",), on=date(2026, 11, 23))


def test_what_is_missing_is_named_by_field() -> None:
    assert set(model.answer_problems(answer(), NOW)) == {"outcome"}
    wrong = answer(outcome="problems", source="nobody", on="never", reference="no number")
    assert set(model.answer_problems(wrong, NOW)) == {"problems", "source", "on", "reference"}
    with pytest.raises(ValueError, match="not complete"):
        model.events_of(wrong, "asked", NOW)


def test_a_draft_comes_back_as_it_was_and_nothing_odd_gets_in() -> None:
    typed = answer(outcome="problems", problems=["identifier"], reference="x")
    assert model.Answer.from_draft(typed.as_draft(), NOW) == typed
    odd = model.Answer.from_draft({"outcome": "maybe", "problems": ["a child’s name", 7], "on": None}, NOW)
    assert odd == model.Answer(on="24 November 2026")


def test_what_is_live_stays_live_until_told_otherwise(tmp_path: Path) -> None:
    assert view(tell(tmp_path, [*previewed(), *LIVE])).situation == "done"
