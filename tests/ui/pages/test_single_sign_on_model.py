"""Single sign-on without a window: who sees the tasks, what is worded how, and what is written down."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.journey.events import SsoApproved, SsoSignInSeen, SsoStatement
from app.journey.folder import JourneyFolder
from app.journey.model import How, JourneyKind
from app.journey.people import Role
from app.ui.pages.single_sign_on import model as model
from app.ui.pages.single_sign_on import records as records
from app.ui.pages.single_sign_on.content import sign_in_trouble
from app.ui.widgets.mark import MarkKind
from tests.fakes.journeys import NOW
from tests.fakes.late_journeys import (
    DECLINED,
    HANDED,
    NOT_NOW,
    STUCK,
    Told,
    approved,
    described,
    everything,
    live,
    previewed,
    sign_in,
    tasks,
    tell,
)

PORTAL = "https://support.atomwide.test"
STORIES = {
    "blocked": previewed(),
    "ready": live(),
    "handed-over": [*live(), *HANDED],
    "started": [*live(), *HANDED, *tasks(2)],
    "stuck": [*live(), *HANDED, *STUCK],
    "declined": [*live(), *HANDED, *DECLINED],
    "approved": [*live(), *HANDED, *approved()],
    "half-seen": [*live(), *HANDED, *approved(), *sign_in("pupil", True)],
    "sign-in-failed": [*live(), *HANDED, *approved(), *sign_in("pupil", False)],
    "done": everything(),
}


def view(folder: JourneyFolder) -> model.SsoView:
    return model.view_of(folder.facts(), folder.state(NOW), PORTAL, NOW)


@pytest.mark.parametrize(("situation", "story"), STORIES.items(), ids=list(STORIES))
def test_each_situation_and_never_a_solid_tick(situation: str, story: list[Told], tmp_path: Path) -> None:
    seen = view(tell(tmp_path, story))
    assert seen.situation == situation
    marks = [*(stage.mark for stage in seen.stages), *(task.mark for task in seen.tasks)]
    assert MarkKind.MEASURED not in [*marks, seen.pupil.mark, seen.staff.mark]
    assert seen.status.how is not How.MEASURED
    words = str(seen).casefold()
    assert "confirmed by the head" not in words.replace("not confirmed by", "")


@pytest.mark.parametrize("story", [described(lgfl=False), live(lgfl=False)], ids=["early", "late"])
def test_a_school_outside_lgfl_sees_no_tasks_and_no_request(story: list[Told], tmp_path: Path) -> None:
    seen = view(tell(tmp_path, story))
    assert seen.situation == "not-needed"
    assert seen.tasks == ()
    assert seen.stages == ()
    assert seen.cards == frozenset()
    assert "not one" in seen.purpose


def test_while_blocked_it_says_why_and_what_is_worth_doing_today(tmp_path: Path) -> None:
    seen = view(tell(tmp_path, STORIES["blocked"]))
    assert seen.note is not None
    assert "“Data test”" in seen.note.text
    assert "early-ask" in seen.cards
    assert PORTAL in seen.early_ask.text


def test_the_message_to_the_head_holds_the_seven_tasks_and_the_way_out(tmp_path: Path) -> None:
    text = view(tell(tmp_path, STORIES["ready"])).hand_over.text
    assert "7. " in text
    assert "If you say no" in text
    assert PORTAL in text
    assert "[" not in text


def test_stated_here_is_never_worded_as_confirmed(tmp_path: Path) -> None:
    folder = tell(tmp_path, STORIES["approved"])
    words = model.approval_words(folder.facts())
    assert words == "Stated at this PC for Jane Example, headteacher; not confirmed by a reply of their own"


def test_not_now_is_told_without_blame_and_stops_nothing(tmp_path: Path) -> None:
    seen = view(tell(tmp_path, [*live(), *HANDED, *tasks(2), *NOT_NOW]))
    assert seen.situation == "started"
    assert seen.note is not None
    assert "Put off" in seen.note.title


def test_only_after_the_normal_wait_is_a_reminder_offered(tmp_path: Path) -> None:
    assert view(tell(tmp_path / "soon", STORIES["handed-over"])).chaser is None
    late = view(tell(tmp_path / "late", STORIES["handed-over"], last=NOW - timedelta(days=12)))
    assert late.chaser is not None
    assert "chaser" in late.cards


def test_single_sign_on_alone_wants_a_dated_statement(tmp_path: Path) -> None:
    seen = view(tell(tmp_path, described(), kind=JourneyKind.SINGLE_SIGN_ON_ONLY))
    assert seen.situation == "no-statement"
    typed = records.Statement("1 September 2026", "itslearning", "A1")
    assert typed.problems(NOW) == {}
    (entry,) = typed.entries()
    assert isinstance(entry.payload, SsoStatement)
    assert entry.payload.basis == "itslearning-says"
    assert records.Statement.from_draft(typed.as_draft()) == typed
    wrong = records.Statement("1 September 2027", "", "none").problems(NOW)
    assert set(wrong) == {"since", "statement-source", "statement-reference"}
    with pytest.raises(ValueError, match="not complete"):
        records.Statement().entries()


def test_a_decision_is_told_and_stated_here_whoever_it_is_of() -> None:
    proxy = records.Approver(" Sam Example ", "headteacher's proxy")
    (entry,) = records.decision("approved", proxy, reference=" M-1 ")
    assert entry.how is How.TOLD
    assert entry.actor is None, "the technician says so, not the Head"
    assert entry.payload == SsoApproved(
        level="stated-here", who="Sam Example", position="Headteacher’s proxy", reference="M-1"
    )
    assert records.Approver("", "").problems() == {
        "head-name": "Write a name.",
        "head-capacity": "Choose in what role.",
    }
    assert records.Approver.from_draft({"capacity": "technician"}).capacity == ""


def test_sign_ins_name_a_witness_by_role_and_nobody_else() -> None:
    seen = records.SignIns.from_draft({"pupil": "worked", "staff": "failed", "witness": "office"})
    pupil, staff = seen.entries()
    assert pupil.payload == SsoSignInSeen(person="pupil", worked=True)
    assert staff.payload == SsoSignInSeen(person="staff", worked=False)
    assert pupil.actor is not None
    assert (pupil.actor.name, pupil.actor.role, pupil.how) == (None, Role.OFFICE, How.TOLD)
    (own,) = records.SignIns(staff="worked").entries()
    assert own.how is How.READ_OFF
    assert set(records.SignIns().problems()) == {"sign-ins"}


@given(st.dictionaries(st.text(max_size=10), st.one_of(st.none(), st.text(max_size=10), st.integers())))
def test_no_draft_upsets_the_forms(draft: dict[str, object]) -> None:
    records.SignIns.from_draft(draft)
    records.Statement.from_draft(draft)
    records.Approver.from_draft(draft)


def test_reasons_for_failure_say_how_sure_they_are() -> None:
    reasons = {reason.id: reason for reason in sign_in_trouble().reason}
    assert set(reasons) >= {"not-yet", "wrong-release", "not-provisioned", "old-session", "not-arriving"}
    assert not reasons["matching"].sureness.certain
    assert "15 minutes" in " ".join(reasons["not-arriving"].do)
    assert "(we believe)" in reasons["wrong-release"].said
