"""The number on roll against what arrived: typed, pasted or read from a file, year by year."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget

from app.roster.database import Roster
from app.ui.pages.preview.content import preview_content
from app.ui.pages.preview.model import trouble_of
from app.ui.pages.preview.roll_model import COLUMNS, Gap, RollView, file_view, typed_view
from app.ui.pages.two_up import TwoUp
from app.ui.services import Services
from app.ui.turns import Turns, Work
from app.ui.widgets.bullets import Bullets
from app.ui.widgets.card import Card
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.numbers_table import NumbersTable
from app.ui.widgets.revealing import RevealingColumn
from app.ui.widgets.save_as import ask_file
from app.ui.widgets.scroll import SETTLE_MS, SETTLE_SLOWLY_MS, show_from_top
from app.ui.widgets.text import Role, label

PATTERNS = "Tables (*.csv *.xlsx *.txt);;All files (*)"
FIELD_LINES = 9


class RollTab(RevealingColumn):
    """Signals: `reconciled(object)` the view; `said(object)` words to read aloud; `typed(object)` the text to
    keep with the journey: years and numbers.
    """

    reconciled = Signal(object)
    said = Signal(object)
    typed = Signal(object)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent, in_margin=True, at_once=0, per_turn=1)
        self._services = services
        self._roster: Roster | None = None
        self._filling = Turns(self, share_ms=4)
        self._asked = False
        """Whether somebody waits to see the result."""
        self.add(
            TwoUp(self._build_entry(), self._build_table(), shares=(2, 3), from_px=680, gap=12, parent=self)
        )
        self.causes = Card(preview_content().roll.causes, parent=self)
        self.causes.setVisible(False)
        self._made: list[QWidget] = []
        self.add(self.causes)
        self.column.addStretch(1)

    def _build_entry(self) -> Card:
        words = preview_content().roll
        card = Card(words.title, parent=self)
        card.add(label(words.why, Role.SECONDARY))
        card.add(label(words.field, Role.STRONG))
        self.text = QPlainTextEdit(card)
        self.text.setObjectName("roll-text")
        self.text.setAccessibleName(words.field)
        self.text.setPlaceholderText(words.example)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(self.fontMetrics().lineSpacing() * FIELD_LINES)
        card.add(self.text)
        buttons = FlowRow(card)
        self.compare = QPushButton(words.compare, buttons)
        self.compare.setObjectName("compare-roll")
        self.compare.clicked.connect(self._compare)
        self.file = QPushButton(words.file, buttons)
        self.file.setObjectName("roll-from-file")
        self.file.clicked.connect(self._ask_file)
        buttons.add(self.compare)
        buttons.add(self.file)
        card.add(buttons)
        card.add(label(words.kept, Role.SMALL))
        card.body.addStretch(1)
        return card

    def _build_table(self) -> Card:
        self.result = Card(parent=self)
        self.notice = Notice(NoticeKind.INFO, "", parent=self.result)
        self.notice.setVisible(False)
        self.result.add(self.notice)
        self.cautions = label("", Role.SMALL)
        self.cautions.setVisible(False)
        self.result.add(self.cautions)
        self.table = NumbersTable(COLUMNS, "Number on roll and what arrived", whole=True, parent=self.result)
        self.result.add(self.table)
        self.result.body.addStretch(1)
        return self.result

    def begin(self, roster: Roster, kept: str) -> None:
        """A new roster was read. `kept` is what was typed before, compared at once."""
        self._roster = roster
        self.text.setPlainText(kept)
        self._clear()
        if kept:
            self._ask(typed=kept)

    def forget(self) -> None:
        """The roster is gone."""
        self._roster = None
        self._filling.stop()
        self._clear()

    def _clear(self) -> None:
        self.begin_anew()
        self.notice.setVisible(False)
        self.cautions.setVisible(False)
        self.table.show_rows(())
        self.result.setVisible(False)
        self._drop_gaps()

    def _compare(self) -> None:
        self._ask(typed=self.text.toPlainText())

    def _ask_file(self) -> None:
        ask_file(self, "Choose the table or list", PATTERNS, self.read_file, called="choose-roll")

    def read_file(self, path: Path) -> None:
        """Reads numbers on roll from a file, off the main thread."""
        self._ask(path=path)

    def _ask(self, *, typed: str = "", path: Path | None = None) -> None:
        roster = self._roster
        if roster is None:
            return
        self._asked = self.isVisible()
        today = self._services.now().astimezone().date().isoformat()

        def work() -> RollView:
            return typed_view(roster, typed) if path is None else file_view(roster, path, today)

        self._services.tasks.call(work, owner=self, done=self._compared, failed=self._failed, key="roll")

    def _compared(self, view: RollView) -> None:
        self._filling.run(self._showing(view))

    def _showing(self, view: RollView) -> Work:
        """Shows what was found, a part in a turn: a table that comes into sight is laid out at once."""
        self.begin_anew()
        words = preview_content().roll
        if self.text.toPlainText().strip() != view.box.strip():
            self.text.setPlainText(view.box)
        if view.wants_explaining:
            self.notice.say(NoticeKind.CAUTION, words.differs_why, words.differs)
        else:
            self.notice.say(NoticeKind.FINE, words.agrees_why, words.agrees)
        self.notice.setVisible(True)
        self.cautions.setText("\n".join(view.cautions))
        self.cautions.setVisible(bool(view.cautions))
        self._show_now_or_later(self.result)
        self.table.setVisible(True)
        self.table.show_rows(view.rows, view.tones)
        self.table.setColumnHidden(2, not any(row[2] for row in view.rows))
        yield
        yield from self._showing_gaps(view.gaps)
        self._look_at(self.result)
        self.said.emit(words.differs if view.wants_explaining else words.agrees)
        yield
        self.typed.emit(view.text)
        self.reconciled.emit(view)

    def _look_at(self, shown: QWidget) -> None:
        """Brings what somebody asked for into sight, once everything has its place."""
        if self._asked:
            self._asked = False
            for after in (SETTLE_MS, SETTLE_SLOWLY_MS):
                QTimer.singleShot(after, shown, partial(show_from_top, shown))

    def _drop_gaps(self) -> None:
        for widget in self._made:
            self.causes.body.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._made = []
        self.causes.setVisible(False)

    def _showing_gaps(self, gaps: tuple[Gap, ...]) -> Work:
        """The likely causes of each difference, a line in a turn. The card comes into sight with all of them:
        else every line would move and draw the whole page once more."""
        self._drop_gaps()
        yield
        for gap in gaps:
            self._put(label(gap.title, Role.STRONG))
            self._put(Bullets(gap.causes, Role.SECONDARY, self.causes))
            yield
        if gaps:
            self._show_now_or_later(self.causes)
        yield

    def _show_now_or_later(self, card: Card) -> None:
        """In sight at once where somebody looks; each in its turn once somebody does."""
        card.setVisible(True)
        self.reveal(card)

    def _put(self, widget: QWidget) -> None:
        self.causes.add(widget)
        self._made.append(widget)

    def _failed(self, error: Exception) -> None:
        self._filling.stop()
        self.begin_anew()
        trouble = trouble_of(error)
        self.notice.say(NoticeKind.ERROR, trouble.remedy, trouble.summary)
        self.notice.setVisible(True)
        self.result.setVisible(True)
        self.cautions.setVisible(False)
        self.table.setVisible(False)
        self._drop_gaps()
        self._look_at(self.notice)
        self.said.emit(trouble.summary)
