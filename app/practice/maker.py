"""Makes invented students and staff one by one, each with ids, names and addresses that nobody else has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from app.practice.content import Phase
from app.practice.people import (
    LA_CODE,
    DrawnName,
    Employee,
    IdMaker,
    NameMaker,
    Student,
    UniqueWords,
    UpnIssuer,
    ascii_word,
    plain_name,
    upi_of,
)

MOST_DRAWS = 20
FIRST_NUMBER = 1000


def national_year(code: str) -> int:
    """A curriculum code as the number that grows by one each year: R is 0."""
    return {"R": 0, "N2": -1, "N1": -2}[code] if code in ("R", "N1", "N2") else int(code)


class PersonMaker:
    """One school's people, in the order they are asked for. Everything is drawn from one `Random`."""

    def __init__(
        self, random: Random, phase: Phase, academic_year: int, last_year: str, largest_cohort: int
    ) -> None:
        self.random = random
        self.phase = phase
        self.academic_year = academic_year
        self.ids = IdMaker(random)
        self.school_id = ""
        """Set before the first person is made."""
        self._last_year = last_year
        self._names = NameMaker(random)
        self._usernames = UniqueWords()
        self._addresses = UniqueWords()
        self._codes = UniqueWords()
        self._numbers = FIRST_NUMBER
        self._taken: set[tuple[str, str, str]] = set()
        self._upns = UpnIssuer(random, largest_cohort)
        begun = date(academic_year, 9, 1)
        self.moments = [
            f"{begun + timedelta(days=day - 300)} {day % 24:02d}:{day * 7 % 60:02d}:{day * 13 % 60:02d}"
            for day in range(370)
        ]

    def reserve(self, students: Iterable[Student], staff: Iterable[Employee]) -> None:
        """Keeps what people already there have from being given out again."""
        people: list[Student | Employee] = [*students, *staff]
        for person in people:
            self._numbers = max(self._numbers, int(person.mis_id))
            self._usernames.take(person.username.strip().lower().partition(".")[0])
            self._addresses.take((person.email or "").lower().partition("@")[0])
            self.ids.reserve(person.id)
        for student in students:
            self._taken.add((student.year, plain_name(student.surname), plain_name(student.forename)))
            self._upns.reserve(student.upn or "")
        for employee in staff:
            self._codes.take(employee.staff_code or "")

    def student(self, year: str, *, born_for: int | None = None) -> Student:
        """A student of a year, most often here since the school's first. `born_for` is another school year
        that the age fits."""
        random, name = self.random, self._name_in(year)
        number = self._number()
        national = national_year(year)
        begins = self.academic_year if born_for is None else born_for
        born = date(begins - national - 5, 9, 1) + timedelta(days=random.randrange(365))
        first_year = national_year(self.phase.years[0])
        years_here = random.randrange(max(1, national - first_year + 1)) if random.random() < 0.1 else None
        here_since = begins - (national - first_year if years_here is None else years_here)
        return Student(
            id=self.ids.take(),
            mis_id=number,
            upi=upi_of(self.school_id, number),
            forename=name.forename,
            surname=name.surname,
            legal_forename=name.legal_forename,
            legal_surname=name.legal_surname,
            middle_names=name.middle_names,
            gender="FEMALE" if name.woman else "MALE",
            date_of_birth=born.isoformat(),
            upn=self._upns.issue(min(self.academic_year, begins - max(national, 0))),
            admission_number=f"{int(number) - 999:06d}",
            admission_date=f"{here_since}-09-0{1 + random.randrange(6)}",
            leaving_date=None,
            year=year,
            year_label=year,
            email=f"{self._address(name.forename, name.surname)}@students.{self.phase.domain}",
            username=self._username(name.forename, name.surname),
            updated_at=random.choice(self.moments),
        )

    def _name_in(self, year: str) -> DrawnName:
        """A name that nobody else in the year has, as long as one is found soon: the largest schools have
        more students than there are names."""
        name = self._names.draw()
        for _ in range(MOST_DRAWS):
            if (year, plain_name(name.surname), plain_name(name.forename)) not in self._taken:
                break
            name = self._names.draw()
        self._taken.add((year, plain_name(name.surname), plain_name(name.forename)))
        return name

    def leaver(self) -> Student:
        """Somebody who left from the last year before this school year."""
        last = self._last_year
        student = self.student(last, born_for=self.academic_year - 1)
        student.leaving_date = f"{self.academic_year}-08-31"
        student.year_label = None if self.random.random() < 0.3 else last
        return student

    def starter(self) -> Student:
        """Somebody who comes into the first year next September."""
        student = self.student(self.phase.years[0], born_for=self.academic_year + 1)
        student.admission_date = f"{self.academic_year + 1}-09-01"
        return student

    def employee(self, role: str, *, teaching: bool, end: bool = False, future: bool = False) -> Employee:
        """A member of staff; `end` for one who has left, `future` for one who starts in January."""
        random, name = self.random, self._names.draw()
        number = self._number()
        titles = self._names.titles(woman=name.woman)
        year = self.academic_year
        born = date(year - 64 + random.randrange(40), 1, 1) + timedelta(days=random.randrange(365))
        start = f"{year + 1}-01-04" if future else f"{year - 1 - random.randrange(18)}-09-01"
        return Employee(
            id=self.ids.take(),
            mis_id=number,
            upi=upi_of(self.school_id, number),
            title=random.choice(titles),
            forename=name.forename,
            surname=name.surname,
            middle_names=name.middle_names,
            gender="FEMALE" if name.woman else "MALE",
            date_of_birth=born.isoformat(),
            email=f"{self._address(name.forename[:1], name.surname)}@{self.phase.domain}",
            username=self._username(name.forename, name.surname),
            teaching=teaching,
            staff_code=self._codes.take(
                (ascii_word(name.forename)[:1] + ascii_word(name.surname)[:2]).upper()
            ),
            role=role,
            start_date=start,
            end_date=f"{year}-08-31" if end else None,
            updated_at=random.choice(self.moments),
        )

    def _number(self) -> str:
        self._numbers += 1
        return str(self._numbers)

    def _address(self, forename: str, surname: str) -> str:
        return self._addresses.take(f"{ascii_word(forename)[:24]}.{ascii_word(surname)[:30]}")

    def _username(self, forename: str, surname: str) -> str:
        word = self._usernames.take(f"{ascii_word(forename)[:1]}{ascii_word(surname)[:10]}")
        return f"{word}.{LA_CODE}"
