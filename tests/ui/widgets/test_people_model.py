"""The table of people at 100,000: no query on the window's thread, and no name anywhere while hidden."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.roster.people import PeopleQuery
from app.ui.models.people_model import COLUMNS, KEPT_PAGES, PAGE_ROWS, PLACEHOLDER, PeopleModel
from app.ui.widgets.people_table import PeopleTable
from tests.fakes.people import BULLETS, CrowdSource, DeferredWork

SIZE = 100_000
ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.StatusTipRole,
    Qt.ItemDataRole.WhatsThisRole,
    Qt.ItemDataRole.EditRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)


@pytest.fixture
def work() -> DeferredWork:
    return DeferredWork()


@pytest.fixture
def crowd() -> CrowdSource:
    return CrowdSource(SIZE)


@pytest.fixture
def model(qtbot: QtBot, work: DeferredWork, crowd: CrowdSource) -> PeopleModel:
    model = PeopleModel(work)
    model.set_source(crowd)
    work.run()
    return model


@pytest.fixture
def table(qtbot: QtBot, model: PeopleModel) -> PeopleTable:
    table = PeopleTable(model)
    qtbot.addWidget(table)
    table.resize(900, 500)
    table.show()
    return table


def settle(qtbot: QtBot, work: DeferredWork) -> None:
    """Lets paints ask for pages and pages arrive, until nothing more is asked."""
    for _ in range(20):
        qtbot.wait(1)
        if not work.run():
            return


def cell(model: PeopleModel, row: int, column: int) -> str:
    return str(model.index(row, column).data())


def test_rows_are_placeholders_until_a_worker_has_brought_them(
    qtbot: QtBot, model: PeopleModel, work: DeferredWork
) -> None:
    assert model.rowCount() == SIZE
    assert cell(model, 70_000, 0) == PLACEHOLDER
    with qtbot.waitSignal(model.dataChanged):
        settle(qtbot, work)
    assert cell(model, 70_000, 0) == BULLETS
    assert cell(model, 70_000, 1) == "Student"


def test_the_window_thread_asks_the_source_nothing(
    qtbot: QtBot, table: PeopleTable, model: PeopleModel, work: DeferredWork, crowd: CrowdSource
) -> None:
    settle(qtbot, work)
    for row in (0, 50_000, SIZE - 1, 25_000):
        table.scrollTo(model.index(row, 0))
        settle(qtbot, work)
    table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    model.ask(replace(model.query, kind="student"))
    settle(qtbot, work)
    assert crowd.threads
    assert threading.get_ident() not in crowd.threads


def test_scrolling_end_to_end_keeps_a_bounded_cache(
    qtbot: QtBot, table: PeopleTable, model: PeopleModel, work: DeferredWork
) -> None:
    for row in range(0, SIZE, 1_000):
        table.scrollTo(model.index(row, 0))
        settle(qtbot, work)
    table.scrollTo(model.index(SIZE - 1, 0))
    settle(qtbot, work)
    assert len(model._pages) <= KEPT_PAGES
    assert cell(model, SIZE - 1, 0) == BULLETS
    assert all(count <= PAGE_ROWS for count, _ in [(len(page), 0) for page in model._pages.values()])


def test_a_newer_question_wins_over_a_late_answer(
    qtbot: QtBot, model: PeopleModel, work: DeferredWork
) -> None:
    model.ask(PeopleQuery(kind="student"))
    model.ask(PeopleQuery())
    late, newest = work.waiting
    work.waiting = [newest, late]
    work.run()
    assert model.rowCount() == SIZE


def test_selection_and_place_follow_the_person_not_the_row(
    qtbot: QtBot, table: PeopleTable, model: PeopleModel, work: DeferredWork
) -> None:
    settle(qtbot, work)
    table.selectRow(40)
    assert table.person_id == 41
    table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    settle(qtbot, work)
    assert table.person_id == 41
    row = model.row_of(41)
    assert row == SIZE - 41
    assert table.selectionModel().isRowSelected(row, QModelIndex())
    assert table.visualRect(model.index(row, 0)).intersects(table.viewport().rect())
    model.ask(replace(model.query, kind="student"))
    settle(qtbot, work)
    assert table.person_id == 41


def test_while_names_are_hidden_no_role_holds_one(
    qtbot: QtBot, model: PeopleModel, work: DeferredWork, table: PeopleTable
) -> None:
    settle(qtbot, work)
    for row in range(60):
        for column in range(len(COLUMNS)):
            for role in ROLES:
                assert "Secret" not in str(model.index(row, column).data(role))
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "name hidden"


def test_what_is_copied_and_read_aloud_holds_no_name(
    qtbot: QtBot, model: PeopleModel, work: DeferredWork, table: PeopleTable
) -> None:
    settle(qtbot, work)
    table.selectRow(3)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert BULLETS in copied
    assert "Secret" not in copied
    interface = QAccessible.queryAccessibleInterface(table)
    assert "Secret" not in " ".join(_all_texts(interface, 200))


def _all_texts(interface: QAccessibleInterface, most: int) -> list[str]:
    found: list[str] = []
    for place in range(min(interface.childCount(), most)):
        child = interface.child(place)
        if child is not None:
            found += [child.text(QAccessible.Text.Name), child.text(QAccessible.Text.Value)]
            found.append(child.text(QAccessible.Text.Description))
    return found


def test_showing_names_brings_them_and_hiding_takes_every_one_away_at_once(
    qtbot: QtBot, model: PeopleModel, work: DeferredWork, table: PeopleTable, crowd: CrowdSource
) -> None:
    settle(qtbot, work)
    model.set_names_shown(True)
    settle(qtbot, work)
    assert cell(model, 0, 0) == "Secret Name 1"
    model.set_names_shown(False)
    assert cell(model, 0, 0) == PLACEHOLDER
    assert "Secret" not in repr(model._pages)
    settle(qtbot, work)
    assert cell(model, 0, 0) == BULLETS


def test_rows_fetched_while_names_were_shown_are_dropped_if_they_arrive_after_hiding(
    qtbot: QtBot, model: PeopleModel, work: DeferredWork, table: PeopleTable
) -> None:
    settle(qtbot, work)
    model.set_names_shown(True)
    qtbot.waitUntil(lambda: len(work.waiting) > 0)
    model.set_names_shown(False)
    settle(qtbot, work)
    assert "Secret" not in repr(model._pages)


def test_hiding_names_takes_back_a_search_by_name(
    qtbot: QtBot, model: PeopleModel, work: DeferredWork
) -> None:
    model.set_names_shown(True)
    model.ask(PeopleQuery(text="smith"))
    work.run()
    model.set_names_shown(False)
    assert model.query.text == ""


def test_trouble_of_the_source_is_told_and_the_list_stays(
    qtbot: QtBot, model: PeopleModel, work: DeferredWork, crowd: CrowdSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(query: PeopleQuery, *, names: bool) -> object:
        raise RuntimeError("closed")

    monkeypatch.setattr(crowd, "ids", fails)
    with qtbot.waitSignal(model.trouble):
        model.ask(PeopleQuery(kind="staff"))
        work.run()
    assert model.rowCount() == SIZE


def test_pasting_into_a_spreadsheet_runs_nothing(qtbot: QtBot, work: DeferredWork) -> None:
    class Formulas(CrowdSource):
        def rows(self, ids, *, names):  # type: ignore[no-untyped-def]
            return [row._replace(name="=1+1", masked=False) for row in super().rows(ids, names=names)]

    model = PeopleModel(work)
    model.set_source(Formulas(3))
    settle(qtbot, work)
    cell(model, 0, 0)
    settle(qtbot, work)
    assert "\n'=1+1\t" in model.text_of([0])


def test_qt_finds_the_model_sound(qtbot: QtBot, work: DeferredWork) -> None:
    model = PeopleModel(work)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_source(CrowdSource(450))
    settle(qtbot, work)
    model.sort(0, Qt.SortOrder.DescendingOrder)
    settle(qtbot, work)
    model.set_source(None)
    assert model.rowCount() == 0
