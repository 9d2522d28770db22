"""Form rows: a label above its field, a hint, and an error tied to the field it is about."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.columns import Columns
from app.ui.widgets.scroll import SEEN_WHOLE
from app.ui.widgets.speak import announce
from app.ui.widgets.text import Role, label, set_tone

FIELD_PX = 480
"""A field is about as wide as what is written in it, at 100 % text; `wide=True` takes all the room."""
NO_LIMIT = 16_777_215


@dataclass(frozen=True, slots=True)
class _Row:
    field: QWidget
    title: QLabel
    hint: QLabel
    error: QLabel
    holder: QWidget


class Form(QWidget):
    """Rows by id. Each field has a label buddy, an accessible name, and its error as description."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.px(4), 0, 0)
        self._column.setSpacing(theme.px(16))
        self._rows: dict[str, _Row] = {}

    def add(
        self, field_id: str, title: str, field: QWidget, hint: str = "", *, wide: bool = False
    ) -> QWidget:
        """Appends a row and gives the field back. `&` in the title marks the Alt key."""
        if not wide and isinstance(field, QLineEdit | QComboBox) and field.maximumWidth() >= NO_LIMIT:
            field.setMaximumWidth(theme.px(FIELD_PX))
        heading = QLabel(title, self)
        heading.setProperty("textRole", Role.STRONG.value)
        heading.setBuddy(field)
        heading.setWordWrap(True)
        explained = label(hint, Role.SMALL, parent=self)
        explained.setVisible(bool(hint))
        wrong = label("", Role.ERROR, parent=self)
        wrong.setVisible(False)
        field.setObjectName(field.objectName() or field_id)
        field.setAccessibleName(title.replace("&", ""))
        field.setAccessibleDescription(hint)
        holder = QWidget(self)
        holder.setProperty(SEEN_WHOLE, True)
        row = QVBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        for part in (heading, explained, field, wrong):
            row.addWidget(part)
        self._column.addWidget(holder)
        self._rows[field_id] = _Row(field, heading, explained, wrong, holder)
        return field

    def side_by_side(self, *field_ids: str, least: int = 200) -> None:
        """Puts rows that are there, all with a hint, beside each other while each has `least` pixels at
        100 % text, one above the other else."""
        holders = tuple(self._rows[field_id].holder for field_id in field_ids)
        place = self._column.indexOf(holders[0])
        for holder in holders:
            self._column.removeWidget(holder)
            layout = holder.layout()
            if isinstance(layout, QVBoxLayout):
                layout.addStretch(1)
        self._column.insertWidget(place, Columns(holders, least=least, parent=self))

    def field(self, field_id: str) -> QWidget:
        """The field of a row. Raises KeyError for a row that is not there."""
        return self._rows[field_id].field

    def set_hint(self, field_id: str, text: str) -> None:
        """Says something else under a row's title."""
        row = self._rows[field_id]
        row.hint.setText(text)
        row.hint.setVisible(bool(text))
        if not row.error.text():
            row.field.setAccessibleDescription(text)

    def set_error(self, field_id: str, text: str) -> None:
        """Says what is wrong with a field; empty text takes it back."""
        row = self._rows[field_id]
        changed = row.error.text() != text
        row.error.setText(text)
        row.error.setVisible(bool(text))
        row.field.setAccessibleDescription(text or row.hint.text())
        set_tone(row.field, "mend" if text else "", name="state")
        if text and changed:
            announce(row.field, f"{row.title.text().replace('&', '')}: {text}")

    def clear_errors(self) -> None:
        """Takes every error back."""
        for field_id in self._rows:
            self.set_error(field_id, "")

    def errors(self) -> dict[str, str]:
        """The errors shown now, by row id."""
        return {field_id: row.error.text() for field_id, row in self._rows.items() if row.error.text()}

    def set_row_visible(self, field_id: str, visible: bool) -> None:
        """Shows or hides a whole row."""
        row = self._rows[field_id]
        row.field.setVisible(visible)
        row.title.setVisible(visible)
        row.hint.setVisible(visible and bool(row.hint.text()))
        row.error.setVisible(visible and bool(row.error.text()))
        row.holder.setVisible(visible)

    def focus_first_error(self) -> bool:
        """Puts the keyboard on the first field that is wrong; False when none is."""
        for row in self._rows.values():
            if row.error.text():
                row.field.setFocus()
                return True
        return False
