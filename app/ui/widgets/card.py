"""The white panel everything stands on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.text import Role, label


class Card(QFrame):
    """A titled panel. Put content in `body`, and buttons or pills beside the title in `head`."""

    def __init__(self, title: str = "", aside: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(theme.px(18), theme.px(14), theme.px(18), theme.px(16))
        self._outer.setSpacing(theme.px(8))
        self._top = QWidget(self)
        self.head = QHBoxLayout(self._top)
        self.head.setContentsMargins(0, 0, 0, 0)
        self.head.setSpacing(theme.px(12))
        # Titles of cards side by side stay on one line, whether or not a button stands beside them.
        self.head.addStrut(round(self.fontMetrics().height() * 1.6))
        self._title = label(title, Role.SECTION)
        self._aside = label(aside, Role.SMALL)
        self._aside.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.head.addWidget(self._title, 3)
        self.head.addWidget(self._aside, 2)
        self._own_parts = self.head.count()
        self._outer.addWidget(self._top)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.px(8))
        self._outer.addLayout(self.body, 1)
        self.set_title(title)
        self.set_aside(aside)

    def fill_page(self) -> None:
        """Wider margins and a larger heading, for a card that is all there is on its page."""
        self.setProperty("wholePage", True)
        self._outer.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(24))

    def set_title(self, title: str) -> None:
        """The heading; empty leaves none."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._show_top()
        self.setAccessibleName(title)

    def set_aside(self, text: str) -> None:
        """The quiet note at the right of the heading."""
        self._aside.setText(text)
        self._aside.setVisible(bool(text))
        self._show_top()

    def _show_top(self) -> None:
        """A card without a heading starts with its content, unless a page put something beside it."""
        said = bool(self._title.text() or self._aside.text())
        self._top.setVisible(said or self.head.count() > self._own_parts)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Appends a widget to the body."""
        self.body.addWidget(widget, stretch)
