"""The hierarchy as it would be set up, for a tree view: titles, kinds and how many people each holds.

The tree is built on a worker thread and never changes once here, so rows can answer without a query.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

_DISPLAY = Qt.ItemDataRole.DisplayRole
_ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole
_ALIGN = Qt.ItemDataRole.TextAlignmentRole
_HORIZONTAL = Qt.Orientation.Horizontal
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ROOT = QModelIndex()

NODE_ROLE = Qt.ItemDataRole.UserRole + 1
"""The `Node` behind a row."""

KIND_COLUMN = 1
COLUMNS = ("Group", "Kind", "Students", "Staff")
Index = QModelIndex | QPersistentModelIndex


class Node(Protocol):
    """What a row needs; `app.roster.tree.TreeNode` has it."""

    @property
    def title(self) -> str:
        """As itslearning would show it."""
        ...

    @property
    def type(self) -> str:
        """Site, school, year, course…"""
        ...

    @property
    def students(self) -> int:
        """Distinct students here and below; negative where they were not counted."""
        ...

    @property
    def staff(self) -> int:
        """Distinct staff here and below."""
        ...

    @property
    def children(self) -> tuple[Node, ...]:
        """The level below, in the order to show."""
        ...


class _Row:
    """A node with its place, since Qt asks for parents and rows."""

    __slots__ = ("children", "node", "parent", "place")

    def __init__(self, node: Node, parent: _Row | None, place: int) -> None:
        self.node = node
        self.parent = parent
        self.place = place
        self.children = tuple(_Row(child, self, i) for i, child in enumerate(node.children))


class TreeModel(QAbstractItemModel):
    """One tree of groups, read-only. The node given is the single top row."""

    def __init__(self, top: Node | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._top = _Row(top, None, 0) if top is not None else None

    def set_tree(self, top: Node | None) -> None:
        """Shows another tree, or nothing."""
        self.beginResetModel()
        self._top = _Row(top, None, 0) if top is not None else None
        self.endResetModel()

    def place_of(self, wanted: Callable[[Node], bool]) -> QModelIndex | None:
        """Where the first node stands that is wanted, from the top down; None where there is none."""
        waiting = [self._top] if self._top is not None else []
        while waiting:
            row = waiting.pop()
            if wanted(row.node):
                return self.createIndex(row.place, 0, row)
            waiting.extend(reversed(row.children))
        return None

    def node_at(self, index: Index) -> Node | None:
        """The node behind a row."""
        row = self._at(index)
        return None if row is None else row.node

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        if not parent.isValid():
            return self.createIndex(row, column, self._top)
        above = self._at(parent)
        return QModelIndex() if above is None else self.createIndex(row, column, above.children[row])

    def parent(self, child: Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        # QObject.parent() and QAbstractItemModel.parent(index) share a name; Qt only asks the second here.
        row = self._at(child)
        if row is None or row.parent is None:
            return QModelIndex()
        return self.createIndex(row.parent.place, 0, row.parent)

    def rowCount(self, parent: Index = _ROOT) -> int:
        if not parent.isValid():
            return 0 if self._top is None else 1
        row = self._at(parent)
        return 0 if row is None or parent.column() > 0 else len(row.children)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if orientation != _HORIZONTAL:
            return None
        if role in (_DISPLAY, _ACCESSIBLE):
            return COLUMNS[section]
        if role == _ALIGN and section >= 2:
            return _RIGHT
        return None

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        row = self._at(index)
        if row is None:
            return None
        if role == _DISPLAY:
            return _cell(row.node, index.column())
        if role == _ACCESSIBLE:
            return _spoken(row.node) if index.column() == 0 else _cell(row.node, index.column())
        if role == _ALIGN and index.column() >= 2:
            return _RIGHT
        if role == NODE_ROLE:
            return row.node
        return None

    def _at(self, index: Index) -> _Row | None:
        if not index.isValid():
            return None
        row = index.internalPointer()
        return row if isinstance(row, _Row) else None


def _cell(node: Node, column: int) -> str:
    if column == 0:
        return node.title
    if column == 1:
        return node.type
    count = node.students if column == 2 else node.staff
    return f"{count:,}" if count >= 0 else ""


def _spoken(node: Node) -> str:
    """One sentence for a screen reader, which may read only the first column of a tree."""
    if node.students < 0:
        return f"{node.title}, {node.type}"
    return f"{node.title}, {node.type}, {node.students:,} students, {node.staff:,} staff"
