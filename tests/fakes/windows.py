"""The real window over real folders, for tests: nothing outside this PC is reached."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QScrollArea,
    QWidget,
)
from pytestqt.exceptions import TimeoutError
from pytestqt.qtbot import QtBot

from app.host.policy import Policy
from app.journey.folder import JourneyFolder
from app.storage.paths import AppPaths, app_paths
from app.storage.settings import Settings
from app.ui.app import services_for
from app.ui.desk import JourneyDesk
from app.ui.page import NEXT, Page, Route
from app.ui.shell import Shell
from app.ui.theme import Theme
from app.ui.turns import Turns
from tests.fakes.journeys import NOW

P = TypeVar("P", bound=Page)

PATIENCE_MS = 30_000
"""Only a window that hangs waits so long; a busy machine may well need more than a few seconds."""


@dataclass
class Window:
    """The shell with what a test wants to know of it."""

    shell: Shell
    qtbot: QtBot
    paths: AppPaths
    opened: list[str] = field(default_factory=list)

    def idle(self) -> None:
        """Waits until nothing is awaited any more, all is written, no page is on its way and all is drawn."""
        self.qtbot.waitUntil(self._is_idle, timeout=PATIENCE_MS)

    def unclipped(self, root: QWidget | None = None) -> None:
        """Waits until all is laid out, which comes after it is drawn, and nothing is cut off; else fails with
        what still is."""
        found = ["not looked yet"]

        def whole() -> bool:
            found[:] = clipped(root or self.shell)
            return not found

        with contextlib.suppress(TimeoutError):
            self.qtbot.waitUntil(whole, timeout=PATIENCE_MS)
        assert found == []

    def open(self, folder: JourneyFolder, route: Route = NEXT) -> None:
        """Opens a journey and waits for its page."""
        self.shell.desk.open(folder.path, route)
        self.qtbot.waitUntil(self._is_open(folder), timeout=PATIENCE_MS)
        self.idle()

    def focus(self) -> QWidget:
        """What has the keyboard."""
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def find(self, name: str) -> QWidget:
        """A widget by object name."""
        found: QWidget | None = self.shell.findChild(QWidget, name)
        assert found is not None, name
        return found

    def go(self, route: Route) -> None:
        """Goes to a page and waits until it is on screen, whatever it still asks for."""
        self.shell.show_route(route)
        self.qtbot.waitUntil(lambda: not self.shell.opening, timeout=PATIENCE_MS)

    def _is_idle(self) -> bool:
        drawing = any(turns.busy for turns in self.shell.area.findChildren(Turns))
        tasks = self.shell.services.tasks
        return not tasks.busy and tasks.wait_written(0) and not self.shell.opening and not drawing

    def _is_open(self, folder: JourneyFolder) -> Callable[[], bool]:
        def opened() -> bool:
            journey = self.shell.services.journey
            return journey is not None and journey.path == folder.path

        return opened


@contextmanager
def window(
    qapp: QApplication,
    qtbot: QtBot,
    *,
    scheme: str = "light",
    percent: int = 100,
    size: tuple[int, int] = (1160, 760),
    policy: Policy | None = None,
) -> Iterator[Window]:
    """A shown window at its start page, closed at the end as a user would."""
    theme = Theme(qapp, scheme, percent)
    paths = app_paths()
    services = services_for(theme, paths, Settings(), policy=policy)
    services.now = lambda: NOW
    shell = Shell(services, JourneyDesk(services, theme))
    made = Window(shell, qtbot, paths)
    services.open_url = _note(made)
    shell.resize(*size)
    shell.show()
    shell.activateWindow()
    try:
        yield made
    finally:
        shell.close()
        shell.deleteLater()
        theme.set_text_percent(100)
        theme.deleteLater()


def built(page: P) -> P:
    """A page with all its parts, made at once: for tests of a page without a window round it."""
    for _part in page.build():
        pass
    return page


def _note(made: Window) -> Callable[[str], bool]:
    def note(url: str) -> bool:
        made.opened.append(url)
        return True

    return note


def interactive(root: QWidget) -> list[QWidget]:
    """Everything shown that the keyboard can reach, without the inner parts of Qt's own widgets."""
    return [
        widget
        for widget in root.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.objectName().startswith("qt_")
        and not isinstance(widget, QScrollArea)
    ]


def clipped(root: QWidget) -> list[str]:
    """Texts that are cut off: labels lower or narrower than their words, buttons smaller than theirs, and
    widgets that stick out of what holds them sideways."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or widget.objectName().startswith("qt_"):
            continue
        if isinstance(widget, QLabel) and widget.text():
            if widget.wordWrap():
                short = widget.heightForWidth(widget.width()) > widget.height() + 1
            else:
                short = widget.sizeHint().width() > widget.width() + 1
            if short:
                found.append(f"label {widget.text()[:60]!r} in {widget.size().toTuple()}")
        elif (
            isinstance(widget, QAbstractButton)
            and widget.text()
            and (
                widget.sizeHint().width() > widget.width() + 1
                or widget.sizeHint().height() > widget.height() + 1
            )
        ):
            found.append(f"button {widget.text()[:60]!r} in {widget.size().toTuple()}")
        if _sticks_out(widget, root):
            found.append(f"{type(widget).__name__} {widget.objectName()!r} sticks out sideways")
    return found


def _sticks_out(widget: QWidget, root: QWidget) -> bool:
    left = widget.mapTo(root, QPoint(0, 0)).x()
    place = QRect(left, 0, widget.width(), 1)
    return place.left() < 0 or place.right() > root.width()
