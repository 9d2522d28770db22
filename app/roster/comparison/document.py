"""A comparison as the document of `compare --json`, and the level it exits with. Counts and titles; never a
name."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.roster.baseline.snapshot import NO_YEAR
from app.roster.comparison.compare import field_name, finding_titles, year_name
from app.roster.comparison.limits import answers, limits, words_of
from app.roster.comparison.result import Comparison, Finding, Hold, Kind
from app.roster.document import ATTENTION, FINE, MUST_FIX
from app.storage.sealed import SealedHead


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """The comparison as one JSON object; see the command line's contract for its keys."""
    return {
        "kinds": {str(kind): _tally(comparison, kind) for kind in Kind},
        "verdict": comparison.verdict,
        "held": [_hold(hold) for hold in comparison.held],
        "findings": [
            _finding(finding, title)
            for finding, title in zip(comparison.findings, finding_titles(comparison.findings), strict=True)
        ],
        "school_year": {
            "moved_up": comparison.steps,
            "expected": comparison.expected_steps,
            "leavers": {year_name(year): count for year, count in comparison.leavers_by_year().items()},
        },
        "mis_change": _mis_change(comparison),
        "not_compared": list(comparison.not_compared),
        "baseline": {
            "made": comparison.then.made.isoformat(timespec="seconds"),
            "source": comparison.then.source,
            "school": {"id": comparison.then.school_id, "name": comparison.then.school_name},
        },
        "source": comparison.now.source,
        "school": {"id": comparison.now.school_id, "name": comparison.now.school_name},
        "answers": answers().model_dump() if comparison.held else {},
    }


def of_file(head: SealedHead, today: date) -> dict[str, Any]:
    """What the outside of a baseline says, for the document's `baseline`."""
    outlived = head.outlived(today)
    return {
        "keep_until": head.keep_until.isoformat(),
        "outlived": outlived,
        "note": _OUTLIVED if outlived else "",
    }


_OUTLIVED = "It was to be kept no longer than that day. Take a new baseline, then delete this one."


def exit_level(comparison: Comparison, *, outlived: bool = False) -> int:
    """0 passed, 1 passed but something could not be compared or the baseline is past its day, 2 held."""
    if comparison.held:
        return MUST_FIX
    return ATTENTION if comparison.not_compared or outlived else FINE


def _tally(comparison: Comparison, kind: Kind) -> dict[str, Any]:
    tally = comparison.kinds[kind]
    return {
        "then": tally.then,
        "now": tally.now,
        "added": tally.added,
        "removed": tally.removed,
        "changed": tally.changed,
        "explained": tally.explained,
        "compared": not comparison.note_on(kind),
        "note": comparison.note_on(kind),
        "unexplained": {
            "added": tally.loose_added,
            "removed": tally.loose_removed,
            "changed": tally.loose_changed,
        },
        "reasons": {str(reason): count for reason, count in tally.reasons.most_common() if count},
        "limits": {
            change: {"percent": limit.percent, "at_least": limit.at_least, "count": limit.count}
            for entry in limits()
            if entry.kind is kind
            for change, limit in (
                ("added", entry.added), ("removed", entry.removed), ("changed", entry.changed),
            )
        },
    }  # fmt: skip


def _hold(hold: Hold) -> dict[str, Any]:
    return {
        "code": hold.code,
        "kind": str(hold.kind),
        "change": hold.change,
        "title": hold.title,
        "count": hold.count,
        "of": hold.of,
        "limit": {"percent": hold.limit_percent, "count": hold.limit_count},
        "why": _LIMIT_WHY if hold.code == "limit" else words_of(hold.code).why,
        "next": _LIMIT_NEXT if hold.code == "limit" else words_of(hold.code).next,
    }


_LIMIT_WHY = "More than usual changed that neither the new school year nor the MIS's own dates explain."
_LIMIT_NEXT = "The findings of this kind say what it is made of. Mend their cause, then compare again."


def _finding(finding: Finding, title: str) -> dict[str, Any]:
    words = words_of(finding.code)
    return {
        "code": finding.code,
        "kind": str(finding.kind),
        "title": title,
        "count": finding.count,
        "year": "" if finding.year == NO_YEAR else year_name(finding.year),
        "about": field_name(finding),
        "why": words.why,
        "next": words.next,
    }


def _mis_change(comparison: Comparison) -> dict[str, Any] | None:
    change = comparison.mis_change
    if change is None:
        return None
    return {
        "matched": change.matched,
        "unmatched": {"now": len(change.unmatched_now), "then": len(change.unmatched_then)},
    }
