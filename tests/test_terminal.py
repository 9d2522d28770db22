"""What a person reads at a terminal: everything the document knows, at the width there is, for any school."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.checks.model import Finding, Mender, Outcome, Remedy, Result, Severity
from app.cli import run
from app.output import plain
from app.roster.facts import SourceKind
from app.terminal import checks_text, import_text, listing_text, source_words

SCHOOLS = (
    "name,urn,dfe_number,mis,lgfl\n"
    "St Bartholomew's and All Hallows Church of England VA Primary School,123457,3041235,Arbor,no\n"
)
REPORT = "UPN,Forename,Surname,Year,DOB\nH801200001001,Amy,Oak,7,41153\n"
REFUSED = Finding(
    code="NET-21",
    severity=Severity.MEND,
    title="The connection is refused",
    summary="Something says no.",
    remedy=Remedy(Mender.NETWORK_TEAM, "Ask them.", ("Send the message below.",), "Please let us through."),
)
ABOUT = {"heading": "", "practice": False}


@pytest.mark.parametrize("columns", [80, 100])
def test_lines_fit_the_terminal_and_end_without_spaces(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    report = tmp_path / "students.csv"
    report.write_text(REPORT, encoding="utf-8")
    run(["preview", str(report)])
    run(["check", "--practice", "--only", "net"])
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= columns
    assert all(line == line.rstrip() for line in lines)


def test_a_preview_says_what_was_left_out_or_assumed_while_reading(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    report = tmp_path / "students.csv"
    report.write_text(REPORT, encoding="utf-8")
    run(["preview", str(report)])
    said = " ".join(capsys.readouterr().out.split())
    assert "before approval" in said
    assert "told apart by their UPN" in said
    assert "is not a date" in said


def test_what_no_report_can_say_is_said_once_and_what_it_lacks_is_named_together(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    report = tmp_path / "students.csv"
    report.write_text("UPN,Forename,Surname,Year\nH801200001001,Amy,Oak,7\n", encoding="utf-8")
    run(["preview", str(report)])
    said = " ".join(capsys.readouterr().out.split())
    assert said.count("can't be seen from here") == 1
    assert "Student: Forename 1 of 1" in said
    assert "Empty or not in this source: Student: MIS id, " in said
    assert "Staff:" not in said


def test_a_ledger_damaged_all_over_fills_no_screen(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "schools.csv").write_text(SCHOOLS, encoding="utf-8")
    run(["journeys", "import", str(tmp_path / "schools.csv")])
    folder = Path(capsys.readouterr().out.splitlines()[1].strip())
    with (folder / "ledger.jsonl").open("ab") as ledger:
        ledger.write(b"nonsense\n" * 300)
    for more in ((), ("--verify",)):
        assert run(["status", "--journey", str(folder), *more]) == 2
        said = capsys.readouterr().out
        assert "… and 290 more lines like these." in said
        assert "Line 302 is not a line" in said
        assert len(said.splitlines()) < 40


def test_a_last_line_cut_short_is_said_in_status_too(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "schools.csv").write_text(SCHOOLS, encoding="utf-8")
    run(["journeys", "import", str(tmp_path / "schools.csv")])
    folder = Path(capsys.readouterr().out.splitlines()[1].strip())
    ledger = folder / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes()[:-20])
    run(["status", "--journey", str(folder)])
    assert "whole but for its last line, which was cut short" in " ".join(capsys.readouterr().out.split())


def test_a_message_to_send_is_there_to_be_sent() -> None:
    refused = Result("net.tcp.x", "Connection: x", Outcome.FAIL, (REFUSED,))
    said = checks_text([refused], ABOUT)
    assert "Please let us through." in said
    assert "To mend: The connection is refused (NET-21)" in said


def test_checks_not_made_for_one_reason_are_said_once() -> None:
    skipped = [
        Result(f"wonde.{name}", name, Outcome.SKIPPED, note="No token is kept here.")
        for name in ("a", "b", "c")
    ]
    assert checks_text(skipped, ABOUT).count("No token is kept here.") == 1


def test_an_import_then_the_list_show_whole_folders_and_titles(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    schools = tmp_path / "schools.csv"
    schools.write_text(SCHOOLS + "Brookfield High School,123456,3041234,SIMS,yes\n", encoding="utf-8")
    assert run(["journeys", "import", str(schools)]) == 0
    folders = [line.strip() for line in capsys.readouterr().out.splitlines()[1:]]
    assert len(folders) == 2
    assert all(Path(folder).is_dir() for folder in folders)
    assert run(["status"]) == 0
    listed = capsys.readouterr().out
    assert "At: On-site client. Next: technician." in listed
    assert all(folder in listed for folder in folders)


def test_nothing_imported_and_nothing_there_are_said_in_words() -> None:
    assert import_text({"created": [], "already_there": []}) == "0 journeys made."
    assert "no journey" in listing_text({"journeys": []})


def test_a_hostile_name_cannot_speak_to_the_terminal() -> None:
    assert plain("\x1b[2JOwned\x9b1m\r\nSchool") == "\ufffd[2JOwned\ufffd1m\ufffd\nSchool"


def test_square_brackets_in_a_name_are_shown_as_they_are() -> None:
    odd = Result("client.installed", "Installed", Outcome.PASS, note="[red]Wonde[/red] [/x]")
    assert "[red]Wonde[/red] [/x]" in checks_text([odd], ABOUT)


def test_every_source_is_called_what_people_call_it() -> None:
    called = {kind: source_words(str(kind)) for kind in SourceKind}
    assert len(set(called.values())) == len(SourceKind)
    assert called[SourceKind.IMS_ENTERPRISE] == "an IMS Enterprise file"
