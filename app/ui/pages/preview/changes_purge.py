"""Deleting a baseline: asked for, looked at, and confirmed where it stands."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.guidance.content import fill
from app.journey.wording import whole_day
from app.roster.baseline.purging import Purgeable
from app.ui import theme
from app.ui.pages.preview.content import preview_content
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.text import grows_with_its_words


class PurgePart(QWidget):
    """What deleting a baseline would mean, with both answers; afterwards, that it was done.

    Signals: `confirmed(object)` the Path to delete; `kept()` nothing is to be deleted.
    """

    confirmed = Signal(object)
    kept = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = preview_content().changes
        self._asked: Purgeable | None = None
        grows_with_its_words(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        self.notice = Notice(NoticeKind.CAUTION, "", parent=self)
        column.addWidget(self.notice)
        self.answers = FlowRow(self)
        self.keep = QPushButton(words.purge_keep, self)
        self.keep.setObjectName("keep-this-baseline")
        self.keep.clicked.connect(self._keep)
        self.confirm = QPushButton(words.purge_confirm, self)
        self.confirm.setObjectName("confirm-purge")
        self.confirm.clicked.connect(self._confirm)
        for button in (self.keep, self.confirm):
            self.answers.add(button)
        column.addWidget(self.answers)
        self.forget()

    def ask(self, found: Purgeable) -> None:
        """Asks whether this one is to be deleted, and puts the focus on what deletes nothing."""
        words = preview_content().changes
        self._asked = found
        facts = {
            "name": found.path.name,
            "day": whole_day(found.head.made.astimezone().date()),
            "until": whole_day(found.head.keep_until),
        }
        text = f"{fill(words.purge_of, facts)} {found.meaning}"
        self.notice.say(NoticeKind.CAUTION, text, fill(words.purge_ask, facts))
        self.confirm.setAccessibleName(f"{words.purge_confirm}: {found.path.name}")
        self._show(asking=True)
        self.keep.setFocus()

    def say_done(self, purged: Purgeable) -> None:
        """That it is gone, and what that means for copies."""
        done = fill(preview_content().changes.purged, {"name": purged.path.name})
        self.notice.say(NoticeKind.FINE, purged.meaning, done)
        self._asked = None
        self._show(asking=False)

    def forget(self) -> None:
        """Takes the question back."""
        self._asked = None
        self.setVisible(False)

    def _show(self, *, asking: bool) -> None:
        self.answers.setVisible(asking)
        self.setVisible(True)

    def _confirm(self) -> None:
        asked = self._asked
        if asked is not None:
            self.forget()
            self.confirmed.emit(asked.path)

    def _keep(self) -> None:
        self.forget()
        self.kept.emit()
