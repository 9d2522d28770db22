"""Tab goes through a page as the eye does, and leaves nothing out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.journey.model import StepId
from app.ui.page import Place, Route
from app.ui.pages.onsite_client.parts import FoldCard
from tests.fakes.journeys import NOW
from tests.fakes.late_journeys import HANDED, Told, approved, everything, live, previewed, tell
from tests.fakes.windows import Window, interactive, window

BROUGHT_FORWARD = {
    "hand-over": (live, Route(StepId.SSO_APPROVAL), ["hand-over-to", "hand-over-text", "hand-over-copy"]),
    "sign-ins": (
        lambda: [*live(), *HANDED, *approved()],
        Route(StepId.SSO_APPROVAL),
        ["way-address", "way-expect", "follow-way", "follow-way-again", "accounts", "accounts-preview"],
    ),
    "request": (previewed, Route(StepId.DATA_TEST), ["copy-request", "request-text", "asked-on"]),
    "portal": (
        previewed,
        Route(StepId.WONDE_APPROVAL),
        ["portal-status", "note-portal", "portal-open", "portal-copy", "guide-open", "unfold-receipt"],
    ),
    "documents": (
        everything,
        Route(Place.DOCUMENTS),
        ["save-brief", "look-at-pack", "save-pack", "look-at-bundle", "save-bundle", "save-status", "guides"],
    ),
}


def walked(shown: Window) -> list[str]:
    """Names in the order of Tab, once round from the head of the window."""
    found: list[str] = []
    shown.shell.head.title.setFocus()
    while (now := QApplication.focusWidget()) is not None and now.objectName() not in found:
        found.append(now.objectName())
        QTest.keyClick(now, Qt.Key.Key_Tab)
    return found


@pytest.mark.parametrize("card", BROUGHT_FORWARD)
def test_tab_goes_as_the_eye_does(qapp: QApplication, qtbot: QtBot, card: str) -> None:
    story: Callable[[], list[Told]]
    story, route, expected = BROUGHT_FORWARD[card]
    with window(qapp, qtbot) as shown:
        shown.open(tell(shown.paths.journeys, story(), last=NOW - timedelta(hours=1)), route)
        page = shown.shell.page
        assert page is not None
        for fold in page.findChildren(FoldCard):
            if fold.isVisible():
                fold.unfold()
        shown.idle()
        order = walked(shown)
        assert [name for name in order if name in expected] == expected
        assert {widget.objectName() for widget in interactive(page)} <= set(order)
