"""The help session: checks without a journey, and one line to read out."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import __version__
from app.checks.model import Check, Finding, Found, Mender, Outcome, Remedy, Result, Severity
from app.ui.page import Place, Route
from app.ui.pages.help_session import HelpSessionPage, codes_of, line_to_read_out
from tests.fakes.windows import window

FILTER = Finding(
    "NET-47", Severity.MEND, "The filter opens it.", remedy=Remedy(Mender.FILTER_TEAM, "Ask them.")
)
SLEEPS = Finding("PC-03", Severity.LOOK_AT, "It may sleep.", remedy=Remedy(Mender.TECHNICIAN, "Change it."))


def test_codes_are_read_out_gravest_first_and_once() -> None:
    results = [
        Result("pc.sleep", "Sleep", Outcome.WARN, (SLEEPS,)),
        Result("net.a", "A", Outcome.FAIL, (FILTER,)),
        Result("net.b", "B", Outcome.FAIL, (FILTER,)),
        Result("net.c", "C", Outcome.CRASHED, error_id="ab12"),
        Result("net.d", "D", Outcome.PASS),
    ]
    assert codes_of(results) == ("NET-47", "PC-03", "error ab12")
    assert line_to_read_out(()) == f"Version {__version__} · help session · nothing found"


async def fine(_: Any) -> Found:
    return Found()


async def opened_by_the_filter(_: Any) -> Found:
    return Found(findings=(FILTER,))


async def hangs(_: Any) -> Found:
    await asyncio.Event().wait()
    return Found()


def use(monkeypatch: pytest.MonkeyPatch, *checks: Check) -> None:
    monkeypatch.setattr("app.checks.catalogue.checks_for", lambda *_: checks)


def test_two_clicks_to_a_line_to_read_out(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Check("net.a", "A", fine), Check("net.b", "B", opened_by_the_filter))
    with window(qapp, qtbot) as shown:
        shown.shell.show_route(Route(Place.START))
        shown.idle()
        shown.find("help-session").click()  # type: ignore[attr-defined]
        shown.idle()
        page = shown.shell.page
        assert isinstance(page, HelpSessionPage)
        assert page.line.text() == f"Version {__version__} · help session · NET-47"
        assert shown.shell.foot.primary.text() == "Check again"
        assert shown.shell.services.journey is None


def test_checks_that_hang_are_stopped_at_once(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Check("net.a", "A", hangs, timeout_s=600))
    with window(qapp, qtbot) as shown:
        shown.shell.show_route(Route(Place.HELP_SESSION))
        assert shown.shell.foot.primary.text() == "Stop"
        shown.shell.press_primary()
        assert shown.shell.foot.primary.text() == "Check again"
        assert shown.shell.foot.status.text() == "Stopped"
        shown.idle()


def test_every_family_of_checks_has_a_title_of_its_own() -> None:
    from app.checks.catalogue import FAMILIES
    from app.ui.pages.help_session import FAMILY_TITLES

    assert tuple(FAMILY_TITLES) == FAMILIES
