"""The preview's first tab: how many, by year, and what to know before sharing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui import theme
from app.ui.pages.preview_model import Comparison, IssueLine
from app.ui.widgets.card import Card
from app.ui.widgets.mark import SPOKEN, Mark
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.scroll import ScrollColumn
from app.ui.widgets.speak import announce
from app.ui.widgets.text import Role, label
from app.ui.widgets.tiles import TileRow, TileText
from app.ui.widgets.year_chart import Bar, YearChart

LEAST_HEIGHT = 225
"""Of the chart with its heading, in pixels at 100 % text: its bars can still be told apart."""
LEAST_WIDTH = 560
"""In pixels at 100 % text: with less, chart and issues stand one above the other."""
LISTED = 5
"""Issues on the overview; the rest are one click away."""


class OverviewTab(ScrollColumn):
    """Tiles, chart, issues; it scrolls where large text leaves no room. Signal `see_issues()`."""

    see_issues = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = self.column
        self.tiles = TileRow(self)
        self.comparison = Notice(NoticeKind.INFO, "", parent=self)
        self.comparison.setVisible(False)
        column.addWidget(self.tiles)
        column.addWidget(self.comparison)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(12)
        self._row.addWidget(self._build_years(), 3)
        self._row.addWidget(self._build_issues(), 2)
        column.addLayout(self._row, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.px(LEAST_WIDTH)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._row.direction() is not way:
            self._row.setDirection(way)

    def _build_years(self) -> Card:
        self.years = Card("Students by year group", parent=self)
        self.chart = YearChart(theme.colour, self)
        self.chart.read.connect(self._read)
        self.table = _year_table(self)
        self._views = QStackedWidget(self)
        self._views.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._views.addWidget(self.chart)
        self._views.addWidget(self.table)
        self.as_table = QPushButton("As a table", self)
        self.as_table.setObjectName("years-as-table")
        self.as_table.setCheckable(True)
        self.as_table.setProperty("link", True)
        self.as_table.toggled.connect(self._turn)
        self.years.head.addWidget(self.as_table)
        self.years.add(self._views, 1)
        self.years.setMinimumHeight(theme.px(LEAST_HEIGHT))
        return self.years

    def _build_issues(self) -> Card:
        self.issues = Card("Before you share this", parent=self)
        area = ScrollColumn(self)
        area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.issues.setMinimumHeight(theme.px(LEAST_HEIGHT))
        self._lines = area.column
        self._lines.setSpacing(10)
        self.issues.add(area, 1)
        self.all_issues = QPushButton("", self)
        self.all_issues.setObjectName("see-all-issues")
        self.all_issues.clicked.connect(self.see_issues)
        foot = QHBoxLayout()
        foot.addWidget(self.all_issues)
        foot.addStretch(1)
        self.issues.body.addLayout(foot)
        return self.issues

    def show_counts(self, tiles: tuple[TileText, ...], bars: tuple[Bar, ...], thin_bar: str = "") -> None:
        """Numbers and chart; `thin_bar` says what the thin bars are."""
        self.tiles.set_tiles(tiles)
        self.chart.set_bars(bars)
        self.years.set_aside(f"thin bar: {thin_bar}" if thin_bar else "")
        _fill_years(self.table, bars)

    def show_issues(self, lines: tuple[IssueLine, ...]) -> None:
        """The gravest few, and how many there are."""
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        if not lines:
            self._lines.addWidget(label("Nothing found that needs explaining.", Role.SECONDARY))
        for line in lines[:LISTED]:
            self._lines.addWidget(IssueRow(line, self))
        self._lines.addStretch(1)
        self.all_issues.setText(f"See all {len(lines)} issues" if len(lines) != 1 else "See this issue")
        self.all_issues.setVisible(bool(lines))

    def show_notes(self, comparison: Comparison | None, notes: tuple[str, ...]) -> None:
        """The number on roll beside what was read, and what the reading itself had to say."""
        parts = [comparison.text] if comparison else []
        if notes:
            more = f" And {len(notes) - 1} more, listed under Fields." if len(notes) > 1 else ""
            parts.append(f"{notes[0]}{more}")
        differs = comparison is not None and comparison.differences > 0
        self.comparison.say(NoticeKind.CAUTION if differs else NoticeKind.INFO, " ".join(parts))
        self.comparison.setVisible(bool(parts))

    def _turn(self, as_table: bool) -> None:
        self._views.setCurrentWidget(self.table if as_table else self.chart)
        self.as_table.setText("As a chart" if as_table else "As a table")

    def _read(self, sentence: str) -> None:
        announce(self.chart, sentence)


class IssueRow(QWidget):
    """One issue: its mark, what it is, and why it matters."""

    def __init__(self, line: IssueLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label(line.title, Role.STRONG))
        if line.why:
            words.addWidget(label(line.why, Role.SMALL))
        row.addWidget(Mark(line.mark, self), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.setAccessibleName(f"{SPOKEN[line.mark]}: {line.title}. {line.why}")


def _year_table(parent: QWidget) -> QTableWidget:
    table = QTableWidget(0, 3, parent)
    table.setHorizontalHeaderLabels(["Year", "Students", "Expected"])
    table.setAccessibleName("Students by year group, table")
    table.verticalHeader().setVisible(False)
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    return table


def _fill_years(table: QTableWidget, bars: tuple[Bar, ...]) -> None:
    table.setRowCount(len(bars))
    for row, bar in enumerate(bars):
        expected = "" if bar.expected is None else f"{bar.expected:,}"
        for place, text in enumerate((bar.label, f"{bar.value:,}", expected)):
            table.setItem(row, place, QTableWidgetItem(text))
    table.setColumnHidden(2, all(bar.expected is None for bar in bars))
