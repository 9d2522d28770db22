"""Whether each field is shared. A withheld field is not a blank field.

Something seen is shared, whatever a list of permissions says. Nothing seen is *blank in MIS* only where
the permission was read and is approved; *not shared* where it was read and is not approved, or is missing
from a list that names its fields; and otherwise it *can't be seen from here*. A file from the MIS never
tells what Wonde would share.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from app.formats.records import FieldState
from app.guidance.permissions import (
    Need,
    PermissionField,
    judge_permission,
    permission_fields,
    permission_words,
)
from app.roster.facts import FieldRow, LoadFacts, PermissionSeen, SourceKind

_COLUMNS = {"year": "year_label"}
_MEMBERSHIPS = {"groups": "groups", "classes": "courses"}
"""Fields that are memberships, with the column of `person_size` that counts them."""
_UNREADABLE = {"student": "students", "staff": "employees", "group": "groups", "class": "classes"}


def field_rows(db: sqlite3.Connection, facts: LoadFacts) -> tuple[FieldRow, ...]:
    """Every field of the catalogue with its state and how many rows hold it, in the catalogue's order."""
    entries = permission_fields()
    filled, totals = _filled(db, entries)
    rows = []
    for entry in entries:
        here = (entry.kind, entry.field)
        if facts.present is not None and entry.field not in facts.present.get(entry.kind, frozenset()):
            state, why = FieldState.UNKNOWN, "This source does not have it."
        else:
            state, why = _state(entry, filled[here], totals[entry.kind], facts)
        rows.append(
            FieldRow(
                entry.kind, entry.field, entry.title, state, filled[here], totals[entry.kind],
                entry.need, why,
            )
        )  # fmt: skip
    return tuple(rows)


def _state(entry: PermissionField, filled: int, total: int, facts: LoadFacts) -> tuple[FieldState, str]:
    if facts.origin.kind is not SourceKind.WONDE:
        return FieldState.UNKNOWN, "A file from the MIS does not tell what Wonde would share."
    if filled:
        return FieldState.SHARED, f"{filled} of {total} have it."
    if _UNREADABLE[entry.kind] in facts.unreadable or _granted_by(entry) in facts.unreadable:
        return FieldState.NOT_SHARED, "Wonde refuses to hand out these records."
    if facts.permissions is None:
        return FieldState.UNKNOWN, "It is empty everywhere, and the list of permissions could not be read."
    if total == 0:
        return FieldState.UNKNOWN, "There is nobody to see it on."
    return _by_permission(entry, facts.permissions)


def _granted_by(entry: PermissionField) -> str:
    return {"group": "groups", "class": "classes"}.get(entry.subject, "") if not entry.names else ""


def _by_permission(entry: PermissionField, permissions: Sequence[PermissionSeen]) -> tuple[FieldState, str]:
    whole: list[PermissionSeen] = []
    itself: list[PermissionSeen] = []
    siblings = False
    for permission in permissions:
        words = permission_words(permission.name)
        if words.subject != entry.subject:
            continue
        if not words.rest:
            whole.append(permission)
        elif words.rest in entry.names:
            itself.append(permission)
        else:
            siblings = True
    if itself:
        if any(permission.approved for permission in itself):
            return FieldState.BLANK, f"“{itself[0].name}” is approved, and nobody has it."
        return _refused(itself)
    if whole and not any(permission.approved for permission in whole):
        return _refused(whole)
    if not entry.names:
        return FieldState.UNKNOWN, "It is empty everywhere; no permission of its own is listed."
    if siblings and entry.sureness.certain:
        return FieldState.NOT_SHARED, "Its permission is not in the list that this school approved."
    return FieldState.UNKNOWN, "It is empty everywhere, and its permission is not listed by a name we know."


def _refused(permissions: Sequence[PermissionSeen]) -> tuple[FieldState, str]:
    """For permissions none of which is approved: a no, unless Wonde does not say."""
    name = permissions[0].name
    if any(permission.approved is None for permission in permissions):
        return FieldState.UNKNOWN, f"Wonde does not say whether “{name}” is approved."
    return FieldState.NOT_SHARED, f"“{name}” is not approved."


def beyond_need(permissions: Sequence[PermissionSeen]) -> tuple[PermissionSeen, ...]:
    """Approved permissions that itslearning is not believed to need."""
    return tuple(
        permission
        for permission in permissions
        if permission.approved and judge_permission(permission.name).need is Need.BEYOND
    )


Filled = dict[tuple[str, str], int]


def _filled(db: sqlite3.Connection, entries: Sequence[PermissionField]) -> tuple[Filled, dict[str, int]]:
    filled: Filled = {}
    totals = {"student": 0, "staff": 0, "group": 0, "class": 0}
    for kind in totals:
        fields = [entry.field for entry in entries if entry.kind == kind and entry.field not in _MEMBERSHIPS]
        table, where = _table_of(kind)
        counted = ", ".join(f"count({_COLUMNS.get(field, field)})" for field in fields)
        # Only names from our own catalogue, which a test holds to the columns, are joined in.
        row = db.execute(f"SELECT count(*), {counted} FROM {table} WHERE {where}").fetchone()
        totals[kind] = row[0]
        filled.update({(kind, field): count for field, count in zip(fields, row[1:], strict=True)})
    for kind in ("student", "staff"):
        for field, column in _MEMBERSHIPS.items():
            (count,) = db.execute(
                f"SELECT count(*) FROM person_size z JOIN shown s ON s.id = z.id"
                f" WHERE s.kind = '{kind}' AND z.{column} > 0"
            ).fetchone()
            filled[kind, field] = count
    return filled, totals


def _table_of(kind: str) -> tuple[str, str]:
    if kind in ("student", "staff"):
        return "person", f"kind = '{kind}'"
    return "grp", "type = 'CLASS'" if kind == "class" else "type <> 'CLASS'"
