"""The fields of a source as a small table: what each is, its state in shape and words, and its need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

_DISPLAY = Qt.ItemDataRole.DisplayRole
_DECORATION = Qt.ItemDataRole.DecorationRole
_ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole
_TOOLTIP = Qt.ItemDataRole.ToolTipRole
_HORIZONTAL = Qt.Orientation.Horizontal
_ROOT = QModelIndex()

TONE_ROLE = Qt.ItemDataRole.UserRole + 2
COLUMNS = ("Field", "Of", "State", "Filled in", "Need")
OF_COLUMN = 1
STATE_COLUMN = 2
FILLED_COLUMN = 3
NEED_COLUMN = 4
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field, ready to show. `mark` names the icon whose shape tells the state without colour."""

    title: str
    of: str
    state: str
    mark: str
    filled: str
    need: str
    tone: str = ""


class FieldsModel(QAbstractTableModel):
    """A few dozen fields. `icon_of(mark, tone)` gives the state's mark in the colours of the theme now."""

    def __init__(self, icon_of: Callable[[str, str], QIcon], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icon_of = icon_of
        self._lines: tuple[FieldLine, ...] = ()

    def set_lines(self, lines: tuple[FieldLine, ...]) -> None:
        """Replaces the table."""
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    @property
    def states_differ(self) -> bool:
        """Whether the state tells one field from another; of a report every one is the same."""
        return len({line.state for line in self._lines}) > 1

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if orientation == _HORIZONTAL and role in (_DISPLAY, _ACCESSIBLE):
            return COLUMNS[section]
        return None

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        line = self._lines[index.row()]
        if role in (_DISPLAY, _ACCESSIBLE, _TOOLTIP):
            return (line.title, line.of, line.state, line.filled, line.need)[index.column()]
        if role == _DECORATION and index.column() == STATE_COLUMN:
            return self._icon_of(line.mark, line.tone)
        if role == TONE_ROLE:
            return line.tone
        return None
