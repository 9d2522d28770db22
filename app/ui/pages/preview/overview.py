"""The preview's first tab: how many, by year, and what to know before sharing."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.roster.people import YearCount
from app.ui import theme
from app.ui.pages.preview.content import preview_content
from app.ui.pages.preview.model import Comparison, IssueLine, bars
from app.ui.turns import Work
from app.ui.widgets.card import Card
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.mark import SPOKEN, Mark
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.numbers_table import NumbersTable
from app.ui.widgets.scroll import ScrollColumn
from app.ui.widgets.speak import announce
from app.ui.widgets.stack import ShownStack
from app.ui.widgets.text import Role, label
from app.ui.widgets.tiles import TileRow, TileText
from app.ui.widgets.year_chart import Bar, YearChart

LEAST_HEIGHT, LEAST_CHART = 225, 159
"""Of the issues with their heading, and of the chart without its own, in pixels at 100 % text."""
LEAST_WIDTH = 560
"""In pixels at 100 % text: with less, chart and issues stand one above the other."""
LISTED = 6
"""Issues on the overview at most; the rest are one click away."""


class OverviewTab(ScrollColumn):
    """Tiles, chart, issues; it scrolls where large text leaves no room. Signal `see_issues()`."""

    see_issues = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, in_margin=True)
        column = self.column
        self.tiles = TileRow(self)
        self.comparison = Notice(NoticeKind.INFO, "", parent=self)
        self.comparison.setVisible(False)
        self.reading = Notice(NoticeKind.INFO, "", parent=self)
        self.reading.setVisible(False)
        for part in (self.tiles, self.comparison, self.reading):
            column.addWidget(part)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(theme.px(12))
        self._row.addWidget(self._build_years(), 3)
        self._row.addWidget(self._build_issues(), 2)
        column.addLayout(self._row, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.px(LEAST_WIDTH)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._row.direction() is not way:
            self._row.setDirection(way)

    def _fit_chart(self) -> None:
        """Never so low that the words of two bars meet: this column scrolls rather than that."""
        self._views.setMinimumHeight(max(theme.px(LEAST_CHART), self.chart.minimumSizeHint().height()))

    def _build_years(self) -> Card:
        self.years = Card("Students by year group", parent=self)
        self.chart = YearChart(theme.colour, self)
        self.chart.read.connect(self._read)
        self.chart.least_changed.connect(self._fit_chart)
        self.table = YearTable(self)
        self._views = ShownStack(self)
        self._views.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._views.addWidget(self.chart)
        self._views.addWidget(self.table)
        self.against = QComboBox(self)
        self.against.setObjectName("years-against")
        self.against.setAccessibleName("Thin bars show")
        self.against.setVisible(False)
        self.against.currentIndexChanged.connect(self._draw)
        self.years.head.addWidget(self.against)
        self._years: tuple[YearCount, ...] = ()
        self._offered: dict[str, tuple[Mapping[str, int], str]] = {}
        self.as_table = QPushButton("As a table", self)
        self.as_table.setObjectName("years-as-table")
        self.as_table.setCheckable(True)
        self.as_table.setProperty("link", True)
        self.as_table.toggled.connect(self._turn)
        self.years.head.addWidget(self.as_table)
        self.years.add(self._views, 1)
        return self.years

    def _build_issues(self) -> Card:
        self.issues = Card("Before you share this", parent=self)
        self._few = FewIssues(self)
        self.issues.setMinimumHeight(theme.px(LEAST_HEIGHT))
        self.issues.add(self._few, 1)
        self.all_issues = QPushButton("", self)
        self.all_issues.setObjectName("see-all-issues")
        self.all_issues.clicked.connect(self.see_issues)
        foot = QHBoxLayout()
        foot.addWidget(self.all_issues)
        foot.addStretch(1)
        self.issues.body.addLayout(foot)
        return self.issues

    def show_counts(self, tiles: tuple[TileText, ...], years: tuple[YearCount, ...]) -> None:
        """Numbers and chart, with nothing to hold them against yet."""
        self.tiles.set_tiles(tiles)
        self._years = years
        self._offered = {}
        self._offer_anew("")

    def offer(self, what: str, counts: Mapping[str, int], called: str) -> None:
        """Students per year group to hold the chart against, and shows them; empty counts take them back.
        `called` says what they are."""
        self._offered.pop(what, None)
        if counts:
            self._offered[what] = (counts, called)
        self._offer_anew(what if counts else next(reversed(self._offered), ""))

    def _offer_anew(self, chosen: str) -> None:
        self.against.blockSignals(True)
        self.against.clear()
        for what, (_counts, called) in self._offered.items():
            self.against.addItem(f"{called[:1].upper()}{called[1:]}", what)
        self.against.setCurrentIndex(self.against.findData(chosen))
        self.against.blockSignals(False)
        self.against.setVisible(len(self._offered) > 1)
        self._draw()

    def _draw(self, *_: object) -> None:
        counts, called = self._offered.get(str(self.against.currentData() or ""), ({}, ""))
        made = bars(self._years, counts)
        self.chart.set_bars(made)
        alone = len(self._offered) == 1
        self.years.set_aside(f"thin bar: {called}" if called and alone else "")
        self.table.show_bars(made)

    def filling_issues(self, lines: tuple[IssueLine, ...]) -> Work:
        """The gravest few in turns."""
        yield from self._few.filling(lines)
        yield

    def count_issues(self, count: int) -> None:
        """How many there are in all, those counted that are not listed here."""
        self.all_issues.setText(f"See all {count} issues" if count != 1 else "See this issue")
        self.all_issues.setVisible(count > 0)
        self._few.none.setVisible(count == 0)

    def show_notes(self, comparison: Comparison | None, notes: tuple[str, ...]) -> None:
        """The number on roll beside what was read, and what the reading itself had to say."""
        differs = comparison is not None and comparison.differences > 0
        if comparison is not None:
            self.comparison.say(NoticeKind.CAUTION if differs else NoticeKind.INFO, comparison.text)
        self.comparison.setVisible(comparison is not None)
        more = f" And {len(notes) - 1} more, listed under Fields." if len(notes) > 1 else ""
        self.reading.say(NoticeKind.INFO, f"{notes[0]}{more}" if notes else "")
        self.reading.setVisible(bool(notes))

    def _turn(self, as_table: bool) -> None:
        self._views.setCurrentWidget(self.table if as_table else self.chart)
        self.as_table.setText("As a chart" if as_table else "As a table")

    def _read(self, sentence: str) -> None:
        announce(self.chart, sentence)


class FewIssues(QWidget):
    """The gravest issues, as many as there is room for; never half of one, and never a bar to scroll."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(12))
        self._rows: list[IssueRow] = []
        self.none = EmptyState("flag", preview_content().issues.none, "", self, tone="fine")
        self._column.addWidget(self.none)
        self._column.addStretch(1)

    def filling(self, lines: tuple[IssueLine, ...]) -> Work:
        """Replaces them, a row in a turn."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        yield
        for place, line in enumerate(lines[:LISTED]):
            row = IssueRow(line, self)
            self._column.insertWidget(place, row)
            self._rows.append(row)
            yield
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def hasHeightForWidth(self) -> bool:
        """It takes the height there is, and never asks for more on account of its words."""
        return False

    def sizeHint(self) -> QSize:
        return QSize(theme.px(260), theme.px(LEAST_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), self._rows[0].heightForWidth(self.width()) if self._rows else 0)

    def _fit(self) -> None:
        used = 0
        for place, row in enumerate(self._rows):
            used += row.heightForWidth(self.width()) + (self._column.spacing() if place else 0)
            row.setVisible(place == 0 or used <= self.height())


class IssueRow(QWidget):
    """One issue: its mark, what it is, how many, and why it matters."""

    def __init__(self, line: IssueLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        words = QVBoxLayout()
        words.setSpacing(theme.px(1))
        words.addWidget(label(line.title, Role.STRONG))
        small = f"{line.how_many[:1].upper()}{line.how_many[1:]}. {line.why}" if line.how_many else line.why
        if small:
            words.addWidget(label(small, Role.SMALL))
        row.addWidget(Mark(line.mark, self), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.setAccessibleName(f"{SPOKEN[line.mark]}: {line.title}. {small}")


class YearTable(NumbersTable):
    """The chart's numbers for anyone who would rather read them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(("Year", "Students", "Expected"), "Students by year group, table", parent=parent)

    def show_bars(self, bars: tuple[Bar, ...]) -> None:
        """Replaces the rows."""
        self.show_rows(
            (bar.label, f"{bar.value:,}", "" if bar.expected is None else f"{bar.expected:,}") for bar in bars
        )
        self.setColumnHidden(2, all(bar.expected is None for bar in bars))
