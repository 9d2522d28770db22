"""Draws every page in each look, to be looked at: `python -m tests.ui.pictures DIR [LOOK]`.

`python -m tests.ui.pictures --readme` draws the picture that the README shows.

Pictures are for people. They are not compared pixel by pixel, since fonts differ between systems.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QImage
from PySide6.QtWidgets import QApplication

from app.journey.events import ApprovalSeen, SchoolDescribed
from app.journey.model import How, StepId
from app.practice.serve import ServeOptions
from app.roster.facts import SourceKind
from app.storage.paths import AppPaths, resource
from app.storage.settings import Settings
from app.ui.app import application, services_for
from app.ui.desk import JourneyDesk
from app.ui.page import Busy, PageError, Place, Route, View
from app.ui.pages import STEP_PAGES, NoSuchPage, page_class
from app.ui.pages.preview import PreviewPage
from app.ui.pages.school_model import practice_name
from app.ui.shell import Shell
from app.ui.theme import Theme
from tests.fakes.journeys import NOW, TECHNICIAN, Told, started
from tests.fakes.practice import practice_server

WIDE, SMALL = (1160, 760), (1093, 614)


@dataclass(frozen=True)
class Look:
    name: str
    scheme: str = "light"
    percent: int = 100
    size: tuple[int, int] = WIDE


LOOKS = (
    Look("light"),
    Look("dark", "dark"),
    Look("small", size=SMALL),
    Look("150", percent=150),
    Look("200-small", percent=200, size=SMALL),
)


@contextmanager
def window(app: QApplication, look: Look, home: Path) -> Iterator[Shell]:
    theme = Theme(app, look.scheme, look.percent)
    paths = AppPaths(data=home / "data", config=home / "config", logs=home / "logs")
    services = services_for(theme, paths, Settings())
    services.now = lambda: NOW
    services.open_url = lambda _: True
    shell = Shell(services, JourneyDesk(services, theme))
    shell.resize(*look.size)
    shell.show()
    try:
        yield shell
    finally:
        shell.close()
        shell.deleteLater()
        theme.deleteLater()
        settle(app, lambda: True)


def settle(app: QApplication, ready: Callable[[], bool], within_s: float = 20.0) -> None:
    until = time.monotonic() + within_s
    turns = 0
    while time.monotonic() < until:
        app.processEvents()
        turns = turns + 1 if ready() else 0
        if turns > 6:
            return
        time.sleep(0.01)


def idle(shell: Shell) -> bool:
    return not shell.services.tasks.busy and not shell.opening


def draw(app: QApplication, shell: Shell, look: Look, name: str, out: Path) -> None:
    settle(app, lambda: idle(shell))
    shell.grab().save(str(out / f"{name}-{look.name}.png"))


def main(out: Path, only: str = "") -> None:
    out.mkdir(parents=True, exist_ok=True)
    app = application()
    app.setFont(QFont("Inter"))
    for look in LOOKS:
        if only and look.name != only:
            continue
        with tempfile.TemporaryDirectory() as home:
            draw_places(app, look, Path(home), out)
        with tempfile.TemporaryDirectory() as home:
            draw_steps(app, look, Path(home), out)
        with tempfile.TemporaryDirectory() as home:
            draw_approved_practice(app, look, Path(home), out)


def draw_places(app: QApplication, look: Look, home: Path, out: Path) -> None:
    with window(app, look, home) as shell:
        shell.show_route(Route(Place.START))
        draw(app, shell, look, "start-empty", out)
        page = shell.page
        assert page is not None
        page._busy = Busy("Opening the practice school", "Inventing a school", 620, 1200, cancel=lambda: None)
        page.changed.emit()
        draw(app, shell, look, "busy", out)
        page._busy = None
        page._error = PageError(
            "Your journeys could not be listed",
            "The share \\\\office\\wizard did not answer.",
            "Check that it can be reached, then try again.",
            code="FILE-12",
            copy_text="The folder of the journeys can’t be reached from this PC.",
            retry=lambda: None,
        )
        page.changed.emit()
        draw(app, shell, look, "error", out)
        page._error = None
        root = home / "data" / "journeys"
        started(root, Told.APPROVED, "Brookfield High School", at=NOW - timedelta(days=3))
        started(
            root, Told.DESCRIBED, "St Anne’s Catholic Primary School and Nursery", at=NOW - timedelta(hours=2)
        )
        damaged = started(root, Told.NOTHING, "", at=NOW - timedelta(days=40))
        with (damaged.path / "ledger.jsonl").open("ab") as ledger:
            ledger.write(b'{"seq": 2, "nothing": true}\n')
        shell.show_route(Route(Place.HEADTEACHER, View.HEADTEACHER))
        draw(app, shell, look, "headteacher", out)
        shell.show_route(Route(Place.START))
        draw(app, shell, look, "start", out)
        shell.open_help()
        settle(app, lambda: True)
        assert shell._help is not None
        shell._help.grab().save(str(out / f"help-{look.name}.png"))
        shell._help.close()


def draw_steps(app: QApplication, look: Look, home: Path, out: Path) -> None:
    root = home / "data" / "journeys"
    fresh = started(root, Told.NOTHING, "", practice=True)
    approved = started(root, Told.APPROVED, "Brookfield High School", practice=True)
    with window(app, look, home) as shell:
        shell.desk.open(fresh.path, Route(StepId.SCHOOL))
        settle(app, lambda: idle(shell) and shell.services.journey is not None)
        draw(app, shell, look, "school-empty", out)
        shell.press_primary()
        draw(app, shell, look, "school-errors", out)
        shell.show_route(Route(StepId.DATA_TEST))
        draw(app, shell, look, "blocked", out)
        shell.desk.open(approved.path, Route(StepId.SCHOOL))
        settle(app, lambda: idle(shell) and shell.services.journey.path == approved.path)
        for step in STEP_PAGES:
            try:
                page_class(step)
            except NoSuchPage:
                continue
            shell.show_route(Route(step))
            draw(app, shell, look, step.value, out)


def draw_approved_practice(app: QApplication, look: Look, home: Path, out: Path) -> None:
    """The practice school after its approval, as Wonde would serve it: every tab, names hidden."""
    with (
        practice_server(ServeOptions(phase="secondary", students=1200)) as practice,
        window(app, look, home) as shell,
    ):
        shell.services.practice = practice.address
        folder = started(home / "data" / "journeys", Told.NOTHING, practice=True, at=NOW - timedelta(days=2))
        told = SchoolDescribed(name=practice_name(), mis="sims", lgfl=True, number_on_roll=1212)
        seen = ApprovalSeen(via="wonde-api", online=True, approved=True, audited=True)
        for payload, how, step in (
            (told, How.TOLD, StepId.SCHOOL),
            (seen, How.MEASURED, StepId.WONDE_APPROVAL),
        ):
            at = NOW - timedelta(days=1)
            folder.record(payload, actor=TECHNICIAN, how=how, step=step, at=at)
        shell.desk.open(folder.path, Route(StepId.PREVIEW))
        settle(app, lambda: idle(shell) and isinstance(shell.page, PreviewPage))
        page = shell.page
        assert isinstance(page, PreviewPage)
        page.source.choose(SourceKind.WONDE)
        settle(app, lambda: idle(shell))
        shell.press_primary()
        settle(app, lambda: idle(shell) and page.busy is None)
        for tab in ("overview", "people", "groups", "fields", "issues"):
            page.tabs.tabs.open(tab)
            draw(app, shell, look, f"preview-{tab}", out)


def readme() -> None:
    """resources/pictures/preview.png: few enough colours that it stays small."""
    app = application()
    app.setFont(QFont("Inter"))
    with tempfile.TemporaryDirectory() as home:
        draw_approved_practice(app, LOOKS[0], Path(home), Path(home))
        picture = QImage(str(Path(home) / "preview-overview-light.png"))
        target = resource("icons").parent / "pictures" / "preview.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        few_colours(picture).save(str(target), "PNG", 0)


def few_colours(picture: QImage) -> QImage:
    """The picture in its 256 commonest colours: small, and grounds stay as even as they are."""
    whole = picture.convertToFormat(QImage.Format.Format_RGB32)
    commonest = Counter(memoryview(whole.constBits()).cast("I")).most_common(256)
    plain = Qt.ImageConversionFlag.ThresholdDither
    return whole.convertToFormat(QImage.Format.Format_Indexed8, [colour for colour, _ in commonest], plain)


if __name__ == "__main__":
    if sys.argv[1] == "--readme":
        readme()
    else:
        main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
