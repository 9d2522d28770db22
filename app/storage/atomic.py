"""Writes that either happen whole or not at all."""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_PATIENCE_S = 5.0
"""How long another copy of the program is waited for."""
_STALE_S = 3600.0
"""No write takes so long: what is older belongs to nobody."""


def write_atomic(path: Path, data: bytes) -> None:
    """Replaces `path` with `data`, or leaves it as it was. Makes the folder if need be. Raises OSError."""
    with new_file(path, replace=True) as stream:
        stream.write(data)


@contextmanager
def changing(path: Path) -> Iterator[None]:
    """Keeps every other copy of the program from changing a small file while this one reads, changes and
    writes it. Not to be nested for one file. Blocks; raises OSError, as where another holds it for long.
    """
    from filelock import FileLock  # the window starts without it

    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path.with_name(path.name + ".lock"), timeout=_PATIENCE_S)
    try:
        lock.acquire()
    except NotImplementedError as problem:  # where a file system knows no locks
        raise OSError(str(problem)) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def new_file(path: Path, *, replace: bool) -> Iterator[BinaryIO]:
    """A stream whose bytes stand at `path` once the block has ended well, and nowhere if it has not.

    Written beside the target under a temporary name that only this user can read, flushed to disk, then
    renamed. Makes the folder if need be. Raises OSError; FileExistsError where something is at `path` and
    may not be replaced, looked for before the block and once more when renaming.
    """
    if not replace and os.path.lexists(path):
        raise FileExistsError(f"{path.name} is already there")
    path.parent.mkdir(parents=True, exist_ok=True)
    _clear_left_behind(path)
    with _told_as(path):
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        with _told_as(path):
            if replace:
                os.replace(temporary, path)
            else:
                _move_to_new(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    sync_folder(path.parent)


@contextmanager
def new_folder(path: Path, *, replace: frozenset[str] | None) -> Iterator[Path]:
    """A folder to write files into; it stands at `path` once the block has ended well, and nowhere if not.

    An empty folder at `path` is taken over. One that holds files is replaced only where every one of its
    names is among `replace`: a folder of other things is never taken for an old export. Files are flushed to
    disk by whoever writes them. Raises OSError; FileExistsError for what may not be replaced.
    """
    check_folder(path, replace)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _told_as(path):
        temporary = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent))
    try:
        yield temporary
        sync_folder(temporary)
        check_folder(path, replace)
        with _told_as(path):
            if path.exists():
                _swap(temporary, path)
            else:
                os.rename(temporary, path)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    sync_folder(path.parent)


@contextmanager
def _told_as(path: Path) -> Iterator[None]:
    """An error names what was asked for, and not a temporary name that nobody has heard of."""
    try:
        yield
    except OSError as problem:
        if problem.filename is not None:
            problem.filename, problem.filename2 = str(path), None
        raise


def check_folder(path: Path, replace: frozenset[str] | None) -> None:
    """Whether `new_folder` may put a folder there. Raises FileExistsError, OSError."""
    if not os.path.lexists(path):
        return
    if path.is_symlink() or not path.is_dir():
        raise FileExistsError(f"{path.name} is already there and is no folder")
    if set(os.listdir(path)) - (replace or frozenset()):
        raise FileExistsError(f"{path.name} is already there and holds files")


def _swap(temporary: Path, path: Path) -> None:
    """Puts the old folder aside, the new one in its place, and only then clears the old one away."""
    aside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".old", dir=path.parent))
    old = aside / path.name
    os.rename(path, old)
    try:
        os.rename(temporary, path)
    except BaseException:
        os.rename(old, path)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _move_to_new(temporary: str, path: Path) -> None:
    """A rename that fails where something has appeared at `path` meanwhile."""
    if os.name == "nt":
        os.rename(temporary, path)
        return
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links, as many USB sticks have
        if os.path.lexists(path):
            raise FileExistsError(f"{path.name} is already there") from None
        os.rename(temporary, path)
    else:
        os.unlink(temporary)


def _clear_left_behind(path: Path) -> None:
    """Removes what writes of the same file left under temporary names when their process was killed."""
    before = time.time() - _STALE_S
    with contextlib.suppress(OSError):
        for left in path.parent.glob(f".{glob.escape(path.name)}.*.tmp"):
            if left.lstat().st_mtime < before:
                left.unlink()


def sync_folder(folder: Path) -> None:
    """Makes a rename in `folder` survive a power cut. Windows offers no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
