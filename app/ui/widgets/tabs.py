"""A calm row of tabs: words, and a line under the one that is open."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.stack import ShownStack


class CalmTabs(QTabBar):
    """The bar alone: left and right move between tabs, Home and End go to the ends."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setObjectName(f"{name.casefold()}-tabs")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setUsesScrollButtons(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


class TabPages(QWidget):
    """Tabs over pages. Signal `opened(object)`: the id of the page now shown."""

    opened = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = CalmTabs(name, self)
        self._stack = ShownStack(self)
        self._ids: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(14))
        column.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignLeft)  # the focus ring goes round the words
        column.addWidget(self._stack, 1)
        self.bar.currentChanged.connect(self._open)

    def add(self, page_id: str, title: str, page: QWidget) -> None:
        """Appends a tab; an id can stand once."""
        self._ids.append(page_id)
        self._stack.addWidget(page)
        self.bar.addTab(title)

    def set_count(self, page_id: str, title: str, count: int) -> None:
        """Writes a number behind a tab's title; nought leaves the title alone."""
        self.bar.setTabText(self._ids.index(page_id), f"{title}  {count:,}" if count else title)

    def open(self, page_id: str) -> None:
        """Shows a page by id."""
        self.bar.setCurrentIndex(self._ids.index(page_id))

    @property
    def current(self) -> str:
        """The id of the page shown."""
        return self._ids[self.bar.currentIndex()]

    def _open(self, place: int) -> None:
        if 0 <= place < len(self._ids):
            self._stack.setCurrentIndex(place)
            self.opened.emit(self._ids[place])
