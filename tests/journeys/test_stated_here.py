"""`stated-here` never reads as confirmed by the headteacher: not in a page, in JSON, or in any document.

Anyone could have sat at this PC. Every text of every page and file is read, hidden parts of pages too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.journey.events import SsoApproved
from app.journey.folder import JourneyFolder
from app.journey.levels import Decision, decision_of
from app.journey.model import How, StepId
from app.storage.paths import resource
from app.ui.page import Place, Route, View
from tests.fakes.late_journeys import DECLINED, HANDED, Told, approved, live, sign_in
from tests.fakes.late_journeys import HEAD as HEAD_ACTOR
from tests.fakes.said import said_by, said_in
from tests.fakes.windows import Window, window
from tests.journeys.desks import Desks
from tests.ui.conftest import OFFSCREEN_NOTES

pytestmark = [pytest.mark.story, pytest.mark.qt_log_ignore(OFFSCREEN_NOTES, extend=True)]

HEAD_OR_NAME = r"(?:the )?head(?:teacher|master|mistress)?(?:’s proxy)?|Jane Example(?:, headteacher)?"
SURER = re.compile(
    rf"(?:{HEAD_OR_NAME}) (?:has |have )?(?:confirmed|agreed|approved|authorised|signed)\b"
    rf"|\b(?:confirmed|authorised|signed|returned|approved|agreed) by (?:{HEAD_OR_NAME})"
    r"|from their own copy",
    re.IGNORECASE,
)
DENIED = re.compile(r"(?:not|never|than|isn’t|until|once|when|if|whether) [^.]{0,40}$", re.IGNORECASE)
"""What stands before such words where they deny it, or say what would be."""
PLACES = (*StepId, Place.HEADTEACHER, Place.DOCUMENTS, Place.START)

BESIDE: list[Told] = [*live(), *HANDED, *approved()]
UNNAMED: list[Told] = [
    *live(), *HANDED, (SsoApproved(), How.TOLD, StepId.SSO_APPROVAL, HEAD_ACTOR)
]  # fmt: skip
HALF_SEEN: list[Told] = [*BESIDE, *sign_in("pupil", True)]
FAILED: list[Told] = [*BESIDE, *sign_in("pupil", True), *sign_in("staff", False)]
REFUSED: list[Told] = [*live(), *HANDED, *DECLINED]
SEEN: list[Told] = [*BESIDE, *sign_in("pupil", True), *sign_in("staff", True)]
STORIES = {
    "beside": BESIDE,
    "seen": SEEN,
    "unnamed": UNNAMED,
    "half-seen": HALF_SEEN,
    "failed": FAILED,
    "no": REFUSED,
}


@pytest.fixture
def desks(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desks:
    return Desks(tmp_path, capsys, monkeypatch)


def surer(text: str) -> list[str]:
    """Where a text says more than that it was stated here."""
    text, found = " ".join(text.split()), []
    for match in SURER.finditer(text):
        if not DENIED.search(text[max(0, match.start() - 60) : match.start()]):
            found.append(" ".join(text[max(0, match.start() - 60) : match.end() + 30].split()))
    return found


def documents(desks: Desks) -> dict[str, str]:
    """All that the commands write and print about a journey."""
    out = desks.post / "documents"
    out.mkdir(exist_ok=True)
    desks.says("brief", "--output", out)
    desks.says("bundle", "--output", out / "bundle.zip")
    desks.says("evidence", "--output", out / "pack.zip")
    (out / "printed.txt").write_text(desks.prints("status", "--write-to", out), "utf-8")
    (out / "status.json").write_text(json.dumps(desks.status(), ensure_ascii=False), "utf-8")
    (out / "journeys.txt").write_text(desks.prints("status", "--folder", out), "utf-8")
    desks.says("handover", "ask", "--output", out / "question.json")
    return said_in(out)


def levels_in(value: Any) -> Iterator[str]:
    """Every level that stands anywhere in a JSON document."""
    if isinstance(value, dict):
        if isinstance(value.get("level"), str):
            yield value["level"]
        for inner in value.values():
            yield from levels_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from levels_in(inner)


def sweep_documents(files: dict[str, str]) -> list[str]:
    """Files that say more than `stated-here`."""
    wrong = []
    for name, text in files.items():
        wrong += [f"{name}: {found}" for found in surer(text)]
        if name.endswith(".json"):
            wrong += [f"{name}: {level}" for level in levels_in(json.loads(text)) if level == "returned"]
    return wrong


def pages(shown: Window, folder: JourneyFolder) -> Iterator[tuple[str, str]]:
    """Every page on a journey with all that it says, seen or not, and its head, foot and rail."""
    shown.open(folder)
    for to in PLACES:
        view = View.HEADTEACHER if to is Place.HEADTEACHER else View.TECHNICIAN
        shown.go(Route(to, view))
        shown.idle()
        yield str(to), said_by(shown.shell, hidden=False) + "\n" + said_by(shown.shell.page, hidden=True)


@pytest.mark.parametrize("story", STORIES)
def test_no_document_and_no_command_says_more(desks: Desks, story: str) -> None:
    desks.begin(STORIES[story])
    files = documents(desks)
    assert not sweep_documents(files)
    pack = files["pack.zip/evidence.html"]
    assert "not confirmed by a reply of their own" in pack
    assert "not confirmed by a reply of their own" in files["status.json"]
    assert "not confirmed by a reply of their own" in " ".join(files["printed.txt"].split())
    status = next(text for name, text in files.items() if name.endswith(".status.json"))
    assert set(levels_in(json.loads(status))) == {"observed" if story == "seen" else "stated-here"}


@pytest.mark.parametrize("story", STORIES)
def test_no_page_says_more(desks: Desks, qapp: QApplication, qtbot: QtBot, story: str) -> None:
    folder = desks.begin(STORIES[story])
    with window(qapp, qtbot) as shown:
        wrong = [f"{page}: {found}" for page, text in pages(shown, folder) for found in surer(text)]
    assert not wrong


def test_help_and_wording_say_what_it_is_not() -> None:
    """The help is the same for every journey: it explains all three levels, and what the first is not."""
    text = (resource("help") / "how-known.md").read_text("utf-8")
    for level in ("Stated here", "Returned", "Seen to work"):
        assert f"**{level}**" in text
    assert "not the same as confirmed by the headteacher" in text


def test_a_level_that_is_made_too_much_of_would_be_found(
    desks: Desks, qapp: QApplication, qtbot: QtBot
) -> None:
    """The tests above fail where a statement at this PC is taken for the headteacher's own answer."""

    def too_sure(facts: Any) -> Decision | None:
        found = decision_of(facts)
        return None if found is None else Decision(found.approved, "returned", found.who, None, "0" * 64)

    folder = desks.begin(BESIDE)
    with (
        patch("app.journey.proofs.decision_of", too_sure),
        patch("app.evidence.pack.sections.decision_of", too_sure),
        patch("app.ui.pages.single_sign_on.model.decision_of", too_sure),
    ):
        wrong = sweep_documents(documents(desks))
        assert any("evidence.html" in one for one in wrong)
        assert any(".status.json" in one for one in wrong)
        with window(qapp, qtbot) as shown:
            found = [page for page, text in pages(shown, folder) if surer(text)]
        assert {"sso-approval", "finish"} <= set(found)
