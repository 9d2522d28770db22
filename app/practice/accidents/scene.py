"""The school after the summer, with who is still untouched by any accident."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from typing import NamedTuple, TypeVar

from app.practice.errors import SpecNotPossible
from app.practice.people import Employee, IdMaker, Student, UpnIssuer
from app.practice.september import September


class Accident(NamedTuple):
    """One thing that went wrong."""

    code: str
    """The finding that tells of it."""
    ids: tuple[str, ...] = ()
    """Ids of the people or groups concerned: today's, or last year's for what is gone. Empty for a finding
    that is a number."""


class Scene:
    """The school after the summer, with who is still untouched."""

    def __init__(self, september: September) -> None:
        self.before, self.after = september.before, september.after
        self.random = Random(f"accidents/1/{self.after.spec.seed}/{self.after.spec.phase}")
        self.ids = IdMaker(self.random)
        people: list[str] = [s.id for s in (*self.before.students, *self.after.students)]
        people += [e.id for e in (*self.before.staff, *self.after.staff)]
        for row_id in people:
            self.ids.reserve(row_id)
        self.numbers = 900_000
        self.old = {student.id: student for student in self.before.students}
        touched = {key for entry in self.before.answer_key for key in entry.ids} | set(september.mended)
        staff_before = {employee.id for employee in self.before.staff}
        self.stayed = [s for s in self.after.students if s.id in self.old and s.id not in touched]
        self.newcomers = [s for s in self.after.students if s.id not in self.old]
        self.staff = [
            e for e in self.after.staff if e.id in staff_before and not e.also_student and e.id not in touched
        ]
        self.random.shuffle(self.stayed)
        self.random.shuffle(self.newcomers)
        self.random.shuffle(self.staff)
        self.years = list(dict.fromkeys(student.year for student in self.after.students))
        self._out: set[str] = set()
        self._classes_out: set[int] = set()
        self.groups_out: set[int] = set()
        """Places of groups to be taken out, once all accidents have happened."""
        self._turns: dict[str, int] = {}
        here = {student.id for student in self.after.students}
        last = self.years[-1]
        self.left = [
            s
            for s in self.before.students
            if s.id not in here and s.year == last and s.leaving_date is None and s.id not in touched
        ]
        self.random.shuffle(self.left)
        self._upns = UpnIssuer(self.random, 1000)
        for student in (*self.before.students, *self.after.students):
            self._upns.reserve(student.upn or "")

    def student(self, fits: Callable[[Student], bool] = lambda _: True) -> Student:
        """Somebody who was here before, whom nothing has happened to yet."""
        return _taken(self.stayed, lambda s: s.id not in self._out and fits(s))

    def newcomer(self) -> Student:
        """Somebody of the intake."""
        return _taken(self.newcomers, lambda _: True)

    def teacher(self) -> Employee:
        """A teacher with classes, each of which somebody else teaches or can teach."""
        return _taken(self.staff, lambda e: e.teaching and bool(e.classes))

    def lose(self, ids: Iterable[str]) -> None:
        """Takes people out, once all accidents have happened."""
        self._out.update(ids)

    def lose_classes(self, numbers: Iterable[int]) -> None:
        """Takes classes out, likewise."""
        self._classes_out.update(numbers)

    def leaver(self, fits: Callable[[Student], bool]) -> Student:
        """Somebody who was in the last year and has left."""
        return _taken(self.left, fits)

    def give_back(self, student: Student) -> None:
        """Nothing has happened to this one after all."""
        self.stayed.insert(0, student)

    def turn(self, name: str) -> int:
        """How often this was asked before."""
        self._turns[name] = self._turns.get(name, -1) + 1
        return self._turns[name]

    def upn(self) -> str:
        """A UPN that nobody has."""
        return self._upns.issue(self.before.spec.academic_year)

    def put_in_year(self, student: Student, year: str) -> None:
        """Gives a student the label and the year group of a year."""
        student.year_label = year
        titles = {group.code: n for n, group in enumerate(self.after.groups) if group.type == "YEAR"}
        student.year_group = titles.get(year)

    def leave_classes(self, student: Student) -> None:
        """Takes a student out of all classes."""
        place = next(n for n, other in enumerate(self.after.students) if other is student)
        for number in student.classes:
            self.after.classes[number].students.remove(place)
        student.classes.clear()

    def number(self) -> str:
        """A number of the MIS that nobody has."""
        self.numbers += 1
        return str(self.numbers)

    def take_out(self) -> None:
        """Leaves everything out that was lost, and puts all places right."""
        after = self.after
        places = _renumbered(s.id not in self._out for s in after.students)
        staff = _renumbered(e.id not in self._out for e in after.staff)
        classes = _renumbered(n not in self._classes_out for n in range(len(after.classes)))
        groups = _renumbered(n not in self.groups_out for n in range(len(after.groups)))
        after.students = [s for n, s in enumerate(after.students) if n in places]
        after.staff = [e for n, e in enumerate(after.staff) if n in staff]
        after.groups = [g for n, g in enumerate(after.groups) if n in groups]
        after.classes = [c for n, c in enumerate(after.classes) if n in classes]
        for student in after.students:
            student.classes = [classes[n] for n in student.classes if n in classes]
            student.year_group = _place(groups, student.year_group)
            student.registration = _place(groups, student.registration)
            student.house = _place(groups, student.house)
            student.clubs = tuple(groups[n] for n in student.clubs if n in groups)
        for employee in after.staff:
            employee.classes = {classes[n]: main for n, main in employee.classes.items() if n in classes}
            employee.groups = [groups[n] for n in employee.groups if n in groups]
        for taught in after.classes:
            taught.students = [places[n] for n in taught.students if n in places]
            taught.teachers = {staff[n]: main for n, main in taught.teachers.items() if n in staff}


def _renumbered(kept: Iterable[bool]) -> dict[int, int]:
    places: dict[int, int] = {}
    for old, stays in enumerate(kept):
        if stays:
            places[old] = len(places)
    return places


def _place(places: dict[int, int], number: int | None) -> int | None:
    return None if number is None else places.get(number)


Act = Callable[[Scene], Accident]
"""Makes one thing go wrong."""
_Row = TypeVar("_Row")


def _taken(pool: list[_Row], fits: Callable[[_Row], bool]) -> _Row:
    for place, row in enumerate(pool):
        if fits(row):
            return pool.pop(place)
    raise SpecNotPossible("This school is too small for such an accident: take more students.")
