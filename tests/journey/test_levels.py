"""How far the headteacher's decision is known: said here, returned signed, or seen to work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from app.journey.claims import Claim
from app.journey.events import (
    AdviceNoted,
    HandOverSent,
    SsoApproved,
    SsoHandedOver,
    SsoSignInSeen,
    SsoTaskDone,
)
from app.journey.levels import Decision, decision_of
from app.journey.model import How, StepId
from app.journey.sso_events import RELEASE_TASK
from tests.fakes.ledgers import SCHOOL, START, Story

REQUEST = "ab" * 32
SAID = SsoApproved(who="A. Head", position="Headteacher")
RETURNED = SsoApproved(who="A. Head", position="Headteacher", level="returned", request=REQUEST)


def told(*events: SsoApproved | SsoTaskDone) -> Story:
    story = Story().add(SCHOOL)
    for event in events:
        story.add(event, How.TOLD, step=StepId.SSO_APPROVAL)
    return story


def decided(story: Story) -> Decision:
    found = decision_of(story.facts)
    assert found is not None
    return found


def test_where_nothing_was_decided_nothing_is_known() -> None:
    assert decision_of(Story().add(SCHOOL).facts) is None


def test_what_is_said_here_is_not_returned() -> None:
    decision = decided(told(SAID))
    assert (decision.approved, decision.level, decision.who) == (True, "stated-here", "A. Head")
    assert decision.request is None


def test_a_signed_reply_stands_though_the_same_is_said_here_afterwards() -> None:
    decision = decided(told(RETURNED, SAID))
    assert (decision.level, decision.request) == ("returned", REQUEST)


def test_another_decision_afterwards_is_only_as_good_as_how_it_came() -> None:
    later = SsoApproved(decision="withdrawn", who="A. Head", position="Headteacher")
    decision = decided(told(RETURNED, later))
    assert (decision.approved, decision.level) == (False, "stated-here")


def test_the_release_switched_on_is_an_approval_by_nobody_named() -> None:
    decision = decided(told(SsoTaskDone(task=RELEASE_TASK)))
    assert (decision.approved, decision.level, decision.who) == (True, "stated-here", None)


def test_observed_is_what_both_sign_ins_showed_after_the_approval() -> None:
    story = told(SAID)
    story.add(SsoSignInSeen(person="pupil", worked=True), How.READ_OFF)
    assert decided(story).level == "stated-here"
    story.add(SsoSignInSeen(person="staff", worked=True), How.READ_OFF)
    assert decided(story).level == "observed"


def test_returned_and_its_request_come_together() -> None:
    with pytest.raises(ValidationError, match="returned is what answers a request"):
        SsoApproved(level="returned")
    with pytest.raises(ValidationError, match="returned is what answers a request"):
        SsoApproved(request=REQUEST)


def test_that_a_request_was_written_is_measured_and_that_the_headteacher_has_it_is_told() -> None:
    sent = HandOverSent(request=REQUEST, expires=START + timedelta(days=30))
    story = Story().add(SCHOOL).add(sent, How.MEASURED, step=StepId.SSO_APPROVAL)
    assert story.facts.holds(Claim.HANDED_OVER) is None
    story.add(SsoHandedOver(to="headteacher", by="file"), How.TOLD, step=StepId.SSO_APPROVAL)
    handed = story.facts.holds(Claim.HANDED_OVER)
    assert handed is not None
    assert handed.how is How.TOLD


def test_advice_is_kept_by_whose_it_is_and_the_last_word_counts() -> None:
    story = Story().add(SCHOOL)
    story.add(AdviceNoted(what="dpo", answer="not-known"), How.TOLD)
    story.add(AdviceNoted(what="dpo", answer="yes"), How.TOLD)
    assert {what: noted.answer for what, noted in story.facts.consulted.items()} == {"dpo": "yes"}
