"""Rules about titles, the hierarchy, roles and keys of memberships."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats.records import CLASS, SCHOOL, Group, Membership, Person
from app.roster.database import RosterBuilder
from tests.fakes.clean_school import WONDE, CleanSchool, Spoil, counts_of, found, issues_of


def tree(*rows: tuple[str, str, str | None]) -> Spoil:
    """Adds groups given as key, type and the key of the parent."""
    return lambda school: school.more_groups.extend(
        Group(key, type_, f"group {key}", parent_key=parent) for key, type_, parent in rows
    )


@pytest.mark.parametrize(
    ("code", "what", "spoil"),
    [
        ("title-blank", {"y7"}, lambda school: school.group("y7", name=None, code=None)),
        ("title-too-long", {"c7a"}, lambda school: school.group("c7a", name="x" * 65)),
        ("title-shared", {"c7a", "c7b"}, lambda school: school.group("c7a", name=" 7/B")),
        ("hierarchy-orphan", {"h1"}, tree(("h1", "HOUSE", "nowhere"))),
        ("hierarchy-cycle", {"h1"}, tree(("h1", "HOUSE", "h1"))),
        (
            "hierarchy-cycle",
            {"h1", "h2", "h3"},
            tree(("h1", "HOUSE", "h2"), ("h2", "HOUSE", "h3"), ("h3", "HOUSE", "h1"), ("h4", "HOUSE", "h1")),
        ),
        ("school-under-school", {"b"}, tree(("a", SCHOOL, None), ("b", SCHOOL, "a"))),
        ("role-contradicts", {"e0", "c8a"}, lambda school: school.join("c8a", "e0", "learner")),
        ("role-contradicts", {"s01", "c8a"}, lambda school: school.join("c8a", "s01", "teacher")),
    ],
)
def test_it_names_exactly_what_is_concerned(code: str, what: set[str], spoil: Spoil) -> None:
    def one_role_each(school: CleanSchool) -> None:
        if code == "role-contradicts":
            who = next(iter(what - {"c8a"}))
            school.leave(who, only=lambda row: row.group_key == "c8a")
        spoil(school)

    assert issues_of(one_role_each) == {code: what}


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("title-too-long", lambda school: school.group("c7a", name="x" * 64)),
        ("title-blank", lambda school: school.group("c7a", name=None, code="7/x")),
        # A year group and a registration group may well be called the same.
        ("title-shared", lambda school: school.group("r7", name="Year 7")),
        ("hierarchy-orphan", tree(("h1", "HOUSE", "y7"))),
        ("hierarchy-cycle", tree(("h1", "HOUSE", "h2"), ("h2", "HOUSE", "y7"), ("h3", "HOUSE", "h2"))),
        ("hierarchy-cycle", tree(("h1", "HOUSE", "nowhere"))),
        ("school-under-school", tree(("a", SCHOOL, None), ("h1", "HOUSE", "a"), ("b", SCHOOL, "h1"))),
        ("role-contradicts", lambda school: None),
    ],
)
def test_it_keeps_quiet_beside_its_case(code: str, spoil: Spoil) -> None:
    assert code not in counts_of(spoil)


def keys_school(pairs: set[tuple[str, str]]) -> set[str]:
    """What the rule names among people and classes with these keys."""
    builder = RosterBuilder()
    builder.add_people(Person(key, "student", forename="A", surname="B") for key in {p for p, _ in pairs})
    builder.add_groups(Group(key, CLASS, key) for key in {g for _, g in pairs})
    builder.add_memberships([Membership(person, "student", group, CLASS) for person, group in pairs])
    with builder.seal(WONDE) as roster:
        return found(roster).get("membership-key-collides", set())


def test_keys_of_two_memberships_that_come_out_alike() -> None:
    assert keys_school({("A1", "23"), ("A12", "3")}) == {"A1", "A12", "23", "3"}
    assert keys_school({("A1", "23"), ("A12", "4")}) == set()
    assert keys_school({("A1", "23"), ("A2", "23")}) == set()
    assert keys_school({("A1", "3"), ("A12", "23")}) == set()


_KEYS = st.text(alphabet="12", min_size=1, max_size=4)


@given(st.sets(st.tuples(_KEYS, _KEYS), min_size=1, max_size=14))
def test_colliding_keys_are_those_that_a_plain_count_finds(pairs: set[tuple[str, str]]) -> None:
    joined: dict[str, list[tuple[str, str]]] = {}
    for pair in pairs:
        joined.setdefault("".join(pair), []).append(pair)
    expected = {key for same in joined.values() if len(same) > 1 for pair in same for key in pair}
    assert keys_school(pairs) == expected
