"""Groups, subjects and classes of an invented school, and who is in them.

Years are dealt into registration groups, sets and option groups by shuffling once and cutting evenly, so it
takes time in proportion to the people, and no class of a clean school ends up with one student.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from app.practice.content import Curriculum, Lesson
from app.practice.people import Employee, IdMaker, Student

FORM_SIZE = 27
SET_SIZE = 25
OPTION_SIZE = 22
CO_TEACHER_SHARE = 0.08
CLUB_SHARE = 0.1


@dataclass(slots=True, eq=False)
class Group:
    """A year, registration, house, department or other group."""

    id: str
    mis_id: str
    type: str
    name: str
    code: str | None
    description: str | None
    updated_at: str


@dataclass(slots=True, eq=False)
class Subject:
    """A subject taught."""

    id: str
    mis_id: str
    code: str
    name: str


@dataclass(slots=True, eq=False)
class TeachingClass:
    """A class. `key` puts classes that one teacher would take beside each other."""

    id: str
    mis_id: str
    name: str
    code: str | None
    description: str
    subject: int
    updated_at: str
    key: tuple[str, str] = ("", "")
    students: list[int] = field(default_factory=list)
    """Indexes of students."""
    teachers: dict[int, bool] = field(default_factory=dict)
    """Index of staff to whether main teacher."""


def even_cut(items: Sequence[int], parts: int) -> list[list[int]]:
    """`items` in `parts` runs whose lengths differ by one at most."""
    size = len(items)
    return [list(items[size * i // parts : size * (i + 1) // parts]) for i in range(parts)]


def parts_for(count: int, size: int) -> int:
    """How many groups of about `size` people `count` makes, each of two or more."""
    return max(1, min(round(count / size), count // 2))


def form_name(year: str, number: int, letters: str) -> str:
    """ "7A", and past the end of the alphabet "7A1"."""
    turn, letter = divmod(number, len(letters))
    return f"{year}{letters[letter]}{turn or ''}"


def year_title(year: str) -> str:
    """ "Reception", "Nursery 2" or "Year 7"."""
    if year == "R":
        return "Reception"
    return f"Nursery {year[1:]}" if year.startswith("N") else f"Year {year}"


class Timetable:
    """Builds groups, subjects and classes for students that are already there."""

    def __init__(
        self, random: Random, ids: IdMaker, plan: Curriculum, students: list[Student], moments: Sequence[str]
    ) -> None:
        self.groups: list[Group] = []
        self.subjects: list[Subject] = []
        self.classes: list[TeachingClass] = []
        self._random = random
        self._ids = ids
        self._plan = plan
        self._students = students
        self._moments = moments
        self._subject_numbers: dict[str, int] = {}
        self._subject_codes: set[str] = set()
        self._numbers = 0

    def group(self, type_: str, name: str, code: str | None, description: str | None = None) -> int:
        """Adds a group and gives its index."""
        moment = self._random.choice(self._moments)
        self.groups.append(
            Group(self._ids.take(), f"G{self._number()}", type_, name, code, description, moment)
        )
        return len(self.groups) - 1

    def enrol_year(
        self,
        year: str,
        cohort: Sequence[int],
        *,
        with_classes: bool,
        together: Sequence[list[int]] = (),
    ) -> None:
        """Puts one year's students into their year and registration groups and, if wanted, classes. Those who
        stay `together` are one registration group each; otherwise the year is dealt out anew."""
        year_group = self.group("YEAR", year_title(year), year, f"All of {year_title(year)}")
        shuffled = list(cohort)
        self._random.shuffle(shuffled)
        forms: list[tuple[str, list[int]]] = []
        dealt = together or even_cut(shuffled, parts_for(len(shuffled), FORM_SIZE))
        for number, members in enumerate(dealt):
            name = form_name(year, number, self._plan.form_letters)
            registration = self.group("REGISTRATION", name, name)
            for index in members:
                self._students[index].year_group = year_group
                self._students[index].registration = registration
            forms.append((name, members))
        if not with_classes:
            return
        stage = next(stage for stage in self._plan.stage if year in stage.years)
        for block, lesson in enumerate(stage.lessons):
            self._teach(year, block, lesson, forms, shuffled, by_form=stage.id in ("early", "primary"))

    def houses_and_clubs(self) -> None:
        """Puts everyone into a house and some into clubs."""
        random = self._random
        houses = [self.group("HOUSE", name, name[:3].upper()) for name in self._plan.houses]
        clubs = [self.group("MISC", name, None) for name in self._plan.clubs]
        for number, student in enumerate(self._students):
            student.house = houses[number % len(houses)] if number < len(houses) else random.choice(houses)
            if number < len(clubs):
                student.clubs = (clubs[number],)
            elif random.random() < CLUB_SHARE:
                student.clubs = (random.choice(clubs),)

    def add_class(
        self, name: str, code: str | None, description: str, subject: int, key: tuple[str, str]
    ) -> int:
        """Adds an empty class and gives its index."""
        moment = self._random.choice(self._moments)
        made = TeachingClass(
            self._ids.take(), f"C{self._number()}", name, code, description, subject, moment, key
        )
        self.classes.append(made)
        return len(self.classes) - 1

    def enrol(self, index: int, class_index: int) -> None:
        """Puts a student into a class."""
        self.classes[class_index].students.append(index)
        self._students[index].classes.append(class_index)

    def subject(self, name: str) -> int:
        """The index of a subject, added when first asked for."""
        known = self._subject_numbers.get(name)
        if known is not None:
            return known
        words = [word for word in name.split() if word[0].isupper()]
        code = "".join(word[0] for word in words) if len(words) > 1 else ""
        length = 2
        while not code or code in self._subject_codes:
            code = name[:length].capitalize()
            length += 1
        self._subject_codes.add(code)
        self.subjects.append(Subject(self._ids.take(), f"SU{len(self.subjects) + 1}", code, name))
        self._subject_numbers[name] = len(self.subjects) - 1
        return len(self.subjects) - 1

    def _teach(
        self,
        year: str,
        block: int,
        lesson: Lesson,
        forms: Sequence[tuple[str, list[int]]],
        cohort: Sequence[int],
        *,
        by_form: bool,
    ) -> None:
        if lesson.how == "form":
            title = lesson.subjects[0]
            subject = self.subject(title)
            for name, members in forms:
                code = f"{name}/{self.subjects[subject].code}"
                key = (name, title) if by_form else (title, name)
                self._fill(self.add_class(code, code, f"{title} {name}", subject, key), members)
            return
        dealt = list(cohort)
        self._random.shuffle(dealt)
        wanted = parts_for(len(dealt), SET_SIZE if lesson.how == "set" else OPTION_SIZE)
        for number, members in enumerate(even_cut(dealt, wanted)):
            title = lesson.subjects[number % len(lesson.subjects)]
            subject = self.subject(title)
            code = f"{year}{'abcdefghijklmnop'[block]}/{self.subjects[subject].code}{number + 1}"
            key = (f"{year} sets", title) if by_form else (title, code)
            description = f"{year_title(year)} {title}, group {number + 1}"
            # some MISes keep no code apart from the name
            made = self.add_class(code, None if number % 5 == 4 else code, description, subject, key)
            self._fill(made, members)

    def _fill(self, class_index: int, members: Sequence[int]) -> None:
        self.classes[class_index].students = list(members)
        for index in members:
            self._students[index].classes.append(class_index)

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers


def give_teachers(
    random: Random,
    classes: Sequence[TeachingClass],
    staff: Sequence[Employee],
    teachers: Sequence[int],
) -> None:
    """Shares the classes out among `teachers` (indexes of staff): neighbours by `key` to the same one.

    Every teacher gets a class as long as there are as many classes as teachers; some classes get a second
    one.
    """
    order = sorted(range(len(classes)), key=lambda number: classes[number].key)
    for number, run in enumerate(even_cut(order, len(teachers))):
        main, second = teachers[number], teachers[(number + 1) % len(teachers)]
        for class_index in run:
            _assign(classes[class_index], class_index, staff, main, is_main=True)
            if random.random() < CO_TEACHER_SHARE and second != main:
                _assign(classes[class_index], class_index, staff, second, is_main=False)
        if run and staff[main].subject is None:
            staff[main].subject = classes[run[0]].subject


def _assign(
    taught: TeachingClass, class_index: int, staff: Sequence[Employee], who: int, *, is_main: bool
) -> None:
    taught.teachers[who] = is_main
    staff[who].classes[class_index] = is_main
