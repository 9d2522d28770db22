"""The preview's people: search, narrow, choose one and see what they are in. Names hidden unless shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QListWidget,
    QListWidgetItem,
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
SEARCH_HINT = "Names and numbers"
SEARCH_HIDDEN = "Names are hidden"


class InGroup(NamedTuple):
    """A group that someone is in."""

    title: str
    id: int


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """One person for the pane: fields as (title, value) and what they are in, already masked where hidden."""

    id: int
    heading: str
    fields: tuple[tuple[str, str], ...]
    groups: tuple[InGroup, ...]
    courses: tuple[InGroup, ...]
    registration_kept_back: bool = False
    names_shown: bool = False


class PeopleTab(QWidget):
    """Filters over a table, with a pane for the person chosen.

    Signals: `chosen(object)` a person's id or None, for the page to fetch the detail of; `names_wanted()`;
    `group(object)` the id of a group of the person chosen that is to be shown.
    """

    chosen = Signal(object)
    names_wanted = Signal()
    group = Signal(object)

    def __init__(self, model: PeopleModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._total = 0
        self._years: Sequence[YearCount] = ()
        self._issue: str | None = None
        self._among: tuple[int, ...] | None = None
        self._wanted: int | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self._build_filters())
        self.table = PeopleTable(model, self)
        self.table.person.connect(self._choose)
        self.table.say_when_empty("Nobody matches. Change the search or the filters to see more.")
        self.detail = DetailPane(self)
        self.detail.group.connect(self.group)
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
        self.search.to_first.connect(self._to_first)
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
        self._total, self._years = total, years
        for widget in (self.kind, self.year, self.with_issues):
            widget.blockSignals(True)
        self.search.reset()
        self.kind.setCurrentIndex(0)
        self.with_issues.setChecked(False)
        self.year.clear()
        self.year.addItem("All years", None)
        for year in years:
            self.year.addItem(year.label or "No year", year.label)
        for widget in (self.kind, self.year, self.with_issues):
            widget.blockSignals(False)
        self._narrow_to()
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
        self._narrow_to(title, issue=code)
        self._ask()

    def only_these(self, ids: tuple[int, ...], title: str) -> None:
        """Lists these people; a button takes that back."""
        self._narrow_to(title, among=ids)
        self._ask()

    def show_person(self, person_id: int) -> None:
        """Lists everyone, with this person chosen once the list is there."""
        self.begin(self._total, self._years)
        self._wanted = person_id
        self._ask()

    def _narrow_to(
        self, title: str = "", *, issue: str | None = None, among: tuple[int, ...] | None = None
    ) -> None:
        self._issue, self._among, self._wanted = issue, among, None
        self.only.setText(f"×  {_cut(title)}")
        self.only.setAccessibleName(f"Only: {title}. Press to list everyone")
        self.only.setVisible(bool(title))
        self.with_issues.setVisible(not title)

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
            among=self._among,
        )

    def _ask(self, *_: object) -> None:
        self._model.ask(self.query)

    def _drop_issue(self) -> None:
        self._narrow_to()
        self._ask()

    def _listed(self, count: int) -> None:
        self.how_many.setText(f"{count:,} of {self._total:,}")
        self.search.answered(count)
        wanted = self._wanted
        row = None if wanted is None else self._model.row_of(wanted)
        if row is not None:
            self._wanted = None
            self.table.setCurrentIndex(self._model.index(row, 0))
            self.table.scrollTo(self._model.index(row, 0))

    def _to_first(self) -> None:
        self.table.setCurrentIndex(self._model.index(0, 0))
        self.table.setFocus()

    def _choose(self, person_id: int | None) -> None:
        if person_id is None:
            self.detail.setVisible(False)
        self.chosen.emit(person_id)


class DetailPane(Card):
    """What one person is in. With names hidden it holds bullets, and no registration group ever.

    Signal `group(object)`: the id of the group to show.
    """

    group = Signal(object)

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

    def _put_list(self, title: str, entries: tuple[InGroup, ...]) -> None:
        self._put(label(title, Role.SMALL))
        if not entries:
            self._put(readable("None"), gap=6)
            return
        listed = GroupList(title, entries, self)
        listed.picked.connect(self.group)
        self._put(listed)

    def _put(self, widget: QWidget, gap: int = 0) -> None:
        widget.setContentsMargins(0, 0, 0, gap)
        self._inside.column.insertWidget(len(self._made), widget)
        self._made.append(widget)


class GroupList(QListWidget):
    """Groups, all in sight; Enter or a double click picks one. Signal `picked(object)`: its id."""

    picked = Signal(object)

    def __init__(self, title: str, entries: tuple[InGroup, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"{title}; Enter shows who is in one")
        self.setObjectName(f"person-{title.casefold()}")
        self.setToolTip("Enter or a double click shows who is in it")
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        for entry in entries:
            item = QListWidgetItem(entry.title, self)
            item.setData(Qt.ItemDataRole.UserRole, entry.id)
        self.setCurrentRow(0)
        self.clearSelection()
        self.itemActivated.connect(lambda item: self.picked.emit(item.data(Qt.ItemDataRole.UserRole)))
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self.count() * max(self.sizeHintForRow(0), self.fontMetrics().height()) + 4)


def _cut(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:19].rstrip()}…"
