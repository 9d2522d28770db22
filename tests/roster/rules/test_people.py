"""Rules about single people: exactly the people concerned, and nobody beside them."""

from __future__ import annotations

import unicodedata

import pytest

from app.formats.records import Person, Repair
from tests.fakes.clean_school import CleanSchool, Spoil, changed, counts_of, issues_of, together

ADULT = {"forename": "Tam", "surname": "Sample0"}


def also_on_roll(school: CleanSchool) -> None:
    school.change("s01", upi="ue0", **ADULT)


def sixth_former_who_works_here(school: CleanSchool) -> None:
    school.change("s01", upi="ue0", year_label="12", date_of_birth="2009-03-01")
    school.leave("s01", only=lambda row: row.group_type == "YEAR")


def private_addresses(*keys: str) -> Spoil:
    return together(*(changed(key, email=f"{key}@post.example") for key in keys))


@pytest.mark.parametrize(
    ("code", "who", "spoil"),
    [
        ("key-too-long", {"s01"}, changed("s01", upi="u" * 65)),
        ("key-too-long", {"e0"}, changed("e0", mis_id="u" * 65)),
        ("name-blank", {"s01"}, changed("s01", surname=None)),
        ("name-blank", {"e0"}, changed("e0", forename=None)),
        ("name-too-long", {"s01"}, changed("s01", surname="x" * 65)),
        ("prefix-too-long", {"e0"}, changed("e0", title="Her Excellency the Right Honourable Dame")),
        ("username-clash", {"s01", "s02"}, changed("s01", username=" U2 ")),
        (
            "username-clash",
            {"s01", "s02"},
            together(changed("s01", username="STRASSE"), changed("s02", username="straße")),
        ),
        ("username-missing", {"s01"}, changed("s01", username=None)),
        ("upi-shared", {"s01", "s02"}, changed("s01", upi="us02")),
        ("upi-missing", {"s01"}, changed("s01", upi=None)),
        ("mis-id-shared", {"s01", "s02"}, changed("s01", mis_id="102")),
        ("staff-also-on-roll", {"s01", "e0"}, also_on_roll),
        ("dual-role", {"s01", "e0"}, sixth_former_who_works_here),
        ("email-shared", {"s01", "s02"}, changed("s01", email=" S2@students.School.example")),
        ("email-shared", {"s01", "e0"}, changed("s01", email="t0@school.example")),
        ("email-missing", {"s01"}, changed("s01", email=None)),
        ("email-wrong-form", {"s01"}, changed("s01", email="s1 at students.school.example")),
        ("email-wrong-form", {"s01"}, changed("s01", email="@students.school.example")),
        ("email-wrong-form", {"s01"}, changed("s01", email="a b@students.school.example")),
        ("email-wrong-form", {"s01"}, changed("s01", email="a@b@students.school.example")),
        ("email-elsewhere", {"s01"}, private_addresses("s01")),
        ("leaver-with-classes", {"s01"}, changed("s01", standing="leaver")),
        ("future-starter", {"e0"}, changed("e0", standing="future")),
        ("name-spaces", {"s01"}, changed("s01", repaired=str(Repair.SPACES))),
        ("name-spaces", {"s01"}, changed("s01", repaired=f"{Repair.SPACES} {Repair.YEAR_LABEL}")),
        ("name-spaces", {"s01"}, changed("s01", surname="van  Byte")),
        ("name-spaces", {"c7a"}, lambda school: school.group("c7a", name="7  a")),
        ("text-invisible", {"s01"}, changed("s01", surname="By\u200bte")),
        ("text-invisible", {"s01"}, changed("s01", forename="A\x07da")),
        ("text-invisible", {"y7"}, lambda school: school.group("y7", name="Year 7\u00ad")),
        ("name-not-nfc", {"s01"}, changed("s01", forename=unicodedata.normalize("NFD", "Chloë"))),
        ("name-not-nfc", {"e0"}, changed("e0", surname=unicodedata.normalize("NFD", "Núñez"))),
        ("dob-missing", {"s01"}, changed("s01", date_of_birth=None)),
    ],
)
def test_it_names_exactly_those_concerned(code: str, who: set[str], spoil: Spoil) -> None:
    told = issues_of(spoil)
    assert told[code] == who
    assert set(told) <= {code, "class-without-teacher"} | _BESIDE.get(code, set())


_BESIDE = {
    "email-shared": {"email-elsewhere"},
    "leaver-with-classes": {"student-in-no-class"},
    "name-spaces": {"year-unreadable"},
}
"""What a case brings with it by its nature."""


def all_private(school: CleanSchool) -> None:
    private_addresses(*(key for key in school.people if key.startswith("s")))(school)


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("key-too-long", changed("s01", upi="u" * 64)),
        ("name-too-long", changed("s01", surname="x" * 64)),
        ("prefix-too-long", changed("e0", title="x" * 32)),
        ("name-blank", changed("s01", forename=None, legal_forename="Ada")),
        # Withheld is not blank: with every name withheld, "a name is blank" would be wrong of everyone.
        (
            "name-blank",
            together(
                lambda s: s.change_all("student", surname=None), lambda s: s.refused("Students surname read")
            ),
        ),
        (
            "name-blank",
            together(
                lambda s: s.change_all("staff", surname=None), lambda s: s.refused("Employees surname read")
            ),
        ),
        (
            "name-blank",
            together(
                lambda s: s.change_all("student", forename=None), lambda s: s.facts_with(permissions=None)
            ),
        ),
        # One human with two records has one username and one address.
        ("username-clash", changed("e0", username="u1", upi="us01")),
        ("username-clash", lambda school: school.change_all("student", username=None)),
        ("username-missing", lambda school: school.change_all("student", username=None)),
        ("upi-shared", changed("s01", upi="ue0")),
        ("upi-missing", lambda school: school.change_all("student", upi=None)),
        ("mis-id-shared", changed("s01", mis_id="900")),
        ("staff-also-on-roll", sixth_former_who_works_here),
        ("dual-role", also_on_roll),
        ("email-shared", changed("s01", email="t0@school.example", upi="ue0")),
        ("email-shared", lambda school: school.change_all("student", email=None)),
        ("email-missing", lambda school: school.change_all("student", email=None)),
        ("email-missing", changed("s01", email=None, standing="leaver")),
        ("email-wrong-form", changed("s01", email="o'neill+7@students.school.example")),
        ("email-wrong-form", changed("s01", email=None)),
        # A student with an address of the staff's domain is still at the school.
        ("email-elsewhere", changed("s01", email="s1@school.example")),
        ("email-elsewhere", changed("s01", email="s1@Students.School.EXAMPLE ")),
        # Where everyone is elsewhere, that is where the school is.
        ("email-elsewhere", all_private),
        # Too many elsewhere: which domain is the school's own can't be said.
        ("email-elsewhere", together(*(changed(f"s0{n}", email=f"s{n}@post{n}.example") for n in range(7)))),
        ("leaver-with-classes", together(changed("s01", standing="leaver"), lambda s: s.leave("s01"))),
        ("leaver-with-classes", changed("s01", standing="future")),
        ("name-spaces", changed("s01", surname="van Byte")),
        ("name-spaces", together(changed("s01", surname="van  Byte"), CleanSchool.from_report)),
        ("text-invisible", changed("s01", surname="O’Neill-Ŵyn Núñez")),
        ("name-not-nfc", changed("s01", surname="Núñez")),
        ("dob-missing", lambda school: school.change_all("student", date_of_birth=None)),
        ("dob-missing", changed("e0", date_of_birth=None)),
    ],
)
def test_it_keeps_quiet_beside_its_case(code: str, spoil: Spoil) -> None:
    assert code not in counts_of(spoil)


def test_one_withheld_kind_does_not_silence_the_other() -> None:
    def spoil(school: CleanSchool) -> None:
        school.change_all("staff", surname=None)
        school.refused("Employees surname read")
        school.change("s01", surname=None)

    assert issues_of(spoil)["name-blank"] == {"s01"}


def test_with_few_addresses_nothing_is_said_of_domains() -> None:
    school = CleanSchool()
    for number in range(8, 24):
        school.change(f"s{number:02d}", email=None)
    school.change("s01", email="s1@post.example")
    with school.seal() as roster:
        assert "email-elsewhere" not in {issue.code for issue in roster.issues()}
        assert "An e-mail address is outside the school’s domains" in roster.not_judged()


def test_someone_with_two_records_is_listed_once_per_record() -> None:
    def spoil(school: CleanSchool) -> None:
        school.extra = [
            Person("e7", "staff", forename="Tam", surname="Sample0", upi="us01", mis_id="x", username="x"),
            Person("e8", "staff", forename="Tam", surname="Sample8", upi="us01", mis_id="y", username="y"),
        ]

    counts = counts_of(spoil)
    assert counts["staff-also-on-roll"] == 3
    assert counts["upi-shared"] == 2
