"""Opening, starting, moving and listing journeys, and the practice school: everything the start page can do.

All of it may touch a slow disk, a share or another process, so all of it runs off the main thread and answers
by signal. One journey is open at a time.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.journey.model import JourneyKind
from app.ui.open_journey import OpenJourney, Snapshot, read_snapshot, technician
from app.ui.page import NEXT, Route, View
from app.ui.services import Services
from app.ui.tasks import TaskHandle
from app.ui.workers import PoolPerFolder

if TYPE_CHECKING:
    from app.journey.folder import JourneyFolder
    from app.journey.listing import JourneySummary
    from app.practice.process import PracticeProcess
    from app.storage.paths import AppPaths
    from app.storage.settings import Settings

Failed = Callable[[Exception], None]
WRITTEN_WITHIN_S = 3.0
"""How long a list waits for a share that still takes what was written to one of its journeys."""


class JourneyDesk(QObject):
    """Signals: `opened(object)` the Route to show now that a journey is open; `closing()` and `closed()`
    before and after one is let go; `practice_changed()`; `trouble(object)` an exception that nobody else
    was waiting for, a NotKept among them.
    """

    opened = Signal(object)
    closing = Signal()
    closed = Signal()
    practice_changed = Signal()
    trouble = Signal(object)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._real_paths = services.paths
        self._school: PracticeProcess | None = None
        self._starting: threading.Event | None = None
        self._pools = PoolPerFolder()
        self._opening: TaskHandle | None = None

    def find(
        self, owner: QObject, done: Callable[[tuple[JourneySummary, ...]], None], failed: Failed
    ) -> None:
        """Every journey of this user, practice ones while the practice school is open. What is still being
        written to one left just now is waited for, or it would be listed as it was before."""
        written = self._pools.under_way()
        work = functools.partial(_listed, self._services.paths, self._services.settings, written)
        self._services.tasks.call(work, owner=owner, done=done, failed=failed, key="list journeys")

    def open(self, path: Path, route: Route = NEXT, failed: Failed | None = None) -> None:
        """Opens a journey's folder, once all that is still being written to it has been; `opened` follows."""
        from app.journey.folder import JourneyFolder

        now = self._services.now()

        def read() -> tuple[JourneyFolder, Snapshot]:
            folder = JourneyFolder.open(path)
            return folder, read_snapshot(folder, now)

        self._opening = self._services.tasks.call(
            read,
            owner=self,
            done=functools.partial(self._have, route),
            failed=failed or self.trouble.emit,
            key="open journey",
            on=self._pools.of(path),
        )

    def create(self, kind: JourneyKind, failed: Failed | None = None) -> None:
        """Starts a journey; `opened` follows."""
        from app.journey.folder import JourneyFolder

        root, practice, now = self._services.paths.journeys, self._services.is_practice, self._services.now()

        def make() -> tuple[JourneyFolder, Snapshot]:
            folder = JourneyFolder.create(root, kind, practice=practice, actor=technician(), at=now)
            return folder, read_snapshot(folder, now)

        self._opening = self._services.tasks.call(
            make,
            owner=self,
            done=functools.partial(self._have, NEXT),
            failed=failed or self.trouble.emit,
            key="open journey",
        )

    def move(
        self, path: Path, to: Path, owner: QObject, done: Callable[[Path], None], failed: Failed
    ) -> None:
        """Moves a journey to another folder, such as a share; the list finds it there from now on."""
        from app.journey.folder import JourneyFolder

        now, practice = self._services.now(), self._services.is_practice

        def move() -> Path:
            return JourneyFolder.open(path).move_to(to, actor=technician(), at=now).path

        def moved(new: Path) -> None:
            known = self._services.settings.journey_folders
            if not practice:
                others = (folder for folder in known if folder != str(new))
                self._services.change_settings(journey_folders=(*others, str(new)))
            done(new)

        self._services.tasks.call(
            move, owner=owner, done=moved, failed=failed, on=self._pools.of(path), must_run=True
        )

    def close_journey(self) -> None:
        """Back to no journey. What is still being written is written."""
        journey = self._services.journey
        if journey is not None:
            self.closing.emit()
            self._services.journey = None
            journey.let_go()
            self.closed.emit()

    def start_practice(self, owner: QObject, done: Callable[[], None], failed: Failed) -> None:
        """Opens the practice school in a process of its own. It keeps its state between sessions."""
        if self._starting is not None or self._services.practice is not None:
            return
        given_up = threading.Event()
        self._starting = given_up
        paths = self._real_paths.for_practice()

        def started(school: PracticeProcess) -> None:
            self._starting = None
            self._school = school
            self._enter_practice(school, paths)
            done()

        def not_started(problem: Exception) -> None:
            self._starting = None
            failed(problem)

        work = functools.partial(_start_school, paths.data / "practice-school.json", given_up)
        self._services.tasks.call(work, owner=owner, done=started, failed=not_started, key="practice school")

    def stop_starting(self, owner: QObject) -> None:
        """Gives up waiting for the practice school; whatever still starts is ended."""
        if self._starting is not None:
            self._starting.set()
            self._starting = None
            self._services.tasks.cancel_all(owner)

    def leave_practice(self) -> None:
        """Closes the practice school and goes back to the school's own journeys."""
        self._close_all()
        school, self._school = self._school, None
        self._services.practice = None
        self._services.paths = self._real_paths
        if school is not None:
            self._services.tasks.call(school.stop, owner=self, failed=self.trouble.emit)
        self.practice_changed.emit()

    def shut_down(self) -> None:
        """The window is closing: nothing may be left running."""
        if self._starting is not None:
            self._starting.set()
        if self._school is not None:
            self._school.stop()

    def _close_all(self) -> None:
        """A journey that is still on its way belongs to the other school by now."""
        if self._opening is not None:
            self._opening.cancel()
        self.close_journey()

    def _enter_practice(self, school: PracticeProcess, paths: AppPaths) -> None:
        self._close_all()
        self._services.paths = paths
        self._services.practice = school.address
        self.practice_changed.emit()

    def _have(self, route: Route, read: tuple[JourneyFolder, Snapshot]) -> None:
        self.close_journey()
        folder, snapshot = read
        services = self._services
        pool = self._pools.of(Path(folder.path))
        journey = OpenJourney(folder, snapshot, services.tasks, services.now, parent=self, pool=pool)
        journey.trouble.connect(self.trouble)
        services.journey = journey
        if not services.is_practice:
            services.change_settings(last_journey=str(journey.path))
        self.opened.emit(route if route.view else Route(route.to, View.TECHNICIAN))


def _start_school(state_file: Path, given_up: threading.Event) -> PracticeProcess:
    from app.practice.process import PracticeProcess

    school = PracticeProcess.start(state_file=state_file)
    if given_up.is_set():
        school.stop()
    return school


def _listed(
    paths: AppPaths, settings: Settings, written: Callable[[float], object]
) -> tuple[JourneySummary, ...]:
    """Imported on the worker's thread too: the start page shows before there is anything to list."""
    from app.journey.listing import list_journeys

    written(WRITTEN_WITHIN_S)
    return list_journeys(paths, settings)
