"""Where the preview reads from: a file or folder of any kind that is known, or Wonde with a token.

The panel only asks. It opens no file and sends nothing: it says what was chosen, and the page does the work.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.formats.mis_report import ReportSheet
from app.guidance.content import fill
from app.roster.recognition import Source
from app.ui import theme
from app.ui.columns import Columns
from app.ui.pages.preview.advice import AdviceWords, ExportAdvice
from app.ui.pages.preview.columns import ColumnsCard
from app.ui.pages.preview.content import preview_content
from app.ui.pages.preview.model import Comparison
from app.ui.widgets.card import Card
from app.ui.widgets.file_drop import FileDrop
from app.ui.widgets.form import Form
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.row_radio import RowRadio
from app.ui.widgets.scroll import ScrollColumn
from app.ui.widgets.text import Role, label

PATTERNS = "Files it can read (*.csv *.xlsx *.xlsm *.xml *.zip *.txt);;All files (*)"
HINT_INDENT_PX = 30
"""A radio button's circle and the gap to its words."""
NUMBER_PX = 160


class ReadFrom(StrEnum):
    """Where to read from, as it is asked."""

    FILES = "files"
    WONDE = "wonde"


class SourcePanel(ScrollColumn):
    """Choosing and describing a source.

    Signals: `kind_chosen(object)` a ReadFrom; `files_chosen(object)` tuple of Paths; `token_given(object)`
    the text pasted; `token_forgotten()`; `columns_changed()`; `portal_compared(object)` (students, staff) as
    read off the portal.
    """

    kind_chosen = Signal(object)
    files_chosen = Signal(object)
    token_given = Signal(object)
    token_forgotten = Signal()
    columns_changed = Signal()
    portal_compared = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, in_margin=True)
        self._parts: dict[ReadFrom, QWidget] = {}

    def build(self) -> Iterator[QWidget]:
        """Makes the choice and what is asked for each kind of source, and yields each once it stands."""
        choice = self._build_choice()
        self.column.addWidget(choice)
        yield choice
        self.notice = Notice(NoticeKind.ERROR, "", parent=self)
        self.notice.setVisible(False)
        self.column.addWidget(self.notice)
        for kind, build in (
            (ReadFrom.FILES, self._build_files),
            (ReadFrom.WONDE, self._build_wonde),
        ):
            part = self._parts[kind] = build()
            self.column.addWidget(part)
            yield part
        self.column.addStretch(1)

    # -- building ------------------------------------------------------------------------------------

    def _build_choice(self) -> Card:
        card = Card("Where should it read from?", parent=self)
        self._group = QButtonGroup(self)
        self._radios: dict[ReadFrom, RowRadio] = {}
        words = preview_content().source
        choices = (
            (ReadFrom.FILES, words.files, words.files_hint),
            (ReadFrom.WONDE, words.wonde, words.wonde_hint),
        )
        card.add(Columns(tuple(self._choice(*choice, card) for choice in choices), least=190, parent=card))
        return card

    def _choice(self, kind: ReadFrom, title: str, hint: str, card: QWidget) -> QWidget:
        """A radio button with its hint under its own words, not under its circle."""
        part = QWidget(card)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        radio = RowRadio(title, part)
        radio.setObjectName(f"source-{kind.value}")
        radio.setAccessibleDescription(hint)
        radio.toggled.connect(lambda on: self._choose(kind) if on else None)
        said = label(hint, Role.SMALL, parent=part)
        said.setContentsMargins(theme.px(HINT_INDENT_PX), 0, 0, 0)
        column.addWidget(radio)
        column.addWidget(said)
        column.addStretch(1)
        self._group.addButton(radio)
        self._radios[kind] = radio
        return part

    def _build_files(self) -> QWidget:
        words = preview_content().source
        self.advice = ExportAdvice(self)
        self.drop = FileDrop(words.drop, PATTERNS, title=words.dialog, parent=self)
        self.drop.chosen.connect(self.files_chosen)
        self.recognised = Notice(NoticeKind.INFO, "", parent=self)
        self.recognised.setVisible(False)
        self._columns_box = QVBoxLayout()
        self._columns_box.setSpacing(theme.px(12))
        self.cards: list[ColumnsCard] = []
        area, inside = _part(self)
        card = Card(words.card, parent=self)
        for widget in (self.drop, label(words.kinds, Role.SMALL), self.recognised, self.advice):
            card.add(widget)
        inside.addWidget(card)
        inside.addLayout(self._columns_box)
        return area

    def _build_wonde(self) -> QWidget:
        area, inside = _part(self)
        card = Card("Wonde, with this school’s own token", parent=self)
        card.add(
            label(
                "Schools usually hold no token: itslearning issues one for a single school where it helps."
                " Without one, compare the number of people the Wonde portal shows with your report.",
                Role.SECONDARY,
            )
        )
        self.form = Form(self)
        self.token = QLineEdit(self)
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.token.setMaxLength(4096)
        self.token.returnPressed.connect(self._give_token)
        self.form.add("token", "Wonde &token", self.token, "Paste it here. It is checked before it is kept.")
        card.add(self.form)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        self.check_token = QPushButton("Check this token", self)
        self.check_token.setObjectName("check-token")
        self.check_token.clicked.connect(self._give_token)
        self.forget_token = QPushButton("Forget the token", self)
        self.forget_token.setObjectName("forget-token")
        self.forget_token.clicked.connect(self.token_forgotten)
        self.forget_token.setVisible(False)
        row.addWidget(self.check_token)
        row.addWidget(self.forget_token)
        row.addStretch(1)
        card.body.addLayout(row)
        self.token_state = Notice(NoticeKind.INFO, "", parent=self)
        self.token_state.setVisible(False)
        card.add(self.token_state)
        inside.addWidget(card)
        self._portal = self._build_portal()
        self._portal.setVisible(False)
        inside.addWidget(self._portal)
        return area

    def _build_portal(self) -> Card:
        card = Card("Without a token: the portal’s own numbers", parent=self)
        card.add(
            label(
                "Read off how many students and staff the Wonde portal says it sends to itslearning. They are"
                " compared with your report, and recorded as read off.",
                Role.SECONDARY,
            )
        )
        self.portal_form = Form(self)
        for field_id, title in (
            ("portal-students", "&Students on the portal"),
            ("portal-staff", "St&aff on the portal"),
        ):
            field = QLineEdit(self)
            field.setMaxLength(7)
            field.setMaximumWidth(theme.px(NUMBER_PX))
            self.portal_form.add(field_id, title, field)
        card.add(self.portal_form)
        row = QHBoxLayout()
        compare = QPushButton("Compare and record", self)
        compare.setObjectName("compare-portal")
        compare.clicked.connect(self._compare_portal)
        row.addWidget(compare)
        row.addStretch(1)
        card.body.addLayout(row)
        self.comparison = Notice(NoticeKind.INFO, "", parent=self)
        self.comparison.setVisible(False)
        card.add(self.comparison)
        return card

    # -- what the page says to it --------------------------------------------------------------------

    def choose(self, kind: ReadFrom) -> None:
        """Selects where to read from, as if it had been clicked."""
        within: QWidget | None = QApplication.focusWidget()
        was_here = within is not None and self.isAncestorOf(within)
        self._radios[kind].setChecked(True)
        self._choose(kind)
        if was_here:  # what had the focus may be hidden now
            self.first_field().setFocus()

    @property
    def kind(self) -> ReadFrom:
        """Where to read from, as chosen."""
        return next((kind for kind, radio in self._radios.items() if radio.isChecked()), ReadFrom.FILES)

    def set_advice(self, words: AdviceWords) -> None:
        """Which columns to export, for this school's MIS."""
        self.advice.show_words(words)
        self._show_advice()

    def show_files(self, paths: tuple[Path, ...]) -> None:
        """Names what was chosen; names only, so that a shared screen shows no folders."""
        self.drop.show_chosen(", ".join(path.name for path in paths))

    def show_recognised(self, source: Source) -> None:
        """Says what the chosen files are, where no columns have to be settled."""
        about = preview_content().source.recognised[source.kind]
        name = source.path.name if source.path is not None else ""
        self.recognised.say(NoticeKind.INFO, about.text, fill(about.title, {"name": name}))
        self.recognised.setVisible(True)
        self._show_advice()

    def show_sheets(self, sheets: tuple[ReportSheet, ...]) -> None:
        """Shows which column was taken for what, for correction; nothing else is recognised then."""
        self.recognised.setVisible(False)
        for card in self.cards:
            self._columns_box.removeWidget(card)
            card.deleteLater()
        self.cards = [ColumnsCard(sheet, self) for sheet in sheets]
        self._show_advice()
        for card in self.cards:
            card.changed.connect(self.columns_changed)
            self._columns_box.addWidget(card)

    def _show_advice(self) -> None:
        """The advice is for making a report; once there is a file, what is said of that wants the room."""
        chosen = bool(self.cards) or not self.recognised.isHidden()
        self.advice.setVisible(bool(self.advice.words.general) and not chosen)

    def sheets(self) -> tuple[ReportSheet, ...]:
        """The sheets as the user has them now."""
        return tuple(card.sheet for card in self.cards)

    def show_token(self, kept: str, problem: str = "", *, held: bool) -> None:
        """Where the token is kept, or why it was not; the field is emptied either way."""
        self.token.clear()
        self.form.set_error("token", problem)
        self.token_state.say(NoticeKind.INFO, kept)
        self.token_state.setVisible(bool(kept))
        self.forget_token.setVisible(held)

    def set_approved(self, approved: bool) -> None:
        """After approval the portal has numbers to read off; before it there are none."""
        self._portal.setVisible(approved)

    def show_comparison(self, comparison: Comparison) -> None:
        """What the portal's numbers say beside the report's."""
        kind = NoticeKind.CAUTION if comparison.differences else NoticeKind.INFO
        self.comparison.say(kind, comparison.text)
        self.comparison.setVisible(True)

    def show_trouble(self, summary: str, remedy: str) -> None:
        """Why the last attempt gave nothing; empty text takes it back."""
        self.notice.say(NoticeKind.ERROR, remedy, summary)
        self.notice.setVisible(bool(summary))

    def first_field(self) -> QWidget:
        """Where the next answer is wanted."""
        if self.kind is ReadFrom.WONDE:
            return self.token
        doubts = (card.first_doubt() for card in self.cards)
        return next((field for field in doubts if field is not None), self.drop.files)

    def _choose(self, kind: ReadFrom) -> None:
        for other, part in self._parts.items():
            part.setVisible(other is kind)
        self.kind_chosen.emit(kind)

    def _give_token(self) -> None:
        text = self.token.text().strip()
        if not text:
            self.form.set_error("token", "Paste the token first.")
            self.token.setFocus()
            return
        self.form.set_error("token", "")
        self.token_given.emit(text)

    def _compare_portal(self) -> None:
        numbers: list[int] = []
        for field_id in ("portal-students", "portal-staff"):
            text = self._number_text(field_id)
            whole = text.isdecimal() and text.isascii()
            self.portal_form.set_error(field_id, "" if whole else "Type the number the portal shows.")
            if whole:
                numbers.append(int(text))
        if len(numbers) == 2:
            self.portal_compared.emit((numbers[0], numbers[1]))
        else:
            self.portal_form.focus_first_error()

    def _number_text(self, field_id: str) -> str:
        field = self.portal_form.field(field_id)
        return field.text().replace(",", "").strip() if isinstance(field, QLineEdit) else ""


def _part(parent: QWidget) -> tuple[QWidget, QVBoxLayout]:
    area = QWidget(parent)
    column = QVBoxLayout(area)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(12))
    return area, column
