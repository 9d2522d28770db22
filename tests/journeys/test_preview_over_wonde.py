"""`preview wonde` against the practice server over real HTTP: exact numbers, or one line and why."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.practice.process import PracticeAddress, PracticeProcess
from app.practice.report import write_report
from app.practice.school import SchoolSpec, generate
from app.practice.serve import ServeOptions

pytestmark = pytest.mark.story
CHECKOUT = Path(__file__).resolve().parents[2]


@contextmanager
def served(students: int, faults: str | None = None) -> Iterator[PracticeAddress]:
    with PracticeProcess.start(ServeOptions(students=students, seed=7, faults=faults)) as practice:
        yield practice.address


def preview(address: PracticeAddress) -> subprocess.CompletedProcess[str]:
    """The command as a script runs it, in a process of its own."""
    return subprocess.run(
        [
            sys.executable, "-m", "app", "preview", "wonde",
            "--api-url", address.api_url, "--school", address.school_id, "--json",
        ],
        cwd=CHECKOUT,
        env={**os.environ, "PROVISIONING_WIZARD_TOKEN": address.token},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )  # fmt: skip


def generated(students: int) -> dict[str, Any]:
    return generate(SchoolSpec(students=students, seed=7)).counts()


def the_document(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode in (0, 1, 2), done.stderr
    assert done.stderr == ""
    document: dict[str, Any] = json.loads(done.stdout)
    return document


@pytest.mark.parametrize("faults", [None, "flaky", "rate-limited", "drops-connection"])
def test_a_school_of_4000_arrives_whole(faults: str | None) -> None:
    with served(4000, faults) as address:
        document = the_document(preview(address))
    assert document["counts"] == generated(4000)
    assert document["differences"] == []


def test_rows_that_change_meanwhile_are_never_counted_twice_and_the_difference_is_named() -> None:
    with served(4000, "rows-change-while-paging") as address:
        document = the_document(preview(address))
    assert not [issue for issue in document["issues"] if issue["code"].endswith("key-taken")]
    named = [entry for entry in document["differences"] if entry["code"] == "students-differ"]
    assert {entry["found"] for entry in named} == {document["counts"]["students"]}
    titles = " ".join(difference["title"] for difference in document["differences"])
    assert "changed while it was read" in titles


@pytest.mark.parametrize(
    ("faults", "code", "part"),
    [
        ("empty", 2, "no students at all"),
        ("garbage", 3, "where Wonde’s data was expected"),
        ("token-revoked-midway", 3, "stopped accepting the token"),
        ("hangs", 3, "sent nothing for 25 seconds"),
    ],
)
def test_what_cannot_be_read_is_one_line_with_a_remedy_and_no_numbers(
    faults: str, code: int, part: str
) -> None:
    with served(400, faults) as address:
        done = preview(address)
    assert (done.returncode, done.stdout) == (code, "")
    assert part in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert address.token not in done.stderr
    assert done.stderr.count(". ") >= 1, "what happened, then what to do"


@pytest.mark.parametrize("phase", ["primary", "secondary", "all-through"])
def test_the_mis_report_holds_the_same_people(tmp_path: Path, phase: str) -> None:
    school = generate(SchoolSpec(students=700, seed=11, phase=phase))
    written = write_report(school, tmp_path)
    assert written
    done = subprocess.run(
        [sys.executable, "-m", "app", "preview", str(tmp_path), "--json"],
        cwd=CHECKOUT, capture_output=True, text=True, encoding="utf-8", timeout=240, check=False,
    )  # fmt: skip
    counts = the_document(done)["counts"]
    assert (counts["students"], counts["staff"]) == (school.counts()["students"], school.counts()["staff"])


def test_the_token_is_in_no_file_and_in_nobodys_environment_or_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROVISIONING_WIZARD_HOME", str(tmp_path))
    with served(60) as address:
        the_document(preview(address))
        assert address.token.encode() not in _all_of_proc()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert address.token.encode() not in kept


def _all_of_proc() -> bytes:
    """Arguments and environment of every process of this user, this one left out; empty off Linux."""
    seen = b""
    for process in Path("/proc").glob("[0-9]*"):
        if process.name == str(os.getpid()):
            continue
        for part in ("cmdline", "environ"):
            try:
                seen += (process / part).read_bytes()
            except OSError:
                continue
    return seen
