"""The number on roll as an office has it: typed, pasted, or read from a file.

"Year 7: 180", "7<tab>180", a table with a column per sex and a total, a CSV file or workbook of these, or a
list of students to be counted. Lines that are not understood are given back, never guessed at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.formats.archives import members_of
from app.formats.errors import Complaints, InputError, NotRecognised, Where
from app.formats.grids import Grid
from app.formats.identifiers import Year, parse_year
from app.formats.mis_report import open_report, read_report
from app.formats.textfiles import TextGrid
from app.formats.workbooks import is_workbook, sheets_of
from app.roster.roll_words import total_words

MOST_LINES = 200
"""A table of counts is no longer than this; anything longer is a list of people."""
LARGEST_COUNT = 200_000
_PARTS = re.compile(r"[\t;|:=]")
_COUNT = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+")
_STARTS_WITH_COUNT = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?![0-9.,/A-Za-z])")
_LAST_NUMBER = re.compile(r"^(.*\S)[\s\-–]+([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)$")


@dataclass(frozen=True, slots=True)
class Roll:
    """Numbers on roll per year group."""

    years: Mapping[Year, int] = field(default_factory=dict)
    total: int | None = None
    """As it was given; None where it was not."""
    not_understood: tuple[str, ...] = ()
    """Lines, shortened, that hold a number and no year that is known. Of a list of students: labels."""

    @property
    def sum(self) -> int:
        """All years together."""
        return sum(self.years.values())

    @property
    def adds_up(self) -> bool:
        """Whether the total given, if any, is the sum of the years given, if any."""
        return self.total is None or not self.years or self.total == self.sum


def read_roll(text: str) -> Roll:
    """What somebody typed or pasted. Raises InputError where there is no number in it, or two for one
    year."""
    return _roll((_cells(line) for line in text.splitlines()), "what was entered")


def read_roll_file(path: Path, *, today: str) -> Roll:
    """A CSV file or workbook: a table of counts, or else a list of students, who are counted by year (those
    who have left or start later than `today`, YYYY-MM-DD, left out). Blocks. Raises InputError."""
    short = True
    for grid in _grids(path):
        lines = []
        for _, cells in grid.lines(Complaints()):
            lines.append([cell.strip() for cell in cells])
            if len(lines) > MOST_LINES:
                short = False
                break
        roll = _table(lines, path.name) if len(lines) <= MOST_LINES else None
        if roll is not None:
            return roll
    counted = _counted(path, today)
    if counted.years:
        return counted
    what = (
        "holds no year groups with numbers"
        if short
        else "holds neither numbers per year nor students with years"
    )
    raise NotRecognised(what, Where(path.name), "Two columns will do: the year group and its number on roll.")


def _grids(path: Path) -> Iterable[Grid]:
    for member in members_of(path):
        if is_workbook(member):
            yield from sheets_of(member)
        elif member.base.endswith((".csv", ".txt", ".tsv")):
            yield TextGrid(member)


def _table(lines: Sequence[Sequence[str]], name: str) -> Roll | None:
    """The lines as a table of counts; None where they are something else."""
    years = sum(any(parse_year(cell) for cell in line[:2]) and _has_count(line) for line in lines)
    if not years or years * 2 < sum(_has_count(line) for line in lines):
        return None
    return _roll(lines, name)


def _has_count(line: Sequence[str]) -> bool:
    return any(_COUNT.fullmatch(cell) for cell in line[1:])


def _counted(path: Path, today: str) -> Roll:
    try:
        rows = read_report(open_report(path), today=today)
    except InputError:
        return Roll()
    counts: Counter[Year] = Counter()
    unknown: list[str] = []
    for person in rows.people:
        if person.kind == "student" and person.standing == "current":
            year = parse_year(person.year_label or "")
            if year is None:
                unknown.append(person.year_label or "")
            else:
                counts[year] += 1
    labels = tuple(f"{label or 'no year'}: {count}" for label, count in Counter(unknown).most_common())
    return Roll(dict(sorted(counts.items(), key=_by_order)), counts.total() + len(unknown), labels)


def _cells(line: str) -> list[str]:
    """A line in its parts: at tabs and the like, else at commas, else before its last number. A comma may
    also part thousands: "Total 1,200"."""
    parts = [part.strip() for part in _PARTS.split(line)]
    if len(parts) > 1:
        return parts
    head, comma, rest = (part.strip() for part in line.partition(","))
    if comma and (_is_label(head) or not _COUNT.search(line)):
        return [head, rest] if _COUNT.fullmatch(rest) else [head, *(part.strip() for part in rest.split(","))]
    found = _LAST_NUMBER.match(line.strip())
    return [found.group(1).strip(" -–"), found.group(2)] if found else [line.strip()]


def _is_label(text: str) -> bool:
    return parse_year(text) is not None or text.casefold() in total_words()


def _roll(lines: Iterable[Sequence[str]], name: str) -> Roll:
    years: dict[Year, int] = {}
    total: int | None = None
    column: int | None = None
    left: list[str] = []
    for line in lines:
        cells = [cell for cell in line if cell]
        label = (
            cells[0]
            if cells and _is_label(cells[0])
            else next((cell for cell in cells if not _COUNT.fullmatch(cell)), cells[0] if cells else "")
        )
        after = cells[cells.index(label) + 1 :] if cells else []
        numbers = [_number(found.group(1)) for cell in after if (found := _STARTS_WITH_COUNT.match(cell))]
        if not numbers:
            column = _total_column(line) if column is None else column
            if parse_year(label) is not None:
                left.append(label[:40])
            continue
        count = _of(numbers, list(line), column)
        if label.casefold() in total_words():
            total = count
        elif (year := parse_year(label)) is None:
            left.append(label[:40])
        elif year in years:
            raise InputError(
                f"{year.title} has two numbers", name, "Leave one of them, or add them up, then try again."
            )
        else:
            years[year] = count
    if not years and total is None:
        raise InputError(
            "There is no year group with a number", name, "Write one to a line, as “Year 7: 180”."
        )
    return Roll(dict(sorted(years.items(), key=_by_order)), total, tuple(left))


def _total_column(line: Sequence[str]) -> int | None:
    """Where a heading says the total stands."""
    places = [n for n, cell in enumerate(line) if cell.casefold() in total_words()]
    return places[-1] if places else None


def _of(numbers: Sequence[int], line: Sequence[str], column: int | None) -> int:
    """The count of a line with several numbers: the total's column, or the last where it is the sum of the
    others, else the first."""
    if column is not None and column < len(line) and _COUNT.fullmatch(line[column]):
        return _number(line[column])
    if len(numbers) > 2 and numbers[-1] == sum(numbers[:-1]):
        return numbers[-1]
    return numbers[0]


def _number(text: str) -> int:
    count = int(text.replace(",", ""))
    if count > LARGEST_COUNT:
        raise InputError(
            f"{text} is more than any school has on roll", "what was entered", "Check the number."
        )
    return count


def _by_order(entry: tuple[Year, int]) -> int:
    return entry[0].order
