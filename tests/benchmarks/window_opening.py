"""How long the window's event loop waits while each page is opened: for the first time, again, and anew.

`python -m tests.benchmarks.window_opening`: the real window on the offscreen platform, in a new process for
each of five runs, since a page opens for the first time only once in each. A timer wants its turn every 2 ms:
its longest waits are reported for every page, the median and the worst of the five. The aim is under 50 ms.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer

from app.storage.paths import AppPaths
from app.ui.app import application, build, first_errand, share_the_lock
from app.ui.garbage import GarbageWatch
from app.ui.page import START, Place, Route, View
from app.ui.pages import STEP_PAGES
from app.ui.shell import Shell
from tests.benchmarks.event_loop import LoopProbe, over_all, wait_until
from tests.fakes.journeys import Told, started

RUNS, PATIENCE_S = 5, 300.0
QUIET_S = 0.15
"""A page counts as open once nothing was awaited for so long."""


Opening = tuple[str, Callable[[], None]]


def tour(window: Shell, journey: Path) -> Iterator[Opening]:
    """Every page with what opens it: for the first time, again while it is kept, and anew, as it is made once
    more for the next journey that is opened."""
    elsewhere: tuple[Opening, ...] = (
        ("help-session", lambda: window.show_route(Route(Place.HELP_SESSION))),
        ("start", lambda: window.show_route(START)),
    )
    opens: Opening = ("journey", lambda: window.desk.open(journey))
    steps: tuple[Opening, ...] = tuple(
        (step.value, functools.partial(window.show_route, Route(step))) for step in STEP_PAGES
    )
    head: Opening = (
        "headteacher",
        lambda: window.show_route(Route(Place.HEADTEACHER, View.HEADTEACHER)),
    )
    help_window: Opening = ("help-window", window.open_help)
    rounds = {
        "first": (elsewhere[0], opens, *steps, head, help_window),
        "again": (*steps, head, help_window, *elsewhere),
        "anew": (opens, *steps, head),
    }
    for when, openings in rounds.items():
        for name, open_it in openings:
            yield f"{name}, {when}", open_it


def settle(window: Shell) -> None:
    """Lets the loop run until the page asks for nothing more."""
    quiet_since = time.monotonic()

    def quiet() -> bool:
        nonlocal quiet_since
        if window.services.tasks.busy or window.opening:
            quiet_since = time.monotonic()
        return time.monotonic() - quiet_since > QUIET_S

    wait_until(quiet, PATIENCE_S)


def one_run(home: Path) -> dict[str, dict[str, float]]:
    """The longest wait by page in this process: see `Waits`."""
    paths = AppPaths(data=home / "data", config=home / "config", logs=home / "logs")
    journey = started(paths.journeys, Told.APPROVED).path
    app = application()
    share_the_lock()
    window = build(app, paths)
    window.show_route(START)
    window.finish_opening()
    window.show()
    probe = LoopProbe()
    garbage = GarbageWatch(window)
    QTimer.singleShot(0, window, lambda: first_errand(window, garbage, practice=False, journey=None))
    settle(window)
    found = {"start, first": vars(probe.longest)}
    for name, open_it in tour(window, journey):
        probe.restart()
        QTimer.singleShot(0, window, open_it)
        settle(window)
        found[name] = vars(probe.longest)
    window.close()
    return found


def in_new_process() -> dict[str, dict[str, float]]:
    """The same, where nothing has been shown yet."""
    with tempfile.TemporaryDirectory() as home:
        ran = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.window_opening", home],
            stdout=subprocess.PIPE,
            check=True,
        )
    answer: dict[str, dict[str, float]] = json.loads(ran.stdout)
    return answer


def main() -> None:
    """Prints one JSON document: for each page the median and the worst of its longest waits."""
    runs = [in_new_process() for _ in range(RUNS)]
    pages = {page: over_all([run[page] for run in runs]) for page in runs[0]}
    print(json.dumps({"runs": RUNS, "pages": pages}, indent=1))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(one_run(Path(sys.argv[1]))))
    else:
        main()
