"""When this program itself goes wrong: one dialog, with a text to copy that holds nothing private."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtWidgets import QWidget

from app import __version__
from app.ui import messages
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.ui.message_window import MessageWindow

log = logging.getLogger(__name__)


def redacted(kind: type[BaseException], trace: TracebackType | None) -> str:
    """The kind of error and the places in the code: no message, no values, no paths of this PC."""
    import platform

    places = [
        f"  {frame.name} in {_short(frame.filename)}, line {frame.lineno}"
        for frame in traceback.extract_tb(trace)
    ]
    versions = f"Python {platform.python_version()}, Qt {qVersion()}, {sys.platform}"
    about = f"Provisioning Wizard {__version__}, {versions}"
    return "\n".join((about, kind.__name__, *places[-12:]))


def _short(filename: str) -> str:
    parts = filename.replace("\\", "/").split("/")
    return "/".join(parts[parts.index("app") :]) if "app" in parts else parts[-1]


class CrashReporter(QObject):
    """Takes over `sys.excepthook` and threads' exceptions. At most one dialog is open at a time."""

    _happened = Signal(object)

    def __init__(self, look: Theme, window: QWidget | None = None) -> None:
        super().__init__(window)
        self._look = look
        self._window = window
        self._open: MessageWindow | None = None
        self._happened.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """From now on nothing is lost without a word."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def uninstall(self) -> None:
        """Puts Python's own hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        text = redacted(kind, trace)
        log.error("%s", text)
        self._happened.emit(text)

    def _thread_hook(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._hook(args.exc_type, args.exc_value, args.exc_traceback)

    def _show(self, text: str) -> None:
        if self._open is not None:
            return
        from app.ui.message_window import MessageWindow

        self._open = MessageWindow(
            self._look, messages.CRASH_TITLE, messages.CRASH_TEXT, copy_text=text, parent=self._window
        )
        self._open.finished.connect(self._closed)
        self._open.open()

    def _closed(self, _: int) -> None:
        self._open = None
