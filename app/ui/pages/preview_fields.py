"""The preview's fields: what is shared, what is not, what is blank, and what can't be seen from here."""

from __future__ import annotations

from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from app.ui.models.fields_model import COLUMNS, NEED_COLUMN, STATE_COLUMN, FieldLine, FieldsModel
from app.ui.widgets.mark import mark_icon
from app.ui.widgets.people_table import CalmTable
from app.ui.widgets.scroll import ScrollColumn
from app.ui.widgets.text import Role, label, readable

EXPLAINED = "A field that is not shared is not the same as one left blank in the MIS: each is named here."


class FieldsTab(QWidget):
    """One table, read-only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(EXPLAINED, Role.SECONDARY))
        self.model = FieldsModel(mark_icon, self)
        self.table = CalmTable((STATE_COLUMN, NEED_COLUMN), self)
        self.table.setModel(self.model)
        self.table.setAccessibleName("Fields")
        self.table.setSelectionMode(CalmTable.SelectionMode.SingleSelection)
        header = self.table.horizontalHeader()
        for section in range(len(COLUMNS)):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.ResizeToContents)
        column.addWidget(self.table, 3)
        self.notes = readable("", Role.SMALL)
        self.notes_area = ScrollColumn(self)
        self.notes_area.add(label("While reading", Role.STRONG))
        self.notes_area.add(self.notes)
        self.notes_area.column.setSpacing(4)
        self.notes_area.column.addStretch(1)
        self.notes_area.setVisible(False)
        column.addWidget(self.notes_area, 1)

    def show_fields(self, lines: tuple[FieldLine, ...], notes: tuple[str, ...]) -> None:
        """Replaces the table, and what the reading had to say under it."""
        self.notes.setText("\n".join(notes))
        self.notes_area.setVisible(bool(notes))
        self.model.set_lines(lines)
