"""The document of `preview --json` and the level it exits with. Holds counts, codes and titles; never a
name."""

from __future__ import annotations

from collections import Counter
from typing import Any

from app.roster.database import Roster
from app.roster.facts import IssueSeverity
from app.roster.mapping import Mapping, assumption, sync_key_problems
from app.roster.tree import build_tree

FINE, ATTENTION, MUST_FIX, COULD_NOT_RUN = 0, 1, 2, 3
"""Exit codes of the command line."""


def preview_document(roster: Roster, elapsed_s: float, *, mapping: Mapping | None = None) -> dict[str, Any]:
    """The preview as one JSON object; see the command line's contract for its keys.

    With a `mapping` it also says, under `setup`, what itslearning would be asked for, in counts.
    """
    facts = roster.facts
    setup = {} if mapping is None else {"setup": _setup(roster, mapping)}
    return {
        "source": str(facts.origin.kind),
        "phase": str(facts.origin.phase),
        "school": {"id": roster.school.id, "name": roster.school.name},
        "counts": counts_of(roster),
        "fields": [
            {
                "name": f"{row.kind}.{row.field}",
                "title": row.title,
                "state": str(row.state),
                "filled": row.filled,
                "total": row.total,
                "need": str(row.need),
            }
            for row in roster.fields()
        ],
        "issues": [
            {
                "code": issue.code,
                "severity": str(issue.severity),
                "title": issue.title,
                "count": issue.count,
                "why": issue.why,
                "where": issue.where,
            }
            for issue in roster.issues()
        ],
        "not_judged": list(roster.not_judged()),
        "differences": [
            {
                "code": difference.code,
                "title": difference.title,
                "expected": difference.expected,
                "found": difference.found,
            }
            for difference in roster.differences
        ],
        "left_out": [{"what": entry.what, "count": entry.count} for entry in facts.left_out],
        "notes": list(facts.notes),
        **setup,
        "elapsed_s": round(elapsed_s, 3),
    }


def counts_of(roster: Roster) -> dict[str, Any]:
    """How many of each, as every document says it."""
    counts = roster.counts()
    return {
        "students": counts.students,
        "staff": counts.staff,
        "groups": dict(counts.groups),
        "classes": counts.classes,
        "memberships": counts.memberships,
    }


def _setup(roster: Roster, mapping: Mapping) -> dict[str, Any]:
    kinds: Counter[str] = Counter()
    waiting = [build_tree(roster, mapping)]
    while waiting:
        node = waiting.pop()
        kinds[node.type] += 1
        waiting.extend(node.children)
    return {
        "sync_key": str(mapping.sync_key),
        "sync_key_problem": " ".join(sync_key_problems(mapping, roster.fields(), roster.issues())) or None,
        "confirmed_by_itslearning": mapping.confirmed_by_itslearning,
        "note": "" if mapping.confirmed_by_itslearning else assumption(),
        "would_have": dict(sorted(kinds.items())),
    }


def exit_level(roster: Roster) -> int:
    """0 fine, 1 needs attention, 2 must fix; notes alone are fine."""
    severities = {issue.severity for issue in roster.issues()}
    if IssueSeverity.MUST_FIX in severities:
        return MUST_FIX
    return ATTENTION if IssueSeverity.CHECK in severities else FINE
