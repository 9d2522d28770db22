"""What an evidence pack is made of: sections of text and tables, before they are a page, a sheet or CSV."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from app.evidence.pack.words import pack_words
from app.guidance.content import fill
from app.journey.chain import LedgerReading, read_chain, whole_lines
from app.journey.events import ApprovalReceipt, PreviewTaken, SsoApproved
from app.journey.facts import Facts, fold
from app.journey.lines import Event, encode
from app.journey.proofs import ProofLine
from app.journey.wording import clock, how_known, long_day


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under headings; every row has as many cells as there are headings."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the pack."""

    id: str
    title: str
    text: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything the page and the sheet say."""

    school: str
    title: str
    practice: str
    """The banner; empty for a real school."""
    for_school: str
    purpose: str
    contents: str
    warning: str
    """That the ledger was changed or damaged; empty where it is sound."""
    sections: tuple[Section, ...]
    searched: str
    foot: str

    @property
    def words(self) -> str:
        """All of it as plain text: what a search for people's data looks through where the page is drawn."""
        return "\n".join(self._parts())

    def _parts(self) -> Iterator[str]:
        yield from (self.school, self.title, self.practice, self.for_school, self.purpose, self.warning)
        for section in self.sections:
            yield from (section.title, *section.text)
            for table in section.tables:
                yield table.caption
                yield from (" | ".join(row) for row in (table.headings, *table.rows))
        yield from (self.searched, self.foot)


@dataclass(frozen=True, slots=True)
class Ground:
    """The ledger that a pack is made from, read once."""

    data: bytes
    """The file as it is."""
    reading: LedgerReading
    facts: Facts
    now: datetime

    @classmethod
    def of(cls, data: bytes, now: datetime) -> Ground:
        """Reads a ledger's bytes. Never raises: what can't be read is damage."""
        reading = read_chain(data)
        return cls(data, reading, fold(reading.events), now)

    @property
    def sha256(self) -> str:
        """Of the file."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def sound(self) -> bool:
        """Whether nothing is damaged. A last line cut short by a power cut is no damage."""
        return not self.reading.damage

    @property
    def wholly_ours(self) -> bool:
        """Whether every byte is what this version writes, so that nothing untyped can be in the file."""
        lines, events = whole_lines(self.data), self.reading.events
        return (
            self.sound
            and not self.reading.torn
            and len(lines) == len(events)
            and all(_as_written(event) == line for event, line in zip(events, lines, strict=True))
        )

    @property
    def school(self) -> str:
        """Its name, or that there is none yet."""
        return self.facts.school.name if self.facts.school else pack_words().unnamed

    @property
    def names(self) -> tuple[str, ...]:
        """That the pack is meant to hold: the school's and the approvers'. Of a damaged ledger only the
        school's: what stands there as an approver could be anybody."""
        found = [self.facts.school.name] if self.facts.school else []
        if self.sound:
            for event in self.reading.events:
                if event.actor.name:
                    found.append(event.actor.name)
                if isinstance(event.data, ApprovalReceipt | SsoApproved) and event.data.who:
                    found.append(event.data.who)
        return tuple(dict.fromkeys(found))

    def known(self, line: ProofLine) -> str:
        """How a statement is known, without a name where the ledger can't be trusted with one."""
        return line.known if self.sound else f"{how_known(line.how, line.role)}, {clock(line.at)}"

    def noted(self, event: Event) -> str:
        """How an entry is known: never stronger than its line still allows."""
        return f"{how_known(event.counts_as, event.actor.role)}, {clock(event.at)}"

    def previews(self) -> tuple[tuple[Event, PreviewTaken], ...]:
        """The last look before approval, the first after it, and the newest; each once, in order."""
        looks = [(e, e.data) for e in self.reading.events if isinstance(e.data, PreviewTaken)]
        before = [look for look in looks if look[1].phase == "before"]
        after = [look for look in looks if look[1].phase == "after"]
        chosen = {look[0].seq: look for look in (*before[-1:], *after[:1], *looks[-1:])}
        return tuple(chosen[seq] for seq in sorted(chosen))


def proof_table(ground: Ground, caption: str, lines: Sequence[tuple[str, ProofLine]]) -> Table:
    """Statements with their proofs: (step's title, line). Of several steps each is named; the level of a
    decision stands in a column of its own."""
    named = pack_words().how
    steps = len({step for step, _ in lines}) > 1
    levels = any(line.level for _, line in lines)
    headings = ((named.step,) * steps, (named.statement, named.known, named.since), (named.level,) * levels)
    rows = (
        (
            *((step,) * steps),
            *(line.text, ground.known(line), long_day(line.since)),
            *((_level(ground, line),) * levels),
        )
        for step, line in lines
    )
    return Table(caption, tuple(chain.from_iterable(headings)), tuple(rows))


def _level(ground: Ground, line: ProofLine) -> str:
    if line.level is None:
        return pack_words().no_level
    return level(ground, line.level, line.level_text)


def level(ground: Ground, code: str, text: str | None) -> str:
    """A level with its phrase; of a damaged ledger alone, since the phrase names the approver."""
    return f"{code}: {text}" if ground.sound and text else code


def heading(ground: Ground) -> str:
    """Whose pack it is, and of which day."""
    words, school = pack_words(), ground.facts.school
    told = {
        "school": ground.school,
        "urn": (school.urn if school else None) or words.not_given,
        "dfe_number": (school.dfe_number if school else None) or words.not_given,
        "date": long_day(ground.now),
    }
    return fill(words.for_school, told)


def _as_written(event: Event) -> bytes:
    """The line as this version would have written it, without its end."""
    return encode(
        event.data,
        seq=event.seq,
        at=event.at,
        actor=event.actor,
        how=event.how,
        step=event.step,
        prev=event.prev,
    )[:-1]
