"""What a ledger's bytes come to: its events, the damage to its chain, and a last line that was cut short.

Pure, so that a copy from anywhere can be judged the same way as the ledger itself. Nothing is ever repaired
here. A chain shows damage and careless edits; it does not show who was at the keyboard, and someone who can
work out SHA-256 can write a chain of their own. Comparing with a copy kept elsewhere is what shows that.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from app.journey.lines import GENESIS, Event, NotALine, decode

_BOM = b"\xef\xbb\xbf"


class DamageKind(StrEnum):
    """What is wrong at a line."""

    UNREADABLE = "unreadable"
    ALTERED = "altered"
    BROKEN_LINK = "broken-link"
    REFORMATTED = "reformatted"


_SAYS = {
    DamageKind.UNREADABLE: "is not a line this program wrote; what it said is lost",
    DamageKind.ALTERED: "was changed after it was written",
    DamageKind.BROKEN_LINK: "does not follow the line before it: lines were removed, added or moved",
    DamageKind.REFORMATTED: "has another line ending or a mark at its start; what it says is unchanged",
}


@dataclass(frozen=True, slots=True)
class Damage:
    """One place where the chain does not hold. Shown wherever the journey is shown, never repaired."""

    line: int
    """From 1."""
    kind: DamageKind

    def __str__(self) -> str:
        return f"Line {self.line} {_SAYS[self.kind]}."


@dataclass(frozen=True, slots=True)
class LedgerReading:
    """Everything that can be read from a ledger."""

    events: tuple[Event, ...]
    damage: tuple[Damage, ...]
    torn: bool
    """The last line was cut short. The next append sets the rest aside and says so."""
    head_hash: str
    """What the next line will name as `prev`."""
    fragment: bytes = b""
    """What stands after the last whole line."""
    next_seq: int = 1
    lines: tuple[str, ...] = ()
    """The hash by which each whole line is known, in order."""


def read_chain(data: bytes) -> LedgerReading:
    """Reads a whole ledger. Never raises: what can't be read is damage."""
    *whole, fragment = data.split(b"\n")
    events: list[Event] = []
    damage: list[Damage] = []
    hashes: list[str] = []
    head, next_seq = GENESIS, 1
    for number, line in enumerate(whole, start=1):
        plain = _plain(line, first=number == 1)
        if plain != line:
            damage.append(Damage(number, DamageKind.REFORMATTED))
        try:
            event = decode(plain)
        except NotALine:
            damage.append(Damage(number, DamageKind.UNREADABLE))
            head, next_seq = hashlib.sha256(line).hexdigest(), next_seq + 1
        else:
            if not event.intact:
                damage.append(Damage(number, DamageKind.ALTERED))
            if event.prev != head or event.seq != next_seq:
                damage.append(Damage(number, DamageKind.BROKEN_LINK))
            events.append(event)
            head, next_seq = event.hash, event.seq + 1
        hashes.append(head)
    return LedgerReading(
        tuple(events), tuple(damage), bool(fragment), head, fragment, next_seq, tuple(hashes)
    )


def completes(fragment: bytes, reading: LedgerReading) -> bool:
    """Whether a torn end lacks nothing but its end of line, so that no event need be set aside."""
    try:
        event = decode(fragment)
    except NotALine:
        return False
    return event.intact and event.prev == reading.head_hash and event.seq == reading.next_seq


def whole_lines(data: bytes) -> list[bytes]:
    """The lines that were finished, without their ends or a mark at the start."""
    return [_plain(line, first=number == 0) for number, line in enumerate(data.split(b"\n")[:-1])]


def _plain(line: bytes, *, first: bool) -> bytes:
    if first and line.startswith(_BOM):
        line = line[len(_BOM) :]
    return line[:-1] if line.endswith(b"\r") else line
