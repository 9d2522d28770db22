"""What scenes are drawn with: a window in one look, its state as asked, and a file for each picture."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtWidgets import QApplication, QWidget

from app.journey.folder import JourneyFolder
from app.storage.paths import AppPaths
from app.storage.settings import Settings
from app.ui.app import services_for
from app.ui.desk import JourneyDesk
from app.ui.page import Page, Route
from app.ui.shell import Shell
from app.ui.theme import Theme
from app.ui.turns import Turns
from tests.fakes.host import FakeHost
from tests.fakes.journeys import NOW

WIDE, SMALL, TALL = (1160, 760), (1093, 614), (1160, 2200)


@dataclass(frozen=True)
class Look:
    """How a window looks: light or dark, how large its text is, and how large it is itself."""

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
    Look("tall", size=TALL),
)
"""The last shows whole pages at once, as nobody's screen does."""


@dataclass(frozen=True)
class Studio:
    """Draws windows in one look into one folder."""

    app: QApplication
    look: Look
    out: Path

    @contextmanager
    def window(self, home: Path) -> Iterator[Shell]:
        """A window whose files are under `home`, on an invented Windows PC."""
        theme = Theme(self.app, self.look.scheme, self.look.percent)
        paths = AppPaths(data=home / "data", config=home / "config", logs=home / "logs")
        services = services_for(theme, paths, Settings())
        services.now = lambda: NOW
        services.open_url = lambda _: True
        services.__dict__["host"] = FakeHost()
        shell = Shell(services, JourneyDesk(services, theme))
        shell.resize(*self.look.size)
        shell.show()
        try:
            yield shell
        finally:
            shell.close()
            shell.deleteLater()
            theme.deleteLater()
            self.settle(lambda: True)

    def on_screen(self, size: tuple[int, int]) -> QSize:
        """A size at 100 % text as it is in this look, on a screen no larger than its window."""
        wanted = QSize(*size) * (self.look.percent / 100)
        return wanted.boundedTo(QSize(*self.look.size))

    def settle(self, ready: Callable[[], bool], within_s: float = 30.0) -> None:
        """Lets the window work until `ready` holds for a few turns. Raises TimeoutError."""
        until = time.monotonic() + within_s
        turns = 0
        while time.monotonic() < until:
            self.app.processEvents()
            # Outside exec() nothing else lets go of what was replaced.
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            turns = turns + 1 if ready() else 0
            if turns > 8:
                return
            time.sleep(0.01)
        raise TimeoutError("the window did not come to rest")

    def rest(self, shell: Shell) -> None:
        """Waits until nothing is awaited any more, and the page has put everything in its place."""
        self.settle(lambda: self._at_rest(shell))

    def _at_rest(self, shell: Shell) -> bool:
        working = shell.page is None or shell.page.busy is not None
        drawing = any(turns.busy for turns in shell.findChildren(Turns))
        return not working and not drawing and not shell.opening and not shell.services.tasks.busy

    def open(self, shell: Shell, folder: JourneyFolder, route: Route) -> Page:
        """Opens a journey at a page and waits for it."""
        shell.desk.open(folder.path, route)
        self.settle(lambda: shell.services.journey is not None and shell.services.journey.path == folder.path)
        self.rest(shell)
        return self.page(shell)

    def page(self, shell: Shell) -> Page:
        """The page shown, once there is one."""
        self.settle(lambda: shell.page is not None)
        assert shell.page is not None
        return shell.page

    def draw(self, shell: Shell, name: str, *, at_rest: bool = True) -> None:
        """Draws the window; `at_rest=False` while something is still awaited."""
        if at_rest:
            self.rest(shell)
        else:
            self.settle(lambda: True)
        self.draw_widget(shell, name)

    def draw_widget(self, widget: QWidget, name: str) -> None:
        """Draws any widget as it is now."""
        widget.grab().save(str(self.out / f"{name}-{self.look.name}.png"))
