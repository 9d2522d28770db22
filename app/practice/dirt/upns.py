"""Trouble with UPNs, years and dates of birth."""

from __future__ import annotations

from app.formats.identifiers import UPN_LETTERS, upn_check_letter
from app.practice.dirt.ground import Act, Ground, Touched, of_pair, of_student
from app.practice.people import Student

NO_AUTHORITY = "999"


def _no_upn(student: Student, _: int) -> None:
    student.upn = None


def _wrong_letter(student: Student, _: int) -> None:
    upn = student.upn or ""
    student.upn = UPN_LETTERS[(UPN_LETTERS.index(upn[0]) + 1) % len(UPN_LETTERS)] + upn[1:]


def _short_upn(student: Student, _: int) -> None:
    student.upn = (student.upn or "")[:-1]


def _with_body(student: Student, body: str) -> None:
    student.upn = upn_check_letter(body) + body


def _unknown_authority(student: Student, _: int) -> None:
    _with_body(student, NO_AUTHORITY + (student.upn or "")[4:])


def _temporary_upn(student: Student, _: int) -> None:
    upn = student.upn or ""
    _with_body(student, upn[1:-1] + "ABCDEFGHJK"[int(upn[-1])])


def _same_upn(one: Student, other: Student) -> None:
    one.upn = other.upn


def _odd_label(student: Student, turn: int) -> None:
    year = student.year
    if year.isdigit():
        short = f"0{year}" if len(year) == 1 else f"Y{year}"
        student.year_label = (f"Yr {year}", f"Year {year}", short)[turn % 3]
    else:
        forms = ("Reception", "Year R", "0") if year == "R" else (f"Nursery {year[1:]}", f"Year {year}")
        student.year_label = forms[turn % len(forms)]


def _unreadable_label(student: Student, turn: int) -> None:
    student.year_label = ("Upper", "Rowan", "Sch Yr")[turn % 3]


def _no_year(student: Student, _: int) -> None:
    student.year_label = student.year_group = None


def _year_beside(ground: Ground, _: int) -> Touched:
    """The label of the year next to the one that the student's year group is of."""
    years = list(dict.fromkeys(student.year for student in ground.school.students))
    student = ground.student(lambda s: len(years) > 1 and s.year_group is not None)
    if student is None:
        return None
    place = years.index(student.year)
    student.year_label = years[place + 1] if place + 1 < len(years) else years[place - 1]
    return (student.id,)


def _wrong_age(student: Student, _: int) -> None:
    born = student.date_of_birth or "2010-01-01"
    student.date_of_birth = f"{int(born[:4]) - 7}-{born[5:8]}01"


def _no_birthday(student: Student, _: int) -> None:
    student.date_of_birth = None


def _is_of_school_age(student: Student) -> bool:
    return not student.year.startswith("N")


ACTS: dict[str, Act] = {
    "no UPN": of_student(_no_upn, _is_of_school_age),
    "wrong letter": of_student(_wrong_letter),
    "short UPN": of_student(_short_upn),
    "unknown authority": of_student(_unknown_authority),
    "temporary UPN": of_student(_temporary_upn),
    "same UPN": of_pair(_same_upn),
    "odd label": of_student(_odd_label),
    "unreadable label": of_student(_unreadable_label),
    "no year": of_student(_no_year),
    "year beside": _year_beside,
    "wrong age": of_student(_wrong_age),
    "no birthday": of_student(_no_birthday),
}
