"""No part of a page ever shows up as a window of its own, not even for the blink before it gets its place.

A label that is shown before anything holds it does just that: it flashes up in the middle of the screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.host.facts import ServiceState
from app.journey.folder import JourneyFolder
from app.journey.model import JourneyKind, StepId
from app.ui.help_window import HelpWindow
from app.ui.message_window import MessageWindow
from app.ui.page import Place, Route, View
from app.ui.pages.onsite_client.page import OnsiteClientPage
from app.ui.pages.preview.page import PreviewPage
from app.ui.shell import Shell
from tests.fakes.host import FakeHost, service
from tests.fakes.journeys import Told, started
from tests.fakes.late_journeys import everything, live, tell
from tests.fakes.mis_reports import write_report
from tests.fakes.windows import Window, window
from tests.ui.preview.steps import choose_report, load

OURS = (Shell, HelpWindow, MessageWindow, QMenu, QFileDialog)
QTS = ("QComboBoxPrivateContainer", "QTipLabel")
"""Qt's own: the list of a box of choices, and tool tips."""


class Strays(QObject):
    """Notes every window that is shown and is none that the program means to show."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and is_stray(watched):
            words = watched.text() if isinstance(watched, QLabel) else ""
            self.seen.append(f"{type(watched).__name__} {watched.objectName()!r} {words[:60]!r}")
        return False


def is_stray(widget: QWidget) -> bool:
    return widget.isWindow() and not isinstance(widget, OURS) and widget.metaObject().className() not in QTS


@contextmanager
def no_strays(qapp: QApplication) -> Iterator[None]:
    """Fails after the block where any was shown in it, however shortly."""
    strays = Strays()
    qapp.installEventFilter(strays)
    try:
        yield
    finally:
        qapp.removeEventFilter(strays)
    assert strays.seen == []


def test_a_label_shown_before_it_has_a_place_is_caught(qapp: QApplication, qtbot: QtBot) -> None:
    strays, holder, label = Strays(), QWidget(), QLabel("flashes up")
    qtbot.addWidget(holder)
    qapp.installEventFilter(strays)
    label.setVisible(True)
    label.setParent(holder)
    qapp.removeEventFilter(strays)
    assert strays.seen == ["QLabel '' 'flashes up'"]


JOURNEYS = [*JourneyKind, "live", "everything"]


def journey(shown: Window, which: JourneyKind | str) -> JourneyFolder:
    if isinstance(which, JourneyKind):
        return started(shown.paths.journeys, Told.APPROVED, kind=which)
    return tell(shown.paths.journeys, live() if which == "live" else everything())


@pytest.mark.parametrize("which", JOURNEYS, ids=str)
def test_every_page_of_every_journey(
    qapp: QApplication, qtbot: QtBot, which: JourneyKind | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.guidance.hosts.hosts", tuple)
    with no_strays(qapp), window(qapp, qtbot) as shown:
        shown.shell.services.__dict__["host"] = FakeHost(
            services=(service("WondeThing", state=ServiceState.STOPPED),), addresses=()
        )
        shown.open(journey(shown, which))
        open_journey = shown.shell.services.journey
        assert open_journey is not None
        steps = [step.id for step in open_journey.state.steps]
        routes = [*map(Route, steps), *map(Route, Place)]
        if StepId.SSO_APPROVAL in steps:
            routes.append(Route(StepId.SSO_APPROVAL, View.HEADTEACHER))
        for route in routes:
            shown.go(route)
            shown.idle()
        shown.shell.open_help()
        shown.idle()


def test_checks_and_a_preview_with_all_that_they_find(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    with no_strays(qapp), window(qapp, qtbot) as shown:
        shown.shell.services.__dict__["host"] = FakeHost(services=(), addresses=())
        shown.open(started(shown.paths.journeys, Told.DESCRIBED), Route(StepId.ONSITE_CLIENT))
        checking = shown.shell.page
        assert isinstance(checking, OnsiteClientPage)
        checking.checks.run()
        shown.idle()
        assert {"CLI-01", "NET-01"} <= {finding.code for finding in checking.checks.findings}
        checking.checks.phone_button.click()
        shown.idle()
        shown.go(Route(StepId.PREVIEW))
        shown.idle()
        preview = shown.shell.page
        assert isinstance(preview, PreviewPage)
        choose_report(qtbot, preview, write_report(tmp_path / "report"))
        load(qtbot, preview)
        for place in range(preview.tabs.tabs.bar.count()):
            preview.tabs.tabs.bar.setCurrentIndex(place)
            shown.idle()
