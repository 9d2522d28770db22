"""What `baseline --json` says of the file it wrote: counts, how it is opened, until when it is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.roster.database import Roster
from app.storage.sealed import SealedHead

_ONLY_HERE = (
    "It opens on this PC and for this user only. Next September may be another PC: with a recovery passphrase"
    " it would open there too."
)
_ANYWHERE = "Keep the passphrase apart from the file. Who loses it, and this PC, can't open the file again."


def baseline_document(roster: Roster, head: SealedHead, path: Path) -> dict[str, Any]:
    """The answer of `baseline` as one JSON object."""
    counts = roster.counts()
    opens_with = [lock.by for lock in head.locks]
    return {
        "output": str(path),
        "bytes": path.stat().st_size,
        "made": head.made.isoformat(timespec="seconds"),
        "keep_until": head.keep_until.isoformat(),
        "opens_with": sorted(opens_with),
        "note": _ANYWHERE if "passphrase" in opens_with else _ONLY_HERE,
        "source": str(roster.origin.kind),
        "school": {"id": roster.school.id, "name": roster.school.name},
        "counts": {
            "students": counts.students,
            "staff": counts.staff,
            "groups": dict(counts.groups),
            "classes": counts.classes,
            "memberships": counts.memberships,
        },
    }
