"""A window on a journey of the practice school, over a real socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.journey.events import Payload
from app.journey.folder import JourneyFolder
from app.journey.lines import Event
from app.journey.model import How, StepId
from app.storage.secrets import WONDE
from app.ui.page import Page, Route
from app.ui.widgets.mark import Mark, MarkKind
from tests.fakes.host import FakeHost
from tests.fakes.journeys import NOW, TECHNICIAN, Told, school, started
from tests.fakes.practice import RunningPractice, practice_server
from tests.fakes.windows import Window, window

Past = tuple[tuple[Payload, How], ...]


@dataclass
class OnPage:
    """A window that shows one step, with short words for what a test does and looks at."""

    shown: Window
    folder: JourneyFolder
    practice: RunningPractice | None
    host: FakeHost

    @property
    def page(self) -> Page:
        found = self.shown.shell.page
        assert found is not None
        return found

    @property
    def primary(self) -> QPushButton:
        return self.shown.shell.foot.primary

    @property
    def secondary(self) -> QPushButton:
        return self.shown.shell.foot.secondary

    def button(self, name: str) -> QPushButton:
        found = self.shown.find(name)
        assert isinstance(found, QPushButton), name
        return found

    def press(self, name: str) -> None:
        button = self.button(name)
        assert button.isVisibleTo(self.shown.shell), name
        assert button.isEnabled(), name
        button.click()
        self.settle()

    def choose(self, name: str, words: str) -> None:
        box = self.shown.find(name)
        assert isinstance(box, QComboBox), name
        place = box.findText(words)
        assert place >= 0, [box.itemText(n) for n in range(box.count())]
        box.setCurrentIndex(place)
        box.activated.emit(place)

    def focus(self) -> QWidget:
        """What has the keyboard, once the window system has given it to this window."""
        self.shown.shell.activateWindow()
        self.shown.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        return self.shown.focus()

    def settle(self) -> None:
        """Waits until nothing is awaited and everything recorded is shown."""
        self.shown.idle()

    def events(self, kind: str) -> list[Event]:
        return [event for event in self.folder.events() if event.kind == kind]

    def solid_ticks(self) -> list[str]:
        """Where a solid tick is drawn on the page now."""
        return [
            mark.parentWidget().accessibleName()
            for mark in self.page.findChildren(Mark)
            if mark.kind is MarkKind.MEASURED and mark.isVisibleTo(self.page)
        ]


Show = Callable[..., OnPage]


@pytest.fixture
def show(qapp: QApplication, qtbot: QtBot) -> Iterator[Show]:
    """Opens a window on a step: `past` is what the ledger holds; `practice` serves a school to talk to."""
    with ExitStack() as closing:

        def open_page(
            step: StepId,
            *,
            past: Past = (),
            practice: RunningPractice | None = None,
            api_url: str = "http://127.0.0.1:9/v1.0",
            token: str | None = None,
            host: FakeHost | None = None,
            percent: int = 100,
            size: tuple[int, int] = (1160, 760),
            **answers: object,
        ) -> OnPage:
            shown = closing.enter_context(window(qapp, qtbot, percent=percent, size=size))
            services, pc = shown.shell.services, host or FakeHost()
            services.__dict__["host"] = pc
            if practice is not None:
                services.practice = practice.address
            else:
                services.change_settings(api_url=api_url)
                if token is not None:
                    services.tokens.save(WONDE, token)
            folder = started(
                shown.paths.journeys, Told.NOTHING, at=NOW - timedelta(days=3), practice=practice is not None
            )
            described = school(lgfl=False).model_copy(update=answers)
            whole: Past = ((described, How.TOLD), *past)
            for place, (payload, how) in enumerate(whole):
                at = NOW - timedelta(hours=len(whole) - place)
                of = step if place else StepId.SCHOOL
                folder.record(payload, actor=TECHNICIAN, how=how, step=of, at=at)
            shown.open(folder, Route(step))
            return OnPage(shown, folder, practice, pc)

        yield open_page


@pytest.fixture
def practice() -> Iterator[Callable[..., RunningPractice]]:
    """Serves practice schools until the test ends; takes `ServeOptions`."""
    with ExitStack() as closing:
        yield lambda options=None: closing.enter_context(practice_server(options))
