"""Rules about the load as a whole: zero of anything, what was withheld, refused, left out or miscounted."""

from __future__ import annotations

from app.formats.records import FieldState
from app.guidance.permissions import Need
from app.roster.facts import SourceKind
from app.roster.rules.asking import Count, Family, Known, Needs, Rows, when
from app.roster.rules.classes import ANY_CLASS, ANY_CLASS_STUDENT, ANY_TEACHER

_SYNC_KEYS = (("student", "upi"), ("student", "mis_id"), ("staff", "upi"), ("staff", "mis_id"))


def _no_staff(known: Known) -> int:
    return when(known.from_wonde and known.people("staff") == 0)


def _staff_elsewhere(known: Known) -> int:
    return when(not known.from_wonde and known.people("staff") == 0)


def _lists_groups(known: Known) -> bool:
    """Whether year, registration and other groups would be seen if there were any."""
    return known.facts.origin.kind is SourceKind.WONDE and "groups" not in known.facts.unreadable


def _no_groups(known: Known) -> int:
    return when(not known.some("SELECT 1 FROM grp WHERE type <> 'CLASS'"))


def _no_registration_groups(known: Known) -> int:
    return when(
        known.some("SELECT 1 FROM grp WHERE type <> 'CLASS'")
        and not known.some("SELECT 1 FROM grp WHERE type = 'REGISTRATION'")
    )


def _lists_classes(known: Known) -> bool:
    return known.has("student", "classes") and "classes" not in known.facts.unreadable


def _no_classes(known: Known) -> int:
    return when(not known.some(ANY_CLASS))


def _no_memberships(known: Known) -> int:
    return when(known.some("SELECT 1 FROM grp") and not known.some("SELECT 1 FROM member"))


def _no_class_has_a_teacher(known: Known) -> int:
    return when(known.some(ANY_CLASS_STUDENT) and not known.some(ANY_TEACHER))


def _no_class_has_students(known: Known) -> int:
    return when(known.some(ANY_CLASS) and not known.some(ANY_CLASS_STUDENT))


def _withheld(known: Known, *fields: tuple[str, str]) -> int:
    return sum(known.state(kind, field) is FieldState.NOT_SHARED for kind, field in fields)


def _needed_withheld(known: Known) -> int:
    return sum(
        row.need is Need.NEEDED
        and row.state is FieldState.NOT_SHARED
        and (row.kind, row.field) not in _SYNC_KEYS
        for row in known.fields
    )


def _dropped(reason: str, kind: str) -> str:
    return f"SELECT count(*) FROM dropped WHERE reason = '{reason}' AND {kind}"


_A_GROUP, _A_PERSON = "kind = 'group'", "kind <> 'group'"

RULES: Family = {
    "no-students": Count(lambda known: when(known.people("student") == 0)),
    "no-staff": Count(_no_staff),
    "kind-unreadable": Count(lambda known: len(known.facts.unreadable)),
    "person-without-key": Count(lambda known: known.number(_dropped("no key", _A_PERSON))),
    "person-key-taken": Rows(
        f"SELECT person_id, NULL FROM dropped WHERE reason = 'key taken' AND {_A_PERSON}"
    ),
    "group-without-key": Count(lambda known: known.number(_dropped("no key", _A_GROUP))),
    "group-key-taken": Rows(f"SELECT NULL, group_id FROM dropped WHERE reason = 'key taken' AND {_A_GROUP}"),
    "no-classes": Count(_no_classes, Needs(also=_lists_classes)),
    "no-groups": Count(_no_groups, Needs(also=_lists_groups)),
    "no-registration-groups": Count(_no_registration_groups, Needs(also=_lists_groups)),
    "no-memberships": Count(
        _no_memberships, Needs(also=lambda known: _lists_classes(known) or _lists_groups(known))
    ),
    "count-differs": Count(lambda known: len(known.facts.differences)),
    "no-class-has-students": Count(
        _no_class_has_students,
        Needs(also=lambda known: known.has("student", "classes") and known.people("student") > 0),
    ),
    "no-class-has-a-teacher": Count(
        _no_class_has_a_teacher,
        Needs(also=lambda known: known.has("staff", "classes") and known.people("staff") > 0),
    ),
    "values-left-out": Count(lambda known: known.facts.ignored),
    "needed-withheld": Count(_needed_withheld),
    "sync-key-withheld": Count(lambda known: _withheld(known, *_SYNC_KEYS)),
    "upn-withheld": Count(lambda known: _withheld(known, ("student", "upn"))),
    "staff-not-in-source": Count(_staff_elsewhere),
}
