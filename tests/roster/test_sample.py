"""Who is looked up before the data test is signed: the same whoever takes the sample, nobody forgotten."""

from __future__ import annotations

import random

import pytest

from app.formats.records import CLASS, Group, Membership, Person
from app.practice.report import report_zip
from app.practice.school import SchoolSpec, generate
from app.roster.sample import Sample, Why, sample
from app.roster.sources import load_report
from tests.fakes.small_school import small_school

PEOPLE = (
    *(Person(f"N{number}", "student", forename="Plain", surname=f"Name{number}") for number in range(30)),
    *(Person(f"T{number}", "staff", forename="Plain", surname=f"Teacher{number}") for number in range(9)),
    Person("LONG", "student", forename="Maximiliana-Theodora Wilhelmina", surname="Featherstonehaugh"),
    Person("DIA", "student", forename="Zoë", surname="Plain"),
    Person("APO", "student", forename="Ann", surname="O’Dea"),
    Person("TWO", "student", forename="Ann", surname="Smith-Jones"),
    Person("SAME1", "student", forename="Sam", surname="Twin"),
    Person("SAME2", "student", forename="SAM", surname="twin"),
    Person("DUAL-S", "student", forename="Dora", surname="Dual", upi="U9"),
    Person("DUAL-T", "staff", forename="Dora", surname="Dual", upi="U9"),
    Person("LEFT", "student", forename="Gone", surname="Away", standing="leaver"),
    Person("NONE", "student", forename="Nina", surname="None"),
)
CLASSES = tuple(Group(f"C{number}", CLASS, f"Class {number}") for number in range(6))
MEMBERS = (
    *(
        Membership(person.key, person.kind, "C0", CLASS, "learner")
        for person in PEOPLE
        if person.key not in ("NONE", "LEFT")
    ),
    *(Membership("N3", "student", f"C{number}", CLASS) for number in range(1, 6)),
    *(Membership("T1", "staff", f"C{number}", CLASS, "teacher") for number in range(1, 4)),
)


def taken(
    people: tuple[Person, ...] = PEOPLE, at_random: int = 10, seed: int = 1
) -> tuple[dict[str, set[Why]], Sample]:
    with small_school(people, CLASSES, MEMBERS) as roster:
        found = sample(roster, at_random=at_random, seed=seed)
        by_key = {}
        for one in found.people:
            person = roster.person(one.person_id)
            assert person is not None
            by_key[person.key] = set(one.why)
        return by_key, found


def test_one_of_each_awkward_kind_is_there() -> None:
    who, found = taken(at_random=0)
    assert who == {
        "LONG": {Why.LONGEST_NAME} | (who["LONG"] & {Why.TWO_SURNAMES}),
        "DIA": {Why.DIACRITICS}, "APO": {Why.APOSTROPHE}, "TWO": {Why.TWO_SURNAMES},
        "SAME1": {Why.SAME_NAME}, "SAME2": {Why.SAME_NAME},
        "DUAL-S": {Why.DUAL_ROLE}, "DUAL-T": {Why.DUAL_ROLE}, "NONE": {Why.NO_CLASS},
        "N3": {Why.MOST_CLASSES}, "T1": {Why.MOST_CLASSES},
    }  # fmt: skip
    assert found.not_found == ()


def test_students_come_by_name_and_staff_after_them() -> None:
    who, _ = taken(at_random=0)
    assert [key.rstrip("12") for key in who] == [
        "DUAL-S", "LONG", "N3", "NONE", "APO", "DIA", "TWO", "SAME", "SAME", "DUAL-T", "T",
    ]  # fmt: skip


def test_the_order_of_loading_does_not_matter_and_the_seed_does() -> None:
    first, _ = taken(seed=5)
    shuffled = list(PEOPLE)
    random.Random(3).shuffle(shuffled)
    assert taken(tuple(shuffled), seed=5)[0] == first
    assert len({frozenset(taken(seed=seed)[0]) for seed in range(5)}) == 5


def test_random_people_are_as_many_as_asked_and_some_are_staff() -> None:
    who, _ = taken(at_random=10)
    at_random = [key for key, why in who.items() if Why.RANDOM in why]
    assert len(at_random) == 10
    assert len([key for key in at_random if key.startswith(("T", "DUAL-T")) and key != "TWO"]) == 2
    everyone, _ = taken(at_random=500)
    assert len(everyone) == len(PEOPLE)
    with pytest.raises(ValueError, match="fewer than 0"):
        taken(at_random=-1)


def test_what_nobody_is_is_said() -> None:
    with small_school((Person("A", "student", forename="A", surname="B"),), (), ()) as roster:
        found = sample(roster, at_random=3)
    assert [one.why for one in found.people] == [(Why.LONGEST_NAME, Why.RANDOM)]
    assert set(found.not_found) == set(Why) - {Why.LONGEST_NAME, Why.RANDOM}


def test_one_human_on_both_lists_is_not_a_pair_of_one_name() -> None:
    people = tuple(person for person in PEOPLE if not person.key.startswith("SAME"))
    _, found = taken(people, at_random=0)
    assert found.not_found == (Why.SAME_NAME,)


def test_the_practice_school_has_them_all(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("practice") / "report.zip"
    path.write_bytes(report_zip(generate(SchoolSpec(students=1200, seed=7))))
    with load_report(path) as roster:
        assert sample(roster).not_found == ()
