"""A baseline: hashes and numbers, the same again under the same key, and not a name in it."""

from __future__ import annotations

import json
from array import array
from datetime import date
from pathlib import Path

import keyring
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.practice.school import School, SchoolSpec
from app.roster.baseline import keeping
from app.roster.baseline.hashing import ABSENT, HASH, hasher
from app.roster.baseline.keeping import KIND, Baseline, keep, new_key, read, write
from app.roster.baseline.snapshot import (
    HASHED,
    NO_DAY,
    NO_YEAR,
    PERSON_BYTES,
    Snapshot,
    has,
    mark,
    national_year,
)
from app.roster.baseline.taking import stem_of, take
from app.roster.comparison.compare import compare, compare_snapshots
from app.storage.errors import Damaged, KeyLost, NewerFile, WrongPassphrase
from app.storage.locks import Locks
from app.storage.sealed import Label, opened, seal
from app.storage.secrets import TokenStore
from tests.fakes.clean_school import CleanSchool
from tests.fakes.keyring import MemoryKeyring
from tests.fakes.practice import school_for
from tests.fakes.practice_rosters import roster_of
from tests.fakes.septembers import JULY

UNTIL = date(2027, 12, 31)
PASSPHRASE = "copper lantern willow sixpence"


@pytest.fixture(autouse=True)
def ring() -> MemoryKeyring:
    found = MemoryKeyring()
    keyring.set_keyring(found)
    return found


def here() -> Locks:
    return Locks(TokenStore())


@pytest.fixture(scope="module")
def school() -> School:
    return school_for(SchoolSpec(students=400, seed=4, phase="all-through"))


def same(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots hold the same, the roster's ids apart."""
    columns = ("kind", "standing", "year", "starts", "ends", "hashes")
    of_groups = ("type", "key", "title", "stem", "subject", "year", "students", "staff")
    return (
        all(getattr(one.people, name) == getattr(other.people, name) for name in columns)
        and all(getattr(one.groups, name) == getattr(other.groups, name) for name in of_groups)
        and one.memberships == other.memberships
        and one.fields == other.fields
        and (one.made, one.source, one.school_id, one.school_name)
        == (other.made, other.source, other.school_id, other.school_name)
    )


def test_what_is_kept_is_what_was_taken(school: School, tmp_path: Path) -> None:
    path, key = tmp_path / "july.baseline", new_key()
    with roster_of(school, JULY) as roster:
        snapshot = take(roster, key)
        counts = roster.counts()
    write(snapshot, key, path, here(), keep_until=UNTIL)
    baseline = read(path, here())
    assert same(baseline.snapshot, snapshot)
    assert baseline.key == key
    assert baseline.head.keep_until == UNTIL
    assert len(snapshot.people) == counts.students + counts.staff
    assert len(snapshot.memberships) == counts.memberships
    assert len(snapshot.groups) == counts.classes + sum(counts.groups.values())
    assert not baseline.snapshot.people.ids, "the roster's ids are not kept"


def test_another_pc_compares_next_year_with_the_passphrase_alone(school: School, tmp_path: Path) -> None:
    path = tmp_path / "july.baseline"
    with roster_of(school, JULY) as roster:
        keep(roster, path, Locks(TokenStore(), PASSPHRASE), keep_until=UNTIL)
        keyring.set_keyring(MemoryKeyring())
        with pytest.raises(KeyLost):
            read(path, here())
        with pytest.raises(WrongPassphrase):
            read(path, Locks(TokenStore(), PASSPHRASE + "!"))
        comparison = compare(roster, read(path, Locks(TokenStore(), PASSPHRASE)))
    assert comparison.verdict == "pass"
    assert comparison.findings == []


def personal_values(school: School) -> set[str]:
    """Everything personal that the school knows, in the forms it might be written."""
    values: set[str] = set()
    for person in (*school.students, *school.staff):
        values |= {person.forename or "", person.surname or "", person.middle_names or "", person.email or ""}
        values |= {person.username, person.id, person.upi}
        born = person.date_of_birth
        if born:
            values |= {born, born.replace("-", ""), f"{born[8:]}/{born[5:7]}/{born[:4]}"}
    for student in school.students:
        values |= {student.upn or "", student.legal_forename or "", student.legal_surname or ""}
    return {value for value in values if len(value) >= 6}


def test_no_name_upn_address_or_birthday_is_in_a_baseline_in_any_form(school: School, tmp_path: Path) -> None:
    """Searched are the file itself, and everything in it once it is opened."""
    path = tmp_path / "july.baseline"
    with roster_of(school, JULY) as roster:
        keep(roster, path, here(), keep_until=UNTIL)
    with opened(path, KIND, here()) as (_, rows):
        plain = b"\n".join(rows)
    values = personal_values(school)
    assert len(values) > 2000
    for content in (path.read_bytes(), plain):
        folded = content.lower()
        for value in values:
            for encoding in ("utf-8", "utf-16-le"):
                assert value.lower().encode(encoding) not in folded
            digits = value.replace("-", "")
            if digits.isdigit() and len(digits) == 8:
                number = (
                    date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) if value[4:5] == "-" else None
                )
                assert number is None or number.isoformat().encode() not in content
    # Nor the hash of one without the key.
    import hashlib

    for student in school.students[:50]:
        for name in ("sha256", "sha1", "md5", "blake2b"):
            digest = hashlib.new(name, (student.upn or "x").encode()).digest()
            assert digest[:HASH] not in plain
            assert digest.hex()[:16].encode() not in plain


def test_no_date_of_birth_stands_among_the_numbers(school: School, tmp_path: Path) -> None:
    """First and last days are kept as numbers; a date of birth never is."""
    with roster_of(school, JULY) as roster:
        people = take(roster, new_key()).people
        persons = [roster.person(number) for number in people.ids]
    for n, person in enumerate(persons):
        assert person is not None
        if person.date_of_birth:
            born = date.fromisoformat(person.date_of_birth).toordinal()
            assert born not in (people.starts[n], people.ends[n])


def test_the_same_value_is_the_same_hash_under_one_key_and_field_only() -> None:
    key, other = new_key(), new_key()
    assert hasher(key, "surname")("Byte") == hasher(key, "surname")("Byte")
    assert hasher(key, "surname")("Byte") != hasher(other, "surname")("Byte")
    assert hasher(key, "surname")("Byte") != hasher(key, "forename")("Byte")
    assert hasher(key, "surname")(None) == ABSENT
    assert hasher(key, "surname")("") != ABSENT


@given(st.lists(st.text(), unique=True, max_size=60))
def test_different_values_have_different_hashes(values: list[str]) -> None:
    hash_of = hasher(b"k" * 32, "surname")
    assert len({hash_of(value) for value in values}) == len(values)
    assert all(len(hash_of(value)) == HASH for value in values)


def test_a_person_is_hashes_a_year_and_two_days() -> None:
    school = CleanSchool()
    school.change("s01", end_date="2027-07-20", standing="leaver", year_label="N2")
    school.change("s02", upn=None, year_label="Rowan", start_date=None)
    with school.seal() as roster:
        people = take(roster, new_key()).people
    at = {key: n for n, key in enumerate(school.people)}
    assert {len(hashes) for hashes in people.hashes} == {PERSON_BYTES}
    assert people.year[at["s01"]] == -1
    assert people.ends[at["s01"]] == date(2027, 7, 20).toordinal()
    assert people.standing[at["s01"]] == 1
    assert (people.year[at["s02"]], people.starts[at["s02"]]) == (NO_YEAR, NO_DAY)
    assert not has(people.hashes[at["s02"]], "upn")
    assert mark(people.hashes[at["s03"]], "surname") == mark(people.hashes[at["s05"]], "surname")


def test_what_sources_write_in_two_ways_is_one_value() -> None:
    one, other = CleanSchool(), CleanSchool()
    one.change("s01", email="S1@Students.School.example", gender="FEMALE", surname="Van  Byte", upn=None)
    other.change("s01", email="s1@students.school.example", gender="Female", surname="Van Byte", upn=None)
    key = new_key()
    with one.seal() as a, other.seal() as b:
        assert take(a, key).people.hashes == take(b, key).people.hashes


@pytest.mark.parametrize(
    ("title", "stem"),
    [("7A", "a"), ("10A", "a"), ("Year 7 A", "a"), ("7-A", "a"), ("Y8 B", "b"), ("RB", "b"), ("N2A", "a"),
     ("Oak", "oak"), ("Year 7", "year 7"), ("7", "7"), ("77A", "77a"), ("Rowan", "rowan")],
)  # fmt: skip
def test_a_title_without_its_year(title: str, stem: str) -> None:
    assert stem_of(title) == stem


def test_national_years_grow_by_one_each_september() -> None:
    from app.formats.identifiers import parse_year

    labels = ["N1", "N2", "R", "1", "2", "7", "13"]
    assert [national_year(parse_year(label)) for label in labels] == [-2, -1, 0, 1, 2, 7, 13]
    assert national_year(parse_year("Nursery")) == -1
    assert national_year(None) == NO_YEAR


# -- versions and damage


def rows_of(path: Path) -> list[bytes]:
    with opened(path, KIND, here()) as (_, rows):
        return list(rows)


def sealed_again(path: Path, rows: list[bytes]) -> None:
    seal(path, Label(KIND, JULY, UNTIL), rows, here(), replace=True)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "clean.baseline"
    with CleanSchool().seal() as roster:
        keep(roster, path, here(), keep_until=UNTIL)
    return path


def test_a_later_format_is_refused_and_not_misread(kept: Path) -> None:
    first, *rest = rows_of(kept)
    sealed_again(kept, [json.dumps({**json.loads(first), "format": 2}).encode(), *rest])
    with pytest.raises(NewerFile):
        read(kept, here())


def test_a_row_of_an_unknown_letter_is_passed_over(kept: Path) -> None:
    rows = rows_of(kept)
    sealed_again(kept, [*rows, b"X\0\0\0\0something of a later version"])
    assert len(read(kept, here()).snapshot.people) == 26


def test_hashes_in_another_order_are_read_by_name(kept: Path) -> None:
    """As a version with a field more, or one fewer, would write them."""
    baseline = read(kept, here())
    order = (*reversed(HASHED[1:]), "shoe_size")
    people = baseline.snapshot.people
    whole = list(people.hashes)
    people.hashes = [
        b"".join(mark(hashes, name) if name in HASHED else b"\7" * HASH for name in order) for hashes in whole
    ]
    rows = list(keeping._rows(baseline.snapshot, baseline.key))
    about = {**json.loads(rows[0]), "hashed": order}
    sealed_again(kept, [json.dumps(about).encode(), *rows[1:]])
    again = read(kept, here()).snapshot.people.hashes
    assert [hashes[HASH:] for hashes in again] == [hashes[HASH:] for hashes in whole]
    assert {hashes[:HASH] for hashes in again} == {ABSENT}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows[:1],
        lambda rows: rows[:-1],
        lambda rows: [b"not json", *rows[1:]],
        lambda rows: [b"[]", *rows[1:]],
        lambda rows: [],
        lambda rows: [rows[0], rows[1][:-5], *rows[2:]],
        lambda rows: [rows[0], b"P", *rows[2:]],
        lambda rows: [*rows[:2], *rows[2:], rows[-1]],
        lambda rows: [*rows[:-1], b"M" + (1).to_bytes(4, "little") + array("i", [999]).tobytes() + b"\0"],
    ],
)
def test_what_does_not_fit_together_is_refused(kept: Path, spoil: object) -> None:
    assert callable(spoil)
    sealed_again(kept, spoil(rows_of(kept)))
    with pytest.raises(Damaged):
        read(kept, here())


def test_a_printed_baseline_shows_no_key(kept: Path) -> None:
    baseline = read(kept, here())
    assert baseline.key.hex() not in repr(baseline)
    assert isinstance(baseline, Baseline)


def test_a_baseline_compares_as_the_snapshot_it_was_made_of(school: School, tmp_path: Path) -> None:
    path, key = tmp_path / "a", new_key()
    with roster_of(school, JULY) as roster:
        taken = take(roster, key)
        write(taken, key, path, here(), keep_until=UNTIL)
        by_file = compare(roster, read(path, here()))
    assert by_file.kinds == compare_snapshots(taken, taken).kinds
