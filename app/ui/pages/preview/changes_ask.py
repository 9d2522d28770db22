"""Which baseline to compare with, and how to keep a new one."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.journey.wording import whole_day
from app.roster.baseline.keeping import usual_last_day
from app.roster.baseline.nearby import KeptFile
from app.roster.baseline.purging import Purgeable
from app.storage.errors import WeakPassphrase
from app.storage.locks import checked_passphrase
from app.ui import theme
from app.ui.pages.form_answers import parse_day
from app.ui.pages.preview.changes_purge import PurgePart
from app.ui.pages.preview.comparing import Kept
from app.ui.pages.preview.content import preview_content
from app.ui.pages.two_up import TwoUp
from app.ui.widgets.card import Card
from app.ui.widgets.file_drop import FileDrop
from app.ui.widgets.form import Form
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.scroll import ScrollColumn
from app.ui.widgets.text import Role, label

PATTERNS = "Baselines (*.baseline);;All files (*)"


class AskPanel(ScrollColumn):
    """Two cards side by side.

    Signals: `compare(object)` a path and a passphrase or None; `purge(object)` a path that may be deleted,
    once that is confirmed; `keep(object)` a passphrase or None and the last day.
    """

    compare = Signal(object)
    purge = Signal(object)
    keep = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, in_margin=True)
        self._path: Path | None = None
        self._kept: tuple[KeptFile, ...] = ()
        self._now = datetime.now().astimezone()
        self.add(TwoUp(self._build_compare(), self._build_keep(), from_px=700, gap=12, parent=self))
        self.column.addStretch(1)

    def _build_compare(self) -> Card:
        words = preview_content().changes
        card = Card(words.ask, parent=self)
        card.add(label(words.ask_why, Role.SECONDARY))
        self.trouble = Notice(NoticeKind.ERROR, "", parent=card)
        self.trouble.setVisible(False)
        card.add(self.trouble)
        self.compare_form = Form(card)
        self.kept = QComboBox(card)
        self.kept.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.compare_form.add("kept-baselines", words.kept_here, self.kept)
        self.kept.currentIndexChanged.connect(self._pick_kept)
        self.none_kept = label(words.none_kept, Role.SMALL)
        card.add(self.none_kept)
        card.add(self.compare_form)
        self.drop = FileDrop(words.drop, PATTERNS, folders=False, title="Choose the baseline", parent=card)
        self.drop.files.setObjectName("choose-baseline")
        self.drop.files.setText("Choose a file…")
        self.drop.chosen.connect(self._dropped)
        card.add(self.drop)
        self.phrase_form = Form(card)
        self.passphrase = _secret(card)
        self.passphrase.returnPressed.connect(self._compare)
        self.phrase_form.add("baseline-passphrase", words.passphrase, self.passphrase, words.passphrase_hint)
        card.add(self.phrase_form)
        self.compare_button = QPushButton(words.compare, card)
        self.compare_button.setObjectName("compare-baseline")
        self.compare_button.clicked.connect(self._compare)
        self.purge_button = QPushButton(words.purge, card)
        self.purge_button.setObjectName("purge-baseline")
        self.purge_button.clicked.connect(self._purge)
        card.body.addLayout(_in_a_row(self.compare_button, self.purge_button))
        self.purging = PurgePart(card)
        self.purging.kept.connect(self.purge_button.setFocus)
        card.add(self.purging)
        card.body.addStretch(1)
        self.show_kept(())
        return card

    def _build_keep(self) -> Card:
        words = preview_content().changes
        card = Card(words.keep, parent=self)
        card.add(label(words.keep_why, Role.SECONDARY))
        self.kept_notice = Notice(NoticeKind.FINE, "", parent=card)
        self.kept_notice.setVisible(False)
        card.add(self.kept_notice)
        self.keep_form = Form(card)
        self.new_passphrase, self.again = _secret(card), _secret(card)
        self.until = QLineEdit(card)
        self.keep_form.add(
            "new-passphrase", words.keep_passphrase, self.new_passphrase, words.keep_passphrase_hint
        )
        self.keep_form.add("new-passphrase-again", words.keep_again, self.again)
        self.keep_form.add("keep-until", words.keep_until, self.until, words.keep_until_hint)
        card.add(self.keep_form)
        self.keep_button = QPushButton(words.keep_button, card)
        self.keep_button.setObjectName("keep-baseline")
        self.keep_button.clicked.connect(self._keep)
        card.body.addLayout(_in_a_row(self.keep_button))
        card.body.addStretch(1)
        return card

    def begin(self, now: datetime) -> None:
        """For a new roster: nothing typed, the usual day."""
        self._now = now
        self.say_trouble("", "")
        self.purging.forget()
        self.kept_notice.setVisible(False)
        self._empty_secrets()
        self.until.setText(whole_day(usual_last_day(self._today())))

    def show_kept(self, kept: tuple[KeptFile, ...]) -> None:
        """Offers the baselines found on this PC, the newest chosen unless a file was."""
        self._kept = kept
        self.kept.blockSignals(True)
        self.kept.clear()
        for file in kept:
            made = whole_day(file.head.made.astimezone().date())
            self.kept.addItem(f"{made} · {file.path.stem}", str(file.path))
        self.kept.blockSignals(False)
        self.compare_form.set_row_visible("kept-baselines", bool(kept))
        self.none_kept.setVisible(not kept)
        if self.drop.files.isEnabled() and self._path is None and kept:
            self._path = kept[0].path
        self._enable()

    def say_trouble(self, summary: str, remedy: str) -> None:
        """Why a baseline did not open; empty text takes it back."""
        self.trouble.say(NoticeKind.ERROR, remedy, summary)
        self.trouble.setVisible(bool(summary))

    def say_kept(self, kept: Kept) -> None:
        """Where the new baseline is and what opens it."""
        words = preview_content().changes
        if kept.opens_with == {"keyring"}:
            kind, how = NoticeKind.CAUTION, words.kept_only_here
        elif "keyring" in kept.opens_with:
            kind, how = NoticeKind.FINE, words.kept_anywhere
        else:
            kind, how = NoticeKind.CAUTION, words.kept_by_passphrase
        self.kept_notice.say(kind, how, f"Kept as {kept.path.name}, until {whole_day(kept.keep_until)}")
        self.kept_notice.setVisible(True)
        self._empty_secrets()

    def say_not_kept(self, summary: str, remedy: str) -> None:
        """Why no baseline was kept."""
        self.kept_notice.say(NoticeKind.ERROR, remedy, summary)
        self.kept_notice.setVisible(True)

    def set_busy(self, busy: bool) -> None:
        """While it is read or written nothing else can be begun."""
        self.keep_button.setEnabled(not busy)
        self._busy = busy
        self._enable()

    _busy = False

    def _enable(self) -> None:
        for button in (self.compare_button, self.purge_button):
            button.setEnabled(self._path is not None and not self._busy)

    def _pick_kept(self, place: int) -> None:
        if 0 <= place < len(self._kept):
            self._path = self._kept[place].path
            self.drop.show_chosen("")
            self.purging.forget()
            self._enable()

    def _dropped(self, paths: tuple[Path, ...]) -> None:
        self._path = paths[0]
        self.drop.show_chosen(paths[0].name)
        self.say_trouble("", "")
        self.purging.forget()
        self._enable()
        self.compare_button.setFocus()

    def _compare(self) -> None:
        if self._path is not None and not self._busy:
            self.compare.emit((self._path, self.passphrase.text() or None))

    def _purge(self) -> None:
        if self._path is not None and not self._busy:
            self.say_trouble("", "")
            self.purge.emit(self._path)

    def say_purged(self, purged: Purgeable) -> None:
        """That a baseline is deleted: it is no longer chosen."""
        self._path = None
        self.drop.show_chosen("")
        self.purging.say_done(purged)
        self._enable()

    def _keep(self) -> None:
        words = preview_content().changes
        phrase, day = self.new_passphrase.text(), parse_day(self.until.text())
        wrong = {
            "new-passphrase": _weak(phrase),
            "new-passphrase-again": "" if phrase == self.again.text() else words.differs,
            "keep-until": "" if day is not None and day > self._today() else words.not_a_day,
        }
        for field, text in wrong.items():
            self.keep_form.set_error(field, text)
        if not self.keep_form.focus_first_error() and day is not None:
            self.keep.emit((phrase or None, day))

    def _today(self) -> date:
        return self._now.astimezone().date()

    def _empty_secrets(self) -> None:
        for field in (self.passphrase, self.new_passphrase, self.again):
            field.clear()


def _secret(parent: QWidget) -> QLineEdit:
    field = QLineEdit(parent)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setMaxLength(1000)
    return field


def _weak(phrase: str) -> str:
    if not phrase:
        return ""
    try:
        checked_passphrase(phrase)
    except WeakPassphrase as weak:
        return str(weak)
    return ""


def _in_a_row(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, theme.px(4), 0, 0)
    row.setSpacing(theme.px(8))
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
