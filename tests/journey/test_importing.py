"""Many journeys from one list: all of them, or none and one clear line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.formats.errors import InputError
from app.journey import importing
from app.journey.errors import JourneyNotMade
from app.journey.folder import JourneyFolder
from app.journey.importing import import_schools, read_schools
from app.journey.model import How, Status, StepId
from tests.fakes.ledgers import START, TECHNICIAN

GOOD = (
    "Name,URN,LAESTAB,MIS,LGfL,Notes\n"
    "Brookfield High School,123456,304/1234,SIMS,yes,x\n"
    '"St Bríd’s, Primary",654321,,Arbor,no\n'
    "\n"
    "Third School,54321,3045678,,Y,\n"
)


def write(tmp_path: Path, text: str | bytes, name: str = "schools.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def run(path: Path, root: Path) -> importing.Imported:
    return import_schools(path, root, practice=True, actor=TECHNICIAN, at=START)


def test_each_school_gets_a_journey_with_its_particulars(tmp_path: Path) -> None:
    done = run(write(tmp_path, GOOD), tmp_path / "journeys")
    assert len(done.created) == 3
    assert done.already_there == ()
    schools = {
        facts.school.name: facts
        for path in done.created
        if (facts := JourneyFolder.open(path).facts()).school
    }
    assert set(schools) == {"Brookfield High School", "St Bríd’s, Primary", "Third School"}
    first = schools["Brookfield High School"].school
    assert first is not None
    assert (first.urn, first.dfe_number, first.mis, first.lgfl) == ("123456", "3041234", "sims", True)
    third = schools["Third School"].school
    assert third is not None
    assert (third.mis, third.dfe_number) == ("other", "3045678")
    step = JourneyFolder.open(done.created[0]).state(START).step(StepId.SCHOOL)
    assert (step.status, step.how) == (Status.DONE, How.TOLD)
    assert not list((tmp_path / "journeys").glob(".*"))


def test_a_second_import_makes_only_what_is_new_and_says_what_was_there(tmp_path: Path) -> None:
    first = run(write(tmp_path, GOOD), tmp_path / "journeys")
    more = run(write(tmp_path, GOOD + "Fourth School,111222,,sims,n,\n"), tmp_path / "journeys")
    assert len(more.created) == 1
    assert {one.folder for one in more.already_there} == set(first.created)
    assert [one.line for one in more.already_there] == [2, 3, 5]
    assert run(write(tmp_path, GOOD), tmp_path / "journeys").created == ()


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.encode("cp1252"),
        GOOD.encode("utf-16"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace('"St Bríd’s, Primary"', "St Bríd’s Primary").replace(",", ";").encode(),
        GOOD.replace('"St Bríd’s, Primary"', "St Bríd’s Primary").replace(",", "\t").encode(),
    ],
    ids=["bom", "windows", "utf-16", "crlf", "semicolons", "tabs"],
)
def test_lists_as_spreadsheets_save_them(tmp_path: Path, data: bytes) -> None:
    rows = read_schools(write(tmp_path, data))
    assert [row.school.urn for row in rows] == ["123456", "654321", "54321"]
    assert rows[1].school.name.startswith("St Bríd’s")


HEAD = "name,urn,dfe_number,mis,lgfl\n"
FINE = "A School,123456,,sims,yes\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "schools.csv, line 1: no column “name”"),
        ("name,urn\nA,123456\n", "no column “lgfl”"),
        ("name,urn,lgfl,school\nA,123456,yes,B\n", "two columns for name"),
        (HEAD, "no schools in it"),
        (HEAD + FINE + ",654321,,sims,yes\n", "schools.csv, line 3, column name: missing"),
        (HEAD + "A,12,,sims,yes\n", "line 2, column urn: not a URN"),
        (HEAD + "A,,,sims,yes\n", "column urn: not a URN"),
        (HEAD + "A,123456,99,sims,yes\n", "column dfe_number: not a DfE number"),
        (HEAD + "A,123456,,abacus,yes\n", "column mis: no MIS known by this name"),
        (HEAD + "A,123456,,sims,maybe\n", "column lgfl: neither yes nor no"),
        (HEAD + "A,123456\n", "column lgfl: neither yes nor no"),
        (HEAD + FINE + "B,123456,,sims,no\n", "line 3, column urn: the same URN as on line 2"),
        (HEAD + "A,B,123456,,sims,yes\n", "6 values for 5 headings"),
        (HEAD + '"A,123456,,sims,yes\n', "not a well-formed CSV line"),
    ],
)
def test_the_first_thing_wrong_is_named_in_one_line_and_nothing_is_made(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(InputError) as wrong:
        run(write(tmp_path, text), tmp_path / "journeys")
    assert says in str(wrong.value)
    assert "\n" not in str(wrong.value)
    assert not (tmp_path / "journeys").exists()


def test_values_beyond_the_headings_that_are_blank_do_not_matter(tmp_path: Path) -> None:
    assert len(read_schools(write(tmp_path, HEAD + "A School,123456,,sims,yes,,,\n"))) == 1


def test_a_list_that_is_not_there_or_far_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"can’t be read"):
        read_schools(tmp_path / "none.csv")
    monkeypatch.setattr(importing, "LARGEST_LIST", 50)
    with pytest.raises(InputError, match="larger than"):
        read_schools(write(tmp_path, GOOD))
    monkeypatch.undo()
    monkeypatch.setattr(importing, "MOST_SCHOOLS", 2)
    with pytest.raises(InputError, match="more than 2 schools"):
        read_schools(write(tmp_path, GOOD))


def test_a_disk_that_fails_in_the_middle_leaves_no_journey(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, rename, done = tmp_path / "journeys", os.rename, []

    def second_fails(source: Path, target: Path) -> None:
        done.append(target)
        if len(done) == 2:
            raise OSError(28, "No space left on device")
        rename(source, target)

    monkeypatch.setattr(importing.os, "rename", second_fails)
    with pytest.raises(JourneyNotMade, match=r"No space left.* No journey was made"):
        run(write(tmp_path, GOOD), root)
    assert list(root.iterdir()) == []


def test_a_place_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(JourneyNotMade, match="No journey was made"):
        run(write(tmp_path, GOOD), tmp_path / "file")


def test_being_stopped_leaves_no_journey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(importing.os, "rename", stop)
    with pytest.raises(KeyboardInterrupt):
        run(write(tmp_path, GOOD), tmp_path / "journeys")
    assert list((tmp_path / "journeys").iterdir()) == []
