"""What a reader raises when a file can't be used, and what it notes when it can.

InputError            what, where, next: one line
  ├ HostileFile       refused for the safety of this PC: too large, a bomb, a link, a path outside
  └ NotRecognised     readable, but not any kind of file that is read here
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file, as a person would look for it. Holds no cell's content."""

    file: str = ""
    line: int | None = None
    field: str = ""
    sheet: str = ""

    def __str__(self) -> str:
        parts = [self.file]
        if self.sheet:
            parts.append(f"sheet {self.sheet}")
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.field:
            parts.append(f"column {self.field}")
        return ", ".join(part for part in parts if part)


class InputError(Exception):
    """A file or other input can't be used. `str()` is one line: where, what is wrong, what to do next."""

    code = "IN-1"

    def __init__(self, what: str, where: Where | str = "", next: str = "") -> None:
        self.what = _one_line(what)
        self.where = where if isinstance(where, Where) else Where(file=_one_line(where))
        self.next = _one_line(next)
        super().__init__(self.what)

    @property
    def summary(self) -> str:
        """What is wrong and where."""
        place = str(self.where)
        return f"{place}: {self.what}" if place else self.what

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return self.next

    def __str__(self) -> str:
        text = self.summary.rstrip(".")
        return _one_line(f"{text}. {self.next}" if self.next else f"{text}.")


class HostileFile(InputError):
    """The file was refused before it was opened further: it could harm this PC."""

    code = "IN-2"


class NotRecognised(InputError):
    """The file can be read but is of no kind that is understood here."""

    code = "IN-3"


class Weight(StrEnum):
    """How much a complaint matters."""

    REPAIRED = "repaired"
    """The value was mended, and what was done is said."""
    IGNORED = "ignored"
    """The value or row was left out."""
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing a reader mended or left out, with its place. `what` holds no personal data."""

    weight: Weight
    what: str
    where: Where
    count: int = 1

    def __str__(self) -> str:
        times = f" ({self.count} times, first here)" if self.count > 1 else ""
        return f"{self.where}: {self.what}{times}"


class Complaints:
    """Gathers complaints, one per kind, file and column: 4,000 bad dates are one line with a count."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str, str], tuple[Weight, Where, int]] = {}

    def add(self, weight: Weight, what: str, where: Where) -> None:
        """Notes a complaint; the first place of its kind is kept."""
        key = (what, where.file, where.sheet, where.field)
        seen = self._found.get(key)
        self._found[key] = (weight, where, 1) if seen is None else (seen[0], seen[1], seen[2] + 1)

    def all(self) -> tuple[Complaint, ...]:
        """Every kind of complaint, in the order first met."""
        return tuple(
            Complaint(weight, key[0], where, count) for key, (weight, where, count) in self._found.items()
        )


def _one_line(text: str) -> str:
    return " ".join(text.split())
