"""A banner that says something about the whole page: information, caution, error or practice."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.turning_row import TurningRow
from app.ui.widgets.bullets import Bullets
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.mark import Mark, MarkKind
from app.ui.widgets.text import Role, grows_with_its_words, label, set_tone

BESIDE = 260
"""Pixels at 100 % text that words need to stand beside a button."""


class NoticeKind(StrEnum):
    """What the banner is for; each has its own mark as well as its own tint."""

    INFO = "info"
    FINE = "fine"
    CAUTION = "look-at"
    ERROR = "mend"
    WAITING = "waiting"
    PRACTICE = "practice"


_MARKS = {
    NoticeKind.INFO: MarkKind.INFO,
    NoticeKind.FINE: MarkKind.REACHED,
    NoticeKind.CAUTION: MarkKind.LOOK_AT,
    NoticeKind.ERROR: MarkKind.MEND,
    NoticeKind.WAITING: MarkKind.WAITING,
    NoticeKind.PRACTICE: MarkKind.INFO,
}


class Notice(QFrame):
    """One short statement, with a heading and up to two buttons. Signal `chosen(object)`: a button's id."""

    chosen = Signal(object)

    def __init__(
        self,
        kind: NoticeKind,
        text: str,
        title: str = "",
        parent: QWidget | None = None,
        *,
        points: tuple[str, ...] = (),
    ) -> None:
        super().__init__(parent)
        grows_with_its_words(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(11), theme.px(14), theme.px(11))
        row.setSpacing(theme.px(11))
        self._mark = Mark(MarkKind.INFO, self)
        self._words = QWidget(self)
        grows_with_its_words(self._words)
        self._said = QVBoxLayout(self._words)
        self._said.setContentsMargins(0, 0, 0, 0)
        self._said.setSpacing(theme.px(2))
        self._title = label(title, Role.STRONG, parent=self._words)
        self._text = label(text, parent=self._words)
        self._said.addWidget(self._title)
        self._said.addWidget(self._text)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self._points: Bullets | None = None
        self._row = row
        self._buttons: FlowRow | None = None
        self.say(kind, text, title, points)

    def say(self, kind: NoticeKind, text: str, title: str = "", points: tuple[str, ...] = ()) -> None:
        """Changes what it says, `points` each with a bullet; shown or hidden is the page's business."""
        self._mark.set_kind(_MARKS[kind])
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._list(points)
        set_tone(self, kind.value)
        self.setAccessibleName(" ".join(part for part in (title, text, *points) if part))

    def _list(self, points: tuple[str, ...]) -> None:
        if self._points is not None:
            self._said.removeWidget(self._points)
            self._points.hide()
            self._points.deleteLater()
        self._points = Bullets(points, parent=self._words) if points else None
        if self._points is not None:
            self._said.addWidget(self._points)

    def add_button(self, button_id: str, text: str) -> QPushButton:
        """Adds a button at the right, or below where the words would have no room beside it; pressing it
        emits `chosen` with the id."""
        if self._buttons is None:
            self._buttons = FlowRow(self)
            self._row.removeWidget(self._words)
            self._row.addWidget(TurningRow(self._words, self._buttons, left_least=BESIDE, parent=self), 1)
        button = QPushButton(text, self)
        button.setObjectName(f"notice-{button_id}")
        button.clicked.connect(lambda: self.chosen.emit(button_id))
        self._buttons.add(button)
        return button
