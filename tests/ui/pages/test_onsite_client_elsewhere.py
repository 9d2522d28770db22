"""The machine the client runs on, brought here by check file or pasted answer, and never as measured."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from app.checks.model import Outcome, Result
from app.checks.report import as_document
from app.checks.sealing import sealed
from app.checks.wording import finding
from app.host.facts import Machine, Read
from app.journey.events import ClientConfirmed
from app.journey.model import How, StepId
from app.ui.pages.onsite_client.elsewhere import OtherMachinePanel
from app.ui.pages.onsite_client.page import OnsiteClientPage
from tests.fakes.journeys import NOW
from tests.fakes.windows_prompt import Prompts, Thing
from tests.ui.pages.conftest import OnPage, Show

STEP = StepId.ONSITE_CLIENT
SERVER = Read(Machine("SIMS-SRV", "Windows Server 2022 Standard", "20348.1", "AMD64"))
RUNS = Result("client.running", "Wonde’s client is running", Outcome.PASS)
STOPPED = Result(
    "client.running",
    "Wonde’s client is running",
    Outcome.FAIL,
    (finding("CLI-02", evidence={}, service="Wonde Sync", state="stopped"),),
)


@pytest.fixture
def elsewhere(show: Show) -> OnPage:
    on = show(STEP, client_place="elsewhere")
    panel_of(on).unfold()
    return on


def panel_of(on: OnPage) -> OtherMachinePanel:
    assert isinstance(on.page, OnsiteClientPage)
    return on.page.other


def bring(on: OnPage, path: Path) -> OtherMachinePanel:
    panel = panel_of(on)
    panel.drop.chosen.emit((path,))
    on.settle()
    return panel


def check_file(folder: Path, *results: Result) -> Path:
    document = sealed(as_document(results, heading="", machine=SERVER, at=NOW - timedelta(hours=1)))
    path = folder / "checked.json"
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")
    return path


def texts(panel: OtherMachinePanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel))


def confirmed(on: OnPage) -> list[tuple[How, bool]]:
    return [
        (event.how, event.data.working)
        for event in on.events("client.confirmed")
        if isinstance(event.data, ClientConfirmed)
    ]


def test_a_check_file_is_shown_under_its_machine_s_name_and_never_as_measured(
    elsewhere: OnPage, tmp_path: Path
) -> None:
    panel = bring(elsewhere, check_file(tmp_path, RUNS))
    assert panel.heading.text().startswith("About SIMS-SRV, checked")
    assert panel.view.counts.fine == 2, "the file itself, and what it says"
    assert elsewhere.solid_ticks() == []
    assert confirmed(elsewhere) == [], "nothing is noted unless somebody says so"
    assert panel.note_button.text() == "Note that it runs there"
    panel.note_button.click()
    elsewhere.settle()
    assert confirmed(elsewhere) == [(How.READ_OFF, True)]
    assert elsewhere.solid_ticks() == []


def test_a_client_that_is_stopped_there_is_noted_as_not_working(elsewhere: OnPage, tmp_path: Path) -> None:
    panel = bring(elsewhere, check_file(tmp_path, STOPPED))
    assert panel.view.counts.mend == 1
    panel.note_button.click()
    elsewhere.settle()
    assert confirmed(elsewhere) == [(How.READ_OFF, False)]


def test_an_altered_file_is_shown_as_such_and_offers_nothing_to_note(
    elsewhere: OnPage, tmp_path: Path
) -> None:
    path = check_file(tmp_path, STOPPED)
    path.write_text(path.read_text("utf-8").replace('"fail"', '"pass"'), encoding="utf-8")
    panel = bring(elsewhere, path)
    assert "OTH-01" in {entry.code for row in panel.view._rows.values() for entry in row.findings}
    assert not panel.note_button.isVisibleTo(panel)


def test_what_is_no_check_file_is_explained_in_one_line(elsewhere: OnPage, tmp_path: Path) -> None:
    bring(elsewhere, check_file(tmp_path, RUNS))
    path = tmp_path / "letter.json"
    path.write_text("Dear colleague", encoding="utf-8")
    panel = bring(elsewhere, path)
    assert "letter.json" in texts(panel)
    assert not panel.found.isVisibleTo(panel), "what was shown before is about another file"


def test_a_pasted_answer_is_understood(elsewhere: OnPage) -> None:
    panel = panel_of(elsewhere)
    answer = panel.findChild(QPlainTextEdit, "pasted-answer")
    assert isinstance(answer, QPlainTextEdit)
    answer.setPlainText(Prompts(services=[Thing("WondeSync", "Wonde Sync")]).powershell())
    panel.read.click()
    elsewhere.settle()
    assert panel.heading.text().startswith("About SIMS-SRV, as its answer says")
    assert elsewhere.solid_ticks() == []
    panel.note_button.click()
    elsewhere.settle()
    assert confirmed(elsewhere) == [(How.READ_OFF, True)]


@pytest.mark.parametrize(
    ("pasted", "said"), [("", "Nothing was pasted yet"), ("x" * 200_001, "too long"), ("Thank you!", "paste")]
)
def test_an_answer_that_says_nothing_is_told_so(elsewhere: OnPage, pasted: str, said: str) -> None:
    panel = panel_of(elsewhere)
    panel.answer.setPlainText(pasted)
    panel.read.click()
    elsewhere.settle()
    assert said in texts(panel)
    assert not panel.found.isVisibleTo(panel)


def test_commands_for_either_prompt_can_be_copied(elsewhere: OnPage) -> None:
    panel = panel_of(elsewhere)
    assert "Get-CimInstance" in panel.commands.field.toPlainText()
    elsewhere.choose("commands-for", "In the Command Prompt")
    assert "sc query" in panel.commands.field.toPlainText()


def test_where_the_client_runs_here_there_is_no_other_machine(show: Show) -> None:
    on = show(STEP, client_place="this-pc")
    assert not panel_of(on).isVisibleTo(on.page)
