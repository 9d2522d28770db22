"""The log: enough to mend the program by, nothing about anyone, and never a reason to fail."""

from __future__ import annotations

import logging
import logging.handlers
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.formats.errors import InputError
from app.storage import logs
from app.storage.logs import (
    SafeFormatter,
    fault_text,
    install_exception_hooks,
    log_fault,
    scrub,
    start_logging,
    stop_logging,
)
from app.storage.paths import AppPaths


@pytest.fixture
def paths(tmp_path: Path) -> AppPaths:
    return AppPaths(data=tmp_path / "data", config=tmp_path / "config", logs=tmp_path / "logs")


@pytest.fixture(autouse=True)
def _logging_restored() -> Iterator[None]:
    root = logging.getLogger()
    level, hook, thread_hook = root.level, sys.excepthook, threading.excepthook
    levels = {name: logging.getLogger(name).level for name in logs.SILENCED}
    yield
    stop_logging()
    root.setLevel(level)
    sys.excepthook, threading.excepthook = hook, thread_hook
    for name, old in levels.items():
        logging.getLogger(name).setLevel(old)


def text(paths: AppPaths) -> str:
    return (paths.logs / logs.LOG_NAME).read_text(encoding="utf-8")


def test_what_is_logged_is_one_line_in_one_file_however_often_it_is_started(paths: AppPaths) -> None:
    file = start_logging(paths)
    assert start_logging(paths) == file
    logging.getLogger("app").info("opened %s\nagain", "a journey")
    assert text(paths).count("opened a journey again") == 1


def test_libraries_that_would_log_addresses_are_silent(paths: AppPaths) -> None:
    start_logging(paths, logging.DEBUG)
    for name in ("httpx", "httpcore", "httpcore.http11"):
        logging.getLogger(name).warning("GET https://api.wonde.com/v1.0?page=2")
    logging.getLogger("keyring").info("chatter")
    assert text(paths) == ""


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        (
            "GET https://api.wonde.com/v1.0/schools?urn=1&x=2 done",
            "GET https://api.wonde.com/v1.0/schools?[…] done",
        ),
        ("at https://x.example/#frag end", "at https://x.example/?[…] end"),
        ("via http://user:pw@proxy.example:8080/ ok", "via http://[…]@proxy.example:8080/ ok"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer […]"),
        ("from jo.bloggs@school.example now", "from [e-mail] now"),
        ("row X823432113001 bad", "row [UPN] bad"),
        ("key 0123456789abcdef0123456789abcdef01234567", "key [secret]"),
        ("12 pages in 3.4 s", "12 pages in 3.4 s"),
    ],
)
def test_what_could_be_about_someone_is_blotted_out(raw: str, kept: str) -> None:
    assert scrub(raw) == kept


def test_a_traceback_names_places_and_kinds_but_not_what_was_being_worked_on(paths: AppPaths) -> None:
    start_logging(paths)

    def work() -> None:
        try:
            {}["Jo Bloggs"]
        except KeyError as lost:
            raise InputError("no such column", "a.csv") from lost

    try:
        work()
    except InputError as error:
        fault = log_fault(error)
    written = text(paths)
    assert fault in written
    assert "Jo Bloggs" not in written
    assert "builtins.KeyError" in written
    assert "app.formats.errors.InputError: a.csv: no such column." in written
    assert "test_logs.py" in written
    assert str(Path(__file__).parent) not in written


def test_errors_that_go_in_a_circle_or_were_hidden(paths: AppPaths) -> None:
    one, two = ValueError("x"), ValueError("y")
    one.__cause__, two.__cause__ = two, one
    assert logs.described(one).count("ValueError") == 2
    try:
        try:
            raise ValueError("first")
        except ValueError:
            raise TypeError("second") from None
    except TypeError as error:
        hidden = error
    assert "ValueError" not in logs.described(hidden)


def test_a_record_that_cannot_be_filled_in_is_still_written() -> None:
    record = logging.LogRecord("app", logging.INFO, __file__, 1, "%d pages", ("many",), None)
    assert "could not be filled in" in SafeFormatter().format(record)


def test_the_file_is_rotated_and_old_ones_go(paths: AppPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "LARGEST_LOG", 500)
    start_logging(paths)
    for _ in range(60):
        logging.getLogger("app").info("x" * 29)
    files = list(paths.logs.iterdir())
    assert len(files) == 1 + logs.LOGS_KEPT
    assert all(file.stat().st_size <= 500 for file in files)


def test_a_rotation_that_fails_because_the_file_is_held_loses_nothing(
    paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "LARGEST_LOG", 200)
    start_logging(paths)

    def held(*_: object) -> None:
        raise PermissionError(13, "in use by another process")

    monkeypatch.setattr(logging.handlers.RotatingFileHandler, "rotate", held)
    for number in range(9):
        logging.getLogger("app").info("line %d and some more words", number)
    assert all(f"line {number} " in text(paths) for number in range(9))


def test_a_late_log_is_made_with_its_first_record_and_closed(paths: AppPaths) -> None:
    assert start_logging(paths, late=True) == paths.logs / logs.LOG_NAME
    assert not paths.logs.exists()
    logging.getLogger("app").info("from jo.bloggs@school.example")
    logging.getLogger("app").info("second")
    stop_logging()
    assert [line.rpartition(": ")[2] for line in text(paths).splitlines()] == ["from [e-mail]", "second"]
    logging.getLogger("app").info("after the end")
    assert "after" not in text(paths)


def test_a_late_log_that_cannot_be_written_stops_nothing(paths: AppPaths) -> None:
    paths.logs.write_text("in the way", encoding="utf-8")
    start_logging(paths, late=True)
    logging.getLogger("app").info("lost")
    stop_logging()
    assert paths.logs.read_text(encoding="utf-8") == "in the way"


def test_a_log_that_cannot_be_written_stops_nothing(paths: AppPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    paths.logs.write_text("in the way", encoding="utf-8")
    assert start_logging(paths) is None
    paths.logs.unlink()
    start_logging(paths)

    [handler] = [one for one in logging.getLogger().handlers if isinstance(one.formatter, SafeFormatter)]

    def full(_text: str) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(handler.stream, "write", full)  # type: ignore[attr-defined]
    logging.getLogger("app").info("lost")


def test_what_nobody_caught_is_logged_and_told_in_plain_words(paths: AppPaths) -> None:
    file = start_logging(paths)
    said: list[str] = []
    install_exception_hooks(said.append, file)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert said == []
    try:
        raise ValueError("about Jo Bloggs")
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert "Jo Bloggs" not in said[0] + text(paths)
    assert "is safe" in said[0]
    assert "\n" not in said[0]

    def fail() -> None:
        raise RuntimeError("on a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert len(said) == 2
    threading.excepthook(threading.ExceptHookArgs((ValueError, None, None, None)))
    assert len(said) == 2


def test_without_a_log_the_text_names_none() -> None:
    assert "Details" not in fault_text("abc", None)
