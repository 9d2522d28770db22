"""The documents of `status`, `--verify` and `--against`, and what is said of each proof."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from app.journey.events import ApprovalReceipt, ApprovalSeen, DataTestResult, JourneyFinished
from app.journey.folder import JourneyFolder
from app.journey.listing import list_journeys
from app.journey.model import How, JourneyKind, StepId
from app.journey.proofs import proofs_of
from app.journey.status import listing_document, status_document, verification_document
from app.journey.wording import clock, day, long_day
from app.storage.paths import AppPaths
from app.storage.settings import Settings
from tests.fakes.ledgers import APPROVED, FLOWING, LIVE, SCHOOL, START, TECHNICIAN, Story


def journey(root: Path, *payloads: object) -> JourneyFolder:
    made = JourneyFolder.create(
        root, JourneyKind.FIRST_SET_UP, practice=True, actor=TECHNICIAN, at=START, name="x"
    )
    for payload in payloads:
        how = max(payload.allowed_how(), key=lambda how: how.strength)  # type: ignore[attr-defined]
        made.record(payload, actor=TECHNICIAN, how=how, at=START)  # type: ignore[arg-type]
    return made


def test_the_status_document_says_all_of_it_and_is_plain_json(tmp_path: Path) -> None:
    made = journey(tmp_path, SCHOOL, FLOWING, LIVE)
    document = json.loads(json.dumps(status_document(made, START + timedelta(hours=1))))
    assert (document["journey"], document["practice"], document["school"]) == (
        "first-set-up",
        True,
        "Brookfield High School",
    )
    marks = {step["id"]: step["mark"] for step in document["steps"]}
    assert marks["wonde-approval"] == "solid"
    assert marks["data-test"] == "outline"
    assert marks["preview"] == "none"
    approval = next(step for step in document["steps"] if step["id"] == "wonde-approval")
    assert (approval["status"], approval["how"], approval["acts_next"]) == ("done", "measured", None)
    assert approval["since"] == "2026-11-03T10:00:00Z"
    assert {line["how"] for line in approval["known"]} == {"measured"}
    finish = next(step for step in document["steps"] if step["id"] == "finish")
    assert finish["blocked_by"] == ["preview", "sso-approval"]
    assert document["ledger"]["events"] == 4
    assert document["ledger"]["head"] == made.ledger.head_hash
    assert document["exit_code"] == 0


def test_exit_codes_say_attention_and_damage(tmp_path: Path) -> None:
    troubled = journey(tmp_path, SCHOOL, ApprovalSeen(via="wonde-portal", declined=True))
    assert status_document(troubled, START)["exit_code"] == 1
    overdue = journey(tmp_path, SCHOOL, APPROVED)
    assert status_document(overdue, START)["exit_code"] == 0
    assert status_document(overdue, START + timedelta(days=9))["exit_code"] == 1
    with overdue.ledger.path.open("ab") as stream:
        stream.write(b"rubbish\n")
    document = status_document(overdue, START)
    assert document["exit_code"] == 2
    assert document["ledger"]["damage"][0]["line"] == 4


def test_the_list_of_journeys(tmp_path: Path) -> None:
    paths = AppPaths(data=tmp_path, config=tmp_path, logs=tmp_path)
    assert listing_document(()) == {"journeys": [], "exit_code": 0}
    journey(paths.journeys, SCHOOL)
    fine = listing_document(list_journeys(paths, Settings(), now=START))
    assert fine["exit_code"] == 0
    assert fine["journeys"][0]["school"] == "Brookfield High School"
    journey(paths.journeys, SCHOOL, ApprovalSeen(via="wonde-portal", declined=True))
    assert listing_document(list_journeys(paths, Settings(), now=START))["exit_code"] == 1
    journey(paths.journeys).ledger.path.write_bytes(b"rubbish\n")
    worst = json.loads(json.dumps(listing_document(list_journeys(paths, Settings(), now=START))))
    assert worst["exit_code"] == 2
    assert worst["journeys"][-1]["problem"]


def test_the_verification_document(tmp_path: Path) -> None:
    made = journey(tmp_path, SCHOOL)
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(made.ledger.path.read_bytes())
    assert verification_document(made.verify())["against"] is None
    document = json.loads(json.dumps(verification_document(made.verify(copy))))
    assert (document["sound"], document["exit_code"], document["events"]) == (True, 0, 2)
    assert document["against"]["result"] == "same"
    assert document["text"] == ["The copy is the same, event for event."]


def test_proofs_say_what_how_since_when_and_who() -> None:
    story = Story().add(SCHOOL, How.TOLD)
    receipt = ApprovalReceipt(who="A. Head", position="Headteacher", when=START, reference="WR-12")
    story.add(receipt, How.READ_OFF).add(DataTestResult(outcome="problems"), How.TOLD).add(JourneyFinished())
    known = proofs_of(story.facts)
    [approved] = known[StepId.WONDE_APPROVAL]
    assert str(approved) == (
        "itslearning is approved at Wonde. "
        "(read off by the technician, 3 November 2026, 12:00 (reference WR-12))"
    )
    assert (approved.how, approved.reference, approved.name) == (How.READ_OFF, "WR-12", None)
    [test] = known[StepId.DATA_TEST]
    assert not test.holds
    assert "found problems" in test.text
    assert known[StepId.PREVIEW] == ()


def test_statements_of_steps_a_journey_has_not_are_left_out() -> None:
    story = Story(JourneyKind.HELP_SESSION).add(FLOWING)
    assert set(proofs_of(story.facts)) == {StepId.ONSITE_CLIENT, StepId.FINISH}


def test_days_as_people_say_them() -> None:
    assert day(START, START + timedelta(days=6)) == "Tuesday"
    assert day(START, START + timedelta(days=7)) == "3 November"
    assert day(START, START - timedelta(days=1)) == "3 November"
    assert long_day(START, START + timedelta(days=300)) == "3 November 2026"
    assert clock(START.replace(month=7)) == "3 July 2026, 11:00"
