"""The table of several schools in the real window, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.evidence.redaction import Guard
from app.evidence.trust import write_status_file
from app.ui.page import START, Place, Route
from app.ui.pages.schools.page import SchoolsPage
from tests.fakes.dialogs import choose_path
from tests.fakes.journeys import NOW, Told, started
from tests.fakes.late_journeys import HANDED, live, tell
from tests.fakes.late_pages import go_on, press
from tests.fakes.said import said_by
from tests.fakes.windows import Window, interactive, window

SIZES = [(100, (1160, 760)), (150, (1093, 614)), (200, (1093, 614))]
HERE = Route(Place.SCHOOLS)


@pytest.fixture
def shown(qapp: QApplication, qtbot: QtBot) -> Iterator[Window]:
    with window(qapp, qtbot) as made:
        yield made


def share(tmp_path: Path) -> Path:
    """Three schools have written where they stand, one long ago overdue; one file is none."""
    folder = tmp_path / "share"
    folder.mkdir()
    journeys = (
        tell(tmp_path / "a", [*live(), *HANDED], last=NOW - timedelta(days=12)),
        started(tmp_path / "b", Told.CHECKED, "Larkmoor School"),
        started(tmp_path / "c", Told.DESCRIBED, "St Éanna’s", lgfl=False),
    )
    for journey in journeys:
        write_status_file(journey.reading(), folder, now=NOW, guard=Guard())
    (folder / "torn.status.json").write_text("{", "utf-8")
    return folder


def open_page(shown: Window) -> SchoolsPage:
    shown.go(START)
    shown.idle()
    press(shown, "schools")
    page = shown.shell.page
    assert isinstance(page, SchoolsPage)
    return page


def cells(page: SchoolsPage) -> list[list[str]]:
    model = page.table.model()
    across = range(model.columnCount())
    return [[str(model.index(row, at).data()) for at in across] for row in range(model.rowCount())]


def test_one_table_and_one_request(shown: Window, tmp_path: Path) -> None:
    page = open_page(shown)
    assert "No folder is chosen yet" in said_by(page)
    go_on(shown)
    choose_path(shown, "status-folder", share(tmp_path))
    rows = cells(page)
    assert rows[0][:3] == ["Brookfield High School", "Single sign-on", "Headteacher, overdue"]
    assert {row[0] for row in rows} == {"Brookfield High School", "Larkmoor School", "St Éanna’s"}
    assert "torn.status.json: is no status file" in said_by(page.problems)
    press(shown, "copy-filter-request")
    assert "- Larkmoor School" in QGuiApplication.clipboard().text()
    assert shown.shell.services.settings.status_folder == str(tmp_path / "share")


def test_the_folder_is_remembered_and_read_again(shown: Window, tmp_path: Path) -> None:
    folder = share(tmp_path)
    shown.shell.services.change_settings(status_folder=str(folder))
    page = open_page(shown)
    assert len(cells(page)) == 3
    later = started(tmp_path / "d", Told.DESCRIBED, "Newer School")
    write_status_file(later.reading(), folder, now=NOW, guard=Guard())
    press(shown, "secondary")
    assert len(cells(page)) == 4


def test_a_folder_that_is_gone(shown: Window, tmp_path: Path) -> None:
    shown.shell.services.change_settings(status_folder=str(tmp_path / "gone"))
    page = open_page(shown)
    assert "can’t be listed" in said_by(page)


def test_journeys_from_a_list_and_briefs_for_all(shown: Window, tmp_path: Path) -> None:
    page = open_page(shown)
    (tmp_path / "list.csv").write_text(
        "name,urn,dfe_number,mis,lgfl\nOne School,100001,3041111,sims,yes\n"
        "Two School,100002,3042222,sims,no\n",
        "utf-8",
    )
    press(shown, "import-schools")
    choose_path(shown, "schools-list", tmp_path / "list.csv")
    assert "Journeys started: 2. Schools that had one already: 0." in said_by(page.done)
    press(shown, "import-schools")
    choose_path(shown, "schools-list", tmp_path / "list.csv")
    assert "Journeys started: 0. Schools that had one already: 2." in said_by(page.done)
    (tmp_path / "list.csv").write_text("name\n", "utf-8")
    press(shown, "import-schools")
    choose_path(shown, "schools-list", tmp_path / "list.csv")
    assert "list.csv" in said_by(page.done)
    (tmp_path / "out").mkdir()
    press(shown, "all-briefs")
    choose_path(shown, "briefs-folder", tmp_path / "out")
    assert "Briefs written: 1. Schools left out: 1" in said_by(page.done)
    assert len(list((tmp_path / "out").glob("headteacher-brief-*.html"))) == 1


def cut_words(page: SchoolsPage) -> list[str]:
    """Words of the table wider than their column, and columns that begin beyond its edge."""
    table, header = page.table, page.table.horizontalHeader()
    measure, model = table.fontMetrics().horizontalAdvance, table.model()
    found = []
    for column in range(model.columnCount()):
        room = header.sectionSize(column) - table.beside
        if header.sectionPosition(column) + header.sectionSize(column) > table.viewport().width():
            found.append(f"column {column}")
        for row in range(model.rowCount()):
            words = str(model.index(row, column).data()).split()
            found += [word for word in words if measure(word) > room]
    return found


@pytest.mark.parametrize(("percent", "size"), SIZES)
def test_nothing_is_cut_off_and_everything_is_named(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, percent: int, size: tuple[int, int]
) -> None:
    with window(qapp, qtbot, percent=percent, size=size) as made:
        made.shell.services.change_settings(status_folder=str(share(tmp_path)))
        made.go(HERE)
        made.idle()
        made.unclipped()
        page = made.shell.page
        assert isinstance(page, SchoolsPage)
        assert cut_words(page) == []
        rows, header = page.table.verticalHeader(), page.table.horizontalHeader()
        assert 0 <= page.table.height() - rows.length() - header.height() <= 6, "as tall as its rows"
        names = [widget.objectName() for widget in interactive(made.shell)]
        assert all(names)
        assert len(names) == len(set(names))
