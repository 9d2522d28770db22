"""Every page walked with Tab alone: everything is reached, seen, ringed, and nothing holds the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from app.journey.model import StepId
from app.ui.page import Place, Route, View
from app.ui.shell import Shell
from tests.fakes.journeys import Told, started
from tests.fakes.keyboard import walked
from tests.fakes.windows import Window, interactive, window

AROUND = 3
ROUTES = [
    *(Route(place) for place in Place),
    *(Route(step) for step in StepId),
    Route(StepId.SSO_APPROVAL, View.HEADTEACHER),
]


def drawn_around(shell: Shell, widget: QWidget) -> QImage:
    """The window where the widget is, with a little of what is around it."""
    corner = widget.mapTo(shell, QPoint(0, 0))
    area = QRect(corner, widget.size()).adjusted(-AROUND, -AROUND, AROUND, AROUND)
    return shell.grab(area).toImage()


def differing(one: QImage, other: QImage) -> int:
    """How many points of two pictures of one size are not alike."""
    return sum(one.pixel(x, y) != other.pixel(x, y) for x in range(one.width()) for y in range(one.height()))


def at(shown: Window, route: Route) -> None:
    """Opens a page with the keyboard in it."""
    folder = started(shown.paths.journeys, Told.APPROVED)
    if isinstance(route.to, StepId):
        shown.open(folder, route)
    else:
        shown.go(route)
    shown.idle()
    shown.shell.activateWindow()
    shown.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    shown.qtbot.waitUntil(shown.shell.area.updatesEnabled)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.to}-{route.view}")
def test_tab_reaches_everything_and_goes_both_ways(
    qapp: QApplication, qtbot: QtBot, route: Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.pages.help_session.HelpSessionPage.run", lambda _: None)
    with window(qapp, qtbot, size=(1093, 614)) as shown:
        at(shown, route)
        there = walked(shown)
        reached = set(there)
        missed = [
            w.objectName()
            for w in interactive(shown.shell)
            if w.isEnabled() and w not in reached and not isinstance(w, QRadioButton)
        ]
        assert not missed
        assert set(walked(shown, back=True)) == reached


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("to", [Place.START, *StepId], ids=str)
def test_what_has_the_keyboard_is_ringed(
    qapp: QApplication, qtbot: QtBot, scheme: str, to: Place | StepId
) -> None:
    with window(qapp, qtbot, scheme=scheme, size=(1160, 2400)) as shown:
        at(shown, Route(to))
        title, faint = shown.shell.head.title, []
        for widget in walked(shown):
            if widget is title:
                continue
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            ringed = drawn_around(shown.shell, widget)
            title.setFocus(Qt.FocusReason.TabFocusReason)
            if differing(ringed, drawn_around(shown.shell, widget)) < widget.width() + widget.height():
                faint.append(widget.objectName())
        assert not faint
