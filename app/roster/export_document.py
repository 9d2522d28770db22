"""The document of `export --json` and the level it exits with. Holds counts and titles; never a name."""

from __future__ import annotations

from collections import Counter
from typing import Any

from app.formats.losses import RECORD, Held, NotHeld
from app.guidance.permissions import permission_fields
from app.roster.database import Roster
from app.roster.document import ATTENTION, FINE, MUST_FIX, counts_of
from app.roster.export import Exported, ExportRequest
from app.roster.facts import IssueSeverity

_TITLES = {
    RECORD: "The whole record",
    "key": "Id in the source",
    "type": "Kind of group",
    "name": "Title",
    "title": "Title",
    "mis_id": "MIS id",
    "parent_key": "Group above it",
    "standing": "Whether here, left or still to come",
    "role": "Part in the group",
    "main": "Main teacher",
    "subject": "Subject",
    "code": "Code",
    "description": "Description",
    "teaching": "Teaching staff or not",
    "staff_code": "Staff code",
}
"""For what the catalogue of permissions has no title for, of that kind."""
_CATALOGUE = {"year_label": "year"}


def export_document(
    roster: Roster, request: ExportRequest, exported: Exported, elapsed_s: float
) -> dict[str, Any]:
    """What was written, what the format could not hold and how many values, and what was assumed."""
    issues = Counter(str(issue.severity) for issue in roster.issues())
    return {
        "format": str(request.format),
        "output": str(request.output),
        "source": str(roster.origin.kind),
        "phase": str(roster.origin.phase),
        "school": {"id": roster.school.id, "name": roster.school.name},
        "practice": request.practice,
        "counts": counts_of(roster),
        "files": [{"name": name, "rows": rows} for name, rows in exported.files.items()],
        "not_held": [_entry(entry) for entry in exported.not_held],
        "left_out": [{"what": entry.what, "count": entry.count} for entry in roster.facts.left_out],
        "issues": {str(severity): issues[str(severity)] for severity in IssueSeverity},
        "notes": list(exported.notes),
        "elapsed_s": round(elapsed_s, 3),
    }


def export_level(exported: Exported) -> int:
    """0 all that the format can hold is in it; 1 something stands otherwise or may be refused; 2 someone is
    missing from it."""
    people = ("student", "staff")
    if any(
        entry.held is Held.LEFT_OUT and entry.field == RECORD and entry.kind in people
        for entry in exported.not_held
    ):
        return MUST_FIX
    return ATTENTION if any(entry.held is not Held.NO_PLACE for entry in exported.not_held) else FINE


def _entry(entry: NotHeld) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "field": entry.field or "record",
        "title": _title(entry),
        "held": str(entry.held),
        "why": entry.why,
        "count": entry.count,
    }


def _title(entry: NotHeld) -> str:
    name = _CATALOGUE.get(entry.field, entry.field)
    for known in permission_fields():
        if (known.kind, known.field) == (entry.kind, name):
            return known.title
    return _TITLES.get(entry.field, entry.field)
