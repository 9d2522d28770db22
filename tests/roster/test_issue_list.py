"""The list behind an issue: exactly its people and groups, safe to open, the invisible spelled out."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from app.roster.issue_list import in_one_visit, issue_csv, issue_list, save_issue_csv
from app.roster.rules import all_rules, field_title
from tests.fakes.clean_school import CleanSchool


def test_a_list_has_the_exact_people_with_the_value_and_the_place() -> None:
    school = CleanSchool()
    school.change("s02", upn="A304123424001")
    school.change("s04", upn="B304123424001", surname="Aardvark")
    with school.seal() as roster:
        table = issue_list(roster, "upn-check-letter", "sims")
    assert table.columns == (
        "Who or what", "Surname", "Forename", "Year", "MIS id", "Admission number or staff code", "UPN",
        "What to look at", "Where to mend it",
    )  # fmt: skip
    assert [row[:7] for row in table.rows] == [
        ("Student", "Aardvark", "Eli", "Year 8", "104", "0004", "B304123424001"),
        ("Student", "Byte", "Cai", "Year 8", "102", "0002", "A304123424001"),
    ]
    assert table.rows[0][7] == table.title
    assert "could not confirm" in table.rows[0][8]


def test_a_list_of_groups_has_no_columns_for_people() -> None:
    school = CleanSchool()
    school.add_class("c9", "s01", name="=1+1")
    with school.seal() as roster:
        table = issue_list(roster, "class-with-one-student")
    assert table.columns[:3] == ("Who or what", "Group", "Kind of group")
    assert table.rows[0][:3] == ("Class", "=1+1", "Class")
    assert list(csv.reader(io.StringIO(issue_csv(table).decode("utf-8-sig"))))[1][1] == "'=1+1"


def test_an_issue_of_a_person_in_a_group_shows_both() -> None:
    school = CleanSchool()
    school.leave("s01", only=lambda row: row.group_key == "c7a")
    school.join("c7a", "s01", "teacher")
    with school.seal() as roster:
        table = issue_list(roster, "role-contradicts")
    (row,) = table.rows
    assert row[1:3] == ("Byte", "Bo")
    assert "7/a" in row


def test_what_cannot_be_seen_is_spelled_out() -> None:
    school = CleanSchool()
    school.change("s01", surname="By\u200bte\x07")
    with school.seal() as roster:
        table = issue_list(roster, "text-invisible")
    assert table.rows[0][1] == "By⟨U+200B⟩te⟨U+0007⟩"


def test_an_issue_about_the_load_has_no_rows_and_says_how_many_it_counts() -> None:
    school = CleanSchool()
    school.facts_with(ignored=4)
    with school.seal() as roster:
        table = issue_list(roster, "values-left-out")
        assert (table.rows, table.unnamed) == ((), 4)
        assert issue_list(roster, "upn-missing").unnamed == 0
        with pytest.raises(KeyError):
            issue_list(roster, "no-such-rule")


def test_saving_writes_the_whole_file_and_counts_its_rows(tmp_path: Path) -> None:
    school = CleanSchool()
    school.change("s01", email="ada.byte")
    with school.seal() as roster:
        target = tmp_path / "office" / "list.csv"
        assert save_issue_csv(roster, "email-wrong-form", target) == 1
    lines = list(csv.reader(io.StringIO(target.read_bytes().decode("utf-8-sig"))))
    assert len(lines) == 2
    assert "ada.byte" in lines[1]
    assert [path.name for path in target.parent.iterdir()] == ["list.csv"]


def test_issues_mended_in_one_place_stand_together() -> None:
    school = CleanSchool()
    school.change("s01", upn=None)
    school.change("s02", upn="x", surname=None)
    with school.seal() as roster:
        places = in_one_visit(roster.issues())
    assert [issue.code for issue in places["student-registration"]] == ["upn-missing", "upn-wrong-form"]
    assert [issue.code for issue in places["person-details"]] == ["name-blank"]


def test_every_rule_can_be_listed() -> None:
    with CleanSchool().seal() as roster:
        for rule in all_rules():
            assert issue_list(roster, rule.code).rows == ()
            assert all(field_title(name) for name in rule.shows)
