"""The white panel everything stands on."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.widgets.text import Role, label


class Card(QFrame):
    """A titled panel. Put content in `body`, and buttons or pills beside the title in `head`."""

    def __init__(self, title: str = "", aside: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(18, 14, 18, 14)
        self._outer.setSpacing(10)
        self.head = QHBoxLayout()
        self.head.setSpacing(12)
        self._title = label(title, Role.SECTION, wrap=False)
        self._aside = label(aside, Role.SMALL, wrap=False)
        self.head.addWidget(self._title)
        self.head.addStretch(1)
        self.head.addWidget(self._aside)
        self._outer.addLayout(self.head)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        self._outer.addLayout(self.body, 1)
        self.set_title(title)
        self.set_aside(aside)

    def set_title(self, title: str) -> None:
        """The heading; empty leaves none."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self.setAccessibleName(title)

    def set_aside(self, text: str) -> None:
        """The quiet note at the right of the heading."""
        self._aside.setText(text)
        self._aside.setVisible(bool(text))

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Appends a widget to the body."""
        self.body.addWidget(widget, stretch)
