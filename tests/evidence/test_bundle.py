"""The support bundle: codes and dates, what was tried, and nobody in it."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from app.cli import run
from app.evidence.bundle import bundle_words, support_bundle, write_bundle
from app.evidence.errors import Leak
from app.evidence.faults import faults_in
from app.evidence.redaction import Guard
from app.evidence.reduced import reduced_checks, reduced_events
from app.formats.records import Person
from app.journey.events import KINDS
from app.journey.folder import JourneyFolder
from app.storage.logs import LOG_NAME, log_fault, start_logging, stop_logging
from app.storage.paths import app_paths
from tests.fakes.journeys import NOW
from tests.fakes.late_journeys import everything, tell

CHECKS: dict[str, Any] = {
    "checked_at": "2026-11-24T10:00:00+00:00",
    "client_place": "this-pc",
    "summary": {"pass": 1, "fail": 1, "warn": 0},
    "machine": {"name": "ADA-ODUYA-LAPTOP"},
    "checks": [
        {
            "id": "net.tls.api.wonde.com",
            "result": "fail",
            "duration_s": 0.25,
            "findings": [
                {
                    "code": "NET-41",
                    "severity": "mend",
                    "summary": "Seen by Ada Oduya",
                    "args": {
                        "host": "api.wonde.com",
                        "account": "SCHOOL\\aoduya",
                        "port": "443",
                        "count": "Ada Oduya",
                    },
                }
            ],
        },
        {
            "id": "pc.clock",
            "result": "pass",
            "duration_s": 0.01,
            "findings": [{"code": "PCS-01", "severity": "fine", "args": {}}],
        },
    ],
}  # fmt: skip


@pytest.fixture
def journey(tmp_path: Path) -> JourneyFolder:
    return tell(tmp_path / "journeys", everything())


def test_it_holds_where_things_stand_and_what_was_tried_and_no_names(
    journey: JourneyFolder, tmp_path: Path
) -> None:
    bundle = support_bundle(journey.reading(), now=NOW, guard=Guard(), checks=CHECKS)
    everything_in_it = b"".join(bundle.files.values()).decode()
    assert "Jane Example" not in everything_in_it, "the approver's name stays in the ledger"
    assert "Ada Oduya" not in everything_in_it
    assert "LAPTOP" not in everything_in_it
    assert "aoduya" not in everything_in_it
    assert str(tmp_path) not in everything_in_it, "a path can hold a person's name"
    timeline = json.loads(bundle.files["timeline.json"])
    assert [entry["seq"] for entry in timeline] == list(range(1, len(journey.events()) + 1))
    decided = next(entry for entry in timeline if entry["kind"] == "sso.approved")
    assert decided["data"] == {"decision": "approved", "level": "stated-here"}
    checks = json.loads(bundle.files["checks.json"])
    assert checks["checks"][0]["findings"][0]["args"] == {"host": "api.wonde.com", "port": "443"}
    assert "NET-41" in bundle.ticket
    assert "Sign-in tried: person pupil, worked yes (read-off, technician)" in bundle.ticket
    assert "PCS-01" not in bundle.ticket
    assert "Brookfield High School" in bundle.ticket
    assert "Not searched for people by name" in bundle.searched


def test_the_ticket_has_words_for_every_kind_of_entry() -> None:
    assert set(bundle_words().kinds) == set(KINDS)


def test_the_manifest_has_the_hash_of_every_file(journey: JourneyFolder, tmp_path: Path) -> None:
    bundle = support_bundle(journey.reading(), now=NOW, guard=Guard())
    path = tmp_path / "bundle.zip"
    write_bundle(bundle, path, guard=Guard(), replace=False)
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        names = set(archive.namelist()) - {"manifest.json"}
        assert names == {entry["name"] for entry in manifest["files"]}
        for entry in manifest["files"]:
            assert hashlib.sha256(archive.read(entry["name"])).hexdigest() == entry["sha256"]
            assert entry["about"]
    with pytest.raises(FileExistsError):
        write_bundle(bundle, path, guard=Guard(), replace=False)


def test_somebody_in_it_and_nothing_is_written(
    journey: JourneyFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard = Guard()
    guard.watch([Person("P1", "student", forename="Ada", surname="Oduya")])
    monkeypatch.setattr("app.evidence.bundle.platform.machine", lambda: "Oduya, Ada")
    with pytest.raises(Leak, match=r"program\.json"):
        support_bundle(journey.reading(), now=NOW, guard=guard)
    monkeypatch.undo()
    clean = support_bundle(journey.reading(), now=NOW, guard=guard)
    assert "1 people" in clean.searched
    clean.files["ticket.txt"] = b"for Ada Oduya"
    with pytest.raises(Leak, match=r"ticket\.txt"):
        write_bundle(clean, tmp_path / "bundle.zip", guard=guard, replace=False)
    assert not (tmp_path / "bundle.zip").exists()


def test_a_school_whose_name_is_a_pupils_too(tmp_path: Path) -> None:
    """“Brookfield High” could be somebody; the school’s own name is in every bundle."""
    guard = Guard()
    guard.watch([Person("P1", "student", forename="Brookfield", surname="High")])
    journey = tell(tmp_path, everything())
    assert support_bundle(journey.reading(), now=NOW, guard=guard).files


def test_a_help_session_without_a_journey() -> None:
    bundle = support_bundle(None, now=NOW, guard=Guard())
    assert "status.json" not in bundle.files
    assert bundle_words().ticket.no_events in bundle.ticket


def test_an_event_of_a_newer_version_is_told_without_what_it_says(journey: JourneyFolder) -> None:
    from dataclasses import replace

    from app.journey.events import UnknownPayload

    event = journey.events()[-1]
    newer = replace(event, data=UnknownPayload(kind="x", raw={"who": "Ada Oduya"}), kind="x.ada.oduya")
    (told,) = reduced_events([newer])
    assert (told["kind"], told["data"], told["known"]) == ("unknown", {}, False)


def test_what_is_no_plain_word_stays_at_home() -> None:
    odd = {**CHECKS, "client_place": "Ada Oduya's PC", "checked_at": None}
    assert reduced_checks(odd, ("host",))["client_place"] is None


def test_faults_are_told_by_their_place_alone(tmp_path: Path) -> None:
    start_logging(app_paths())
    try:
        try:
            raise ValueError("Ada Oduya was here")
        except ValueError as problem:
            number = log_fault(problem)
    finally:
        stop_logging()
    log = app_paths().logs / LOG_NAME
    log.write_text(log.read_text(encoding="utf-8") + "something else\n", encoding="utf-8")
    (fault,) = faults_in(log)
    assert fault["fault"] == number
    assert fault["steps"][-1] == "builtins.ValueError"
    assert any("test_bundle.py" in step for step in fault["steps"])
    assert "Ada" not in json.dumps(fault)
    assert faults_in(tmp_path / "none.log") == []


def test_the_command_shows_it_before_it_is_saved(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    journey = tell(app_paths().journeys, everything())
    assert run(["bundle", "--journey", str(journey.path)]) == 0
    shown = capsys.readouterr().out
    assert "Nothing is written yet" in shown
    assert "timeline.json" in shown
    output = tmp_path / "bundle.zip"
    assert run(["bundle", "--output", str(output), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["written"] == str(output)
    assert zipfile.is_zipfile(output)
    assert run(["bundle", "--output", str(output)]) == 3
    assert "already there" in capsys.readouterr().err


def test_the_command_searches_for_everyone_in_a_source(
    capsys: pytest.CaptureFixture[str], samples: Path
) -> None:
    assert run(["bundle", "--people", str(samples / "oneroster-1.1-uk"), "--json"]) == 0
    assert "2 people" in json.loads(capsys.readouterr().out)["searched"]
