"""The help session: checks without a journey, and one line to read out."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app import __version__
from app.checks.engine import STOPPED
from app.checks.model import Check, Finding, Found, Mender, Outcome, Remedy, Result, Severity
from app.ui.page import Place, Route
from app.ui.pages.help_session import HelpSessionPage, codes_of, line_to_read_out
from app.ui.widgets.check_row import CheckRow
from app.ui.widgets.mark import MarkKind
from tests.fakes.windows import Window, window

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


def page_of(shown: Window) -> HelpSessionPage:
    page = shown.shell.page
    assert isinstance(page, HelpSessionPage)
    return page


def button(shown: Window, name: str) -> QPushButton:
    found = shown.find(name)
    assert isinstance(found, QPushButton)
    return found


def row_of(shown: Window, check_id: str) -> CheckRow:
    (found,) = [row for row in page_of(shown).findChildren(CheckRow) if row.check_id == check_id]
    return found


def begin(shown: Window, until: MarkKind) -> None:
    """Opens the help session and waits for the answer of `net.a`."""
    shown.go(Route(Place.HELP_SESSION))
    shown.qtbot.waitUntil(lambda: row_of(shown, "net.a").mark is until)


def use(monkeypatch: pytest.MonkeyPatch, *checks: Check) -> None:
    monkeypatch.setattr("app.checks.catalogue.checks_for", lambda *_: checks)


def test_two_clicks_to_a_line_to_read_out(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Check("net.a", "A", fine), Check("net.b", "B", opened_by_the_filter))
    with window(qapp, qtbot) as shown:
        shown.go(Route(Place.START))
        shown.idle()
        button(shown, "help-session").click()
        shown.idle()
        page = page_of(shown)
        assert page.line.text() == f"Version {__version__} · help session · NET-47"
        assert shown.shell.foot.primary.text() == "Check again"
        assert shown.shell.services.journey is None


def test_checks_that_hang_are_stopped_at_once(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Check("net.a", "A", hangs, timeout_s=600))
    with window(qapp, qtbot) as shown:
        shown.go(Route(Place.HELP_SESSION))
        assert shown.shell.foot.primary.text() == "Stop"
        shown.shell.press_primary()
        assert shown.shell.foot.primary.text() == "Check again"
        assert shown.shell.foot.status.text() == "Stopped"
        shown.idle()


def test_what_was_stopped_says_so_and_never_that_nothing_was_found(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Check("net.a", "A", fine), Check("net.b", "B", hangs, timeout_s=600))
    with window(qapp, qtbot) as shown:
        begin(shown, until=MarkKind.MEASURED)
        assert page_of(shown).line.text().endswith(" · checking")
        shown.shell.press_primary()
        shown.idle()
        line = page_of(shown).line.text()
        assert line == f"Version {__version__} · help session · stopped before the end"
        assert STOPPED in row_of(shown, "net.b").accessibleName()
        assert row_of(shown, "net.a").mark is MarkKind.MEASURED


def test_half_a_look_is_not_taken_for_the_whole_and_is_made_anew(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Check("net.a", "A", opened_by_the_filter), Check("net.b", "B", hangs, timeout_s=600))
    with window(qapp, qtbot) as shown:
        begin(shown, until=MarkKind.MEND)
        assert page_of(shown).line.text().endswith("NET-47 · checking")
        shown.shell.press_primary()
        assert page_of(shown).line.text().endswith("NET-47 · stopped before the end")
        use(monkeypatch, Check("net.a", "A", fine))
        shown.go(Route(Place.START))
        shown.go(Route(Place.HELP_SESSION))
        shown.idle()
        assert page_of(shown).line.text().endswith("help session · nothing found")


def test_checks_that_cannot_run_are_said_to_have_stopped(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Check("net.a", "A", fine), Check("net.a", "twice", fine))
    with window(qapp, qtbot) as shown:
        shown.go(Route(Place.HELP_SESSION))
        shown.idle()
        assert shown.shell.foot.status.text().startswith("The checks could not run")
        assert page_of(shown).line.text().endswith("help session · stopped before the end")


def test_one_thing_is_checked_again_by_its_own_button(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def opened_at_first(_: Any) -> Found:
        asked.append("net.b")
        return Found(findings=(FILTER,) if len(asked) == 1 else ())

    async def counted(_: Any) -> Found:
        asked.append("net.a")
        return Found()

    use(monkeypatch, Check("net.b", "B", opened_at_first), Check("pc.a", "A", counted))
    with window(qapp, qtbot) as shown:
        shown.go(Route(Place.HELP_SESSION))
        shown.idle()
        assert asked == ["net.b", "net.a"]
        button(shown, "again-NET-47").click()
        shown.idle()
        assert asked == ["net.b", "net.a", "net.b"], "that one alone"
        assert page_of(shown).line.text() == f"Version {__version__} · help session · nothing found"
        assert row_of(shown, "pc.a").mark is MarkKind.MEASURED


def test_every_family_of_checks_has_a_title_of_its_own() -> None:
    from app.checks.catalogue import FAMILIES
    from app.ui.pages.onsite_client.lines import FAMILY_TITLES

    assert set(FAMILY_TITLES) == set(FAMILIES)
