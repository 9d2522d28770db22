"""Looks through everything that is about to leave the program, and refuses where somebody is in it.

What is looked for is told by the session: the people loaded, the tokens held. E-mail addresses and UPNs are
looked for by their form as well, whoever's they are. Before each use the search is tried on people invented
for it, in every form it has to see through: a search that overlooks them stops the writing.
"""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.evidence.errors import Leak, SearchBroken
from app.evidence.redaction.index import Index
from app.evidence.redaction.own_wording import ADDRESS, own_wording
from app.evidence.redaction.readings import FORMS, TooTangled, as_letters, as_words, readings
from app.evidence.redaction.values import (
    BIRTH,
    EMAIL,
    IDENTIFIER,
    NAME,
    TOKEN,
    UPN,
    birth_dates,
    full_names,
    identifiers,
    telling,
)
from app.formats.identifiers import upn_problem
from app.formats.records import Person, PersonKind
from app.roster.database import Roster

_UPN = re.compile(r"(?<![0-9a-z])[a-z][0-9]{11}[0-9a-z](?![0-9a-z])")
_LITERAL = re.compile(r":\s*(?:null|true|false)\b")
"""JSON's own words, unquoted after a key: `"since": null, "mark": "none"` is nobody called Mark Null."""
_STANDS_ALONE = frozenset({BIRTH, IDENTIFIER})
"""Kinds that mean something only where no letter or digit is joined to them: a hash is full of digits."""
_TANGLED = "more than can be looked through"


@dataclass(frozen=True, slots=True)
class Searched:
    """What a document was searched for: for its manifest and for whoever reads it."""

    people: int
    values: int
    """Names and identifiers, in all their spellings."""
    left_out: int
    """Names and identifiers that could not be told from ordinary words or numbers, and were not searched."""
    tokens: int

    @property
    def whole(self) -> bool:
        """Whether there was anybody to search for: without people loaded, only by form."""
        return self.people > 0


@dataclass(slots=True)
class Guard:
    """What must not leave. Built once per session and roster; searching changes nothing. Shows nobody when
    printed."""

    allowed: tuple[str, ...] = ()
    """Names that a document is meant to hold: the school's, an approver's."""
    _names: Index = field(default_factory=lambda: Index(words=True), repr=False)
    _cased: Index = field(default_factory=lambda: Index(words=True), repr=False)
    """Names that our own wording also says as ordinary words (“mark read”): only as names are written."""
    _values: Index = field(default_factory=lambda: Index(words=False), repr=False)
    _people: int = 0
    _tokens: int = 0
    _left_out: set[str] = field(default_factory=set, repr=False)

    @classmethod
    def of(cls, roster: Roster | None, *, tokens: Iterable[str] = (), allowed: Iterable[str] = ()) -> Guard:
        """A guard for everyone in a roster. Reads all of it: call it on a worker thread."""
        guard = cls(allowed=tuple(allowed))
        guard.watch_tokens(*tokens)
        if roster is not None:
            with roster.reading() as connection:
                rows = connection.execute("SELECT * FROM person")
                guard.watch(Person(*row[1:]) for row in rows)  # its number in this roster comes first
        return guard

    def allowing(self, *names: str) -> Guard:
        """The same guard, for a document that is meant to hold these names as well."""
        return replace(self, allowed=(*self.allowed, *names))

    @property
    def searched(self) -> Searched:
        """What it searches for so far."""
        values = len(self._names) + len(self._cased) + len(self._values)
        return Searched(self._people, values, len(self._left_out), self._tokens)

    def watch(self, people: Iterable[Person]) -> None:
        """Searches for these people from now on."""
        written: dict[str, set[str]] = {}
        for person in people:
            self._people += 1
            for name in full_names(person):
                needle = as_words(name)
                written.setdefault(needle, set()).add(name)
                self._take(self._names, needle, NAME)
            self._watch_values(person)
        self._tell_from_own_words(written)

    def watch_tokens(self, *tokens: str) -> None:
        """Searches for these secrets from now on."""
        for token in filter(None, tokens):
            self._tokens += 1
            self._take(self._values, as_letters(token), TOKEN)

    def look(self, data: bytes) -> frozenset[str]:
        """The kinds of what stands in it that must not leave; empty for a clean document."""
        found: set[str] = set()
        try:
            for reading in readings(data.decode("utf-8", "replace").replace("\0", "")):
                found |= self._in(reading)
        except TooTangled:
            found.add(_TANGLED)
        return frozenset(found)

    def check(self, documents: Mapping[str, bytes]) -> None:
        """Tries the search, then searches names and contents. Raises Leak or SearchBroken: write nothing."""
        self.try_out()
        for name, data in documents.items():
            found = self.look(data) | self.look(name.encode())
            if found:
                raise Leak(
                    f"Nothing was written: {name} would have held {_listed(found)}",
                    "This is a fault of the program: please tell its makers which document it was.",
                )

    def try_out(self) -> None:
        """Plants people invented for it in every form, and looks for them. Raises SearchBroken."""
        person, token = _invented()
        trial = Guard(allowed=self.allowed)
        trial.watch([person])
        trial.watch_tokens(token)
        planted = {
            NAME: f"{person.forename} {person.surname}",
            UPN: str(person.upn),
            EMAIL: str(person.email),
            BIRTH: str(person.date_of_birth),
            TOKEN: token,
        }
        for kind, value in planted.items():
            for form, disguise in FORMS.items():
                text = f'{{"said": "{disguise(value)}"}}'
                if kind not in trial.look(text.encode()):
                    raise SearchBroken(
                        f"Nothing was written: the search for people’s data overlooked a {kind} ({form})",
                        "This is a fault of the program: please tell its makers.",
                    )

    def _watch_values(self, person: Person) -> None:
        if person.upn:
            self._take(self._values, as_letters(person.upn), UPN)
        if person.email:
            self._take(self._values, as_letters(person.email), EMAIL)
        if person.date_of_birth:
            for written in birth_dates(person.date_of_birth):
                self._take(self._values, as_letters(written), BIRTH)
        for value in identifiers(person):
            needle = as_letters(value)
            if telling(needle) and not own_wording().vocabulary.issuperset(as_words(value).split()):
                self._take(self._values, needle, IDENTIFIER)
            else:
                self._left_out.add(needle)

    def _take(self, index: Index, needle: str, kind: str) -> None:
        if not index.add(needle, kind):
            self._left_out.add(needle)

    def _tell_from_own_words(self, written: Mapping[str, Iterable[str]]) -> None:
        """A name that our own wording says is searched for as names are written; where even that is ours, or
        the school's name says it, it is left out and counted."""
        wording = own_wording()
        for needle in {needle for needle, _, _ in self._names.find(wording.words)}:
            self._names.remove(needle)
            for name in written[needle]:
                for spelt in (as_words(name, cased=True), as_words(name.upper(), cased=True)):
                    if spelt != needle and spelt not in wording.cased:
                        self._cased.add(spelt, NAME)
                    else:
                        self._left_out.add(needle)

    def _in(self, reading: str) -> set[str]:
        said = _LITERAL.sub(": 0", reading)
        words, cased = as_words(said), as_words(said, cased=True)
        for name in self.allowed:
            words = words.replace(as_words(name), " | ")
            cased = cased.replace(as_words(name, cased=True), " | ")
        found = {kind for _, kind, _ in self._names.find(words)}
        found |= {kind for _, kind, _ in self._cased.find(cased)}
        letters = as_letters(reading)
        for needle, kind, at in self._values.find(letters):
            if kind not in _STANDS_ALONE or _alone(letters, at, at + len(needle)):
                found.add(kind)
        if any(upn_problem(upn) is None for upn in _UPN.findall(letters)):
            found.add(UPN)
        if any(address not in own_wording().addresses for address in ADDRESS.findall(letters)):
            found.add(EMAIL)
        return found


def _alone(text: str, start: int, end: int) -> bool:
    return not text[max(start - 1, 0) : start].isalnum() and not text[end : end + 1].isalnum()


def _listed(kinds: Iterable[str]) -> str:
    return " and ".join(f"what looks like a {kind}" if kind != _TANGLED else kind for kind in sorted(kinds))


def _invented() -> tuple[Person, str]:
    """Somebody who is nobody, new each time, and a token."""
    letters = random.SystemRandom()
    forename, surname = (
        "".join(letters.choices("bdfgklmnprtvz", k=9)).capitalize() for _ in ("forename", "surname")
    )
    number = f"{letters.randrange(10**6):06}"
    person = Person(
        key=f"canary-{number}",
        kind=PersonKind.STUDENT,
        forename=forename,
        surname=f"{surname}-ö’",
        upn=f"A{letters.randrange(10**12):012}",
        email=f"{forename}.{surname}@canary.invalid".lower(),
        date_of_birth=f"19{letters.randrange(10, 40)}-0{letters.randrange(1, 10)}-1{letters.randrange(10)}",
    )
    return person, secrets.token_urlsafe(30)
