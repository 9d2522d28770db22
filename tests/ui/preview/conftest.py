"""A preview page with real parts: a journey on disk, a worker runner, the theme, and reports as files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import anyio.from_thread
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.journey.events import ApprovalSeen, SchoolDescribed
from app.journey.folder import JourneyFolder
from app.journey.model import How, JourneyKind, StepId
from app.journey.people import Actor, Role
from app.storage.paths import app_paths
from app.storage.settings import Settings
from app.ui.names import NamesSwitch
from app.ui.open_journey import OpenJourney, read_snapshot
from app.ui.pages.preview.page import PreviewPage
from app.ui.services import Services
from app.ui.tasks import TaskRunner
from app.ui.theme import Theme
from tests.fakes.mis_reports import write_report
from tests.fakes.windows import built
from tests.fakes.wonde_server import FakeWonde
from tests.ui.preview.steps import Open, choose_report, load

NOW = datetime(2026, 11, 23, 10, 51, tzinfo=UTC)
TECHNICIAN = Actor(name=None, role=Role.TECHNICIAN)


@pytest.fixture
def report(tmp_path: Path) -> tuple[Path, Path]:
    return write_report(tmp_path / "report")


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    theme = Theme(qapp, "light", 100, contrast_theme=lambda: False)
    yield theme
    theme.set_preference("system")
    theme.set_text_percent(100)
    theme.deleteLater()


@pytest.fixture
def folder(tmp_path: Path) -> JourneyFolder:
    folder = JourneyFolder.create(
        tmp_path / "journeys", JourneyKind.FIRST_SET_UP, practice=False, actor=TECHNICIAN, at=NOW
    )
    school = SchoolDescribed(name="Brookfield High School", mis="sims", lgfl=True, number_on_roll=30)
    folder.record(school, actor=TECHNICIAN, how=How.TOLD, step=StepId.SCHOOL, at=NOW)
    return folder


@pytest.fixture
def approve(folder: JourneyFolder) -> Callable[[], None]:
    def record() -> None:
        seen = ApprovalSeen(via="wonde-portal", approved=True)
        folder.record(seen, actor=TECHNICIAN, how=How.READ_OFF, step=StepId.WONDE_APPROVAL, at=NOW)

    return record


@pytest.fixture
def services(qtbot: QtBot, theme: Theme, folder: JourneyFolder) -> Iterator[Services]:
    tasks = TaskRunner()
    paths = app_paths()
    services = Services(
        paths=paths,
        settings=Settings(),
        tasks=tasks,
        theme=theme,
        names=NamesSwitch(),
        keep_settings=lambda _paths, _before, _after: None,
        settings_paths=paths,
        now=lambda: NOW,
        open_url=lambda _url: True,
    )
    yield services
    assert tasks.close()


@pytest.fixture
def open_page(qtbot: QtBot, services: Services, folder: JourneyFolder) -> Callable[[], PreviewPage]:
    """Opens the page as the shell does, in a window of the smallest supported size."""

    def opened() -> PreviewPage:
        services.journey = OpenJourney(folder, read_snapshot(folder, NOW), services.tasks, lambda: NOW)
        page = built(PreviewPage(services))
        services.theme.dress(page)
        services.names.changed.connect(page.names_shown_changed)
        qtbot.addWidget(page)
        page.resize(825, 414)
        page.show()
        page.enter()
        qtbot.waitUntil(lambda: not services.tasks.busy)
        return page

    return opened


@pytest.fixture
def wonde() -> Iterator[FakeWonde]:
    """A Wonde-shaped server on loopback, on a loop of its own."""
    with (
        anyio.from_thread.start_blocking_portal() as portal,
        portal.wrap_async_context_manager(FakeWonde()) as server,
    ):
        yield server


@pytest.fixture
def shown(qtbot: QtBot, open_page: Open, report: tuple[Path, Path]) -> PreviewPage:
    """The page with a report read."""
    page = open_page()
    choose_report(qtbot, page, report)
    load(qtbot, page)
    return page
