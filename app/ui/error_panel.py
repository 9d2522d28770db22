"""What stands in place of a page that can't be shown: what happened, what it means, what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.flow_layout import FlowLayout
from app.ui.icons import IconView
from app.ui.page import PageError
from app.ui.tokens import Token
from app.ui.widgets.copy_text import CopyText
from app.ui.widgets.text import Role, label, readable


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
        inside.setContentsMargins(theme.px(18), theme.px(16), theme.px(18), theme.px(16))
        inside.setSpacing(theme.px(8))
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self._mark = IconView("mend", Token.MEND, parent=card)
        self._summary = label("", Role.SECTION, parent=card)
        self._code = label("", Role.CODE, wrap=False, tone="mend", parent=card)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._summary, 1)
        row.addWidget(self._code, 0, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(row)
        self._meaning = readable("", parent=card)
        self._remedy = readable("", Role.STRONG, parent=card)
        self._copy = CopyText("To send to whoever can help", parent=card)
        buttons = FlowLayout(gap=8)
        self.retry = QPushButton("Try again", card)
        self.retry.setObjectName("try-again")
        self.retry.clicked.connect(self._retry)
        self.dismiss = QPushButton("Go back to the page", card)
        self.dismiss.setObjectName("dismiss-error")
        self.dismiss.clicked.connect(self._dismiss)
        for part in (self._meaning, self._remedy, self._copy):
            inside.addWidget(part)
        buttons.addWidget(self.retry)
        buttons.addWidget(self.dismiss)
        inside.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch(1)

    def show_error(self, error: PageError) -> None:
        """Says what is wrong; parts that are empty are not drawn."""
        self._error = error
        self._summary.setText(error.summary)
        for part, text in (
            (self._meaning, error.meaning),
            (self._remedy, error.remedy),
            (self._code, error.code),
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
