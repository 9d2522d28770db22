"""What must hold of any ledger: the same state from the same events, never more certainty than the proofs."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.journey.events import (
    ApprovalAuthority,
    ApprovalDeadEnd,
    ApprovalRequested,
    ApprovalSeen,
    ClientChecked,
    ClientConfirmed,
    DataTestAsked,
    DataTestResult,
    JourneyFinished,
    MessageSent,
    Payload,
    PreviewTaken,
    SsoApproved,
    SsoDeadEnd,
    SsoHandedOver,
    SsoSignInSeen,
    SsoStatement,
    SsoTaskDone,
)
from app.journey.facts import fold
from app.journey.model import How, JourneyKind, Owner, Status, StepId
from app.journey.proofs import proofs_of
from app.journey.state import evaluate
from app.journey.status import mark
from tests.fakes.ledgers import APPROVED, FLOWING, LIVE, SCHOOL, SEEN_AFTER, SEEN_BEFORE, START, Story

flags = st.sampled_from([None, True, False])
seen = st.builds(
    ApprovalSeen,
    via=st.sampled_from(["wonde-api", "wonde-portal"]),
    approved=flags,
    audited=flags,
    online=flags,
    pending=st.just(True),
)
fixed: tuple[Payload, ...] = (
    SCHOOL,
    SCHOOL.model_copy(update={"lgfl": False, "name": "Other"}),
    APPROVED,
    FLOWING,
    SEEN_BEFORE,
    SEEN_AFTER,
    SEEN_AFTER.model_copy(update={"students": 0}),
    LIVE,
    DataTestAsked(),
    JourneyFinished(),
    ApprovalSeen(via="wonde-portal", declined=True),
    ApprovalDeadEnd(which="no-login"),
    SsoHandedOver(to="headteacher", by="paper"),
    SsoStatement(since=START.date(), basis="itslearning-says"),
    SsoDeadEnd(which="no-button"),
    PreviewTaken(phase="after", source="portal-numbers", students=7, staff=1),
)
payloads: st.SearchStrategy[Payload] = st.one_of(
    seen,
    st.sampled_from(fixed),
    st.builds(
        ClientChecked,
        place=st.sampled_from(["this-pc", "elsewhere"]),
        outcome=st.sampled_from(["pass", "fail"]),
        client=st.sampled_from(["running", "stopped", "not-found"]),
    ),
    st.builds(ClientConfirmed, basis=st.just("cloud-mis"), working=st.booleans()),
    st.builds(ApprovalRequested, to=st.sampled_from(Owner)),
    st.builds(ApprovalAuthority, person=st.sampled_from(["me", "not-known"])),
    st.builds(DataTestResult, outcome=st.sampled_from(["pass", "problems"])),
    st.builds(SsoTaskDone, task=st.sampled_from(["declaration", "enabled"])),
    st.builds(SsoApproved, decision=st.sampled_from(["approved", "declined", "withdrawn"])),
    st.builds(SsoSignInSeen, person=st.sampled_from(["pupil", "staff"]), worked=st.booleans()),
    st.builds(MessageSent, message=st.just("chase-wonde"), to=st.sampled_from(["wonde", "lgfl"])),
)
entries = st.tuples(payloads, st.sampled_from(How), st.sampled_from([None, *StepId]))


def told(kind: JourneyKind, events: list[tuple[Payload, How, StepId | None]]) -> Story:
    """A story in which each event comes with the wanted proof where its kind allows it."""
    story = Story(kind)
    for payload, how, step in events:
        story.add(payload, how if how in payload.allowed_how() else None, step=step)
    return story


stories = st.builds(told, st.sampled_from(JourneyKind), st.lists(entries, max_size=14))


@given(stories)
def test_the_same_events_and_time_give_the_same_state(story: Story) -> None:
    first, again = (
        evaluate(fold(story.reading.events), story.now),
        evaluate(fold(story.reading.events), story.now),
    )
    assert first == again


@given(stories, st.integers(0, 60))
def test_time_alone_changes_nothing_but_what_is_overdue_and_how_days_are_called(
    story: Story, days: int
) -> None:
    now, later = story.state, evaluate(story.facts, story.now + timedelta(days=days))
    for before, after in zip(now.steps, later.steps, strict=True):
        assert (before.status, before.how, before.since, before.situation) == (
            after.status, after.how, after.since, after.situation,
        )  # fmt: skip
        assert after.overdue >= before.overdue
    assert now.current is later.current


@given(stories)
def test_a_solid_tick_rests_on_something_this_program_measured(story: Story) -> None:
    measured = {event.kind for event in story.reading.events if event.counts_as is How.MEASURED}
    able = {
        StepId.SCHOOL: {"school.described"},
        StepId.ONSITE_CLIENT: {"client.checked", "approval.seen"},
        StepId.WONDE_APPROVAL: {"approval.seen"},
        StepId.PREVIEW: {"preview.taken"},
    }
    for step in story.state.steps:
        if step.solid and step.id is not StepId.FINISH:
            assert able[step.id] & measured
        assert (mark(step) == "solid") is step.solid
        assert (mark(step) == "none") is (step.status is not Status.DONE)


@given(stories)
def test_without_a_measurement_nothing_is_solid(story: Story) -> None:
    events = [event for event in story.reading.events if event.counts_as is not How.MEASURED]
    assert not any(step.solid for step in evaluate(fold(events), story.now).steps)


SEEN_ON_PORTAL = ApprovalSeen(via="wonde-portal", approved=True, audited=True, online=True)
TYPED_NUMBERS = PreviewTaken(phase="after", source="portal-numbers", students=900, staff=9)


@pytest.mark.parametrize(
    ("step_id", "first", "more"),
    [
        (StepId.SCHOOL, SCHOOL, SCHOOL),
        (StepId.WONDE_APPROVAL, FLOWING, SEEN_ON_PORTAL),
        (StepId.ONSITE_CLIENT, FLOWING, ClientConfirmed(basis="cloud-mis")),
        (StepId.PREVIEW, SEEN_AFTER, TYPED_NUMBERS),
        (StepId.DATA_TEST, LIVE, LIVE),
    ],
)
@given(events=st.lists(entries, max_size=8), how=st.sampled_from([How.TOLD, How.READ_OFF]))
def test_one_more_and_weaker_proof_of_what_holds_never_weakens_it(
    step_id: StepId, first: Payload, more: Payload, events: list[tuple[Payload, How, StepId | None]], how: How
) -> None:
    story = told(JourneyKind.FIRST_SET_UP, events).add(first)
    before = story.step(step_id)
    after = story.add(more, how).step(step_id)
    if before.status is Status.DONE:
        assert after.status is Status.DONE
        assert after.how is not None
        assert before.how is not None
        assert after.how.strength >= before.how.strength


@given(stories)
def test_every_step_says_who_acts_and_lines_are_short_enough_for_the_rail(story: Story) -> None:
    state = story.state
    for step in state.steps:
        assert (step.acts_next is None) is (step.status in (Status.DONE, Status.NOT_NEEDED))
        assert 0 < len(step.line) <= 60
        assert "{" not in step.line
        assert (step.chase_after is not None) is (step.status is Status.WAITING)
        assert (step.status is Status.BLOCKED) is bool(step.blocked_by)
    assert state.step(state.current)


@given(stories)
def test_every_proof_line_is_worded_and_none_claims_more_than_its_proof(story: Story) -> None:
    for lines in proofs_of(story.facts).values():
        for line in lines:
            assert line.text.endswith(".")
            assert ("measured" in line.known) is (line.how is How.MEASURED)


@pytest.mark.elsewhere(reason="sets the time zone by a POSIX call")
def test_another_time_zone_gives_the_same_state(monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story().add(SCHOOL).add(APPROVED)
    here = story.state
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        assert story.state == here
    finally:
        monkeypatch.undo()
        time.tzset()
