"""Numbers on roll as offices write them: understood, or given back as not understood; never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from app.formats.errors import InputError, NotRecognised
from app.formats.identifiers import parse_year
from app.practice.report import write_report
from app.practice.school import SchoolSpec
from app.roster.roll import Roll, read_roll, read_roll_file
from tests.fakes.practice import school_for

TODAY = "2026-10-01"


def by_title(roll: Roll) -> dict[str, int]:
    return {year.title: count for year, count in roll.years.items()}


@pytest.mark.parametrize(
    "text",
    [
        "Year 7: 180\nYear 8: 175",
        "7\t180\n8\t175",
        "Y7 180\nY8 175",
        "7,180\n8,175",
        "Year 7 - 180\nYear 8 – 175",
        "Yr 7 = 180\nYr 8 = 175",
        "7;180\n8;175\n\n",
        "Year group,Number\nYear 7,180\nYear 8,175",
        "Year 7: 180 (two guests)\nYear 8: 175",
        "Year,Boys,Girls,Total\n7,90,90,180\n8,85,90,175",
        "Year 7,90,90,180\nYear 8,85,90,175",
        "Year\tNOR\tPupil premium\n7\t180\t40\n8\t175\t33",
    ],
)
def test_years_in_every_usual_form(text: str) -> None:
    roll = read_roll(text)
    assert by_title(roll) == {"Year 7": 180, "Year 8": 175}
    assert roll.not_understood == ()
    assert roll.adds_up


@pytest.mark.parametrize(
    "total", ["Total 1,200", "Total: 1200", "total\t1,200", "Number on roll,1,200", "NOR = 1200"]
)
def test_a_total_may_stand_alone(total: str) -> None:
    roll = read_roll(total)
    assert (roll.total, roll.years) == (1200, {})
    assert roll.adds_up


def test_a_total_that_is_not_the_sum_is_noticed() -> None:
    assert not read_roll("7: 180\n8: 175\nTotal: 360").adds_up
    assert read_roll("7: 180\n8: 175\nTotal: 355").adds_up


def test_early_years_and_the_order_of_the_school() -> None:
    roll = read_roll("Year 1: 30\nReception: 28\nNursery 2: 20\nN1: 10")
    assert list(by_title(roll)) == ["Nursery 1", "Nursery 2", "Reception", "Year 1"]


def test_what_is_not_understood_is_given_back() -> None:
    roll = read_roll("Year 7: 180\nRowan: 30\n7A 29\nYear 9:\nBoys and girls")
    assert by_title(roll) == {"Year 7": 180}
    assert roll.not_understood == ("Rowan", "7A", "Year 9")


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "no year group"), ("nothing here", "no year group"), ("Rowan: 30", "no year group"),
     ("7: 180\nYear 7: 181", "two numbers"), ("7: 9999999", "more than any school")],
)  # fmt: skip
def test_what_cannot_be_used_is_said_in_one_line(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as problem:
        read_roll(text)
    assert "\n" not in str(problem.value)


@given(
    st.dictionaries(st.integers(1, 13), st.integers(0, 2000), min_size=1),
    st.sampled_from(["\t", ": ", " ", ";"]),
)
def test_any_table_of_years_comes_back(counts: dict[int, int], between: str) -> None:
    roll = read_roll("\n".join(f"Year {year}{between}{count}" for year, count in counts.items()))
    assert by_title(roll) == {f"Year {year}": counts[year] for year in sorted(counts)}
    assert roll.sum == sum(counts.values())


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        roll = read_roll(text)
    except InputError:
        return
    assert roll.years or roll.total is not None


def test_a_csv_file_and_a_workbook_of_counts(tmp_path: Path) -> None:
    csv = tmp_path / "roll.csv"
    csv.write_text(
        'Number on roll\nYear group,Total\nYear 7,180\nYear 8,175\nTotal,"1,355"\n', encoding="utf-8"
    )
    roll = read_roll_file(csv, today=TODAY)
    assert by_title(roll) == {"Year 7": 180, "Year 8": 175}
    assert roll.total == 1355
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Year", "On roll"])
    sheet.append([7, 180])
    sheet.append(["R", 30])
    book.save(tmp_path / "roll.xlsx")
    assert by_title(read_roll_file(tmp_path / "roll.xlsx", today=TODAY)) == {"Reception": 30, "Year 7": 180}


@pytest.mark.parametrize("name", ["students.csv", "report.xlsx"])
def test_a_list_of_students_is_counted(tmp_path: Path, name: str) -> None:
    school = school_for(SchoolSpec(students=300, seed=3, phase="all-through", dirt=False))
    write_report(school, tmp_path)
    roll = read_roll_file(tmp_path / name, today=TODAY)
    expected: dict[str, int] = {}
    for student in school.students:
        year = parse_year(student.year)
        assert year is not None
        expected[year.title] = expected.get(year.title, 0) + 1
    assert by_title(roll) == expected
    assert roll.total == 300


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "menu.csv"
    path.write_text("Day,Lunch\nMonday,Soup\n", encoding="utf-8")
    with pytest.raises(NotRecognised, match=r"menu\.csv"):
        read_roll_file(path, today=TODAY)
