"""What is written comes back, value by value; what does not was counted when it was written, and no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats.identifiers import parse_year
from app.formats.losses import RECORD, Held
from app.formats.records import CLASS, Group, Membership, Person, PersonKind, PersonStanding
from app.roster.database import Roster, RosterBuilder
from app.roster.export import Exported, ExportFormat, ExportRequest, export_roster
from app.roster.facts import LoadFacts, Origin, School, SourceKind
from app.roster.rows import RosterRows
from app.roster.sources import load_file, open_source

WHEN = datetime(2026, 9, 10, 9, 30, tzinfo=UTC)
SCHOOL = School("A1930499999", "Example High School")
CHOICES = [
    (ExportFormat.CSV, "people"),
    (ExportFormat.CSV, "people.zip"),
    (ExportFormat.XLSX, "people.xlsx"),
    (ExportFormat.ONEROSTER_1_1, "export.zip"),
    (ExportFormat.ONEROSTER_1_2, "export"),
    (ExportFormat.IMS_ENTERPRISE, "export.xml"),
]
LOSSLESS = (ExportFormat.CSV, ExportFormat.XLSX)

# -- people that break software ------------------------------------------------------------

_LETTERS = "abzABZ éßŁøŵŷ'’-=+@,;|\"<>&{}()%~:#/\\\u00a0日😀\t\n\x07"
_texts = st.text(st.sampled_from(_LETTERS), min_size=1, max_size=12).filter(str.strip)
_long = st.text(st.sampled_from("ab é"), min_size=60, max_size=80).filter(str.strip)
_names = st.none() | _texts | _long
_days = st.none() | st.dates(date(1950, 1, 1), date(2030, 1, 1)).map(str)
_years = st.none() | st.sampled_from(["7", "Year 8", "R", "N2", "Nursery", "13", "14", "Rowan", "07"])
_genders = st.none() | st.sampled_from(["male", "FEMALE", "F", "m", "other", "unspecified", "X"])
_flags = st.none() | st.sampled_from([0, 1])


def _person(kind: str, number: int) -> st.SearchStrategy[Person]:
    student = kind == PersonKind.STUDENT
    return st.builds(
        Person,
        key=st.just(f"{kind}-{number:03}"),
        kind=st.just(kind),
        title=st.none()
        | st.sampled_from(["Mr", "The Right Honourable the Lady Example of Nowhere"])
        | _texts,
        forename=_names,
        surname=_names,
        middle_names=_names,
        legal_forename=_names,
        legal_surname=_names,
        gender=_genders,
        date_of_birth=_days,
        upi=st.none() | st.just(f"U-{kind}-{number}"),
        mis_id=st.none() | st.sampled_from(["007", "1.0", "12", "=5"]),
        upn=st.none() | st.just(f"C3041234240{number:02}") if student else st.none(),
        admission_number=st.none() | st.sampled_from(["001234", "1"]) if student else st.none(),
        username=_names,
        email=st.none() | st.sampled_from(["a@school.example", "-b@school.example"]),
        year_label=_years if student else st.none(),
        start_date=_days,
        end_date=_days,
        teaching=st.none() if student else _flags,
        staff_code=st.none() if student else st.none() | st.sampled_from(["ABC", "{x}"]),
        standing=st.sampled_from(PersonStanding),
    )


_TYPES = ["YEAR", "REGISTRATION", "HOUSE", "DEPARTMENT", "MISC", CLASS, CLASS]


def _group(number: int) -> st.SearchStrategy[Group]:
    return st.sampled_from(_TYPES).flatmap(
        lambda type_: st.builds(
            Group,
            key=st.just(f"G{number:03}"),
            type=st.just(type_),
            name=st.sampled_from(["Year 7", "Year 8", "Reception", "Sixth form"])
            if type_ == "YEAR"
            else _names,
            code=st.none() | _texts,
            description=st.none() | _texts,
            subject=st.none() | _texts if type_ == CLASS else st.none(),
            mis_id=st.none() | _texts,
            parent_key=st.none() | st.just("G000"),
        )
    )


@st.composite
def rosters(draw: st.DrawFn) -> tuple[list[Person], list[Group], list[Membership]]:
    """A few people of both kinds in a few groups."""
    people = [draw(_person("student", number)) for number in range(draw(st.integers(1, 4)))]
    people += [draw(_person("staff", number)) for number in range(draw(st.integers(0, 3)))]
    groups = [draw(_group(number)) for number in range(draw(st.integers(0, 5)))]
    memberships = []
    for person in people:
        for group in groups:
            if draw(st.booleans()):
                role = draw(st.sampled_from(["learner", "teacher"]))
                main = draw(_flags) if person.kind == "staff" else None
                memberships.append(Membership(person.key, person.kind, group.key, group.type, role, main))
    return people, groups, memberships


def built(rows: tuple[list[Person], list[Group], list[Membership]]) -> Roster:
    builder = RosterBuilder()
    people, groups, memberships = rows
    builder.add_people(people)
    builder.add_groups(groups)
    builder.add_memberships(memberships)
    return builder.seal(LoadFacts(Origin(SourceKind.WONDE, WHEN, "test"), SCHOOL))


# -- comparing ------------------------------------------------------------

OF_ITS_READING = "repaired"
"""What one reading had to mend is no fact about a person: the next reading has its own."""


def _plain(field: str, value: Any) -> Any:
    """A value as it must come back: words that mean the same are the same."""
    if value is None:
        return None
    if field == "year_label":
        year = parse_year(value)
        return year.code if year else value
    if field == "gender":
        return {"f": "female", "m": "male"}.get(value.casefold(), value.casefold())
    return str(value)


def _lost(
    before: dict[Any, Any], after: dict[Any, Any], kind_of: Callable[[Any], str], skip: Iterable[str] = ()
) -> Counter[tuple[str, str]]:
    lost: Counter[tuple[str, str]] = Counter()
    for key, row in before.items():
        kind = kind_of(row)
        other = after.get(key)
        if other is None:
            lost[kind, RECORD] += 1
            continue
        for field in row._fields:
            mine = _plain(field, getattr(row, field))
            if field in (*skip, OF_ITS_READING):
                continue
            if mine is not None and mine != _plain(field, getattr(other, field)):
                lost[kind, field] += 1
    return lost


def lost_between(before: Roster, after: Roster) -> Counter[tuple[str, str]]:
    """Per kind and field, how many values did not come back."""
    was, now = RosterRows(before), RosterRows(after)
    lost = _lost(
        {(row.kind, row.key): row for row in was.people()},
        {(row.kind, row.key): row for row in now.people()},
        lambda row: row.kind,
    )
    lost += _lost(
        {row.key: row for row in was.groups()},
        {row.key: row for row in now.groups()},
        lambda row: "class" if row.type == CLASS else "group",
    )
    lost += _lost(
        {row[:3]: row for row in was.memberships()},
        {row[:3]: row for row in now.memberships()},
        lambda _: "membership",
        skip=["group_type"],
    )
    return lost


def counted(exported: Exported) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for entry in exported.not_held:
        if entry.held is not Held.DOUBTFUL:
            found[entry.kind, entry.field] += entry.count
    return found


@pytest.mark.parametrize(("format_", "name"), CHOICES, ids=lambda value: str(value))
@given(rows=rosters())
def test_whatever_does_not_come_back_was_counted(
    tmp_path_factory: pytest.TempPathFactory,
    format_: ExportFormat,
    name: str,
    rows: tuple[list[Person], list[Group], list[Membership]],
) -> None:
    output = tmp_path_factory.mktemp("out") / name
    with built(rows) as before:
        exported = export_roster(before, ExportRequest(format_, output, WHEN))
        with load_file(open_source(str(output))) as after:
            assert after.school == SCHOOL
            assert lost_between(before, after) == counted(exported)
            if format_ in LOSSLESS:
                assert all(entry.held is Held.CHANGED for entry in exported.not_held)
