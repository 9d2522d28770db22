"""Scenes outside any journey: the start page, help, messages, and what stands in for a page."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QPushButton

from app.storage.paths import APP_NAME
from app.ui import messages
from app.ui.help_window import FIRST_SIZE
from app.ui.message_window import MessageWindow
from app.ui.page import START, Busy, PageError, Place, Route, View
from app.ui.pages.start.page import StartPage
from app.ui.shell import Shell
from app.ui.view_menu import ViewButton
from tests.fakes.journeys import NOW, Told, started
from tests.fakes.late_journeys import HANDED, live, tell
from tests.fakes.practice import practice_server
from tests.ui.pictures.studio import Studio

LONG_SCHOOL = "The Cathedral Church of St Mary and St Barnabas C of E (VA) Primary School"
HEAD = Route(Place.HEADTEACHER, View.HEADTEACHER)


def empty(studio: Studio, home: Path) -> None:
    with studio.window(home) as shell:
        shell.show_route(START)
        studio.draw(shell, "start-empty")
        shell.show_route(HEAD)
        studio.draw(shell, "head-choose-empty")
        shell.show_route(START)
        studio.rest(shell)
        page = studio.page(shell)
        assert isinstance(page, StartPage)
        page._busy = Busy("Opening the practice school", "Inventing a school", 620, 1200, cancel=lambda: None)
        page.changed.emit()
        studio.draw(shell, "busy", at_rest=False)
        page._busy = None
        page._error = PageError(
            "Your journeys could not be listed",
            "The share \\\\office\\wizard did not answer.",
            "Check that it can be reached, then try again.",
            code="FILE-12",
            copy_text="The folder of the journeys can’t be reached from this PC.",
            retry=lambda: None,
            dismiss=lambda: None,
        )
        page.changed.emit()
        studio.draw(shell, "error")


def journeys(studio: Studio, home: Path) -> None:
    root = home / "data" / "journeys"
    tell(root, [*live(), *HANDED], last=NOW - timedelta(days=5))
    started(root, Told.APPROVED, "Brookfield High School", at=NOW - timedelta(days=3))
    started(root, Told.DESCRIBED, LONG_SCHOOL, at=NOW - timedelta(hours=2))
    damaged = started(root, Told.NOTHING, "", at=NOW - timedelta(days=40))
    with (damaged.path / "ledger.jsonl").open("ab") as ledger:
        ledger.write(b'{"seq": 2, "nothing": true}\n')
    unreadable = started(root, Told.NOTHING, "", at=NOW - timedelta(days=50))
    (unreadable.path / "ledger.jsonl").write_bytes(b"\x00\x01not a ledger\n")
    with studio.window(home) as shell:
        shell.show_route(START)
        studio.draw(shell, "start")
        more = shell.findChild(QPushButton, "journey-more-1")
        assert isinstance(more, QPushButton)
        _menu(studio, shell, more, more.menu(), "menu-more")
        view = shell.findChild(ViewButton, "head-view")
        assert isinstance(view, ViewButton)
        _menu(studio, shell, view, view._menu, "menu-view")
        shell.show_route(HEAD)
        studio.draw(shell, "head-choose")


def practice_start(studio: Studio, home: Path) -> None:
    with practice_server() as practice, studio.window(home) as shell:
        shell.services.practice = practice.address
        started(home / "data" / "journeys", Told.CHECKED, "Larkmoor School", practice=True)
        shell.show_route(START)
        studio.draw(shell, "start-practice")


def helping(studio: Studio, home: Path) -> None:
    with studio.window(home) as shell:
        shell.show_route(START)
        shell.open_help()
        help_window = shell._help
        assert help_window is not None
        help_window.resize(studio.on_screen(FIRST_SIZE))
        studio.settle(lambda: True)
        studio.draw_widget(help_window, "help")
        for topic in ("net-47", "how-known", "contacts", "leaving", "no-such-page"):
            help_window.show_topic(topic)
            studio.settle(lambda: True)
            studio.draw_widget(help_window, f"help-{topic}")
        help_window.search.setText("filter")
        help_window._search()
        studio.settle(lambda: True)
        studio.draw_widget(help_window, "help-search")
        help_window.search.setText("giraffe")
        help_window._search()
        studio.settle(lambda: True)
        studio.draw_widget(help_window, "help-nothing")
        help_window.close()


def telling(studio: Studio, home: Path) -> None:
    with studio.window(home) as shell:
        shell.show_route(START)
        studio.rest(shell)
        look = shell.services.theme
        problem = (
            "C:\\Provisioning Wizard\\Brookfield High School\\ledger.jsonl: nothing was recorded (No space"
            " left on device). Check that the folder can be written to and has room, then try again."
        )
        places = "\n".join(f"  function_{n} in app/ui/pages/preview/page.py, line {40 + n}" for n in range(9))
        for name, window in (
            (
                "message-not-saved",
                MessageWindow(
                    look,
                    messages.NOT_SAVED_TITLE,
                    f"{problem}\n\n{messages.NOT_SAVED_MEANING}",
                    action="Try again",
                    run=lambda: None,
                    parent=shell,
                ),
            ),
            (
                "message-trouble",
                MessageWindow(
                    look,
                    messages.JOURNEY_TROUBLE_TITLE,
                    f"{problem}\n\n{messages.JOURNEY_TROUBLE_MEANING}",
                    parent=shell,
                ),
            ),
            (
                "message-crash",
                MessageWindow(
                    look,
                    messages.CRASH_TITLE,
                    messages.CRASH_TEXT,
                    copy_text=f"{APP_NAME} 0.1.0, Python 3.13.5, win32\nValueError\n{places}",
                    parent=shell,
                ),
            ),
        ):
            window.open()
            studio.settle(lambda: True)
            studio.draw_widget(window, name)
            window.close()


def _menu(studio: Studio, shell: Shell, button: QPushButton, menu: QMenu, name: str) -> None:
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))
    studio.settle(lambda: True)
    studio.draw_widget(menu, name)
    menu.close()


SCENES = {
    "empty": empty,
    "journeys": journeys,
    "practice-start": practice_start,
    "helping": helping,
    "telling": telling,
}
