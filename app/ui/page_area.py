"""Where pages stand: each scrolls or fills as it likes, and busy and error panels take its place."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui import theme
from app.ui.laying_out import lay_out
from app.ui.page import Busy, Page
from app.ui.turns import Turns, Work
from app.ui.widgets.scroll import BAR_MARGIN, CalmScroll, ScrollColumn

if TYPE_CHECKING:
    from app.ui.error_panel import ErrorPanel
    from app.ui.work_panel import WorkPanel

LEAST_HEIGHT, LIST_HEIGHT = 200, 320


class PageArea(QStackedWidget):
    """Shows one page, or the panel that stands in for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page-area")
        self._holders: dict[Page, QWidget] = {}
        self._panels: list[QWidget] = []
        # Else the first page taken in is shown before it is whole, and its words keep the height of then.
        self.addWidget(QWidget(self))
        self._busy: Busy | None = None
        self._tight = False
        self._gone: list[tuple[QWidget, Page]] = []
        self._clearing = Turns(self)
        self._laid_out = QTimer(self)
        self._laid_out.setSingleShot(True)
        self._laid_out.setInterval(0)
        self._laid_out.timeout.connect(lambda: self.setUpdatesEnabled(True))

    @functools.cached_property
    def work(self) -> WorkPanel:
        """Shows work under way; made when there is some for the first time."""
        from app.ui.work_panel import WorkPanel

        made = WorkPanel(self)
        made.cancelled.connect(self.stop_work)
        return made

    @functools.cached_property
    def trouble(self) -> ErrorPanel:
        """Says what is wrong; made when something is for the first time."""
        from app.ui.error_panel import ErrorPanel

        return ErrorPanel(self)

    @functools.cached_property
    def _working(self) -> QWidget:
        return self._panel(self.work)

    @functools.cached_property
    def _troubled(self) -> QWidget:
        return self._panel(self.trouble)

    def _panel(self, inside: QWidget) -> QWidget:
        made = _Scrolled(inside, self)
        self._panels.append(made)
        self.addWidget(made)
        return made

    def add(self, page: Page) -> None:
        """Takes a page in."""
        holder: QWidget = _Scrolled(page, self) if page.scrolls else _Filled(page, self)
        self._holders[page] = holder
        self.addWidget(holder)

    def drop(self, page: Page) -> None:
        """Lets a page go. It is taken apart a part at a time, since it may have hundreds."""
        holder = self._holders.pop(page, None)
        if holder is not None:
            self.removeWidget(holder)
            holder.hide()
            self._gone.append((holder, page))
            if not self._clearing.busy:
                self._clearing.run(self._clear_away())

    def _clear_away(self) -> Work:
        yield  # whoever lets the page go may still be one of its own
        while self._gone:
            holder, page = self._gone.pop()
            for part in page.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
                part.deleteLater()
                yield
            holder.deleteLater()
            yield

    def lay_out(self, page: Page) -> None:
        """Has a page find its places before it is shown."""
        holder = self._holders[page]
        holder.resize(self.size())
        lay_out(holder)

    def show_page(self, page: Page) -> None:
        """Draws the page as it says it is: itself, busy, or in error."""
        error, busy = page.error, page.busy
        if error is not None:
            self.trouble.show_error(error)
            self._turn_to(self._troubled)
        elif busy is not None:
            self._busy = busy
            self.work.show_busy(busy)
            self._turn_to(self._working)
        else:
            self._busy = None
            self._turn_to(self._holders[page])

    def _turn_to(self, wanted: QWidget) -> None:
        """What was on screen stays there until the other is laid out; a turn later that is painted."""
        if wanted is not self.currentWidget():
            self.setUpdatesEnabled(False)
            self.setCurrentWidget(wanted)
            self._laid_out.start()

    @property
    def shows_panel(self) -> bool:
        """Whether a busy or error panel stands in for the page."""
        return self.currentWidget() in self._panels

    def set_tight(self, tight: bool) -> None:
        """Tight: a page is as tall as it wants to be, and the window scrolls it together with its head."""
        if tight != self._tight:
            self._tight = tight
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(640), theme.px(LEAST_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        current = self.currentWidget()
        least = QSize(0, 0)
        if isinstance(current, _Filled):
            least = current.minimumSizeHint()
            if self._tight:
                least.setHeight(current.natural_height())
        elif isinstance(current, _Scrolled) and self._tight:
            least = QSize(0, current.natural_height())
        return QSize(min(least.width(), theme.px(320)), max(least.height(), theme.px(LEAST_HEIGHT)))

    def stop_work(self) -> bool:
        """Stops the work shown, as its button does; False where none is shown or it can't be stopped."""
        if self._busy is None or self._busy.cancel is None or not self.work.isVisible():
            return False
        self._busy.cancel()
        return True


class _Filled(QWidget):
    """Holds a page that scrolls its own lists: exactly as large as the room there is.

    A page with the property `fillsMargin` reaches into the window's margin, where its own bars stand.
    """

    def __init__(self, page: Page, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = page
        self._area = parent
        page.setParent(self)
        page.installEventFilter(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        margin = 0 if self._page.property("fillsMargin") else theme.px(BAR_MARGIN)
        self._page.setGeometry(self.rect().adjusted(0, 0, -margin, 0))

    def minimumSizeHint(self) -> QSize:
        return self._page.minimumSizeHint()

    def natural_height(self) -> int:
        """What the page takes when none of its own columns scrolls, and its lists show a few rows."""
        columns = (c for c in self._page.findChildren(ScrollColumn) if c.in_margin and c.isVisibleTo(self))
        column = next(columns, None)
        if column is None:
            return max(self.minimumSizeHint().height(), theme.px(LIST_HEIGHT))
        around = self._page.height() - column.viewport().height()
        return max(self.minimumSizeHint().height(), around + column.natural_height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._area.updateGeometry()
        return False


class _Scrolled(CalmScroll):
    """Scrolls a page, with the bar in the window's margin so that the page is as wide with it as without."""

    def __init__(self, widget: QWidget, parent: QWidget) -> None:
        super().__init__(parent, in_margin=True)
        self._area = parent
        self.setWidget(widget)
        widget.installEventFilter(self)

    def natural_height(self) -> int:
        """What the page would take if nothing were scrolled."""
        widget = self.widget()
        layout = widget.layout() if widget is not None else None
        width = self.width() - theme.px(BAR_MARGIN)
        if widget is None or layout is None:
            return 0
        return max(layout.totalHeightForWidth(width), widget.minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._area.updateGeometry()
        return False
