"""The preview's people: search, narrow, choose one and see what they are in. Names hidden unless shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.roster.people import PeopleQuery, YearCount
from app.ui import theme
from app.ui.models.people_model import PeopleModel
from app.ui.widgets.card import Card
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.people_table import PeopleTable
from app.ui.widgets.scroll import ScrollColumn
from app.ui.widgets.search_box import SearchBox
from app.ui.widgets.split import TurningSplit
from app.ui.widgets.text import Role, breakable, label, readable

BESIDE_PX = 560
"""At 100 % text: with less the person chosen stands below the table."""
SEARCH_HINT = "Search names"
SEARCH_HIDDEN = "Names are hidden"


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """One person for the pane: fields as (title, value) and what they are in, already masked where hidden."""

    id: int
    heading: str
    fields: tuple[tuple[str, str], ...]
    groups: tuple[str, ...]
    courses: tuple[str, ...]
    registration_kept_back: bool = False
    names_shown: bool = False


class PeopleTab(QWidget):
    """Filters over a table, with a pane for the person chosen.

    Signals: `chosen(object)` a person's id or None, for the page to fetch the detail of; `names_wanted()`.
    """

    chosen = Signal(object)
    names_wanted = Signal()

    def __init__(self, model: PeopleModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._total = 0
        self._issue: str | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self._build_filters())
        self.table = PeopleTable(model, self)
        self.table.person.connect(self._choose)
        self.table.say_when_empty("Nobody matches. Change the search or the filters to see more.")
        self.detail = DetailPane(self)
        self.detail.setVisible(False)
        split = TurningSplit(self.table, self.detail, beside=BESIDE_PX, shares=(3, 1), parent=self)
        column.addWidget(split, 1)
        model.listed.connect(self._listed)
        self.set_names_shown(False)

    def _build_filters(self) -> QWidget:
        filters = FlowRow(self)
        self.search = SearchBox(SEARCH_HIDDEN, "Search people", self)
        self.search.setObjectName("search-people")
        self.search.asked.connect(self._ask)
        self.kind = QComboBox(self)
        self.kind.setObjectName("kind")
        self.kind.setAccessibleName("Kind of people")
        for words, kind in (("All kinds", None), ("Students", "student"), ("Staff", "staff")):
            self.kind.addItem(words, kind)
        self.kind.currentIndexChanged.connect(self._ask)
        self.year = QComboBox(self)
        self.year.setObjectName("year")
        self.year.setAccessibleName("Year group")
        self.year.addItem("All years", None)
        self.year.currentIndexChanged.connect(self._ask)
        self.with_issues = QPushButton("With issues", self)
        self.with_issues.setObjectName("with-issues")
        self.with_issues.setCheckable(True)
        self.with_issues.toggled.connect(self._ask)
        self.how_many = label("", Role.SECONDARY, wrap=False)
        self.only = QPushButton("", self)
        self.only.setObjectName("drop-issue")
        self.only.setAccessibleName("List everyone again")
        self.only.setVisible(False)
        self.only.clicked.connect(self._drop_issue)
        self.show_names = QPushButton("Show names", self)
        self.show_names.setObjectName("show-names")
        self.show_names.setAccessibleName("Show names for 5 minutes")
        self.show_names.setToolTip("For 5 minutes")
        self.show_names.clicked.connect(self.names_wanted)
        narrowing = (self.search, self.kind, self.year, self.with_issues, self.only)
        for widget in (*narrowing, self.show_names, self.how_many):
            filters.add(widget)
        return filters

    def begin(self, total: int, years: Sequence[YearCount]) -> None:
        """A new roster is listed: filters go back to everything."""
        self._total = total
        self._forget_issue()
        for widget in (self.kind, self.year, self.with_issues, self.search):
            widget.blockSignals(True)
        self.search.clear()
        self.kind.setCurrentIndex(0)
        self.with_issues.setChecked(False)
        self.year.clear()
        self.year.addItem("All years", None)
        for year in years:
            self.year.addItem(year.label or "No year", year.label)
        for widget in (self.kind, self.year, self.with_issues, self.search):
            widget.blockSignals(False)
        self.detail.setVisible(False)

    def set_names_shown(self, shown: bool) -> None:
        """Names are shown or hidden now; hiding empties the search and the pane."""
        self._model.set_names_shown(shown)
        self.search.setEnabled(shown)
        self.search.setPlaceholderText(SEARCH_HINT if shown else SEARCH_HIDDEN)
        self.show_names.setVisible(not shown)
        if not shown:
            self.search.clear()
            self.detail.forget()
        self._choose(self.table.person_id)

    def only_issue(self, code: str, title: str) -> None:
        """Lists the people one issue names; a button takes that back."""
        self._issue = code
        self.only.setText(f"×  {_cut(title)}")
        self.only.setAccessibleName(f"Only: {title}. Press to list everyone")
        self.only.setVisible(True)
        self.with_issues.setVisible(False)
        self._ask()

    def show_detail(self, detail: PersonDetail) -> None:
        """Fills the pane, if that person is still the one chosen."""
        if detail.id == self.table.person_id:
            self.detail.show_person(detail)
            self.detail.setVisible(True)

    @property
    def query(self) -> PeopleQuery:
        """What the filters ask for now, in the order the table has."""
        return replace(
            self._model.query,
            text=self.search.text().strip() if self._model.names_shown else "",
            kind=self.kind.currentData(),
            year=self.year.currentData(),
            only_issues=self.with_issues.isChecked(),
            issue=self._issue,
        )

    def _ask(self, *_: object) -> None:
        self._model.ask(self.query)

    def _drop_issue(self) -> None:
        self._forget_issue()
        self._ask()

    def _forget_issue(self) -> None:
        self._issue = None
        self.only.setVisible(False)
        self.with_issues.setVisible(True)

    def _listed(self, count: int) -> None:
        self.how_many.setText(f"{count:,} of {self._total:,}")

    def _choose(self, person_id: int | None) -> None:
        if person_id is None:
            self.detail.setVisible(False)
        self.chosen.emit(person_id)


class DetailPane(Card):
    """What one person is in. With names hidden it holds bullets, and no registration group ever."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._made: list[QWidget] = []
        self._inside = ScrollColumn(self)
        self._inside.column.setSpacing(theme.px(2))
        self._inside.column.addStretch(1)
        self.add(self._inside, 1)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 28)

    def show_person(self, detail: PersonDetail) -> None:
        """Replaces what is shown."""
        self.forget()
        self.set_title(detail.heading)
        for title, value in detail.fields:
            self._put(label(title, Role.SMALL))
            self._put(readable(breakable(value)), gap=6)
        self._put_list("Groups", detail.groups)
        if detail.registration_kept_back:
            self._put(label("A registration group is never shown beside a person.", Role.SMALL), gap=6)
        self._put_list("Courses", detail.courses)

    def forget(self) -> None:
        """Empties the pane."""
        self.set_title("")
        for widget in self._made:
            self._inside.column.removeWidget(widget)
            widget.setParent(None)
            widget.deleteLater()
        self._made = []

    def _put_list(self, title: str, entries: tuple[str, ...]) -> None:
        self._put(label(title, Role.SMALL))
        self._put(readable("\n".join(entries) or "None"), gap=6)

    def _put(self, widget: QWidget, gap: int = 0) -> None:
        widget.setContentsMargins(0, 0, 0, gap)
        self._inside.column.insertWidget(len(self._made), widget)
        self._made.append(widget)


def _cut(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:19].rstrip()}…"
