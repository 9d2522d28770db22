"""The content of the journeys: everything worded, every wait sourced, every chaser there."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest

from app.guidance.content import ContentError, checked
from app.guidance.messages import message, messages, reminder_to
from app.journey.claims import Claim
from app.journey.model import How, JourneyKind, Owner, StepId
from app.journey.people import Role
from app.journey.steps import (
    SITUATIONS,
    Situation,
    StepDefinition,
    assembled,
    journey_definition,
    step_title,
    steps_of,
)
from app.journey.wording import how_known, owner_name, proof_words, whole_day

STEPS = [(kind, step) for kind in JourneyKind for step in steps_of(kind)]
WAITS = {
    (step.id, name): situation
    for _, step in STEPS
    for name, situation in step.situations.items()
    if situation.wait is not None
}


def test_the_first_set_up_has_the_steps_of_the_brief_in_order() -> None:
    assert [step.id for step in steps_of(JourneyKind.FIRST_SET_UP)] == list(StepId)
    assert journey_definition(JourneyKind.FIRST_SET_UP).title == "First set-up"


def test_a_step_is_named_by_its_title_and_one_that_a_kind_has_not_by_its_id() -> None:
    first = JourneyKind.FIRST_SET_UP
    assert [step_title(first, step.id) for step in steps_of(first)] == [
        step.title for step in steps_of(first)
    ]
    assert step_title(first, "not-of-this-version") == "not-of-this-version"
    with pytest.raises(ValueError, match="no-such-kind"):
        step_title("no-such-kind", "school")


def test_a_date_is_written_out_whole() -> None:
    assert whole_day(date(2026, 11, 3)) == "3 November 2026"


@pytest.mark.parametrize("kind", list(JourneyKind))
def test_every_kind_ends_with_finish(kind: JourneyKind) -> None:
    assert steps_of(kind)[-1].id is StepId.FINISH


def test_a_preview_is_offered_early_and_single_sign_on_late() -> None:
    first = journey_definition(JourneyKind.FIRST_SET_UP)
    assert first.step(StepId.PREVIEW).needs == (StepId.SCHOOL,)
    assert StepId.DATA_TEST in first.step(StepId.SSO_APPROVAL).needs
    with pytest.raises(KeyError):
        journey_definition(JourneyKind.HELP_SESSION).step(StepId.SCHOOL)


@pytest.mark.parametrize("wait", sorted(WAITS), ids=str)
def test_every_wait_has_a_chaser_and_says_where_its_number_comes_from(wait: tuple[StepId, str]) -> None:
    situation = WAITS[wait]
    assert situation.wait is not None
    assert situation.message is not None
    assert situation.wait.source
    assert "waiting_for" in message(situation.message).needs


def test_the_audit_is_waited_for_two_days() -> None:
    audit = WAITS[(StepId.WONDE_APPROVAL, "audit")].wait
    assert audit is not None
    assert (audit.hours, audit.sureness.certain) == (48, True)
    assert "A day or two is normal" in audit.says


def test_every_claim_role_and_owner_is_worded() -> None:
    words = proof_words()
    assert set(words.claims) == set(Claim)
    assert set(words.role) == set(Role)
    assert set(words.owner) == set(Owner)
    assert owner_name(None) == "nobody"
    assert how_known(How.TOLD, Role.HEADTEACHER, "A. Head") == "as told by the headteacher (A. Head)"
    assert how_known(How.READ_OFF, Role.TECHNICIAN) == "read off by the technician"


def test_every_party_that_can_be_waited_for_has_one_reminder() -> None:
    for owner in Owner:
        assert [entry.id for entry in messages() if owner in entry.reminds] == [reminder_to(owner)], owner
    usual = {
        situation.message: SITUATIONS[step.id][name][1]
        for step in steps_of(JourneyKind.FIRST_SET_UP)
        for name, situation in step.situations.items()
        if situation.message
    }
    for message_id, owner in usual.items():
        assert reminder_to(str(owner)) == message_id


def good() -> tuple[dict[str, Any], dict[StepId, dict[str, Any]]]:
    step = journey_definition(JourneyKind.HELP_SESSION).step(StepId.FINISH).model_dump(mode="json")
    return {"version": "1", "kind": "help-session", "title": "T", "about": "A", "step": [step]}, {}


def test_content_that_is_right_is_read() -> None:
    raw, common = good()
    assert assembled(raw, common, "x.toml").steps[0].id is StepId.FINISH


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"needs": ["school"]}, "does not come before"),
        ({"owner": "lgfl"}, "no step is its own"),
        ({"id": "moon"}, "id"),
        ({"id": None}, "id"),
        ({"situations": {}}, "situations missing or unknown"),
        ({"situations": "none"}, "situations missing or unknown"),
        ({"proofs": [{"kind": "moon.seen", "how": ["told"], "text": "x"}]}, "there is no event"),
        ({"proofs": []}, "proofs"),
    ],
)
def test_content_that_is_wrong_is_named(change: dict[str, Any], says: str) -> None:
    raw, common = copy.deepcopy(good())
    raw["step"][0].update(change)
    with pytest.raises(ContentError, match=says):
        assembled(raw, common, "x.toml")


WAIT = {"hours": 1, "says": "x", "sureness": "seen", "source": "x"}


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ({"line": "x", "wait": WAIT}, "a wait needs"),
        ({"line": "{moon}"}, "cannot be filled: moon"),
        (
            {"line": "x", "wait": WAIT, "overdue": "{sun}", "waiting_for": "x", "message": "x"},
            "cannot be filled: sun",
        ),
    ],
)
def test_a_situation_hangs_together(raw: dict[str, Any], says: str) -> None:
    with pytest.raises(ContentError, match=says):
        checked(Situation, raw, "x.toml")


def test_only_waiting_situations_have_a_wait() -> None:
    step = journey_definition(JourneyKind.FIRST_SET_UP).step(StepId.FINISH).model_dump(mode="json")
    step["situations"]["ready"] = {
        "line": "x", "wait": WAIT, "overdue": "x", "waiting_for": "x", "message": "x",
    }  # fmt: skip
    with pytest.raises(ContentError, match="and only one"):
        checked(StepDefinition, step, "x.toml")
