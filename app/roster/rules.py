"""The rules: one declared table of what is looked for, each with a question to the database or to the
load's facts.

How grave a rule is and what is said about it is in `resources/catalogues/rules.toml`; the question is
here, under the same code, and a test holds the two together. A rule that a source can't answer does not
fire: silence about something unknown is not a pass, and `cannot_tell` lists those.

A new rule is an entry in the file and one in `_ROWS` (a query that names people or groups) or `_FACTS` (a
count).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from app.formats.identifiers import UpnFault, upn_problem
from app.formats.records import FieldState
from app.guidance.content import Content, Words, read_content
from app.guidance.permissions import Need
from app.roster.facts import FieldRow, Issue, IssueSeverity, LoadFacts, SourceKind

NAME_LIMIT = 64
"""itslearning's limit on a forename or a surname."""


class Rule(Content):
    """One rule's gravity and wording."""

    code: Words
    severity: IssueSeverity
    title: Words
    why: Words
    where: Words


class _RuleFile(Content):
    version: Words
    rule: tuple[Rule, ...]


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, gravest first, in the file's order within a severity. Raises ContentError."""
    gravity = list(IssueSeverity)
    rules = read_content(_RuleFile, "catalogues", "rules.toml").rule
    return tuple(sorted(rules, key=lambda rule: gravity.index(rule.severity)))


def number_of(code: str) -> int:
    """A rule's place in `all_rules()`. Raises KeyError for a code that no rule has."""
    return _numbers()[code]


@cache
def _numbers() -> dict[str, int]:
    return {rule.code: number for number, rule in enumerate(all_rules())}


@dataclass(frozen=True, slots=True)
class _Known:
    """What a rule may ask before it fires."""

    db: sqlite3.Connection
    facts: LoadFacts
    fields: Sequence[FieldRow]

    def some(self, sql: str) -> bool:
        return bool(self.db.execute(f"SELECT EXISTS ({sql})").fetchone()[0])

    def number(self, sql: str) -> int:
        return int(self.db.execute(sql).fetchone()[0] or 0)

    def has(self, kind: str, field: str) -> bool:
        """Whether the source has this field at all."""
        present = self.facts.present
        return present is None or field in present.get(kind, frozenset())

    def readable(self, kind: str, field: str) -> bool:
        """Whether a blank here is a blank, and not something withheld or never seen."""
        if not self.has(kind, field):
            return False
        seen = (FieldState.SHARED, FieldState.BLANK)
        return self.facts.origin.kind is not SourceKind.WONDE or self.state(kind, field) in seen

    def state(self, kind: str, field: str) -> FieldState | None:
        return next((row.state for row in self.fields if (row.kind, row.field) == (kind, field)), None)


def _always(_: _Known) -> bool:
    return True


_ANY_CLASS = "SELECT 1 FROM grp WHERE type = 'CLASS'"
_ANY_TEACHER = (
    "SELECT 1 FROM member m JOIN grp g ON g.id = m.group_id"
    " JOIN shown s ON s.id = m.person_id WHERE g.type = 'CLASS' AND s.kind = 'staff'"
)
_ANY_CLASS_STUDENT = (
    "SELECT 1 FROM member m JOIN grp g ON g.id = m.group_id"
    " JOIN shown s ON s.id = m.person_id WHERE g.type = 'CLASS' AND s.kind = 'student'"
)


@dataclass(frozen=True, slots=True)
class _Rows:
    """A query giving `person_id, group_id` for every case, and whether the source can answer it."""

    sql: str
    can_tell: Callable[[_Known], bool] = _always
    kinds: Callable[[_Known], tuple[str, ...]] | None = None
    """The kinds of people it can be asked of, put in for `{kinds}`."""


def _kinds_with_names(known: _Known) -> tuple[str, ...]:
    names = ("forename", "surname")
    return tuple(kind for kind in ("student", "staff") if all(known.readable(kind, field) for field in names))


_SIZED_CLASS = "FROM grp g LEFT JOIN group_size z ON z.id = g.id WHERE g.type = 'CLASS'"

_ROWS: dict[str, _Rows] = {
    "person-key-taken": _Rows(
        "SELECT person_id, NULL FROM dropped WHERE reason = 'key taken' AND kind <> 'group'"
    ),
    "name-blank": _Rows(
        "SELECT id, NULL FROM person WHERE kind IN ({kinds}) AND (coalesce(forename, legal_forename) IS NULL"
        " OR coalesce(surname, legal_surname) IS NULL)",
        can_tell=lambda known: bool(_kinds_with_names(known)),
        kinds=_kinds_with_names,
    ),
    "name-too-long": _Rows(
        f"SELECT id, NULL FROM person WHERE length(forename) > {NAME_LIMIT} OR length(surname) > {NAME_LIMIT}"
    ),
    "upn-shared-by-two": _Rows(
        "SELECT id, NULL FROM person WHERE kind = 'student' AND upper(trim(upn)) IN ("
        "SELECT upper(trim(upn)) FROM person WHERE kind = 'student' AND upn IS NOT NULL"
        " GROUP BY upper(trim(upn)) HAVING count(*) > 1)"
    ),
    "class-without-teacher": _Rows(
        f"SELECT NULL, g.id {_SIZED_CLASS} AND coalesce(z.staff, 0) = 0",
        can_tell=lambda known: known.some(_ANY_TEACHER),
    ),
    "class-without-students": _Rows(
        f"SELECT NULL, g.id {_SIZED_CLASS} AND coalesce(z.students, 0) = 0",
        can_tell=lambda known: known.some(_ANY_CLASS_STUDENT),
    ),
    "student-in-no-class": _Rows(
        "SELECT p.id, NULL FROM person p LEFT JOIN person_size z ON z.id = p.id"
        " WHERE p.kind = 'student' AND p.standing = 'current' AND coalesce(z.courses, 0) = 0",
        can_tell=lambda known: known.some(_ANY_CLASS_STUDENT),
    ),
    # One human with two rows (a member of staff who is also on roll as something else) has one UPI.
    "email-shared": _Rows(
        "SELECT id, NULL FROM person WHERE lower(trim(email)) IN ("
        "SELECT lower(trim(email)) FROM person WHERE email IS NOT NULL"
        " GROUP BY lower(trim(email)) HAVING count(DISTINCT coalesce(upi, kind || key)) > 1)"
    ),
    "upn-wrong-form": _Rows("SELECT id, NULL FROM person WHERE upn IS NOT NULL AND upn_fault(upn) = 'form'"),
    "upn-check-letter": _Rows(
        "SELECT id, NULL FROM person WHERE upn IS NOT NULL AND upn_fault(upn) = 'letter'"
    ),
    "year-unknown": _Rows(
        "SELECT s.id, NULL FROM shown s JOIN person p ON p.id = s.id"
        " WHERE s.kind = 'student' AND s.year_order IS NULL AND p.standing <> 'leaver'",
        can_tell=lambda known: known.readable("student", "year"),
    ),
}


def _when(fires: bool) -> int:
    return 1 if fires else 0


def _people(known: _Known, kind: str) -> int:
    return known.number(f"SELECT count(*) FROM shown WHERE kind = '{kind}'")


def _no_staff(known: _Known) -> int:
    return _when(known.facts.origin.kind is SourceKind.WONDE and _people(known, "staff") == 0)


def _staff_elsewhere(known: _Known) -> int:
    return _when(known.facts.origin.kind is not SourceKind.WONDE and _people(known, "staff") == 0)


def _no_groups(known: _Known) -> int:
    can_tell = known.facts.origin.kind is SourceKind.WONDE and "groups" not in known.facts.unreadable
    return _when(can_tell and not known.some("SELECT 1 FROM grp WHERE type <> 'CLASS'"))


def _no_classes(known: _Known) -> int:
    can_tell = known.has("student", "classes") and "classes" not in known.facts.unreadable
    return _when(can_tell and not known.some(_ANY_CLASS))


def _no_class_has_a_teacher(known: _Known) -> int:
    can_tell = known.has("staff", "classes") and _people(known, "staff") > 0
    return _when(can_tell and known.some(_ANY_CLASS_STUDENT) and not known.some(_ANY_TEACHER))


def _no_class_has_students(known: _Known) -> int:
    can_tell = known.has("student", "classes") and _people(known, "student") > 0
    return _when(can_tell and known.some(_ANY_CLASS) and not known.some(_ANY_CLASS_STUDENT))


def _withheld(known: _Known, *fields: tuple[str, str]) -> int:
    return sum(known.state(kind, field) is FieldState.NOT_SHARED for kind, field in fields)


_SYNC_KEYS = (("student", "upi"), ("student", "mis_id"), ("staff", "upi"), ("staff", "mis_id"))


def _needed_withheld(known: _Known) -> int:
    return sum(
        row.need is Need.NEEDED
        and row.state is FieldState.NOT_SHARED
        and (row.kind, row.field) not in _SYNC_KEYS
        for row in known.fields
    )


_FACTS: dict[str, Callable[[_Known], int]] = {
    "no-students": lambda known: _when(_people(known, "student") == 0),
    "no-staff": _no_staff,
    "person-without-key": lambda known: known.number(
        "SELECT count(*) FROM dropped WHERE reason = 'no key' AND kind <> 'group'"
    ),
    "group-key-taken": lambda known: known.number(
        "SELECT count(*) FROM dropped WHERE reason = 'key taken' AND kind = 'group'"
    ),
    "membership-dangling": lambda known: known.number("SELECT sum(count) FROM dangling"),
    "no-classes": _no_classes,
    "no-groups": _no_groups,
    "kind-unreadable": lambda known: len(known.facts.unreadable),
    "count-differs": lambda known: len(known.facts.differences),
    "no-class-has-students": _no_class_has_students,
    "no-class-has-a-teacher": _no_class_has_a_teacher,
    "needed-withheld": _needed_withheld,
    "values-left-out": lambda known: known.facts.ignored,
    "sync-key-withheld": lambda known: _withheld(known, *_SYNC_KEYS),
    "upn-withheld": lambda known: _withheld(known, ("student", "upn")),
    "staff-not-in-source": _staff_elsewhere,
}


def run(db: sqlite3.Connection, facts: LoadFacts, fields: Sequence[FieldRow]) -> tuple[Issue, ...]:
    """Applies every rule to a settled database, keeps the cases in `finding`, and returns what fired,
    gravest first."""
    db.create_function("upn_fault", 1, _upn_fault, deterministic=True)
    known = _Known(db, facts, fields)
    issues = []
    for number, rule in enumerate(all_rules()):
        count = _apply(known, number, rule.code)
        if count:
            issues.append(Issue(rule.code, rule.severity, rule.title, rule.why, count, rule.where))
    return tuple(issues)


def cannot_tell(db: sqlite3.Connection, facts: LoadFacts, fields: Sequence[FieldRow]) -> tuple[str, ...]:
    """Titles of the rules that this source can't answer."""
    known = _Known(db, facts, fields)
    return tuple(
        rule.title for rule in all_rules() if rule.code in _ROWS and not _ROWS[rule.code].can_tell(known)
    )


def _apply(known: _Known, number: int, code: str) -> int:
    if code in _FACTS:
        return _FACTS[code](known)
    rows = _ROWS[code]
    if not rows.can_tell(known):
        return 0
    kinds = ", ".join(f"'{kind}'" for kind in rows.kinds(known)) if rows.kinds else ""
    sql = rows.sql.format(kinds=kinds)
    return known.db.execute(f"INSERT INTO finding SELECT {number}, * FROM ({sql})").rowcount


def _upn_fault(upn: str) -> str | None:
    fault = upn_problem(upn)
    if fault is None:
        return None
    return "form" if fault is UpnFault.FORM else "letter"
