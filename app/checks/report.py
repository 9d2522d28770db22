"""What a run of checks looks like to others: as JSON, as an exit code, and as the counted lines of a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app import __version__
from app.checks.context import ClientPlace
from app.checks.model import Finding, Outcome, Remedy, Result
from app.checks.sealing import sealed
from app.host.facts import Machine, NotRead, Reading

THIS_PC_ONLY = "About this PC only"
"""Heads results where Wonde's client runs on another machine."""


def as_json(results: Iterable[Result]) -> dict[str, Any]:
    """`{"checks": [...], "summary": {...}}`, as `check --json` prints it; the summary has every outcome."""
    results = tuple(results)
    counts = Counter(result.outcome for result in results)
    return {
        "checks": [_check(result) for result in results],
        "summary": {outcome.value: counts[outcome] for outcome in Outcome},
    }


def as_document(
    results: Iterable[Result],
    *,
    heading: str,
    machine: Reading[Machine],
    at: datetime,
    place: ClientPlace = ClientPlace.NOT_KNOWN,
    practice: bool = False,
) -> dict[str, Any]:
    """`as_json` with what a file that is passed on must say: about which PC, when, by which version, what it
    covers, and a checksum over all of it (`sealing`)."""
    about = (
        {"name": None, "os": None, "build": None, "reason": machine.because}
        if isinstance(machine, NotRead)
        else {"name": machine.value.name, "os": machine.value.os, "build": machine.value.build}
    )
    when = at.astimezone(UTC).isoformat(timespec="seconds")
    head = {"heading": heading, "machine": about, "checked_at": when, "client_place": place.value}
    return sealed({**head, "practice": practice, "version": __version__, **as_json(results)})


def exit_level(results: Iterable[Result]) -> int:
    """0: nothing needs attention; 1: something to look at, or a check of ours broke; 2: something to mend;
    3: not one check could be made, which is not the same as fine."""
    outcomes = {result.outcome for result in results}
    if Outcome.FAIL in outcomes:
        return 2
    if outcomes & {Outcome.WARN, Outcome.CRASHED}:
        return 1
    return 0 if Outcome.PASS in outcomes else 3


def why_nothing(results: Iterable[Result]) -> str:
    """The sentence to say where not one check could be made, with the first reason given; else empty."""
    results = tuple(results)
    if exit_level(results) != 3:
        return ""
    because = next((result.note for result in results if result.note), "")
    return f"Nothing could be checked. {because}".rstrip()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a page: a result, or several that say the same put together."""

    title: str
    note: str
    outcome: Outcome
    results: tuple[Result, ...]
    duration_s: float
    """The longest of them, since they ran at the same time."""


def rows(results: Sequence[Result]) -> tuple[Row, ...]:
    """The lines of a page, in order. One kind of check that came out alike for several hosts is one line, and
    so are all checks of a family that were skipped for one reason."""
    groups: dict[tuple[str, ...], list[Result]] = {}
    for result in results:
        groups.setdefault(_alike(result), []).append(result)
    return tuple(_row(tuple(group)) for group in groups.values())


def _alike(result: Result) -> tuple[str, ...]:
    family, kind, *_ = [*result.check_id.split("."), ""]
    if result.outcome is Outcome.SKIPPED:
        return family, result.outcome, result.note
    return family, kind, result.outcome, *(entry.code for entry in result.findings)


def findings_to_act_on(results: Iterable[Result]) -> tuple[Finding, ...]:
    """Every finding that is not fine, what is to mend first; order is otherwise kept."""
    by_outcome = sorted(results, key=lambda result: _URGENCY.index(result.outcome))
    return tuple(entry for result in by_outcome for entry in result.findings if entry.remedy is not None)


_URGENCY = (Outcome.FAIL, Outcome.WARN, Outcome.CRASHED, Outcome.SKIPPED, Outcome.PASS)


def _row(group: tuple[Result, ...]) -> Row:
    first = group[0]
    title, note = first.title, first.note
    if len(group) > 1 and first.outcome is Outcome.SKIPPED:
        title = f"{len(group)} checks not made"
    elif len(group) > 1:
        title, _, host = first.title.partition(": ")
        note = ", ".join([host, *(result.title.partition(": ")[2] for result in group[1:])])
    longest = max(result.duration_s for result in group)
    return Row(title=title, note=note, outcome=first.outcome, results=group, duration_s=longest)


def _check(result: Result) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": result.check_id,
        "title": result.title,
        "result": result.outcome.value,
        "findings": [_finding(found) for found in result.findings],
        "duration_s": round(result.duration_s, 3),
    }
    if result.note:
        entry["note"] = result.note
    if result.because:
        entry["because"] = result.because
    if result.error_id:
        entry["error_id"] = result.error_id
    return entry


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "code": found.code,
        "severity": found.severity.value,
        "title": found.title,
        "summary": found.summary,
        "evidence": dict(found.evidence),
        "args": dict(found.args),
        "remedy": None if found.remedy is None else _remedy(found.remedy),
    }


def _remedy(remedy: Remedy) -> dict[str, Any]:
    return {
        "who": remedy.who.value,
        "text": remedy.text,
        "steps": list(remedy.steps),
        "copy_text": remedy.copy_text,
    }
