"""Writes that either happen whole or not at all."""

from __future__ import annotations

import contextlib
import glob
import os
import tempfile
import time
from pathlib import Path

_STALE_S = 3600.0
"""No write takes so long: what is older belongs to nobody."""


def write_atomic(path: Path, data: bytes) -> None:
    """Replaces `path` with `data`, or leaves it as it was. Makes the folder if need be.

    Written beside the target under a temporary name, flushed to disk, then renamed. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _clear_left_behind(path)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    sync_folder(path.parent)


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
