"""Opens the window once, waits until its first page is painted, and closes it: for `--self-test`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from app.storage.paths import AppPaths
from app.ui.app import application, build
from app.ui.page import START
from app.ui.painted import FirstPainting
from app.ui.shell import Shell

LEAST_COLOURS = 8
"""Text alone has more, by the smoothing of its edges; a window with nothing in it has one or two."""
_PATIENCE_MS = 30_000
_LOOK_MS = 10


def first_paint() -> dict[str, str]:
    """`{"platform", "because"}`: what drew the window, and why it is not painted, empty where it is.

    Once per process, on the main thread. Journeys and settings are those of an empty folder.
    """
    with tempfile.TemporaryDirectory(prefix="first-paint-") as folder:
        root = Path(folder)
        app = application()
        window = build(app, AppPaths(data=root / "data", config=root / "config", logs=root / "logs"))
        watch = _PaintWatch(app, window)
        window.show_route(START)
        window.show()
        watch.begin()
        QTimer.singleShot(_PATIENCE_MS, watch, watch.give_up)
        app.exec()
    return {"platform": QGuiApplication.platformName(), "because": watch.because}


class _PaintWatch(QObject):
    """Looks at the window once the page has been painted, then ends the event loop."""

    def __init__(self, app: QApplication, window: Shell) -> None:
        super().__init__()
        self._app, self._window = app, window
        self.because = ""

    def begin(self) -> None:
        """Watches the page from when it is whole: it is made a part at a time."""
        page = self._window.page
        if page is None or self._window.opening:
            QTimer.singleShot(_LOOK_MS, self, self.begin)
            return
        FirstPainting(page, self._look)
        page.update()

    def give_up(self) -> None:
        """Nothing came for long."""
        self._end("its first page was not painted")

    def _look(self) -> None:
        few = _colours(self._window.grab().toImage()) < LEAST_COLOURS
        self._end("what was painted is empty" if few else "")

    def _end(self, because: str) -> None:
        self.because = because
        self._window.close()
        self._app.quit()


def _colours(picture: QImage) -> int:
    across, down = range(0, picture.width(), 3), range(0, picture.height(), 3)
    return len({picture.pixel(x, y) for x in across for y in down})
