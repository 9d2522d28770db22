"""Files meant to harm, or simply damaged, are refused in one line; nothing is written and memory stays
bounded."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats.archives import members_of
from app.formats.dates import read_date
from app.formats.errors import Complaints, HostileFile, InputError
from app.formats.mis_report import open_report, read_report
from app.formats.safe_cells import safe_cell
from app.formats.textfiles import LINE_LIMIT, TextGrid
from tests.fakes.hostile_files import GOOD, IN_TABLES, bomb


@pytest.mark.parametrize("make", IN_TABLES)
def test_refused_in_one_line_without_harm(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    path = make(tmp_path)
    before = sorted(entry.name for entry in tmp_path.iterdir())
    tracemalloc.start()
    with pytest.raises(InputError) as caught:
        read_report(open_report(path), today="2026-09-10")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    line = str(caught.value)
    assert "\n" not in line
    assert path.name in line
    assert caught.value.remedy
    assert peak < 40_000_000
    assert sorted(entry.name for entry in tmp_path.iterdir()) == before


def test_a_line_just_under_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    cell = b"x" * 100_000
    path.write_bytes(GOOD + b"G20436142501A,Bo," + cell + b"\n")
    assert len(cell) < LINE_LIMIT
    (member,) = members_of(path)
    assert len(list(TextGrid(member).lines(Complaints()))) == 3


def test_links_in_a_folder_are_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "students.csv").write_bytes(GOOD)
    (tmp_path / "secret.csv").write_bytes(GOOD)
    try:
        (folder / "linked.csv").symlink_to(tmp_path / "secret.csv")
    except OSError:
        pytest.skip("this account may not make links")
    assert [member.base for member in members_of(folder)] == ["students.csv"]


def test_nul_characters_are_taken_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_bytes(GOOD.replace(b"Ada", b"A\0da"))
    rows = read_report(open_report(path), today="2026-09-10")
    assert rows.people[0].forename == "Ada"
    assert any("NUL" in str(complaint) for complaint in rows.complaints)


def test_hostile_is_a_kind_of_input_error(tmp_path: Path) -> None:
    with pytest.raises(HostileFile):
        members_of(bomb(tmp_path))


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "x.csv"
    path.write_bytes(data)
    refused = ""
    try:
        read_report(open_report(path), today="2026-09-10")
    except InputError as problem:
        refused = str(problem)
    assert "\n" not in refused


@given(st.text(max_size=30))
def test_no_cell_written_for_people_can_run(text: str) -> None:
    safe = safe_cell(text)
    assert safe.endswith(text)
    assert not safe.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_dates_mean_the_same_however_written(day: date) -> None:
    iso = f"{day:%Y-%m-%d}"
    for form in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %b %Y", "%d-%B-%Y", "%d/%m/%Y 00:00"):
        assert read_date(format(day, form)) == iso


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert read_date(text) is None or len(str(read_date(text))) == 10
