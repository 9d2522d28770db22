"""Which column of a report holds what: each heading with what it was taken for, how sure that is, and why.

Only headings are shown. What stands under them is people's data and is not needed to choose.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QWidget

from app.formats.mis_report import ReportSheet
from app.formats.report_columns import CERTAIN, LIKELY, ColumnGuess, report_fields
from app.ui import theme
from app.ui.widgets.card import Card
from app.ui.widgets.mark import Mark, MarkKind
from app.ui.widgets.text import Role, label

UNUSED = "Not used"
_NAMES = frozenset({"surname", "forename", "full_name", "legal_surname", "preferred_surname"})
_KINDS = (("Choose…", None), ("Students", "student"), ("Staff", "staff"))


def what_is_missing(sheet: ReportSheet) -> str:
    """Why this sheet cannot be read yet, in words; "" when it can."""
    if sheet.kind is None and "kind" not in sheet.columns.fields:
        return "Say whether it lists students or staff."
    if not sheet.columns.fields & _NAMES:
        return "Say which column holds the names."
    return ""


def sureness(guess: ColumnGuess) -> str:
    """How sure a guess is, with why: "Likely: the heading contains the words"."""
    if guess.field is None:
        return guess.why if guess.header else ""
    if guess.confidence >= 1.0:
        return guess.why[:1].upper() + guess.why[1:]
    word = "Sure" if guess.confidence >= CERTAIN else "Likely" if guess.confidence >= LIKELY else "Doubtful"
    return f"{word}: {guess.why}"


class ColumnsCard(Card):
    """The columns of one sheet. `sheet` is as the user has it now. Signal `changed()`."""

    changed = Signal()

    def __init__(self, sheet: ReportSheet, parent: QWidget | None = None) -> None:
        super().__init__(sheet.name, parent=parent)
        self.sheet = sheet
        self.kind = QComboBox(self)
        self.combos: dict[int, QComboBox] = {}
        self._said: dict[int, tuple[Mark, QLabel]] = {}
        self._missing = label("", Role.ERROR)
        self._add_kind()
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(20))
        grid.setVerticalSpacing(theme.px(6))
        for place, share in enumerate((3, 3, 5)):
            grid.setColumnStretch(place, share)
        for place, heading in enumerate(("Their column", "Holds", "How sure")):
            grid.addWidget(label(heading, Role.SMALL, wrap=False), 0, place)
        for guess in sheet.columns.columns:
            if guess.header:
                self._add_row(grid, grid.rowCount(), guess)
        self.add(self._missing)
        self.body.addLayout(grid)
        self._refresh()

    def first_doubt(self) -> QWidget | None:
        """The field for what has to be said, else for the first doubtful column; None when all is clear."""
        if self.sheet.kind is None and "kind" not in self.sheet.columns.fields:
            return self.kind
        doubtful = (self.combos.get(guess.index) for guess in self.sheet.columns.doubtful)
        return next((combo for combo in doubtful if combo is not None), None)

    def _add_kind(self) -> None:
        row = QHBoxLayout()
        title = label("This lists", Role.STRONG, wrap=False)
        title.setBuddy(self.kind)
        self.kind.setObjectName(f"kind-of-{self.sheet.name}")
        self.kind.setAccessibleName(f"Whether {self.sheet.name} lists students or staff")
        for words, kind in _KINDS:
            self.kind.addItem(words, kind)
        self.kind.setCurrentIndex(self.kind.findData(self.sheet.kind))
        self.kind.currentIndexChanged.connect(self._kind_chosen)
        row.addWidget(title)
        row.addWidget(self.kind)
        row.addStretch(1)
        self.body.addLayout(row)

    def _add_row(self, grid: QGridLayout, place: int, guess: ColumnGuess) -> None:
        mark = Mark(MarkKind.LOOK_AT, self)
        title = label(guess.header, Role.BODY)
        combo = QComboBox(self)
        combo.setObjectName(f"column-{guess.index}")
        combo.setAccessibleName(f"What “{guess.header}” holds")
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(12)
        combo.addItem(UNUSED, None)
        for field in report_fields():
            combo.addItem(field.title, field.id)
        combo.currentIndexChanged.connect(lambda _=0, g=guess: self._column_chosen(g))
        said = label("", Role.SMALL)
        title.setBuddy(combo)
        sure = QHBoxLayout()
        sure.setSpacing(theme.px(8))
        sure.addWidget(mark)
        sure.addWidget(said, 1)
        grid.addWidget(title, place, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(combo, place, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addLayout(sure, place, 2)
        self.combos[guess.index] = combo
        self._said[guess.index] = (mark, said)

    def _kind_chosen(self) -> None:
        kind = self.kind.currentData()
        if kind is not None:
            self.sheet = self.sheet.with_columns(self.sheet.columns, kind)
            self._refresh()
            self.changed.emit()

    def _column_chosen(self, guess: ColumnGuess) -> None:
        chosen = self.combos[guess.index].currentData()
        self.sheet = self.sheet.with_columns(self.sheet.columns.corrected(guess.header, chosen))
        self._refresh()
        self.changed.emit()

    def _refresh(self) -> None:
        """Shows the mapping as it is: giving one column a field may have taken it from another."""
        for guess in self.sheet.columns.columns:
            combo = self.combos.get(guess.index)
            if combo is None:
                continue
            combo.blockSignals(True)
            combo.setCurrentIndex(max(0, combo.findData(guess.field)))
            combo.blockSignals(False)
            mark, said = self._said[guess.index]
            mark.setVisible(bool(guess.field) and not guess.settled)
            said.setText(sureness(guess))
            combo.setAccessibleDescription(said.text())
        missing = what_is_missing(self.sheet)
        self._missing.setText(missing)
        self._missing.setVisible(bool(missing))
        used = sum(1 for guess in self.sheet.columns.columns if guess.field)
        self.set_aside(f"{used} of {len(self.combos)} columns used")
