"""A comparison as it is read: verdict, numbers, what nothing explains, and what people ask of a hold."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.journey.wording import whole_day
from app.roster.comparison.limits import headings
from app.ui.pages.preview.changes_model import ChangeLine, ChangesView, KindLine
from app.ui.pages.preview.content import preview_content
from app.ui.pages.preview.rows import FoundRow, Way, whom
from app.ui.turns import Work
from app.ui.widgets.card import Card
from app.ui.widgets.clearing import clear
from app.ui.widgets.copy_text import CopyText
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.numbers_table import NumbersTable
from app.ui.widgets.revealing import RevealingColumn
from app.ui.widgets.text import Role, label


class ResultPanel(RevealingColumn):
    """Signals: `people(object)` and `groups(object)` a `ChangeLine` whose rows to list; `again()` another
    baseline, or a new one, is wanted.
    """

    people = Signal(object)
    groups = Signal(object)
    again = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, in_margin=True)
        self.view: ChangesView | None = None

    def filling(self, view: ChangesView) -> Work:
        """Shows another comparison, a part in a turn."""
        self.view = view
        words = preview_content().changes
        clear(self.column)
        self.begin_anew()
        self._put(self._verdict(view))
        yield
        self._put(self._numbers(view))
        yield
        found = len(view.lines)
        card = Card(f"{words.not_explained}  {found}" if found else words.all_explained, parent=self)
        card.body.setSpacing(0)
        self._put(card)
        for place, line in enumerate(view.lines):
            row = self._row(line, line_above=place > 0)
            card.add(row)
            self.reveal(row)
            yield
        if view.answers:
            self._put(self._answers(view))
            yield
        message = Card(words.message_title, parent=self)
        message.add(CopyText("", view.message, button="Copy the message", parent=message))
        self._put(message)
        self.column.addStretch(1)

    def forget(self) -> None:
        """Nothing is compared any more."""
        self.view = None

    def _put(self, part: QWidget) -> None:
        self.add(part)
        self.reveal(part)

    def _verdict(self, view: ChangesView) -> Notice:
        words = preview_content().changes
        if view.held:
            points = (*view.reasons, *view.not_told)
            notice = Notice(NoticeKind.ERROR, "", view.verdict, self, points=points)
        elif view.not_told:
            notice = Notice(NoticeKind.CAUTION, "", view.verdict, self, points=view.not_told)
        else:
            notice = Notice(NoticeKind.FINE, words.passed_why, view.verdict, self)
        notice.add_button("again", words.another).setObjectName("compare-again")
        notice.chosen.connect(lambda _id: self.again.emit())
        return notice

    def _numbers(self, view: ChangesView) -> Card:
        words = preview_content().changes
        card = Card(f"Since {whole_day(view.made)}", view.file, self)
        for caution in view.cautions:
            card.add(label(caution, Role.SECONDARY))
        card.add(KindNumbers(view.kinds, card))
        if view.explained:
            card.add(label(words.explained, Role.STRONG))
            card.add(label("\n".join(view.explained), Role.SMALL))
        return card

    def _row(self, line: ChangeLine, *, line_above: bool) -> FoundRow:
        ways = []
        if line.people:
            ways.append(
                Way(
                    f"changed-people-{line.code}-{line.kind}",
                    whom(len(line.people), "person", "people"),
                    f"Show the people of: {line.title}",
                    partial(self.people.emit, line),
                )
            )
        if line.groups:
            ways.append(
                Way(
                    f"changed-groups-{line.code}-{line.kind}",
                    whom(len(line.groups), "group", "groups"),
                    f"Show the groups of: {line.title}",
                    partial(self.groups.emit, line),
                )
            )
        sentences = (line.why, line.next)
        return FoundRow(line.mark, line.title, sentences, "", tuple(ways), line_above=line_above, parent=self)

    def _answers(self, view: ChangesView) -> Card:
        card = Card(preview_content().changes.answers, parent=self)
        for question, answer in view.answers:
            card.add(label(question, Role.STRONG))
            card.add(label(answer, Role.SECONDARY))
        return card


class KindNumbers(QWidget):
    """The numbers of each kind as a table; in sentences where it would be cut, with nothing left out."""

    def __init__(self, kinds: tuple[KindLine, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.table = NumbersTable(headings(), "Changes per kind", whole=True, parent=self)
        self.table.setObjectName("changes-table")
        self.table.show_rows([(kind.title, *kind.cells) for kind in kinds])
        self.words = label("\n".join(kind.sentence for kind in kinds), parent=self)
        self.words.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        column.addWidget(self.words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._turn()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def _turn(self) -> None:
        fits = self.table.whole_width <= self.width()
        self.table.setVisible(fits)
        self.words.setVisible(not fits)


def back_row(button: QPushButton, parent: QWidget) -> QWidget:
    """A link on a line of its own above a panel."""
    row = FlowRow(parent)
    button.setProperty("link", True)
    row.add(button)
    return row
