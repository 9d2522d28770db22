"""Invented people: names of every troublesome kind, addresses on example domains, valid UPNs of no real
school.

Deterministic: everything is drawn from one `random.Random`; no set or hash order takes part.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random

from app.formats.identifiers import upn_check_letter
from app.practice.content import Names, names
from app.roster.text import fold

SPECIAL_SHARE = 0.12
"""How many people have a name that breaks software; the rest have plain ones."""
_SPECIAL_WEIGHTS = {
    "apostrophe": 20, "hyphen": 40, "diacritic": 35, "welsh": 15, "one-word": 4, "long": 3, "short": 8,
}  # fmt: skip

LA_CODE = "304"
"""An LA that exists, so that its UPNs look as they should; the establishments below do not exist."""
FIRST_ESTABLISHMENT = 9900
_FEEDERS = 100
_SERIALS = 1000


@dataclass(slots=True, eq=False)
class Student:
    """A student as the MIS holds them. Dates are YYYY-MM-DD; None is blank."""

    id: str
    mis_id: str
    upi: str
    forename: str | None
    surname: str | None
    legal_forename: str | None
    legal_surname: str | None
    middle_names: str | None
    gender: str
    date_of_birth: str | None
    upn: str | None
    admission_number: str
    admission_date: str
    leaving_date: str | None
    year: str
    """The year the student is really in, as a national curriculum code."""
    year_label: str | None
    """What the MIS says the year is."""
    email: str | None
    username: str
    updated_at: str
    year_group: int | None = None
    """Index into `School.groups`, as the next three."""
    registration: int | None = None
    house: int | None = None
    clubs: tuple[int, ...] = ()
    classes: list[int] = field(default_factory=list)
    """Indexes into `School.classes`."""
    dangling: tuple[str, ...] = ()
    """Ids of classes that do not exist."""

    @property
    def groups(self) -> tuple[int, ...]:
        """Every group the student is in; classes are not among them."""
        return (
            tuple(g for g in (self.year_group, self.registration, self.house) if g is not None) + self.clubs
        )


@dataclass(slots=True, eq=False)
class Employee:
    """A member of staff as the MIS holds them."""

    id: str
    mis_id: str
    upi: str
    title: str | None
    forename: str | None
    surname: str | None
    middle_names: str | None
    gender: str
    date_of_birth: str | None
    email: str | None
    username: str
    teaching: bool
    staff_code: str | None
    role: str
    start_date: str
    end_date: str | None
    updated_at: str
    subject: int | None = None
    groups: list[int] = field(default_factory=list)
    classes: dict[int, bool] = field(default_factory=dict)
    """Class index to whether this is its main teacher."""
    also_student: bool = False


def upi_of(school_id: str, mis_id: str) -> str:
    """Wonde's lasting id: 32 hex characters made of the school and the id in its MIS."""
    return hashlib.blake2b(f"{school_id}/{mis_id}".encode(), digest_size=16).hexdigest()


@lru_cache(maxsize=65536)
def ascii_word(text: str) -> str:
    """Lower-case letters and digits only, for addresses: "Núñez" is "nunez", "O'Neill" is "oneill"."""
    plain = unicodedata.normalize("NFKD", text.translate(_NOT_DECOMPOSED))
    return "".join(c for c in plain.lower() if c.isascii() and c.isalnum()) or "x"


def plain_name(name: str | None) -> str:
    """A name as people compare it when they look for one: without capitals, accents and outer spaces."""
    return fold((name or "").strip())


_NOT_DECOMPOSED = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "þ": "th", "Þ": "Th", "ß": "ss", "æ": "ae"}
)


@dataclass(frozen=True, slots=True)
class DrawnName:
    """One person's names."""

    forename: str
    surname: str
    middle_names: str | None
    legal_forename: str
    legal_surname: str
    woman: bool


class NameMaker:
    """Draws names. The first few people have one of each special kind, so that every school shows them
    all."""

    def __init__(self, random: Random, source: Names | None = None) -> None:
        self._random = random
        self._names = source or names()
        self._special = {kind.style: kind for kind in self._names.special}
        self._styles = [style for style in _SPECIAL_WEIGHTS if style in self._special]
        self._weights = [_SPECIAL_WEIGHTS[style] for style in self._styles]
        self._owed = list(reversed(self._styles))
        self._short = dict(self._names.short_forms)

    def draw(self) -> DrawnName:
        """The next person's names."""
        random = self._random
        woman = random.random() < 0.5
        forename = random.choice(self._names.girls if woman else self._names.boys)
        surname = random.choice(self._names.surnames)
        middle = random.choice(self._names.middle) if random.random() < 0.4 else None
        style = self._style()
        if style is not None:
            kind = self._special[style]
            if style in ("one-word", "long") or random.random() < 0.5:
                forename = random.choice(kind.forenames)
            if style == "one-word" or random.random() < 0.7:
                surname = random.choice(kind.surnames)
            if surname == "=":
                surname, middle = forename, None
        legal_forename, legal_surname = forename, surname
        if random.random() < 0.06:
            forename = self._short.get(forename, forename)
        if random.random() < 0.01:
            legal_surname = random.choice(self._names.surnames)
        return DrawnName(forename, surname, middle, legal_forename, legal_surname, woman)

    def titles(self, *, woman: bool) -> tuple[str, ...]:
        """Titles to choose from for a member of staff."""
        return self._names.staff_titles_women if woman else self._names.staff_titles_men

    def _style(self) -> str | None:
        if self._owed:
            return self._owed.pop()
        if self._random.random() < SPECIAL_SHARE:
            return self._random.choices(self._styles, self._weights)[0]
        return None


class UniqueWords:
    """Hands out each word once: the second "a.smith" becomes "a.smith2"."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def take(self, word: str) -> str:
        """`word`, with a number if it was taken before."""
        seen = self._used.get(word, 0) + 1
        self._used[word] = seen
        return word if seen == 1 else self.take(f"{word}{seen}")


class UpnIssuer:
    """Issues valid UPNs of fictional schools, each once.

    They come from a few feeder schools with establishment numbers from 9900 on, which no school has; enough
    of them for the largest cohort.
    """

    def __init__(self, random: Random, largest_cohort: int) -> None:
        self._space = _SERIALS * min(_FEEDERS, max(4, largest_cohort // 400 + 1))
        self._start = random.randrange(self._space)
        self._issued: dict[int, int] = {}
        self._reserved: set[str] = set()

    def reserve(self, upn: str) -> None:
        """Keeps a UPN that somebody has already from being issued."""
        self._reserved.add(upn)

    def issue(self, year: int, *, temporary: bool = False) -> str:
        """A UPN allocated in `year` (four digits). A temporary one ends in a letter."""
        number = self._issued.get(year, 0)
        self._issued[year] = number + 1
        place = (self._start + number * 733) % self._space  # 733 is prime: no serial comes twice
        establishment = FIRST_ESTABLISHMENT + place // _SERIALS
        serial = f"{place % _SERIALS:03d}"
        if temporary:
            serial = serial[:2] + "ABCDEFGHJK"[int(serial[2])]
        body = f"{LA_CODE}{establishment}{year % 100:02d}{serial}"
        upn = upn_check_letter(body) + body
        return self.issue(year, temporary=temporary) if upn in self._reserved else upn


class IdMaker:
    """Wonde-like ids: "A" and ten digits, each once per school, in no order that anyone could lean on."""

    _SPACE = 8_999_999_993
    _STEP = 4_294_967_291

    def __init__(self, random: Random) -> None:
        self._next = random.randrange(self._SPACE)
        self._reserved: set[str] = set()

    def reserve(self, taken: str) -> None:
        """Keeps an id that is in use from being given out."""
        self._reserved.add(taken)

    def take(self) -> str:
        """The next id."""
        while True:
            self._next = (self._next + self._STEP) % self._SPACE
            made = f"A{1_000_000_000 + self._next}"
            if made not in self._reserved:
                return made
