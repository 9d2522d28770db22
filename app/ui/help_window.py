"""Help inside the program: pages to read and to search, without a network."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.guidance.content import ContentError
from app.guidance.help import HelpPage, help_page, help_pages, search_help
from app.storage.paths import APP_NAME
from app.ui import theme
from app.ui.theme import Theme
from app.ui.widgets.text import Role, label

_TOPIC = Qt.ItemDataRole.UserRole
SEARCH_DELAY_MS = 200
_CODE = re.compile(r"[a-z]+-[0-9]+")


class HelpWindow(QFrame):
    """A window beside the wizard's. Signal `link(object)`: an https address to open in the browser."""

    link = Signal(object)

    def __init__(self, look: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("help-window")
        self.setWindowTitle(f"Help – {APP_NAME}")
        look.dress(self)
        self.resize(theme.px(760), theme.px(560))
        self.search = QLineEdit(self)
        self.search.setObjectName("help-search")
        self.search.setPlaceholderText("Search, or a code such as NET-47")
        self.search.setAccessibleName("Search the help")
        self.search.setClearButtonEnabled(True)
        self.topics = QListWidget(self)
        self.topics.setObjectName("help-topics")
        self.topics.setAccessibleName("Help pages")
        self.topics.setMaximumWidth(theme.px(240))
        self.topics.setWordWrap(True)
        self.topics.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.topics.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.topics.currentItemChanged.connect(self._chosen)
        self.text = QTextBrowser(self)
        self.text.setObjectName("help-text")
        self.text.setAccessibleName("Help text")
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        self._none = label("", Role.SECONDARY, parent=self)
        self._close = QPushButton("Close", self)
        self._close.setObjectName("help-close")
        self._close.clicked.connect(self.close)
        self._arrange()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(SEARCH_DELAY_MS)
        self._typing.timeout.connect(self._search)
        self.search.textChanged.connect(lambda: self._typing.start())
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)

    def show_topic(self, topic: str) -> None:
        """Opens a page by topic or finding code; where there is none, the index and a search for it."""
        self.search.clear()
        self._list(_in_order(help_pages()))
        page: HelpPage | None
        try:
            page = help_page(topic)
        except ContentError:
            pages = help_pages()
            self._none.setText(f"There is no page on “{topic}” yet.")
            self._none.show()
            page = pages[0] if pages else None
        self._show(page)
        self.show()
        self.raise_()
        self.activateWindow()
        self.text.setFocus()

    def _arrange(self) -> None:
        gap = theme.space(3)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(18), theme.px(20), theme.px(16))
        column.setSpacing(gap)
        column.addWidget(self.search)
        column.addWidget(self._none)
        row = QHBoxLayout()
        row.setSpacing(gap)
        row.addWidget(self.topics, 1)
        row.addWidget(self.text, 3)
        column.addLayout(row, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._close)
        column.addLayout(foot)
        self._none.hide()

    def _list(self, pages: tuple[HelpPage, ...]) -> None:
        self.topics.blockSignals(True)
        self.topics.clear()
        for page in pages:
            item = QListWidgetItem(page.title)
            item.setData(_TOPIC, page.topic)
            self.topics.addItem(item)
        self.topics.blockSignals(False)

    def _search(self) -> None:
        words = self.search.text().strip()
        hits = tuple(hit.page for hit in search_help(words)) if words else _in_order(help_pages())
        self._list(hits)
        self._none.setVisible(not hits)
        self._none.setText(f"Nothing on “{words}”. Try one word, or a code." if not hits else "")
        if hits:
            self._show(hits[0])

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._show(help_page(str(item.data(_TOPIC))))

    def _show(self, page: HelpPage | None) -> None:
        if page is None:
            self.text.setPlainText("The help pages are missing. Reinstalling the program puts them back.")
            return
        self.text.setMarkdown(page.markdown)
        for row in range(self.topics.count()):
            if self.topics.item(row).data(_TOPIC) == page.topic:
                self.topics.blockSignals(True)
                self.topics.setCurrentRow(row)
                self.topics.blockSignals(False)

    def _follow(self, url: QUrl) -> None:
        if url.scheme() == "https":
            self.link.emit(url.toString())
        elif not url.scheme():
            self.show_topic(url.path().removesuffix(".md"))


def _in_order(pages: tuple[HelpPage, ...]) -> tuple[HelpPage, ...]:
    """Pages to read first, then those on codes, which people look up."""
    return tuple(sorted(pages, key=lambda page: _CODE.fullmatch(page.topic) is not None))
