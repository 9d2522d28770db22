"""Things someone reads off a portal: what to look at, what they saw, and who saw it when.

What is recorded here is read off, not measured: it has the outlined mark, never the solid tick.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.widgets.mark import Mark, MarkKind
from app.ui.widgets.speak import announce
from app.ui.widgets.text import Role, label


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing to look at. `trouble` lists the choices that mean something stands in the way."""

    id: str
    title: str
    hint: str = ""
    choices: tuple[str, ...] = ("Yes", "No")
    trouble: tuple[str, ...] = ("No",)


@dataclass(frozen=True, slots=True)
class ReadOff:
    """What was seen, by whom and when, ready to show."""

    choice: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What `Checklist.chosen` carries."""

    item_id: str
    choice: str


class Checklist(QWidget):
    """Items divided by lines. Signal `chosen(object)`: a `Choice`, for the page to record."""

    chosen = Signal(object)

    def __init__(self, items: tuple[ChecklistItem, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._rows: dict[str, _Item] = {}
        for place, item in enumerate(items):
            row = _Item(item, place > 0, self)
            row.chosen.connect(self.chosen)
            column.addWidget(row)
            self._rows[item.id] = row

    def set_read(self, item_id: str, read: ReadOff | None) -> None:
        """Shows what was recorded; None takes it back to unread."""
        self._rows[item_id].set_read(read)

    @property
    def unread(self) -> tuple[str, ...]:
        """Ids of the items nobody has read yet, in order."""
        return tuple(item_id for item_id, row in self._rows.items() if row.read is None)

    def focus_first_unread(self) -> None:
        """Puts the keyboard on the first item still to be read."""
        for row in self._rows.values():
            if row.read is None:
                row.take_focus()
                return


class _Item(QFrame):
    chosen = Signal(object)

    def __init__(self, item: ChecklistItem, line_above: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._item = item
        self.read: ReadOff | None = None
        self.setProperty("lineAbove", line_above)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 10, 0, 10)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        self._mark = Mark(MarkKind.AHEAD, self)
        grid.addWidget(self._mark, 0, 0)
        grid.addWidget(label(item.title, Role.STRONG), 0, 1)
        if item.hint:
            grid.addWidget(label(item.hint, Role.SMALL), 1, 1)
        self._seen: QLabel = label("", Role.SMALL)
        self._seen.setVisible(False)
        grid.addWidget(self._seen, 2, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        self._group = QButtonGroup(self)
        for choice in item.choices:
            button = QPushButton(choice, self)
            button.setObjectName(f"{item.id}-{choice}")
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.setAccessibleName(f"{item.title}: {choice}")
            button.clicked.connect(self._clicked)
            self._group.addButton(button)
            buttons.addWidget(button)
        grid.addLayout(buttons, 0, 2, 2, 1)
        self.setAccessibleName(item.title)

    def set_read(self, read: ReadOff | None) -> None:
        self.read = read
        trouble = read is not None and read.choice in self._item.trouble
        self._mark.set_kind(
            MarkKind.AHEAD if read is None else MarkKind.LOOK_AT if trouble else MarkKind.READ_OFF
        )
        words = "" if read is None else f"Read off by {read.who}, {read.when}: “{read.choice}”"
        self._seen.setText(words)
        self._seen.setVisible(bool(words))
        self._group.setExclusive(False)
        for button in self._group.buttons():
            button.setChecked(read is not None and button.text() == read.choice)
        self._group.setExclusive(True)
        self.setAccessibleDescription(words or "Not read yet")
        if words and self.isVisible():
            announce(self, words)

    def take_focus(self) -> None:
        self._group.buttons()[0].setFocus()

    def _clicked(self) -> None:
        button = self._group.checkedButton()
        if button is not None:
            self.chosen.emit(Choice(self._item.id, button.text()))
