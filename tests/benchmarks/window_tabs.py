"""How long the window ever waits while the preview's tabs are opened and used, with 4,000 students.

`python -m tests.benchmarks.window_tabs`: the practice school's report of this September, read into the real
preview page on the offscreen platform, with last July's baseline. Each tab is opened for the first time and
again, filters are typed into a letter at a time, and the tabs' own work is asked for. A timer wants its turn
every 2 ms; its longest waits are reported for each, as the median and the worst of three runs. The aim is
under 50 ms of our own.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from app.practice.report import write_report
from app.practice.serve import ServeOptions, make_school
from app.roster.baseline.keeping import keep
from app.roster.sources import load_report
from app.storage.locks import Locks
from app.ui.app import share_the_lock
from app.ui.garbage import GarbageWatch
from app.ui.pages.preview.page import PreviewPage
from tests.benchmarks.event_loop import LoopProbe, over_all, wait_until
from tests.benchmarks.window_during_load import named, preview_page

STUDENTS, RUNS, AIM_MS = 4000, 3, 50
PHRASE = "copper lantern willow sixpence"
TABS = ("issues", "people", "groups", "fields", "changes", "roll", "setup", "overview")
TYPED = "7a maths"

Act = tuple[str, Callable[[], object]]


def one_run(application: QApplication, report: Path, baseline: Path, root: Path) -> dict[str, float]:
    """The longest gaps in milliseconds while each thing is done."""
    page = preview_page(application, root)
    tasks = page.services.tasks
    page.source.drop.chosen.emit((report,))
    settled = time.monotonic() + 0.5  # the page's own first showing is not the reading's
    wait_until(
        lambda: (
            not tasks.busy
            and page.primary is not None
            and page.primary.enabled
            and time.monotonic() > settled
        )
    )
    probe = LoopProbe()
    found: dict[str, float] = {}

    def through(name: str, act: Callable[[], object]) -> None:
        probe.restart()
        act()
        settled = time.monotonic() + 0.25
        wait_until(lambda: not tasks.busy and page.busy is None and time.monotonic() > settled)
        found.update(named(name, probe.longest))

    if page.primary is None or page.primary.run is None:
        raise SystemExit("the page offers nothing to load")
    through("read", page.primary.run)
    if not page.valid:
        raise SystemExit("the report was not read")
    for name, act in acts(page, baseline):
        if name in found:
            raise SystemExit(f"two things are called {name}")
        through(name, act)
    page.close()
    page.deleteLater()
    tasks.close()
    return found


def acts(page: PreviewPage, baseline: Path) -> Iterator[Act]:
    """Everything that is done, in order, by name."""
    tabs = page.tabs
    for again in ("", "_again"):
        for tab in TABS:
            yield f"{tab}{again}", lambda tab=tab: tabs.tabs.open(tab)
    yield from _typing("people", page, tabs.people.search)
    yield "names", page.services.names.show
    yield from _typing("people_names", page, tabs.people.search)
    yield from _typing("groups", page, tabs.groups.search)
    yield "issues_with_names", lambda: tabs.tabs.open("issues")
    line = max(tabs.issues.lines, key=lambda line: line.people)
    yield "people_of_issue", lambda: tabs.issues.people.emit(line.code)
    line = max(tabs.issues.lines, key=lambda line: line.groups)
    yield "groups_of_issue", lambda: tabs.issues.groups.emit(line.code)
    yield from _changes(page, baseline)
    yield from _roll(page)
    yield "setup_with_names", lambda: tabs.tabs.open("setup")
    yield "setup_choice", lambda: tabs.setup._change({"group_by_subject": False})
    yield "setup_key", lambda: tabs.setup._change({"sync_key": "mis-id"})


def _typing(tab: str, page: PreviewPage, field: QLineEdit) -> Iterator[Act]:
    """A letter at a time, as somebody types, then back to everything."""
    yield f"{tab}_opened", lambda: page.tabs.tabs.open(tab.split("_")[0])
    for place, letter in enumerate(TYPED):
        yield (
            f"{tab}_typing_{place}",
            lambda letter=letter: QTest.keyClicks(field, letter, Qt.KeyboardModifier.NoModifier),
        )
    yield f"{tab}_cleared", field.clear


def _changes(page: PreviewPage, baseline: Path) -> Iterator[Act]:
    changes = page.tabs.changes
    yield "changes_with_names", lambda: page.tabs.tabs.open("changes")
    changes.ask.drop.chosen.emit((baseline,))
    changes.ask.passphrase.setText(PHRASE)
    yield "compare", changes.ask.compare_button.click
    wait_until(lambda: changes.result.view is not None)
    yield "changes_result", lambda: changes.result.verticalScrollBar().setValue(2000)
    view = changes.result.view
    if view is None:
        raise SystemExit("nothing was compared")
    line = next((line for line in view.lines if line.people), None)
    if line is not None:
        button = page.findChild(QPushButton, f"changed-people-{line.code}-{line.kind}")
        if not isinstance(button, QPushButton):
            raise SystemExit("the button of a change is not there")
        yield "people_of_change", button.click
    yield "changes_back", lambda: page.tabs.tabs.open("changes")


def _roll(page: PreviewPage) -> Iterator[Act]:
    roll = page.tabs.roll
    yield "roll_with_names", lambda: page.tabs.tabs.open("roll")
    typed = "\n".join(f"Year {year}: 600" for year in range(7, 14))
    roll.text.setPlainText(typed)
    yield "roll_compare", roll.compare.click
    yield "overview_with_names", lambda: page.tabs.tabs.open("overview")
    roster = page.services.people
    if roster is None:
        raise SystemExit("there is no roster")
    yield "roll_kept_unseen", lambda: roll.begin(roster, typed)
    yield "roll_kept", lambda: page.tabs.tabs.open("roll")


def main() -> None:
    """Prints one JSON document: what was over the aim first, then everything."""
    application = QApplication([])
    share_the_lock()
    GarbageWatch(application).begin()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for name in ("before", "accidents"):
            options = replace(ServeOptions(students=STUDENTS, seed=4), september=name)
            write_report(make_school(options), home / name)
        baseline = home / "July.baseline"
        with load_report(home / "before" / "report.zip") as roster:
            keep(roster, baseline, Locks(None, PHRASE), keep_until=date(2030, 12, 31))
        runs = [
            one_run(application, home / "accidents" / "report.zip", baseline, home / str(number))
            for number in range(RUNS)
        ]
    figures = over_all(runs)
    over = {
        name: value for name, value in figures["median"].items() if name.endswith("ours_ms") and value > 50
    }
    print(json.dumps({"students": STUDENTS, "over_the_aim": over, **figures}, indent=1))


if __name__ == "__main__":
    main()
