"""Results of checks as the page shows them: quiet when fine, open when wrong, honest about the rest."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.checks.model import Finding, Mender, Outcome, Remedy, Result, Severity
from app.ui.turns import Turns
from app.ui.widgets.check_row import CheckRow
from app.ui.widgets.copy_text import CopyText
from app.ui.widgets.finding_panel import FindingPanel, spelled
from app.ui.widgets.findings import FindingGroup, FindingsView
from app.ui.widgets.mark import Mark, MarkKind

FILTER = Finding(
    "NET-47",
    Severity.MEND,
    "The certificate was issued by “Smoothwall Default CA”, which Windows does not know.",
    {"Issuer": "Smoothwall Default CA"},
    remedy=Remedy(
        Mender.FILTER_TEAM, "", ("Send them the request.", "Run this again."), "Please exempt api.wonde.com"
    ),
    title="Your web filter opens secure connections",
)
SLEEP = Finding(
    "PC-12", Severity.LOOK_AT, "It sleeps.", title="This PC may sleep", affects="the client stops"
)
GROUPS = (
    FindingGroup("Network", (("dns", "Names resolve"), ("tls", "Secure connection"))),
    FindingGroup("This PC", (("a", "Disk"), ("b", "Clock"), ("c", "Sleep")), "Windows 11"),
)


@pytest.fixture
def view(qtbot: QtBot) -> FindingsView:
    view = FindingsView()
    qtbot.addWidget(view)
    view.set_groups(GROUPS)
    draw(view)
    view.show()
    return view


def draw(view: FindingsView) -> None:
    """Rows are drawn a few at a time: does at once what is left of it."""
    turns = view.findChild(Turns)
    assert isinstance(turns, Turns)
    turns.finish()


def put(view: FindingsView, *results: Result) -> None:
    for result in results:
        view.put(result)
    draw(view)


def row(view: FindingsView, title: str) -> CheckRow:
    return next(row for row in view.findChildren(CheckRow) if row.accessibleName().startswith(title))


def button(top: QWidget, text: str) -> QPushButton:
    return next(found for found in top.findChildren(QPushButton) if found.text() == text)


def shown_texts(top: QWidget) -> set[str]:
    return {found.text() for found in top.findChildren(QLabel) if found.isVisibleTo(top)}


def fine(check_id: str) -> Result:
    return Result(check_id, "", Outcome.PASS, duration_s=0.1, note="fine")


def test_nothing_is_ticked_before_it_was_checked(view: FindingsView) -> None:
    assert {mark.kind for mark in view.findChildren(Mark) if mark.isVisibleTo(view)} == {MarkKind.AHEAD}
    view.set_running(("dns",))
    draw(view)
    assert "running" in row(view, "Names resolve").accessibleName()
    assert view.counts.open == 5


def test_what_is_fine_is_one_quiet_line(view: FindingsView) -> None:
    put(view, Result("dns", "Names resolve", Outcome.PASS, duration_s=0.11, note="both hosts, 11 ms"))
    assert row(view, "Names resolve").accessibleName() == "Names resolve: measured, both hosts, 11 ms"
    assert not view.findChildren(FindingPanel)


def test_a_group_that_is_all_fine_folds_and_can_be_unfolded(qtbot: QtBot, view: FindingsView) -> None:
    for check_id in "abc":
        put(view, fine(check_id))
    folded = row(view, "This PC")
    assert folded.isVisibleTo(view)
    assert "3 checks fine" in folded.accessibleName()
    qtbot.keyClick(folded.chevron, Qt.Key.Key_Space)
    assert row(view, "Disk").isVisibleTo(view)


def test_what_is_wrong_is_open_and_says_who_can_mend_it(qtbot: QtBot, view: FindingsView) -> None:
    put(view, Result("tls", "Secure connection", Outcome.FAIL, (FILTER,)))
    panel = view.findChild(FindingPanel)
    assert isinstance(panel, FindingPanel)
    assert panel.isVisibleTo(view)
    texts = shown_texts(panel)
    assert "Your web filter opens secure connections" in texts
    assert "Who can mend it: whoever runs the web filter" in texts
    assert "Send them the request." in texts
    assert "Smoothwall Default CA" not in texts
    button(panel, "Show evidence").click()
    assert "Smoothwall Default CA" in shown_texts(panel)
    with qtbot.waitSignal(view.check_again) as again:
        button(panel, "Check again").click()
    assert again.args == ["tls"]


def test_the_request_can_be_copied_and_says_so(qtbot: QtBot, view: FindingsView) -> None:
    put(view, Result("tls", "Secure connection", Outcome.FAIL, (FILTER,)))
    button(view, "See the request").click()
    message = view.findChild(CopyText)
    assert isinstance(message, CopyText)
    with qtbot.waitSignal(view.copied):
        message.copy()
    assert QGuiApplication.clipboard().text() == "Please exempt api.wonde.com"
    assert "Copied" in shown_texts(message)
    assert view.first_message() == "Please exempt api.wonde.com"


def test_something_to_look_at_is_one_line_that_unfolds(view: FindingsView) -> None:
    put(view, Result("c", "Sleep", Outcome.WARN, (SLEEP,)))
    line = row(view, "This PC may sleep")
    assert "the client stops" in line.accessibleName()
    panel = line.findChild(FindingPanel)
    assert isinstance(panel, FindingPanel)
    assert not panel.isVisibleTo(view)
    line.chevron.click()
    assert panel.isVisibleTo(view)


def test_counts_come_first_and_a_crash_is_ours(view: FindingsView) -> None:
    put(view, fine("dns"))
    put(view, Result("tls", "Secure connection", Outcome.FAIL, (FILTER,)))
    put(view, Result("a", "Disk", Outcome.SKIPPED, note="Names resolve failed"))
    put(view, Result("b", "Clock", Outcome.CRASHED, error_id="E-12"))
    put(view, Result("c", "Sleep", Outcome.WARN, (SLEEP,)))
    texts = shown_texts(view)
    assert {"1 fine", "1 to look at", "1 to mend", "2 not checked"} <= texts
    assert any("our fault" in text and "E-12" in text for text in texts)
    assert "Not checked: Names resolve failed" in texts


def test_checking_again_takes_the_old_finding_away(view: FindingsView) -> None:
    put(view, Result("tls", "Secure connection", Outcome.FAIL, (FILTER,)))
    view.set_running(("tls",))
    draw(view)
    assert not [panel for panel in view.findChildren(FindingPanel) if panel.isVisibleTo(view)]
    put(view, fine("tls"))
    assert view.counts.mend == 0


def test_counts_are_right_before_anything_is_drawn_and_rows_come_in_turns(
    qtbot: QtBot, view: FindingsView
) -> None:
    many = FindingGroup("Many", tuple((f"n{number}", f"Check {number}") for number in range(40)))
    view.set_groups((many,))
    for number in range(40):
        view.put(Result(f"n{number}", f"Check {number}", Outcome.FAIL, (FILTER,)))
    assert view.counts.mend == 40
    assert len(view.findChildren(FindingPanel)) < 40, "nobody waited for all of them"
    view.set_groups(GROUPS)
    qtbot.waitUntil(lambda: len(view.findChildren(CheckRow)) == 5 + len(GROUPS))
    assert not view.findChildren(FindingPanel)
    assert view.counts.open == 5


def test_codes_are_spelled_for_the_phone() -> None:
    assert spelled("NET-47") == "N E T, 4 7"


def test_what_was_not_checked_says_so_once(qtbot: QtBot) -> None:
    row = CheckRow("net.tls", "Encryption")
    qtbot.addWidget(row)
    for note in ("Not checked, because of “Name”.", "stopped", ""):
        row.put(Result("net.tls", "Encryption", Outcome.SKIPPED, note=note))
        assert row.accessibleName().count("Not checked") == 1, note
