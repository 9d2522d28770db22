"""The window's parts and how they share the room: rail, head, page and foot."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.foot import Foot
from app.ui.head import Head
from app.ui.page_area import PageArea
from app.ui.rail import Rail, RailStep
from app.ui.view_menu import ViewButton
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.scroll import BAR_MARGIN, SEEN_WHOLE, SETTLE_MS, SETTLE_SLOWLY_MS, CalmScroll

RAIL_PX, NARROW_RAIL_PX = 268, 62
NARROW_PX = 800
"""Of the window, at 100 % text: with less, the rail shows its marks alone."""
FIRST_SIZE = (1160, 760)
LEAST_SIZE = (560, 400)
TIGHT_PX = 260
AMPLE_BAR_PX = 60
"""Higher than any title bar, at 100 % text: with so much room to spare nobody need ask how high it is."""


class WindowFrame(QFrame):
    """Lays the parts out and keeps them in proportion; what they do is the shell's business."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.views = (ViewButton("rail-view", self), ViewButton("head-view", self))
        self.rail = Rail(self.views[0], self)
        self.head = Head(self.views[1], self)
        self.notice = Notice(NoticeKind.CAUTION, "", parent=self)
        self.notice.setObjectName("page-notice")
        self.area = PageArea(self)
        self.foot = Foot(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self._build_column(), 1)
        self.setMinimumSize(*LEAST_SIZE)
        self.resize(*FIRST_SIZE)
        self._looking = QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.setInterval(SETTLE_MS)
        self._looking.timeout.connect(self._show_focus)
        self._looking_again = QTimer(self)
        self._looking_again.setSingleShot(True)
        self._looking_again.setInterval(SETTLE_SLOWLY_MS)
        self._looking_again.timeout.connect(self._show_focus)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def show_whole(self) -> None:
        """Shows the window. Where the screen has no room for its first size, it fills the screen: its foot
        would stand below the edge, and with it what is to be done."""
        screen = self.screen().availableGeometry().size()
        if self.size().boundedTo(screen - QSize(0, theme.px(AMPLE_BAR_PX))) == self.size():
            self.show()
            return
        from PySide6.QtWidgets import QStyle  # costly, and seldom needed

        room = screen - QSize(0, self.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight))
        if self.size().boundedTo(room) == self.size():
            self.show()
        else:
            self.resize(self.size().boundedTo(room))
            self.showMaximized()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape stops what a page is busy with; a menu, or a field with something to empty, had it first."""
        if event.key() == Qt.Key.Key_Escape and self.area.stop_work():
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Shares the room out again: where the text is large for the window, the rail shows its marks alone.
        Where the window is too low for head and page, both scroll as one."""
        narrow = self.width() < theme.px(NARROW_PX)
        self.rail.set_compact(narrow)
        self.rail.setFixedWidth(theme.px(NARROW_RAIL_PX if narrow else RAIL_PX))
        self.head.set_compact(narrow)
        view = self._scroll.viewport()
        head = self._above.totalHeightForWidth(view.width())
        self.area.set_tight(view.height() - head < theme.px(TIGHT_PX))

    def order_tabs(self) -> None:
        """Tab goes through the rail and the head, then the page, and last the foot. Steps and pages are made
        after the foot, and Qt goes by when things were made."""
        steps = self.rail.findChildren(RailStep)
        # After the rail's last link Tab comes round to what was made first of all: the rail's view button.
        around = [self.foot.back, self.foot.secondary, self.foot.primary, *steps, self.rail.home_button]
        backwards = self._by_tab_backwards()
        if all(next(backwards, None) is widget for widget in reversed(around)):
            return
        last = next(widget for widget in self._by_tab_backwards() if widget not in around)
        for before, after in pairwise((last, *around)):
            QWidget.setTabOrder(before, after)

    def _by_tab_backwards(self) -> Iterator[QWidget]:
        """Everything that takes the keyboard, shown or not, from the last in Tab's order to the first."""
        at = self.previousInFocusChain()
        while at is not None and at is not self:
            if at.focusPolicy() is not Qt.FocusPolicy.NoFocus:
                yield at
            at = at.previousInFocusChain()

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Whatever has the keyboard is scrolled into view, once everything has its place."""
        if now is not None and self._scroll.isAncestorOf(now):
            self._looking.start()
            self._looking_again.start()

    def _show_focus(self) -> None:
        now = QApplication.focusWidget()
        if now is None or not self._scroll.isAncestorOf(now):
            return
        around, whole = now.parentWidget(), None
        while around is not None:  # the page scrolls by itself, within what scrolls in a low window
            if around.property(SEEN_WHOLE):
                whole = around
            if isinstance(around, CalmScroll):
                if whole is not None and whole.height() <= around.viewport().height():
                    around.ensureWidgetVisible(whole, 0, theme.px(8))
                around.ensureWidgetVisible(now, 0, theme.px(24))
            around = around.parentWidget() if around is not self._scroll else None

    def show_notice(self, text: str) -> None:
        """A sentence above the page; empty takes it away."""
        self.notice.setVisible(bool(text))
        if text:
            self.notice.say(NoticeKind.CAUTION, text)

    def _build_column(self) -> QWidget:
        """Head and page stand in an area that scrolls only where it must; the foot always shows."""
        body = QWidget(self)
        body.setProperty("scrolled", True)
        inside = QVBoxLayout(body)
        inside.setContentsMargins(theme.px(32), theme.px(22), 0, theme.px(14))
        inside.setSpacing(theme.px(14))
        self._above = QVBoxLayout()
        self._above.setContentsMargins(0, 0, theme.px(BAR_MARGIN), 0)
        self._above.setSpacing(theme.px(14))
        self._above.addWidget(self.head)
        self._above.addWidget(self.notice)
        inside.addLayout(self._above)
        inside.addWidget(self.area, 1)
        self._scroll = CalmScroll(self, in_margin=True)
        self._scroll.setObjectName("tight")
        self._scroll.setWidget(body)
        column = QWidget(self)
        whole = QVBoxLayout(column)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._scroll, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.px(32), 0, theme.px(32), 0)
        foot.addWidget(self.foot)
        whole.addLayout(foot)
        return column
