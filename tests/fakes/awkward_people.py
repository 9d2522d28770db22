"""Invented people by the thousand whose names are hard to look for: accents, apostrophes, ordinary words."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from datetime import date, timedelta

from app.formats.identifiers import upn_check_letter
from app.formats.records import Person, PersonKind

FORENAMES = (
    "Ada", "Zoë",
    "D’Arcy", "Siân", "Łukasz", "Ana-María", "Mary Anne", "Jo", "Bo", "Nnamdi", "Şirin", "Chloë",
    "Seán", "Aoife", "Žofie", "Jürgen", "Ōtani", "Þóra", "Ngọc", "Ye-jin", "Tae", "İpek", "Noël", "Renée",
    "Will", "Mark", "May", "Grace", "Rose", "Art", "Drew", "Faith", "Miles", "Sunny", "Ivy", "Holly", "Daisy",
    "An", "Li", "O", "Æthel", "Ruairí", "Ffion", "Dafydd", "Świętosława", "ﬁona", "Lætitia", "Saoirse", "李",
)  # fmt: skip
ORDINARY = ("Green", "Long", "Page", "Power", "Read", "Short", "Field", "Key", "Head", "Service", "Change")
SURNAMES = (
    *ORDINARY,
    "O’Neil", "O'Brien", "van der Berg", "Fitz-Patrick", "Ó Súilleabháin", "St. John", "Ng", "Nguyễn",
    "Müller",
    "Weiß", "Øster", "Šarūnas", "Groß-Bölting", "D'Souza", "MacDonald", "ap Rhys", "Żółć", "de la Cruz",
    "Oduya", "Papadopoulos", "Al-Haddad", "Ibn Sina", "Null", "Day-Lewis", "明", "Featherstonehaugh", "İnce",
)  # fmt: skip
_SYLLABLES = (
    "ba",
    "cor",
    "den",
    "fal",
    "gis",
    "hol",
    "jen",
    "kar",
    "lom",
    "mun",
    "ner",
    "pol",
    "rud",
    "stev",
)


def awkward_people(count: int, seed: int = 19) -> list[Person]:
    """`count` of them, students and staff, no two alike in anything but parts of a name."""
    chance = random.Random(seed)
    pairs = list(itertools.product(FORENAMES, SURNAMES))
    chance.shuffle(pairs)
    made = (
        (chance.choice(FORENAMES), "".join(chance.choices(_SYLLABLES, k=3)).capitalize())
        for _ in itertools.count()
    )
    people: list[Person] = []
    names: set[tuple[str, str]] = set()
    for first, last in itertools.chain(pairs, made):
        if (first, last) not in names:
            names.add((first, last))
            people.append(_person(len(people), first, last, chance))
        if len(people) == count:
            break
    return people


def token(seed: int = 19) -> str:
    """A token as Wonde might give one."""
    return "".join(random.Random(seed).choices("0123456789abcdef", k=40))


def planted_values(person: Person) -> dict[str, str]:
    """What of a person must not be found anywhere, as written."""
    values = {
        "name": f"{person.forename} {person.surname}",
        "email": person.email,
        "birth": person.date_of_birth,
        "upn": person.upn,
    }
    return {kind: value for kind, value in values.items() if value}


def _person(number: int, first: str, last: str, chance: random.Random) -> Person:
    student = number % 9 != 0
    born = date(2008 if student else 1970, 1, 1) + timedelta(days=chance.randrange(4000))
    thousand = number // 1000
    body = f"304{('1234', '5678')[thousand % 2]}{10 + thousand % 17}{number % 1000:03}"
    return Person(
        key=f"A{1_329_183_376 + number}",
        kind=PersonKind.STUDENT if student else PersonKind.STAFF,
        forename=first,
        surname=last,
        middle_names="Rose" if number % 7 == 0 else None,
        legal_forename="Alexandra" if number % 11 == 0 else None,
        upn=upn_check_letter(body) + body if student else None,
        email=f"{'pupil' if student else 'staff'}{number}.o'x@brookfield.example",
        date_of_birth=born.isoformat(),
        mis_id=str(number),
        username=f"user{number:05}.304",
        staff_code=None if student else f"S{number}",
    )


def forms(value: str) -> Sequence[tuple[str, str]]:
    """The value as it may hide, by encoders of Python's own: each with the form's name."""
    import base64
    import json
    from urllib.parse import quote, quote_plus

    octets = value.encode()
    return (
        ("plain", value),
        ("reversed", value[::-1]),
        ("URL", quote(value)),
        ("URL, plus", quote_plus(value)),
        ("URL, every octet", "".join(f"%{octet:02x}" for octet in octets)),
        ("base64", base64.b64encode(octets).decode()),
        ("base64, inside", base64.b64encode(b"<" + octets + b">").decode()),
        ("base64, for links", base64.urlsafe_b64encode(b"to " + octets).decode().rstrip("=")),
        ("JSON", json.dumps(value)[1:-1]),
        ("JSON, every letter", "".join(f"\\u{unit:04x}" for unit in _units(value))),
        ("HTML", "".join(f"&#{ord(character)};" for character in value)),
        ("JSON inside base64", base64.b64encode(json.dumps({"a": value}).encode()).decode()),
    )


def _units(value: str) -> list[int]:
    data = value.encode("utf-16-be")
    return [int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2)]
