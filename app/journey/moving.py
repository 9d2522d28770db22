"""Takes a journey to another place without ever having less than one good copy of it.

Copied under a name of its own, compared byte for byte, given its event, renamed; only then is the old one
marked. Until the mark is on the disk the old folder is the journey, and whatever stops the move is undone.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.journey.chain import read_chain
from app.journey.errors import JourneyError, MoveFailed, because
from app.journey.events import JourneyMovedEvent
from app.journey.ledger import Ledger
from app.journey.model import How
from app.journey.people import Actor
from app.storage.atomic import write_atomic

if TYPE_CHECKING:
    from app.journey.folder import JourneyFolder

_LEFT_BEHIND = ("in-use.json", "moved.json")


def move(journey: JourneyFolder, parent: Path, *, actor: Actor, at: datetime) -> Path:
    """Moves a journey into `parent` and returns its new folder. Raises MoveFailed or JourneyMoved."""
    old = journey.path.absolute()
    new = parent.absolute() / old.name
    if new == old or old in new.parents:
        raise MoveFailed(f"{new}: the journey can’t be moved into itself", "Choose another folder.")
    with journey.ledger.locked():
        journey._refuse_if_moved()
        if new.exists():
            raise MoveFailed(f"{new}: is there already", "Choose another folder, or rename that one.")
        _move(old, new, actor, at)
    return new


def _move(old: Path, new: Path, actor: Actor, at: datetime) -> None:
    making = new.with_name(f".{new.name}.{uuid.uuid4().hex[:8]}.moving")
    placed = making
    try:
        files = list(_files(old))
        for file in files:
            _copy(old / file, making / file)
        for file in files:
            if (old / file).read_bytes() != (making / file).read_bytes():
                raise MoveFailed(
                    f"{making / file}: the copy differs from the original", "Try another folder."
                )
        _note(making, len(files), actor, at)
        os.rename(making, new)
        placed = new
        write_atomic(old / "moved.json", json.dumps({"to": str(new)}, ensure_ascii=False).encode("utf-8"))
    except BaseException as problem:
        shutil.rmtree(placed, ignore_errors=True)
        if isinstance(problem, OSError):
            raise MoveFailed(
                f"{new}: the journey was not moved ({because(problem)}); it is still in {old}",
                "Check that the folder can be written to and has room.",
            ) from None
        if isinstance(problem, JourneyError) and not isinstance(problem, MoveFailed):
            raise MoveFailed(f"{problem} The journey is still in {old}.") from None
        raise


def _note(making: Path, files: int, actor: Actor, at: datetime) -> None:
    ledger = Ledger(making / "ledger.jsonl")
    before = read_chain(ledger.contents())
    ledger.append(JourneyMovedEvent(files=files), actor=actor, how=How.MEASURED, at=at)
    ledger.lock_path.unlink(missing_ok=True)
    after = read_chain(ledger.contents())
    if after.lines[: len(before.lines)] != before.lines:
        raise MoveFailed(f"{making}: the copy of the ledger changed while it was made", "Try again.")


def _files(folder: Path) -> Iterator[Path]:
    """Every ordinary file below, without locks, hints and half-written ones. Links are not followed."""
    for base, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not (Path(base) / name).is_symlink()]
        for name in names:
            path = Path(base) / name
            passing = name.endswith((".lock", ".tmp")) or name in _LEFT_BEHIND
            if path.is_file() and not path.is_symlink() and not passing:
                yield path.relative_to(folder)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as reader, target.open("xb") as writer:
        shutil.copyfileobj(reader, writer)
        writer.flush()
        os.fsync(writer.fileno())
