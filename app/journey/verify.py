"""Whether a ledger still is what was written, alone and beside a copy kept elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.journey.chain import Damage, read_chain, whole_lines


class Against(StrEnum):
    """How a ledger compares with an outside copy."""

    SAME = "same"
    COPY_IS_EARLIER = "copy-is-earlier"
    """Everything in the copy is here, and more has happened since."""
    EVENTS_MISSING = "events-missing"
    """The copy holds events that are no longer here."""
    DIFFERENT = "different"
    NOTHING_TO_COMPARE = "nothing-to-compare"
    """The copy holds no event that can be read."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of `--against`."""

    result: Against
    first_difference: int | None
    """Line, from 1, from which the two differ; None where they don't."""
    events_since: int
    """How many lines stand here after the copy's last."""
    copy_damage: tuple[Damage, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of `--verify`."""

    events: int
    head_hash: str
    damage: tuple[Damage, ...]
    torn: bool
    unknown: int
    """Events of kinds this version doesn't know."""
    against: Comparison | None = None

    @property
    def sound(self) -> bool:
        """True where nothing is damaged, cut short, missing or different."""
        return self.exit_code == 0

    @property
    def exit_code(self) -> int:
        """0 sound; 1 only a last line cut short; 2 damaged, or different from the copy; 3 an empty copy."""
        compared = None if self.against is None else self.against.result
        if self.damage or compared in (Against.EVENTS_MISSING, Against.DIFFERENT):
            return 2
        if compared is Against.NOTHING_TO_COMPARE:
            return 3
        return 1 if self.torn else 0

    @property
    def lines(self) -> tuple[str, ...]:
        """The result in plain words, one finding a line."""
        found = [str(damage) for damage in self.damage]
        if self.torn:
            found.append(
                "The last line was cut short, as by a power cut. It is not counted, and the next entry will "
                "set it aside."
            )
        if self.against is not None:
            found.append(_compared(self.against))
        return tuple(found) or (f"All {self.events} events follow one another as they were written.",)


def verify_bytes(ledger: bytes, copy: bytes | None = None) -> Verification:
    """Judges a ledger's bytes, and compares them with a copy's where one is given. Never raises."""
    reading = read_chain(ledger)
    return Verification(
        events=len(reading.events),
        head_hash=reading.head_hash,
        damage=reading.damage,
        torn=reading.torn,
        unknown=sum(not event.known for event in reading.events),
        against=None if copy is None else _compare(ledger, copy),
    )


def _compare(ledger: bytes, copy: bytes) -> Comparison:
    """By what whole lines say, however they end: a forged chain that holds still differs from it."""
    here, there = whole_lines(ledger), whole_lines(copy)
    reading = read_chain(copy)
    damage = reading.damage
    if not reading.events:
        return Comparison(Against.NOTHING_TO_COMPARE, None, 0, damage)
    for number, (ours, theirs) in enumerate(zip(here, there, strict=False), start=1):
        if ours != theirs:
            return Comparison(Against.DIFFERENT, number, 0, damage)
    if len(there) > len(here):
        return Comparison(Against.EVENTS_MISSING, len(here) + 1, 0, damage)
    since = len(here) - len(there)
    return Comparison(Against.COPY_IS_EARLIER if since else Against.SAME, None, since, damage)


def _compared(found: Comparison) -> str:
    if found.result is Against.NOTHING_TO_COMPARE:
        return "The copy holds no event: check that it is the right file."
    if found.result is Against.SAME:
        return "The copy is the same, event for event."
    if found.result is Against.COPY_IS_EARLIER:
        return f"The copy is an earlier state: {found.events_since} events were added since, none changed."
    if found.result is Against.EVENTS_MISSING:
        return f"The copy holds events that are not here, from line {found.first_difference} on."
    return f"The ledger and the copy differ from line {found.first_difference} on."
