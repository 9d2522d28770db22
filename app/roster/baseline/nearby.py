"""Baselines that lie with the journeys of this PC, so that nobody has to remember where last year's is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from app.roster.baseline.keeping import KIND
from app.storage.errors import SealedError
from app.storage.sealed import SealedHead, head_of

SUFFIX = ".baseline"
FOLDER = "baselines"
"""Below a journey's own folder."""


class KeptFile(NamedTuple):
    """A baseline with what its outside says."""

    path: Path
    head: SealedHead


def kept_near(journeys: Iterable[Path]) -> tuple[KeptFile, ...]:
    """The baselines in these journeys' folders, newest first; what can't be read is left out. Blocks."""
    found = {
        path.resolve(): head
        for journey in journeys
        for path in _files(journey / FOLDER)
        if (head := _head(path)) is not None
    }
    kept = [KeptFile(path, head) for path, head in found.items()]
    return tuple(sorted(kept, key=lambda file: file.head.made, reverse=True))


def siblings(root: Path, journey: Path | None) -> tuple[Path, ...]:
    """Every folder in `root`, and `journey`, wherever that is. Blocks."""
    try:
        here = [path for path in sorted(root.iterdir()) if path.is_dir()]
    except OSError:
        here = []
    return (*here, *([journey] if journey is not None else ()))


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(folder.glob(f"*{SUFFIX}"))
    except OSError:
        return []


def _head(path: Path) -> SealedHead | None:
    try:
        head = head_of(path)
    except (SealedError, OSError):
        return None
    return head if head.kind == KIND else None
