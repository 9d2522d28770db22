"""The program's own log: what it did and what went wrong, never about whom.

Addresses lose their query, and e-mail addresses, UPNs and long tokens are blotted out. A traceback names
files, lines and kinds of errors; an error's own text is kept only where this project wrote it.
"""

from __future__ import annotations

import functools
import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from app.storage.paths import AppPaths

LOG_NAME = "provisioning-wizard.log"
LARGEST_LOG = 1024 * 1024
LOGS_KEPT = 4
SILENCED = ("httpx", "httpcore", "hpack", "keyring", "asyncio", "filelock")
"""Libraries that would log addresses with their queries, or noise. Warnings of the last three still pass."""

_BLOTS = (
    (r"(https?://[^\s\"'<>?#]*)[?#][^\s\"'<>]*", r"\1?[…]"),
    (r"(https?://)[^\s/@]+@", r"\1[…]@"),
    (r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]+", r"\1 […]"),
    (r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+", "[e-mail]"),
    (r"\b[A-HJ-NP-RT-Za-hj-np-rt-z][0-9]{11}[0-9A-Za-z]\b", "[UPN]"),
    (r"\b(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{30,}\b", "[secret]"),
)


@functools.cache
def _blots() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Made for the first line that is written: the window is seen before that."""
    return tuple((re.compile(pattern), blot) for pattern, blot in _BLOTS)


def scrub(text: str) -> str:
    """The text with queries, e-mail addresses, UPNs and anything like a token blotted out."""
    for pattern, blot in _blots():
        text = pattern.sub(blot, text)
    return text


class SafeFormatter(logging.Formatter):
    """One record a line, scrubbed; tracebacks without foreign error texts."""

    def format(self, record: logging.LogRecord) -> str:
        """Also for records whose arguments don't fit their message: a log must not raise."""
        try:
            message = record.getMessage()
        except Exception:
            message = f"{record.msg} (could not be filled in)"
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {scrub(message)}"
        line = line.replace("\r", " ").replace("\n", " ")
        if record.exc_info and record.exc_info[1] is not None:
            line = f"{line}\n{described(record.exc_info[1])}"
        return line


def described(error: BaseException) -> str:
    """A traceback that may be kept: places and kinds of errors, and the text of this project's own errors."""
    chain: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in chain:
        chain.append(step)
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return "\n".join(_one(link) for link in reversed(chain))


def _one(error: BaseException) -> str:
    places = [
        f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__, limit=-40)
    ]
    kind = type(error)
    text = f": {scrub(str(error))}" if kind.__module__.partition(".")[0] == "app" else ""
    return "\n".join([*places, f"  {kind.__module__}.{kind.__qualname__}{text}"])


class _LateLog(logging.Handler):
    """Opens the log's file with the first record."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.setFormatter(SafeFormatter())
        self._path = file
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if self._file is None:
            self._file = _log_file(self._path, delay=True)
        self._file.emit(record)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        super().close()


def _log_file(path: Path, *, delay: bool) -> logging.Handler:
    from app.storage.log_file import QuietRotation

    made = QuietRotation(path, maxBytes=LARGEST_LOG, backupCount=LOGS_KEPT, encoding="utf-8", delay=delay)
    made.setFormatter(SafeFormatter())
    return made


def start_logging(paths: AppPaths, level: int = logging.INFO, *, late: bool = False) -> Path | None:
    """Sends the program's log to a file that is rotated at 1 MiB; returns the file, None if it can't be
    written. Calling it again, also with other paths, replaces the file rather than adding one.

    `late`: nothing is made on disk before there is something to write, and whether it can be is not known
    before either.
    """
    for name in SILENCED:
        logger = logging.getLogger(name)
        logger.setLevel(
            logging.CRITICAL if name.startswith(("httpx", "httpcore", "hpack")) else logging.WARNING
        )
    root = logging.getLogger()
    stop_logging()
    file = paths.logs / LOG_NAME
    try:
        handler = _LateLog(file) if late else _log_file(file, delay=False)
    except OSError:
        return None
    handler.setLevel(level)
    root.addHandler(handler)
    root.setLevel(min(root.level or level, level))
    return file


def stop_logging() -> None:
    """Closes the log's file, so that its folder can be moved or removed."""
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler.formatter, SafeFormatter)]:
        root.removeHandler(handler)
        handler.close()


def fault_text(fault: str, log: Path | None) -> str:
    """What a person is told when the program itself is at fault: nothing about what it was working on."""
    where = f" Details are in {log}." if log is not None else ""
    return (
        f"Something went wrong inside the wizard (fault {fault}). What you had recorded is safe. "
        f"Try again; if it happens again, quote the number to support.{where}"
    )


def log_fault(error: BaseException) -> str:
    """Writes a fault to the log and returns the number to quote."""
    fault = os.urandom(4).hex()
    logging.getLogger("app").error("fault %s", fault, exc_info=(type(error), error, error.__traceback__))
    return fault


def install_exception_hooks(tell: Callable[[str], None], log: Path | None) -> None:
    """Logs what nobody caught, on any thread, and calls `tell` (on that thread) with text for a person."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, (KeyboardInterrupt, SystemExit)):
            return
        tell(fault_text(log_fault(error.with_traceback(trace)), log))

    def thread_hook(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            hook(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = hook
    threading.excepthook = thread_hook
