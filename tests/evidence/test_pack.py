"""The evidence pack: what was agreed and how it is known, with nobody in it and nothing surer than it is."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pypdf
import pytest

from app.cli import run
from app.evidence.errors import Leak
from app.evidence.pack.files import EvidencePack, evidence_pack, write_pack
from app.evidence.pack.words import pack_words
from app.evidence.redaction import Guard
from app.formats.records import Person
from app.journey.chain import read_chain
from app.journey.events import (
    KINDS,
    AdviceNoted,
    ApprovalReceipt,
    ApprovalSeen,
    DataTestResult,
    PreviewTaken,
    SsoApproved,
)
from app.journey.folder import JourneyFolder
from app.journey.ledger import Ledger
from app.journey.model import How, JourneyKind, StepId
from app.journey.people import Actor, Role
from app.journey.verify import verify_bytes
from app.storage.paths import app_paths
from tests.fakes.awkward_people import awkward_people, forms, token
from tests.fakes.axe import violations
from tests.fakes.chromium import chromium
from tests.fakes.journeys import NOW, TECHNICIAN, Told, started
from tests.fakes.late_journeys import everything, live, tell

TABLES = {"how-known.csv", "timeline.csv", "numbers.csv", "details.csv", "receipts.csv", "article-30.csv"}


def whole(root: Path) -> JourneyFolder:
    """A journey told from the first look to two sign-ins, with receipt, advice and counts."""
    folder = tell(root, everything())
    receipt = ApprovalReceipt(
        who="Mary Sample",
        position="Deputy head",
        when=datetime(2026, 11, 3, 9, 5, tzinfo=UTC),
        reference="WON-77",
    )
    folder.record(receipt, actor=TECHNICIAN, how=How.READ_OFF, at=NOW, step=StepId.WONDE_APPROVAL)
    read = ApprovalSeen(via="wonde-portal", approved=True, people=1200)
    folder.record(read, actor=TECHNICIAN, how=How.READ_OFF, at=NOW, step=StepId.WONDE_APPROVAL)
    for what, answer, on in (("dpo", "yes", date(2026, 11, 2)), ("safeguarding", "no", None)):
        noted = AdviceNoted(what=what, answer=answer, on=on)
        folder.record(noted, actor=TECHNICIAN, how=How.TOLD, at=NOW)
    answered = DataTestResult(outcome="pass", on=date(2026, 11, 20), students=1212, staff=3)
    folder.record(answered, actor=Actor(None, Role.ITSLEARNING), how=How.TOLD, at=NOW, step=StepId.DATA_TEST)
    looked = PreviewTaken(
        phase="after", source="wonde", students=1207, staff=3, fields={"shared": 14, "not-shared": 5}
    )
    folder.record(looked, actor=TECHNICIAN, how=How.MEASURED, at=NOW, step=StepId.PREVIEW)
    return folder


def pack_of(folder: JourneyFolder) -> EvidencePack:
    return evidence_pack(folder.ledger.contents(), now=NOW, searched=Guard().searched)


def section(made: EvidencePack, wanted: str) -> str:
    (found,) = [part for part in made.pack.sections if part.id == wanted]
    cells = [" | ".join(row) for table in found.tables for row in (table.headings, *table.rows)]
    return "\n".join([*found.text, *cells])


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def edited(folder: JourneyFolder, old: bytes, new: bytes) -> JourneyFolder:
    data = folder.ledger.contents()
    assert old in data
    folder.ledger.path.write_bytes(data.replace(old, new, 1))
    return folder


def test_a_whole_journey_is_told_with_how_each_thing_is_known(tmp_path: Path) -> None:
    made = pack_of(whole(tmp_path))
    assert "Brookfield High School | Data Controller" in section(made, "parties")
    assert "LGfL and Atomwide" in section(made, "parties")
    assert "USO accounts" in section(made, "purpose")
    assert (
        "3 November 2026 | Wonde’s receipt of the approval, as typed in from it | Mary Sample, Deputy head | "
        "WON-77 | read off by the technician, 24 November 2026, 10:42" in section(made, "receipts")
    )
    assert "INC-1042" in section(made, "receipts")
    assert "14 | 5 | not counted | not counted | measured by this program" in section(made, "details")
    numbers = section(made, "numbers")
    assert "1,212 | 141 | 311 | 0 | measured by this program" in numbers, "the first look after approval"
    assert "1,207 | fewer than 5 | not recorded" in numbers, "the newest, and few people are not counted out"
    left_out = section(made, "left-out")
    assert "Number on roll, as the school gave it | 1,212" in left_out
    assert "Difference between the two; why is not known from here | 5" in left_out
    assert "Access control” on Wonde’s portal when the approval was last read | 1,200" in left_out
    assert "Data protection officer consulted | yes | 2 November 2026" in section(made, "advice")
    assert "impact assessment done or screened | not recorded" in section(made, "advice")
    test = section(made, "data-test")
    assert "answered on 20 November 2026" in test
    assert "1,212 students, fewer than 5 staff" in test
    assert "The data is in production. | as told by the staff of itslearning" in test
    assert "left out: no" in section(made, "dpia")
    assert "Brookfield High School shares names" in section(made, "privacy-notice")
    assert "23 November 2027" in section(made, "review")
    assert made.pack.warning == ""


def test_the_levels_of_the_decision_are_never_mixed(tmp_path: Path) -> None:
    said = tell(tmp_path / "said", [*live(), *everything()[-3:-2]])
    told = section(pack_of(said), "single-sign-on")
    assert "Level: stated-here: Stated at this PC for Jane Example, headteacher; not confirmed" in told
    assert "| Approved | stated-here | Jane Example, Headteacher |" in told
    assert "| returned" not in told
    assert "observed" not in told
    seen = section(pack_of(whole(tmp_path / "seen")), "single-sign-on")
    assert "Level: observed: Seen to work" in seen
    assert "| Approved | stated-here |" in seen, "the level it had when it was noted stays beside it"
    signed = SsoApproved(who="Jane Example", level="returned", request="ab" * 32)
    head = Actor("Jane Example", Role.HEADTEACHER)
    said.record(signed, actor=head, how=How.TOLD, at=NOW, step=StepId.SSO_APPROVAL)
    back = pack_of(said)
    assert "Level: returned: Returned by Jane Example" in section(back, "single-sign-on")
    assert "ab" * 32 in section(back, "receipts")
    levels = {row["claim"]: row["level"] for row in table(back.files["how-known.csv"])}
    assert levels.pop("head-approved") == "returned"
    assert levels.pop("head-declined", "returned") == "returned"
    assert set(levels.values()) == {""}, "nothing but the decision has a level"


def test_a_nearly_empty_journey_claims_nothing(tmp_path: Path) -> None:
    made = pack_of(started(tmp_path, Told.NOTHING))
    words = pack_words()
    assert made.pack.school == words.unnamed
    for name, said in (
        ("approval", words.approval.nothing),
        ("receipts", words.receipts.nothing),
        ("details", words.fields.nothing),
        ("numbers", words.counts.nothing),
        ("data-test", words.data_test.nothing),
        ("single-sign-on", words.sso.nothing),
        ("known", words.known.nothing),
        ("review", words.review.nothing),
    ):
        assert said in section(made, name), name
    assert section(made, "left-out").count("not known") >= 4
    entries = dict(made.pack.sections[11].tables[0].rows)
    assert entries["Review by"] == words.to_fill
    assert "nobody was counted" in entries["Categories of people"]
    assert table(made.files["how-known.csv"]) == []
    assert {*made.files} >= TABLES | {"evidence.html", "evidence.pdf", "ledger.jsonl"}


@pytest.mark.parametrize("kind", list(JourneyKind))
def test_every_kind_of_journey_has_a_pack(tmp_path: Path, kind: JourneyKind) -> None:
    made = pack_of(started(tmp_path, Told.DESCRIBED, kind=kind, lgfl=False))
    assert section(made, "single-sign-on") == pack_words().not_needed
    assert "LGfL" not in section(made, "parties")
    assert "USO" not in section(made, "purpose")


def test_the_zip_has_the_ledger_and_says_how_to_verify_it(tmp_path: Path) -> None:
    folder = whole(tmp_path / "journeys")
    made, path = pack_of(folder), tmp_path / "pack.zip"
    write_pack(made, path, guard=Guard(), replace=False)
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        files = {name: archive.read(name) for name in archive.namelist() if name != "manifest.json"}
    assert {entry["name"]: entry["sha256"] for entry in manifest["files"]} == {
        name: hashlib.sha256(data).hexdigest() for name, data in files.items()
    }
    assert all(entry["about"] for entry in manifest["files"])
    assert files["ledger.jsonl"] == folder.ledger.contents()
    told = section(made, "ledger")
    assert read_chain(files["ledger.jsonl"]).head_hash in told
    assert hashlib.sha256(files["ledger.jsonl"]).hexdigest() in told
    assert "status --verify --against ledger.jsonl" in told
    assert verify_bytes(folder.ledger.contents(), files["ledger.jsonl"]).sound
    assert len(table(files["timeline.csv"])) == len(folder.events())
    (row,) = table(files["article-30.csv"])
    assert row["Controller"] == "Brookfield High School"
    assert row["Lawful basis"].startswith(pack_words().to_fill)
    assert {entry["kind"] for entry in table(files["timeline.csv"])} <= set(KINDS)
    with pytest.raises(FileExistsError):
        write_pack(made, path, guard=Guard(), replace=False)


def test_permissions_at_approval_stand_in_it_by_name(tmp_path: Path) -> None:
    folder = whole(tmp_path)
    at_first = ApprovalSeen(
        via="wonde-api", approved=True, permissions=("student.upn", "student.read"), permissions_more=2
    )
    later = at_first.model_copy(update={"permissions": ("student.upn", "student.gender", "ada.oduya")})
    for seen in (at_first, later):
        folder.record(seen, actor=TECHNICIAN, how=How.MEASURED, at=NOW, step=StepId.WONDE_APPROVAL)
    made = pack_of(folder)
    left_out = section(made, "left-out")
    assert "last read | 1,200" in left_out, "a look that counts nobody takes no number away"
    told = section(made, "details")
    assert "student | Useful | UPN\n" in told
    assert "student | Needed | Records" in told
    assert "2 more, which this program has no words for" in told
    assert "student | Beyond need | Gender" in told, "the newest, as it differs"
    assert "3 more" in told
    assert "oduya" not in told.casefold(), "a code that the catalogue does not know is only counted"
    assert "not which" not in told


def test_an_edited_ledger_is_said_and_nobody_put_into_it_comes_along(tmp_path: Path) -> None:
    folder = edited(whole(tmp_path), b'"who":"Mary Sample"', b'"who":"Ada Oduya"')
    made = pack_of(folder)
    assert made.pack.warning == pack_words().ledger.unsound
    assert made.pack.warning in made.files["evidence.html"].decode()
    first = pypdf.PdfReader(io.BytesIO(made.files["evidence.pdf"])).pages[0].extract_text()
    assert "LEDGER WAS CHANGED" in " ".join(first.split())
    assert "was changed after it was written" in section(made, "ledger")
    assert pack_words().ledger.no_copy in section(made, "ledger")
    assert "ledger.jsonl" not in made.files
    everything_in_it = made.pack.words + "".join(
        data.decode() for name, data in made.files.items() if name != "evidence.pdf"
    )
    assert "Oduya" not in everything_in_it
    assert "Jane Example" not in everything_in_it, "no name of it can be trusted"
    assert "as told by the technician" in section(made, "receipts"), "an altered line is told at most"


@pytest.mark.parametrize(
    "line",
    ['{"note":"Ada Oduya","hash":"0"}\n', "Ada Oduya came by\n", "Ada Odu"],
    ids=["json", "text", "torn"],
)
def test_what_this_program_did_not_write_stays_out(tmp_path: Path, line: str) -> None:
    folder = whole(tmp_path)
    with folder.ledger.path.open("a", encoding="utf-8") as stream:
        stream.write(line)
    made = pack_of(folder)
    assert "ledger.jsonl" not in made.files
    assert pack_words().ledger.no_copy in section(made, "ledger")
    assert "Ada" not in made.pack.words


def test_a_newer_versions_fields_are_not_passed_on(tmp_path: Path) -> None:
    """A chain that holds, by somebody who can work out hashes, with a field this version does not know."""
    folder = whole(tmp_path)
    *lines, last, _ = folder.ledger.contents().split(b"\n")
    body = last.rpartition(b',"hash":')[0].replace(b'"data":{', b'"data":{"note":"Ada Oduya",') + b"}"
    sealed = body[:-1] + b',"hash":"' + hashlib.sha256(body).hexdigest().encode() + b'"}'
    folder.ledger.path.write_bytes(b"\n".join([*lines, sealed, b""]))
    assert verify_bytes(folder.ledger.contents()).sound
    made = pack_of(folder)
    assert made.pack.warning == ""
    assert "ledger.jsonl" not in made.files
    assert b"Oduya" not in b"".join(made.files.values())


def test_somebody_in_it_and_nothing_is_written(tmp_path: Path) -> None:
    folder, path = whole(tmp_path / "journeys"), tmp_path / "pack.zip"
    guard = Guard()
    guard.watch([Person("P1", "student", forename="Ada", surname="Oduya", mis_id="INC-1042")])
    with pytest.raises(Leak, match="identifier"):
        write_pack(pack_of(folder), path, guard=guard, replace=False)
    named = Guard()
    named.watch([Person("P1", "student", forename="Ada", surname="Oduya")])
    made = pack_of(folder)
    for name in ("evidence.html", "receipts.csv"):
        planted = EvidencePack(
            made.made_at, made.pack, {**made.files, name: made.files[name] + b"Oduya, Ada"}, made.names
        )
        with pytest.raises(Leak, match=re.escape(name)):
            write_pack(planted, path, guard=named, replace=False)
    assert list(tmp_path.iterdir()) == [tmp_path / "journeys"]
    write_pack(made, path, guard=named, replace=False)
    assert path.exists()


def test_nobody_of_ten_thousand_is_in_it_and_planting_one_is_refused(tmp_path: Path) -> None:
    crowd = awkward_people(10_000)
    guard = Guard()
    guard.watch(crowd)
    guard.watch_tokens(token())
    made = evidence_pack(whole(tmp_path / "journeys").ledger.contents(), now=NOW, searched=guard.searched)
    path = tmp_path / "pack.zip"
    write_pack(made, path, guard=guard, replace=False)
    said = path_text(path, "evidence.html")
    assert "identifiers of 10,000 people, and for the token that is held here; none is in it" in said
    small = ("article-30.csv", "numbers.csv", "receipts.csv")
    for person in crowd[::1000]:
        for form, hidden in forms(person.upn or person.email or token()):
            name = small[len(form) % 3]
            data = made.files[name] + f"\n{hidden}\n".encode()
            alone = EvidencePack(made.made_at, made.pack, {name: data}, made.names)
            with pytest.raises(Leak, match=re.escape(name)):
                write_pack(alone, tmp_path / "refused.zip", guard=guard, replace=False)
    assert not (tmp_path / "refused.zip").exists()


def test_what_is_drawn_is_searched_by_its_words(tmp_path: Path) -> None:
    """A PDF's octets are packed: somebody on a sheet is found by what the sheet says."""
    made = pack_of(whole(tmp_path / "journeys"))
    guard = Guard()
    guard.watch([Person("P1", "student", forename="Ada", surname="Oduya")])
    drawn = EvidencePack(made.made_at, replace(made.pack, foot="Ada Oduya"), made.files, made.names)
    with pytest.raises(Leak, match=r"evidence\.pdf"):
        write_pack(drawn, tmp_path / "pack.zip", guard=guard, replace=False)


def path_text(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def test_approvers_who_are_in_the_roster_may_be_named(tmp_path: Path) -> None:
    guard = Guard()
    guard.watch([Person("S1", "staff", forename="Jane", surname="Example")])
    path = tmp_path / "pack.zip"
    write_pack(pack_of(whole(tmp_path / "journeys")), path, guard=guard, replace=False)
    assert path.exists()


def test_by_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = whole(app_paths().journeys)
    report = tmp_path / "people.csv"
    report.write_text(
        "UPN,Forename,Surname,Year Group\nC304123424001,Quilla,Fetherstone,Year 7\n", encoding="utf-8"
    )
    path = tmp_path / "pack.zip"
    arguments = ["evidence", "--output", str(path), "--people", str(report)]
    assert run([*arguments, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["written"] == str(path)
    assert "1 people" in document["searched"]
    assert document["verification"]["exit_code"] == 0
    assert run(arguments) == 3
    assert "already there" in capsys.readouterr().err
    edited(folder, b'"students":1207', b'"students":1208')
    assert run([*arguments, "--overwrite", "--journey", str(folder.path)]) == 2
    assert "was changed after it was written" in capsys.readouterr().out
    assert "LEDGER WAS CHANGED" in path_text(path, "evidence.html")


def test_a_command_that_finds_somebody_says_so_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    whole(app_paths().journeys)
    report = tmp_path / "people.csv"
    report.write_text(
        "MIS ID,Forename,Surname,Year Group\nINC-1042,Quilla,Fetherstone,Year 7\n", encoding="utf-8"
    )
    assert run(["evidence", "--output", str(tmp_path / "pack.zip"), "--people", str(report)]) == 3
    captured = capsys.readouterr()
    (line,) = captured.err.splitlines()
    assert "Nothing was written" in line
    assert captured.out == ""
    assert list(tmp_path.glob("*.zip")) == []
    assert list(tmp_path.glob(".*")) == []


def test_practice_is_said_on_everything(tmp_path: Path) -> None:
    made = pack_of(started(tmp_path, Told.APPROVED, practice=True))
    assert pack_words().practice in made.files["evidence.html"].decode()
    for page in pypdf.PdfReader(io.BytesIO(made.files["evidence.pdf"])).pages:
        assert "PRACTICE" in page.extract_text()


def test_the_page_fetches_nothing_and_takes_no_markup(tmp_path: Path) -> None:
    html = pack_of(started(tmp_path, Told.DESCRIBED, "<script>alert(1)</script> & Sons"))
    text = html.files["evidence.html"].decode()
    assert not re.search(r"<script|<link|<img|<iframe|@import|url\(|onclick|onload", text)
    assert {link[0] for link in re.findall(r'(?:href|src)="([^"]*)"', text)} == {"#"}
    (row,) = table(html.files["article-30.csv"])
    assert not row["Controller"].startswith("=")


def test_the_sheets_hold_what_the_page_holds(tmp_path: Path) -> None:
    made = pack_of(whole(tmp_path))
    reader = pypdf.PdfReader(io.BytesIO(made.files["evidence.pdf"]))
    words = "".join("".join(page.extract_text() for page in reader.pages).split())
    for part in made.pack.sections:
        assert "".join(part.title.split()) in words
        for text in part.text:
            assert "".join(text.split())[:40] in words
    assert [item.title for item in reader.outline] == [part.title for part in made.pack.sections]
    for page in reader.pages:
        assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)


def test_a_long_school_name_and_a_long_ledger_still_fit(tmp_path: Path) -> None:
    folder = started(tmp_path, Told.APPROVED, "W" * 120)
    for hour in range(60):
        seen = ApprovalSeen(via="wonde-support", audited=bool(hour % 2), reference=f"INC-{hour}")
        folder.record(seen, actor=TECHNICIAN, how=How.TOLD, at=NOW + timedelta(hours=hour))
    made = pack_of(folder)
    assert len(pypdf.PdfReader(io.BytesIO(made.files["evidence.pdf"])).pages) > 3
    assert len(table(made.files["receipts.csv"])) == 60


def test_the_wording_has_every_kind_that_can_carry_a_reference() -> None:
    carrying = {
        kind for kind, model in KINDS.items() if {"reference", "request"} & set(model.model_fields)
    } | {"approval.receipt"}
    assert carrying <= set(pack_words().receipts.kinds) <= set(KINDS)
    pages = {"evidence.html", "evidence.pdf", "draft.html", "draft.pdf"}
    assert set(pack_words().about) == TABLES | pages | {"ledger.jsonl"}
    decision = SsoApproved.model_fields["decision"].annotation
    assert set(pack_words().sso.decisions) == set(getattr(decision, "__args__", ()))


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("media", "width"), [("screen", 1100), ("screen", 520), ("print", 1100)], ids=["wide", "narrow", "print"]
)
def test_the_page_is_accessible(tmp_path: Path, scheme: str, media: str, width: int) -> None:
    folder = edited(whole(tmp_path / "journeys"), b'"students":1207', b'"students":1208')
    path = tmp_path / "evidence.html"
    path.write_bytes(pack_of(folder).files["evidence.html"])
    with chromium(tmp_path / "profile") as browser:
        browser.set_window_size(width, 1200)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features, "media": media})
        browser.get(path.as_uri())
        found = violations(browser)
        wide = browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    assert found == []
    assert wide, "nothing sticks out"


def test_an_empty_ledger_is_no_fault(tmp_path: Path) -> None:
    made = evidence_pack(Ledger(tmp_path / "none.jsonl").contents(), now=NOW, searched=Guard().searched)
    assert pack_words().known.nothing in section(made, "known")
