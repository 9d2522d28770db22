"""A roster takes rows in any order, settles them, answers many threads at once, and frees its memory."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats.records import CLASS, Group, Membership, Person
from app.roster.database import Roster, RosterBuilder
from app.roster.errors import NamesHidden, RosterClosed
from app.roster.facts import LoadFacts, Origin, School, SourceKind
from app.roster.masking import BULLETS, beside_a_name, mask
from app.roster.people import SORTS, PeopleQuery

FACTS = LoadFacts(
    Origin(SourceKind.WONDE, datetime(2026, 9, 1, tzinfo=UTC), "api.wonde.com"),
    School("A1", "Example School"),
)


def small_school() -> RosterBuilder:
    builder = RosterBuilder()
    # Memberships first: pages of different kinds arrive in any order.
    builder.add_memberships(
        [
            Membership("s1", "student", "y7", "YEAR"),
            Membership("s1", "student", "r7a", "REGISTRATION"),
            Membership("s1", "student", "c1", CLASS),
            Membership("s1", "student", "c1", CLASS),
            Membership("s2", "student", "c1", CLASS),
            Membership("e1", "staff", "c1", CLASS, "teacher", 1),
        ]
    )
    builder.add_people(
        [
            Person("s1", "student", forename="Zoë", surname="O’Brien", upn="C304123424001", year_label="7"),
            Person("s2", "student", forename="Ada", surname="Łódzka", mis_id="100%", year_label="R"),
            Person("s3", "student", forename="Bo", surname="_", year_label="Rowan"),
            Person("e1", "staff", forename="Tom", surname="Sample", email="t.sample@school.example"),
        ]
    )
    builder.add_groups(
        [
            Group("y7", "YEAR", "Year 7"),
            Group("r7a", "REGISTRATION", "7A"),
            Group("c1", CLASS, "7a/Sc1", subject="Science"),
        ]
    )
    return builder


@pytest.fixture
def roster() -> Roster:
    return small_school().seal(FACTS)


def test_counts_are_of_distinct_pairs(roster: Roster) -> None:
    counts = roster.counts()
    assert (counts.students, counts.staff, counts.classes, counts.memberships) == (3, 1, 1, 5)
    assert counts.groups == {"REGISTRATION": 1, "YEAR": 1}
    assert roster.school == ("A1", "Example School")


def test_years_stand_in_order_with_unknown_labels_as_they_are(roster: Roster) -> None:
    assert [(year.label, year.students) for year in roster.years()] == [
        ("Reception", 1), ("Year 7", 1), ("Rowan", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("zoe", ["Zoë O’Brien"]),
        ("o'b", ["Zoë O’Brien"]),
        ("ZOË o’", ["Zoë O’Brien"]),
        ("lodzka", ["Ada Łódzka"]),
        ("100%", ["Ada Łódzka"]),
        ("%", ["Ada Łódzka"]),
        ("_", ["Bo _"]),
        ("c3041234", ["Zoë O’Brien"]),
        ("t.sample@", ["Tom Sample"]),
        ("zoe sample", []),
    ],
)
def test_search_finds_names_and_identifiers(roster: Roster, text: str, names: list[str]) -> None:
    ids = roster.people_ids(PeopleQuery(text=text), names_shown=True)
    assert [view.name for view in roster.people(ids)] == names


def test_searching_names_is_refused_while_they_are_hidden(roster: Roster) -> None:
    with pytest.raises(NamesHidden, match="hidden"):
        roster.people_ids(PeopleQuery(text="zoe"))
    assert len(roster.people_ids(PeopleQuery(kind="student", year="Year 7"))) == 1


@given(st.text(max_size=12))
def test_any_search_text_is_only_text(text: str) -> None:
    roster = small_school().seal(FACTS)
    assert len(roster.people_ids(PeopleQuery(text=text), names_shown=True)) <= 4
    roster.close()


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("descending", [False, True])
def test_every_sort_lists_everyone_once(roster: Roster, sort: str, descending: bool) -> None:
    ids = roster.people_ids(PeopleQuery(sort=sort, descending=descending))
    assert sorted(ids) == [1, 2, 3, 4]


def test_a_sort_that_does_not_exist_is_a_mistake(roster: Roster) -> None:
    with pytest.raises(ValueError, match="sorted by"):
        roster.people_ids(PeopleQuery(sort="name; DROP TABLE person"))


def test_groups_and_members_lead_both_ways(roster: Roster) -> None:
    (zoe,) = roster.people_ids(PeopleQuery(text="zoe"), names_shown=True)
    groups = roster.groups_of(zoe)
    assert [(group.type, group.title) for group in groups] == [
        ("CLASS", "7a/Sc1"), ("REGISTRATION", "7A"), ("YEAR", "Year 7"),
    ]  # fmt: skip
    assert [group.type for group in beside_a_name(groups)] == ["CLASS", "YEAR"]
    names = [view.name for view in roster.people(roster.members_of(groups[0].id))]
    assert names == ["Tom Sample", "Ada Łódzka", "Zoë O’Brien"]
    assert (groups[0].students, groups[0].staff) == (2, 1)
    person = roster.person(zoe)
    assert person is not None
    assert person.upn == "C304123424001"
    assert roster.person(99) is None


def test_rows_come_in_the_order_asked_and_unknown_ids_are_left_out(roster: Roster) -> None:
    assert [view.id for view in roster.people([3, 99, 1])] == [3, 1]


@given(st.text(max_size=100), st.text(max_size=100))
def test_masked_rows_are_all_alike(forename: str, surname: str) -> None:
    builder = RosterBuilder()
    builder.add_people(
        [Person("k1", "staff", forename=forename, surname=surname), Person("k2", "staff", surname="x" * 60)]
    )
    roster = builder.seal(FACTS)
    first, second = (mask(view) for view in roster.people([1, 2]))
    assert first._replace(id=0, issue="", severity="") == second._replace(id=0, issue="", severity="")
    assert first.name == first.key == BULLETS
    assert first.masked
    roster.close()


def test_duplicates_and_people_without_a_key_are_dropped_and_said() -> None:
    builder = RosterBuilder()
    kept = builder.add_people(
        [
            Person("1", "student", forename="A", surname="B"),
            Person("1", "student", forename="C", surname="D"),
            Person("1", "staff", forename="E", surname="F"),
            Person("", "student", forename="G", surname="H"),
        ]
    )
    assert kept == 2
    assert builder.add_groups([Group("g", "YEAR", "7"), Group("g", "YEAR", "7"), Group("g", CLASS, "7")]) == 2
    roster = builder.seal(FACTS)
    issues = {issue.code: issue.count for issue in roster.issues()}
    assert issues["person-key-taken"] == 1
    assert issues["person-without-key"] == 1
    assert issues["group-key-taken"] == 1


def test_a_membership_of_nobody_or_nothing_is_left_out_and_said() -> None:
    builder = small_school()
    builder.add_memberships(
        [Membership("gone", "student", "c1", CLASS), Membership("s1", "student", "gone", CLASS)]
    )
    roster = builder.seal(FACTS)
    assert roster.counts().memberships == 5
    assert {issue.code: issue.count for issue in roster.issues()}["membership-dangling"] == 2


def test_a_sealed_roster_can_only_be_read(roster: Roster) -> None:
    with roster.reading() as db, pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("DELETE FROM person")


def test_many_threads_read_at_once_and_close_ends_them() -> None:
    roster = small_school().seal(FACTS)
    barrier = threading.Barrier(5)
    problems: list[BaseException] = []

    def ask() -> None:
        barrier.wait()
        try:
            while True:
                assert len(roster.people_ids(PeopleQuery())) == 4
        except RosterClosed:
            pass
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    barrier.wait()
    roster.close()
    for thread in threads:
        thread.join()
    assert problems == []
    roster.close()
    with pytest.raises(RosterClosed):
        roster.people([1])


def test_closing_frees_the_database() -> None:
    roster = small_school().seal(FACTS)
    uri = roster._uri
    roster.close()
    again = sqlite3.connect(uri, uri=True)
    assert again.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    again.close()


def test_two_rosters_share_nothing() -> None:
    one, two = small_school().seal(FACTS), RosterBuilder().seal(FACTS)
    assert (one.counts().students, two.counts().students) == (3, 0)
