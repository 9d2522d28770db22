"""Any file or folder is simply chosen: the window says what it is, reads it, and says in one line why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from app.journey.events import PreviewTaken
from app.journey.folder import JourneyFolder
from app.roster.export import ExportRequest, export_roster
from app.roster.export_format import ExportFormat
from app.roster.facts import SourceKind
from app.roster.sources import load_report
from app.ui.pages.preview.page import PreviewPage
from tests.fakes import hostile_files
from tests.ui.preview.steps import Open, load, names_in, settle

WRITTEN = {
    "tables": (ExportFormat.CSV, "tables", SourceKind.TABLES),
    "tables-zip": (ExportFormat.CSV, "tables.zip", SourceKind.TABLES),
    "workbook": (ExportFormat.XLSX, "people.xlsx", SourceKind.TABLES),
    "oneroster-1.1": (ExportFormat.ONEROSTER_1_1, "oneroster", SourceKind.ONEROSTER),
    "oneroster-1.2": (ExportFormat.ONEROSTER_1_2, "oneroster.zip", SourceKind.ONEROSTER),
    "ims": (ExportFormat.IMS_ENTERPRISE, "people.xml", SourceKind.IMS_ENTERPRISE),
}


@pytest.fixture
def export(report: tuple[Path, Path], tmp_path: Path) -> Callable[[str], Path]:
    def written(name: str) -> Path:
        format_, called, _ = WRITTEN[name]
        with load_report(report) as roster:
            export_roster(roster, ExportRequest(format_, tmp_path / called, datetime.now(UTC)))
        return tmp_path / called

    return written


def choose(qtbot: QtBot, page: PreviewPage, *paths: Path) -> None:
    """As files dropped on the page."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    page.source.drop.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    settle(qtbot, page.services)


@pytest.mark.parametrize("name", list(WRITTEN))
def test_whatever_is_chosen_is_recognised_and_read(
    qtbot: QtBot, open_page: Open, export: Callable[[str], Path], folder: JourneyFolder, name: str
) -> None:
    page = open_page()
    path = export(name)
    choose(qtbot, page, path)
    assert path.name in page.source.recognised.accessibleName()
    assert page.source.recognised.isVisibleTo(page.source)
    assert not page.source.advice.isVisibleTo(page.source)
    assert names_in(page.source) == set()
    load(qtbot, page)
    assert page.error is None
    content = page._content
    assert content is not None
    assert content.origin.kind is WRITTEN[name][2]
    assert (content.counts.students, content.counts.staff) == (24, 6)
    with qtbot.waitSignal(page.go):
        page.apply()
    (event,) = [event.data for event in folder.events() if isinstance(event.data, PreviewTaken)]
    recorded = {
        SourceKind.TABLES: "wizard-export",
        SourceKind.ONEROSTER: "oneroster",
        SourceKind.IMS_ENTERPRISE: "ims-enterprise",
    }
    assert event.source == recorded[WRITTEN[name][2]]


def test_a_file_that_names_the_others_stands_for_its_folder(
    qtbot: QtBot, open_page: Open, export: Callable[[str], Path]
) -> None:
    page = open_page()
    for name, one in (("oneroster-1.1", "manifest.csv"), ("tables", "about.csv")):
        choose(qtbot, page, export(name) / one)
        assert WRITTEN[name][1] in page.source.recognised.accessibleName()
    oneroster = export("oneroster-1.2").parent / "oneroster"
    choose(qtbot, page, *(oneroster / one for one in ("users.csv", "orgs.csv", "classes.csv")))
    assert "oneroster is a OneRoster export" in page.source.recognised.accessibleName()
    load(qtbot, page)
    assert page.valid


def test_a_report_after_an_export_brings_its_columns_back(
    qtbot: QtBot, open_page: Open, export: Callable[[str], Path], report: tuple[Path, Path]
) -> None:
    page = open_page()
    choose(qtbot, page, export("ims"))
    choose(qtbot, page, *report)
    assert len(page.source.cards) == 2
    assert not page.source.recognised.isVisibleTo(page.source)
    choose(qtbot, page, export("workbook"))
    assert page.source.cards == []
    assert page.source.recognised.isVisibleTo(page.source)


def test_an_export_among_other_files_is_asked_for_by_itself(
    qtbot: QtBot, open_page: Open, export: Callable[[str], Path], report: tuple[Path, Path]
) -> None:
    page = open_page()
    choose(qtbot, page, export("ims"), *report)
    assert "people.xml" in page.source.notice.accessibleName()
    assert "Choose it by itself" in page.source.notice.accessibleName()
    assert page.primary is not None
    assert not page.primary.enabled


@pytest.mark.parametrize(
    "make",
    [
        hostile_files.external_entity,
        hostile_files.entity_bomb,
        hostile_files.xml_cut_off,
        hostile_files.xml_of_another_kind,
        hostile_files.traversal,
        hostile_files.link,
        hostile_files.bomb,
        hostile_files.truncated,
        hostile_files.false_export,
        hostile_files.missing,
    ],
)
def test_a_bad_file_is_refused_in_one_line_and_the_page_stays(
    qtbot: QtBot, open_page: Open, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    page = open_page()
    path = make(tmp_path)
    choose(qtbot, page, path)
    if page.source.notice.isHidden():  # what is inside shows only when it is read
        load(qtbot, page)
        assert page.error is not None
        told = f"{page.error.summary} {page.error.remedy}"
    else:
        told = page.source.notice.accessibleName()
    assert path.name in told
    assert "\n" not in told
    assert "SECRET" not in told
    assert not page.valid
    assert page.source.isVisibleTo(page)
