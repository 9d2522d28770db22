"""The preview's first tab in windows of all sizes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from app.roster.people import YearCount
from app.ui.pages.preview.overview import OverviewTab
from app.ui.theme import Theme
from app.ui.widgets.tiles import TileText

TILES = tuple(TileText("1,234", what) for what in ("students", "staff", "groups in 3 levels", "courses"))


def years(count: int) -> tuple[YearCount, ...]:
    return tuple(YearCount(f"Year {place}", place, 60 + place) for place in range(count))


@pytest.fixture
def overview(qtbot: QtBot, theme: Theme) -> Callable[[int, QSize], OverviewTab]:
    """An overview at a text size, in the room it has in a window."""

    def made(percent: int, size: QSize) -> OverviewTab:
        theme.set_text_percent(percent)
        tab = OverviewTab()
        qtbot.addWidget(tab)
        theme.dress(tab)
        tab.show_counts(TILES, years(17))
        tab.offer("roll", {f"Year {place}": 70 for place in range(17)}, "the number on roll, as entered")
        tab.resize(size)
        tab.show()
        return tab

    return made


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("size", [QSize(640, 380), QSize(860, 420)], ids=["820", "1160"])
def test_the_words_of_no_two_years_meet(
    qtbot: QtBot, overview: Callable[[int, QSize], OverviewTab], percent: int, size: QSize
) -> None:
    tab = overview(percent, size)
    chart = tab.chart
    line = chart.fontMetrics().height()
    qtbot.waitUntil(lambda: chart.height() / len(chart.bars) >= line)
    qtbot.waitUntil(lambda: tab.years.width() <= tab.viewport().width())


def test_the_words_still_do_not_meet_when_the_text_grows(
    qtbot: QtBot, theme: Theme, overview: Callable[[int, QSize], OverviewTab]
) -> None:
    tab = overview(100, QSize(860, 420))
    chart = tab.chart
    theme.set_text_percent(150)
    line = chart.fontMetrics().height()
    qtbot.waitUntil(lambda: chart.height() / len(chart.bars) >= line)
    assert line > 20
