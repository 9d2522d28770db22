"""The number on roll against what arrived: typed, pasted, from a file, kept, and against the chart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from app.journey.folder import JourneyFolder
from app.journey.model import StepId
from app.ui.pages.preview.page import PreviewPage
from tests.ui.preview.steps import Open, choose_report, load, settle, texts

AS_IT_IS = "Year 7: 5\nYear 8: 5\nYear 9: 5\nYear 10: 5\nYear 11: 4\nTotal: 24"


def compare(qtbot: QtBot, page: PreviewPage, text: str) -> None:
    page.tabs.tabs.open("roll")
    page.tabs.roll.text.setPlainText(text)
    page.tabs.roll.compare.click()
    settle(qtbot, page.services)


def rows(page: PreviewPage) -> dict[str, list[str]]:
    model = page.tabs.roll.table.model()
    return {
        str(model.index(row, 0).data()): [str(model.index(row, column).data()) for column in (1, 3, 4)]
        for row in range(model.rowCount())
    }


def said(page: PreviewPage) -> str:
    return "\n".join(texts(page.tabs.roll))


def test_what_agrees_is_said_in_one_line(qtbot: QtBot, shown: PreviewPage) -> None:
    compare(qtbot, shown, AS_IT_IS)
    assert "What arrived is what is on roll" in said(shown)
    assert rows(shown)["Year 11"] == ["4", "4", "0"]
    assert rows(shown)["Whole school"] == ["24", "24", "0"]
    assert not shown.tabs.roll.causes.isVisibleTo(shown.tabs.roll)


def test_a_difference_has_its_likely_causes_and_stands_in_the_chart(qtbot: QtBot, shown: PreviewPage) -> None:
    compare(qtbot, shown, "Year 7\t5\nYear 8\t5\nYear 9\t5\nYear 10\t60\nYear 11\t4")
    assert rows(shown)["Year 10"] == ["60", "5", "-55"]
    assert "Year 10: 55 fewer arrived than are on roll" in said(shown)
    assert "Dual registered" in said(shown)
    bars = {bar.label: bar for bar in shown.tabs.overview.chart.bars}
    assert bars["Year 10"].expected == 60
    assert bars["Year 10"].short
    assert "the number on roll, as entered" in "\n".join(texts(shown.tabs.overview.years))


def test_the_result_is_brought_into_sight_where_it_stands_below(qtbot: QtBot, shown: PreviewPage) -> None:
    shown.services.theme.set_text_percent(150)
    compare(qtbot, shown, "Year 7\t5\nYear 8\t5\nYear 9\t5\nYear 10\t60\nYear 11\t4")
    roll = shown.tabs.roll
    assert roll.result.y() > roll.viewport().height() / 2, "it stands below what is typed"
    qtbot.waitUntil(lambda: not roll.notice.visibleRegion().isEmpty())
    roll.verticalScrollBar().setValue(0)
    compare(qtbot, shown, "nothing of use")
    qtbot.waitUntil(lambda: not roll.notice.visibleRegion().isEmpty())


def test_what_is_not_understood_is_given_back(qtbot: QtBot, shown: PreviewPage) -> None:
    compare(qtbot, shown, "Year 7: 5\nMars: 12\nTotal: 30")
    assert "Not understood, and left out: Mars" in said(shown)
    assert "not the sum" in said(shown)
    assert "Mars: 12" in shown.tabs.roll.text.toPlainText(), "what was typed is there to be put right"
    compare(qtbot, shown, "nothing of use")
    assert "There is no year group with a number" in shown.tabs.roll.notice.accessibleName()
    assert not shown.tabs.roll.cautions.isVisible(), "these were about other numbers"
    assert shown.error is None


def test_a_workbook_is_read(qtbot: QtBot, shown: PreviewPage, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Year", "On roll"), ("Year 7", 5), ("Year 8", 6), ("Total", 11)):
        sheet.append(row)
    book.save(tmp_path / "roll.xlsx")
    shown.tabs.tabs.open("roll")
    shown.tabs.roll.file.click()
    dialog = shown.findChild(QFileDialog, "choose-roll")
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "roll.xlsx"))
    dialog.close()
    settle(qtbot, shown.services)
    assert rows(shown)["Year 8"] == ["6", "5", "-1"]
    assert "Year 8: 6" in shown.tabs.roll.text.toPlainText()
    assert "from roll.xlsx" in "\n".join(texts(shown.tabs.overview.years))


def test_the_numbers_are_kept_and_compared_with_the_next_reading(
    qtbot: QtBot, shown: PreviewPage, folder: JourneyFolder, report: tuple[Path, Path]
) -> None:
    compare(qtbot, shown, AS_IT_IS)
    with qtbot.waitSignal(shown.go):
        shown.apply()
    settle(qtbot, shown.services)
    assert folder.draft(StepId.PREVIEW)["roll"] == AS_IT_IS
    assert "years" in folder.draft(StepId.PREVIEW)
    shown.enter()
    choose_report(qtbot, shown, report)
    load(qtbot, shown)
    settle(qtbot, shown.services)
    assert rows(shown)["Whole school"] == ["24", "24", "0"]


def test_reading_numbers_off_the_portal_keeps_what_was_typed(
    qtbot: QtBot,
    open_page: Open,
    approve: Callable[[], None],
    folder: JourneyFolder,
    report: tuple[Path, Path],
) -> None:
    approve()
    page = open_page()
    choose_report(qtbot, page, report)
    load(qtbot, page)
    compare(qtbot, page, AS_IT_IS)
    page.source.portal_compared.emit((24, 6))
    settle(qtbot, page.services)
    assert folder.draft(StepId.PREVIEW)["roll"] == AS_IT_IS


@pytest.mark.parametrize("offered", [1, 2])
def test_the_chart_says_what_it_stands_against(qtbot: QtBot, shown: PreviewPage, offered: int) -> None:
    compare(qtbot, shown, AS_IT_IS)
    overview = shown.tabs.overview
    if offered == 2:
        overview.offer("baseline", {"Year 7": 9}, "the baseline of 1 July 2026")
        assert overview.against.isVisibleTo(overview)
        assert overview.chart.bars[0].expected == 9
        overview.against.setCurrentIndex(overview.against.findData("roll"))
    assert overview.chart.bars[0].expected == 5
    asides = " ".join(label.text() for label in overview.years.findChildren(QLabel))
    assert ("thin bar: the number on roll" in asides) == (offered == 1)
