"""`export`, `data-test` and `mapping` as a script sees them: what is written, what is said, how they end."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from app.cli import run
from app.roster.export_format import ExportFormat
from app.roster.mapping import Mapping, read_mapping
from app.storage import atomic

STUDENTS = """\
UPN,MIS ID,Forename,Surname,Year Group,Reg Group,Username,Email,Classes
C304123424001,001,Quilla,Fetherstone,Year 7,7A,q.304,q@school.example,7a/Sc1
G20436142501A,002,Peregrin,Vantongeren,Year 7,7A,p.304,p@school.example,7a/Sc1;7a/En1
"""
STAFF = "MIS ID,Forename,Surname,Teaching Staff,Username,Classes\n5,Tobias,Sampleton,Y,t.304,7a/Sc1;7a/En1\n"
NAMES = ("Quilla", "Fetherstone", "Peregrin", "Vantongeren", "Sampleton", "q@school", "C304123424001")
FORMATS = {
    "csv": "out",
    "xlsx": "out.xlsx",
    "oneroster-1.1": "out.zip",
    "oneroster-1.2": "out",
    "ims-enterprise": "out.xml",
}


@pytest.fixture
def report(tmp_path: Path) -> Path:
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "students.csv").write_text(STUDENTS, encoding="utf-8")
    (folder / "staff.csv").write_text(STAFF, encoding="utf-8")
    return folder


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, Any]]:
    code = run([*map(str, arguments), "--json"])
    return code, json.loads(capsys.readouterr().out)


def refusal(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert run([*map(str, arguments)]) == 3
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    return line


@pytest.mark.parametrize(("format_", "name"), FORMATS.items())
def test_what_is_exported_previews_as_the_same_people(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, report: Path, format_: str, name: str
) -> None:
    code, document = answer(capsys, "export", report, "--format", format_, "--output", tmp_path / name)
    assert code == 0
    assert document["format"] == format_
    assert document["output"] == str(tmp_path / name)
    assert (document["source"], document["practice"]) == ("report", False)
    assert document["counts"]["memberships"] == 9
    assert all(entry["rows"] > 0 for entry in document["files"] if entry["name"] != "Issues")
    assert {entry["held"] for entry in document["not_held"]} <= {"no place for it"}
    assert all(entry["count"] and entry["title"] and entry["why"] for entry in document["not_held"])
    assert not any(name in json.dumps(document) for name in NAMES)
    code, preview = answer(capsys, "preview", tmp_path / name)
    assert code in (0, 1)
    assert (preview["counts"]["students"], preview["counts"]["staff"]) == (2, 1)
    assert preview["counts"]["classes"] == 2
    assert {path.name for path in tmp_path.iterdir()} == {"report", name}


def test_every_format_is_tried_here() -> None:
    assert FORMATS.keys() == {str(format_) for format_ in ExportFormat}


def test_in_words_nobody_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path, report: Path) -> None:
    arguments = ["export", str(report), "--format", "oneroster-1.1", "--output", str(tmp_path / "out")]
    assert run(arguments) == 0
    words = capsys.readouterr().out
    assert "users.csv" in words
    assert "Year groups are not classes" in words
    assert not any(name in words for name in NAMES)


def test_what_may_be_refused_or_stands_otherwise_asks_for_a_look(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, report: Path
) -> None:
    path = report / "students.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("q.304", ""), encoding="utf-8")
    code, document = answer(
        capsys, "export", report, "--format", "oneroster-1.1", "--output", tmp_path / "out"
    )
    assert code == 1
    assert ("username", "likely to be refused", 1) in {
        (entry["field"], entry["held"], entry["count"]) for entry in document["not_held"]
    }


def test_someone_missing_from_the_file_must_be_mended(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, report: Path
) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('sync_key = "upi"\n', encoding="utf-8")
    arguments = ("--format", "ims-enterprise", "--output", tmp_path / "x.xml", "--mapping", mapping)
    code, document = answer(capsys, "export", report, *arguments)
    assert code == 2
    lost = {(entry["kind"], entry["field"]): entry["count"] for entry in document["not_held"]}
    assert (lost["student", "record"], lost["staff", "record"]) == (2, 1)


@pytest.mark.parametrize(("format_", "name"), FORMATS.items())
def test_nothing_is_replaced_unless_asked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, report: Path, format_: str, name: str
) -> None:
    output = tmp_path / name
    arguments = ("export", report, "--format", format_, "--output", output)
    assert answer(capsys, *arguments)[0] == 0
    before = contents(output)
    assert "is already there" in refusal(capsys, *arguments)
    assert contents(output) == before
    assert answer(capsys, *arguments, "--overwrite")[0] == 0
    assert contents(output).keys() == before.keys()


def test_what_is_read_is_never_written_over(capsys: pytest.CaptureFixture[str], report: Path) -> None:
    students = report / "students.csv"
    before = students.read_bytes()
    for command in (("export", students, "--format", "csv"), ("baseline", students)):
        told = refusal(capsys, *command, "--output", report / "." / students.name, "--overwrite")
        assert "students.csv: is what is read" in told
    assert students.read_bytes() == before


def contents(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else sorted(path.iterdir())
    return {file.name: file.read_bytes() for file in files}


def test_a_folder_of_other_things_is_never_taken_for_an_old_export(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, report: Path
) -> None:
    folder = tmp_path / "Documents"
    folder.mkdir()
    (folder / "diary.txt").write_text("mine", encoding="utf-8")
    arguments = ("export", report, "--format", "csv", "--output", folder, "--overwrite")
    assert "already there" in refusal(capsys, *arguments)
    assert contents(folder) == {"diary.txt": b"mine"}
    assert "is a folder" in refusal(capsys, *arguments[:2], "--format", "xlsx", *arguments[4:])


def test_an_empty_folder_may_be_filled(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, report: Path
) -> None:
    (tmp_path / "out").mkdir()
    code, _ = answer(capsys, "export", report, "--format", "csv", "--output", tmp_path / "out")
    assert code == 0
    assert (tmp_path / "out" / "memberships.csv").is_file()


@pytest.mark.parametrize(("format_", "name"), FORMATS.items())
def test_a_disk_that_is_full_leaves_nothing_behind(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    report: Path,
    format_: str,
    name: str,
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    line = refusal(capsys, "export", report, "--format", format_, "--output", tmp_path / name)
    assert "No space left on device" in line
    assert name in line
    assert os.listdir(tmp_path) == ["report"]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("export", "--format", "csv", "--output", "x"), "No source was named"),
        (("export", "nowhere.csv", "--format", "csv", "--output", "x"), "nowhere.csv: there is no such file"),
        (("export", "nowhere.csv", "--format", "pdf", "--output", "x"), "'pdf' is not one of"),
        (("export", "nowhere.csv", "--output", "x"), "--format"),
        (("export", "nowhere.csv", "--format", "csv"), "--output"),
        (("data-test", "nowhere.csv", "--output", "sheet.html"), "nowhere.csv: there is no such file"),
        (("data-test", "nowhere.csv", "--output", "sheet.pdf"), "End the name in .html or .xlsx"),
        (("mapping", "--output", "m.toml", "--mapping", "nowhere.toml"), "nowhere.toml: can’t be read"),
    ],
)
def test_wrong_use_is_one_line_and_nothing_written(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: tuple[str, ...],
    part: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert part in refusal(capsys, *arguments)
    assert os.listdir(tmp_path) == []


def test_the_school_year_of_an_export_can_be_chosen(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, report: Path
) -> None:
    arguments = ("export", report, "--format", "oneroster-1.2", "--output", tmp_path / "out")
    assert answer(capsys, *arguments, "--school-year", "2031")[0] == 0
    sessions = (tmp_path / "out" / "academicSessions.csv").read_text(encoding="utf-8")
    assert "2030-09-01,2031-08-31" in sessions


def test_the_data_test_sheet_says_how_many_and_why_and_names_nobody_on_the_screen(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, report: Path
) -> None:
    arguments = ("data-test", report, "--output", tmp_path / "sheet.html")
    code, document = answer(capsys, *arguments, "--people", "1", "--seed", "4")
    assert (code, document["seed"], document["practice"]) == (0, 4, False)
    assert {entry["id"]: entry["people"] for entry in document["why"]}["random"] == 1
    assert not any(name in json.dumps(document) for name in NAMES)
    page = (tmp_path / "sheet.html").read_text(encoding="utf-8")
    assert any(name in page for name in NAMES)
    assert "is already there" in refusal(capsys, *arguments)
    assert run([*map(str, arguments[:3]), str(tmp_path / "sheet.xlsx")]) == 0
    assert not any(name in capsys.readouterr().out for name in NAMES)


def test_a_mapping_is_written_changed_and_read_back(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, report: Path
) -> None:
    path = tmp_path / "mapping.toml"
    code, document = answer(capsys, "mapping", "--output", path, "--school-name", "Example School")
    assert (code, document["mapping"]["sync_key"]) == (0, "wonde-id")
    assert "assumption" in document["note"]
    assert read_mapping(path) == Mapping()
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# What we ask itslearning to set up for Example School\n")
    path.write_text(text.replace('site_key = "root"', 'site_key = "site-77"'), encoding="utf-8")
    arguments = ("--format", "ims-enterprise", "--output", tmp_path / "x.xml", "--mapping", path)
    assert answer(capsys, "export", report, *arguments)[0] == 0
    assert "<id>site-77</id>" in (tmp_path / "x.xml").read_text(encoding="utf-8")
    assert run(["mapping", "--output", str(tmp_path / "again.toml"), "--mapping", str(path)]) == 0
    assert read_mapping(tmp_path / "again.toml").site_key == "site-77"
    assert "Send this to itslearning" in " ".join(capsys.readouterr().out.split())


def test_what_comes_from_the_practice_school_says_so_wherever_it_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, document = answer(
        capsys, "export", "--practice", "--format", "ims-enterprise", "--output", tmp_path / "x.xml"
    )
    assert code in (0, 1), "its dirt may ask for a look"
    assert document["practice"] is True
    assert document["phase"] == "after approval"
    assert "(PRACTICE)" in (tmp_path / "x.xml").read_text(encoding="utf-8")[:300]
    _, preview = answer(capsys, "preview", tmp_path / "x.xml")
    assert preview["counts"]["students"] == document["counts"]["students"]
    assert preview["counts"]["staff"] == document["counts"]["staff"]
    assert preview["counts"]["classes"] == document["counts"]["classes"]
    assert preview["school"] == document["school"]
