"""What was found on another machine, brought to this one: from a check file, or from a pasted answer.

Its results are shown like this PC's own, under a heading that names the machine; what there is to say about
the file or the answer itself comes first, as a check of its own. Nothing of it is trusted: a finding's words
come from this program's catalogue wherever it knows the code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.checks.model import Result
from app.checks.report import as_json
from app.checks.summary import Summary, summarise


class Brought(StrEnum):
    """By which way it came."""

    FILE = "file"
    """Measured by this program, on that machine."""
    ANSWER = "answer"
    """What Windows' own commands answered there, as somebody pasted it."""


@dataclass(frozen=True, slots=True)
class OtherMachine:
    """One other machine as far as it is known."""

    brought: Brought
    name: str
    """ "" where it is not known."""
    system: str
    checked_at: datetime | None
    """UTC, by that machine's own clock; None where nothing says when."""
    about: Result
    """What there is to say about the file or answer itself."""
    found: tuple[Result, ...]
    """What was found on that machine."""
    reliable: bool
    """False where what it says must not be relied on: altered, or of the practice school."""
    practice: bool = False

    @property
    def results(self) -> tuple[Result, ...]:
        """All of it, as a page shows it."""
        return (self.about, *self.found)

    @property
    def summary(self) -> Summary:
        """What was found there, in a few words and numbers."""
        return summarise(self.found)

    @property
    def heading(self) -> str:
        """“About OFFICE-3, checked 26 November 2026, 09:00 UTC. “This PC” below means that machine.”"""
        name = self.name or "another machine"
        when = f"{self.checked_at:%d %B %Y, %H:%M} UTC".lstrip("0") if self.checked_at else ""
        told = "as its answer says" if self.brought is Brought.ANSWER else ""
        parts = ", ".join(part for part in (f"About {name}", told, f"checked {when}" if when else "") if part)
        return f"{parts}. “This PC” below means that machine."


def as_document(machine: OtherMachine) -> dict[str, Any]:
    """As `check --json` prints it."""
    return {
        "heading": machine.heading,
        "source": machine.brought.value,
        "machine": {"name": machine.name or None, "os": machine.system or None},
        "checked_at": machine.checked_at.isoformat(timespec="seconds") if machine.checked_at else None,
        "reliable": machine.reliable,
        "practice": machine.practice,
        **as_json(machine.results),
    }
