"""Last year's baseline opened in the window: verdict, numbers, the very people, and what a hold answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.journey.events import BaselineKept, BaselinePurged, ComparisonMade
from app.journey.folder import JourneyFolder
from app.practice.accidents import spoil
from app.practice.report import write_report
from app.practice.school import SchoolSpec
from app.practice.september import next_september
from app.practice.serve import ServeOptions, make_school
from app.roster.baseline.keeping import keep, read
from app.roster.baseline.nearby import kept_near
from app.roster.sources import load_report
from app.storage.locks import Locks
from app.ui.pages.preview.changes_result import KindNumbers
from app.ui.pages.preview.comparing import compare_with
from app.ui.pages.preview.page import PreviewPage
from app.ui.widgets.numbers_table import NumbersTable
from tests.fakes.practice import school_for
from tests.fakes.practice_rosters import roster_of
from tests.fakes.septembers import JULY, SEPTEMBER
from tests.ui.preview.steps import Open, choose_report, load, settle, texts

PHRASE = "copper lantern willow sixpence"
UNTIL = date(2027, 12, 31)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Last July's report, this September's, and one of a September with accidents."""
    made = {}
    for name in ("before", "ordinary", "accidents"):
        folder = tmp_path_factory.mktemp(name)
        write_report(make_school(replace(ServeOptions(students=300, seed=4), september=name)), folder)
        made[name] = folder / "report.zip"
    return made


@pytest.fixture(scope="module")
def baseline(reports: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Last July's, which opens with its passphrase alone."""
    path = tmp_path_factory.mktemp("kept") / "July.baseline"
    with load_report(reports["before"]) as roster:
        keep(roster, path, Locks(None, PHRASE), keep_until=UNTIL)
    return path


@pytest.fixture
def september(qtbot: QtBot, open_page: Open, reports: dict[str, Path]) -> Callable[[str], PreviewPage]:
    """Opens the page with this September's report, or the one with accidents, read."""

    def opened(name: str) -> PreviewPage:
        page = open_page()
        choose_report(qtbot, page, (reports[name],))
        load(qtbot, page)
        page.tabs.tabs.open("changes")
        settle(qtbot, page.services)
        return page

    return opened


def compare(qtbot: QtBot, page: PreviewPage, path: Path, passphrase: str = "") -> None:
    ask = page.tabs.changes.ask
    ask.drop.chosen.emit((path,))
    ask.passphrase.setText(passphrase)
    ask.compare_button.click()
    qtbot.waitUntil(lambda: ask.compare_button.isEnabled(), timeout=20_000)
    settle(qtbot, page.services)


def press(page: PreviewPage, name: str) -> None:
    button = page.findChild(QPushButton, name)
    assert isinstance(button, QPushButton), name
    button.click()


def said(page: PreviewPage) -> str:
    return "\n".join(texts(page.tabs.changes.result))


def test_an_ordinary_september_passes_and_says_what_explains_it(
    qtbot: QtBot, september: Callable[[str], PreviewPage], baseline: Path, folder: JourneyFolder
) -> None:
    page = september("ordinary")
    compare(qtbot, page, baseline, PHRASE)
    view = page.tabs.changes.result.view
    assert view is not None
    assert not view.held
    assert "Nothing stands in the way" in said(page)
    assert "students moved up a year" in said(page)
    assert "moved up a year" in " ".join(view.explained)
    assert "Who is told?" not in said(page), "nobody asks that of a pass"
    students = view.kinds[0]
    assert students.new + students.gone + students.changed == students.explained + students.unexplained
    (event,) = [event.data for event in folder.events() if isinstance(event.data, ComparisonMade)]
    assert (event.verdict, event.left["students"]) == ("pass", students.unexplained)
    table = page.tabs.changes.result.findChild(NumbersTable, "changes-table")
    assert isinstance(table, NumbersTable)
    last = table.model().columnCount() - 1
    assert table.model().headerData(last, Qt.Orientation.Horizontal) == "Not explained"
    assert f"{students.unexplained} not explained." in view.message


def test_the_numbers_turn_to_sentences_where_the_table_would_be_cut(
    qtbot: QtBot, september: Callable[[str], PreviewPage], baseline: Path
) -> None:
    page = september("ordinary")
    compare(qtbot, page, baseline, PHRASE)
    numbers = page.tabs.changes.result.findChild(KindNumbers)
    assert isinstance(numbers, KindNumbers)
    needed = numbers.table.whole_width
    page.resize(needed + 200, 414)
    qtbot.waitUntil(numbers.table.isVisible)
    assert not numbers.words.isVisible()
    page.resize(needed - 20, 414)
    qtbot.waitUntil(numbers.words.isVisible)
    assert not numbers.table.isVisible()
    view = page.tabs.changes.result.view
    assert view is not None
    assert numbers.words.text().splitlines() == [kind.sentence for kind in view.kinds]


def test_staff_that_a_report_lacks_are_said_not_to_be_compared(
    qtbot: QtBot, open_page: Open, reports: dict[str, Path], baseline: Path, folder: JourneyFolder
) -> None:
    page = open_page()
    choose_report(qtbot, page, (reports["ordinary"].parent / "students.csv",))
    load(qtbot, page)
    page.tabs.tabs.open("changes")
    settle(qtbot, page.services)
    compare(qtbot, page, baseline, PHRASE)
    view = page.tabs.changes.result.view
    assert view is not None
    assert not view.held
    assert view.lines == ()
    (note,) = view.not_told
    assert note.startswith("Staff were not compared")
    shown = [label.text() for label in page.tabs.changes.result.findChildren(QLabel) if label.isVisible()]
    assert "Nothing stands in the way among what was compared" in shown
    assert shown.count(note) == 1
    assert note in view.message
    assert "0 not explained" not in next(line for line in view.message.splitlines() if "Staff" in line)
    assert view.kinds[1].cells[2:] == ("–",) * 5
    (event,) = [event.data for event in folder.events() if isinstance(event.data, ComparisonMade)]
    assert "staff" not in event.left


def test_the_chart_stands_against_last_year(
    qtbot: QtBot, september: Callable[[str], PreviewPage], baseline: Path
) -> None:
    page = september("ordinary")
    compare(qtbot, page, baseline, PHRASE)
    bars = page.tabs.overview.chart.bars
    assert all(bar.expected for bar in bars if bar.label != "No year")
    assert "the baseline of" in "\n".join(texts(page.tabs.overview.years))
    press(page, "compare-again")
    assert page.tabs.changes.back.isVisibleTo(page.tabs.changes)
    press(page, "back-to-result")
    assert page.tabs.changes.result.isVisibleTo(page.tabs.changes)


def test_a_september_with_accidents_is_held_and_answers_what_people_ask(
    qtbot: QtBot, september: Callable[[str], PreviewPage], baseline: Path
) -> None:
    page = september("accidents")
    compare(qtbot, page, baseline, PHRASE)
    view = page.tabs.changes.result.view
    assert view is not None
    assert view.held
    assert view.reasons
    for question in ("Who is told?", "Did anything pass?", "Where is it logged?", "What do I press?"):
        assert question in said(page)
    assert view.reasons[0] in view.message
    line = next(line for line in view.lines if line.people)
    press(page, f"changed-people-{line.code}-{line.kind}")
    settle(qtbot, page.services)
    assert page.tabs.tabs.current == "people"
    assert page.tabs.people_model.rowCount() == len(line.people)
    roster = page._roster
    assert roster is not None
    some = tuple(group.id for group in roster.groups()[:3])
    page.tabs.changes.result.groups.emit(replace(line, people=(), groups=some))
    settle(qtbot, page.services)
    model = page.tabs.groups.model
    assert model.rowCount(model.index(0, 0)) == len(some)


def test_a_lost_key_a_wrong_passphrase_and_a_foreign_file_are_explained(
    qtbot: QtBot, september: Callable[[str], PreviewPage], baseline: Path, tmp_path: Path
) -> None:
    page = september("ordinary")
    trouble = page.tabs.changes.ask.trouble
    compare(qtbot, page, baseline)
    assert "no recovery passphrase was given" in trouble.accessibleName()
    assert page.error is None, "the page stays as it is"
    compare(qtbot, page, baseline, "not the right one at all")
    assert "the passphrase does not open it" in trouble.accessibleName()
    photo = tmp_path / "photo.baseline"
    photo.write_bytes(b"\x89PNG")
    compare(qtbot, page, photo)
    assert "not a sealed file of this program" in trouble.accessibleName()
    compare(qtbot, page, tmp_path / "gone.baseline")
    assert "could not be read" in trouble.accessibleName()
    compare(qtbot, page, baseline, PHRASE)
    assert not trouble.isVisibleTo(page.tabs.changes.ask)


def test_a_baseline_is_kept_with_the_journey_and_offered_there(
    qtbot: QtBot, september: Callable[[str], PreviewPage], folder: JourneyFolder
) -> None:
    page = september("ordinary")
    ask = page.tabs.changes.ask
    ask.new_passphrase.setText(PHRASE)
    ask.again.setText(PHRASE)
    press(page, "keep-baseline")
    settle(qtbot, page.services)
    dialog = page.findChild(QFileDialog, "save-baseline")
    assert isinstance(dialog, QFileDialog)
    assert Path(dialog.directory().path()) == folder.path / "baselines"
    dialog.fileSelected.emit(str(folder.path / "baselines" / "Autumn.baseline"))
    dialog.close()
    qtbot.waitUntil(lambda: ask.keep_button.isEnabled(), timeout=20_000)
    settle(qtbot, page.services)
    assert "Kept as Autumn.baseline" in ask.kept_notice.accessibleName()
    assert ask.new_passphrase.text() == "", "a secret does not stay in a field"
    (kept,) = kept_near((folder.path,))
    assert read(kept.path, Locks(None, PHRASE)).snapshot.people
    assert "Autumn" in ask.kept.itemText(0)
    (event,) = [event.data for event in folder.events() if isinstance(event.data, BaselineKept)]
    assert event.passphrase
    assert event.people == len(read(kept.path, Locks(None, PHRASE)).snapshot.people)
    # With this PC's key alone it opens as well.
    ask.compare_button.click()
    qtbot.waitUntil(lambda: page.tabs.changes.result.view is not None, timeout=20_000)
    assert not page.tabs.changes.result.view.held if page.tabs.changes.result.view else False


def test_what_is_wrong_with_a_new_baseline_is_said_at_its_field(
    september: Callable[[str], PreviewPage],
) -> None:
    page = september("ordinary")
    ask = page.tabs.changes.ask
    ask.new_passphrase.setText("short")
    ask.again.setText("other")
    ask.until.setText("1/1/2020")
    press(page, "keep-baseline")
    wrong = ask.keep_form.errors()
    assert "shorter than 12 characters" in wrong["new-passphrase"]
    assert wrong["new-passphrase-again"] == "The two are not the same."
    assert "a day to come" in wrong["keep-until"]
    assert page.findChild(QFileDialog, "save-baseline") is None


def test_secrets_are_never_shown(september: Callable[[str], PreviewPage]) -> None:
    page = september("ordinary")
    ask = page.tabs.changes.ask
    for field in (ask.passphrase, ask.new_passphrase, ask.again):
        assert field.echoMode() is QLineEdit.EchoMode.Password


def test_a_new_roster_begins_without_a_comparison(
    qtbot: QtBot, september: Callable[[str], PreviewPage], baseline: Path
) -> None:
    page = september("ordinary")
    compare(qtbot, page, baseline, PHRASE)
    assert page.secondary is not None
    assert page.secondary.run is not None
    page.secondary.run()
    assert page.tabs.changes.result.view is None
    assert not [
        label for label in page.tabs.overview.findChildren(QLabel) if "the baseline of" in label.text()
    ]


def test_a_baseline_is_deleted_only_once_that_is_confirmed(
    qtbot: QtBot, september: Callable[[str], PreviewPage], baseline: Path, folder: JourneyFolder
) -> None:
    page = september("ordinary")
    ask = page.tabs.changes.ask
    assert not ask.purge_button.isEnabled(), "nothing is chosen"
    kept = folder.path / "baselines" / "July.baseline"
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(baseline.read_bytes())
    page.tabs.changes.look_for_baselines()
    settle(qtbot, page.services)
    press(page, "purge-baseline")
    settle(qtbot, page.services)
    said_of_it = ask.purging.notice.accessibleName()
    assert "Delete July.baseline for good?" in said_of_it
    assert "to be kept until 31 December 2027" in said_of_it
    assert "still open with the recovery passphrase" in said_of_it
    assert ask.purging.keep.hasFocus(), "the answer that deletes nothing is the nearest"
    press(page, "keep-this-baseline")
    settle(qtbot, page.services)
    assert kept.exists()
    assert not ask.purging.isVisibleTo(ask)
    press(page, "purge-baseline")
    settle(qtbot, page.services)
    press(page, "confirm-purge")
    settle(qtbot, page.services)
    assert not kept.exists()
    assert "July.baseline is deleted" in ask.purging.notice.accessibleName()
    assert ask.kept.count() == 0
    assert not ask.purge_button.isEnabled()
    (event,) = [event.data for event in folder.events() if isinstance(event.data, BaselinePurged)]
    assert (event.keep_until, event.passphrase) == (UNTIL, True)


def test_what_is_no_baseline_is_never_deleted(
    qtbot: QtBot, september: Callable[[str], PreviewPage], tmp_path: Path
) -> None:
    page = september("ordinary")
    ask = page.tabs.changes.ask
    photo = tmp_path / "photo.baseline"
    photo.write_bytes(b"\x89PNG")
    ask.drop.chosen.emit((photo,))
    press(page, "purge-baseline")
    settle(qtbot, page.services)
    assert "not a sealed file of this program" in ask.trouble.accessibleName()
    assert not ask.purging.isVisibleTo(ask)
    assert photo.exists()


def test_whom_a_change_of_mis_leaves_to_be_matched_by_hand_is_told_on_both_sides(tmp_path: Path) -> None:
    september = next_september(school_for(SchoolSpec(students=300, seed=6, dirt=False)))
    spoil(september, "student-new", "student-new", "student-gone")
    spoil(september, "mis-change")
    path, locks = tmp_path / "July.baseline", Locks(None, PHRASE)
    with roster_of(september.before, JULY) as before:
        keep(before, path, locks, keep_until=UNTIL)
    with roster_of(september.after, SEPTEMBER) as after:
        view = compare_with(after, path, locks, SEPTEMBER)
        line = next(line for line in view.lines if line.code == "unmatched")
        assert len(line.people) == 2, "today's are listed"
    assert any(said.startswith("One person of the baseline was not found again") for said in view.cautions)
