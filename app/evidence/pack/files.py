"""Puts an evidence pack together and writes it: a page, sheets, tables and the ledger in one ZIP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app import __version__
from app.evidence.pack.content import Ground, Pack, heading
from app.evidence.pack.pages import pack_html, pack_pdf
from app.evidence.pack.sections import (
    article_30,
    count_table,
    detail_table,
    known_lines,
    receipt_table,
    sections_of,
)
from app.evidence.pack.words import pack_words
from app.evidence.packing import as_json, listed, write_zip
from app.evidence.redaction import Guard, Searched
from app.evidence.reduced import reduced_events
from app.evidence.searched import searched_words
from app.formats.safe_cells import safe_csv
from app.guidance.content import fill
from app.journey.folder import LEDGER

PACK_FORMAT = 1
_TIMELINE = ("seq", "at", "kind", "step", "how", "by")
_STATEMENTS = ("step", "claim", "holds", "statement", "how", "first_seen", "noted", "by", "level")


@dataclass(frozen=True, slots=True)
class EvidencePack:
    """A pack ready to be written."""

    made_at: datetime
    pack: Pack
    files: Mapping[str, bytes]
    """By name."""
    names: tuple[str, ...]
    """That it is meant to hold: the school's and the approvers'."""

    @property
    def manifest(self) -> dict[str, Any]:
        """What it holds: {"format", "made_at", "version", "files": [{"name", "bytes", "sha256", "about"}],
        "searched"}."""
        return {
            "format": PACK_FORMAT,
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "version": __version__,
            "files": listed(self.files, pack_words().about),
            "searched": self.pack.searched,
        }


def evidence_pack(ledger: bytes, *, now: datetime, searched: Searched) -> EvidencePack:
    """Everything that goes in, from a ledger's bytes. A damaged ledger gives a pack that says so. Blocks, for
    a second or so. Raises ContentError."""
    ground = Ground.of(ledger, now)
    pack = _pack(ground, searched)
    files = {
        "evidence.html": pack_html(pack).encode(),
        "evidence.pdf": pack_pdf(pack, now),
        **tables_of(ground),
    }
    if ground.wholly_ours:
        files[LEDGER] = ledger
    return EvidencePack(now, pack, files, ground.names)


def tables_of(ground: Ground) -> dict[str, bytes]:
    """The tables as CSV that is safe to open, by file name. Raises ContentError."""
    row, timeline = article_30(ground), reduced_events(ground.reading.events)
    files = {
        "article-30.csv": safe_csv([name for name, _ in row], [[entry for _, entry in row]]),
        "how-known.csv": safe_csv(_STATEMENTS, _statements(ground)),
        "timeline.csv": safe_csv(_TIMELINE, ([str(e[name] or "") for name in _TIMELINE] for e in timeline)),
    }
    for name, table in (
        ("numbers.csv", count_table(ground)),
        ("details.csv", detail_table()),
        ("receipts.csv", receipt_table(ground)),
    ):
        files[name] = safe_csv(table.headings, table.rows)
    return files


def write_pack(made: EvidencePack, path: Path, *, guard: Guard, replace: bool) -> None:
    """Searches the pack, then writes it, whole or not at all. Raises Leak, SearchBroken, OSError,
    FileExistsError."""
    write_zip(
        path,
        {"manifest.json": as_json(made.manifest), **made.files},
        guard=guard.allowing(*made.names),
        at=made.made_at,
        replace=replace,
        drawn={name: made.pack.words.encode() for name in made.files if name.endswith(".pdf")},
    )


def _pack(ground: Ground, searched: Searched) -> Pack:
    words = pack_words()
    told = {"version": __version__, "events": f"{len(ground.reading.events):,}"}
    return Pack(
        school=ground.school,
        title=words.title,
        practice=words.practice if ground.facts.practice else "",
        for_school=heading(ground),
        purpose=words.purpose,
        contents=words.contents,
        warning="" if ground.sound else words.ledger.unsound,
        sections=sections_of(ground),
        searched=searched_words(searched),
        foot=fill(words.foot, told),
    )


def _statements(ground: Ground) -> list[list[str]]:
    return [
        [
            step,
            str(line.claim),
            "yes" if line.holds else "no",
            line.text,
            str(line.how),
            line.since.isoformat(timespec="seconds"),
            line.at.isoformat(timespec="seconds"),
            str(line.role),
            line.level or "",
        ]
        for step, line in known_lines(ground)
    ]
