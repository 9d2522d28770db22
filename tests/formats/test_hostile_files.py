"""Files meant to harm, or simply damaged, are refused in one line; nothing is written and memory stays
bounded."""

from __future__ import annotations

import io
import stat
import struct
import tracemalloc
import zipfile
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

GOOD = b"UPN,Forename,Surname\nC304123424001,Ada,Byte\n"


def zipped(path: Path, *members: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def bomb(folder: Path) -> Path:
    return zipped(folder / "bomb.zip", ("students.csv", GOOD + b"," * 50_000_000))


def traversal(folder: Path) -> Path:
    return zipped(folder / "t.zip", ("../../evil.csv", GOOD))


def absolute(folder: Path) -> Path:
    return zipped(folder / "t.zip", ("/etc/evil.csv", GOOD))


def drive(folder: Path) -> Path:
    return zipped(folder / "t.zip", ("C:evil.csv", GOOD))


def backslash(folder: Path) -> Path:
    return zipped(folder / "t.zip", ("..\\evil.csv", GOOD))


def link(folder: Path) -> Path:
    path = folder / "link.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("students.csv")
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return path


def twins(folder: Path) -> Path:
    return zipped(folder / "twins.zip", ("students.csv", GOOD), ("Students.csv", GOOD))


def crowd(folder: Path) -> Path:
    return zipped(folder / "crowd.zip", *((f"{number}.csv", b"") for number in range(1001)))


def endless_list(folder: Path) -> Path:
    """A list of 400,000 members that are not there: 20 MB that Python would read into 200."""
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"x"
    listed = entry * 400_000
    start = b"PK\x03\x04" + bytes(26)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, len(listed), len(start), 0)
    path = folder / "list.zip"
    path.write_bytes(start + listed + end)
    return path


def endless_list_in_64_bits(folder: Path) -> Path:
    path = endless_list(folder)
    data = path.read_bytes()
    listed, start = len(data) - 30 - 22, 30
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 9, 9, listed, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(data) - 22, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    path.write_bytes(data[:-22] + record + locator + end)
    return path


def endless_list_in_a_workbook(folder: Path) -> Path:
    return endless_list(folder).rename(folder / "list.xlsx")


def truncated(folder: Path) -> Path:
    path = zipped(folder / "cut.zip", ("students.csv", GOOD * 500))
    path.write_bytes(path.read_bytes()[:-40])
    return path


def damaged(folder: Path) -> Path:
    path = folder / "damaged.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("students.csv", GOOD * 500)
    data = bytearray(path.read_bytes())
    data[200] ^= 0xFF
    path.write_bytes(data)
    return path


def locked(folder: Path) -> Path:
    path = zipped(folder / "locked.zip", ("students.csv", GOOD))
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark) + offset
        struct.pack_into("<H", data, at, 1)
    path.write_bytes(data)
    return path


def long_line(folder: Path) -> Path:
    path = folder / "long.csv"
    path.write_bytes(GOOD + b"x" * (2 * 1024 * 1024) + b"\n")
    return path


def wide(folder: Path) -> Path:
    path = folder / "wide.csv"
    path.write_bytes(b"UPN,Surname" + b"," * 600 + b"\n")
    return path


def open_quote(folder: Path) -> Path:
    path = folder / "quote.csv"
    path.write_bytes(GOOD + b'"never closed\n' + b"C304123424001,Ada,Byte\n" * 20_000)
    return path


def binary(folder: Path) -> Path:
    path = folder / "b.csv"
    path.write_bytes(bytes(range(256)) * 40 + b"\0" * 4000)
    return path


def old_excel(folder: Path) -> Path:
    path = folder / "old.csv"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 100)
    return path


def web_page(folder: Path) -> Path:
    path = folder / "page.csv"
    path.write_bytes(b"<html><table><tr><td>UPN")
    return path


def empty(folder: Path) -> Path:
    path = folder / "empty.csv"
    path.write_bytes(b"")
    return path


def missing(folder: Path) -> Path:
    return folder / "missing.csv"


def false_workbook(folder: Path) -> Path:
    path = folder / "false.xlsx"
    path.write_bytes(GOOD)
    return path


def workbook_of(folder: Path, change: Callable[[str, bytes], bytes]) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["UPN", "Forename", "Surname"])
    sheet.append(["C304123424001", "Ada", "Byte"])
    plain = io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as source:
        parts = [(info.filename, change(info.filename, source.read(info))) for info in source.infolist()]
    return zipped(folder / "book.xlsx", *parts)


def entity_workbook(folder: Path) -> Path:
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

    def declare(_: str, data: bytes) -> bytes:
        return data.replace(b"?>", b"?>" + declared, 1) if b"?>" in data else declared + data

    return workbook_of(folder, declare)


def broken_workbook(folder: Path) -> Path:
    return workbook_of(folder, lambda name, data: data[: len(data) // 2] if "sheet1" in name else data)


def bomb_workbook(folder: Path) -> Path:
    return workbook_of(folder, lambda name, data: data + b" " * 60_000_000 if "sheet1" in name else data)


@pytest.mark.parametrize(
    "make",
    [
        bomb, traversal, absolute, drive, backslash, link, twins, crowd, endless_list,
        endless_list_in_64_bits, endless_list_in_a_workbook, truncated, damaged, locked,
        long_line, wide, open_quote, binary, old_excel, web_page, empty, missing,
        false_workbook, entity_workbook, broken_workbook, bomb_workbook,
    ],
)  # fmt: skip
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


def test_a_small_zip_with_a_64_bit_list_as_file_shares_write_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 0)
    path = zipped(tmp_path / "shared.zip", ("students.csv", GOOD))
    monkeypatch.undo()
    assert b"PK\x06\x07" in path.read_bytes()
    assert [member.base for member in members_of(path)] == ["students.csv"]


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
