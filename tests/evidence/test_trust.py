"""A trust's schools at once: status files without names, one table, one request to the filter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import run
from app.evidence.trust import SUFFIX, filter_request, folder_document
from app.guidance.hosts import hosts_to_check
from app.storage.paths import app_paths
from tests.fakes.journeys import Told, started
from tests.fakes.late_journeys import everything, tell


def test_from_each_school_to_one_table(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    share = tmp_path / "share"
    first = tell(app_paths().journeys, everything())
    second = started(app_paths().journeys, Told.APPROVED, "Ashdown Primary", lgfl=False)
    for journey in (first, second, first):
        assert run(["status", "--journey", str(journey.path), "--write-to", str(share)]) in (0, 1)
    capsys.readouterr()
    files = list(share.glob(f"*{SUFFIX}"))
    assert len(files) == 2, "a school’s newer file takes the place of its older one"
    text = "".join(path.read_text("utf-8") for path in files)
    assert "Jane Example" not in text
    assert str(tmp_path) not in text
    code = run(["status", "--folder", str(share), "--json"])
    document = json.loads(capsys.readouterr().out)
    assert code == document["exit_code"]
    assert {row["school"] for row in document["schools"]} == {"Brookfield High School", "Ashdown Primary"}
    assert [row["exit_code"] for row in document["schools"]] == sorted(
        (row["exit_code"] for row in document["schools"]), reverse=True
    )
    run(["status", "--folder", str(share)])
    said = capsys.readouterr().out
    assert "Ashdown Primary" in said
    assert "At: Finish. Next: technician" in said
    assert run(["filter-request", "--folder", str(share)]) == 0
    said = capsys.readouterr().out
    assert "Ashdown Primary" in said
    assert "Brookfield High School" in said
    for host in hosts_to_check(lgfl=True):
        assert host.host in said


def test_an_empty_folder_makes_no_request(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["filter-request", "--folder", str(tmp_path)]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert "no school’s status file in this folder" in said.err


def test_a_file_that_is_none_is_told_and_stops_nobody(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    journey = started(app_paths().journeys, Told.DESCRIBED)
    assert run(["status", "--journey", str(journey.path), "--write-to", str(tmp_path), "--json"]) == 0
    written = Path(json.loads(capsys.readouterr().out)["written"])
    whole = written.read_text("utf-8")
    for name, data in {
        "cut": whole[:200],
        "newer": whole.replace('"format": 1', '"format": 2'),
        "list": "[]",
        "large": " " * 300_000,
        "deep": "[" * 9_000,
    }.items():
        (tmp_path / f"{name}{SUFFIX}").write_text(data, encoding="utf-8")
    (tmp_path / f"folder{SUFFIX}").mkdir()
    document = folder_document(tmp_path)
    assert len(document["schools"]) == 1
    assert len(document["problems"]) == 6
    assert document["exit_code"] == 2
    assert run(["status", "--folder", str(tmp_path)]) == 2
    assert "newer.status.json: is no status file of this version: format" in capsys.readouterr().out


def test_a_folder_that_is_not_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["status", "--folder", str(tmp_path / "nowhere")]) == 3
    assert "can’t be listed" in capsys.readouterr().err


def test_schools_outside_lgfl_ask_for_no_hosts_of_lgfl() -> None:
    said = filter_request([("Ashdown Primary", False)]).body
    for host in set(hosts_to_check(lgfl=True)) - set(hosts_to_check(lgfl=False)):
        assert host.host not in said
