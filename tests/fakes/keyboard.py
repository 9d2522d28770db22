"""Walking a window with Tab alone, as whoever has no mouse does."""

from __future__ import annotations

import functools

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.fakes.windows import Window

Key = Qt.Key
MOST = 150


def walked(shown: Window, *, back: bool = False) -> list[QWidget]:
    """What has the keyboard one after the other, once round. Fails where it never comes round, and where what
    has it is not on screen."""
    key = Key.Key_Backtab if back else Key.Key_Tab
    QTest.keyClick(shown.focus(), key)  # from the title, which is no stop of its own
    first = shown.focus()
    order = [first]
    for _ in range(MOST):
        QTest.keyClick(shown.focus(), key)
        if shown.focus() is first:
            return order
        shown.qtbot.waitUntil(functools.partial(is_on_screen, shown.focus()))
        order.append(shown.focus())
    raise AssertionError(f"never back at {first.objectName()}: {[w.objectName() for w in order[-6:]]}")


def is_on_screen(widget: QWidget) -> bool:
    return not widget.visibleRegion().isEmpty()
