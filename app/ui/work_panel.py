"""Work that takes the whole page: what is being done, how far it is, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.error_panel import WIDEST_PX
from app.ui.page import Busy
from app.ui.widgets.text import Role, label


class WorkPanel(QFrame):
    """Draws a `Busy`. Signal `cancelled()`."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("work-panel")
        card = QFrame(self)
        card.setProperty("panel", "card")
        card.setMaximumWidth(theme.px(WIDEST_PX))
        inside = QVBoxLayout(card)
        inside.setContentsMargins(theme.px(24), theme.px(22), theme.px(24), theme.px(20))
        inside.setSpacing(theme.px(12))
        self._title = label("", Role.SECTION, parent=card)
        self._doing = label("", Role.SECONDARY, parent=card)
        self.bar = QProgressBar(card)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.cancel = QPushButton("Stop", card)
        self.cancel.setObjectName("stop-work")
        self.cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout()
        row.addWidget(self.cancel)
        row.addStretch(1)
        for part in (self._title, self.bar, self._doing):
            inside.addWidget(part)
        inside.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        across = QHBoxLayout()
        across.addWidget(card, 1000)
        across.addStretch(1)
        column.addLayout(across)
        column.addStretch(1)

    def show_busy(self, busy: Busy) -> None:
        """Shows how far it is; without a total the bar only moves."""
        self._title.setText(busy.title)
        self.setAccessibleName(busy.title)
        if busy.total:
            self.bar.setRange(0, busy.total)
            self.bar.setValue(min(busy.done, busy.total))
            what = f"{busy.doing}: {busy.done:,} of {busy.total:,}" if busy.doing else ""
        else:
            self.bar.setRange(0, 0)
            what = f"{busy.doing}: {busy.done:,}" if busy.doing and busy.done else busy.doing
        self._doing.setText(what)
        self._doing.setVisible(bool(what))
        self.bar.setAccessibleDescription(what)
        self.cancel.setVisible(busy.cancel is not None)
