"""The data test without a window: what is said in each situation, and what an answer is written down as."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.journey.events import DataTestAsked, DataTestResult, PreviewTaken, ProductionConfirmed
from app.journey.folder import JourneyFolder
from app.journey.model import How, JourneyKind, StepId
from app.journey.people import Role
from app.roster.mapping import Mapping as Setup
from app.ui.pages.data_test import model as model
from app.ui.widgets.mark import MarkKind
from tests.fakes.journeys import NOW, TECHNICIAN
from tests.fakes.late_journeys import ASKED, LIVE, PASSED, PROBLEMS, Told, live, previewed, tell

STORIES = {
    "ready": previewed(),
    "asked": [*previewed(), *ASKED],
    "passed": [*previewed(), *ASKED, *PASSED],
    "problems": [*previewed(), *ASKED, *PROBLEMS],
    "done": live(),
}


def view(folder: JourneyFolder) -> model.DataTestView:
    return model.view_of(folder.facts(), folder.state(NOW), NOW, Setup())


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


# -- what the request holds, and what itslearning counted ----------------------------------------------


def looked(**values: object) -> Told:
    taken = PreviewTaken.model_validate(
        {"phase": "after", "source": "wonde", "students": 1212, "staff": 141, "classes": 311, **values}
    )
    return taken, How.MEASURED, StepId.PREVIEW, TECHNICIAN


def test_the_request_names_known_issues_by_number_and_none_that_is_small(tmp_path: Path) -> None:
    issues = {"upn-missing": 12, "student-in-no-class": 2, "not-a-rule-any-more": 7}
    groups = {"YEAR": 7, "REGISTRATION": 42, "TUTOR": 5}
    seen = looked(issues=issues, groups=groups, must_fix=1, check=2)
    text = view(tell(tmp_path, [*previewed()[:-1], seen])).request.text
    assert (
        "- classes: 311\n- year groups: 7\n- registration groups: 42\n- groups of the type TUTOR: 5" in text
    )
    assert ": 12\n" in text.split("What we know of")[1]
    assert "fewer than 5" in text
    assert "not-a-rule-any-more" not in text
    assert "[" not in text


def test_a_preview_that_kept_no_kinds_says_how_many_issues(tmp_path: Path) -> None:
    text = view(tell(tmp_path, [*previewed()[:-1], looked(must_fix=3, check=4)])).request.text
    assert "3 kinds of issue that must be fixed, 4 to check" in text
    fine = view(tell(tmp_path / "fine", previewed())).request.text
    assert "nothing: the preview found no issue" in fine


def test_the_request_says_what_is_to_be_set_up(tmp_path: Path) -> None:
    folder = tell(tmp_path, previewed())
    text = view(folder).request.text
    assert "- people are recognised by Wonde’s id" in text
    assert "- hierarchy: year groups > registration groups; houses as a branch of their own" in text
    assert "- courses: classes, titled “{name}”; grouped by subject" in text
    assert "students as “Student” (role 01), teaching staff as “Staff” (role 02)" in text
    assert "our working assumption: please confirm it" in text
    unread = model.view_of(folder.facts(), folder.state(NOW), NOW, None)
    assert "[mapping]" in unread.request.text, "what could not be read is a gap, never a guess"


def test_whose_turn_it_is_stands_in_every_situation(tmp_path: Path) -> None:
    turns = {
        "ready": "It is your turn.", "asked": "It is itslearning’s turn.", "problems": "It is your turn.",
        "passed": "It is itslearning’s turn.",
    }  # fmt: skip
    for situation, words in turns.items():
        assert view(tell(tmp_path / situation, STORIES[situation])).normal.startswith(words)
    assert "turn" not in view(tell(tmp_path / "done", STORIES["done"])).normal


def test_their_numbers_stand_beside_ours(tmp_path: Path) -> None:
    answer = model.Answer(outcome="problems", on="24/11/2026", problems=("numbers-differ",))
    (entry,) = model.events_of(replace(answer, students="1,200", staff=" 141 "), "asked", NOW)
    assert isinstance(entry.payload, DataTestResult)
    assert (entry.payload.students, entry.payload.staff) == (1200, 141)
    told: Told = (entry.payload, How.TOLD, StepId.DATA_TEST, TECHNICIAN)
    apart = view(tell(tmp_path / "apart", [*STORIES["asked"], told]))
    assert "counted 1,200 students and 141 staff; ours were 1,212 and 141, from our reading" in apart.counted
    same: Told = (
        DataTestResult(outcome="pass", students=1212, staff=141),
        How.TOLD,
        StepId.DATA_TEST,
        TECHNICIAN,
    )
    assert view(tell(tmp_path / "same", [*STORIES["asked"], same])).counted.endswith("the same as ours.")
    assert view(tell(tmp_path / "none", STORIES["passed"])).counted == ""


@pytest.mark.parametrize(
    ("students", "staff", "wrong"),
    [
        ("12a", "3", {"students"}),
        ("1212", "", {"staff"}),
        ("", "3", {"students"}),
        ("", "", set()),
        ("-1", "1", {"students"}),
    ],
)
def test_their_numbers_are_two_whole_numbers_or_none(students: str, staff: str, wrong: set[str]) -> None:
    answer = model.Answer(outcome="pass", on="24/11/2026", students=students, staff=staff)
    assert set(model.answer_problems(answer, NOW)) == wrong


def test_a_reminder_is_offered_while_the_wait_is_normal(tmp_path: Path) -> None:
    assert view(tell(tmp_path / "asked", STORIES["asked"])).remind_on
    assert not view(tell(tmp_path / "late", STORIES["asked"], last=NOW - timedelta(days=12))).remind_on
    assert not view(tell(tmp_path / "done", STORIES["done"])).remind_on
