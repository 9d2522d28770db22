"""Ten thousand awkward people are loaded while every file that leaves the program is written: none is in one.

The files are real ones, written by the commands or by what the window uses. They are searched twice: by the
program's own guard, in every form it knows, and by a plain search of this test's own. With the search
switched off, what is planted gets into each of them: that is what these tests would then fail on.
"""

from __future__ import annotations

import csv
import functools
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from app.cli import run
from app.evidence.brief_files import write_brief
from app.evidence.bundle import support_bundle, write_bundle
from app.evidence.errors import Leak, SearchBroken
from app.evidence.handover.exchange import Answer, ask, open_request, reply
from app.evidence.pack.files import evidence_pack, write_pack
from app.evidence.redaction import Guard
from app.evidence.trust import write_status_file
from app.formats.records import Person, PersonKind
from app.journey.folder import JourneyFolder
from app.storage.logs import LOG_NAME, log_fault, start_logging, stop_logging
from app.storage.paths import app_paths
from app.ui.crash import redacted
from tests.fakes.awkward_people import ORDINARY, awkward_people, forms, planted_values, token
from tests.fakes.installations import Two, two
from tests.fakes.journeys import NOW, TECHNICIAN
from tests.fakes.late_journeys import everything, live, tell
from tests.fakes.said import said_in

SCHOOL = "Brookfield High School"
HEAD = "Jane Example"
WRITERS = ("bundle", "evidence pack", "hand-over question", "hand-over answer", "status file", "brief")


@functools.cache
def crowd() -> tuple[Person, ...]:
    return tuple(awkward_people(10_000))


@functools.cache
def crowd_guard() -> Guard:
    guard = Guard()
    guard.watch(crowd())
    guard.watch_tokens(token())
    return guard


@dataclass(frozen=True)
class Writing:
    """One way in which a file leaves, and the one place where its words are made."""

    path: Path
    write: Callable[[], object]
    words_of: str
    """The function whose result is written."""


@contextmanager
def writing(name: str, tmp_path: Path) -> Iterator[Writing]:
    """A file about to be written, of a journey that has all there can be in one."""
    both = two(tmp_path)
    guard = crowd_guard()
    story = everything() if name in ("bundle", "evidence pack", "status file") else live()
    journey = tell(tmp_path / "journeys", story)
    path = tmp_path / "out" / f"{name.replace(' ', '-')}.file"
    path.parent.mkdir()
    makers: dict[str, Callable[[], Writing]] = {
        "bundle": lambda: Writing(path, lambda: _bundle(journey, path, guard), "app.evidence.bundle.as_json"),
        "evidence pack": lambda: Writing(
            path, lambda: _pack(journey, path, guard), "app.evidence.pack.files.pack_html"
        ),
        "hand-over question": lambda: Writing(
            path,
            lambda: ask(journey, path, here=both.technician, actor=TECHNICIAN, now=NOW, guard=guard),
            "app.evidence.handover.exchange.as_file",
        ),
        "hand-over answer": lambda: _answering(journey, both, path),
        "status file": lambda: Writing(
            path.parent / f"{journey.facts().journey_id}.status.json",
            lambda: write_status_file(journey.reading(), path.parent, now=NOW, guard=guard),
            "app.evidence.trust.as_json",
        ),
        "brief": lambda: Writing(
            path.parent / f"headteacher-brief-{journey.path.name}.html",
            lambda: write_brief(
                journey, path.parent, now=NOW, portal="https://x.invalid", guard=guard, replace=False
            ),
            "app.evidence.brief_files.brief_html",
        ),
    }
    yield makers[name]()


def _bundle(journey: JourneyFolder, path: Path, guard: Guard) -> None:
    made = support_bundle(journey.reading(), now=NOW, guard=guard)
    write_bundle(made, path, guard=guard, replace=False)


def _pack(journey: JourneyFolder, path: Path, guard: Guard) -> None:
    made = evidence_pack(journey.ledger.contents(), now=NOW, searched=guard.searched)
    write_pack(made, path, guard=guard, replace=False)


def _answering(journey: JourneyFolder, both: Two, path: Path) -> Writing:
    question = both.post / "question.json"
    ask(journey, question, here=both.technician, actor=TECHNICIAN, now=NOW, guard=Guard())
    request = open_request(question, here=both.head, now=NOW, compared=True)
    said = Answer("approved", HEAD, "headteacher")

    def write() -> object:
        return reply(request, said, path, here=both.head, now=NOW)

    return Writing(path, write, "app.evidence.handover.exchange.as_file")


@contextmanager
def planted(where: str, text: str) -> Iterator[None]:
    """The words of a file have this text in them too."""
    module, _, name = where.rpartition(".")
    whole = getattr(sys.modules[module], name)

    def with_it(*arguments: object, **named: object) -> str | bytes:
        said: str | bytes = whole(*arguments, **named)
        return f"{said} {text} " if isinstance(said, str) else said + f" {text} ".encode()

    with patch(where, with_it):
        yield


def gets_out(tmp_path: Path, name: str, values: list[str]) -> list[str]:
    """The forms in which a writer let a value through. Every value and every form has its turn."""
    through = []
    with writing(name, tmp_path) as made:
        with patch("app.evidence.handover.installation.Installation.note_answer"):
            made.write()  # nobody is in it yet, or nothing below would tell anything
        for path in made.path.parent.iterdir():
            path.unlink()
        for turn in range(max(len(values), 12)):
            form, hidden = forms(values[turn % len(values)])[turn % 12]
            with planted(made.words_of, hidden):
                try:
                    made.write()
                except (Leak, SearchBroken):
                    assert not made.path.exists()
                else:
                    return [*through, f"{form} in {name}"]
    return through


def plants(name: str) -> list[str]:
    """Of four people, and the token. A copy that answers has nobody loaded: it knows UPNs and addresses."""
    people = [crowd()[at] for at in (1, 90, 5_000, 9_990)]
    values = [planted_values(person) for person in people]
    if name == "hand-over answer":
        return [value for told in values for kind, value in told.items() if kind in ("upn", "email")]
    return [*(value for told in values for value in told.values()), token()]


@pytest.mark.parametrize("name", WRITERS)
def test_planting_one_makes_the_writer_refuse(tmp_path: Path, name: str) -> None:
    assert not gets_out(tmp_path, name, plants(name))


@pytest.mark.parametrize("name", WRITERS)
def test_with_redaction_switched_off_what_is_planted_gets_out(tmp_path: Path, name: str) -> None:
    """The test above fails then: it is the search that keeps people in, not the way things are put."""
    with ExitStack() as off:
        off.enter_context(patch.object(Guard, "look", lambda *_: frozenset()))
        off.enter_context(patch.object(Guard, "try_out", lambda *_: None))
        assert gets_out(tmp_path, name, plants(name)[:1])


@pytest.mark.parametrize("name", WRITERS)
def test_ordinary_words_stop_no_writer(tmp_path: Path, name: str) -> None:
    words = " ".join(f"{word} {word.lower()} the {word} way," for word in ORDINARY)
    with writing(name, tmp_path) as made, planted(made.words_of, words):
        made.write()
        assert made.path.exists()


def report_of(people: tuple[Person, ...], folder: Path) -> Path:
    """Everybody as two reports of a MIS."""
    folder.mkdir()
    for kind, name in ((PersonKind.STUDENT, "students.csv"), (PersonKind.STAFF, "staff.csv")):
        with open(folder / name, "w", newline="", encoding="utf-8") as file:
            out = csv.writer(file)
            code = "Adno" if kind is PersonKind.STUDENT else "Staff Code"
            out.writerow([code, "UPN", "Forename", "Surname", "Date of birth", "Email", "Year Group"])
            for person in people:
                if person.kind is kind:
                    out.writerow(
                        [
                            person.mis_id or "",
                            person.upn or "",
                            person.forename,
                            person.surname,
                            person.date_of_birth or "",
                            person.email or "",
                            "Year 7",
                        ]
                    )
    return folder


def a_crash(person: Person) -> str:
    """The text to copy of a crash while somebody was being worked on."""
    try:
        raise ValueError(f"{person.forename} {person.surname} {person.upn} {person.email}")
    except ValueError as problem:
        return redacted(type(problem), problem.__traceback__)


def a_day_at_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """Everything that the program wrote on a day on which all of them were loaded and something broke."""
    people = str(report_of(crowd(), tmp_path / "mis"))
    folder = tell(app_paths().journeys, live())
    out = tmp_path / "out"
    out.mkdir()
    both = two(tmp_path)
    guard = crowd_guard()

    def did(*arguments: str | Path, codes: tuple[int, ...] = (0, 1)) -> None:
        assert run([*map(str, arguments)]) in codes, capsys.readouterr().err

    first, *others = map(broken_at, crowd()[:60])
    with patch("app.roster.document.preview_document", side_effect=first):
        did("preview", people, codes=(3,))
    _log(others)
    did("status", "--write-to", out)
    did("brief", "--output", out)
    ask(folder, out / "question.json", here=both.technician, actor=TECHNICIAN, now=NOW, guard=guard)
    request = open_request(out / "question.json", here=both.head, now=NOW, compared=True)
    reply(request, Answer("approved", HEAD, "headteacher"), out / "answer.json", here=both.head, now=NOW)
    did("bundle", "--people", people, "--output", out / "bundle.zip")
    did("evidence", "--people", people, "--output", out / "pack.zip")
    (out / "crash.txt").write_text("\n".join(a_crash(person) for person in crowd()[:300]), "utf-8")
    printed = capsys.readouterr()
    (out / "terminal.txt").write_text(printed.out + printed.err, "utf-8")
    log = app_paths().logs / LOG_NAME
    return {**said_in(out), "log": log.read_text("utf-8"), "ledger": folder.ledger.path.read_text("utf-8")}


def broken_at(person: Person) -> ValueError:
    """A fault whose text says whom it was about."""
    return ValueError(f"{person.forename} {person.surname} ({person.upn}, {person.date_of_birth})")


def _log(faults: Iterable[ValueError]) -> None:
    start_logging(app_paths())
    for fault in faults:
        log_fault(fault)
    stop_logging()


def somebody_in(files: dict[str, str]) -> list[str]:
    """Files in which the guard, or a plain search for what can't be ordinary words, finds one of them."""
    guard = crowd_guard().allowing(SCHOOL, HEAD)
    found = [name for name, text in files.items() if guard.look(text.encode())]
    long = [
        value.casefold()
        for person in crowd()
        for kind, value in planted_values(person).items()
        if kind != "name" or len(value) > 14
    ]
    for name, text in files.items():
        plain = text.casefold()
        if any(value in plain or value[::-1] in plain for value in (*long, token())):
            found.append(name)
    return found


def test_nobody_is_in_anything_that_leaves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = a_day_at_work(tmp_path, capsys)
    members = " ".join(files)
    for wanted in (
        "bundle.zip/timeline.json", "bundle.zip/ticket.txt", "pack.zip/evidence.html",
        "pack.zip/evidence.pdf", "pack.zip/ledger.jsonl", "question.json", "answer.json", ".status.json",
        "headteacher-brief", "log", "crash.txt",
    ):  # fmt: skip
        assert wanted in members, (wanted, members)
    assert "fault" in files["log"]
    assert "10,000 people" in files["pack.zip/evidence.html"]
    assert "10,000 people" in json.loads(files["bundle.zip/manifest.json"])["searched"]
    assert not somebody_in(files)


def test_the_search_of_this_test_finds_what_a_log_without_redaction_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with patch("app.storage.logs.described", lambda error: f"{error}"):
        _log([broken_at(crowd()[7])])
    text = (app_paths().logs / LOG_NAME).read_text("utf-8")
    assert somebody_in({"log": text})
    assert not capsys.readouterr().out
