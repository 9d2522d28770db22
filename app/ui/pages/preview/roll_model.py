"""What the preview says of the number on roll, in plain Python. Made on a worker thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.guidance.content import fill
from app.roster.database import Roster
from app.roster.reconcile import LikelyCause, Reconciliation, RollLine, reconcile
from app.roster.roll import Roll, read_roll, read_roll_file
from app.ui.pages.preview.content import preview_content

COLUMNS = ("Year", "On roll", "Wonde", "Arrived", "Difference")
_SHOWN_LINES = 6


@dataclass(frozen=True, slots=True)
class Gap:
    """One difference with what may lie behind it."""

    title: str
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RollView:
    """The whole reconciliation, ready to show: numbers and words, nobody's name."""

    text: str
    """The numbers on roll as one would type them."""
    box: str
    """What stands in the box: the same, and what was typed as it is where some of it was not understood."""
    source: str
    """What the numbers are called under the chart."""
    rows: tuple[tuple[str, ...], ...]
    tones: tuple[str, ...]
    """Per row, "look-at" where it wants explaining."""
    wants_explaining: bool
    cautions: tuple[str, ...]
    gaps: tuple[Gap, ...]
    on_roll: dict[str, int]
    """Per year group, for the chart."""


def typed_view(roster: Roster, text: str, source: str = "") -> RollView:
    """What somebody typed or pasted, against a roster. Raises InputError, RosterClosed."""
    return _view(roster, read_roll(text), source or preview_content().roll.from_typed, typed=text)


def file_view(roster: Roster, path: Path, today: str) -> RollView:
    """The same from a file. `today` is YYYY-MM-DD. Blocks. Raises InputError, RosterClosed, OSError."""
    source = fill(preview_content().roll.from_file, {"name": path.name})
    return _view(roster, read_roll_file(path, today=today), source)


def _view(roster: Roster, roll: Roll, source: str, typed: str = "") -> RollView:
    found, text = reconcile(roster, roll), as_typed(roll)
    lines = (*found.years, found.school)
    return RollView(
        text=text,
        box=typed if typed and roll.not_understood else text,
        source=source,
        rows=tuple(map(_row, lines)),
        tones=tuple("look-at" if line.wants_explaining else "" for line in lines),
        wants_explaining=found.wants_explaining,
        cautions=_cautions(found),
        gaps=tuple(_gap(line) for line in lines if line.wants_explaining),
        on_roll={year.title: count for year, count in roll.years.items()},
    )


def as_typed(roll: Roll) -> str:
    """Numbers on roll as text that `read_roll` reads back."""
    lines = [f"{year.title}: {count}" for year, count in roll.years.items()]
    return "\n".join([*lines, *([f"Total: {roll.total}"] if roll.total is not None else [])])


def _row(line: RollLine) -> tuple[str, ...]:
    return (
        line.label or "No year",
        _number(line.on_roll),
        _number(line.wonde),
        f"{line.arrived:,}",
        "" if line.difference is None else f"{line.difference:+,}" if line.difference else "0",
    )


def _number(count: int | None) -> str:
    return "" if count is None else f"{count:,}"


def _cautions(found: Reconciliation) -> tuple[str, ...]:
    words = preview_content().roll
    said = [] if found.adds_up else [words.no_sum]
    if found.not_understood:
        shown = "; ".join(found.not_understood[:_SHOWN_LINES])
        more = len(found.not_understood) - _SHOWN_LINES
        lines = f"{shown}; and {more} more" if more > 0 else shown
        said.append(fill(words.not_understood, {"lines": lines}))
    if found.not_given:
        said.append(fill(words.not_given, {"years": ", ".join(found.not_given)}))
    return tuple(said)


def _gap(line: RollLine) -> Gap:
    words = preview_content().roll
    off = line.difference or 0
    title = fill(
        words.fewer if off < 0 else words.more,
        {"label": line.label or "No year", "count": f"{abs(off):,}"},
    )
    return Gap(title, tuple(map(_cause, line.causes)))


def _cause(cause: LikelyCause) -> str:
    return f"{cause.title.rstrip('.')}. {cause.ask}"
