"""A practice school one year on: students have moved up, the last year has left, a new intake has come, some
staff have changed, and every class is a new one.

`next_september(school)` makes it, the same for the same school. Whoever left did so from the last year, from
Year 11, or on the date that the MIS had given; whoever came did so into an entry year or with a start date of
this September: an ordinary September is one that a comparison can explain to the last person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from app.practice.classes import FORM_SIZE, Group, Timetable, even_cut, give_teachers, parts_for
from app.practice.content import Phase, curriculum
from app.practice.errors import SpecNotPossible
from app.practice.maker import PersonMaker
from app.practice.people import Employee, Student
from app.practice.school import DUAL_ROLE, School, cohort_sizes

ENTRY_YEARS = ("R", "7", "12")
"""Years that take children from elsewhere although the school has the year below."""
CHOICE_YEAR = "11"
"""After it some stay on for the sixth form and some do not."""
SHARE_STAYING_ON = 0.55


class Habit(StrEnum):
    """What an MIS does to year and registration groups when the year turns."""

    KEPT = "kept"
    """They stay and are filled with the next year's students; classes of the same name stay too."""
    MOVED_UP = "moved-up"
    """Registration groups move up with their students and are renamed; classes are new."""
    ISSUED_AGAIN = "issued-again"
    """All have new ids."""


@dataclass(frozen=True, slots=True)
class September:
    """A school before and after the summer."""

    before: School
    after: School
    habit: Habit
    mended: tuple[str, ...] = ()
    """Ids of students whose year label was wrong before and is right now."""


def next_september(before: School, habit: Habit | None = None) -> September:
    """The same school in the next school year. Without a habit, the seed chooses one.

    Raises SpecNotPossible for a school of a single year.
    """
    chosen = habit or list(Habit)[before.spec.seed % len(Habit)]
    turning = _Turning(before, chosen)
    return September(before, turning.after(), chosen, tuple(turning.mended))


class _Turning:
    def __init__(self, before: School, habit: Habit) -> None:
        self.before, self.habit = before, habit
        self.spec = replace(before.spec, academic_year=before.spec.academic_year + 1)
        self.random = Random(f"september/1/{self.spec.seed}/{self.spec.phase}/{self.spec.students}")
        self.phase: Phase = next(phase for phase in curriculum().phase if phase.id == self.spec.phase)
        self.sizes = dict(cohort_sizes(self.spec.students, self.phase.years, self.phase.share))
        self.years = list(self.sizes)
        if len(self.years) < 2:
            raise SpecNotPossible(
                "A school of a single year has no September to compare: take more students."
            )
        last, largest = self.years[-1], max(self.sizes.values())
        self.people = PersonMaker(self.random, self.phase, self.spec.academic_year, last, largest)
        self.people.school_id = before.identity.id
        self.people.reserve(before.students, before.staff)
        taken = [row.id for row in before.groups] + [row.id for row in before.classes]
        for row_id in (*taken, *(row.id for row in before.subjects)):
            self.people.ids.reserve(row_id)
        self.students: list[Student] = []
        self.forms_before: dict[int, int] = {}
        """By place in the new list, the registration group the student was in."""
        self.first_day = f"{self.spec.academic_year}-09-01"
        self.mended: list[str] = []

    def after(self) -> School:
        timetable = Timetable(self.random, self.people.ids, curriculum(), self.students, self.people.moments)
        kept = self._groups_that_stay(timetable)
        for year in self.years:
            cohort = self._cohort(year)
            first = len(self.students)
            self.students.extend(cohort)
            for place, student in enumerate(cohort, start=first):
                if student.registration is not None:
                    self.forms_before[place] = student.registration
            places = range(first, len(self.students))
            together = list(self._forms(places))
            timetable.enrol_year(year, places, with_classes=self.spec.classes, together=together)
        self._settle(timetable, kept)
        staff = self._staff(timetable, kept)
        school = replace(
            self.before, spec=self.spec, students=self.students, staff=staff, groups=timetable.groups,
            classes=timetable.classes, subjects=timetable.subjects, leavers=self._gone(), future_starters=[],
            former_staff=[], future_staff=[], deletions=[], answer_key=(),
        )  # fmt: skip
        self._keep_ids(school)
        return school

    # -- students

    def _cohort(self, year: str) -> list[Student]:
        """Who is in a year now: those who came up from the year below, and whoever is new."""
        place = self.years.index(year)
        cohort = list(self._promoted(self.years[place - 1], year)) if place else []
        if not place or year in ENTRY_YEARS:
            for _ in range(self.sizes[year] - len(cohort)):
                made = self.people.student(year)
                made.admission_date = self.first_day
                cohort.append(made)
        return cohort

    def _promoted(self, old: str, new: str) -> Iterator[Student]:
        stayed = [
            student for student in self.before.students if student.year == old and not self._has_gone(student)
        ]
        if old == CHOICE_YEAR:
            stayed = self.random.sample(stayed, max(1, int(len(stayed) * SHARE_STAYING_ON)))
        for student in stayed:
            label = student.year_label
            if label in self.phase.years and label != old:
                self.mended.append(student.id)
                label = old
            moved = new if label == old else _moved_up(label, old, new)
            yield replace(student, year=new, year_label=moved, leaving_date=None, classes=[], dangling=())

    def _has_gone(self, student: Student) -> bool:
        return student.leaving_date is not None and student.leaving_date < self.first_day

    def _gone(self) -> list[Student]:
        here = {student.id for student in self.students}
        day = f"{self.spec.academic_year}-08-31"
        return [
            replace(student, leaving_date=student.leaving_date or day, classes=[])
            for student in self.before.students
            if student.id not in here
        ]

    def _forms(self, places: Sequence[int]) -> Iterator[list[int]]:
        """Registration groups as they were, with newcomers dealt out over them; none where there were
        none."""
        forms: dict[int, list[int]] = {}
        new = []
        for place in places:
            form = self.forms_before.get(place)
            if form is None:
                new.append(place)
            else:
                forms.setdefault(form, []).append(place)
        if not forms:
            return
        shares = even_cut(new, len(forms))
        mixed = [members + share for (_, members), share in zip(sorted(forms.items()), shares, strict=True)]
        if len(new) > len(places) / 2:  # an intake larger than what came up: the year is dealt out anew
            whole = list(places)
            self.random.shuffle(whole)
            mixed = even_cut(whole, parts_for(len(whole), FORM_SIZE))
        yield from mixed

    # -- groups

    def _groups_that_stay(self, timetable: Timetable) -> dict[int, int]:
        """Houses, clubs and departments stay; gives their new places by the old."""
        kept: dict[int, int] = {}
        for number, group in enumerate(self.before.groups):
            if group.type not in ("YEAR", "REGISTRATION"):
                kept[number] = len(timetable.groups)
                timetable.groups.append(replace(group))
        return kept

    def _settle(self, timetable: Timetable, kept: dict[int, int]) -> None:
        """Everyone keeps the house; clubs are joined anew."""
        houses = [n for n, group in enumerate(timetable.groups) if group.type == "HOUSE"]
        clubs = [n for n, group in enumerate(timetable.groups) if group.type == "MISC"]
        for student in self.students:
            student.house = kept[student.house] if student.house is not None else self.random.choice(houses)
            student.clubs = (self.random.choice(clubs),) if self.random.random() < 0.1 else ()
            if student.year_label is None:
                student.year_group = None

    def _keep_ids(self, after: School) -> None:
        """Gives groups and classes the ids they had, as the MIS's habit is."""
        if self.habit is Habit.ISSUED_AGAIN:
            return
        _keep(after.groups, {(g.type, g.name): g for g in self.before.groups if g.type == "YEAR"})
        registration = [g for g in self.before.groups if g.type == "REGISTRATION"]
        if self.habit is Habit.KEPT:
            _keep(after.groups, {(g.type, g.name): g for g in registration})
            classes = {taught.name: taught for taught in self.before.classes}
            for made in after.classes:
                old = classes.get(made.name)
                if old is not None:
                    made.id, made.mis_id = old.id, old.mis_id
        else:
            moved: set[int] = set()
            for place, student in enumerate(after.students):
                old_form, new_form = self.forms_before.get(place), student.registration
                if old_form is not None and new_form is not None and old_form not in moved:
                    group, was = after.groups[new_form], self.before.groups[old_form]
                    if _is_next(was.name, group.name):
                        moved.add(old_form)
                        group.id, group.mis_id = was.id, was.mis_id

    # -- staff

    def _staff(self, timetable: Timetable, kept: dict[int, int]) -> list[Employee]:
        """Whoever left is replaced by somebody who takes over what they led."""
        students = {student.upi for student in self.students}
        staff = []
        for employee in self.before.staff:
            if employee.role == DUAL_ROLE and employee.upi not in students:
                continue
            groups = [kept[group] for group in employee.groups if group in kept]
            if employee.end_date is not None and employee.end_date < self.first_day:
                made = self.people.employee(employee.role, teaching=employee.teaching)
                made.start_date, made.subject, made.groups = self.first_day, employee.subject, groups
                staff.append(made)
            else:
                staff.append(replace(employee, groups=groups, classes={}))
        self._teach(timetable, staff)
        return staff

    def _teach(self, timetable: Timetable, staff: list[Employee]) -> None:
        teachers = [n for n, employee in enumerate(staff) if employee.teaching]
        if timetable.classes:
            give_teachers(self.random, timetable.classes, staff, teachers[: len(timetable.classes)])
        forms = [n for n, group in enumerate(timetable.groups) if group.type == "REGISTRATION"]
        for place, form in enumerate(forms):
            staff[teachers[place % len(teachers)]].groups.append(form)


def _keep(groups: Sequence[Group], old: dict[tuple[str, str], Group]) -> None:
    for group in groups:
        was = old.get((group.type, group.name))
        if was is not None:
            group.id, group.mis_id = was.id, was.mis_id


def _is_next(old: str, new: str) -> bool:
    """Whether a registration group's name is the other's a year on: 7A and 8A."""
    return old.lstrip("NR0123456789") == new.lstrip("NR0123456789")


def _moved_up(label: str | None, old: str, new: str) -> str | None:
    """A label in a form of its own with the year put on: "Yr 7" to "Yr 8". One that says nothing stays."""
    if label is None or old not in label:
        return label
    return label.replace(old, new)
