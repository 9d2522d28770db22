"""Calendar sense in a new school year's journey: what the time of the year means for reading now."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.journey.folder import JourneyFolder
from app.journey.model import JourneyKind
from app.practice.report import write_report
from app.practice.serve import ServeOptions, make_school
from app.roster.baseline.keeping import keep
from app.roster.sources import load_report
from app.storage.locks import Locks
from app.ui.open_journey import OpenJourney, read_snapshot
from app.ui.pages.preview.page import PreviewPage
from app.ui.pages.preview.season import season_of
from app.ui.services import Services
from tests.fakes.windows import built
from tests.ui.preview.conftest import TECHNICIAN
from tests.ui.preview.steps import choose_report, load, settle

PHRASE = "copper lantern willow sixpence"


@pytest.mark.parametrize(
    ("day", "season", "caution"),
    [
        (date(2027, 3, 1), "before-summer", False),
        (date(2027, 6, 30), "before-summer", False),
        (date(2027, 7, 1), "summer", True),
        (date(2028, 2, 29), "before-summer", False),
        (date(2027, 8, 31), "summer", True),
        (date(2027, 9, 1), "september", False),
        (date(2027, 12, 31), "later", False),
    ],
)
def test_every_day_has_its_season(day: date, season: str, caution: bool) -> None:
    found = season_of(day)
    assert (found.id, found.caution) == (season, caution)


def opened(qtbot: QtBot, services: Services, root: Path, kind: JourneyKind, now: datetime) -> PreviewPage:
    folder = JourneyFolder.create(root, kind, practice=False, actor=TECHNICIAN, at=now)
    services.now = lambda: now
    services.journey = OpenJourney(folder, read_snapshot(folder, now), services.tasks, lambda: now)
    page = built(PreviewPage(services))
    qtbot.addWidget(page)
    page.resize(825, 414)
    page.show()
    page.enter()
    settle(qtbot, services)
    return page


def test_in_summer_it_warns_before_and_after_reading(
    qtbot: QtBot, services: Services, tmp_path: Path, report: tuple[Path, Path]
) -> None:
    july = datetime(2027, 7, 20, 9, 0, tzinfo=UTC)
    page = opened(qtbot, services, tmp_path / "new", JourneyKind.NEW_SCHOOL_YEAR, july)
    assert "Has your MIS been rolled over?" in page.season.accessibleName()
    assert page.season.isVisibleTo(page)
    choose_report(qtbot, page, report)
    load(qtbot, page)
    assert page.season.isVisibleTo(page)


def test_in_september_it_steps_back_once_people_are_listed(
    qtbot: QtBot, services: Services, tmp_path: Path, report: tuple[Path, Path]
) -> None:
    september = datetime(2027, 9, 6, 9, 0, tzinfo=UTC)
    page = opened(qtbot, services, tmp_path / "new", JourneyKind.NEW_SCHOOL_YEAR, september)
    assert "rolled over" in page.season.accessibleName()
    assert page.season.isVisibleTo(page)
    choose_report(qtbot, page, report)
    load(qtbot, page)
    assert not page.season.isVisibleTo(page)


def test_other_journeys_are_left_alone(qtbot: QtBot, services: Services, tmp_path: Path) -> None:
    july = datetime(2027, 7, 20, 9, 0, tzinfo=UTC)
    page = opened(qtbot, services, tmp_path / "new", JourneyKind.FIRST_SET_UP, july)
    assert not page.season.isVisibleTo(page)


def test_an_mis_that_was_not_rolled_over_is_said_on_the_page(
    qtbot: QtBot, services: Services, tmp_path: Path
) -> None:
    """The same students in the same years, a school year apart."""
    write_report(make_school(ServeOptions(students=200, seed=4)), tmp_path / "report")
    report, kept = tmp_path / "report" / "report.zip", tmp_path / "last.baseline"
    with load_report(report, now=datetime(2025, 11, 20, 9, 0, tzinfo=UTC)) as roster:
        keep(roster, kept, Locks(None, PHRASE), keep_until=date(2027, 12, 31))
    now = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    page = opened(qtbot, services, tmp_path / "new", JourneyKind.NEW_SCHOOL_YEAR, now)
    choose_report(qtbot, page, (report,))
    load(qtbot, page)
    ask = page.tabs.changes.ask
    ask.drop.chosen.emit((kept,))
    ask.passphrase.setText(PHRASE)
    ask.compare_button.click()
    qtbot.waitUntil(lambda: page.tabs.changes.result.view is not None, timeout=20_000)
    qtbot.waitUntil(lambda: ask.compare_button.isEnabled(), timeout=20_000)
    settle(qtbot, services)
    assert page.season.isVisibleTo(page)
    assert "has not moved its year groups up" in page.season.accessibleName()
    view = page.tabs.changes.result.view
    assert view is not None
    assert view.held
