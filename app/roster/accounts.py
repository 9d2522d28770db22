"""Compares a list of sign-in accounts with a roster: who is in one and not in the other.

Matched by UPN, e-mail address and username, as far as both sides hold them. Where details of one account
meet different people, or several accounts one person, nothing is guessed.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from app.formats.account_list import ACCOUNT_KEYS, Account, AccountList
from app.formats.records import Person, PersonKind, PersonStanding
from app.formats.safe_cells import safe_csv
from app.guidance.content import Content, Template, Words, fill, read_content
from app.roster.database import Roster
from app.storage.atomic import new_file


class Outcome(StrEnum):
    """What a comparison finds. Wording is in resources/catalogues/accounts.toml."""

    ONLY_IN_LIST = "only-in-list"
    ONLY_IN_SOURCE = "only-in-source"
    LEAVER = "leaver"
    UNCLEAR = "unclear"
    NOT_TOLD = "not-told"


class _Columns(Content):
    outcome: Words
    kind: Words
    surname: Words
    forename: Words
    username: Words
    email: Words
    line: Words
    do: Words


class AccountWords(Content):
    """resources/catalogues/accounts.toml."""

    version: Words
    meaning: Words
    key: Words
    no_common: Words
    none_matched: Template
    may_be_same: Template
    differs: Words
    hidden: Words
    keys: dict[str, Words]
    outcomes: dict[Outcome, Words]
    remedies: dict[Outcome, Words]
    columns: _Columns
    kinds: dict[PersonKind, Words]


@functools.cache
def account_words() -> AccountWords:
    """The wording. Raises ContentError."""
    return read_content(AccountWords, "catalogues", "accounts.toml")


class Found(NamedTuple):
    """One account, person, or both, that wants looking at."""

    outcome: Outcome
    account: Account | None
    person: Person | None
    could_be: tuple[Person, ...] = ()
    """Whom the details of an unclear account meet."""


@dataclass(frozen=True, slots=True)
class AccountComparison:
    """What came of it."""

    accounts: AccountList
    keys: tuple[str, ...]
    """Details that both sides hold somewhere, surest first. Without any there is no comparison."""
    matched: Mapping[str, int]
    """People with exactly one account, by kind; leavers are not among them."""
    by_key: Mapping[str, int]
    """How many accounts each detail met somebody by."""
    found: tuple[Found, ...]
    may_be_same: int = 0
    """At most so many of those found on one side may be among those found on the other: they hold no detail
    in common to tell by."""

    def count(self, outcome: Outcome, kind: str | None = None) -> int:
        """How many of an outcome, or of one kind of person among them."""
        return sum(
            one.outcome is outcome and (kind is None or (one.person is not None and one.person.kind == kind))
            for one in self.found
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know before the numbers are leaned on. Raises ContentError."""
        words = account_words()
        notes = [words.meaning, words.key] if self.keys else [words.no_common]
        notes += [
            fill(words.none_matched, {"key": words.keys[key]})
            for key in self.keys
            if not self.by_key.get(key)
        ]
        if self.may_be_same:
            notes.append(fill(words.may_be_same, {"count": f"{self.may_be_same:,}"}))
        if self.count(Outcome.UNCLEAR):
            notes.append(words.differs)
        return tuple(notes)


def compare_accounts(roster: Roster, accounts: AccountList) -> AccountComparison:
    """Who is in one and not in the other. Blocks. Raises RosterClosed."""
    with roster.reading() as db:
        people = [Person(*row[1:]) for row in db.execute("SELECT * FROM person ORDER BY id")]
    keys = tuple(
        key
        for key in ACCOUNT_KEYS
        if any(getattr(one, key) for one in accounts.accounts) and any(getattr(one, key) for one in people)
    )
    if not keys:
        return AccountComparison(accounts, (), {}, {}, ())
    return _Matching(people, keys).compared(accounts)


class _Matching:
    """People by their details, and the accounts that met them."""

    def __init__(self, people: list[Person], keys: tuple[str, ...]) -> None:
        self._people, self._keys = people, keys
        self._by: dict[str, dict[str, list[int]]] = {key: {} for key in keys}
        for number, person in enumerate(people):
            for key in keys:
                if value := _plain(getattr(person, key)):
                    self._by[key].setdefault(value, []).append(number)
        self._accounts_of: dict[int, list[Account]] = {}
        self._by_key: Counter[str] = Counter()
        self._unclear_people: set[int] = set()

    def compared(self, accounts: AccountList) -> AccountComparison:
        """Every account met with whom it means, and what is left on either side."""
        found = [one for account in accounts.accounts if (one := self._met(account)) is not None]
        matched: Counter[str] = Counter()
        for number, person in enumerate(self._people):
            own = self._accounts_of.get(number, [])
            left = person.standing == PersonStanding.LEAVER
            if len(own) > 1:
                found += [Found(Outcome.UNCLEAR, account, person) for account in own]
            elif own and left:
                found.append(Found(Outcome.LEAVER, own[0], person))
            elif own:
                matched[person.kind] += 1
            elif not left and number not in self._unclear_people:
                told = bool(self._details(person))
                found.append(Found(Outcome.ONLY_IN_SOURCE if told else Outcome.NOT_TOLD, None, person))
        return AccountComparison(
            accounts, self._keys, dict(matched), dict(self._by_key), tuple(found), self._may_be_same(found)
        )

    def _agrees(self, account: Account, number: int) -> bool:
        """Whether UPNs are not against it: a username can be somebody else's by now, a UPN cannot."""
        ours, theirs = _plain(self._people[number].upn), _plain(account.upn)
        return not ours or not theirs or ours == theirs

    def _may_be_same(self, found: Iterable[Found]) -> int:
        """How many left over on both sides have no detail in common, so that nothing tells them apart."""
        left: dict[bool, Counter[frozenset[str]]] = {True: Counter(), False: Counter()}
        for one in found:
            if one.outcome is not Outcome.UNCLEAR and (one.account is None) is not (one.person is None):
                left[one.account is None][self._details(one.account or one.person)] += 1
        people, accounts = left[True], left[False]
        return min(
            sum(n for mine, n in people.items() if any(not mine & theirs for theirs in accounts)),
            sum(n for mine, n in accounts.items() if any(not mine & theirs for theirs in people)),
        )

    def _details(self, of: Account | Person | None) -> frozenset[str]:
        return frozenset(key for key in self._keys if _plain(getattr(of, key)))

    def _met(self, account: Account) -> Found | None:
        """Notes whom an account means; gives what wants looking at where that is not one person."""
        given = {key: value for key in self._keys if (value := _plain(getattr(account, key)))}
        if not given:
            return Found(Outcome.NOT_TOLD, account, None)
        met = {key: self._by[key].get(value, []) for key, value in given.items()}
        self._by_key.update(key for key, numbers in met.items() if numbers)
        whom = {number for numbers in met.values() for number in numbers}
        if len(whom) == 1 and self._agrees(account, next(iter(whom))):
            self._accounts_of.setdefault(whom.pop(), []).append(account)
            return None
        self._unclear_people |= whom
        if not whom:
            return Found(Outcome.ONLY_IN_LIST, account, None)
        return Found(Outcome.UNCLEAR, account, None, tuple(self._people[number] for number in sorted(whom)))


def accounts_document(compared: AccountComparison, output: Path | None) -> dict[str, Any]:
    """The answer, in numbers, nobody named:

    {"list", "columns": [{"heading", "field", "confidence", "why"}], "keys", "accounts", "matched": {KIND: n},
     "matched_by": {KEY: n}, "outcomes": [{"id", "title", "count", "students", "staff", "remedy"}], "notes",
     "complaints", "output", "exit_code"}
    """
    words = account_words()
    outcomes = [
        {
            "id": str(outcome),
            "title": words.outcomes[outcome],
            "count": compared.count(outcome),
            "students": compared.count(outcome, PersonKind.STUDENT),
            "staff": compared.count(outcome, PersonKind.STAFF),
            "remedy": words.remedies[outcome],
        }
        for outcome in Outcome
    ]
    hidden = [words.hidden] if compared.found and output is None else []
    return {
        "list": compared.accounts.name,
        "columns": [
            {"heading": one.header, "field": one.field, "confidence": one.confidence, "why": one.why}
            for one in compared.accounts.columns
        ],
        "keys": list(compared.keys),
        "accounts": len(compared.accounts.accounts),
        "matched": {str(kind): compared.matched.get(kind, 0) for kind in PersonKind},
        "matched_by": {key: compared.by_key.get(key, 0) for key in compared.keys},
        "outcomes": outcomes,
        "notes": [*compared.notes, *hidden],
        "complaints": [str(complaint) for complaint in compared.accounts.complaints],
        "output": None if output is None else str(output),
        "exit_code": 2 if not compared.keys else int(bool(compared.found)),
    }


def save_accounts_csv(compared: AccountComparison, path: Path, *, replace: bool) -> int:
    """Writes whoever wants looking at, with their names, whole or not at all; returns how many rows. No UPN:
    the line in the list leads to it. Blocks. Raises OSError, FileExistsError."""
    words = account_words()
    rows = list(_rows(compared.found, words))
    data = safe_csv(tuple(words.columns.model_dump().values()), rows)
    with new_file(path, replace=replace) as stream:
        stream.write(data)
    return len(rows)


def _rows(found: Iterable[Found], words: AccountWords) -> Iterator[tuple[str, ...]]:
    """A row for each; an unclear account is followed by everyone whom it could mean."""
    order = list(Outcome)
    for one in sorted(found, key=lambda one: (order.index(one.outcome), *_name(one))):
        yield _row(one, words)
        for person in one.could_be:
            yield _row(Found(one.outcome, one.account, person), words)


def _row(one: Found, words: AccountWords) -> tuple[str, ...]:
    account, person = one.account, one.person
    return (
        words.outcomes[one.outcome],
        words.kinds[PersonKind(person.kind)] if person else "",
        *_name(one),
        (account and account.username) or (person and person.username) or "",
        (account and account.email) or (person and person.email) or "",
        str(account.line) if account else "",
        words.remedies[one.outcome],
    )


def _name(one: Found) -> tuple[str, str]:
    """Surname and forename: the source's, else the list's."""
    if one.person is not None:
        person = one.person
        return (person.surname or person.legal_surname or "", person.forename or person.legal_forename or "")
    return (one.account.surname, one.account.forename) if one.account else ("", "")


def _plain(value: str | None) -> str:
    """A detail as it is compared: without case and spaces."""
    return "".join((value or "").split()).casefold()
