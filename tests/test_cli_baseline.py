"""`baseline` and `compare` as a script sees them, from the practice school's reports: exit codes, documents,
one line for whatever goes wrong, and never a name."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import keyring
import pytest

from app.cli import run
from app.practice.report import write_report
from app.practice.school import School
from app.practice.serve import SEPTEMBERS, ServeOptions, make_school
from app.roster.comparison.limits import questions
from app.storage.locks import Locks
from app.storage.sealed import Label, seal
from app.storage.secrets import TokenStore
from tests.fakes.keyring import LockedKeyring, MemoryKeyring

OPTIONS = ServeOptions(students=500, seed=4)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Last July's report, this September's, and one of a September with accidents."""
    made = {}
    for name in SEPTEMBERS:
        school = make_school(replace(OPTIONS, september=name))
        folder = tmp_path_factory.mktemp(name)
        write_report(school, folder)
        made[name] = folder / "report.zip"
    return made


@pytest.fixture(autouse=True)
def ring() -> MemoryKeyring:
    found = MemoryKeyring()
    keyring.set_keyring(found)
    return found


@pytest.fixture
def phrase(tmp_path: Path) -> Path:
    path = tmp_path / "phrase.txt"
    path.write_text("copper lantern willow sixpence\n", encoding="utf-8")
    return path


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, Any]]:
    code = run([*map(str, arguments), "--json"])
    captured = capsys.readouterr()
    assert captured.err == ""
    return code, json.loads(captured.out)


def refusal(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert run([*map(str, arguments)]) == 3
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    return line


@pytest.fixture
def kept(reports: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "july.baseline"
    code, document = answer(capsys, "baseline", reports["before"], "--output", path)
    assert code == 0
    assert document["opens_with"] == ["keyring"]
    assert "this user only" in document["note"]
    assert document["counts"]["students"] == 500
    assert document["bytes"] == path.stat().st_size
    assert document["practice"] is False
    return path


def test_the_same_school_passes_with_nothing_changed(
    reports: dict[str, Path], kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, document = answer(capsys, "compare", reports["before"], "--baseline", kept)
    assert code == 0
    assert document["verdict"] == "pass"
    assert document["held"] == []
    for tally in document["kinds"].values():
        assert (tally["added"], tally["removed"], tally["changed"], tally["explained"]) == (0, 0, 0, 0)
    assert document["baseline"]["outlived"] is False


def test_next_septembers_school_passes_and_a_broken_one_is_held(
    reports: dict[str, Path], kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, document = answer(capsys, "compare", reports["ordinary"], "--baseline", kept)
    assert (code, document["verdict"]) == (0, "pass")
    students = document["kinds"]["students"]
    assert students["explained"] > 0.95 * (students["added"] + students["removed"] + students["changed"])
    code, document = answer(capsys, "compare", reports["accidents"], "--baseline", kept)
    assert (code, document["verdict"]) == (2, "held")
    assert {"limit", "year-gone", "swapped"} <= {entry["code"] for entry in document["held"]}
    assert document["answers"]["what_to_press"]


def test_a_report_without_staff_says_once_that_they_are_not_compared(
    reports: dict[str, Path], kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    students = reports["ordinary"].parent / "students.csv"
    code, document = answer(capsys, "compare", students, "--baseline", kept)
    assert (code, document["verdict"], document["findings"]) == (1, "pass", [])
    assert "staff" in document["not_compared"]
    assert run(["compare", str(students), "--baseline", str(kept)]) == 1
    text = " ".join(capsys.readouterr().out.split())
    assert text.count("Staff were not compared: this report lists none") == 1


def test_the_words_for_people_give_the_verdict_first(
    reports: dict[str, Path], kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["compare", str(reports["accidents"]), "--baseline", str(kept)]) == 2
    text = capsys.readouterr().out
    (heads,) = [line for line in text.splitlines() if line.strip().startswith("Kind")]
    assert heads.split()[-3:] == ["Explained", "Not", "explained"]
    assert text.index("HELD") < text.index("Explained") < text.index("What people ask")
    for question in questions().model_dump().values():
        assert f"- {question} " in text, "an answer stands with its question"
    left = text.partition("Not explained by the new school year:")[2].partition("What people ask")[0]
    lines = [line for line in left.splitlines() if line.strip()]
    assert len(lines) == len(set(lines)), "two findings of one title are told apart"
    assert run(["compare", str(reports["ordinary"]), "--baseline", str(kept)]) == 0
    assert "PASS" in capsys.readouterr().out


def test_neither_answer_names_anybody(
    reports: dict[str, Path], kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    school: School = make_school(replace(OPTIONS, september="accidents"))
    for extra in ([], ["--json"]):
        run(["compare", str(reports["accidents"]), "--baseline", str(kept), *extra])
        said = capsys.readouterr().out
        for student in school.students:
            for value in (student.upn, student.email, student.username, student.date_of_birth):
                assert not value or value not in said
            assert f"{student.forename} {student.surname}" not in said


def test_another_pc_opens_it_by_the_passphrase(
    reports: dict[str, Path], tmp_path: Path, phrase: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "july.baseline"
    code, document = answer(
        capsys, "baseline", reports["before"], "--output", path, "--passphrase-file", phrase
    )
    assert code == 0
    assert document["opens_with"] == ["keyring", "passphrase"]
    keyring.set_keyring(MemoryKeyring())
    assert "recovery passphrase" in refusal(capsys, "compare", reports["before"], "--baseline", path)
    code, document = answer(
        capsys, "compare", reports["before"], "--baseline", path, "--passphrase-file", phrase
    )
    assert (code, document["verdict"]) == (0, "pass")
    phrase.write_text("copper lantern willow sixpenny", encoding="utf-8")
    assert "does not open it" in refusal(
        capsys, "compare", reports["before"], "--baseline", path, "--passphrase-file", phrase
    )


def test_without_a_keyring_or_a_passphrase_nothing_is_written(
    reports: dict[str, Path], tmp_path: Path, phrase: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keyring.set_keyring(MemoryKeyring(limit=5))
    path = tmp_path / "july.baseline"
    line = refusal(capsys, "baseline", reports["before"], "--output", path)
    assert "recovery passphrase" in line
    assert not path.exists()
    code, document = answer(
        capsys, "baseline", reports["before"], "--output", path, "--passphrase-file", phrase
    )
    assert (code, document["opens_with"]) == (0, ["passphrase"])


def test_what_is_there_is_not_replaced_unasked(
    reports: dict[str, Path], kept: Path, ring: MemoryKeyring, capsys: pytest.CaptureFixture[str]
) -> None:
    before = kept.read_bytes()
    assert "already there" in refusal(capsys, "baseline", reports["before"], "--output", kept)
    assert kept.read_bytes() == before
    code, _ = answer(capsys, "baseline", reports["ordinary"], "--output", kept, "--overwrite")
    assert code == 0
    assert kept.read_bytes() != before
    assert len(ring.kept) == 1, "the old file's key is forgotten"
    code, document = answer(capsys, "compare", reports["ordinary"], "--baseline", kept)
    assert (code, document["verdict"]) == (0, "pass")


@pytest.mark.parametrize("day", ["2020-01-01", "2099-01-01"])
def test_a_day_in_the_past_or_far_off_is_refused(
    reports: dict[str, Path], tmp_path: Path, day: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line = refusal(capsys, "baseline", reports["before"], "--output", tmp_path / "x", "--keep-until", day)
    assert "a day to come" in line


@pytest.mark.parametrize("typed", ["31/12/2027", "2027-12-31", "31 December 2027"])
def test_the_last_day_is_typed_as_people_write_it(
    typed: str, reports: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "last.sealed"
    code, document = answer(capsys, "baseline", reports["before"], "--output", kept, "--keep-until", typed)
    assert (code, document["keep_until"]) == (0, "2027-12-31")


def test_what_is_no_day_is_said_with_how_to_write_one(
    reports: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "last.sealed"
    assert run(["baseline", str(reports["before"]), "--output", str(kept), "--keep-until", "12/31/2027"]) == 3
    assert "'12/31/2027' is not a day; write it as 31/12/2027" in capsys.readouterr().err
    assert not kept.exists()


def test_what_is_no_baseline_or_damaged_is_one_line(
    reports: dict[str, Path], kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = reports["before"]
    assert "not a sealed file" in refusal(capsys, "compare", source, "--baseline", source)
    assert "no such file" in refusal(capsys, "compare", source, "--baseline", tmp_path / "nothing")
    assert "can't be read" in refusal(capsys, "compare", source, "--baseline", tmp_path)
    data = bytearray(kept.read_bytes())
    data[-40] ^= 1
    kept.write_bytes(data)
    assert "nothing in it can be trusted" in refusal(capsys, "compare", source, "--baseline", kept)


def test_a_missing_source_or_passphrase_file_is_one_line(
    reports: dict[str, Path], kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "No source was named" in refusal(capsys, "compare", "--baseline", kept)
    assert "No source was named" in refusal(capsys, "baseline", "--output", tmp_path / "x")
    assert "no such file" in refusal(
        capsys,
        "baseline",
        reports["before"],
        "--output",
        tmp_path / "x",
        "--passphrase-file",
        tmp_path / "none",
    )
    short = tmp_path / "short.txt"
    short.write_text("password", encoding="utf-8")
    assert "12 characters" in refusal(
        capsys, "baseline", reports["before"], "--output", tmp_path / "x", "--passphrase-file", short
    )
    assert not (tmp_path / "x").exists()


def test_the_practice_school_has_a_september_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "report"
    arguments = ["practice", "report", "--output", str(folder), "--students", "200", "--september"]
    assert run([*arguments, "ordinary"]) == 0
    assert (folder / "report.zip").exists()
    capsys.readouterr()
    assert "choose one of before, ordinary, accidents" in refusal(capsys, *arguments, "late")


def test_a_purged_baseline_is_gone_with_its_key_and_copies_are_spoken_of(
    capsys: pytest.CaptureFixture[str],
    reports: dict[str, Path],
    phrase: Path,
    ring: MemoryKeyring,
    tmp_path: Path,
) -> None:
    alone, shared = tmp_path / "alone.baseline", tmp_path / "shared.baseline"
    answer(capsys, "baseline", reports["before"], "--output", alone)
    answer(capsys, "baseline", reports["before"], "--output", shared, "--passphrase-file", phrase)
    copy = tmp_path / "copy.baseline"
    copy.write_bytes(alone.read_bytes())
    code, document = answer(capsys, "purge", alone)
    assert (code, document["purged"], document["key_forgotten"]) == (0, str(alone), True)
    assert "can’t be opened by anyone" in document["note"]
    assert not alone.exists()
    assert len(ring.kept) == 1, "the other's key stays"
    assert "copy.baseline" in refusal(capsys, "compare", reports["before"], "--baseline", copy)
    ring.kept.clear()  # as on another PC
    _, document = answer(capsys, "purge", shared)
    assert "recovery passphrase" in document["note"]
    assert "another PC" in document["note"]
    assert not document["key_forgotten"]


def test_nothing_is_purged_while_the_keyring_says_nothing(
    capsys: pytest.CaptureFixture[str], reports: dict[str, Path], tmp_path: Path
) -> None:
    locked = LockedKeyring()
    keyring.set_keyring(locked)
    locked.locked = False
    kept = tmp_path / "kept.baseline"
    answer(capsys, "baseline", reports["before"], "--output", kept)
    locked.locked = True
    assert "not known whether it holds the key" in refusal(capsys, "purge", kept)
    assert kept.exists()
    locked.locked = False
    _, document = answer(capsys, "purge", kept)
    assert document["key_forgotten"]
    assert not locked.kept


def test_nothing_but_a_baseline_is_purged(
    capsys: pytest.CaptureFixture[str], reports: dict[str, Path], tmp_path: Path
) -> None:
    other = tmp_path / "evidence.baseline"
    keyring_store = TokenStore()
    seal(other, Label("evidence", datetime.now(UTC), date(2027, 12, 31)), [b"row"], Locks(keyring_store))
    for path in (reports["before"], other):
        assert path.name in refusal(capsys, "purge", path)
        assert path.exists()
    assert "no such file" in refusal(capsys, "purge", tmp_path / "gone.baseline")
