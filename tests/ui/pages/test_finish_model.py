"""The last page without a window: honest about what is open, and about how each thing is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.journey.events import JourneyFinished
from app.journey.folder import LEDGER, JourneyFolder
from app.journey.model import How, JourneyKind, StepId
from app.journey.people import Role
from app.ui.pages.finish import model as model
from app.ui.widgets.mark import MarkKind
from app.ui.widgets.notice import NoticeKind
from tests.fakes.journeys import NOW, TECHNICIAN
from tests.fakes.late_journeys import DECLINED, HANDED, Told, described, everything, live, previewed, tell

FINISHED: list[Told] = [(JourneyFinished(), How.TOLD, StepId.FINISH, TECHNICIAN)]


def view(folder: JourneyFolder) -> model.FinishView:
    return model.view_of(folder.facts(), folder.state(NOW), folder.events(), NOW)


@pytest.mark.parametrize(
    "story", [[], described(), previewed(), live(), [*live(), *HANDED], everything()], ids=len
)
def test_a_solid_tick_is_only_ever_measured(story: list[Told], tmp_path: Path) -> None:
    folder = tell(tmp_path, story)
    seen, state = view(folder), folder.state(NOW)
    measured = {step.id for step in state.steps if step.solid}
    assert {step.id for step in seen.steps if step.mark is MarkKind.MEASURED} == measured
    for step in seen.steps:
        for line in step.known:
            assert (line.mark is not MarkKind.MEASURED) or line.known.startswith("Measured by this program")
            assert line.known


def test_what_is_open_is_said_and_who_acts(tmp_path: Path) -> None:
    seen = view(tell(tmp_path, [*live(), *HANDED]))
    assert seen.verdict is NoticeKind.CAUTION
    assert seen.headline == "One step is not done yet"
    assert "“Single sign-on”" in seen.detail
    assert seen.next_title.startswith("Headteacher, since ")
    assert seen.next_step is StepId.SSO_APPROVAL
    assert not seen.can_close


def test_when_all_is_done_it_can_be_closed_once(tmp_path: Path) -> None:
    ready = view(tell(tmp_path / "a", everything()))
    assert ready.can_close
    assert ready.next_title == ""
    assert ready.headline == "Everything is done"
    closed = view(tell(tmp_path / "b", [*everything(), *FINISHED]))
    assert closed.closed
    assert not closed.can_close
    assert closed.status.how is How.TOLD, "as its weakest proof"


def test_the_heads_approval_is_never_worded_as_confirmed(tmp_path: Path) -> None:
    seen = view(tell(tmp_path, everything()))
    sso = next(step for step in seen.steps if step.id is StepId.SSO_APPROVAL)
    approval = next(line for line in sso.known if "approved in Atomwide" in line.text)
    assert approval.mark is MarkKind.TOLD
    assert "Stated at this PC for Jane Example, headteacher; not confirmed" in approval.known
    assert approval.known.endswith("noted 23 November 2026")


def test_a_no_is_shown_as_something_to_look_at(tmp_path: Path) -> None:
    seen = view(tell(tmp_path, [*live(), *HANDED, *DECLINED]))
    sso = next(step for step in seen.steps if step.id is StepId.SSO_APPROVAL)
    assert any(line.mark is MarkKind.LOOK_AT and "declined" in line.text for line in sso.known)


def test_lgfls_desk_is_only_for_lgfl_schools(tmp_path: Path) -> None:
    def desks(folder: JourneyFolder) -> list[str]:
        return [contact.id for contact in view(folder).contacts]

    assert desks(tell(tmp_path / "a", live())) == ["itslearning", "wonde", "lgfl"]
    assert desks(tell(tmp_path / "b", live(lgfl=False))) == ["itslearning", "wonde"]


def test_a_help_session_has_no_september(tmp_path: Path) -> None:
    seen = view(tell(tmp_path, [], kind=JourneyKind.HELP_SESSION))
    assert not seen.shows_september
    assert seen.can_close


def test_the_head_hash_is_the_ledgers(tmp_path: Path) -> None:
    folder = tell(tmp_path, everything())
    assert view(folder).head_hash == folder.verify().head_hash
    assert folder.events()[-1].actor.role is Role.TECHNICIAN


def test_a_damaged_record_is_named(tmp_path: Path) -> None:
    folder = tell(tmp_path, live())
    assert model.verified_words(folder.verify()).mark is MarkKind.MEASURED
    ledger = folder.path / LEDGER
    ledger.write_bytes(ledger.read_bytes().replace(b"Brookfield", b"Brookfeild"))
    found = model.verified_words(folder.verify())
    assert found.mark is MarkKind.LOOK_AT
    assert "was changed after it was written" in found.text
