"""Help inside the program: pages to read and to search, without a network."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
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

from app.guidance.contacts import contacts
from app.guidance.content import ContentError
from app.guidance.help import KIND_TITLES, HelpKind, HelpPage, help_page, help_pages, search_help
from app.storage.paths import APP_NAME
from app.ui import theme
from app.ui.help_text import lay_out
from app.ui.pages.contact_card import ContactLines, open_contact
from app.ui.theme import Theme
from app.ui.widgets.scroll import ScrollColumn
from app.ui.widgets.speak import announce
from app.ui.widgets.text import Role, label

_TOPIC = Qt.ItemDataRole.UserRole
SEARCH_DELAY_MS = 200
FIRST_SIZE, SHARE = (880, 640), 0.94
"""At 100 % text, and the most that it takes of a screen."""
TOPICS_PX, BESIDE_PX, TOPICS_SHARE = 268, 34, 0.34
"""How wide the list is at 100 % text, what of it stands beside its words, and its most of a narrow window."""
CONTACTS = "contacts"
MOST_LINES = 4
ROW_HEIGHT = 1.95
"""Of a line of text."""
NOTHING = (
    "Nothing found. Try one word, or a code such as NET-47; all pages are listed when the search is empty."
)


class HelpWindow(QFrame):
    """A window beside the wizard's. Signals: `link(object)` an https address to open in the browser;
    `save_all()` all pages are wanted as one web page."""

    link = Signal(object)
    save_all = Signal()

    def __init__(self, look: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("help-window")
        self.setWindowTitle(f"Help – {APP_NAME}")
        look.dress(self)
        self._page: HelpPage | None = None
        room = self.screen().availableGeometry().size() * SHARE
        self.resize(QSize(theme.px(FIRST_SIZE[0]), theme.px(FIRST_SIZE[1])).boundedTo(room))
        self.search = QLineEdit(self)
        self.search.setObjectName("help-search")
        self.search.setPlaceholderText("Search, or a code such as NET-47")
        self.search.setAccessibleName("Search the help")
        self.search.setClearButtonEnabled(True)
        self.topics = _Topics(self)
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
        self.save_button = QPushButton("Save as one web page…", self)
        self.save_button.setObjectName("help-save")
        self.save_button.clicked.connect(self.save_all)
        self._desks = _Desks(self)
        self._arrange()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(SEARCH_DELAY_MS)
        self._typing.timeout.connect(self._search)
        self.search.textChanged.connect(lambda: self._typing.start())
        look.changed.connect(self._look_changed)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.topics.fit(event.size().width())

    def show_topic(self, topic: str) -> None:
        """Opens a page by topic or finding code; where there is none, the index and a search for it."""
        self.search.clear()
        self._typing.stop()
        self._say("")
        self.topics.show_pages(help_pages())
        page: HelpPage | None
        try:
            page = help_page(topic)
        except ContentError:
            pages = help_pages()
            self._say(f"There is no page on “{topic}” yet.")
            page = pages[0] if pages else None
        self._show(page)
        self.show()
        self.raise_()
        self.activateWindow()
        self.text.setFocus()

    def _arrange(self) -> None:
        gap = theme.space(3)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        column.setSpacing(gap)
        column.addWidget(self.search)
        column.addWidget(self._none)
        row = QHBoxLayout()
        row.setSpacing(gap)
        row.addWidget(self.topics, 1)
        beside = QVBoxLayout()
        beside.setSpacing(gap)
        beside.addWidget(self.text, 3)
        beside.addWidget(self._desks, 2)
        row.addLayout(beside, 3)
        column.addLayout(row, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.save_button)
        self._saved = label("", Role.SMALL, parent=self)
        foot.addWidget(self._saved, 1)
        foot.addWidget(self._close)
        column.addLayout(foot)
        self._none.hide()

    def _say(self, words: str) -> None:
        self._none.setText(words)
        self._none.setVisible(bool(words))

    def show_saved(self, words: str) -> None:
        """What became of the web page."""
        self._saved.setText(words)
        announce(self.save_button, words)

    def _search(self) -> None:
        words = self.search.text().strip()
        hits = tuple(hit.page for hit in search_help(words)) if words else help_pages()
        self.topics.show_pages(hits)
        self._say(f"Nothing on “{words}”." if not hits else "")
        if hits:
            self._show(next(iter(in_order(hits))))
        else:
            self._page = None
            self.text.setPlainText(NOTHING)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        topic = item.data(_TOPIC) if item is not None else None
        if topic:
            self._show(help_page(str(topic)))

    def _show(self, page: HelpPage | None) -> None:
        self._page = page
        self._desks.setVisible(page is not None and page.topic == CONTACTS)
        if page is None:
            self.text.setPlainText("The help pages are missing. Reinstalling the program puts them back.")
            return
        self.text.setMarkdown(page.markdown)
        lay_out(self.text.document())
        self.topics.mark(page.topic)

    def _look_changed(self) -> None:
        if self._page is not None and self.isVisible():
            self._show(self._page)

    def _follow(self, url: QUrl) -> None:
        if url.scheme() == "https":
            self.link.emit(url.toString())
        elif url.scheme():
            open_contact(url.toString())
        else:
            self.show_topic(url.path().removesuffix(".md"))


class _Desks(ScrollColumn):
    """Whom to ring and write to, with buttons that do it, under the page about them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("help-desks")
        self._made = False
        self.hide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._made:
            self._made = True
            for desk in contacts():
                self.column.addWidget(ContactLines(desk, self))


class _Topics(QListWidget):
    """The pages, one line each: those to read first, then those on codes, which people look up."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("help-topics")
        self.setAccessibleName("Help pages")
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(False)

    def show_pages(self, pages: tuple[HelpPage, ...]) -> None:
        """Lists these under their headings; no page is chosen by it."""
        self.blockSignals(True)
        self.clear()
        several = len({page.kind for page in pages}) > 1
        heading: HelpKind | None = None
        for page in in_order(pages):
            if several and page.kind is not heading:
                heading = page.kind
                self._add(KIND_TITLES[heading], "")
            self._add(page.title, page.topic)
        self.blockSignals(False)

    def mark(self, topic: str) -> None:
        """Shows which page is open."""
        for row in range(self.count()):
            if self.item(row).data(_TOPIC) == topic:
                self.blockSignals(True)
                self.setCurrentRow(row)
                self.blockSignals(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit_rows()

    def fit(self, width: int) -> None:
        """Takes its share of a window of that width."""
        self.setFixedWidth(min(theme.px(TOPICS_PX), round(width * TOPICS_SHARE)))
        self._fit_rows()

    def _fit_rows(self) -> None:
        for row in range(self.count()):
            item = self.item(row)
            item.setSizeHint(self._row_size(item.text()))

    def _add(self, words: str, topic: str) -> None:
        item = QListWidgetItem(words)
        item.setData(_TOPIC, topic)
        item.setSizeHint(self._row_size(words))
        if topic:
            item.setToolTip(words)
        else:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            font = item.font()
            font.setWeight(font.Weight.DemiBold)
            item.setFont(font)
        self.addItem(item)

    def _row_size(self, words: str) -> QSize:
        metrics = self.fontMetrics()
        room = QRect(0, 0, self.width() - theme.px(BESIDE_PX), metrics.height() * MOST_LINES)
        lines = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, words).height()
        return QSize(1, lines + round(metrics.height() * (ROW_HEIGHT - 1)))


def in_order(pages: tuple[HelpPage, ...]) -> tuple[HelpPage, ...]:
    """Pages to read first, then those on issues and codes."""
    kinds = list(KIND_TITLES)
    return tuple(sorted(pages, key=lambda page: kinds.index(page.kind)))
