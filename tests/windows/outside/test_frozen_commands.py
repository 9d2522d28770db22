"""Every command of the frozen program, run on the PCs of a school with a result that is looked at, so that no
part of it was left out when it was frozen."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, cast

import openpyxl
import pytest
import typer

from app.cli import commands
from app.guidance.help import help_pages
from tests.fakes.late_journeys import live, tell
from tests.fakes.windows_prompt import Prompts, Thing
from tests.fakes.wine import Wine, fresh_windows

pytestmark = pytest.mark.wine

FINE, LOOK_AT, MUST_FIX = 0, 1, 2
PUPILS = 60
PASSPHRASE = "five words that nobody guesses"


class _Group(Protocol):
    """As much of a command as tells whether others are under it."""

    commands: dict[str, object]


def every_command() -> set[str]:
    """Every name that makes the program do something, as `handover ask`."""
    return set(_under("", typer.main.get_command(commands)))


def _under(name: str, command: object) -> Iterator[str]:
    if not hasattr(command, "commands"):
        yield name
        return
    for word, inner in cast(_Group, command).commands.items():
        yield from _under(f"{name} {word}".strip(), inner)


@dataclass
class Pc:
    """One PC with the frozen program, and which of its commands were run there."""

    wine: Wine
    cli: Path
    ran: set[str] = field(default_factory=set)

    def says(self, command: str, *words: str | Path, code: int = FINE, **environment: str) -> dict[str, Any]:
        """The one JSON document of a command, after making sure how it ended."""
        self.ran.add(command)
        done = self.wine.run(self.cli, *command.split(), *words, "--json", **environment)
        assert done.code == code, (command, done)
        assert "Traceback" not in done.err
        answer: dict[str, Any] = json.loads(done.out)
        return answer


@pytest.fixture
def technicians(wine: Wine, cli: Path) -> Pc:
    return Pc(wine, cli)


@pytest.fixture
def heads(tmp_path: Path, cli: Path) -> Iterator[Pc]:
    with fresh_windows(tmp_path / "head's PC") as made:
        yield Pc(made, cli)


@pytest.mark.timeout(1500)
def test_every_command_gives_its_result(technicians: Pc, heads: Pc, tmp_path: Path) -> None:
    post = tmp_path / "Postfach – Ŵyn"
    post.mkdir()
    students = practice_report(technicians, post)
    files_of_people(technicians, students, post)
    next_september(technicians, students, post)
    yesterday = datetime.now(UTC) - timedelta(hours=20)
    journey = tell(tmp_path / "journeys", live(), last=yesterday).path
    checks_here_and_elsewhere(technicians, post)
    documents(technicians, journey, students, post)
    the_headteachers_answer(technicians, heads, journey, post)
    many_schools(technicians, journey, post)
    what_needs_a_server(technicians)
    assert technicians.ran | heads.ran == every_command()


def practice_report(pc: Pc, post: Path) -> Path:
    """The practice school's MIS report, read back."""
    pc.ran.add("practice report")
    words = ("--students", str(PUPILS), "--seed", "5", "--output", post / "report")
    done = pc.wine.run(pc.cli, "practice", "report", *words)
    assert (done.code, len(done.out.splitlines())) == (FINE, 4), done
    return post / "report" / "students.csv"


def files_of_people(pc: Pc, students: Path, post: Path) -> None:
    """A mapping, every form of export read back as the same people, a sheet to look up, and accounts."""
    told = pc.says("mapping", "--output", post / "mapping.toml", "--school-name", "Ysgol Llŷn")
    assert told["mapping"]["student"] == {"profile": "Student", "role": "01"}
    assert "Ysgol Llŷn" in (post / "mapping.toml").read_text(encoding="utf-8")
    for form, name in (
        ("csv", "people.zip"), ("xlsx", "people.xlsx"), ("oneroster-1.1", "roster11.zip"),
        ("oneroster-1.2", "roster12.zip"), ("ims-enterprise", "people.xml"),
    ):  # fmt: skip
        given = (students, "--format", form, "--output", post / name, "--mapping", post / "mapping.toml")
        exported = pc.says("export", *given, code=FINE if form in ("csv", "xlsx") else LOOK_AT)
        assert exported["counts"]["students"] == PUPILS
        back = pc.says("preview", post / name, code=MUST_FIX)
        assert back["counts"]["students"] == PUPILS, form
    sheet = pc.says("data-test", students, "--output", post / "look-up.xlsx")
    rows = openpyxl.load_workbook(post / "look-up.xlsx").active
    assert rows is not None
    assert rows.max_row > sheet["people"] > 10
    pc.says("data-test", students, "--output", post / "look-up.html")
    assert (post / "look-up.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    compared = pc.says("accounts", students, students, "--output", post / "odd.csv", code=LOOK_AT)
    assert compared["list"] == "students.csv"
    assert (post / "odd.csv").exists()


def next_september(pc: Pc, students: Path, post: Path) -> None:
    """A baseline with a key in Windows' own keyring and a passphrase; compared, then purged."""
    passphrase, kept = post / "passphrase.txt", post / "school.baseline"
    passphrase.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    made = pc.says("baseline", students, "--output", kept, "--passphrase-file", passphrase)
    assert made["opens_with"] == ["keyring", "passphrase"]
    for words in ((), ("--passphrase-file", passphrase)):
        compared = pc.says("compare", students, "--baseline", kept, *words)
        assert (compared["verdict"], compared["kinds"]["students"]["now"]) == ("pass", PUPILS)
    assert pc.says("purge", kept)["key_forgotten"]
    assert not kept.exists()


def checks_here_and_elsewhere(pc: Pc, post: Path) -> None:
    """A check file written and read; commands to send, and the box that reads their answer."""
    written = post / "checks.json"
    here = pc.says("check", "--only", "client", "--output", written, code=LOOK_AT)
    assert json.loads(written.read_text(encoding="utf-8"))["checks"] == here["checks"]
    read = pc.says("check", "--from", written, code=LOOK_AT)
    assert read["reliable"]
    assert next(found["code"] for check in read["checks"] for found in check["findings"]) == "OTH-03"
    sent = pc.says("check", "--commands")
    assert {each["id"] for each in sent["sets"]} >= {"powershell"}
    answer = post / "answer.txt"
    stopped = Prompts(services=[Thing("WondeThing", "Wonde Thing", state="STOPPED")])
    answer.write_text(stopped.powershell(), encoding="utf-8")
    pasted = pc.says("check", "--pasted", answer, code=MUST_FIX)
    assert pasted["machine"]["name"] == "SIMS-SRV"
    assert "CLI-02" in {found["code"] for check in pasted["checks"] for found in check["findings"]}


def documents(pc: Pc, journey: Path, students: Path, post: Path) -> None:
    """The brief, both packs, the bundle and the help pages, as files that others open."""
    at = ("--journey", journey)
    (brief,) = pc.says("brief", *at, "--output", post / "briefs")["briefs"]
    assert brief["school"] == "Brookfield High School"
    (page,), (sheet,) = (post / "briefs").glob("headteacher-brief-*.html"), (post / "briefs").glob("*.pdf")
    assert "Brookfield High School" in page.read_text(encoding="utf-8")
    assert sheet.read_bytes().startswith(b"%PDF-")
    everyone = ("--people", students)
    for name, words in (("pack.zip", everyone), ("draft.zip", ("--draft", *everyone))):
        told = pc.says("evidence", *at, "--output", post / name, *words)
        assert told["verification"]["exit_code"] == FINE
        assert unpacked(post / name) >= {(each["name"], each["sha256"]) for each in told["files"]}
    written = (*at, "--checks", post / "checks.json", "--output", post / "bundle.zip")
    told = pc.says("bundle", *written)
    assert unpacked(post / "bundle.zip") >= {(each["name"], each["sha256"]) for each in told["files"]}
    pc.says("help-page", "--output", post / "help.html")
    text = (post / "help.html").read_text(encoding="utf-8")
    assert not [page.topic for page in help_pages() if f'id="{page.topic}"' not in text]


def unpacked(file: Path) -> set[tuple[str, str]]:
    """What is in a ZIP: names with their SHA-256."""
    with zipfile.ZipFile(file) as archive:
        return {(name, hashlib.sha256(archive.read(name)).hexdigest()) for name in archive.namelist()}


def the_headteachers_answer(technicians: Pc, heads: Pc, journey: Path, post: Path) -> None:
    """A signed request and its signed answer, between two PCs whose keyrings are Windows' own."""
    at, question, answer = ("--journey", journey), post / "question.json", post / "answer.json"
    asked = technicians.says("handover ask", *at, "--output", question)
    shown = heads.says("handover show", question, "--same-words")
    assert shown["school"] == "Brookfield High School"
    decided = ("--decision", "approved", "--name", "Jane Example", "--same-words", "--output", answer)
    answered = heads.says("handover answer", question, *decided)
    assert len(asked["words"].split()) == len(answered["words"].split()) == 4
    assert asked["words"] != answered["words"]
    taken = technicians.says("handover take", answer, *at, "--same-words")
    assert (taken["decision"], taken["who"], taken["level"]) == ("approved", "Jane Example", "returned")
    assert technicians.says("handover forget", *at)["forgot"]
    status = technicians.says("status", *at, "--verify", "--against", journey / "ledger.jsonl")
    assert status["verification"]["exit_code"] == FINE


def many_schools(pc: Pc, journey: Path, post: Path) -> None:
    """A list of schools, a share with their status, and one request to the filter for all of them."""
    schools, share = post / "schools.csv", post / "share"
    schools.write_text("name,urn,dfe_number,mis,lgfl\nOak School,123457,3041235,SIMS,yes\n", encoding="utf-8")
    share.mkdir()
    (made,) = pc.says("journeys import", schools)["created"]
    pc.says("status", "--journey", made, "--write-to", share)
    pc.says("status", "--journey", journey, "--write-to", share)
    everyone = {row["school"] for row in pc.says("status", "--folder", share)["schools"]}
    assert everyone == {"Oak School", "Brookfield High School"}
    body = pc.says("filter-request", "--folder", share)["body"]
    assert all(name in body for name in (*everyone, "api.wonde.com"))


def what_needs_a_server(pc: Pc) -> None:
    """The practice school over TLS, whose certificate nobody trusts; and a sign-in that leads there."""
    pc.ran.add("practice serve")
    words = ("practice", "serve", "--until-stdin-closes", "--students", "50", "--tls")
    with pc.wine.start(pc.cli, *words) as serving:
        try:
            assert serving.stdout is not None
            school = json.loads(serving.stdout.readline())
            way = pc.says("sign-in-page", school["portal_url"], code=MUST_FIX)
            serving.communicate(timeout=60)
            assert serving.returncode == FINE
        finally:
            serving.kill()
    assert way["outcome"] == "dead"
    assert "certificate" in way["text"]
