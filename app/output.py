"""Writes a command's answer to standard output, and says plainly when that can't be done."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from app.storage.atomic import write_atomic

_READER_LEFT = frozenset({errno.EPIPE, errno.EINVAL})
"""How a pipe whose reader has ended, as `| head`, answers: the second on Windows."""


class CannotWrite(Exception):
    """An answer could not be written. `str()` is one line: what, why, what to do."""


class CannotRead(Exception):
    """A file named on the command line could not be read. `str()` is one line: what, why, what to do."""


def speak_utf8() -> None:
    """Windows consoles and pipes may stand on an old code page; names of schools do not fit in one."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def plain(text: str) -> str:
    """The text without characters that command a terminal; names come from files and servers."""
    return "".join(mark if mark.isprintable() or mark == "\n" else "\ufffd" for mark in text)


def say(text: str) -> None:
    """Prints at once. A reader that has left is no trouble of ours; a full disk raises CannotWrite."""
    stream: TextIO | None = sys.stdout
    if stream is None:  # the window build on Windows has none
        return
    try:
        stream.write(f"{text}\n")
        stream.flush()
    except OSError as problem:
        _drop_what_is_left()
        if problem.errno not in _READER_LEFT:
            raise CannotWrite(_told("the answer", problem)) from None


def answer(document: dict[str, Any], as_json: bool, as_text: Callable[[dict[str, Any]], str]) -> None:
    """Prints a command's answer: the document itself, or its words."""
    say(json.dumps(document, ensure_ascii=False) if as_json else plain(as_text(document)))


def write_document(path: Path, document: Mapping[str, Any]) -> None:
    """Writes a document as JSON that people can read too, whole or not at all. Raises CannotWrite."""
    try:
        write_atomic(path, json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8"))
    except OSError as problem:
        raise cannot_write(path.name or str(path), problem) from None


def tell(text: str) -> None:
    """One line on standard error, for whoever reads the answer; a build without that stream says nothing."""
    stream: TextIO | None = sys.stderr
    if stream is not None:
        with contextlib.suppress(OSError):
            stream.write(f"{plain(' '.join(text.split()))}\n")
            stream.flush()


def cannot_write(name: str, problem: OSError) -> CannotWrite:
    """The error for a file that the system would not take."""
    return CannotWrite(_told(name, problem))


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Says in one line why a file can't be read: CannotRead instead of OSError."""
    try:
        yield
    except OSError as problem:
        why = problem.strerror or type(problem).__name__
        advice = "Check its name and that you may open it."
        raise CannotRead(f"{path.name or path}: cannot be read ({why}). {advice}") from None


@contextlib.contextmanager
def writing(path: Path, *read: Path | str | None) -> Iterator[None]:
    """Says in one line why a file can't be written: CannotWrite instead of OSError. Nothing is done where
    `path` is one of those that are `read`."""
    if any(_same(path, each) for each in read):
        raise CannotWrite(f"{path.name or path}: is what is read, and would be lost. Choose another name.")
    try:
        yield
    except FileExistsError:
        raise CannotWrite(
            f"{path.name or path}: is already there. Choose another name, or add --overwrite to replace it; a"
            " folder is replaced only if it holds nothing but an export of this kind."
        ) from None
    except IsADirectoryError:
        raise CannotWrite(f"{path.name or path}: is a folder. Name a file in it.") from None
    except OSError as problem:
        raise cannot_write(path.name or str(path), problem) from None


def _same(path: Path, other: Path | str | None) -> bool:
    try:
        return other is not None and path.samefile(other)
    except OSError:  # one of them is not there
        return False


def _told(what: str, problem: OSError) -> str:
    why = problem.strerror or type(problem).__name__
    return f"{what}: could not be written ({why}). Choose another place, or make room, then try again."


def _drop_what_is_left() -> None:
    """Python writes what is still buffered when it ends, and would complain a second time."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
