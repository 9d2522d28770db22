"""With larger or smaller text the same rows and words are in sight as before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.journey.model import StepId
from app.practice.report import write_report
from app.practice.serve import ServeOptions, make_school
from app.ui.page import Route
from app.ui.pages.preview.page import PreviewPage
from app.ui.widgets.scroll import SETTLE_SLOWLY_MS
from tests.fakes.journeys import Told, started
from tests.fakes.windows import Window, window
from tests.ui.preview.steps import choose_report, load

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    write_report(make_school(ServeOptions(students=300, seed=4)), folder)
    return folder / "report.zip"


@pytest.fixture
def shown(qapp: QApplication, qtbot: QtBot) -> Iterator[Window]:
    with window(qapp, qtbot) as made:
        yield made


@pytest.fixture
def preview(shown: Window, report: Path) -> PreviewPage:
    shown.open(started(shown.paths.journeys, Told.DESCRIBED), Route(StepId.PREVIEW))
    page = shown.shell.page
    assert isinstance(page, PreviewPage)
    choose_report(shown.qtbot, page, (report,))
    load(shown.qtbot, page)
    shown.idle()
    return page


def resize_text(shown: Window, key: Qt.Key, times: int) -> None:
    for _ in range(times):
        shown.qtbot.keyClick(shown.shell, key, Control)
    shown.qtbot.wait(SETTLE_SLOWLY_MS * 2)
    shown.idle()


def top_of(view: QAbstractItemView) -> QModelIndex:
    return view.indexAt(view.viewport().visibleRegion().boundingRect().topLeft() + QPoint(0, 4))


def in_sight(view: QAbstractItemView, index: QModelIndex) -> bool:
    return view.viewport().visibleRegion().contains(view.visualRect(index).center())


def open_tab(shown: Window, page: PreviewPage, tab: str) -> None:
    page.tabs.tabs.open(tab)
    shown.qtbot.wait(50)
    shown.idle()


@pytest.mark.parametrize(("key", "times"), [(Key.Key_Plus, 3), (Key.Key_Minus, 1)])
def test_the_row_at_the_top_of_a_long_list_stays_there(
    shown: Window, preview: PreviewPage, key: Qt.Key, times: int
) -> None:
    open_tab(shown, preview, "people")
    table = preview.tabs.people.table
    table.scrollTo(table.model().index(150, 0), QAbstractItemView.ScrollHint.PositionAtTop)
    assert top_of(table).row() == 150
    resize_text(shown, key, times)
    assert top_of(table).row() == 150


def test_a_chosen_row_in_sight_stays_in_sight(shown: Window, preview: PreviewPage) -> None:
    open_tab(shown, preview, "people")
    table = preview.tabs.people.table
    table.scrollTo(table.model().index(150, 0), QAbstractItemView.ScrollHint.PositionAtTop)
    lowest = table.indexAt(QPoint(4, table.viewport().height() - 30))
    table.setCurrentIndex(lowest)
    shown.idle()
    assert in_sight(table, lowest)
    resize_text(shown, Key.Key_Plus, 3)
    assert in_sight(table, lowest)
    resize_text(shown, Key.Key_Minus, 4)
    assert in_sight(table, lowest)


def test_a_chosen_group_in_sight_stays_in_sight(shown: Window, preview: PreviewPage) -> None:
    open_tab(shown, preview, "groups")
    tree = preview.tabs.groups.tree
    tree.expandAll()
    model, top = tree.model(), tree.model().index(0, 0)
    chosen = model.index(3, 0, model.index(model.rowCount(top) - 2, 0, top))
    tree.setCurrentIndex(chosen)
    tree.scrollTo(chosen, QAbstractItemView.ScrollHint.PositionAtBottom)
    shown.idle()
    assert in_sight(tree, chosen)
    resize_text(shown, Key.Key_Plus, 3)
    assert in_sight(tree, chosen)


def test_the_issue_that_was_read_stays_at_the_top(shown: Window, preview: PreviewPage) -> None:
    open_tab(shown, preview, "issues")
    issues = preview.tabs.issues
    shown.qtbot.waitUntil(lambda: not issues.revealing)
    line = next(line for line in issues.lines[len(issues.lines) // 2 :] if line.title)
    title = next(each for each in issues.findChildren(QLabel) if each.text() == line.title)
    inside = issues.widget()
    assert inside is not None
    shown.qtbot.waitUntil(lambda: issues.verticalScrollBar().maximum() > 0)
    issues.verticalScrollBar().setValue(title.mapTo(inside, QPoint(0, 0)).y() - 4)
    preview.tabs.tabs.bar.setFocus()
    for key, times in ((Key.Key_Plus, 2), (Key.Key_Plus, 3), (Key.Key_Minus, 5)):
        resize_text(shown, key, times)
        seen = title.visibleRegion()
        assert seen.contains(title.rect().center()), (key, times)
        above = title.mapTo(shown.shell, QPoint(0, 0)).y() - shown.shell.area.mapTo(shown.shell, QPoint()).y()
        assert above < shown.shell.area.height() / 2, "near the top, not just in sight"
