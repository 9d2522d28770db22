"""What of a person must not leave, and in which ways each of it is written."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date

from app.formats.records import Person

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

NAME, UPN, EMAIL, BIRTH, TOKEN = "full name", "UPN", "e-mail address", "date of birth", "token"
IDENTIFIER = "identifier"


def full_names(person: Person) -> set[str]:
    """Every way this person's whole name may stand, first name first or last; and the one name of somebody
    who has but one. Names that are blank give none."""
    firsts = [name for name in (person.forename, person.legal_forename) if name]
    lasts = [name for name in (person.surname, person.legal_surname) if name]
    if not firsts or not lasts:
        return {*firsts, *lasts}
    found = set()
    for first, last in itertools.product(firsts, lasts):
        found |= {f"{first} {last}", f"{last} {first}"}
        if person.middle_names:
            found |= {f"{first} {person.middle_names} {last}", f"{last} {first} {person.middle_names}"}
    return found


def birth_dates(text: str) -> Iterator[str]:
    """The ways a date of birth is written in Britain and by machines; the text itself where it is no date."""
    try:
        born = date.fromisoformat(text[:10])
    except ValueError:
        yield text
        return
    day, month, year, short = born.day, born.month, born.year, born.year % 100
    yield born.isoformat()
    yield f"{born:%Y%m%d}"
    yield f"{born:%Y/%m/%d}"
    for mark in "/.-":
        yield f"{day:02}{mark}{month:02}{mark}{year}"
        yield f"{day}{mark}{month}{mark}{year}"
    yield f"{day:02}/{month:02}/{short:02}"
    yield f"{day} {_MONTHS[month - 1]} {year}"
    yield f"{day:02} {_MONTHS[month - 1]} {year}"
    yield f"{day} {_MONTHS[month - 1][:3]} {year}"


def identifiers(person: Person) -> Iterator[str]:
    """What a MIS, Wonde or a network knows the person by, beside UPN and e-mail address."""
    for value in (
        person.key, person.upi, person.mis_id, person.admission_number, person.username, person.staff_code
    ):  # fmt: skip
        if value:
            yield value


def telling(identifier: str) -> bool:
    """Whether an identifier is anyone's in particular. “12”, “JSM” and “1042” also stand for other things."""
    digits = sum(character.isdigit() for character in identifier)
    return len(identifier) >= (8 if digits == len(identifier) else 6)
