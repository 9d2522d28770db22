"""How long the window's event loop ever waits while a school loads over HTTP and is browsed.

`python -m tests.benchmarks.window_during_load`: 4,000 practice students, 80 ms a round trip, the real preview
page on the offscreen platform. A timer wants its turn every 2 ms; its longest waits are reported, each phase
apart, as the median and the worst of five runs. The aim is under 50 ms.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from app.host.policy import Policy
from app.journey.events import ApprovalSeen, SchoolDescribed
from app.journey.folder import JourneyFolder
from app.journey.model import How, JourneyKind, StepId
from app.journey.people import Actor, Role
from app.practice.process import PracticeAddress, PracticeProcess
from app.practice.serve import ServeOptions
from app.storage.paths import AppPaths
from app.storage.settings import Settings
from app.ui.app import share_the_lock, warm_up
from app.ui.garbage import GarbageWatch
from app.ui.names import NamesSwitch
from app.ui.open_journey import OpenJourney, read_snapshot
from app.ui.pages.preview.page import PreviewPage
from app.ui.services import Services
from app.ui.tasks import TaskRunner
from app.ui.theme import Theme
from tests.benchmarks.event_loop import LoopProbe, Waits, over_all, wait_until
from tests.fakes.windows import built

STUDENTS, LATENCY_MS, RUNS = 4000, 80, 5


def approved_journey(root: Path) -> JourneyFolder:
    """A school that has described itself and approved."""
    now, technician = datetime.now(UTC), Actor(name=None, role=Role.TECHNICIAN)
    folder = JourneyFolder.create(root, JourneyKind.FIRST_SET_UP, practice=True, actor=technician, at=now)
    school = SchoolDescribed(name="Larkmoor School", mis="sims", lgfl=True)
    folder.record(school, actor=technician, how=How.TOLD, step=StepId.SCHOOL, at=now)
    seen = ApprovalSeen(via="wonde-portal", approved=True)
    folder.record(seen, actor=technician, how=How.READ_OFF, step=StepId.WONDE_APPROVAL, at=now)
    return folder


def preview_page(
    application: QApplication, root: Path, practice: PracticeAddress | None = None
) -> PreviewPage:
    """The preview of such a school, on the screen."""
    paths = AppPaths(data=root, config=root, logs=root)
    tasks, names = TaskRunner(), NamesSwitch()
    theme = Theme(application, "light", 100)
    services = Services(
        paths=paths,
        settings=Settings(),
        tasks=tasks,
        theme=theme,
        names=names,
        keep_settings=lambda _paths, _before, _after: None,
        settings_paths=paths,
        practice=practice,
    )
    folder = approved_journey(root / "journeys")
    services.journey = OpenJourney(folder, read_snapshot(folder, services.now()), tasks, services.now)
    page = built(PreviewPage(services))
    theme.dress(page)
    names.changed.connect(page.names_shown_changed)
    page.resize(860, 560)
    page.show()
    page.enter()
    return page


def one_run(application: QApplication, address: PracticeAddress, root: Path) -> dict[str, float]:
    """The longest gaps in milliseconds: while loading, then while the list of people opens."""
    page = preview_page(application, root, address)
    tasks = page.services.tasks
    wait_until(lambda: not tasks.busy and page.primary is not None and page.primary.enabled)
    probe = LoopProbe()
    if page.primary is None or page.primary.run is None:
        raise SystemExit("the page offers nothing to load")
    started = time.perf_counter()
    page.primary.run()
    wait_until(lambda: page.valid and page.busy is None)
    took = time.perf_counter() - started
    found = {"load_s": took, **named("loading", probe.longest)}
    probe.restart()
    page.tabs.tabs.open("people")
    settled = time.monotonic() + 0.2
    wait_until(lambda: not tasks.busy and time.monotonic() > settled)
    found |= named("opening_people", probe.longest)
    page.close()
    page.deleteLater()
    tasks.close()
    return found


def named(when: str, longest: Waits) -> dict[str, float]:
    """The longest waits of a phase, as they are reported."""
    return {f"{when}_{kind}_ms": value for kind, value in vars(longest).items()}


def main() -> None:
    """Prints one JSON document."""
    application = QApplication([])
    share_the_lock()
    warm_up(Policy())
    GarbageWatch(application).begin()
    with (
        tempfile.TemporaryDirectory() as folder,
        PracticeProcess.start(ServeOptions(students=STUDENTS, latency_ms=LATENCY_MS)) as practice,
    ):
        runs = [one_run(application, practice.address, Path(folder) / str(number)) for number in range(RUNS)]
    print(json.dumps({"students": STUDENTS, "latency_ms": LATENCY_MS, **over_all(runs)}, indent=1))


if __name__ == "__main__":
    main()
