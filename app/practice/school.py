"""The practice school: invented, of any size, the same for the same specification on any machine.

`generate(SchoolSpec(...))` takes time and memory in proportion to the people (100,000 in a few seconds).
`School.counts()` is what a correct preview must show; `School.answer_key` lists the trouble planted on
purpose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any, NamedTuple

from app.practice.classes import Group, Subject, TeachingClass, Timetable, give_teachers
from app.practice.content import Phase, curriculum
from app.practice.dirt import Planted, plant
from app.practice.errors import SpecNotPossible
from app.practice.maker import PersonMaker
from app.practice.people import FIRST_ESTABLISHMENT, LA_CODE, Employee, Student

MOST_STUDENTS = 100_000
SMALLEST_COHORT = 4
STUDENTS_PER_TEACHER = 16
SUPPORT_PER_TEACHER = 0.6
LEAVER_SHARE = 0.08
STARTER_SHARE = 0.02
DUAL_ROLE_SHARE = 0.0005
DUAL_ROLE = "Student Technician"
STAFF_LEAVING_SHARE = 0.05
STUDENTS_LEAVING_SHARE = 0.008


@dataclass(frozen=True, slots=True)
class SchoolSpec:
    """What makes a practice school: the same specification is the same school."""

    students: int = 1200
    """Students on roll, as Wonde serves them in `/students`: 1 to 100,000."""
    seed: int = 7
    phase: str = "secondary"
    """primary, secondary or all-through."""
    dirt: bool = True
    """Whether the believable share of trouble is planted."""
    classes: bool = True
    """False for a school, often a primary, that keeps registration groups and no classes."""
    academic_year: int = 2026
    """The year it begins in; every date follows from it."""

    def __post_init__(self) -> None:
        if not 1 <= self.students <= MOST_STUDENTS:
            raise SpecNotPossible(
                f"A practice school has 1 to {MOST_STUDENTS:,} students, not {self.students:,}."
            )
        if self.phase not in {phase.id for phase in curriculum().phase}:
            known = ", ".join(phase.id for phase in curriculum().phase)
            raise SpecNotPossible(f"There is no phase “{self.phase[:30]}”: choose one of {known}.")


def school_year_of(day: date) -> int:
    """The year in which the school year of a day began, on 1 September."""
    return day.year if day.month >= 9 else day.year - 1


class SchoolIdentity(NamedTuple):
    """The school itself. URN and establishment number belong to no real school."""

    id: str
    name: str
    urn: int
    la_code: str
    establishment_number: str
    phase_title: str
    """As Wonde writes it: SECONDARY."""
    domain: str


class DeletedRow(NamedTuple):
    """A record that left, as `/deletions` tells it."""

    type: str
    id: str
    mis_id: str
    deleted_at: str


@dataclass(slots=True, eq=False)
class School:
    """Everything about one practice school. Not to be changed once generated."""

    spec: SchoolSpec
    identity: SchoolIdentity
    students: list[Student]
    staff: list[Employee]
    """Current staff, as Wonde serves them in `/employees`."""
    groups: list[Group]
    classes: list[TeachingClass]
    subjects: list[Subject]
    leavers: list[Student]
    future_starters: list[Student]
    former_staff: list[Employee]
    future_staff: list[Employee]
    deletions: list[DeletedRow]
    answer_key: tuple[Planted, ...]

    def counts(self) -> dict[str, Any]:
        """`{"students", "staff", "groups": {TYPE: n}, "classes", "memberships"}`.

        Students and staff are those of `/students` and `/employees`; groups and classes those of `/groups`
        and `/classes`. Memberships are distinct pairs of one of these people and one of these groups or
        classes: what dangles is not counted, nor are leavers and future starters in lists of their own.
        """
        types: dict[str, int] = {}
        for group in self.groups:
            types[group.type] = types.get(group.type, 0) + 1
        memberships = sum(len(set(s.groups)) + len(set(s.classes)) for s in self.students)
        memberships += sum(len(set(e.groups)) + len(e.classes) for e in self.staff)
        return {
            "students": len(self.students),
            "staff": len(self.staff),
            "groups": dict(sorted(types.items())),
            "classes": len(self.classes),
            "memberships": memberships,
        }


def generate(spec: SchoolSpec) -> School:
    """Makes the school. Raises ContentError if the program's own files are damaged."""
    return _Builder(spec).build()


def cohort_sizes(total: int, years: Sequence[str], shares: Sequence[float]) -> list[tuple[str, int]]:
    """How many students each year has: by share, none smaller than is needed for a lesson.

    A very small school has its first years only.
    """
    used = max(1, min(len(years), total // SMALLEST_COHORT))
    floor = min(SMALLEST_COHORT, total // used)
    spare = total - floor * used
    whole = sum(shares[:used])
    sizes, so_far = [], 0.0
    for year, share in zip(years[:used], shares[:used], strict=True):
        before = round(spare * so_far / whole)
        so_far += share
        sizes.append((year, floor + round(spare * so_far / whole) - before))
    return sizes


class _Builder:
    def __init__(self, spec: SchoolSpec) -> None:
        self.spec = spec
        self.random = Random(f"practice/1/{spec.seed}/{spec.phase}/{spec.students}")
        self.phase: Phase = next(phase for phase in curriculum().phase if phase.id == spec.phase)
        self.sizes = cohort_sizes(spec.students, self.phase.years, self.phase.share)
        self.people = PersonMaker(
            self.random,
            self.phase,
            spec.academic_year,
            self.sizes[-1][0],
            max(size for _, size in self.sizes),
        )
        self.ids = self.people.ids
        self.students: list[Student] = []
        self.staff: list[Employee] = []

    def build(self) -> School:
        spec, random = self.spec, self.random
        identity = self._identity()
        self.people.school_id = identity.id
        timetable = Timetable(random, self.ids, curriculum(), self.students, self.people.moments)
        for year, size in self.sizes:
            first = len(self.students)
            self.students.extend(self.people.student(year) for _ in range(size))
            timetable.enrol_year(year, range(first, first + size), with_classes=spec.classes)
        timetable.houses_and_clubs()
        self._hire(timetable)
        school = School(
            spec=spec,
            identity=identity,
            students=self.students,
            staff=self.staff,
            groups=timetable.groups,
            classes=timetable.classes,
            subjects=timetable.subjects,
            leavers=[self.people.leaver() for _ in range(max(1, int(spec.students * LEAVER_SHARE)))],
            future_starters=[
                self.people.starter() for _ in range(max(1, int(spec.students * STARTER_SHARE)))
            ],
            former_staff=[
                self.people.employee("Former Teacher", teaching=True, end=True) for _ in range(self._few())
            ],
            future_staff=[
                self.people.employee("Teacher", teaching=True, future=True) for _ in range(self._few())
            ],
            deletions=[],
            answer_key=(),
        )
        school.deletions = self._deletions(school)
        self._announce(school)
        if spec.dirt:
            school.answer_key = plant(school, random, self.ids)
        return school

    def _announce(self, school: School) -> None:
        """Some who will have left by next September have their last day in the MIS already, as resignations
        and places at other schools are known by then."""
        day = f"{self.spec.academic_year + 1}-08-31"
        staff = [e for e in school.staff if e.role != "Headteacher" and not e.also_student]
        for employee in self.random.sample(staff, int(len(staff) * STAFF_LEAVING_SHARE)):
            employee.end_date = day
        last = self.sizes[-1][0]
        students = [s for s in school.students if s.year != last]
        for student in self.random.sample(students, int(len(students) * STUDENTS_LEAVING_SHARE)):
            student.leaving_date = day
        going = {s.upi for s in school.students if s.year == last or s.leaving_date == day}
        for employee in school.staff:
            if employee.role == DUAL_ROLE and employee.upi in going:
                employee.end_date = day

    def _few(self) -> int:
        return max(1, len(self.staff) // 20)

    def _identity(self) -> SchoolIdentity:
        number = self.spec.seed % 90
        return SchoolIdentity(
            id=self.ids.take(),
            name=self.phase.name,
            urn=999_000 + number,
            la_code=LA_CODE,
            establishment_number=str(FIRST_ESTABLISHMENT + 9 + number),
            phase_title=self.phase.title,
            domain=self.phase.domain,
        )

    def _hire(self, timetable: Timetable) -> None:
        """Staff, their classes, the forms they tutor, and the groups they lead."""
        registrations = sum(group.type == "REGISTRATION" for group in timetable.groups)
        wanted = max(5, registrations, -(-self.spec.students // STUDENTS_PER_TEACHER))
        teachers = min(wanted, len(timetable.classes)) if timetable.classes else wanted
        self.staff.append(self.people.employee("Headteacher", teaching=False))
        taking = range(1, 1 + teachers)
        self.staff.extend(self.people.employee("Teacher", teaching=True) for _ in taking)
        if timetable.classes:
            give_teachers(self.random, timetable.classes, self.staff, taking)
        roles = curriculum().support_roles
        support = max(2, int(teachers * SUPPORT_PER_TEACHER))
        self.staff.extend(self.people.employee(roles[n % len(roles)], teaching=False) for n in range(support))
        self._lead_groups(timetable, taking)
        if self.spec.dirt:
            self._dual_roles()

    def _lead_groups(self, timetable: Timetable, teachers: range) -> None:
        """At most one registration group and one house each: reports have one column for each of them."""
        leaders = {"REGISTRATION": teachers, "HOUSE": range(len(self.staff)), "MISC": teachers}
        led_so_far = dict.fromkeys(leaders, 0)
        for number, group in enumerate(timetable.groups):
            if group.type in leaders:
                who = leaders[group.type][led_so_far[group.type] % len(leaders[group.type])]
                led_so_far[group.type] += 1
                self.staff[who].groups.append(number)
        if self.spec.phase == "primary":
            return
        departments = [
            timetable.group("DEPARTMENT", f"{subject.name} department", subject.code)
            for subject in timetable.subjects
        ]
        led = set()
        for number in teachers:
            subject = self.staff[number].subject
            if subject is not None:
                self.staff[number].groups.append(departments[subject])
                led.add(subject)
        for subject in range(len(departments)):
            if subject not in led:
                self.staff[teachers[subject % len(teachers)]].groups.append(departments[subject])

    def _dual_roles(self) -> None:
        """Sixth-formers who also work here: one human, two rows with the same UPI and MIS id."""
        sixth = [s for s in self.students if s.year in ("12", "13")]
        if not sixth:
            return
        share = max(1, int(self.spec.students * DUAL_ROLE_SHARE))
        for student in self.random.sample(sixth, min(share, len(sixth))):
            made = self.people.employee(DUAL_ROLE, teaching=False)
            made.mis_id, made.upi = student.mis_id, student.upi
            made.forename, made.surname = student.forename, student.surname
            made.middle_names, made.gender = student.middle_names, student.gender
            made.date_of_birth, made.also_student = student.date_of_birth, True
            made.start_date = f"{self.spec.academic_year}-09-01"
            self.staff.append(made)

    def _deletions(self, school: School) -> list[DeletedRow]:
        rows = [DeletedRow("student", s.id, s.mis_id, f"{s.leaving_date} 17:05:00") for s in school.leavers]
        rows += [
            DeletedRow("employee", e.id, e.mis_id, f"{e.end_date} 17:05:00") for e in school.former_staff
        ]
        day = f"{self.spec.academic_year}-09-02 04:00:00"
        rows += [
            DeletedRow("class", self.ids.take(), f"C9{n:04d}", day)
            for n in range(1 + len(school.classes) // 50)
        ]
        return rows
