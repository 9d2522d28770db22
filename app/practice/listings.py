"""The lists of one practice school under one access: which rows, in which order, how each is rendered.

A listing is rows by position; a filter gives a shorter one. Nothing here knows of HTTP.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from app.practice.access import Access
from app.practice.people import Student
from app.practice.school import School
from app.practice.wonde_details import dump, php_date
from app.practice.wonde_shape import (
    CLASS_INCLUDES,
    EMPLOYEE_INCLUDES,
    GROUP_INCLUDES,
    STUDENT_INCLUDES,
    Shapes,
    Tree,
)

Filters = Mapping[str, str]
Test = Callable[[int], bool]


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: `rows` are positions, `render` makes the JSON of one."""

    name: str
    rows: Sequence[int]
    render: Callable[[int, Tree], bytes]
    updated: Callable[[int], str]
    id_at: Callable[[int], str]
    includes: tuple[str, ...] = ()
    keep: Callable[[Filters], Test | None] = lambda _: None
    """What this list's own filters leave of it; None for all."""
    most_per_page: int = 500
    variant: tuple[object, ...] = ()
    """What tells its rows from those of the same list otherwise filtered or changed."""

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for two listings only if they hold the same rows."""
        return (self.name, *self.variant)

    def with_rows(self, rows: Sequence[int], why: object) -> Listing:
        """The same list with other rows; `why` tells them apart from others."""
        return replace(self, rows=rows, variant=(*self.variant, why))

    def filtered(self, filters: Filters) -> Listing:
        """The rows that `updated_after`, `updated_before` and the list's own filters leave."""
        tests: list[Test] = []
        after, before = moment(filters.get("updated_after")), moment(filters.get("updated_before"))
        updated = self.updated
        if after is not None:
            tests.append(lambda row: updated(row) > after)
        if before is not None:
            tests.append(lambda row: updated(row) < before)
        own = self.keep(filters)
        if own is not None:
            tests.append(own)
        if not tests:
            return self
        rows = [row for row in self.rows if all(test(row) for test in tests)]
        return self.with_rows(rows, tuple(sorted(filters.items())))


def moment(text: str | None) -> str | None:
    """ "YYYY-MM-DD HH:MM:SS" out of that form or `YYYY-MM-DDTHH:MM:SSZ`; None for blank."""
    plain = (text or "").strip().replace("T", " ").removesuffix("Z")
    return plain[:19] or None


def yes(text: str | None) -> bool | None:
    """A flag of a query: true/1, false/0; None when it isn't there."""
    return None if text is None or not text.strip() else text.strip().lower() in ("true", "1", "yes")


class SchoolLists:
    """Every list of a school, made when first asked for."""

    def __init__(self, school: School, access: Access) -> None:
        self.school = school
        self.access = access
        self.shapes = Shapes(school, access)
        self._people: list[Student] = [*school.students, *school.future_starters, *school.leavers]

    def named(self, name: str) -> Listing | None:
        """A list by its path, as `students-leaver`; None for one that does not exist."""
        make = _LISTS.get(name)
        return make(self) if make is not None else None

    @property
    def starter_positions(self) -> range:
        """Where future starters stand among the positions of students."""
        first = len(self.school.students)
        return range(first, first + len(self.school.future_starters))

    @cached_property
    def students(self) -> Listing:
        """Students on roll that access control lets through."""
        return self._students("students", range(len(self.school.students)))

    @cached_property
    def starters(self) -> Listing:
        """Future starters."""
        return self._students("students-pre-admission", self.starter_positions)

    @cached_property
    def leavers(self) -> Listing:
        """Those who left."""
        return self._students("students-leaver", range(self.starter_positions.stop, len(self._people)))

    @cached_property
    def employees(self) -> Listing:
        """Current staff that access control lets through."""
        staff, shapes = self.school.staff, self.shapes

        def keep(filters: Filters) -> Test | None:
            return _all_of(
                _same(filters, "has_class", lambda n: bool(staff[n].classes)),
                _same(filters, "has_group", lambda n: bool(staff[n].groups)),
                _same(filters, "has_role", lambda n: bool(staff[n].role)),
                _same(filters, "has_contract", lambda _: False),
                _among(filters, "only_mis_ids", lambda n: staff[n].mis_id),
            )

        return Listing(
            "employees",
            [n for n, employee in enumerate(staff) if self.access.lets_through(employee.id)],
            lambda n, tree: shapes.employee(staff[n], n, tree),
            lambda n: staff[n].updated_at,
            lambda n: staff[n].id,
            EMPLOYEE_INCLUDES,
            keep,
            250,
        )

    @cached_property
    def groups(self) -> Listing:
        """Groups; classes are not among them."""
        groups, shapes = self.school.groups, self.shapes

        def keep(filters: Filters) -> Test | None:
            type_ = filters.get("type", "").upper()
            return _all_of(
                (lambda n: groups[n].type == type_) if type_ else None,
                _same(filters, "has_students", lambda n: shapes.has_students(n)),
                _same(filters, "has_employees", lambda n: shapes.has_staff(n)),
            )

        return Listing(
            "groups",
            range(len(groups)),
            shapes.group,
            lambda n: groups[n].updated_at,
            lambda n: groups[n].id,
            GROUP_INCLUDES,
            keep,
        )

    @cached_property
    def classes(self) -> Listing:
        """Classes."""
        classes, subjects, shapes = self.school.classes, self.school.subjects, self.shapes

        def keep(filters: Filters) -> Test | None:
            name, subject = filters.get("class_name"), filters.get("class_subject")
            return _all_of(
                _same(filters, "has_students", lambda n: bool(classes[n].students)),
                _same(filters, "has_lessons", lambda _: False),
                (lambda n: classes[n].name == name) if name else None,
                (lambda n: subject in (subjects[classes[n].subject].name, subjects[classes[n].subject].id))
                if subject
                else None,
            )

        return Listing(
            "classes",
            range(len(classes)),
            shapes.teaching_class,
            lambda n: classes[n].updated_at,
            lambda n: classes[n].id,
            CLASS_INCLUDES,
            keep,
        )

    @cached_property
    def subjects(self) -> Listing:
        """Subjects."""
        subjects = self.school.subjects
        day = f"{self.school.spec.academic_year}-09-01 00:00:00"
        return Listing(
            "subjects",
            range(len(subjects)),
            lambda n, _: self.shapes.subject(n),
            lambda _: day,
            lambda n: subjects[n].id,
        )

    @cached_property
    def deletions(self) -> Listing:
        """Records that left."""
        rows = self.school.deletions

        def render(n: int, _: Tree) -> bytes:
            row = rows[n]
            return dump({"type": row.type, "id": row.id, "mis_id": row.mis_id,
                         "deleted_at": php_date(row.deleted_at), "restored_at": None})  # fmt: skip

        def keep(filters: Filters) -> Test | None:
            wanted = filters.get("type")
            return (lambda n: rows[n].type == wanted) if wanted else None

        return Listing(
            "deletions",
            range(len(rows)),
            render,
            lambda n: rows[n].deleted_at,
            lambda n: rows[n].id,
            keep=keep,
        )

    def _students(self, name: str, positions: range) -> Listing:
        people, shapes = self._people, self.shapes

        def keep(filters: Filters) -> Test | None:
            return _all_of(
                _among(filters, "only_mis_ids", lambda n: people[n].mis_id),
                _among(filters, "only_upns", lambda n: people[n].upn or ""),
            )

        return Listing(
            name,
            [n for n in positions if self.access.lets_through(people[n].id)],
            lambda n, tree: shapes.student(people[n], n, tree),
            lambda n: people[n].updated_at,
            lambda n: people[n].id,
            STUDENT_INCLUDES,
            keep,
            250,
        )


_LISTS: dict[str, Callable[[SchoolLists], Listing]] = {
    "students": lambda lists: lists.students,
    "students-pre-admission": lambda lists: lists.starters,
    "students-leaver": lambda lists: lists.leavers,
    "employees": lambda lists: lists.employees,
    "groups": lambda lists: lists.groups,
    "classes": lambda lists: lists.classes,
    "subjects": lambda lists: lists.subjects,
    "deletions": lambda lists: lists.deletions,
}
SCOPES = {
    "students": "students", "students-pre-admission": "students", "students-leaver": "students",
    "employees": "employees", "groups": "groups", "classes": "classes", "subjects": "classes",
}  # fmt: skip
"""Which permission a list needs as a whole; deletions need none of their own."""


def _all_of(*tests: Test | None) -> Test | None:
    used = [test for test in tests if test is not None]
    return (lambda n: all(test(n) for test in used)) if used else None


def _same(filters: Filters, name: str, fact: Test) -> Test | None:
    """`has_students=true` keeps the rows for which the fact is true, `false` those for which it isn't."""
    wanted = yes(filters.get(name))
    return None if wanted is None else lambda n: fact(n) is wanted


def _among(filters: Filters, name: str, value: Callable[[int], str]) -> Test | None:
    text = filters.get(name)
    if text is None:
        return None
    wanted = frozenset(part.strip() for part in text.split(","))
    return lambda n: value(n) in wanted
