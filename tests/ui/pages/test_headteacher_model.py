"""The headteacher's view without a window: which screen, which task, and what is written down."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.guidance.portal import guide
from app.journey.folder import JourneyFolder
from app.journey.model import How, JourneyKind
from app.journey.people import Role
from app.ui.pages.headteacher import model as model
from app.ui.pages.headteacher.model import HeadDraft, Stage
from app.ui.pages.single_sign_on import records as records
from tests.fakes.journeys import NOW
from tests.fakes.late_journeys import (
    DECLINED,
    HANDED,
    approved,
    described,
    everything,
    live,
    previewed,
    sign_in,
    tasks,
    tell,
)

WHO = HeadDraft(name="Jane Example", capacity="headteacher", agreed=True)


def view(folder: JourneyFolder, draft: HeadDraft = WHO) -> model.HeadView:
    return model.view_of(folder.facts(), folder.state(NOW), draft)


def test_without_a_journey_one_is_chosen_or_begun() -> None:
    assert model.view_of(None, None, HeadDraft()).stage is Stage.CHOOSE
    assert model.view_of(None, None, HeadDraft(), begin=True).stage is Stage.BEGIN


def test_a_school_outside_lgfl_never_sees_a_task(tmp_path: Path) -> None:
    seen = view(tell(tmp_path, live(lgfl=False)))
    assert (seen.stage, seen.screen, seen.task) == (Stage.SAY, "not-needed", None)
    year = tell(tmp_path / "year", previewed(), kind=JourneyKind.NEW_SCHOOL_YEAR)
    assert view(year).screen == "not-needed"


def test_before_provisioning_works_it_is_nobodys_turn(tmp_path: Path) -> None:
    assert view(tell(tmp_path / "a", previewed())).screen == "not-yet"
    alone = tell(tmp_path / "b", described(), kind=JourneyKind.SINGLE_SIGN_ON_ONLY)
    assert view(alone).stage is Stage.STATEMENT


def test_it_begins_with_what_is_agreed(tmp_path: Path) -> None:
    seen = view(tell(tmp_path, live()), HeadDraft())
    assert seen.stage is Stage.AGREE
    assert "Brookfield High School" in seen.agreed


def test_it_comes_back_at_the_task_it_was_left(tmp_path: Path) -> None:
    folder = tell(tmp_path, [*live(), *HANDED, *tasks(3)])
    seen = view(folder)
    assert (seen.stage, seen.number, seen.total) == (Stage.TASK, 4, 7)
    assert seen.minutes_left == guide("atomwide-sso").minutes_left(4)
    gone_back = model.before_task(WHO, 3)
    assert view(folder, HeadDraft.from_draft(gone_back.as_draft())).number == 3
    assert model.before_task(WHO, 0).agreed is False


def test_a_task_gone_back_to_is_not_written_twice(tmp_path: Path) -> None:
    facts = tell(tmp_path, [*live(), *HANDED, *tasks(3)]).facts()
    assert model.task_events(facts, WHO, "borough") == ()
    (fourth,) = model.task_events(facts, WHO, "federation")
    assert fourth.payload.kind == "sso.task-done"
    assert fourth.how is How.TOLD


def test_enabled_is_the_approval_stated_here(tmp_path: Path) -> None:
    facts = tell(tmp_path, live()).facts()
    done, decided = model.task_events(facts, WHO, "enabled")
    assert (done.payload.kind, decided.payload.kind) == ("sso.task-done", "sso.approved")
    assert getattr(decided.payload, "level", "") == "stated-here"
    assert decided.actor is not None
    assert decided.actor.role is Role.HEADTEACHER
    last = model.task_events(facts, WHO, "sign-in-works")
    assert [entry.payload.kind for entry in last] == ["sso.task-done", "sso.sign-in-seen"]
    assert model.after_task(WHO, "enabled").at == "sign-in-works"
    assert model.after_task(WHO, "sign-in-works").thanked


def test_the_ways_out(tmp_path: Path) -> None:
    begun = tell(tmp_path / "a", [*live(), *HANDED, *tasks(1)])
    assert view(begun, HeadDraft(agreed=True, away="asked")).stage is Stage.AWAY
    assert view(begun, HeadDraft(agreed=True, away="later")).screen == "later"
    assert view(begun, HeadDraft(agreed=True, stuck="no-button")).stage is Stage.STUCK
    no = tell(tmp_path / "b", [*live(), *HANDED, *DECLINED])
    assert view(no).screen == "declined"
    assert view(no, HeadDraft(again=True)).stage is Stage.AGREE
    assert [entry.payload.kind for entry in model.agreed_events("declined")] == ["sso.handed-over"]
    assert model.agreed_events("started") == ()


def test_after_enabled(tmp_path: Path) -> None:
    folder = tell(tmp_path / "a", [*live(), *HANDED, *approved()])
    assert view(folder, HeadDraft()).screen == "thanks", "told to the technician"
    assert view(folder, HeadDraft(agreed=True, at="sign-in-works")).number == 7
    assert view(folder, HeadDraft(agreed=True, thanked=True)).screen == "thanks"
    failed = tell(tmp_path / "b", [*live(), *HANDED, *approved(), *sign_in("staff", False)])
    assert view(failed, HeadDraft(thanked=True)).screen == "thanks"
    assert view(tell(tmp_path / "c", everything())).screen == "done"


def test_starting_alone_asks_for_a_school_and_a_statement() -> None:
    typed = model.Begin("St Anne’s", "sims", "yes", records.Statement("1/9/2026", "seen"))
    assert typed.problems(NOW) == {}
    described, stated = typed.entries()
    assert (described.payload.kind, stated.payload.kind) == ("school.described", "sso.statement")
    assert stated.actor is not None
    assert stated.actor.role is Role.HEADTEACHER, "who says that they see it there"
    assert model.Begin(lgfl="no").not_for_us
    assert set(model.Begin(school="\n").problems(NOW)) == {
        "begin-school", "begin-mis", "begin-lgfl", "since", "statement-source"
    }  # fmt: skip
    assert model.Begin(school="a" * 121).problems(NOW)["begin-school"].startswith("At most")


def test_the_foot_names_whoever_says_they_are_there(tmp_path: Path) -> None:
    seen = view(tell(tmp_path, [*live(), *HANDED]))
    assert model.status_words(seen, WHO) == "Headteacher’s view · Jane Example, headteacher"
    assert model.status_words(seen, HeadDraft()) == "Headteacher’s view"


@given(
    st.dictionaries(
        st.sampled_from(["name", "capacity", "agreed", "at", "stuck", "away", "thanked", "again"]),
        st.one_of(st.none(), st.booleans(), st.text(max_size=12), st.integers()),
    )
)
def test_no_draft_upsets_the_view(draft: dict[str, object]) -> None:
    kept = HeadDraft.from_draft(draft)
    assert HeadDraft.from_draft(kept.as_draft()) == kept


@pytest.mark.parametrize("role", ["headteacher", "headteacher's proxy", "trust officer"])
def test_who_may_act_is_named_as_such(role: str) -> None:
    approver = records.Approver("Sam Example", role)
    assert approver.problems() == {}
    assert approver.actor.role == Role(role)
    assert approver.position
