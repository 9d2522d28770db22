"""Keeps the place in what is long while the text changes its size.

A list or a column knows in pixels how far it was scrolled; with other text, other words stand there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QWidget

from app.ui.widgets.scroll import SETTLE_MS, SETTLE_SLOWLY_MS, CalmScroll, scrolled_around


class PlaceKept(QObject):
    """Of one window. `note` before its text changes and `restore` after it: what stood at the top of a list
    or of a column stands there again, and a row that was chosen and in sight still is."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._noted: list[_Rows | _Words] = []
        self._soon = self._timer(SETTLE_MS, self._put_back)
        self._late = self._timer(SETTLE_SLOWLY_MS, self._put_back_at_last)

    def note(self) -> None:
        """Notes what is in sight. If the text changes again before all has settled, the first note holds."""
        if self._noted:
            return
        scrolled = [each for each in self._window.findChildren(CalmScroll) if each.isVisible()]
        views = [each for each in self._window.findChildren(QAbstractItemView) if each.isVisible()]
        words = (_words_of(each) for each in scrolled)
        rows = (_rows_of(each) for each in views if not isinstance(each, QHeaderView))
        self._noted = [each for each in (*words, *rows) if each is not None]

    def restore(self) -> None:
        """Puts everything back, now and once the page has settled."""
        self._put_back()
        self._soon.start()
        self._late.start()

    def _put_back(self) -> None:
        for each in self._noted:
            if each.there:
                each.put_back()

    def _put_back_at_last(self) -> None:
        self._put_back()
        self._noted = []

    def _timer(self, after_ms: int, run: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        timer.timeout.connect(run)
        return timer


@dataclass(frozen=True, slots=True)
class _Words:
    """The words at the top of a column that was scrolled."""

    words: QLabel
    gap: int
    """Pixels above them."""
    share: float
    """Of their height, what is above the column's top."""

    @property
    def there(self) -> bool:
        """Whether they still are."""
        return shiboken6.isValid(self.words) and self.words.isVisible()

    def put_back(self) -> None:
        aligned = False
        for around, inside in scrolled_around(self.words):
            top = self.words.mapTo(inside, QPoint(0, 0)).y()
            bar = around.verticalScrollBar()
            if not aligned and bar.maximum() > 0:
                bar.setValue(top - self.gap + round(self.words.height() * self.share))
                aligned = True
            elif not bar.value() <= top < bar.value() + around.viewport().height():
                bar.setValue(top - self.gap)


def _words_of(column: CalmScroll) -> _Words | None:
    """None where the column shows from its top, as it still will."""
    inside, at = column.widget(), column.verticalScrollBar().value()
    if inside is None or at == 0:
        return None
    found: tuple[int, QLabel] | None = None
    for words in inside.findChildren(QLabel):
        if not words.isVisible() or not words.text():
            continue
        top = words.mapTo(inside, QPoint(0, 0)).y()
        if top + words.height() > at and (found is None or top < found[0]):
            found = (top, words)
    if found is None:
        return None
    top, words = found
    return _Words(words, max(0, top - at), max(0, at - top) / max(1, words.height()))


@dataclass(frozen=True, slots=True)
class _Rows:
    """The row at the top of a list, and the chosen one if it was in sight."""

    view: QAbstractItemView
    top: QPersistentModelIndex
    chosen: QPersistentModelIndex

    @property
    def there(self) -> bool:
        """Whether the list still has its row."""
        return shiboken6.isValid(self.view) and self.view.isVisible() and self.top.isValid()

    def put_back(self) -> None:
        view = self.view
        view.scrollTo(self.top, QAbstractItemView.ScrollHint.PositionAtTop)
        if self.chosen.isValid():
            view.scrollTo(self.chosen)
        row = view.visualRect(self.chosen if self.chosen.isValid() else self.top)
        for around, inside in scrolled_around(view):
            middle = view.viewport().mapTo(inside, row.center())
            around.ensureVisible(0, middle.y(), 0, min(row.height(), around.viewport().height() // 2))


def _rows_of(view: QAbstractItemView) -> _Rows | None:
    """None for a list without rows in sight, or one that is never scrolled."""
    if view.verticalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
        return None
    seen: QRect = view.viewport().visibleRegion().boundingRect()
    top, chosen = view.indexAt(seen.topLeft()), view.currentIndex()
    if not top.isValid():
        return None
    in_sight = chosen.isValid() and seen.intersects(view.visualRect(chosen))
    return _Rows(
        view, QPersistentModelIndex(top), QPersistentModelIndex(chosen if in_sight else QModelIndex())
    )
