"""The parts of a row that come by include, and the small forms of Wonde's JSON that drift.

Each function gives the JSON of one include. `hidden` holds the dotted names of what is withheld.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.practice.people import Employee, Student

EMPTY_FORMS = (None, b"null", b'{"data":null}', b'{"data":[]}', b'{"data":{}}')
"""How nothing is said for a related record; None leaves the key out."""
_NEVER_FILLED = {"boarding": 0, "campus": 3, "attendance_summary": 1, "photo": 1}
_ALWAYS_EMPTY_LISTS = frozenset(
    {
        "sen_needs",
        "siblings",
        "in_care_date_ranges",
        "fsm_date_ranges",
        "user_defined_fields",
        "permissions",
        "contracts",
        "employee_absences",
        "lessons",
    }
)


_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def php_date(moment: str, zone: str = "UTC", *, micros: bool = True) -> dict[str, Any]:
    """A PHP DateTime dump of "YYYY-MM-DD[ HH:MM:SS]"."""
    text = moment if len(moment) > 10 else f"{moment} 00:00:00"
    return {"date": f"{text}.000000" if micros else text, "timezone_type": 3, "timezone": zone}


def dump(value: Any) -> bytes:
    """JSON as PHP writes it: compact, with escapes beyond ASCII."""
    return _encode(value).encode("ascii")


def wrapped(rows: Iterable[bytes]) -> bytes:
    """Many related rows."""
    return b'{"data":[' + b",".join(rows) + b"]}"


def nothing(name: str, number: int) -> bytes | None:
    """What an include without data looks like; None for one that is not known, which is ignored."""
    if name in _NEVER_FILLED:
        return EMPTY_FORMS[(number + _NEVER_FILLED[name]) % len(EMPTY_FORMS)]
    return b'{"data":[]}' if name in _ALWAYS_EMPTY_LISTS else None


def birthday(day: str | None, number: int) -> object:
    """As Wonde's drift has it: an object for most, plain text for some."""
    if day is None:
        return None
    if number % 4 == 3:
        return day
    return php_date(day, "Europe/London", micros=number % 4 != 2)


def _day(day: str | None) -> object:
    return None if day is None else php_date(day, "Europe/London")


def _details(section: str, values: Mapping[str, object], hidden: frozenset[str]) -> bytes:
    return b'{"data":' + dump(
        {key: None if f"{section}.{key}" in hidden else value for key, value in values.items()}
    ) + b"}"  # fmt: skip


def _education(student: Student, number: int, hidden: frozenset[str]) -> bytes:
    return _details("education_details", {
        "upn": student.upn,
        "local_upn": None,
        "former_upn": None,
        "learner_number": None,
        "admission_number": student.admission_number,
        "admission_date": php_date(student.admission_date, "Europe/London"),
        "leaving_date": _day(student.leaving_date),
        "current_nc_year": student.year_label,
        "part_time": False if number % 2 else None,
        "part_time_rate": None,
    }, hidden)  # fmt: skip


_EMAIL_KEYS = ("email", "primary", "home", "work")
_NO_PHONES = {"phone": None, "primary": None, "home": None, "work": None, "mobile": None}


def _contact(person: Student | Employee, number: int, hidden: frozenset[str]) -> bytes:
    emails: dict[str, str | None] = dict.fromkeys(_EMAIL_KEYS)
    if isinstance(person, Employee):
        emails["work"] = person.email
        if number % 3:
            emails["email"] = person.email
    else:
        emails["email" if number % 5 else _EMAIL_KEYS[number % 4]] = person.email
    return _details("contact_details", {
        "emails": emails,
        "phones": _NO_PHONES if number % 2 else None,
        "addresses": {"home": None, "postal": None, "work": None},
        "salutation": None,
    }, hidden)  # fmt: skip


def _identifiers(person: Student | Employee, _: int, hidden: frozenset[str]) -> bytes:
    name = person.username
    return _details(
        "identifiers", {"username": name, "active_directory_username": name.split(".")[0]}, hidden
    )


def _employment(employee: Employee, number: int, hidden: frozenset[str]) -> bytes:
    return _details("employment_details", {
        "current": True,
        "teaching_staff": employee.teaching,
        "teacher_number": None,
        "staff_code": employee.staff_code,
        "employment_start_date": php_date(employee.start_date, "Europe/London", micros=bool(number % 2)),
        "employment_end_date": _day(employee.end_date),
        "local_authority_start_date": None,
        "employee_payroll_number": None,
        "role_text": employee.role,
        "qualified_teacher_status": None,
        "higher_level_teaching_assistant_status": None,
    }, hidden)  # fmt: skip


def _roles(employee: Employee, _: int, hidden: frozenset[str]) -> bytes:
    if "roles" in hidden:
        return b'{"data":[]}'
    return wrapped([dump({
        "id": f"R{employee.id[1:]}",
        "mis_id": employee.mis_id,
        "role": employee.role,
        "role_code": None,
        "contract": None,
        "start_date": php_date(employee.start_date),
        "end_date": None,
        "created_at": php_date(employee.start_date),
        "updated_at": php_date(employee.updated_at),
    })])  # fmt: skip


def _extended(_: Student | Employee, number: int, __: frozenset[str]) -> bytes:
    """Sensitive and never asked for by itslearning: nothing of it is filled."""
    return b"null" if number % 2 else b'{"data":{"general_notes":null,"first_language":null}}'


def _contacts(_: Student, __: int, ___: frozenset[str]) -> bytes:
    return b'{"data":[]}'


STUDENT_DETAILS: dict[str, Callable[[Student, int, frozenset[str]], bytes]] = {
    "education_details": _education,
    "contact_details": _contact,
    "identifiers": _identifiers,
    "extended_details": _extended,
    "contacts": _contacts,
}
EMPLOYEE_DETAILS: dict[str, Callable[[Employee, int, frozenset[str]], bytes]] = {
    "employment_details": _employment,
    "contact_details": _contact,
    "identifiers": _identifiers,
    "roles": _roles,
    "extended_details": _extended,
}
