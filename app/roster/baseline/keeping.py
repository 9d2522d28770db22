"""A snapshot as a sealed file, and back.

Inside the seal: a row of JSON (format, when, school, fields, the key of the hashes, counts), then rows of
packed columns, each begun by a letter: P people, G groups, M memberships. Numbers are little-endian. The JSON
names the hashes that a person has, in order, so that a later version can have more of them and still read
this one. No name, UPN, e-mail address or date of birth is in it, in any form but a keyed hash; the school's
own name is.
"""

from __future__ import annotations

import json
import secrets
import struct
import sys
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from app.formats.errors import InputError
from app.roster.baseline.content import baseline_content
from app.roster.baseline.hashing import ABSENT, HASH, KEY_BYTES
from app.roster.baseline.snapshot import HASHED, KINDS, Groups, Memberships, People, SeenField, Snapshot
from app.roster.baseline.taking import take
from app.roster.database import Roster
from app.storage.errors import Damaged, NewerFile, SealedError
from app.storage.locks import Locks, forget
from app.storage.sealed import Label, SealedHead, head_of, opened, seal

KIND = "baseline"
FORMAT = 1
_CHUNK = 8192
"""People, groups or memberships in a row."""
_COUNT = struct.Struct("<I")


class _About(BaseModel):
    """The first row."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: int
    made: datetime
    source: str
    school_id: str
    school_name: str
    hashed: tuple[str, ...]
    key: str
    fields: dict[str, dict[str, tuple[int, int, str]]]
    people: int
    groups: int
    memberships: int


@dataclass(frozen=True, slots=True)
class Baseline:
    """A snapshot that was kept, with the key to hash this year's roster by. Shows no key when printed."""

    snapshot: Snapshot
    key: bytes
    head: SealedHead

    def __repr__(self) -> str:
        return f"Baseline(made={self.snapshot.made:%Y-%m-%d}, people={len(self.snapshot.people)})"


def new_key() -> bytes:
    """A key for the hashes of a new baseline."""
    return secrets.token_bytes(KEY_BYTES)


def usual_last_day(today: date) -> date:
    """Until when a baseline made today is kept unless somebody says otherwise: next September and the weeks
    after it. Raises ContentError."""
    months = today.month - 1 + baseline_content().months
    return date(today.year + months // 12, months % 12 + 1, 1) - timedelta(days=1)


def check_place(path: Path, keep_until: date, today: date, *, replace: bool) -> None:
    """Whether a baseline can be kept there and so long, asked before anything is loaded. Raises
    FileExistsError, IsADirectoryError, InputError, ContentError."""
    years = baseline_content().most_years
    if path.is_dir():
        raise IsADirectoryError(path.name)
    if path.exists() and not replace:
        raise FileExistsError(path.name)
    if not today < keep_until <= today.replace(year=today.year + years, day=1):
        raise InputError(
            f"A baseline can be kept until a day to come, at most {years} years from now",
            "--keep-until",
            "Name such a day, or leave it out.",
        )


def keep(roster: Roster, path: Path, locks: Locks, *, keep_until: date, replace: bool = False) -> SealedHead:
    """Takes a baseline of a roster and writes it, whole or not at all.

    Blocks for about a second per 30,000 people. Raises KeyNotKept, WeakPassphrase, RosterClosed,
    FileExistsError, OSError.
    """
    key = new_key()
    return write(take(roster, key), key, path, locks, keep_until=keep_until, replace=replace)


def write(
    snapshot: Snapshot, key: bytes, path: Path, locks: Locks, *, keep_until: date, replace: bool = False
) -> SealedHead:
    """Writes a snapshot that was taken under a key. The key of a file that is replaced is forgotten. Raises
    as `keep`."""
    old = _lock_of(path) if replace else None
    label = Label(KIND, snapshot.made, keep_until)
    head = seal(path, label, _rows(snapshot, key), locks, replace=replace)
    if old is not None and locks.store is not None:
        forget(old.locks, locks.store)
    return head


def _lock_of(path: Path) -> SealedHead | None:
    try:
        return head_of(path)
    except (SealedError, OSError):
        return None


def read(path: Path, locks: Locks) -> Baseline:
    """Reads a whole baseline. Blocks. Raises NotSealed, NewerFile, KeyLost, WrongPassphrase, Damaged,
    OSError."""
    with opened(path, KIND, locks) as (head, rows), _shape_checked(path.name):
        about = _about(next(rows, b""), path.name)
        snapshot = Snapshot(
            about.made,
            about.source,
            about.school_id,
            about.school_name,
            {
                kind: {name: SeenField(*seen) for name, seen in about.fields.get(kind, {}).items()}
                for kind in KINDS
            },
        )
        for row in rows:
            _take_row(snapshot, row, about.hashed)
        _check_whole(snapshot, about, path.name)
        return Baseline(snapshot, bytes.fromhex(about.key), head)


def _rows(snapshot: Snapshot, key: bytes) -> Iterator[bytes]:
    people, groups, memberships = snapshot.people, snapshot.groups, snapshot.memberships
    about: dict[str, Any] = {
        "format": FORMAT,
        "made": snapshot.made.isoformat(),
        "source": snapshot.source,
        "school_id": snapshot.school_id,
        "school_name": snapshot.school_name,
        "hashed": HASHED,
        "key": key.hex(),
        "fields": snapshot.fields,
        "people": len(people),
        "groups": len(groups),
        "memberships": len(memberships),
    }
    yield json.dumps(about).encode("utf-8")
    for start in range(0, len(people), _CHUNK):
        end = min(start + _CHUNK, len(people))
        counts = array("i", (memberships.first[n + 1] - memberships.first[n] for n in range(start, end)))
        yield _packed(
            b"P", end - start, people.kind[start:end], people.standing[start:end], people.year[start:end],
            people.starts[start:end], people.ends[start:end], counts, b"".join(people.hashes[start:end]),
        )  # fmt: skip
    for start in range(0, len(groups), _CHUNK):
        end = min(start + _CHUNK, len(groups))
        hashes = (groups.key, groups.title, groups.stem, groups.subject)
        types = "\n".join(groups.type[start:end]).encode("utf-8")
        yield _packed(
            b"G", end - start, groups.year[start:end], groups.students[start:end], groups.staff[start:end],
            *(b"".join(column[start:end]) for column in hashes), types,
        )  # fmt: skip
    for start in range(0, len(memberships), _CHUNK * 8):
        end = min(start + _CHUNK * 8, len(memberships))
        yield _packed(b"M", end - start, memberships.group[start:end], memberships.role[start:end])


def _packed(letter: bytes, count: int, *columns: array[int] | bytes | bytearray) -> bytes:
    return letter + _COUNT.pack(count) + b"".join(_little(column) for column in columns)


def _little(column: array[int] | bytes | bytearray) -> bytes:
    if isinstance(column, array):
        if sys.byteorder == "big":
            column = column[:]
            column.byteswap()
        return column.tobytes()
    return bytes(column)


class _Cut:
    """Takes a row's columns off one after another."""

    def __init__(self, row: bytes) -> None:
        (self.count,) = _COUNT.unpack_from(row, 1)
        self._row = memoryview(row)
        self._place = 1 + _COUNT.size

    def take(self, width: int) -> bytes:
        """A column of `width` bytes each. Raises ValueError where the row ends before."""
        end = self._place + width * self.count
        if end > len(self._row):
            raise ValueError("a row is too short")
        part = bytes(self._row[self._place : end])
        self._place = end
        return part

    def numbers(self, typecode: str) -> array[int]:
        """A column of numbers."""
        made: array[int] = array(typecode)
        made.frombytes(self.take(made.itemsize))
        if sys.byteorder == "big":
            made.byteswap()
        return made

    def pieces(self, width: int) -> list[bytes]:
        """A column of pieces of `width` bytes."""
        whole = self.take(width)
        return [whole[start : start + width] for start in range(0, len(whole), width)]

    def rest(self) -> bytes:
        """What is left."""
        return bytes(self._row[self._place :])


def _take_row(snapshot: Snapshot, row: bytes, hashed: tuple[str, ...]) -> None:
    cut, letter = _Cut(row), row[:1]
    if letter == b"P":
        _take_people(snapshot.people, snapshot.memberships, cut, hashed)
    elif letter == b"G":
        _take_groups(snapshot.groups, cut)
    elif letter == b"M":
        snapshot.memberships.group.extend(cut.numbers("i"))
        snapshot.memberships.role += cut.take(1)
    # A row of another letter is of a later version, which says with `format` whether it may be left out.


def _take_people(people: People, memberships: Memberships, cut: _Cut, hashed: tuple[str, ...]) -> None:
    people.kind += cut.take(1)
    people.standing += cut.take(1)
    people.year.extend(cut.numbers("b"))
    people.starts.extend(cut.numbers("i"))
    people.ends.extend(cut.numbers("i"))
    total = memberships.first[-1]
    for count in cut.numbers("i"):
        total += count
        memberships.first.append(total)
    pieces = cut.pieces(len(hashed) * HASH)
    people.hashes.extend(pieces if hashed == HASHED else [_in_our_order(piece, hashed) for piece in pieces])


def _in_our_order(piece: bytes, hashed: tuple[str, ...]) -> bytes:
    """A person's hashes as this version orders them; one that the other version had not is blank."""
    known = {name: piece[n * HASH : (n + 1) * HASH] for n, name in enumerate(hashed)}
    return b"".join(known.get(name, ABSENT) for name in HASHED)


def _take_groups(groups: Groups, cut: _Cut) -> None:
    groups.year.extend(cut.numbers("b"))
    groups.students.extend(cut.numbers("i"))
    groups.staff.extend(cut.numbers("i"))
    for column in (groups.key, groups.title, groups.stem, groups.subject):
        column.extend(cut.pieces(HASH))
    types = cut.rest().decode("utf-8").split("\n")
    if len(types) != cut.count:
        raise ValueError("a row of groups is not whole")
    groups.type.extend(types)


def _about(row: bytes, name: str) -> _About:
    raw = json.loads(row)
    if isinstance(raw, dict) and isinstance(raw.get("format"), int) and raw["format"] > FORMAT:
        raise NewerFile(name)
    return _About.model_validate(raw)


def _check_whole(snapshot: Snapshot, about: _About, name: str) -> None:
    people, groups, memberships = snapshot.people, snapshot.groups, snapshot.memberships
    whole = (
        len(people) == len(people.year) == len(people.ends) == about.people
        and len(groups) == len(groups.type) == about.groups
        and len(memberships) == len(memberships.role) == memberships.first[-1] == about.memberships
        and all(0 <= group < len(groups) for group in memberships.group)
        and all(kind < len(KINDS) for kind in people.kind)
    )
    if not whole:
        raise Damaged(name, "what it holds does not fit together")


@contextmanager
def _shape_checked(name: str) -> Iterator[None]:
    """What was authenticated and still can't be read was written by a program with a fault."""
    try:
        yield
    except (ValueError, ValidationError, struct.error) as problem:
        raise Damaged(name, "what it holds does not fit together") from problem
