"""The on-site client page in the real window: checks over real sockets, recorded as codes and counts."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from app.host.facts import ServiceState
from app.journey.events import ApprovalSeen, ClientChecked, ClientConfirmed, MessageSent, SchoolDescribed
from app.journey.model import How, Status, StepId
from app.journey.people import Role
from app.practice.serve import ServeOptions
from app.ui.pages.onsite_client.page import OnsiteClientPage
from app.ui.widgets.check_row import CheckRow
from tests.fakes.host import FakeHost, service
from tests.fakes.practice import RunningPractice
from tests.ui.pages.conftest import OnPage, Show

STEP = StepId.ONSITE_CLIENT
Serve = Callable[..., RunningPractice]


def page_of(on: OnPage) -> OnsiteClientPage:
    assert isinstance(on.page, OnsiteClientPage)
    return on.page


def run(on: OnPage) -> OnsiteClientPage:
    page = page_of(on)
    page.checks.run()
    on.settle()
    assert page.checks.complete
    return page


def state(on: OnPage) -> Status:
    journey = on.shown.shell.services.journey
    assert journey is not None
    return journey.state.step(STEP).status


def texts(on: OnPage) -> str:
    return "\n".join(
        label.text() for label in on.page.findChildren(QLabel) if label.isVisibleTo(on.page) and label.text()
    )


@pytest.fixture
def silent() -> Iterator[str]:
    """An address that takes connections and never says a word."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1.0"


def test_nothing_is_asked_before_somebody_says_so(show: Show, practice: Serve) -> None:
    served = practice()
    on = show(STEP, practice=served)
    assert on.primary.text() == "Run the checks"
    assert on.secondary.text() == "Continue to Wonde approval"
    assert "Nothing has been checked yet" in texts(on)
    assert on.events("client.checked") == []
    assert on.solid_ticks() == []


def test_a_client_that_runs_here_is_measured(show: Show, practice: Serve) -> None:
    on = show(STEP, practice=practice(), host=FakeHost(services=(service("WondeThing"),)))
    on.shown.qtbot.keyClick(on.focus(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    on.settle()
    page = page_of(on)
    assert page.checks.complete
    assert page.checks.tally.mend == 0, page.checks.results
    checked = on.events("client.checked")
    assert [event.how for event in checked] == [How.MEASURED]
    data = checked[0].data
    assert isinstance(data, ClientChecked)
    assert [finding.code for finding in page.checks.findings] == ["MIS-11"], "no SIMS on this made-up PC"
    assert (data.place, data.client, data.outcome) == ("this-pc", "running", "warn")
    assert state(on) is Status.DONE
    assert on.primary.text() == "Continue to Wonde approval"
    assert on.solid_ticks(), "measured"


def test_with_a_token_what_wonde_says_is_noted_too(show: Show, practice: Serve) -> None:
    on = show(STEP, practice=practice(ServeOptions(students=60, start="online")))
    page = run(on)
    assert page.checks.results["wonde.online"].outcome == "pass"
    seen = on.events("approval.seen")
    assert [(event.how, event.data.via) for event in seen if isinstance(event.data, ApprovalSeen)] == [
        (How.MEASURED, "wonde-api")
    ]


def test_before_the_approval_the_token_s_empty_answer_is_no_fault(show: Show, practice: Serve) -> None:
    on = show(STEP, practice=practice(ServeOptions(students=60, start="pending")))
    page = run(on)
    assert page.checks.results["wonde.schools"].outcome == "skipped"
    assert "NET" not in "".join(finding.code for finding in page.checks.findings)


def test_in_practice_no_real_host_is_asked(show: Show, practice: Serve) -> None:
    on = show(STEP, practice=practice())
    run(on)
    assert "wonde.com" not in texts(on).replace("support@wonde.com", "")


def test_a_stopped_client_is_to_mend_with_who_can_and_how(show: Show, practice: Serve) -> None:
    stopped = FakeHost(services=(service("WondeThing", state=ServiceState.STOPPED),))
    on = show(STEP, practice=practice(), host=stopped)
    page = run(on)
    assert [finding.code for finding in page.checks.findings][:1] == ["CLI-02"]
    assert "1 thing stands in the way" in on.shown.shell.foot.status.text()
    assert "Who can mend it" in texts(on)
    assert on.secondary.text() == "Continue anyway"
    assert state(on) is Status.ATTENTION
    on.host.services = (service("WondeThing"),)
    on.press("again-CLI-02")
    assert page.checks.tally.mend == 0
    assert len(on.events("client.checked")) == 2
    assert state(on) is Status.DONE


def test_the_request_is_copied(show: Show) -> None:
    """Real hosts, which a test may not reach: the socket guard refuses, and the page says what that means."""
    on = show(STEP, host=FakeHost(addresses=()))
    page = run(on)
    assert page.checks.results["net.network"].outcome == "fail"
    assert on.primary.text() == "Run the checks again", "a cable has no message to send"
    assert on.secondary.text() == "Continue anyway"


def test_stopping_is_at_once_and_records_nothing(show: Show, silent: str) -> None:
    on = show(STEP)
    page = page_of(on)
    on.shown.shell.services.practice = RunningPracticeAt(silent)
    page.checks.run()
    on.shown.qtbot.waitUntil(lambda: page.checks.running and bool(page.checks.results))
    assert on.primary.isVisibleTo(on.shown.shell) is False
    assert page.checks.stop_button.isVisibleTo(on.shown.shell)
    page.checks.stop_button.click()
    assert not page.checks.running
    assert not page.checks.complete
    on.settle()
    assert on.events("client.checked") == []
    rows = [row.accessibleName() for row in page.checks.findChildren(CheckRow)]
    assert any("Stopped before this was finished" in row for row in rows)
    assert on.primary.text() != "Stop"


class RunningPracticeAt:
    """As much of a practice school's address as the page reads."""

    token = None
    school_id = "A1"

    def __init__(self, api_url: str) -> None:
        self.api_url = api_url
        self.portal_url = api_url


def test_elsewhere_is_about_this_pc_only_and_proves_nothing(show: Show, practice: Serve) -> None:
    on = show(STEP, practice=practice(), client_place="elsewhere")
    run(on)
    assert "About this PC only" in texts(on)
    data = on.events("client.checked")[0].data
    assert isinstance(data, ClientChecked)
    assert data.place == "elsewhere"


def test_the_place_can_be_changed_here(show: Show, practice: Serve) -> None:
    on = show(STEP, practice=practice())
    on.choose("client-place", "Nothing to install: Wonde says so")
    on.settle()
    described = on.events("school.described")[-1].data
    assert isinstance(described, SchoolDescribed)
    assert described.client_place == "not-needed"
    assert "No client on site" in texts(on)
    page = run(on)
    assert not any(line.startswith("client.") for line in page.checks.results)


def test_another_app_already_gets_data_so_nothing_is_installed(show: Show) -> None:
    on = show(STEP, already_through_wonde="yes")
    page = page_of(on)
    assert "Install nothing" in texts(on)
    assert page.statement.is_open
    on.choose("statement", "The portal shows the school as online")
    on.choose("statement-who", "The school office")
    on.press("note-statement")
    event = on.events("client.confirmed")[0]
    assert isinstance(event.data, ClientConfirmed)
    assert (event.how, event.actor.role, event.data.basis) == (
        How.READ_OFF,
        Role.OFFICE,
        "portal-shows-online",
    )
    assert state(on) is Status.DONE
    assert on.solid_ticks() == [], "read off is not measured"
    assert "Read off: " in texts(on)
    assert on.primary.text() == "Continue to Wonde approval"


def test_a_word_from_wonde_with_a_reference(show: Show) -> None:
    on = show(STEP, client_place="elsewhere")
    page = page_of(on)
    on.press("note-statement")
    assert "statement" in page.statement.form.errors()
    on.choose("statement", "Wonde told us that the school is online")
    page.statement.reference.setText("call with Ada")
    on.press("note-statement")
    assert "statement-reference" in page.statement.form.errors()
    assert on.events("client.confirmed") == []
    page.statement.reference.setText("INC-4711")
    on.press("note-statement")
    event = on.events("client.confirmed")[0]
    assert isinstance(event.data, ClientConfirmed)
    assert (event.how, event.data.reference) == (How.TOLD, "INC-4711")
    assert page.statement.reference.text() == ""


def test_what_is_typed_is_kept_as_a_draft(show: Show) -> None:
    on = show(STEP, client_place="elsewhere")
    page = page_of(on)
    on.choose("statement", "Wonde told us that it is offline")
    page.statement.reference.setFocus()
    on.shown.qtbot.keyClicks(page.statement.reference, "INC-1")
    on.settle()
    draft = on.folder.draft(STEP)
    assert (draft["statement"], draft["reference"]) == ("wonde-offline", "INC-1")


def test_asking_wonde_is_noted_only_when_somebody_says_it_was_sent(show: Show) -> None:
    on = show(STEP, client_place="dont-know")
    on.press("ask-wonde-copy")
    assert "Brookfield High School" in QGuiApplication.clipboard().text()
    assert on.events("message.sent") == []
    on.press("ask-wonde-sent")
    event = on.events("message.sent")[0]
    assert isinstance(event.data, MessageSent)
    assert (event.how, event.data.message, event.data.to) == (How.TOLD, "ask-wonde-client", "wonde")
    assert state(on) is Status.WAITING


def test_what_to_say_on_the_phone_stays_while_the_checks_run_again(show: Show, practice: Serve) -> None:
    on = show(STEP, practice=practice(), host=FakeHost())
    run(on)
    on.press("phone")
    line = on.shown.find("phone-line")
    assert isinstance(line, QLabel)
    assert "CLI-01" in line.text()
    run(on)
    assert line.isVisibleTo(on.page)
    on.press("phone-copy")
    assert "CLI-01" in QGuiApplication.clipboard().text()


def test_the_ledger_holds_codes_and_counts_and_no_sentence(show: Show, practice: Serve) -> None:
    on = show(STEP, practice=practice())
    run(on)
    raw = (on.folder.path / "ledger.jsonl").read_text(encoding="utf-8")
    assert "CLI-01" in raw
    assert "Who can" not in raw
    assert "OFFICE-3" not in raw, "not even the PC's name"
    assert on.practice is not None
    assert on.practice.address.token not in raw
