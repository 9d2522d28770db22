"""What the changes tab asks for: baselines nearby, a comparison, a new baseline. All of it blocks and belongs
on a worker thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from app.roster.baseline.keeping import check_place, keep, read
from app.roster.baseline.nearby import KeptFile, kept_near, siblings
from app.roster.comparison.compare import compare
from app.roster.database import Roster
from app.storage.locks import Locks, checked_passphrase
from app.ui.pages.preview.changes_model import ChangesView, changes_view


@dataclass(frozen=True, slots=True)
class Kept:
    """A baseline that was written."""

    path: Path
    people: int
    keep_until: date
    opens_with: frozenset[str]
    """`keyring`, `passphrase` or both."""


def find_baselines(root: Path, journey: Path | None) -> tuple[KeptFile, ...]:
    """The baselines with the journeys of this PC, newest first."""
    return kept_near(siblings(root, journey))


def compare_with(roster: Roster, path: Path, locks: Locks, now: datetime) -> ChangesView:
    """Opens a baseline and compares it. Raises SealedError, RosterClosed, OSError."""
    baseline = read(path, locks)
    return changes_view(compare(roster, baseline), baseline, path.name, now)


def keep_now(roster: Roster, path: Path, locks: Locks, keep_until: date, today: date) -> Kept:
    """Takes a baseline of a roster; the dialog has asked already whether to replace a file. Raises
    InputError, SealedError, RosterClosed, OSError."""
    if locks.passphrase is not None:
        checked_passphrase(locks.passphrase)
    check_place(path, keep_until, today, replace=True)
    head = keep(roster, path, locks, keep_until=keep_until, replace=True)
    counts = roster.counts()
    return Kept(
        path, counts.students + counts.staff, head.keep_until, frozenset(lock.by for lock in head.locks)
    )
