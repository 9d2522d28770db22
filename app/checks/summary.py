"""A run of checks in a few words and numbers, as the ledger keeps it and the page counts it: no sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app.checks.client import RUNNING
from app.checks.model import Outcome, Result, Severity

ClientSeen = Literal["running", "stopped", "not-found", "not-read"]

STOPPED_CODES = frozenset({"CLI-02", "CLI-08", "CLI-12", "CLI-13"})
"""Findings that say of a client which is here that it does not run, and why."""
_NOT_FOUND = frozenset({"CLI-01", "CLI-04", "CLI-07"})


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run came to."""

    outcome: Literal["pass", "warn", "fail"]
    """The worst that was found; a crash of ours counts as `warn`."""
    client: ClientSeen
    """`running` only where every matching service was seen to run on this PC; in doubt `not-read`."""
    fine: int
    look_at: int
    """Checks with something to look at, ours that crashed included."""
    mend: int
    codes: tuple[str, ...]
    """Codes of all findings that are not fine, each once, in order."""


def summarise(results: Iterable[Result]) -> Summary:
    """The summary of a run."""
    results = tuple(results)
    outcomes = [result.outcome for result in results]
    mend = outcomes.count(Outcome.FAIL)
    look_at = outcomes.count(Outcome.WARN) + outcomes.count(Outcome.CRASHED)
    found = [entry.code for result in results for entry in result.findings if entry.severity != Severity.FINE]
    return Summary(
        outcome="fail" if mend else "warn" if look_at else "pass",
        client=_client(results, frozenset(found)),
        fine=outcomes.count(Outcome.PASS),
        look_at=look_at,
        mend=mend,
        codes=tuple(dict.fromkeys(found)),
    )


def _client(results: tuple[Result, ...], codes: frozenset[str]) -> ClientSeen:
    if codes & STOPPED_CODES:
        return "stopped"
    if codes & _NOT_FOUND:
        return "not-found"
    runs = any(result.check_id == RUNNING and result.outcome is Outcome.PASS for result in results)
    return "running" if runs else "not-read"
