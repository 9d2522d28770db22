"""The table of people: an array of row ids with a page cache, so that 100,000 rows scroll like 100.

The model never queries. It asks a `PeopleSource` on a worker thread, shows placeholders for what has not
arrived, and repaints those rows when it does. Sorting and filtering happen in the source and replace the
array of ids in one reset; the view puts selection and scroll back by id.

Names: while they are hidden the source is asked for masked rows, so no name is in this process's model at
all; hiding them overwrites what was kept before the cell is next painted.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, cast

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from app.roster.masking import SPOKEN
from app.roster.people import PeopleQuery, PersonView

PAGE_ROWS = 200
KEPT_PAGES = 32
IN_FLIGHT = 2
WANTED = 6
"""Pages asked for and not yet sent: a fast scroll passes most of them by, so the oldest are dropped."""

PLACEHOLDER = "…"


# One attribute look-up on an enum costs more than the rest of data(); these are read for every cell painted.
_DISPLAY = Qt.ItemDataRole.DisplayRole
_ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole
_ALIGN = Qt.ItemDataRole.TextAlignmentRole
_HORIZONTAL = Qt.Orientation.Horizontal
_ASCENDING = Qt.SortOrder.AscendingOrder
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

_ROOT = QModelIndex()

ID_ROLE = Qt.ItemDataRole.UserRole + 1
"""The person's row id in the roster, for selection and for the detail pane."""
TONE_ROLE = Qt.ItemDataRole.UserRole + 2
""""mend", "look-at" or "": the colour of the issue cell, always beside words that say the same."""

Index = QModelIndex | QPersistentModelIndex


class PeopleSource(Protocol):
    """Where ids and rows come from. Both are called on worker threads only."""

    def ids(self, query: PeopleQuery, *, names: bool) -> array[int]:
        """Row ids that match, in the order to show; text may be sought only where `names` are shown."""
        ...

    def rows(self, ids: Sequence[int], *, names: bool) -> Sequence[PersonView]:
        """The rows of these ids, in the same order; masked unless `names`."""
        ...


Work = Callable[[Callable[[], object], Callable[[object], None], Callable[[BaseException], None]], None]
"""Runs the first on a worker thread and delivers its answer, or its exception, on the main thread."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: what it is called, and the sort key the roster knows it by."""

    title: str
    sort: str
    number: bool = False


COLUMNS = (
    Column("Name", "name"),
    Column("Kind", "kind"),
    Column("Year", "year"),
    Column("Groups", "groups", number=True),
    Column("Courses", "courses", number=True),
    Column("Issue", "issue"),
)
KINDS = {"student": "Student", "staff": "Staff"}
TONES = {"must fix": "mend", "check and explain": "look-at"}
"""From a rule's severity to the colour of its words."""
NAME_COLUMN = 0
KIND_COLUMN = 1
YEAR_COLUMN = 2
GROUPS_COLUMN = 3
COURSES_COLUMN = 4
ISSUE_COLUMN = 5


class PeopleModel(QAbstractTableModel):
    """Rows by id. `ask()` replaces what is listed; everything else is painting.

    Signals: `listed(object)` the number of rows now listed; `trouble(object)` an exception of the source;
    `busy_changed(object)` True from a question until its answer.
    """

    listed = Signal(object)
    trouble = Signal(object)
    busy_changed = Signal(object)

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._source: PeopleSource | None = None
        self._query = PeopleQuery()
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, Sequence[PersonView]] = OrderedDict()
        self._last_used = -1
        self._stale: set[int] = set()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._flying: set[int] = set()
        self._names = False
        self._listing = 0
        self._epoch = 0
        self._asking = False
        self._send_soon = QTimer(self)
        self._send_soon.setSingleShot(True)
        self._send_soon.setInterval(0)
        self._send_soon.timeout.connect(self._send)

    # -- what is listed ------------------------------------------------------------------------------

    @property
    def query(self) -> PeopleQuery:
        """The question whose answer is listed, or is on its way."""
        return self._query

    @property
    def names_shown(self) -> bool:
        """Whether cells may hold names."""
        return self._names

    def set_source(self, source: PeopleSource | None) -> None:
        """Lists another roster, or nothing; the old one's rows are gone before this returns."""
        self._source = source
        self._listing += 1
        self._replace(array("q"))
        if source is not None:
            self.ask(self._query)

    def ask(self, query: PeopleQuery) -> None:
        """Lists the people who match, as soon as a worker has found them; a newer question wins."""
        self._query = query
        source = self._source
        if source is None:
            return
        self._listing += 1
        listing = self._listing
        self._set_asking(True)

        def answered(ids: object) -> None:
            if listing == self._listing:
                self._replace(cast("array[int]", ids))
                self._set_asking(False)

        def failed(error: BaseException) -> None:
            if listing == self._listing:
                self._set_asking(False)
                self.trouble.emit(error)

        names = self._names
        self._work(lambda: source.ids(query, names=names), answered, failed)

    def sort(self, column: int, order: Qt.SortOrder = _ASCENDING) -> None:
        """Asks the source for the same people in another order."""
        if 0 <= column < len(COLUMNS):
            self.ask(replace(self._query, sort=COLUMNS[column].sort, descending=order != _ASCENDING))

    def set_names_shown(self, shown: bool) -> None:
        """Hiding takes every name out of the model now; showing asks for the rows again."""
        if shown == self._names:
            return
        self._names = shown
        self._epoch += 1
        self._flying.clear()
        if shown:
            self._stale = set(self._pages)
        else:
            self._pages.clear()
            self._stale.clear()
        self._repaint(0, len(self._ids) - 1)
        if not shown and self._query.text:
            self.ask(replace(self._query, text=""))

    def id_at(self, row: int) -> int | None:
        """The person on a row."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, person_id: int) -> int | None:
        """Where a person is listed, if they are."""
        try:
            return self._ids.index(person_id)
        except ValueError:
            return None

    def text_of(self, rows: Sequence[int]) -> str:
        """Rows as tab-separated text for the clipboard: what is seen, so bullets while names are hidden."""
        lines = ["\t".join(column.title for column in COLUMNS)]
        for row in rows:
            line = self._row(row)
            cells = (
                [PLACEHOLDER] * len(COLUMNS)
                if line is None
                else [_cell(line, c) for c in range(len(COLUMNS))]
            )
            lines.append("\t".join(_safe(cell) for cell in cells))
        return "\n".join(lines)

    # -- Qt's side -----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if orientation != _HORIZONTAL:
            return None
        if role in (_DISPLAY, _ACCESSIBLE):
            return COLUMNS[section].title
        if role == _ALIGN:
            return _RIGHT if COLUMNS[section].number else _LEFT
        return None

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if role == _DISPLAY:
            line = self._row(index.row())
            return PLACEHOLDER if line is None else _cell(line, index.column())
        if role == _ALIGN:
            return _RIGHT if COLUMNS[index.column()].number else _LEFT
        if role == _ACCESSIBLE:
            return self._spoken(index.row(), index.column())
        if role == ID_ROLE:
            return self.id_at(index.row())
        if role == TONE_ROLE:
            line = self._row(index.row())
            return "" if line is None else TONES.get(line.severity, "")
        return None

    # -- pages ---------------------------------------------------------------------------------------

    def _spoken(self, row: int, column: int) -> str:
        line = self._row(row)
        if line is None:
            return "loading"
        if column == NAME_COLUMN and line.masked:
            return SPOKEN
        return _cell(line, column) or "none"

    def _row(self, row: int) -> PersonView | None:
        page = row // PAGE_ROWS
        lines = self._pages.get(page)
        if lines is None or page in self._stale:
            self._want(page)
        if lines is None:
            return None
        if page != self._last_used:
            self._last_used = page
            self._pages.move_to_end(page)
        at = row - page * PAGE_ROWS
        return lines[at] if at < len(lines) else None

    def _want(self, page: int) -> None:
        if page in self._flying:
            return
        self._wanted[page] = None
        self._wanted.move_to_end(page)
        while len(self._wanted) > WANTED:
            self._wanted.popitem(last=False)
        if not self._send_soon.isActive():
            self._send_soon.start()

    def _send(self) -> None:
        while self._wanted and len(self._flying) < IN_FLIGHT:
            self._fetch(self._wanted.popitem()[0])

    def _fetch(self, page: int) -> None:
        source = self._source
        first = page * PAGE_ROWS
        ids = self._ids[first : first + PAGE_ROWS]
        if source is None or not ids:
            return
        self._flying.add(page)
        epoch, names = self._epoch, self._names

        def arrived(rows: object) -> None:
            if epoch != self._epoch:
                return
            self._flying.discard(page)
            self._keep(page, cast("Sequence[PersonView]", rows))
            self._send()

        def failed(error: BaseException) -> None:
            if epoch == self._epoch:
                self._flying.discard(page)
                self.trouble.emit(error)

        self._work(lambda: source.rows(ids, names=names), arrived, failed)

    def _keep(self, page: int, rows: Sequence[PersonView]) -> None:
        self._pages[page] = rows
        self._pages.move_to_end(page)
        self._stale.discard(page)
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        first = page * PAGE_ROWS
        self._repaint(first, first + len(rows) - 1)

    def _repaint(self, first: int, last: int) -> None:
        if 0 <= first <= last < len(self._ids):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1))

    def _replace(self, ids: array[int]) -> None:
        self.beginResetModel()
        self._ids = ids
        self._epoch += 1
        self._pages.clear()
        self._stale.clear()
        self._wanted.clear()
        self._flying.clear()
        self.endResetModel()
        self.listed.emit(len(ids))

    def _set_asking(self, asking: bool) -> None:
        if asking != self._asking:
            self._asking = asking
            self.busy_changed.emit(asking)


def _cell(line: PersonView, column: int) -> str:
    if column == 0:
        return line.name
    if column == 1:
        return KINDS.get(line.kind, line.kind)
    if column == 2:
        return line.year
    if column == 3:
        return str(line.groups)
    if column == 4:
        return str(line.courses)
    return line.issue


def _safe(cell: str) -> str:
    """A cell that a spreadsheet will not run when it is pasted there."""
    text = cell.replace("\t", " ").replace("\n", " ")
    return "'" + text if text[:1] in ("=", "+", "-", "@") else text
