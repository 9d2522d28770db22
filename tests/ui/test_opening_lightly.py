"""What the window may not do before its first page is seen: import what pages need later, begin other work,
or put anything but itself on the screen."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.painted import FirstPainting
from app.ui.tasks import TaskRunner
from app.ui.widgets.copy_text import CopyText

LATER = {
    "pydantic", "typer", "rich", "psutil", "ssl", "asyncio", "httpx", "keyring", "filelock", "tomllib",
    "cryptography", "sqlite3", "app.cli", "app.guidance.content", "app.host.here", "app.journey.events",
    "app.journey.listing", "app.journey.steps", "app.ui.help_window", "logging.handlers", "socket",
    "app.ui.error_panel", "app.ui.message_window", "app.ui.work_panel", "platform", "uuid",
}  # fmt: skip
"""Each was measured to take long to import, or brings one with it."""

SEEN_AT_THE_FIRST_PAINTING = """
import json, sys
from app.__main__ import main
import app.ui.app as window

def seen(*_):
    print(json.dumps([sorted(sys.modules), __import__.__name__]), flush=True)
    sys.exit(0)

window.QApplication.exec = seen
sys.argv = ["provisioning-wizard"]
main()
"""


def test_nothing_heavy_is_imported_before_the_first_page_is_seen() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", SEEN_AT_THE_FIRST_PAINTING],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    modules, way_to_import = json.loads(ended.stdout.splitlines()[-1])
    imported = set(modules)
    assert "app.ui.pages.start.page" in imported
    assert imported & LATER == set()
    assert way_to_import != "__feature_import__"  # which reads the source of everything


class Shown(QObject):
    """Windows that were shown by themselves while this watched."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(type(watched).__name__)
        return False


def test_a_message_to_copy_never_stands_on_the_screen_without_its_page(qtbot: QtBot) -> None:
    """Its title once did, for a moment: two seconds of each start under Wine."""
    shown = Shown()
    app = QApplication.instance()
    assert app is not None
    page = QWidget()
    qtbot.addWidget(page)
    app.installEventFilter(shown)
    try:
        QVBoxLayout(page).addWidget(CopyText("For support", "text", parent=page))
    finally:
        app.removeEventFilter(shown)
    assert shown.windows == []


@pytest.fixture
def tasks() -> TaskRunner:
    return TaskRunner()


def test_work_asked_for_while_held_begins_in_order_once_released(tasks: TaskRunner, qtbot: QtBot) -> None:
    owner, begun, done = QObject(), list[str](), list[str]()

    def work(name: str) -> str:
        begun.append(name)
        return name

    tasks.hold()
    tasks.call(lambda: work("first"), owner=owner, done=done.append)
    dropped = tasks.call(lambda: work("cancelled"), owner=owner, done=done.append)
    tasks.call(lambda: work("second"), owner=owner, done=done.append)
    dropped.cancel()
    qtbot.wait(50)
    assert (begun, tasks.busy) == ([], True)
    tasks.release()
    qtbot.waitUntil(lambda: len(done) == 2)
    assert sorted(begun) == ["first", "second"]
    tasks.call(lambda: work("third"), owner=owner, done=done.append)
    qtbot.waitUntil(lambda: "third" in done)
    assert tasks.close()


def test_closing_forgets_what_is_held(tasks: TaskRunner, qtbot: QtBot) -> None:
    begun: list[str] = []
    tasks.hold()
    tasks.call(lambda: begun.append("late"), owner=QObject())
    assert tasks.close()
    tasks.release()
    qtbot.wait(50)
    assert begun == []


def test_the_first_painting_is_told_once(qtbot: QtBot) -> None:
    told: list[str] = []
    page = QWidget()
    qtbot.addWidget(page)
    FirstPainting(page, lambda: told.append("painted"))
    qtbot.wait(20)
    assert told == []
    page.show()
    qtbot.waitUntil(lambda: told == ["painted"])
    page.update()
    qtbot.wait(20)
    assert told == ["painted"]


def test_a_page_that_nobody_sees_is_not_waited_for_without_end(qtbot: QtBot) -> None:
    told: list[str] = []
    page = QWidget()
    qtbot.addWidget(page)
    FirstPainting(page, lambda: told.append("unseen"), within_ms=10)
    qtbot.waitUntil(lambda: told == ["unseen"])
