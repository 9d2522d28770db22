"""What itslearning may read, field by field: state by shape and word, and whether it is believed needed."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.widgets.mark import Mark, MarkKind
from app.ui.widgets.text import Role, label

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """One field: `note` says in words what the mark says in shape."""

    title: str
    mark: MarkKind
    note: str
    tone: str = ""


class FieldsList(QWidget):
    """A quiet list of a few dozen fields."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addStretch(1)
        self._rows: list[QFrame] = []

    def set_entries(self, entries: tuple[FieldEntry, ...]) -> None:
        """Replaces the list."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.deleteLater()
        self._rows = [_row(entry, self) for entry in entries]
        for place, row in enumerate(self._rows):
            self._column.insertWidget(place, row)


def _row(entry: FieldEntry, parent: QWidget) -> QFrame:
    row = QFrame(parent)
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 1, 0, 1)
    line.setSpacing(10)
    line.addWidget(Mark(entry.mark, row))
    line.addWidget(label(entry.title, Role.BODY, wrap=False))
    note = label(entry.note, Role.SECONDARY, tone=entry.tone)
    note.setAlignment(_RIGHT)
    line.addWidget(note, 1)
    row.setAccessibleName(f"{entry.title}: {entry.note}")
    return row
