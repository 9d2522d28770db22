"""Says which column of a report is which, how sure that is, and why. Facts: `report-columns.toml`.

A guess is only a guess: it is shown with its confidence, the user corrects it, and the caller remembers
the result per MIS. A column whose cells do not look like what its heading says is marked down.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict

from app.formats.dates import read_date
from app.formats.errors import InputError, Where
from app.formats.identifiers import upn_problem
from app.storage.paths import resource

MULTIPLE = frozenset({"classes", "groups", "department"})
"""Fields that several columns may give."""

CERTAIN, LIKELY, UNLIKELY = 0.95, 0.7, 0.4
"""Confidence from which a guess may stand unasked; of a heading that only contains the words; and of cells
that contradict the heading."""


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class ReportField(_Content):
    """A fact that a report may hold."""

    id: str
    title: str
    kinds: tuple[str, ...]
    headings: tuple[str, ...]
    only: str | None = None
    """`student` or `staff` where the column by itself tells the two apart."""
    looks_like: str | None = None
    """`upn`, `email` or `date`: how its cells must look."""


class Advice(_Content):
    """What to export from one MIS. Wherever `sureness` is `unconfirmed`, show it as typical only."""

    mis: str
    title: str
    text: str
    sureness: str
    typical: tuple[str, ...] = ()
    students: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    hints: dict[str, str] = {}


class _Wording(_Content):
    differs: str


class _Catalogue(_Content):
    version: str
    wording: _Wording
    field: tuple[ReportField, ...]
    names: dict[str, tuple[str, ...]]
    advice: tuple[Advice, ...]


@functools.cache
def _catalogue() -> _Catalogue:
    import tomllib

    text = resource("catalogues", "report-columns.toml").read_text(encoding="utf-8")
    return _Catalogue.model_validate(tomllib.loads(text))


def report_fields() -> tuple[ReportField, ...]:
    """Every field a column may be put to, in the order to offer them."""
    return _catalogue().field


def export_advice(mis: str | None) -> tuple[Advice, ...]:
    """What to export: first what holds for any MIS, then this one's, if there is something to say."""
    return tuple(entry for entry in _catalogue().advice if entry.mis in ("any", mis))


def advice_caution() -> str:
    """The sentence that goes with every list of typical names."""
    return _catalogue().wording.differs


def kind_in_name(name: str) -> str | None:
    """`student` or `staff` if a file's or sheet's name says so in one word, and only one of them."""
    words = set(_plain(name).split())
    found = {kind for kind, known in _catalogue().names.items() if words & set(known)}
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What one column is taken for."""

    index: int
    header: str
    field: str | None
    """A `ReportField.id`; None: not used."""
    confidence: float
    """0 to 1; 1 only for what the user said."""
    why: str

    @property
    def settled(self) -> bool:
        """Whether it need not be asked about."""
        return self.confidence >= CERTAIN or not self.header


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What every column of one sheet is taken for."""

    columns: tuple[ColumnGuess, ...]

    def indexes(self, field: str) -> tuple[int, ...]:
        """The columns put to a field."""
        return tuple(column.index for column in self.columns if column.field == field)

    @property
    def fields(self) -> frozenset[str]:
        """Every field that some column gives."""
        return frozenset(column.field for column in self.columns if column.field)

    @property
    def doubtful(self) -> tuple[ColumnGuess, ...]:
        """Columns in use that should be looked at before they are relied on."""
        return tuple(column for column in self.columns if column.field and not column.settled)

    def corrected(self, header: str, field: str | None) -> ColumnMapping:
        """The same with one column put to another field by the user; whatever had that field loses it.

        Raises InputError for a header or field that does not exist.
        """
        if field is not None and field not in {known.id for known in report_fields()}:
            raise InputError(
                f"there is no field called {field}", Where(field=header), "Choose one from the list."
            )
        if not any(_plain(column.header) == _plain(header) for column in self.columns):
            raise InputError(
                "there is no column of that name", Where(field=header), "Check the file’s first row."
            )
        changed = []
        for column in self.columns:
            if _plain(column.header) == _plain(header):
                changed.append(replace(column, field=field, confidence=1.0, why="you said so"))
            elif field is not None and column.field == field and field not in MULTIPLE:
                changed.append(
                    replace(column, field=None, confidence=LIKELY, why="another column was chosen")
                )
            else:
                changed.append(column)
        return ColumnMapping(tuple(changed))

    def to_remember(self) -> dict[str, str]:
        """Heading to field, for `Settings.mis_columns`; "" for a column that the user left unused."""
        return {
            _plain(column.header): column.field or ""
            for column in self.columns
            if column.header and (column.field or column.confidence == 1.0)
        }


def guess_columns(
    headers: Sequence[str],
    samples: Sequence[Sequence[str]],
    *,
    mis: str | None = None,
    remembered: Mapping[str, str] | None = None,
) -> ColumnMapping:
    """Says what each column is: what was remembered first, then this MIS's own words, then headings, then
    cells.

    `samples` are some rows below the header. No field but classes and groups is given twice: the surest
    column keeps it.
    """
    guesses = [
        _guess(
            index, header, [row[index].strip() for row in samples if index < len(row)], mis, remembered or {}
        )
        for index, header in enumerate(headers)
    ]
    taken: set[str] = set()
    final: dict[int, ColumnGuess] = {}
    for guess in sorted(guesses, key=lambda guess: (-guess.confidence, guess.index)):
        if guess.field in taken and guess.field not in MULTIPLE:
            guess = replace(guess, field=None, confidence=LIKELY, why="another column fits better")
        if guess.field:
            taken.add(guess.field)
        final[guess.index] = guess
    return ColumnMapping(tuple(final[index] for index in range(len(guesses))))


def _guess(
    index: int, header: str, cells: Sequence[str], mis: str | None, remembered: Mapping[str, str]
) -> ColumnGuess:
    name, shown = _plain(header), " ".join(header.split())
    if name in remembered:
        known = remembered[name] in {field.id for field in report_fields()}
        return ColumnGuess(index, shown, remembered[name] if known else None, 1.0, "as last time")
    if not name:
        return ColumnGuess(index, shown, None, 0.0, "the column has no heading")
    by_mis = _mis_hints(mis).get(name)
    field_id, confidence, why = (by_mis, 0.98, "usual with this MIS") if by_mis else _by_heading(name)
    if field_id is None:
        return _by_cells(index, shown, cells)
    looks = _looks(field_id, cells)
    if looks is False:
        return ColumnGuess(
            index, shown, field_id, UNLIKELY, "the heading fits, the cells do not look like it"
        )
    return ColumnGuess(index, shown, field_id, confidence, why)


def _by_heading(name: str) -> tuple[str | None, float, str]:
    exact = _headings().get(name)
    if exact:
        return exact, CERTAIN, "the heading says so"
    words = set(name.split())
    contained = [
        (len(heading.split()), field_id)
        for heading, field_id in _headings().items()
        if len(heading.split()) > 1 and set(heading.split()) <= words
    ]
    best = sorted({field_id for size, field_id in contained if size == max(contained)[0]})
    if len(best) == 1:
        return best[0], LIKELY, "the heading contains the words"
    return None, 0.0, ""


def _by_cells(index: int, shown: str, cells: Sequence[str]) -> ColumnGuess:
    for field in report_fields():
        if field.looks_like in ("upn", "email") and _looks(field.id, cells):
            return ColumnGuess(index, shown, field.id, LIKELY, "the cells look like it")
    return ColumnGuess(index, shown, None, 0.0, "not recognised")


def _looks(field_id: str, cells: Sequence[str]) -> bool | None:
    """Whether most cells look like the field; None where there is nothing to judge by."""
    looks_like = next((field.looks_like for field in report_fields() if field.id == field_id), None)
    filled = [cell for cell in cells if cell]
    if looks_like is None or not filled:
        return None
    return sum(map(_SHAPES[looks_like], filled)) * 10 >= len(filled) * 7


_SHAPES: dict[str, Callable[[str], bool]] = {
    "upn": lambda cell: upn_problem(cell) is None,
    "email": lambda cell: bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", cell)),
    "date": lambda cell: read_date(cell) is not None,
}


@functools.cache
def _headings() -> dict[str, str]:
    return {_plain(heading): field.id for field in report_fields() for heading in field.headings}


@functools.cache
def _mis_hints(mis: str | None) -> dict[str, str]:
    return {
        _plain(heading): field
        for entry in _catalogue().advice
        if entry.mis == mis
        for heading, field in entry.hints.items()
    }


@functools.lru_cache(maxsize=4096)
def _plain(heading: str) -> str:
    """A heading without case, punctuation or line breaks: "E-mail Address*" is "e mail address"."""
    return " ".join(re.sub(r"[^\w]+|_", " ", heading.casefold()).split())
