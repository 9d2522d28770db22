"""Checking this PC without a mouse and with large text, on a laptop's small screen: nothing is out of reach,
nothing is cut off, and the keyboard is never lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QRadioButton

from app import __version__
from app.host.facts import ServiceState
from app.journey.model import Status, StepId
from app.ui.page import Place, Route
from app.ui.pages.onsite_client.page import OnsiteClientPage
from app.ui.widgets.check_row import CheckRow
from app.ui.widgets.mark import MarkKind
from tests.fakes.faults import healthy_pc
from tests.fakes.host import FakeHost, service
from tests.fakes.keyboard import walked
from tests.fakes.late_pages import go_on, press
from tests.fakes.practice import RunningPractice
from tests.fakes.windows import Window, interactive
from tests.ui.pages.conftest import OnPage, Show

LARGE, SMALL_SCREEN = 150, (1093, 614)
"""Half as large again, on the 1366 × 768 of an old laptop that Windows itself scales by 125 %."""
STOPPED = (service("WondeThing", state=ServiceState.STOPPED),)
Key = Qt.Key


def all_in_reach(shown: Window) -> None:
    """Everything that can be used is come to by Tab, is on screen when it is, and is not cut off."""
    reached = set(walked(shown))
    missed = [
        widget.objectName() or widget.accessibleName()
        for widget in interactive(shown.shell)
        if widget.isEnabled() and widget not in reached and not isinstance(widget, QRadioButton)
    ]
    assert not missed
    nameless = [
        type(widget).__name__
        for widget in reached
        if not widget.accessibleName() and not (isinstance(widget, QAbstractButton) and widget.text())
    ]
    assert not nameless
    shown.unclipped(shown.shell.area)


def press_text(shown: Window, words: str) -> QAbstractButton:
    """Goes by Tab to a button with these words, or of this name for who can't see it, and presses Space."""
    for _ in range(150):
        now = shown.focus()
        if isinstance(now, QAbstractButton) and words in (now.text(), now.accessibleName()):
            shown.qtbot.keyClick(now, Key.Key_Space)
            shown.idle()
            return now
        shown.qtbot.keyClick(now, Key.Key_Tab)
    raise AssertionError(f"Tab never reached {words}")


def in_the_page(on: OnPage) -> bool:
    """Whether the keyboard is in the page, its foot or at its title, and not thrown out to the rail."""
    shell, now = on.shown.shell, on.focus()
    return now is shell.head.title or on.page.isAncestorOf(now) or shell.foot.isAncestorOf(now)


def test_the_on_site_client_from_the_first_check_to_the_phone(
    show: Show, practice: Callable[..., RunningPractice]
) -> None:
    on = show(
        StepId.ONSITE_CLIENT, practice=practice(), host=FakeHost(services=STOPPED),
        percent=LARGE, size=SMALL_SCREEN,
    )  # fmt: skip
    on.focus()
    all_in_reach(on.shown)
    go_on(on.shown)
    page = on.page
    assert isinstance(page, OnsiteClientPage)
    assert [finding.code for finding in page.checks.findings][:1] == ["CLI-02"]
    assert in_the_page(on)
    all_in_reach(on.shown)

    shown_evidence = press_text(on.shown, "Show evidence")
    assert shown_evidence.text() == "Hide evidence"
    assert on.focus() is shown_evidence
    folded = [row for row in page.findChildren(CheckRow) if row.isVisible() and row.chevron.isVisible()]
    for row in folded:
        if not row.chevron.isChecked():
            press_text(on.shown, row.chevron.accessibleName())
    press(on.shown, "phone")
    all_in_reach(on.shown)
    press(on.shown, "phone-copy")
    assert "CLI-02" in QGuiApplication.clipboard().text()

    on.host.services = (service("WondeThing"),)
    press(on.shown, "again-CLI-02")
    assert in_the_page(on), "what was pressed is gone, and the keyboard stays near"
    assert page.checks.tally.mend == 0
    press(on.shown, "run-again")
    assert page.checks.complete
    assert in_the_page(on)
    journey = on.shown.shell.services.journey
    assert journey is not None
    assert journey.state.step(StepId.ONSITE_CLIENT).status is Status.DONE


def test_the_help_session_from_the_start_page_to_the_line_read_out(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    on = show(StepId.SCHOOL, host=FakeHost(services=STOPPED), percent=LARGE, size=SMALL_SCREEN)
    monkeypatch.setattr("app.guidance.hosts.hosts", tuple)
    shown = on.shown
    shown.go(Route(Place.START))
    shown.idle()
    on.focus()
    press(shown, "help-session")
    line = shown.find("read-out")
    assert isinstance(line, QLabel)
    assert line.text().startswith(f"Version {__version__} · help session · CLI-02")
    all_in_reach(shown)
    assert press_text(shown, "Show evidence").text() == "Hide evidence"
    all_in_reach(shown)
    press_text(shown, "Copy this line")
    assert QGuiApplication.clipboard().text() == line.text()

    on.host.services = healthy_pc().services
    press(shown, "again-CLI-02")
    assert "CLI-02" not in line.text()
    assert in_the_page(on), "what was pressed is gone, and the keyboard stays near"
    assert {row.mark for row in on.page.findChildren(CheckRow)} & {MarkKind.MEASURED}
