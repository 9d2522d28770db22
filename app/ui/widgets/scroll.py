"""A column that scrolls when the window is too small for it, and looks like no box at all otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QScrollBar, QVBoxLayout, QWidget

from app.ui import theme

BAR_MARGIN = 16
"""Room at the right, at 100 % text, in which scroll bars stand."""
SETTLE_MS, SETTLE_SLOWLY_MS = 40, 250
"""After a page is shown its parts still find their places; only then can it be scrolled to one. A busy PC
takes longer over it."""
SEEN_WHOLE = "seenWhole"
"""Property of what comes into view whole when something in it gets the keyboard: a field with its error."""


class QuietBar(QScrollBar):
    """Always has its place, so that what scrolls is laid out at one width alone; seen only when of use."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.maximum() > self.minimum():
            super().paintEvent(event)


class CalmScroll(QScrollArea):
    """A scroll area without a frame, that Tab passes by.

    With `in_margin` its bar stands in a margin of `BAR_MARGIN` at the right, so that what is in it lines up
    with what stands above it, whether it scrolls or not.
    """

    def __init__(self, parent: QWidget | None = None, *, in_margin: bool = False) -> None:
        super().__init__(parent)
        self.setViewport(QWidget(self))  # to tell what Qt's own is, PySide would look at every kind of widget
        self.in_margin = in_margin
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if in_margin:
            self.setVerticalScrollBar(QuietBar(self))
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.in_margin:
            left = max(0, theme.px(BAR_MARGIN) - self.verticalScrollBar().sizeHint().width())
            if self.viewportMargins().right() != left:
                self.setViewportMargins(0, 0, left, 0)


class ScrollColumn(CalmScroll):
    """Put widgets in `column`. Whatever takes the keyboard focus inside is scrolled into view."""

    def __init__(self, parent: QWidget | None = None, *, in_margin: bool = False) -> None:
        super().__init__(parent, in_margin=in_margin)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget(self)
        inside.setProperty("scrolled", True)
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.px(12))
        self.setWidget(inside)
        inside.installEventFilter(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Appends a widget."""
        self.column.addWidget(widget, stretch)

    def natural_height(self) -> int:
        """What everything in it would take if nothing were scrolled."""
        width = self.viewport().width()
        return max(self.column.totalHeightForWidth(width), self.column.minimumSize().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        inside = self.widget()
        if now is not None and inside is not None and inside.isAncestorOf(now):
            self.ensureWidgetVisible(now)


def show_from_top(widget: QWidget) -> None:
    """Scrolls whatever is around `widget` until it shows from its top on; not at all where the whole of it is
    in sight. It has to have its place already."""
    for around, inside in scrolled_around(widget):
        top = widget.mapTo(inside, QPoint(0, 0)).y()
        bar, room = around.verticalScrollBar(), around.viewport().height()
        if top < bar.value() or top + widget.height() > bar.value() + room:
            bar.setValue(top)


def scrolled_around(widget: QWidget) -> Iterator[tuple[CalmScroll, QWidget]]:
    """What scrolls around a widget, from the inside out, each with what is scrolled in it."""
    around = widget.parentWidget()
    while around is not None:
        inside = around.widget() if isinstance(around, CalmScroll) else None
        if isinstance(around, CalmScroll) and inside is not None:
            yield around, inside
        around = around.parentWidget()
