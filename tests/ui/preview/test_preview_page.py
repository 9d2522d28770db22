"""The preview as someone meets it: choosing a source, seeing who would be shared, and keeping the numbers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.journey.events import NamesShown, PreviewTaken
from app.journey.folder import JourneyFolder
from app.journey.model import How, StepId
from app.roster.database import Roster
from app.roster.errors import RosterClosed
from app.roster.issue_list import save_all_issues_csv
from app.roster.people import PeopleQuery
from app.ui.page import Route
from app.ui.pages.preview.page import PreviewPage
from app.ui.pages.preview.source import ReadFrom
from app.ui.services import Services
from app.ui.widgets.mark import Mark, MarkKind
from tests.fakes.mis_reports import NAMES, write_report
from tests.fakes.windows import window
from tests.fakes.wonde_server import TOKEN, FakeWonde, people
from tests.ui.preview.steps import Open, choose_report, load, names_in, settle, texts

SPOKEN_OR_SHOWN = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
)


def previews(folder: JourneyFolder) -> list[tuple[PreviewTaken, How]]:
    return [(event.data, event.how) for event in folder.events() if isinstance(event.data, PreviewTaken)]


def test_before_approval_a_report_shows_who_would_be_shared(shown: PreviewPage) -> None:
    assert shown.error is None
    tiles = [
        tile.accessibleName()
        for tile in shown.tabs.overview.tiles.findChildren(QWidget)
        if tile.accessibleName()
    ]
    assert tiles[:2] == ["24 students", "6 staff"]
    assert [bar.label for bar in shown.tabs.overview.chart.bars] == [f"Year {n}" for n in range(7, 12)]
    assert "going by your report" in shown.purpose
    assert "what it serves may differ" in shown.purpose
    assert "30 people" in shown.status.text
    assert "6 fewer than the 30 on roll" in " ".join(texts(shown.tabs.overview))


def test_after_approval_nothing_says_that_nothing_was_sent(
    qtbot: QtBot, open_page: Open, approve: Callable[[], None], report: tuple[Path, Path]
) -> None:
    approve()
    page = open_page()
    assert "may already have read it" in page.purpose
    choose_report(qtbot, page, report)
    load(qtbot, page)
    assert "may already have read" in page.purpose
    assert "nothing" not in page.purpose.casefold()


def test_keeping_it_records_numbers_only_and_frees_the_people(
    qtbot: QtBot, shown: PreviewPage, folder: JourneyFolder
) -> None:
    roster = shown._roster
    assert isinstance(roster, Roster)
    with qtbot.waitSignal(shown.go):
        shown.apply()
    ((event, how),) = previews(folder)
    assert (event.phase, event.source, how) == ("before", "mis-report", How.MEASURED)
    assert (event.students, event.staff) == (24, 6)
    kept = b"".join(path.read_bytes() for path in Path(folder.path).rglob("*") if path.is_file())
    assert not [name for name in NAMES if name.encode() in kept]
    qtbot.waitUntil(lambda: not shown.services.tasks.busy)
    with pytest.raises(RosterClosed):
        roster.people_ids(PeopleQuery())
    assert shown.tabs.people_model.rowCount() == 0


def test_names_are_nowhere_until_shown_and_nowhere_once_hidden_again(
    qtbot: QtBot, shown: PreviewPage
) -> None:
    tabs, services = shown.tabs, shown.services
    qtbot.waitUntil(lambda: tabs.people_model.rowCount() == 30)
    tabs.tabs.open("people")
    tabs.people.table.selectRow(0)
    top = tabs.groups.model.index(0, 0)
    tabs.groups.tree.setCurrentIndex(tabs.groups.model.index(0, 0, top))
    settle(qtbot, services)
    assert names_in(shown) == set()
    services.names.show()
    settle(qtbot, services)
    assert "Marigold" in names_in(tabs.people)
    tabs.people.table.selectAll()
    tabs.people.table.copy_chosen()
    assert "Marigold" in QGuiApplication.clipboard().text()
    services.names.hide()
    assert names_in(shown) == set()
    settle(qtbot, services)
    assert names_in(shown) == set()
    tabs.people.table.copy_chosen()
    assert not any(name in QGuiApplication.clipboard().text() for name in NAMES)


def test_a_registration_group_never_stands_beside_a_name(qtbot: QtBot, shown: PreviewPage) -> None:
    tabs = shown.tabs
    shown.services.names.show()
    model = tabs.groups.model
    year = model.index(0, 0, model.index(0, 0))
    registration = model.index(0, 0, year)
    assert registration.data() == "7A"
    tabs.tabs.open("groups")
    tabs.groups.tree.setCurrentIndex(registration)
    settle(qtbot, shown.services)
    assert tabs.member_model.rowCount() > 0
    assert names_in(tabs.groups) == set()
    tabs.groups.tree.setCurrentIndex(year)
    settle(qtbot, shown.services)
    assert "Marigold" in names_in(tabs.groups)


def test_a_report_that_says_neither_students_nor_staff_is_asked_about(
    qtbot: QtBot, open_page: Open, tmp_path: Path
) -> None:
    odd = tmp_path / "list.csv"
    odd.write_text("Id,Forename,Surname\n1,Marigold,Quillfeather\n", encoding="utf-8")
    page = open_page()
    choose_report(qtbot, page, (odd,))
    assert page.primary is not None
    assert not page.primary.enabled
    assert page.primary.because == "Say whether it lists students or staff."
    card = page.source.cards[0]
    card.kind.setCurrentIndex(card.kind.findData("student"))
    assert page.primary.enabled
    load(qtbot, page)
    assert "1 people" in page.status.text


def test_columns_show_headings_and_never_what_stands_under_them(
    qtbot: QtBot, open_page: Open, report: tuple[Path, Path]
) -> None:
    page = open_page()
    choose_report(qtbot, page, report)
    everything = set(texts(page.source))
    assert "Registration Group" in everything
    assert names_in(page.source) == set()


def test_corrected_columns_are_remembered_for_the_mis(
    qtbot: QtBot, open_page: Open, services: Services, report: tuple[Path, Path]
) -> None:
    page = open_page()
    choose_report(qtbot, page, report)
    card = page.source.cards[0]
    diet = next(guess.index for guess in card.sheet.columns.columns if guess.header == "Diet")
    card.combos[diet].setCurrentIndex(card.combos[diet].findData("house"))
    load(qtbot, page)
    assert services.settings.mis_columns["sims"]["diet"] == "house"


def test_a_file_that_is_no_report_says_what_to_do(qtbot: QtBot, open_page: Open, tmp_path: Path) -> None:
    picture = tmp_path / "photo.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    page = open_page()
    choose_report(qtbot, page, (picture,))
    assert "photo.csv" in page.source.notice.accessibleName()
    assert page.primary is not None
    assert not page.primary.enabled


def test_a_token_for_several_schools_is_named_and_not_kept(
    qtbot: QtBot, open_page: Open, services: Services, wonde: FakeWonde
) -> None:
    wonde.schools = [wonde.school, {"id": "A101", "name": "Another School"}]
    services.settings = services.settings.changed(api_url=wonde.api_url)
    page = open_page()
    page.source.choose(ReadFrom.WONDE)
    page.source.token.setText(TOKEN)
    qtbot.mouseClick(page.source.check_token, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(page.source.form.errors()))
    assert "several schools" in page.source.form.errors()["token"]
    assert services.tokens.get("wonde") is None
    assert page.source.token.text() == ""


def test_a_token_for_one_school_is_kept_and_where_is_said(
    qtbot: QtBot, open_page: Open, services: Services, wonde: FakeWonde, approve: Callable[[], None]
) -> None:
    approve()
    wonde.lists |= {"students": people(8), "groups": [], "classes": []}
    services.settings = services.settings.changed(api_url=wonde.api_url)
    page = open_page()
    page.source.choose(ReadFrom.WONDE)
    page.source.token.setText(TOKEN)
    qtbot.mouseClick(page.source.check_token, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(page.source.token_state.accessibleName()))
    assert "kept in" in page.source.token_state.accessibleName()
    assert services.tokens.get("wonde") == TOKEN
    load(qtbot, page)
    assert page.error is None
    assert page.purpose.startswith("What Wonde serves for itslearning now.")
    assert page.primary is not None
    assert page.primary.label == "Continue to the data test"


def test_a_refused_token_is_an_error_with_a_remedy(
    qtbot: QtBot, open_page: Open, services: Services, wonde: FakeWonde
) -> None:
    services.settings = services.settings.changed(api_url=wonde.api_url)
    page = open_page()
    page.source.choose(ReadFrom.WONDE)
    page.source.token.setText("not-the-token-of-this-school")
    qtbot.mouseClick(page.source.check_token, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(page.source.form.errors()))
    assert services.tokens.get("wonde") is None
    assert "not-the-token" not in "\n".join(texts(page))


def test_without_a_token_the_portal_numbers_are_read_off_and_compared(
    qtbot: QtBot, open_page: Open, approve: Callable[[], None], shown_before: None, folder: JourneyFolder
) -> None:
    approve()
    page = open_page()
    page.source.choose(ReadFrom.WONDE)
    for field_id, number in (("portal-students", "20"), ("portal-staff", "6")):
        field = page.source.portal_form.field(field_id)
        assert isinstance(field, QLineEdit)
        field.setText(number)
    button = page.source.findChild(QAbstractButton, "compare-portal")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(previews(folder)) == 2)
    event, how = previews(folder)[-1]
    assert (event.source, event.students, event.differences, how) == ("portal-numbers", 20, 1, How.READ_OFF)
    assert "4 students more" in page.source.comparison.accessibleName()


def test_nobody_is_held_any_more_once_the_journey_is_left(
    qapp: QApplication, qtbot: QtBot, folder: JourneyFolder, report: tuple[Path, Path]
) -> None:
    with window(qapp, qtbot) as made:
        made.open(folder, Route(StepId.PREVIEW))
        page, services = made.shell.page, made.shell.services
        assert isinstance(page, PreviewPage)
        choose_report(qtbot, page, report)
        load(qtbot, page)
        assert services.guard().searched.people == 30
        made.shell.desk.close_journey()
        qtbot.waitUntil(lambda: not shiboken6.isValid(page))
        assert services.people is None
        assert services.guard().searched.people == 0


def test_a_list_with_names_is_noted_though_the_journey_is_left_as_it_is_saved(
    qapp: QApplication,
    qtbot: QtBot,
    folder: JourneyFolder,
    report: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written, may_end = threading.Event(), threading.Event()

    def slowly(*args: Any) -> int:
        rows = save_all_issues_csv(*args)
        written.set()
        may_end.wait(20)
        return rows

    monkeypatch.setattr("app.ui.pages.preview.tabs.save_all_issues_csv", slowly)
    with window(qapp, qtbot) as made:
        made.open(folder, Route(StepId.PREVIEW))
        page = made.shell.page
        assert isinstance(page, PreviewPage)
        choose_report(qtbot, page, report)
        load(qtbot, page)
        page.tabs.save_list(None, tmp_path / "all.csv")
        qtbot.waitUntil(written.is_set)
        made.shell.desk.close_journey()
        qtbot.waitUntil(lambda: not shiboken6.isValid(page))
        may_end.set()
        made.idle()
    assert [event.data.count for event in folder.events() if isinstance(event.data, NamesShown)] == [23]


def test_what_is_typed_while_the_portals_numbers_are_recorded_stays(
    qtbot: QtBot, open_page: Open, approve: Callable[[], None], folder: JourneyFolder
) -> None:
    approve()
    page = open_page()
    journey = page.services.journey
    assert journey is not None
    journey.save_draft(StepId.PREVIEW, {"roll": "20", "years": {"7": 3}})
    page.source.portal_compared.emit((20, 6))
    page.tabs.to_keep.emit({"roll": "25"})
    assert page.services.tasks.wait_written(20)
    qtbot.waitUntil(lambda: not page.services.tasks.busy)
    assert journey.draft(StepId.PREVIEW) == folder.draft(StepId.PREVIEW) == {"roll": "25", "years": {"7": 3}}


@pytest.fixture
def shown_before(qtbot: QtBot, shown: PreviewPage) -> None:
    with qtbot.waitSignal(shown.go):
        shown.apply()


def test_a_report_of_a_file_gets_no_solid_tick_for_being_shared(shown: PreviewPage) -> None:
    fields = shown.tabs.fields.model
    states = {str(fields.index(row, 2).data()) for row in range(fields.rowCount())}
    assert "Shared" not in states
    assert all(mark.kind is not MarkKind.MEASURED for mark in shown.findChildren(Mark))


def test_everything_can_be_reached_by_keyboard_and_has_a_name(qtbot: QtBot, shown: PreviewPage) -> None:
    unnamed = [
        widget
        for widget in shown.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.window() is shown.window()
        and not is_named(widget)
    ]
    assert unnamed == []


def is_named(widget: QWidget) -> bool:
    """Whether a screen reader has something to say; parts inside another control are said by that control."""
    if isinstance(widget.parentWidget(), QAbstractItemView | QComboBox | QLineEdit | QTabBar):
        return True
    if isinstance(widget, QAbstractButton) and widget.text():
        return True
    return bool(widget.accessibleName())


def test_the_page_fits_the_smallest_window(qtbot: QtBot, shown: PreviewPage) -> None:
    for tab in ("overview", "issues", "people", "groups", "fields"):
        shown.tabs.tabs.open(tab)
        assert shown.minimumSizeHint().width() <= 825
    assert shown.minimumSizeHint().height() <= 414


def test_the_window_stays_awake_while_four_thousand_people_load(
    qtbot: QtBot, open_page: Open, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    page = open_page()
    choose_report(qtbot, page, write_report(tmp_path / "large", 4000, 300))
    gaps: list[float] = []
    last = time.perf_counter()

    def beat() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append(now - last)
        last = now

    timer = QTimer()
    timer.timeout.connect(beat)
    timer.start(0)
    load(qtbot, page)
    timer.stop()
    assert page.error is None
    assert page._content is not None
    assert page._content.counts.students >= 3_990
    record_property("longest_gap_ms", round(max(gaps) * 1000, 1))
    print(f"longest gap of the event loop while 4,300 people loaded: {max(gaps) * 1000:.1f} ms")
