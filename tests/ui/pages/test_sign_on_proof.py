"""The way to the sign-in page and the comparison of accounts, in the real window, by keyboard."""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.journey.events import SsoAccountsCompared, SsoWayFollowed
from app.journey.facts import fold
from app.journey.lines import Event
from app.journey.model import StepId
from app.journey.proofs import ProofLine, proofs_of
from app.roster.database import Roster
from app.ui.page import Route
from app.ui.pages.single_sign_on.page import SingleSignOnPage
from tests.fakes.dialogs import choose_path
from tests.fakes.journeys import NOW
from tests.fakes.late_journeys import HANDED, approved, live, tell
from tests.fakes.late_pages import fill, kinds, press
from tests.fakes.said import said_by
from tests.fakes.small_school import PEOPLE, small_school
from tests.fakes.windows import Window, interactive, window

PASSWORD = b'<!doctype html><form method="post"><input type="password" name="p"></form>'
SIZES = [(100, (1160, 760)), (150, (1093, 614)), (200, (1093, 614))]


@pytest.fixture
def shown(qapp: QApplication, qtbot: QtBot) -> Iterator[Window]:
    with window(qapp, qtbot) as made:
        yield made


@pytest.fixture
def people() -> Iterator[Roster]:
    with small_school() as roster:
        yield roster


def open_page(shown: Window) -> SingleSignOnPage:
    story = [*live(), *HANDED, *approved()]
    shown.open(tell(shown.paths.journeys, story, last=NOW - timedelta(hours=1)), Route(StepId.SSO_APPROVAL))
    page = shown.shell.page
    assert isinstance(page, SingleSignOnPage)
    return page


def events(shown: Window) -> tuple[Event, ...]:
    journey = shown.shell.services.journey
    assert journey is not None
    return tuple(journey.folder.events())


def known(shown: Window) -> dict[StepId, tuple[ProofLine, ...]]:
    """All that the record says is so."""
    return {step: tuple(lines) for step, lines in proofs_of(fold(events(shown))).items()}


class _SignIn(BaseHTTPRequestHandler):
    """/login leads to /idp, which asks for a password; /lost leads round and round."""

    def do_GET(self) -> None:
        onward = {"/login": "/idp?SAMLRequest=secret", "/lost": "/lost"}.get(self.path)
        self.send_response(302 if onward else 200)
        if onward:
            self.send_header("Location", onward)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        if not onward:
            self.wfile.write(PASSWORD)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@contextmanager
def sign_in_service() -> Iterator[str]:
    """A service that leads to a sign-in page, on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _SignIn)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


def test_the_way_says_where_it_stops_and_no_more(shown: Window) -> None:
    page, before, stood = open_page(shown), kinds(shown), known(shown)
    press(shown, "way")
    with sign_in_service() as site:
        fill(shown, "way-address", f"{site}/login")
        press(shown, "follow-way")
        said = said_by(page.way)
        assert "The sign-in page is reached, at 127.0.0.1." in said
        assert "Nobody signed in" in said
        assert "secret" not in said
        fill(shown, "way-address", f"{site}/lost")
        press(shown, "follow-way")
        assert "reached, at" not in said_by(page.way.result)
    assert kinds(shown) == [*before, "sso.way-followed", "sso.way-followed"]
    outcomes = [event.data.outcome for event in events(shown) if isinstance(event.data, SsoWayFollowed)]
    assert outcomes == ["reached", "loop"]
    assert known(shown) == stood, "it proves nothing about signing in, so it claims nothing"


@pytest.mark.parametrize("address", ["http://127.0.0.1.example.org/login", "http://127.0.0.1@example.org/"])
def test_a_plain_address_that_only_begins_like_this_pc_is_not_followed(shown: Window, address: str) -> None:
    page, before = open_page(shown), kinds(shown)
    press(shown, "way")
    fill(shown, "way-address", address)
    press(shown, "follow-way")
    assert "begins with https://" in page.way.form.errors()["way-address"]
    assert kinds(shown) == before


def test_an_address_that_is_none_is_said_at_the_field(shown: Window) -> None:
    page = open_page(shown)
    press(shown, "way")
    fill(shown, "way-address", "itslearning")
    press(shown, "follow-way")
    assert "begins with https://" in page.way.form.errors()["way-address"]
    assert shown.focus().objectName() == "way-address"


def test_it_is_followed_again_in_a_while(shown: Window) -> None:
    page = open_page(shown)
    press(shown, "way")
    with sign_in_service() as site:
        fill(shown, "way-address", f"{site}/login")
        press(shown, "follow-way-again")
        assert page.way.waits
        assert "10:57" in said_by(page.way.result)
        page.way._timer.timeout.emit()
        shown.idle()
        assert "is reached" in said_by(page.way)
        assert not page.way.waits


def test_what_was_typed_is_kept(shown: Window) -> None:
    open_page(shown)
    press(shown, "way")
    fill(shown, "way-address", "https://sign-in.example.org")
    shown.idle()
    journey = shown.shell.services.journey
    assert journey is not None
    assert journey.folder.draft(StepId.SSO_APPROVAL)["way"]["address"] == "https://sign-in.example.org"


def account_list(tmp_path: Path) -> Path:
    path = tmp_path / "uso.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["UPN", "Username", "Forename", "Surname"])
        out.writerow([PEOPLE[0].upn, PEOPLE[0].username, "Zoë", "O’Brien"])
        out.writerow(["", "nobody.304", "Un", "Known"])
    return path


def test_without_people_there_is_nothing_to_compare_with(shown: Window) -> None:
    page = open_page(shown)
    press(shown, "accounts")
    assert "Load the preview first" in said_by(page.accounts)
    press(shown, "accounts-preview")
    assert shown.shell.route.to is StepId.PREVIEW


def test_accounts_are_compared_in_numbers_and_named_only_in_a_file(
    shown: Window, people: Roster, tmp_path: Path
) -> None:
    shown.shell.services.people = people
    page = open_page(shown)
    press(shown, "accounts")
    press(shown, "choose-accounts")
    choose_path(shown, "accounts-file", account_list(tmp_path))
    said = said_by(page.accounts)
    assert "2 accounts in the list. Matched with one person each: 1 of the pupils, 0 of the staff." in said
    assert "1: Has an account, and is not in the source" in said
    assert "Brien" not in said
    (noted,) = [event.data for event in events(shown) if isinstance(event.data, SsoAccountsCompared)]
    assert (noted.accounts, noted.students, noted.staff) == (2, 1, 0)
    assert noted.left["only-in-list"] == 1
    press(shown, "save-accounts")
    choose_path(shown, "accounts-save", tmp_path / "look.csv")
    assert "Known" in (tmp_path / "look.csv").read_text("utf-8-sig")
    shown.go(Route(StepId.SCHOOL))
    shown.go(Route(StepId.SSO_APPROVAL))
    shown.idle()
    assert page.accounts._counted is None, "people are not kept behind a page that was left"
    shown.shell.services.people = None


def test_a_list_that_is_none(shown: Window, people: Roster, tmp_path: Path) -> None:
    shown.shell.services.people = people
    page = open_page(shown)
    (tmp_path / "x.csv").write_bytes(b"\x00\x01")
    press(shown, "accounts")
    press(shown, "choose-accounts")
    choose_path(shown, "accounts-file", tmp_path / "x.csv")
    assert "x.csv" in said_by(page.accounts.saved)
    shown.shell.services.people = None


@pytest.mark.parametrize(("percent", "size"), SIZES)
def test_nothing_is_cut_off_and_everything_is_named(
    qapp: QApplication, qtbot: QtBot, people: Roster, tmp_path: Path, percent: int, size: tuple[int, int]
) -> None:
    with window(qapp, qtbot, percent=percent, size=size) as shown, sign_in_service() as site:
        shown.shell.services.people = people
        page = open_page(shown)
        for fold in (page.way, page.accounts, page.by_file):
            fold.unfold()
        page.way.address.setText(f"{site}/login")
        page.way.follow()
        page.accounts._compare(account_list(tmp_path))
        shown.idle()
        shown.unclipped()
        names = [widget.objectName() for widget in interactive(shown.shell)]
        assert all(names)
        assert len(names) == len(set(names))
        shown.shell.services.people = None
