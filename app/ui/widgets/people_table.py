"""Tables as the window draws them; the one of people keeps who is chosen when the list is asked again."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from app.ui import theme
from app.ui.models.people_model import (
    COURSES_COLUMN,
    GROUPS_COLUMN,
    ISSUE_COLUMN,
    KIND_COLUMN,
    NAME_COLUMN,
    TONE_ROLE,
    YEAR_COLUMN,
    Index,
    PeopleModel,
)

RESTORED = 500
"""Chosen rows put back after a new list; copying more than this is for the export, not the clipboard."""

ROW_HEIGHT, BESIDE = 2.1, 0.9
"""Of a line of text; and what stands at each side of a cell's words, of a letter."""
_TEXT_MARGIN = 3
"""Pixels that Qt's styles leave at each side of a cell's words and of its icon."""
_WIDTHS = (24, 10, 10, 10, 11, 24)
"""Starting widths in characters: measured from the header's font, never from 100,000 rows."""
_NARROWEST = {NAME_COLUMN: 16, ISSUE_COLUMN: 14}
"""In characters: what these can do with, before anything has to be scrolled to."""
_OPTIONAL, _LAST_OPTIONAL = (GROUPS_COLUMN, COURSES_COLUMN), (KIND_COLUMN, YEAR_COLUMN)
"""Left out, the last first, where there is no room; the second once the others have given what they can."""


class CalmTable(QTableView):
    """A read-only table of whole rows with lines under them. Tab leaves it; its rows grow with the text."""

    def __init__(self, toned: tuple[int, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(CalmCells(toned, self))
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setStretchLastSection(True)
        self.fit()

        self._nothing = ""

    @property
    def beside(self) -> int:
        """Pixels that a cell has beside its words, both sides together."""
        return 2 * (round(self.fontMetrics().averageCharWidth() * BESIDE) + _TEXT_MARGIN)

    def say_when_empty(self, words: str) -> None:
        """What stands in the middle of the table while it has no rows."""
        self._nothing = words
        self.viewport().update()

    def fit_columns(self, widths: Sequence[int], optional: Sequence[int]) -> None:
        """Hides optional columns, the last first, until the others have the widths they need. A width of 0
        is of a column that is never shown."""
        shown = [column for column, width in enumerate(widths) if width]
        spare = list(optional)
        while spare and sum(widths[column] for column in shown) > self.viewport().width():
            dropped = spare.pop()
            shown = [column for column in shown if column != dropped]
        for column, width in enumerate(widths):
            if width and self.isColumnHidden(column) == (column in shown):
                self.setColumnHidden(column, column not in shown)

    def wrap_rows(self, wrapped: bool) -> None:
        """Lets words go on in further lines; each row is measured, so this is for short tables alone."""
        self.setWordWrap(wrapped)
        modes = QHeaderView.ResizeMode
        self.verticalHeader().setSectionResizeMode(modes.ResizeToContents if wrapped else modes.Fixed)
        if not wrapped:
            self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        model = self.model()
        if self._nothing and (model is None or model.rowCount() == 0):
            painter = QPainter(self.viewport())
            painter.setPen(theme.colour("secondary"))
            side = theme.px(24)
            room = self.viewport().rect().adjusted(side, side, -side, -side)
            middle = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, middle, self._nothing)
            painter.end()

    def fit(self) -> None:
        """Row height from the font in use; never from the rows, of which there may be 100,000."""
        line = self.fontMetrics().height()
        self.verticalHeader().setDefaultSectionSize(round(line * ROW_HEIGHT))
        self.setIconSize(QSize(line, line))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit()


class PeopleTable(CalmTable):
    """A `PeopleModel` as a table. Signal `person(object)`: the id of the person now chosen, or None."""

    person = Signal(object)

    def __init__(self, model: PeopleModel, parent: QWidget | None = None) -> None:
        super().__init__((ISSUE_COLUMN,), parent)
        self._people = model
        self._left_out: frozenset[int] = frozenset()
        self._squeezed = False
        self._kept: tuple[int | None, int | None, list[int]] = (None, None, [])
        self.setModel(model)
        self.setAccessibleName("People")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._set_headers()
        model.modelAboutToBeReset.connect(self._keep_place)
        model.modelReset.connect(self._restore_place)

    def _set_headers(self) -> None:
        columns = self.horizontalHeader()
        columns.setSortIndicator(NAME_COLUMN, Qt.SortOrder.AscendingOrder)
        columns.setSortIndicatorShown(True)
        columns.setSectionsClickable(True)
        columns.sortIndicatorChanged.connect(self._people.sort)
        self.fit()

    def fit(self) -> None:
        """As before, and column widths in characters."""
        super().fit()
        for column, width in enumerate(self._widths()):
            if width:
                self.setColumnWidth(column, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        widths = self._widths()
        self.fit_columns(widths, [column for column in _OPTIONAL if column not in self._left_out])
        least = [0 if self.isColumnHidden(column) else width for column, width in enumerate(widths)]
        for column, letters in _NARROWEST.items():
            least[column] = min(least[column], self.fontMetrics().averageCharWidth() * letters)
        self.fit_columns(least, [column for column in _LAST_OPTIONAL if least[column]])
        self._squeeze(widths, least)

    def _squeeze(self, widths: list[int], least: list[int]) -> None:
        """Takes what is over from those columns that can do with less."""
        shown = [column for column, width in enumerate(widths) if width and not self.isColumnHidden(column)]
        over = sum(widths[column] for column in shown) - self.viewport().width()
        if over <= 0 and not self._squeezed:
            return  # as wide as whoever looks has pulled them
        self._squeezed = over > 0
        for column in _NARROWEST:
            taken = min(max(over, 0), widths[column] - least[column])
            self.setColumnWidth(column, widths[column] - taken)
            over -= taken

    def _widths(self) -> list[int]:
        wide = self.fontMetrics().averageCharWidth()
        given = _WIDTHS[: self.horizontalHeader().count()]
        return [0 if column in self._left_out else wide * width for column, width in enumerate(given)]

    def hide_columns(self, *columns: int) -> None:
        """Leaves columns out, where they say nothing new."""
        self._left_out = frozenset(columns)
        for column in columns:
            self.setColumnHidden(column, True)

    @property
    def person_id(self) -> int | None:
        """The person now chosen."""
        index = self.currentIndex()
        return self._people.id_at(index.row()) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_chosen()
            return
        super().keyPressEvent(event)

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        super().dataChanged(first, last, list(roles))
        QToolTip.hideText()  # it may say a name that is hidden now

    def copy_chosen(self) -> None:
        """Puts the chosen rows on the clipboard as they are seen: with bullets while names are hidden."""
        rows = self._chosen_rows()
        if rows:
            QGuiApplication.clipboard().setText(self._people.text_of(rows))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.row() != previous.row() or not current.isValid():
            self.person.emit(self._people.id_at(current.row()) if current.isValid() else None)

    def _chosen_rows(self) -> list[int]:
        rows: list[int] = []
        spans = self.selectionModel().selection()
        for span in (spans.at(place) for place in range(spans.size())):
            rows.extend(range(span.top(), span.bottom() + 1)[: RESTORED - len(rows)])
        return sorted(set(rows))

    def _keep_place(self) -> None:
        chosen = [i for i in map(self._people.id_at, self._chosen_rows()) if i is not None]
        top = self.rowAt(0)
        self._kept = (self.person_id, self._people.id_at(top) if top >= 0 else None, chosen)

    def _restore_place(self) -> None:
        current, top, chosen = self._kept
        selection = QItemSelection()
        last = self._people.columnCount() - 1
        for found in map(self._people.row_of, chosen):
            if found is not None:
                selection.select(self._people.index(found, 0), self._people.index(found, last))
        model = self.selectionModel()
        model.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        row = self._people.row_of(current) if current is not None else None
        if row is not None:
            model.setCurrentIndex(self._people.index(row, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        elif current is not None:
            self.person.emit(None)
        top_row = self._people.row_of(top) if top is not None else None
        if row is not None:
            self.scrollTo(self._people.index(row, 0))
        elif top_row is not None:
            self.scrollTo(self._people.index(top_row, 0), QAbstractItemView.ScrollHint.PositionAtTop)


class CalmCells(QStyledItemDelegate):
    """Cells with a line under each row and room at both sides; `TONE_ROLE` colours the `toned` columns."""

    def __init__(self, toned: tuple[int, ...], parent: QWidget, *, lines: bool = True) -> None:
        super().__init__(parent)
        self._toned = toned
        self._lines = lines

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        widget = cell.widget
        style = widget.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, cell, painter, widget)
        box = QRect(cell.rect)
        room = round(cell.fontMetrics.averageCharWidth() * BESIDE)
        cell.rect = box.adjusted(room, 0, -room, 0)
        # The ground is drawn already, over the whole cell; a second one would stop short at the sides.
        cell.state &= ~QStyle.StateFlag.State_Selected
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, widget)
        if self._lines:
            painter.setPen(theme.colour("line"))
            painter.drawLine(box.bottomLeft(), box.bottomRight())

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Words that are cut are said whole under the pointer, as they are seen: bullets stay bullets."""
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        room = option.rect.width() - 2 * _beside(cell) - _inside(cell, index)
        if event.type() is not QEvent.Type.ToolTip or cell.fontMetrics.horizontalAdvance(text) <= room:
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), f"<qt>{html.escape(text)}</qt>", view, option.rect)
        return True

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Measured here and not by the style, which asks a model for eight things of every cell; a table
        that fits its columns asks for hundreds at once."""
        metrics = option.fontMetrics
        beside, inside = _beside(option), _inside(option, index)
        text, line = str(index.data(Qt.ItemDataRole.DisplayRole) or ""), metrics.height()
        lines = 1
        if option.features & QStyleOptionViewItem.ViewItemFeature.WrapText:
            room = QRect(0, 0, max(option.rect.width() - beside * 2 - inside, 1), 0)
            flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
            lines = max(1, round(metrics.boundingRect(room, flags, text).height() / line))
        width = metrics.horizontalAdvance(text) + inside + metrics.averageCharWidth() * 2
        return QSize(width, round(line * (lines + ROW_HEIGHT - 1)))

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        tone = index.data(TONE_ROLE) if index.column() in self._toned else ""
        if tone:
            option.palette.setColor(QPalette.ColorRole.Text, theme.colour(tone))


def _beside(option: QStyleOptionViewItem) -> int:
    """Pixels at each side of a cell's words."""
    return round(option.fontMetrics.averageCharWidth() * BESIDE)


def _inside(option: QStyleOptionViewItem, index: Index) -> int:
    """Pixels that the style takes in a cell, an icon among them."""
    icon = index.data(Qt.ItemDataRole.DecorationRole) is not None
    return _TEXT_MARGIN * 2 + (option.decorationSize.width() + _TEXT_MARGIN * 2 if icon else 0)
