"""The preview's fields: what is shared, what is not, what is blank, and what can't be seen from here."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHeaderView, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.models.fields_model import (
    FILLED_COLUMN,
    NEED_COLUMN,
    OF_COLUMN,
    STATE_COLUMN,
    FieldLine,
    FieldsModel,
)
from app.ui.pages.preview.content import preview_content
from app.ui.pages.preview.model import BeyondNeed, field_summary
from app.ui.pages.two_up import TwoUp
from app.ui.widgets.copy_text import CopyText
from app.ui.widgets.mark import mark_icon
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.people_table import CalmTable
from app.ui.widgets.scroll import ScrollColumn
from app.ui.widgets.text import Role, label, readable

NOTE_PX, MOST_NOTES = 19, 5
"""The height of a note at 100 % text, and how many show before they scroll."""
SUMMARY_BESIDE_PX = 640
"""At 100 % text: with less the counts stand under the choice of a kind."""
LEAST_ROWS = 6
"""Of the table, below which the page scrolls rather than the table alone."""


class FieldsTab(QWidget):
    """One table, of one kind or all; and what is approved beyond need, with the question to send."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        words = preview_content().fields
        column.addWidget(label(words.explained, Role.SECONDARY))
        self._lines: tuple[FieldLine, ...] = ()
        self.beyond = Notice(NoticeKind.CAUTION, "", parent=self)
        self.show_question = self.beyond.add_button("question", words.show_question)
        self.show_question.setObjectName("show-question")
        self.beyond.chosen.connect(lambda _id: self._turn_question())
        self.beyond.setVisible(False)
        column.addWidget(self.beyond)
        self.question = CopyText(words.question_title, button="Copy the question", parent=self)
        self.question.button.setObjectName("copy-fields-question")
        self.question.setVisible(False)
        column.addWidget(self.question)
        column.addWidget(self._build_kinds())
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

    def _build_kinds(self) -> QWidget:
        self.kind = QComboBox(self)
        self.kind.setObjectName("fields-of")
        self.kind.setAccessibleName("Fields of")
        self.kind.currentIndexChanged.connect(self._narrow)
        self.summary = label("", Role.SMALL)
        return TwoUp(self.kind, self.summary, shares=(0, 1), from_px=SUMMARY_BESIDE_PX, gap=12, parent=self)

    def minimumSizeHint(self) -> QSize:
        """As tall as its words are at this width: they are never squeezed for the table's sake."""
        least, layout = super().minimumSizeHint(), self.layout()
        height = layout.minimumHeightForWidth(self.width()) if layout is not None else 0
        return QSize(least.width(), max(least.height(), height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def _narrow(self, *_: object) -> None:
        kind = self.kind.currentData()
        lines = tuple(line for line in self._lines if not kind or line.of == kind)
        self.summary.setText(field_summary(lines))
        self.table.tell_kinds(told=not kind)
        self.model.set_lines(lines)

    def _turn_question(self) -> None:
        words, shown = preview_content().fields, self.question.isHidden()
        self.question.setVisible(shown)
        self.show_question.setText(words.hide_question if shown else words.show_question)

    def show_fields(self, lines: tuple[FieldLine, ...], notes: tuple[str, ...], beyond: BeyondNeed) -> None:
        """Replaces the table, and what the reading had to say under it."""
        self._lines = lines
        self.beyond.say(NoticeKind.CAUTION, ", ".join(beyond.names), beyond.title)
        self.beyond.setVisible(bool(beyond.names))
        self.question.set_text(beyond.question)
        self.question.setVisible(False)
        self.show_question.setText(preview_content().fields.show_question)
        self.kind.blockSignals(True)
        self.kind.clear()
        self.kind.addItem(preview_content().fields.every_kind, "")
        for kind in dict.fromkeys(line.of for line in lines):
            self.kind.addItem(kind, kind)
        self.kind.blockSignals(False)
        self.notes.setText("\n".join(notes))
        self.notes_area.setVisible(bool(notes))
        self.notes_area.setFixedHeight(theme.px(NOTE_PX) * min(len(notes) + 1, MOST_NOTES))
        self._narrow()


class FieldsTable(CalmTable):
    """The fields. What a field is, whose, its state and its need always show; how many have it where there is
    room, or its state where that is the same of all. Of one kind alone, whose it is goes without saying."""

    def __init__(self, model: FieldsModel, parent: QWidget | None = None) -> None:
        super().__init__((STATE_COLUMN, NEED_COLUMN), parent)
        self.setModel(model)
        self._fields = model
        self.setAccessibleName("Fields")
        self.setSelectionMode(CalmTable.SelectionMode.SingleSelection)
        header = self.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._needed: tuple[int, ...] = ()
        self._kinds_told = True
        model.modelReset.connect(self._measure)

    def tell_kinds(self, *, told: bool) -> None:
        """Whether each row says whose field it is."""
        self._kinds_told = told
        self.setColumnHidden(OF_COLUMN, not told)

    def fit(self) -> None:
        super().fit()
        rows = self.verticalHeader().defaultSectionSize() * LEAST_ROWS
        self.setMinimumHeight(rows + self.horizontalHeader().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._measure()

    def _measure(self) -> None:
        """A few dozen rows can be measured, once for each list of them."""
        header = self.horizontalHeader()
        self._needed = tuple(
            max(self.sizeHintForColumn(place), header.sectionSizeHint(place))
            for place in range(header.count())
        )
        if self.isVisible():  # else the size it is shown in comes first
            self._fit_columns()

    def _fit_columns(self) -> None:
        if not self._needed:
            return
        header, needed = self.horizontalHeader(), self._needed
        shown = [
            0 if place == OF_COLUMN and not self._kinds_told else width for place, width in enumerate(needed)
        ]
        self.fit_columns(shown, (FILLED_COLUMN if self._fields.states_differ else STATE_COLUMN,))
        for place, width in enumerate(needed[1:], start=1):
            self.setColumnWidth(place, width)
        over = sum(width for place, width in enumerate(needed) if not self.isColumnHidden(place))
        modes = QHeaderView.ResizeMode
        shared = over > self.viewport().width()  # what is left is shared, so that neither is squeezed away
        header.setSectionResizeMode(NEED_COLUMN, modes.Stretch if shared else modes.Fixed)
        self.wrap_rows(shared)
