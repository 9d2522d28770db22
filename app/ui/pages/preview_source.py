"""Where the preview reads from: a report from the MIS, OneRoster files, or Wonde with a token.

The panel only asks. It opens no file and sends nothing: it says what was chosen, and the page does the work.
"""

from __future__ import annotations

from collections.abc import Iterator
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
from app.roster.facts import SourceKind
from app.ui import theme
from app.ui.columns import Columns
from app.ui.pages.preview_advice import AdviceWords, ExportAdvice
from app.ui.pages.preview_columns import ColumnsCard
from app.ui.pages.preview_model import Comparison
from app.ui.widgets.card import Card
from app.ui.widgets.file_drop import FileDrop
from app.ui.widgets.form import Form
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.row_radio import RowRadio
from app.ui.widgets.scroll import ScrollColumn
from app.ui.widgets.text import Role, label

REPORT_PATTERNS = "Reports (*.csv *.xlsx *.zip *.txt);;All files (*)"
ONEROSTER_PATTERNS = "OneRoster (*.zip *.csv);;All files (*)"

ONEROSTER_TEXT = (
    "A folder or zip with users.csv, orgs.csv, classes.csv and enrollments.csv, as an MIS or a timetable"
    " program exports it for other systems."
)
HINT_INDENT_PX = 30
"""A radio button's circle and the gap to its words."""
NUMBER_PX = 160

_CHOICES = (
    (SourceKind.REPORT, "A report from your MIS", "CSV, Excel or a zip of them. It stays on this PC."),
    (SourceKind.ONEROSTER, "OneRoster files", "A folder or zip your MIS made. It stays on this PC."),
    (SourceKind.WONDE, "Wonde itself", "Needs a token for this one school, issued by itslearning."),
)


class SourcePanel(ScrollColumn):
    """Choosing and describing a source.

    Signals: `kind_chosen(object)` a SourceKind; `files_chosen(object)` (SourceKind, tuple of Paths);
    `token_given(object)` the text pasted; `token_forgotten()`; `columns_changed()`;
    `portal_compared(object)` (students, staff) as read off the portal.
    """

    kind_chosen = Signal(object)
    files_chosen = Signal(object)
    token_given = Signal(object)
    token_forgotten = Signal()
    columns_changed = Signal()
    portal_compared = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, in_margin=True)
        self._parts: dict[SourceKind, QWidget] = {}

    def build(self) -> Iterator[QWidget]:
        """Makes the choice and what is asked for each kind of source, and yields each once it stands."""
        choice = self._build_choice()
        self.column.addWidget(choice)
        yield choice
        self.notice = Notice(NoticeKind.ERROR, "", parent=self)
        self.notice.setVisible(False)
        self.column.addWidget(self.notice)
        for kind, build in (
            (SourceKind.REPORT, self._build_report),
            (SourceKind.ONEROSTER, self._build_oneroster),
            (SourceKind.WONDE, self._build_wonde),
        ):
            part = self._parts[kind] = build()
            self.column.addWidget(part)
            yield part
        self.column.addStretch(1)

    # -- building ------------------------------------------------------------------------------------

    def _build_choice(self) -> Card:
        card = Card("Where should it read from?", parent=self)
        self._group = QButtonGroup(self)
        self._radios: dict[SourceKind, RowRadio] = {}
        card.add(Columns(tuple(self._choice(*choice, card) for choice in _CHOICES), least=190, parent=card))
        return card

    def _choice(self, kind: SourceKind, title: str, hint: str, card: QWidget) -> QWidget:
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

    def _build_report(self) -> QWidget:
        self.advice = ExportAdvice(self)
        self.report_drop = FileDrop("Drop the report here, or choose it.", REPORT_PATTERNS, parent=self)
        self.report_drop.chosen.connect(lambda paths: self.files_chosen.emit((SourceKind.REPORT, paths)))
        self._columns_box = QVBoxLayout()
        self._columns_box.setSpacing(theme.px(12))
        self.cards: list[ColumnsCard] = []
        area, inside = _part(self)
        card = Card("Report from your MIS", parent=self)
        for widget in (self.advice, self.report_drop):
            card.add(widget)
        inside.addWidget(card)
        inside.addLayout(self._columns_box)
        return area

    def _build_oneroster(self) -> QWidget:
        area, inside = _part(self)
        card = Card("OneRoster 1.1 files", parent=self)
        self.oneroster_drop = FileDrop(
            "Drop the folder or zip here, or choose it.", ONEROSTER_PATTERNS, parent=self
        )
        self.oneroster_drop.chosen.connect(
            lambda paths: self.files_chosen.emit((SourceKind.ONEROSTER, paths))
        )
        card.add(label(ONEROSTER_TEXT, Role.SECONDARY))
        card.add(self.oneroster_drop)
        inside.addWidget(card)
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

    def choose(self, kind: SourceKind) -> None:
        """Selects a kind of source, as if it had been clicked."""
        within: QWidget | None = QApplication.focusWidget()
        was_here = within is not None and self.isAncestorOf(within)
        self._radios[kind].setChecked(True)
        self._choose(kind)
        if was_here:  # what had the focus may be hidden now
            self.first_field().setFocus()

    @property
    def kind(self) -> SourceKind:
        """The kind of source chosen."""
        return next((kind for kind, radio in self._radios.items() if radio.isChecked()), SourceKind.REPORT)

    def set_advice(self, words: AdviceWords) -> None:
        """Which columns to export, for this school's MIS."""
        self.advice.show_words(words)
        self.advice.setVisible(bool(words.general) and not self.cards)

    def show_files(self, kind: SourceKind, paths: tuple[Path, ...]) -> None:
        """Names what was chosen; names only, so that a shared screen shows no folders."""
        target = self.oneroster_drop if kind is SourceKind.ONEROSTER else self.report_drop
        target.show_chosen(", ".join(path.name for path in paths))

    def show_sheets(self, sheets: tuple[ReportSheet, ...]) -> None:
        """Shows which column was taken for what, for correction."""
        for card in self.cards:
            self._columns_box.removeWidget(card)
            card.deleteLater()
        self.cards = [ColumnsCard(sheet, self) for sheet in sheets]
        # The advice was for making the report; now that there is one, its columns want the room.
        self.advice.setVisible(bool(self.advice.words.general) and not sheets)
        for card in self.cards:
            card.changed.connect(self.columns_changed)
            self._columns_box.addWidget(card)

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
        if self.kind is SourceKind.WONDE:
            return self.token
        if self.kind is SourceKind.ONEROSTER:
            return self.oneroster_drop.files
        doubts = (card.first_doubt() for card in self.cards)
        return next((field for field in doubts if field is not None), self.report_drop.files)

    def _choose(self, kind: SourceKind) -> None:
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
