"""The school with who is still untouched."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from app.practice.classes import TeachingClass
from app.practice.content import DirtKind
from app.practice.people import Employee, IdMaker, Student

if TYPE_CHECKING:
    from app.practice.school import School

SAFE_CLASS = 4
"""Only classes with at least this many students lose one, so that none ends up with one or none by
accident."""
CLEAN_SHARE = 0.6
"""At least this share of a very small school stays clean."""
SMALLEST = 20
"""A list shorter than this gets no trouble at all."""

_Row = TypeVar("_Row")
Touched = tuple[str, ...] | None


class Planted(NamedTuple):
    """One trouble and the records it concerns."""

    code: str
    """The rule that finds it."""
    kind: str
    """student, staff or class."""
    ids: tuple[str, ...]


class Ground:
    """Hands out people and classes that nobody has touched yet, each once, in a random order."""

    def __init__(self, school: School, random: Random, ids: IdMaker) -> None:
        self.school = school
        self.random = random
        self.ids = ids
        duals = {employee.upi for employee in school.staff if employee.also_student}
        self.place = {row.id: number for number, row in enumerate(school.students)}
        self.staff_place = {row.id: number for number, row in enumerate(school.staff)}
        self._teachers: list[int] = []
        self._students = [student for student in school.students if student.upi not in duals]
        self._staff = [employee for employee in school.staff if not employee.also_student]
        self._classes = list(enumerate(school.classes))
        random.shuffle(self._students)
        random.shuffle(self._staff)
        random.shuffle(self._classes)

    def how_many(self, kind: DirtKind) -> int:
        """How many of a kind are to be planted: at least one, unless the list is too short."""
        total = {
            "students": len(self.school.students),
            "staff": len(self.school.staff),
            "classes": len(self.school.classes),
        }[kind.rows]
        return max(1, round(total * kind.rate)) if total >= SMALLEST else 0

    def student(self, fits: Callable[[Student], bool] = lambda _: True) -> Student | None:
        """Takes a student nobody has touched; None when there is none among the next few."""
        if len(self._students) < CLEAN_SHARE * len(self.school.students):
            return None
        return _take(self._students, fits)

    def employee(self, fits: Callable[[Employee], bool] = lambda _: True) -> Employee | None:
        """Takes a member of staff nobody has touched."""
        return _take(self._staff, fits)

    def a_class(self, fits: Callable[[TeachingClass], bool]) -> tuple[int, TeachingClass] | None:
        """Takes a class nobody has touched, with its place in the school's list."""
        return _take(self._classes, lambda pair: fits(pair[1]))

    def classes_to_join(self) -> list[tuple[int, TeachingClass]]:
        """Untouched classes that one more person makes no difference to; they stay untouched."""
        return [
            (number, taught)
            for number, taught in self._classes
            if taught.teachers and SAFE_CLASS <= len(taught.students) <= USUAL_CLASS
        ]

    def teachers(self) -> list[int]:
        """Places of staff who teach a class; asked for when no more of them will lose their last."""
        if not self._teachers:
            self._teachers = [n for n, e in enumerate(self.school.staff) if e.teaching and e.classes]
        return self._teachers

    def can_spare(self, student: Student) -> bool:
        """Whether every class stays large enough without this student."""
        return bool(student.classes) and all(
            len(self.school.classes[number].students) >= SAFE_CLASS for number in student.classes
        )


USUAL_CLASS = 40
"""A class up to this size stays under every limit with a few more in it."""
Act = Callable[[Ground, int], Touched]
"""Does one trouble to a school; gets its turn, from 0. Gives the ids it concerns, or None where nothing
fits."""


def _take(free: list[_Row], fits: Callable[[_Row], bool]) -> _Row | None:
    for back in range(1, min(60, len(free)) + 1):
        if fits(free[-back]):
            return free.pop(-back)
    return None


def of_student(
    change: Callable[[Student, int], None], fits: Callable[[Student], bool] = lambda _: True
) -> Act:
    """An act that changes one student alone."""

    def act(ground: Ground, turn: int) -> Touched:
        student = ground.student(fits)
        if student is None:
            return None
        change(student, turn)
        return (student.id,)

    return act


def of_pair(change: Callable[[Student, Student], None], *, same_year: bool = False) -> Act:
    """An act that makes one student like another."""

    def act(ground: Ground, _: int) -> Touched:
        one = ground.student()
        if one is None:
            return None
        other = ground.student((lambda s: s.year == one.year) if same_year else (lambda _: True))
        if other is None:
            return None
        change(one, other)
        return (one.id, other.id)

    return act


def of_employee(
    change: Callable[[Employee, int], None], fits: Callable[[Employee], bool] = lambda _: True
) -> Act:
    """An act that changes one member of staff alone."""

    def act(ground: Ground, turn: int) -> Touched:
        employee = ground.employee(fits)
        if employee is None:
            return None
        change(employee, turn)
        return (employee.id,)

    return act
