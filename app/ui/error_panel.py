"""What stands in place of a page that can't be shown: what happened, what it means, what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.icons import IconView
from app.ui.page import PageError
from app.ui.tokens import Token
from app.ui.widgets.code_tag import CodeTag
from app.ui.widgets.copy_text import CopyText
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.text import Role, label, readable

WIDEST_PX = 860
"""Lines longer than this, at 100 % text, are hard to read."""


class ErrorPanel(QFrame):
    """Draws a PageError and calls its `retry` and `dismiss`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("error-panel")
        self._error: PageError | None = None
        card = QFrame(self)
        card.setProperty("panel", "tint")
        card.setProperty("tone", "mend")
        inside = QVBoxLayout(card)
        card.setMaximumWidth(theme.px(WIDEST_PX))
        inside.setContentsMargins(theme.px(20), theme.px(18), theme.px(20), theme.px(20))
        inside.setSpacing(theme.px(10))
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        self._mark = IconView("mend", Token.MEND, scale=1.35, parent=card)
        self._summary = label("", Role.SECTION, parent=card)
        self._code = CodeTag("", "mend", card)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._summary, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._code, 0, Qt.AlignmentFlag.AlignVCenter)
        inside.addLayout(row)
        self._meaning = readable("", parent=card)
        self._remedy = readable("", Role.STRONG, parent=card)
        self._copy = CopyText("To send to whoever can help", parent=card)
        buttons = FlowRow(card)
        self.retry = QPushButton("Try again", card)
        self.retry.setObjectName("try-again")
        self.retry.clicked.connect(self._retry)
        self.dismiss = QPushButton("Go back to the page", card)
        self.dismiss.setObjectName("dismiss-error")
        self.dismiss.clicked.connect(self._dismiss)
        for part in (self._meaning, self._remedy):
            inside.addWidget(part)
        buttons.add(self.retry)
        buttons.add(self.dismiss)
        inside.addWidget(buttons)
        inside.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        # Beside a stretch the card's height is worked out at its own width, not at the page's.
        across = QHBoxLayout()
        across.addWidget(card, 1000)
        across.addStretch(1)
        column.addLayout(across)
        column.addStretch(1)

    def show_error(self, error: PageError) -> None:
        """Says what is wrong; parts that are empty are not drawn."""
        self._error = error
        summary, rest = _headline(error.summary)
        self._summary.setText(summary)
        self._code.show_code(error.code)
        for part, text in (
            (self._meaning, " ".join(words for words in (rest, error.meaning) if words)),
            (self._remedy, error.remedy),
        ):
            part.setText(text)
            part.setVisible(bool(text))
        self._copy.setVisible(bool(error.copy_text))
        self._copy.set_text(error.copy_text)
        self.retry.setVisible(error.retry is not None)
        self.dismiss.setVisible(error.dismiss is not None)
        self.setAccessibleName(f"{error.summary} {error.meaning} {error.remedy}".strip())

    def _retry(self) -> None:
        if self._error is not None and self._error.retry is not None:
            self._error.retry()

    def _dismiss(self) -> None:
        if self._error is not None and self._error.dismiss is not None:
            self._error.dismiss()


def _headline(summary: str) -> tuple[str, str]:
    """The first sentence heads the panel, without its full stop; the rest goes under it."""
    first, stop, rest = summary.partition(". ")
    heading = first if stop else summary.rstrip(".")
    return heading, rest.strip()
