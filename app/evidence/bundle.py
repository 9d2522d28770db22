"""The support bundle: what support needs to help, without anybody's data. Shown before it is saved."""

from __future__ import annotations

import functools
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app import __version__
from app.evidence.faults import faults_in
from app.evidence.packing import as_json, listed, write_zip
from app.evidence.redaction import Guard
from app.evidence.reduced import reduced_checks, reduced_events, reduced_status
from app.evidence.searched import searched_words
from app.guidance.content import Content, Template, Words, fill, read_content
from app.guidance.mis import mis_catalogue
from app.journey.chain import LedgerReading
from app.journey.facts import Facts, fold
from app.journey.proofs import proofs_of
from app.journey.state import evaluate
from app.journey.wording import clock

BUNDLE_FORMAT = 1
_SAYS = frozenset(
    {
        "outcome", "decision", "level", "verdict", "which", "task", "message", "guide", "person", "phase",
        "client", "worked", "working", "pending", "approved", "audited", "online", "declined", "revoked",
    }
)  # fmt: skip
"""Fields of entries that hold one coded word, or yes or no."""


class _About(Content):
    manifest: Words
    program: Words
    status: Words
    timeline: Words
    checks: Words
    faults: Words
    ticket: Words


class _Ticket(Content):
    title: Template
    school: Template
    nothing: Words
    program: Template
    stands: Words
    tried: Words
    found: Words
    nothing_found: Words
    no_events: Words


class BundleWords(Content):
    """resources/catalogues/support-bundle.toml."""

    version: Words
    args: tuple[Words, ...]
    about: _About
    ticket: _Ticket
    kinds: dict[str, Words]
    """What each kind of entry is called."""

    def called(self, kind: str) -> str:
        """Its name; of a kind that this version does not know, its code."""
        return self.kinds.get(kind, kind)


@functools.cache
def bundle_words() -> BundleWords:
    """The bundle's wording. Raises ContentError."""
    return read_content(BundleWords, "catalogues", "support-bundle.toml")


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle ready to be looked at, and then saved."""

    made_at: datetime
    files: Mapping[str, bytes]
    """By name; every one is text."""
    searched: str
    """One sentence: what it was searched for."""
    names: tuple[str, ...]
    """That it is meant to hold: the school's."""

    @property
    def manifest(self) -> dict[str, Any]:
        """What it holds: {"files": [{"name", "bytes", "sha256", "about"}], "searched"}."""
        about = {f"{name}.json": words for name, words in bundle_words().about.model_dump().items()}
        about["ticket.txt"] = bundle_words().about.ticket
        return {"files": listed(self.files, about), "searched": self.searched}

    @property
    def ticket(self) -> str:
        """The text for a ticket."""
        return self.files["ticket.txt"].decode()


def support_bundle(
    reading: LedgerReading | None,
    *,
    now: datetime,
    guard: Guard,
    checks: Mapping[str, Any] | None = None,
    log: Path | None = None,
) -> Bundle:
    """Everything that goes in, searched. `reading` is of the journey's ledger, None for a help session
    without one; `checks` a document as `check --json` prints it. Raises Leak or SearchBroken: then there is
    no bundle. Blocks: call it on a worker thread."""
    words = bundle_words()
    files = {"program.json": as_json(_program(now))}
    if reading is not None:
        files["status.json"] = as_json(reduced_status(reading, now))
        files["timeline.json"] = as_json(reduced_events(reading.events))
    codes = reduced_checks(checks, words.args) if checks is not None else None
    if codes is not None:
        files["checks.json"] = as_json(codes)
    files["faults.json"] = as_json(faults_in(log) if log is not None else [])
    files["ticket.txt"] = _ticket(reading, codes, now).encode()
    bundle = Bundle(now, files, searched_words(guard.searched), _school_name(reading))
    guard.allowing(*bundle.names).check(files)
    return bundle


def write_bundle(bundle: Bundle, path: Path, *, guard: Guard, replace: bool) -> None:
    """Writes the ZIP with its manifest, whole or not at all. Raises Leak, SearchBroken, OSError,
    FileExistsError."""
    manifest = {
        "format": BUNDLE_FORMAT,
        "made_at": bundle.made_at.isoformat(timespec="seconds"),
        "version": __version__,
        **bundle.manifest,
    }
    files = {"manifest.json": as_json(manifest), **bundle.files}
    write_zip(path, files, guard=guard.allowing(*bundle.names), at=bundle.made_at, replace=replace)


def _school_name(reading: LedgerReading | None) -> tuple[str, ...]:
    school = fold(reading.events).school if reading is not None else None
    return (school.name,) if school else ()


def _program(now: datetime) -> dict[str, Any]:
    return {
        "version": __version__,
        "made_at": now.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "frozen": bool(getattr(sys, "frozen", False)),
    }


def _ticket(reading: LedgerReading | None, codes: Mapping[str, Any] | None, now: datetime) -> str:
    words = bundle_words().ticket
    facts = fold(reading.events) if reading is not None else Facts()
    school = facts.school
    mis = mis_catalogue().get(school.mis) if school else None
    told = {
        "school": school.name if school else words.nothing,
        "urn": (school.urn if school else None) or words.nothing,
        "dfe_number": (school.dfe_number if school else None) or words.nothing,
        "mis": mis.name if mis else words.nothing,
        "version": __version__,
        "system": f"{platform.system()} {platform.release()}",
    }
    lines = [fill(words.title, told), "", fill(words.school, told), fill(words.program, told)]
    lines += ["", words.stands, *_standing(facts, reading, now)]
    lines += ["", words.tried, *(_tried(reading) or [f"- {words.no_events}"])]
    lines += ["", words.found, *(_found(codes) if codes is not None else [f"- {words.nothing_found}"])]
    return "\n".join(lines) + "\n"


def _standing(facts: Facts, reading: LedgerReading | None, now: datetime) -> list[str]:
    if reading is None:
        return [f"- {bundle_words().ticket.nothing}"]
    known = proofs_of(facts)
    lines = []
    for step in evaluate(facts, now).steps:
        lines.append(f"- {step.title}: {step.line}")
        lines += [f"    {line.text} ({line.how}, since {clock(line.since)})" for line in known[step.id]]
    return lines


def _tried(reading: LedgerReading | None) -> list[str]:
    events = reading.events if reading is not None else ()
    called = bundle_words().called
    return [
        f"- {clock(event.at)}: {called(told['kind'])}{_told(told['data'])} ({event.how}, {event.actor.role})"
        for event, told in zip(events, reduced_events(events), strict=True)
    ]


def _told(data: Mapping[str, Any]) -> str:
    """What came of an entry, in its coded words."""
    said = {name: value for name, value in data.items() if name in _SAYS}
    words = [
        f"{name} {('no', 'yes')[value] if isinstance(value, bool) else value}" for name, value in said.items()
    ]
    return f": {', '.join(words)}" if words else ""


def _found(codes: Mapping[str, Any]) -> list[str]:
    """Every finding that is not fine, as its code; else that nothing is."""
    lines = [
        f"- {check['id']}: {found['code']} ({found['severity']})"
        for check in codes["checks"]
        for found in check["findings"]
        if found["severity"] != "fine"
    ]
    summary = ", ".join(f"{count} {outcome}" for outcome, count in codes["summary"].items() if count)
    return [f"- {summary}", *lines]
