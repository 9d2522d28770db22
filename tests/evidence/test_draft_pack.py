"""The draft for the data protection officer: what would be agreed, and no more than is known of it."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from app.cli import run
from app.evidence.pack.draft import draft_pack
from app.evidence.pack.files import EvidencePack, write_pack
from app.evidence.redaction import Guard
from app.journey.events import AdviceNoted, PreviewTaken
from app.journey.folder import JourneyFolder
from app.journey.model import How, StepId
from app.storage.paths import app_paths
from tests.evidence.test_pack import section
from tests.fakes.axe import violations
from tests.fakes.chromium import chromium
from tests.fakes.journeys import NOW, TECHNICIAN, Told, started
from tests.fakes.late_journeys import Told as Event
from tests.fakes.late_journeys import described, previewed, tell

LOOKED: Event = (
    PreviewTaken(phase="before", source="mis-report", students=1212, staff=3, classes=311, must_fix=2),
    How.MEASURED,
    StepId.PREVIEW,
    TECHNICIAN,
)
REFUSED: Event = (AdviceNoted(what="dpo", answer="no"), How.TOLD, StepId.WONDE_APPROVAL, TECHNICIAN)
SCREENED: Event = (
    AdviceNoted(what="dpia", answer="yes", on=date(2026, 11, 2)), How.TOLD, StepId.WONDE_APPROVAL, TECHNICIAN
)  # fmt: skip


def draft_of(folder: JourneyFolder) -> EvidencePack:
    return draft_pack(folder.ledger.contents(), now=NOW, searched=Guard().searched)


def test_before_approval_it_says_what_would_be_shared_and_that_nobody_has_agreed(tmp_path: Path) -> None:
    made = draft_of(tell(tmp_path, [*described(lgfl=False), LOOKED, REFUSED, SCREENED]))
    assert made.pack.title.startswith("Draft for the data protection officer")
    assert "No approval was recorded" in made.pack.purpose
    assert "1,212 | fewer than 5 | 311 | 2 | measured by this program" in section(made, "numbers")
    advice = section(made, "advice")
    assert "Data protection officer consulted | no" in advice
    assert "done or screened | yes | 2 November 2026" in advice
    assert "whether anyone is to be left out | not recorded" in advice
    assert "does not delete what itslearning already has" in section(made, "next")
    after = {"approval", "receipts", "data-test", "single-sign-on", "known", "review", "ledger"}
    assert not after & {part.id for part in made.pack.sections}
    assert set(made.files) == {"draft.html", "draft.pdf", "article-30.csv", "numbers.csv", "details.csv"}


def test_after_approval_it_says_how_that_is_known(tmp_path: Path) -> None:
    made = draft_of(tell(tmp_path, previewed()))
    assert "recorded already (read off by the technician, " in made.pack.purpose
    assert "No approval was recorded" not in made.pack.words


def test_sign_on_is_spoken_of_in_an_lgfl_school_alone(tmp_path: Path) -> None:
    london = draft_of(tell(tmp_path / "london", described()))
    assert "USO" in london.pack.words
    elsewhere = draft_of(tell(tmp_path / "elsewhere", described(lgfl=False)))
    for word in ("USO", "LGfL", "Atomwide"):
        assert word not in elsewhere.pack.words


def test_without_a_school_there_is_a_draft_all_the_same(tmp_path: Path) -> None:
    made = draft_of(tell(tmp_path, []))
    assert "School not named yet" in made.pack.words
    assert "Nobody was counted" in section(made, "numbers")


def test_it_is_written_as_one_file_that_was_searched(tmp_path: Path) -> None:
    made = draft_of(tell(tmp_path / "journeys", described()))
    file = tmp_path / "draft.zip"
    write_pack(made, file, guard=Guard(), replace=False)
    with zipfile.ZipFile(file) as archive:
        told = json.loads(archive.read("manifest.json"))
        assert {entry["name"] for entry in told["files"]} == set(made.files)
        assert all(entry["about"] for entry in told["files"])
        assert archive.read("draft.pdf").startswith(b"%PDF")


def test_the_command_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    started(app_paths().journeys, Told.NOTHING)
    file = tmp_path / "draft.zip"
    assert run(["evidence", "--draft", "--output", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {entry["name"] for entry in told["files"]} >= {"draft.html", "draft.pdf"}
    assert file.exists()


def test_the_page_passes_the_accessibility_check(tmp_path: Path) -> None:
    made = draft_of(tell(tmp_path / "journeys", [*described(), LOOKED, REFUSED]))
    page = tmp_path / "draft.html"
    page.write_bytes(made.files["draft.html"])
    with chromium(tmp_path / "profile") as browser:
        browser.get(page.as_uri())
        assert violations(browser) == []
