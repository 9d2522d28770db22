"""The start page: what is listed, how it is worded, and what can be begun."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.guidance.help import help_pages
from app.guidance.portal import guide
from app.guidance.questions import questions
from app.host.policy import Policy
from app.journey.folder import JourneyFolder
from app.journey.listing import list_journeys
from app.journey.model import JourneyKind, StepId
from app.practice.process import PracticeAddress
from app.storage.paths import app_paths
from app.storage.settings import Settings
from app.ui.app import first_errand, warm_up
from app.ui.garbage import GarbageWatch
from app.ui.page import Place, Route
from app.ui.pages.start.model import UNNAMED, ago, rows_of, status_words
from app.ui.pages.start.page import StartPage
from tests.fakes.journeys import NOW, Told, started
from tests.fakes.practice import RunningPractice, practice_server
from tests.fakes.windows import Window, clipped, window


@pytest.fixture
def shown(qapp: QApplication, qtbot: QtBot) -> Iterator[Window]:
    with window(qapp, qtbot) as made:
        yield made


class School:
    """A practice school that runs already, in the place of a process of its own."""

    def __init__(self, address: PracticeAddress) -> None:
        self.address = address

    def stop(self) -> None:
        return


@pytest.fixture(scope="module")
def practice() -> Iterator[RunningPractice]:
    with practice_server() as running:
        yield running


def start(shown: Window) -> StartPage:
    shown.go(Route(Place.START))
    shown.idle()
    page = shown.shell.page
    assert isinstance(page, StartPage)
    return page


def test_rows_say_whose_turn_it_is() -> None:
    root = app_paths().journeys
    started(root, Told.APPROVED, "Brookfield High School", at=NOW - timedelta(days=3))
    started(root, Told.NOTHING, at=NOW - timedelta(hours=1))
    rows = rows_of(list_journeys(app_paths(), Settings(), now=NOW), NOW)
    assert [row.title for row in rows] == [UNNAMED, "Brookfield High School"]
    assert rows[1].line.startswith("Preview")
    assert rows[1].kind == "First set-up"
    assert rows[1].touched == f"{(NOW - timedelta(days=3)).astimezone():%A}"
    assert rows[0].step is not None
    assert rows[0].step.id is StepId.SCHOOL
    assert status_words(rows) == "2 journeys: both wait for the technician"
    assert status_words(()) == "Nothing has been started yet"


def test_damage_and_unreadable_journeys_are_shown_not_hidden(shown: Window) -> None:
    root = shown.paths.journeys
    damaged = started(root, Told.DESCRIBED, "Damaged School")
    with (damaged.path / "ledger.jsonl").open("ab") as ledger:
        ledger.write(b'{"seq": 3, "nothing": true}\n')
    broken = root / "not-a-journey"
    broken.mkdir()
    (broken / "ledger.jsonl").write_bytes(b"this is no ledger\n")
    page = start(shown)
    by_title = {panel.row.title: panel for panel in page._panels}
    assert "damaged in one place" in by_title["Damaged School"].row.problem
    assert by_title["Damaged School"].open.isEnabled()
    assert not by_title["not-a-journey"].open.isEnabled()
    assert "no event that can be read" in by_title["not-a-journey"].row.problem


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(minutes=5), "today, "),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=3), "Sunday"),
        (timedelta(days=60), "24 August 2026"),
    ],
)
def test_ago(before: timedelta, words: str) -> None:
    now = datetime(2026, 10, 23, 12, 0, tzinfo=UTC)
    expected = {"Sunday": f"{(now - before).astimezone():%A}"}.get(words, words)
    assert ago(now - before, now).startswith(expected)


def test_empty_start_offers_the_first_set_up(shown: Window) -> None:
    page = start(shown)
    assert page._empty.isVisible()
    assert shown.shell.foot.primary.text() == "Start a first set-up"
    assert not shown.shell.foot.back.isVisible()
    assert not shown.shell.rail.isVisible()


def test_continue_goes_where_someone_can_act(shown: Window) -> None:
    started(shown.paths.journeys, Told.APPROVED)
    start(shown)
    assert shown.shell.foot.primary.text() == "Continue with Brookfield High School"
    shown.shell.press_primary()
    shown.qtbot.waitUntil(lambda: shown.shell.route.to is StepId.PREVIEW)
    shown.idle()
    assert shown.shell.services.settings.last_journey


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("new-single-sign-on", JourneyKind.SINGLE_SIGN_ON_ONLY),
        ("new-new-school-year", JourneyKind.NEW_SCHOOL_YEAR),
    ],
)
def test_every_kind_of_journey_can_be_started(shown: Window, name: str, kind: JourneyKind) -> None:
    start(shown)
    button = shown.find(name)
    assert isinstance(button, QPushButton)
    button.click()
    shown.qtbot.waitUntil(lambda: shown.shell.services.journey is not None)
    journey = shown.shell.services.journey
    assert journey is not None
    assert journey.state.kind is kind
    shown.idle()


def test_moving_a_journey_keeps_it_in_the_list(shown: Window, tmp_path: Path) -> None:
    folder = started(shown.paths.journeys, Told.DESCRIBED)
    page = start(shown)
    page._move(page._rows[0], tmp_path)
    shown.qtbot.waitUntil(lambda: page.busy is None)
    shown.idle()
    assert [row.path for row in page._rows] == [tmp_path / folder.path.name]
    assert shown.shell.services.settings.journey_folders == (str(tmp_path / folder.path.name),)


def test_a_move_that_fails_says_so_and_changes_nothing(shown: Window, tmp_path: Path) -> None:
    folder = started(shown.paths.journeys, Told.DESCRIBED)
    (tmp_path / folder.path.name).mkdir()
    page = start(shown)
    page._move(page._rows[0], tmp_path)
    shown.qtbot.waitUntil(lambda: page.error is not None)
    assert page.error is not None
    assert "is there already" in page.error.meaning
    shown.shell.area.trouble.dismiss.click()
    shown.idle()
    assert page.error is None
    assert [row.path for row in page._rows] == [folder.path]


def test_a_journey_moved_away_meanwhile_is_explained(shown: Window, tmp_path: Path) -> None:
    folder = started(shown.paths.journeys, Told.DESCRIBED)
    page = start(shown)
    row = page._rows[0]
    (folder.path / "ledger.jsonl").unlink()
    page._open(row)
    shown.qtbot.waitUntil(lambda: page.error is not None)
    assert shown.shell.area.trouble.isVisible()
    shown.idle()


def test_practice_opens_keeps_apart_and_is_left_again(shown: Window) -> None:
    started(shown.paths.journeys, Told.DESCRIBED, "A real school")
    page = start(shown)
    page.start_practice()
    assert shown.shell.area.work.isVisible()
    shown.qtbot.waitUntil(lambda: shown.shell.services.is_practice, timeout=60_000)
    shown.idle()
    page = start(shown)
    assert shown.shell.head.title.text() == "Practice school"
    assert page._rows == ()
    shown.shell.press_primary()
    shown.qtbot.waitUntil(lambda: shown.shell.route.to is StepId.SCHOOL)
    shown.idle()
    journey = shown.shell.services.journey
    assert journey is not None
    assert journey.state.practice
    assert shown.find("practice-banner").isVisible()
    assert shown.shell.services.api_url.startswith("http://127.0.0.1")
    page = start(shown)
    page._leave()
    shown.qtbot.waitUntil(lambda: not shown.shell.services.is_practice)
    shown.idle()
    assert [row.title for row in page._rows] == ["A real school"]


def test_a_journey_on_a_slow_share_does_not_open_into_the_practice_school(
    shown: Window, monkeypatch: pytest.MonkeyPatch, practice: RunningPractice
) -> None:
    folder = started(shown.paths.journeys, Told.DESCRIBED, "A real school")
    page = start(shown)
    came, share = threading.Event(), JourneyFolder.open

    def slowly(path: Path) -> JourneyFolder:
        came.wait(20)
        return share(path)

    monkeypatch.setattr(JourneyFolder, "open", slowly)
    monkeypatch.setattr("app.ui.desk._start_school", lambda *_: School(practice.address))
    page._open(next(row for row in page._rows if row.path == folder.path))
    page.start_practice()
    shown.qtbot.waitUntil(lambda: shown.shell.services.is_practice)
    came.set()
    shown.idle()
    shown.qtbot.wait(100)
    assert shown.shell.services.journey is None
    assert shown.shell.route.to is Place.START


def test_a_practice_journey_that_is_moved_stays_out_of_the_users_own_list(
    shown: Window, monkeypatch: pytest.MonkeyPatch, practice: RunningPractice, tmp_path: Path
) -> None:
    monkeypatch.setattr("app.ui.desk._start_school", lambda *_: School(practice.address))
    page = start(shown)
    page.start_practice()
    shown.qtbot.waitUntil(lambda: shown.shell.services.is_practice)
    shown.shell.desk.create(JourneyKind.FIRST_SET_UP)
    shown.qtbot.waitUntil(lambda: shown.shell.services.journey is not None)
    shown.idle()
    page = start(shown)
    page._move(page._rows[0], tmp_path / "share")
    shown.idle()
    shown.idle()
    assert [row.path.parent for row in page._rows] == [tmp_path / "share"]
    assert shown.shell.services.settings.journey_folders == ()


def test_a_practice_school_that_does_not_start_is_no_dead_end(
    shown: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no room on this disk")

    monkeypatch.setattr("app.ui.desk._start_school", fail)
    page = start(shown)
    page.start_practice()
    shown.qtbot.waitUntil(lambda: page.error is not None)
    assert shown.focus() is shown.shell.area.trouble.retry
    shown.shell.area.trouble.dismiss.click()
    shown.idle()
    assert page.error is None
    assert page.busy is None


def test_warming_up_reads_what_pages_will_ask_for() -> None:
    warm_up(Policy())
    assert questions.cache_info().currsize == 1
    assert help_pages.cache_info().currsize == 1


def test_what_the_administrator_has_set_is_said_and_kept_to(qapp: QApplication, qtbot: QtBot) -> None:
    policy = Policy(api_url="https://api-eu.example.org/v1.0", proxy="direct", practice=False)
    with window(qapp, qtbot, policy=policy) as shown:
        page = start(shown)
        label = shown.find("set-by-administrator")
        assert isinstance(label, QLabel)
        assert label.text() == policy.sentence
        assert label.isVisible()
        assert not shown.find("practice").isVisible()
        qtbot.waitUntil(lambda: clipped(shown.shell) == [])
        services = shown.shell.services
        assert services.api_url == "https://api-eu.example.org/v1.0"
        assert services.transport().proxy_for("https://api.wonde.com/") is None
        assert services.settings.api_url == Settings().api_url
        page.start_practice()
        assert page.busy is None
        assert page.error is not None
        assert "administrator" in page.error.meaning


@pytest.mark.parametrize("administrators", [True, False])
def test_guides_that_cannot_be_used_are_told_on_the_start_page(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, administrators: bool
) -> None:
    nowhere = tmp_path / "nowhere"
    with window(qapp, qtbot, policy=Policy(guide_pack=nowhere if administrators else None)) as shown:
        page, services = start(shown), shown.shell.services
        if not administrators:
            services.settings = replace(services.settings, guide_pack=str(nowhere))
        garbage = GarbageWatch(shown.shell)
        try:
            first_errand(shown.shell, garbage, practice=False, journey=None)
            shown.idle()
        finally:
            garbage.stop()
            gc.unfreeze()
        assert "no guide in it" in page.notice
        assert ("your administrator" if administrators else "that you chose") in page.notice
        assert guide("wonde-approval").tasks
