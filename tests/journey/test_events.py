"""What may stand in an event: no sentence, no name but an approver's, nothing unbounded."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.guidance.portal import guide
from app.journey.claims import Claim
from app.journey.events import (
    KINDS,
    ApprovalDeadEnd,
    ApprovalReceipt,
    ApprovalSeen,
    ClientConfirmed,
    DataTestAsked,
    JourneyCreated,
    LedgerRepaired,
    Payload,
    PreviewTaken,
    SchoolDescribed,
    SsoApproved,
    SsoDeadEnd,
)
from app.journey.lines import GENESIS, decode, encode
from app.journey.model import How, Owner
from app.journey.people import Actor, Role
from app.journey.sso_events import RELEASE_TASK

WHEN = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["Jo Bloggs", "spoke to him on 3rd", "a@b.example 1", "NODIGITS", "x" * 40 + "1", ""]
)
def test_a_reference_holds_no_sentence_and_no_name(text: str) -> None:
    with pytest.raises(ValidationError):
        DataTestAsked(reference=text)


@pytest.mark.parametrize("text", ["INC0012345", "REQ-7/2", "#4711"])
def test_a_reference_is_a_number_of_somebodys(text: str) -> None:
    assert DataTestAsked(reference=text).reference == text


@pytest.mark.parametrize("name", ["", "x" * 81, "Line\nbreak", "1200 pupils", "a@b.example", "<b>"])
def test_an_approver_has_a_plain_name(name: str) -> None:
    with pytest.raises(ValidationError):
        ApprovalReceipt(who=name, position="Headteacher", when=WHEN)


@pytest.mark.parametrize("name", ["Siân Ní Bhriain-O’Dowd", "Dr. J. Smith (Acting)"])
def test_names_of_all_sorts_are_plain(name: str) -> None:
    assert ApprovalReceipt(who=name, position="Headteacher", when=WHEN).who == name


def test_only_an_approvers_name_and_position_are_free_words() -> None:
    """Every other text is a closed choice, a time, or held to a pattern."""
    free = {
        (kind, name)
        for kind, model in KINDS.items()
        for name, schema in model.model_json_schema()["properties"].items()
        for part in schema.get("anyOf", [schema])
        if part.get("type") == "string" and not {"pattern", "enum", "const", "format"} & set(part)
    }
    assert free == {
        ("approval.receipt", "who"),
        ("approval.receipt", "position"),
        ("sso.approved", "who"),
        ("sso.approved", "position"),
    }


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_kind_takes_a_field_it_does_not_know(kind: str) -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        KINDS[kind].model_validate({"pupil": "Jo"})


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_allows_some_proof(kind: str) -> None:
    assert KINDS[kind].hows


@pytest.mark.parametrize(
    "flags", [{}, {"approved": True, "declined": True}, {"approved": True, "revoked": True}]
)
def test_what_is_seen_of_an_approval_says_something_and_not_two_things(flags: dict[str, bool]) -> None:
    with pytest.raises(ValidationError):
        ApprovalSeen(via="wonde-api", **flags)


@pytest.mark.parametrize(
    ("phase", "source"),
    [("after", "mis-report"), ("after", "oneroster"), ("before", "wonde"), ("before", "portal-numbers")],
)
def test_after_approval_comes_from_wonde_and_before_from_a_file(phase: str, source: str) -> None:
    with pytest.raises(ValidationError):
        PreviewTaken.model_validate({"phase": phase, "source": source, "students": 1, "staff": 1})


@given(
    st.sampled_from(
        [
            SchoolDescribed(name="St Bríd’s", mis="sims", lgfl=True),
            JourneyCreated(journey_id="x", journey="help-session", practice=True, app_version="1.0"),
            PreviewTaken(
                phase="before",
                source="oneroster",
                students=1,
                staff=2,
                groups={"YEAR": 3},
                fields={"blank": 1},
            ),
            ApprovalReceipt(who="Áine", position="Head", when=WHEN, reference="R1"),
            SsoApproved(decision="withdrawn", level="returned", request="0" * 64),
            ClientConfirmed(basis="cloud-mis", working=False),
            LedgerRepaired(bytes=1, sha256="0" * 64, completed=True),
        ]
    ),
    st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)),
    st.sampled_from(How),
    st.sampled_from([role for role in Role if role is not Role.UNKNOWN]),
)
def test_what_is_written_is_what_is_read(payload: Payload, at: datetime, how: How, role: Role) -> None:
    line = encode(payload, seq=1, at=at, actor=Actor(None, role), how=how, step=None, prev=GENESIS)
    event = decode(line[:-1])
    assert (event.data, event.how, event.actor.role, event.intact) == (payload, how, role, True)
    assert abs((event.at - at).total_seconds()) < 0.001


def test_an_owner_is_a_role_too() -> None:
    assert {str(owner) for owner in Owner} <= {str(role) for role in Role}
    assert Actor(None, Owner.WONDE).role is Role.WONDE  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        Actor(None, "pupil")  # type: ignore[arg-type]


def test_the_ledger_and_the_guides_name_the_same_things() -> None:
    sso, wonde = guide("atomwide-sso"), guide("wonde-approval")
    assert RELEASE_TASK in {task.id for task in sso.tasks}
    assert {end.id for end in sso.dead_ends} == set(get_args(SsoDeadEnd.model_fields["which"].annotation))
    assert {end.id for end in wonde.dead_ends} == set(
        get_args(ApprovalDeadEnd.model_fields["which"].annotation)
    )


def test_every_claim_can_be_made_by_some_event() -> None:
    made = {
        claim
        for model in KINDS.values()
        for claim in Claim
        if str(claim).replace("-", "_").upper() in _source(model)
    }
    assert made == set(Claim)


def _source(model: type[Payload]) -> str:
    return inspect.getsource(model)
