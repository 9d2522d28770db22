"""Scenes of the preview: choosing what to read, reading, and everything that was read."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.journey.events import ApprovalSeen, SchoolDescribed
from app.journey.folder import JourneyFolder
from app.journey.model import How, JourneyKind, StepId
from app.practice.report import write_report as write_practice
from app.practice.serve import ServeOptions, make_school
from app.roster.baseline.keeping import keep
from app.roster.export import ExportRequest, export_roster
from app.roster.export_format import ExportFormat
from app.roster.mapping import SyncKey
from app.roster.people import YearCount
from app.roster.sources import Progress, load_report
from app.storage.locks import Locks
from app.ui.page import Route
from app.ui.pages.preview.page import PreviewPage
from app.ui.pages.preview.source import ReadFrom
from app.ui.pages.school.model import practice_name
from app.ui.shell import Shell
from tests.fakes.journeys import NOW, TECHNICIAN, Told, started
from tests.fakes.mis_reports import write_report
from tests.fakes.practice import practice_server
from tests.ui.pictures.studio import Studio

STEP = StepId.PREVIEW
WITHHELD = "MIS id of students is not shared: they can’t be matched by it."
PHRASE = "copper lantern willow sixpence"


def _page(studio: Studio, shell: Shell, folder: JourneyFolder) -> PreviewPage:
    page = studio.open(shell, folder, Route(STEP))
    assert isinstance(page, PreviewPage)
    return page


def choosing(studio: Studio, home: Path) -> None:
    root = home / "data" / "journeys"
    with studio.window(home) as shell:
        page = _page(studio, shell, started(root, Told.DESCRIBED))
        studio.draw(shell, "source-report")
        page.source.choose(ReadFrom.WONDE)
        studio.draw(shell, "source-wonde")
        page.source._give_token()
        studio.draw(shell, "source-wonde-error")
        page.source.choose(ReadFrom.FILES)
        page.source.drop.chosen.emit((_ims(home),))
        studio.draw(shell, "source-recognised")
        page.source.drop.chosen.emit(write_report(home / "report"))
        studio.draw(shell, "source-columns")
        odd = home / "list.csv"
        odd.write_text("Vorname,Nachname,Klasse,Bus\nMarigold,Quillfeather,7A,2\n", encoding="utf-8")
        page.source.drop.chosen.emit((odd,))
        studio.draw(shell, "source-doubt")
        nothing = home / "broken.xlsx"
        nothing.write_bytes(b"not a workbook")
        page.source.drop.chosen.emit((nothing,))
        studio.draw(shell, "source-trouble")
        page.source.drop.chosen.emit(write_report(home / "report"))
        studio.rest(shell)
        page._progress(Progress(620, 1200, "Students"))
        studio.draw(shell, "preview-busy", at_rest=False)
        page._cancel()
        shell.press_primary()
        studio.rest(shell)
        for tab in ("overview", "issues", "fields"):
            page.tabs.tabs.open(tab)
            studio.draw(shell, f"report-{tab}")
        page = _page(studio, shell, started(root, Told.APPROVED))
        page.source.choose(ReadFrom.WONDE)
        page.source.portal_compared.emit((1200, 140))
        studio.draw(shell, "source-portal")


def _ims(home: Path) -> Path:
    path = home / "people.xml"
    with load_report(write_report(home / "report")) as roster:
        export_roster(roster, ExportRequest(ExportFormat.IMS_ENTERPRISE, path, NOW))
    return path


def reading(studio: Studio, home: Path) -> None:
    """The practice school after its approval, as Wonde would serve it."""
    options = ServeOptions(phase="secondary", students=1200)
    with practice_server(options) as practice, studio.window(home) as shell:
        shell.services.practice = practice.address
        page = _page(studio, shell, approved_practice(home))
        page.source.choose(ReadFrom.WONDE)
        studio.rest(shell)
        studio.draw(shell, "source-wonde-held")
        shell.press_primary()
        studio.rest(shell)
        page = studio.page(shell)  # type: ignore[assignment]
        assert isinstance(page, PreviewPage)
        for tab in ("overview", "people", "groups", "fields", "changes", "issues"):
            page.tabs.tabs.open(tab)
            studio.draw(shell, f"preview-{tab}")
        page.tabs.tabs.open("overview")
        page.tabs.overview.as_table.click()
        studio.draw(shell, "preview-table")
        page.tabs.overview.as_table.click()
        _people(studio, shell, page)
        _groups(studio, shell, page)
        _roll(studio, shell, page)


def _roll(studio: Studio, shell: Shell, page: PreviewPage) -> None:
    page.tabs.tabs.open("roll")
    studio.draw(shell, "preview-roll")
    lines = [f"{year.label}: {year.students + (60 if year.order == 10 else 0)}" for year in _years(page)]
    page.tabs.roll.text.setPlainText("\n".join(lines))
    page.tabs.roll.compare.click()
    studio.draw(shell, "preview-roll-differs")
    page.tabs.tabs.open("overview")
    studio.draw(shell, "preview-overview-roll")
    page.tabs.tabs.open("setup")
    studio.draw(shell, "preview-setup")
    page.tabs.setup._change({"sync_key": SyncKey.MIS_ID})
    studio.rest(shell)
    page.tabs.setup.key_judged.emit(("The MIS’s own id", (WITHHELD,)))
    page.tabs.tabs.open("issues")
    studio.draw(shell, "preview-issues-key")


def _years(page: PreviewPage) -> list[YearCount]:
    content = page._content
    assert content is not None
    return [year for year in content.years if year.order is not None]


def _people(studio: Studio, shell: Shell, page: PreviewPage) -> None:
    people = page.tabs.people
    page.tabs.tabs.open("people")
    people.with_issues.setChecked(True)
    studio.draw(shell, "preview-people-issues")
    people.with_issues.setChecked(False)
    issue = next(line for line in page.tabs.issues.lines if line.people)
    people.only_issue(issue.code, issue.title)
    studio.draw(shell, "preview-people-one-issue")
    people._drop_issue()
    studio.rest(shell)
    people.table.setCurrentIndex(people.table.model().index(1, 0))
    studio.draw(shell, "preview-person-hidden")
    shell.toggle_names()
    studio.draw(shell, "preview-person-shown")
    people.search.setText("zzzz")
    people.search._ask()
    studio.draw(shell, "preview-people-none")
    people.search.setText("")
    people.search._ask()
    studio.draw(shell, "preview-people-shown")


def _groups(studio: Studio, shell: Shell, page: PreviewPage) -> None:
    tree = page.tabs.groups.tree
    page.tabs.tabs.open("groups")
    top = tree.model().index(0, 0)
    tree.expand(top)
    year = tree.model().index(0, 0, top)
    tree.expand(year)
    tree.setCurrentIndex(tree.model().index(0, 0, year))
    studio.draw(shell, "preview-group")
    shell.toggle_names()
    studio.draw(shell, "preview-group-hidden")


def changes(studio: Studio, home: Path) -> None:
    """Last July's baseline against this September's report: without accidents, and with them."""
    kept = home / "July.baseline"
    with load_report(_september(home, "before")) as roster:
        keep(roster, kept, Locks(None, PHRASE), keep_until=date(2027, 12, 31))
    for name in ("ordinary", "accidents"):
        with studio.window(home / name) as shell:
            page = _page(studio, shell, started(home / name / "data" / "journeys", Told.DESCRIBED))
            page.source.choose(ReadFrom.FILES)
            page.source.drop.chosen.emit((_september(home, name),))
            studio.rest(shell)
            shell.press_primary()
            studio.settle(partial(getattr, page, "valid"))
            page.tabs.tabs.open("changes")
            ask, result = page.tabs.changes.ask, page.tabs.changes.result
            ask.drop.chosen.emit((kept,))
            if name == "ordinary":
                studio.draw(shell, "changes-ask")
                ask.purge_button.click()
                studio.settle(partial(_in_sight, ask.purging.keep))
                studio.draw(shell, "changes-purge")
                ask.purging.keep.click()
                ask.compare_button.click()
                studio.draw(shell, "changes-no-key")
            ask.passphrase.setText(PHRASE)
            ask.compare_button.click()
            studio.settle(result.isVisible)
            studio.draw(shell, f"changes-{name}")
            result.verticalScrollBar().setValue(result.verticalScrollBar().maximum() // 2)
            studio.draw(shell, f"changes-{name}-middle")
            result.verticalScrollBar().setValue(result.verticalScrollBar().maximum())
            studio.draw(shell, f"changes-{name}-end")


def _in_sight(widget: QWidget) -> bool:
    return not widget.visibleRegion().isEmpty()


def _september(home: Path, name: str) -> Path:
    write_practice(make_school(ServeOptions(students=600, seed=4, september=name)), home / f"{name}-report")
    return home / f"{name}-report" / "report.zip"


def seasons(studio: Studio, home: Path) -> None:
    """What a new school year's journey says of the time of the year, before and after reading."""
    for month, name in ((5, "spring"), (8, "summer"), (9, "september"), (11, "autumn")):
        now = NOW.replace(month=month, day=10)
        with studio.window(home / name) as shell:
            shell.services.now = partial(NOW.replace, month=month, day=10)
            root = home / name / "data" / "journeys"
            folder = started(root, Told.DESCRIBED, at=now, kind=JourneyKind.NEW_SCHOOL_YEAR)
            page = _page(studio, shell, folder)
            studio.draw(shell, f"season-{name}")
            if name == "summer":
                page.source.drop.chosen.emit(write_report(home / "report"))
                studio.rest(shell)
                shell.press_primary()
                studio.settle(partial(getattr, page, "valid"))
                studio.draw(shell, f"season-{name}-read")


def troubled(studio: Studio, home: Path) -> None:
    for fault in ("empty", "garbage", "rows-change-while-paging"):
        options = ServeOptions(students=240, faults=fault)
        with practice_server(options) as practice, studio.window(home / fault) as shell:
            shell.services.practice = practice.address
            page = _page(studio, shell, approved_practice(home / fault))
            page.source.choose(ReadFrom.WONDE)
            studio.rest(shell)
            shell.press_primary()
            studio.draw(shell, f"preview-{fault}")


def primary(studio: Studio, home: Path) -> None:
    options = ServeOptions(phase="primary", students=210)
    with practice_server(options) as practice, studio.window(home) as shell:
        shell.services.practice = practice.address
        page = _page(studio, shell, approved_practice(home, roll=250))
        page.source.choose(ReadFrom.WONDE)
        studio.rest(shell)
        shell.press_primary()
        studio.draw(shell, "preview-primary")


def approved_practice(home: Path, roll: int = 1212) -> JourneyFolder:
    folder = started(home / "data" / "journeys", Told.NOTHING, practice=True, at=NOW - timedelta(days=2))
    told = SchoolDescribed(name=practice_name(), mis="sims", lgfl=True, number_on_roll=roll)
    seen = ApprovalSeen(via="wonde-api", online=True, approved=True, audited=True)
    for payload, how, step in ((told, How.TOLD, StepId.SCHOOL), (seen, How.MEASURED, StepId.WONDE_APPROVAL)):
        folder.record(payload, actor=TECHNICIAN, how=how, step=step, at=NOW - timedelta(days=1))
    return folder


def overview(studio: Studio, home: Path) -> None:
    """What the README shows."""
    options = ServeOptions(phase="secondary", students=1200)
    with practice_server(options) as practice, studio.window(home) as shell:
        shell.services.practice = practice.address
        page = _page(studio, shell, approved_practice(home))
        page.source.choose(ReadFrom.WONDE)
        studio.rest(shell)
        shell.press_primary()
        studio.draw(shell, "preview-overview")


SCENES = {
    "changes": changes,
    "seasons": seasons,
    "source": choosing,
    "preview": reading,
    "preview-primary": primary,
    "preview-trouble": troubled,
}
