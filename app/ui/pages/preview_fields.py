"""The preview's fields: what is shared, what is not, what is blank, and what can't be seen from here."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.models.fields_model import (
    COLUMNS,
    FILLED_COLUMN,
    NEED_COLUMN,
    OF_COLUMN,
    STATE_COLUMN,
    FieldLine,
    FieldsModel,
)
from app.ui.widgets.mark import mark_icon
from app.ui.widgets.people_table import CalmTable
from app.ui.widgets.scroll import ScrollColumn
from app.ui.widgets.text import Role, label, readable

NOTE_PX, MOST_NOTES = 19, 5
"""The height of a note at 100 % text, and how many show before they scroll."""
EXPLAINED = "A field that is not shared is not the same as one left blank in the MIS: each is named here."


class FieldsTab(QWidget):
    """One table, read-only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(label(EXPLAINED, Role.SECONDARY))
        self.model = FieldsModel(mark_icon, self)
        self.table = FieldsTable(self.model, self)
        column.addWidget(self.table, 3)
        self.notes = readable("", Role.SMALL)
        self.notes_area = ScrollColumn(self)
        self.notes_area.add(label("While reading", Role.STRONG))
        self.notes_area.add(self.notes)
        self.notes_area.column.setSpacing(theme.px(4))
        self.notes_area.column.addStretch(1)
        self.notes_area.setVisible(False)
        column.addWidget(self.notes_area)

    def show_fields(self, lines: tuple[FieldLine, ...], notes: tuple[str, ...]) -> None:
        """Replaces the table, and what the reading had to say under it."""
        self.notes.setText("\n".join(notes))
        self.notes_area.setVisible(bool(notes))
        self.notes_area.setFixedHeight(theme.px(NOTE_PX) * min(len(notes) + 1, MOST_NOTES))
        self.model.set_lines(lines)


class FieldsTable(CalmTable):
    """The fields. What a field is, its state and its need always show; the rest where there is room."""

    def __init__(self, model: FieldsModel, parent: QWidget | None = None) -> None:
        super().__init__((STATE_COLUMN, NEED_COLUMN), parent)
        self.setModel(model)
        self.setAccessibleName("Fields")
        self.setSelectionMode(CalmTable.SelectionMode.SingleSelection)
        header = self.horizontalHeader()
        header.setStretchLastSection(False)
        for section in range(1, len(COLUMNS)):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        model.modelReset.connect(self._fit_columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """A few dozen rows can be measured."""
        header = self.horizontalHeader()
        needed = [
            max(self.sizeHintForColumn(place), header.sectionSizeHint(place)) for place in range(len(COLUMNS))
        ]
        self.fit_columns(needed, (OF_COLUMN, FILLED_COLUMN))
        over = sum(width for place, width in enumerate(needed) if not self.isColumnHidden(place))
        modes = QHeaderView.ResizeMode
        shared = over > self.viewport().width()  # what is left is shared, so that neither is squeezed away
        header.setSectionResizeMode(NEED_COLUMN, modes.Stretch if shared else modes.ResizeToContents)
