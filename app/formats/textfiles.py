"""Streams CSV and other delimited text from outside: any usual encoding and delimiter, nothing held in
memory.

Encodings: a byte-order mark is believed; otherwise the lines are UTF-8 if they can be, and Windows-1252 if
they can't. A file that mixes the two is refused: whoever put it together has names that come out wrong. A
line is cut off at 1 MiB before the csv module sees it.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from app.formats.archives import Member
from app.formats.errors import Complaints, HostileFile, InputError, NotRecognised, Weight, Where
from app.formats.grids import COLUMN_LIMIT, ROW_LIMIT, Line

LINE_LIMIT = 1024 * 1024
"""Characters in one physical line."""
_LINES_IN_A_CELL = 50
"""More lines than any address or list of classes in one row; a row this long has swallowed others."""
_SAMPLE = 64 * 1024
_DELIMITERS = ",;\t|"
_UTF_8 = "utf-8"
_BOMS = (
    (codecs.BOM_UTF8, _UTF_8),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = (
    (b"\xd0\xcf\x11\xe0", "is an old Excel file (.xls)", "Save it as .xlsx or CSV, then open that."),
    (b"%PDF", "is a PDF", "Run the report again as CSV or Excel."),
    (b"PK\x03\x04", "is a zip or workbook under another name", "Give it its own ending: .zip or .xlsx."),
)


@dataclass(frozen=True, slots=True)
class TextGrid:
    """A delimited text file."""

    member: Member

    @property
    def file(self) -> str:
        """The file's name, for complaints."""
        return self.member.name

    @property
    def sheet(self) -> str:
        """A text file has no sheets."""
        return ""

    def lines(self, complaints: Complaints) -> Iterator[Line]:
        """Reads from the start. Raises InputError with the line where reading had to stop."""
        with self.member.open() as raw:
            encoding = _encoding(raw.read(_SAMPLE), self.file, complaints)
        with self.member.open() as raw:
            yield from self._records(_physical(raw, encoding, self.file, complaints), complaints)

    def _records(self, physical: Iterator[str], complaints: Complaints) -> Iterator[Line]:
        ahead = list(islice(physical, 30))
        if not ahead:
            raise InputError("is empty", Where(self.file), "Run the report again and check that it has rows.")
        skipped, delimiter = _delimiter(ahead)
        record: list[str] = []
        reader = csv.reader(_noted(_chain(ahead[skipped:], physical), record), delimiter=delimiter)
        while True:
            line = reader.line_num + 1 + skipped
            record.clear()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as problem:
                raise self._no_table(str(problem), line) from problem
            if len(record) > 1 and _left_open(record, delimiter):
                raise self._no_table("a quotation is opened and never closed", line)
            if len(cells) > COLUMN_LIMIT:
                raise HostileFile(
                    f"has over {COLUMN_LIMIT} columns",
                    Where(self.file, line),
                    "Export only the columns needed.",
                )
            if line > ROW_LIMIT:
                raise HostileFile(
                    f"has over {ROW_LIMIT} lines", Where(self.file), "Export one school at a time."
                )
            if any(map(str.strip, cells)):
                yield line, cells

    def _no_table(self, why: str, line: int) -> InputError:
        return InputError(
            f"can't be read as a table ({why})",
            Where(self.file, line),
            "A quotation mark may be missing on or before this line.",
        )


def _encoding(sample: bytes, file: str, complaints: Complaints) -> str:
    """The encoding to read with; "" stands for UTF-8 or Windows-1252, line by line. Raises NotRecognised."""
    for start, what, remedy in _BINARY:
        if sample.startswith(start):
            raise NotRecognised(what, Where(file), remedy)
    for bom, encoding in _BOMS:
        if sample.startswith(bom):
            return encoding
    head = sample[:4096]
    if head.count(0) > len(head) // 10:
        if head[1::2].count(0) > len(head) // 4:
            complaints.add(Weight.REPAIRED, "was read as UTF-16, which it does not say", Where(file))
            return "utf-16-le"
        raise NotRecognised("is not a text file", Where(file), "Run the report again as CSV or Excel.")
    if head.lstrip()[:9].lower().startswith((b"<html", b"<table", b"<!doctype", b"<?xml")):
        raise NotRecognised(
            "is a web page or XML, whatever its name says",
            Where(file),
            "Run the report again as CSV or Excel.",
        )
    return ""


def _physical(stream: BinaryIO, encoding: str, file: str, complaints: Complaints) -> Iterator[str]:
    """Lines of any ending, decoded, capped, without NULs."""
    # Latin-1 maps every byte to itself, so a line can be turned back into bytes and judged by itself.
    by_line = encoding in ("", _UTF_8)
    if encoding == _UTF_8:
        stream.read(len(codecs.BOM_UTF8))
    text = io.TextIOWrapper(
        stream, encoding="latin-1" if by_line else encoding, errors="replace", newline=None
    )
    number = 0
    eight_bit = _EightBit(file, complaints, is_utf8=True if encoding else None)
    with text:
        while line := text.readline(LINE_LIMIT + 1):
            number += 1
            if len(line) > LINE_LIMIT:
                raise HostileFile(
                    "has a line over 1 MB",
                    Where(file, number),
                    "Such a file is not a report: export it again.",
                )
            if not line.isascii():
                if by_line:
                    line = eight_bit.line(line, number)
                elif "\ufffd" in line:
                    where = Where(file, number)
                    complaints.add(Weight.REPAIRED, "characters that can't be read were replaced", where)
            if "\0" in line:
                complaints.add(Weight.REPAIRED, "NUL characters were taken out", Where(file, number))
                line = line.replace("\0", "")
            yield line


class _EightBit:
    """Tells UTF-8 from Windows-1252 line by line, and holds a file to one of them."""

    def __init__(self, file: str, complaints: Complaints, is_utf8: bool | None) -> None:
        self._file = file
        self._complaints = complaints
        self._is_utf8 = is_utf8

    def line(self, line: str, number: int) -> str:
        """The text of a line that came as Latin-1. Raises InputError where it is of the other encoding."""
        raw = line.encode("latin-1")
        where = Where(self._file, number)
        try:
            text, is_utf8 = raw.decode("utf-8"), True
        except UnicodeDecodeError:
            text, is_utf8 = raw.decode("cp1252", errors="replace"), False
            self._complaints.add(Weight.REPAIRED, "was not UTF-8 and was read as Windows-1252", where)
        if self._is_utf8 is not None and self._is_utf8 is not is_utf8:
            raise mixed_encodings(where)
        self._is_utf8 = is_utf8
        return text


def mixed_encodings(where: Where) -> InputError:
    """The error for a file in two encodings, whose names would come out wrong."""
    return InputError(
        "is in another encoding from here on than before, so names would come out wrong",
        where,
        "Save it again as UTF-8 from the program that made it.",
    )


def _delimiter(ahead: list[str]) -> tuple[int, str]:
    """(lines to skip, delimiter): Excel's own `sep=;` line wins, then whatever splits most lines alike."""
    first = ahead[0].strip().casefold()
    if first.startswith("sep=") and len(first) == 5:
        return 1, ahead[0].strip()[4]
    best, best_score = ",", 0
    for delimiter in _DELIMITERS:
        widths: dict[int, int] = {}
        try:
            for cells in csv.reader(ahead, delimiter=delimiter):
                if len(cells) > 1:
                    widths[len(cells)] = widths.get(len(cells), 0) + 1
        except csv.Error:
            continue
        score = max((width * times for width, times in widths.items()), default=0)
        if score > best_score:
            best, best_score = delimiter, score
    return 0, best


def _noted(lines: Iterator[str], record: list[str]) -> Iterator[str]:
    """The lines, each also put on `record`, which whoever reads them empties."""
    for line in lines:
        record.append(line)
        yield line


def _left_open(record: list[str], delimiter: str) -> bool:
    """Whether a row that goes over several lines does so because its quotation never ends."""
    if len(record) > _LINES_IN_A_CELL:
        return True
    try:
        for _ in csv.reader(record, delimiter=delimiter, strict=True):
            continue
    except csv.Error as problem:
        return "end of data" in str(problem)
    return False


def _chain(ahead: list[str], rest: Iterator[str]) -> Iterator[str]:
    yield from ahead
    yield from rest
