"""The same documents as the JSON, worded and tabled for a person at a terminal."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.checks.model import Outcome, Result, Severity
from app.checks.report import findings_to_act_on

_WIDTH = 100
_OUTCOMES = {
    Outcome.PASS: "fine",
    Outcome.WARN: "to look at",
    Outcome.FAIL: "to mend",
    Outcome.SKIPPED: "skipped",
    Outcome.CRASHED: "broke",
}
_SEVERITIES = {Severity.FINE: "fine", Severity.LOOK_AT: "to look at", Severity.MEND: "to mend"}
_MARKS = {"solid": "[x]", "outline": "[~]", "none": "[ ]"}
"""In text too, the full mark stands for measured alone."""


def preview_text(document: Mapping[str, Any]) -> str:
    """Counts, fields and issues of `preview`; no names."""
    counts = document["counts"]
    numbers = _table("Who would be shared", "", right=(1,))
    numbers.add_row("Students", f"{counts['students']:,}")
    numbers.add_row("Staff", f"{counts['staff']:,}")
    for kind, number in sorted(counts["groups"].items()):
        numbers.add_row(f"Groups: {kind.lower()}", f"{number:,}")
    numbers.add_row("Classes", f"{counts['classes']:,}")
    numbers.add_row("Memberships", f"{counts['memberships']:,}")
    fields = _table("Field", "State")
    for field in document["fields"]:
        fields.add_row(field["name"], field["state"])
    issues = _table("Code", "Severity", "Issue", "Count", right=(3,))
    for issue in document["issues"]:
        issues.add_row(issue["code"], issue["severity"], issue["title"], f"{issue['count']:,}")
    school = document["school"]["name"] or "Unnamed school"
    parts: list[Any] = [Text(f"{school} · from {document['source']}", style="bold"), numbers, fields]
    if document["issues"]:
        parts.append(issues)
    parts += [Text(entry["title"]) for entry in document.get("differences", ())]
    return _printed(parts)


def checks_text(results: Iterable[Result], heading: str) -> str:
    """Every check on a line, then each thing to act on with who can mend it and how."""
    results = tuple(results)
    table = _table("Check", "", "")
    for result in results:
        table.add_row(result.title, _OUTCOMES[result.outcome], result.note)
    parts: list[Any] = [Text(heading, style="bold"), table] if heading else [table]
    for found in findings_to_act_on(results):
        parts.append(Text(f"{found.code}  {_SEVERITIES[found.severity]}: {found.summary}", style="bold"))
        if found.remedy is not None:
            lines = [f"Who can mend it: {found.remedy.who}. {found.remedy.text}"]
            lines += [f"{number}. {step}" for number, step in enumerate(found.remedy.steps, start=1)]
            parts.append(Padding(Text("\n".join(lines)), (0, 0, 1, 4)))
    return _printed(parts)


def status_text(document: Mapping[str, Any]) -> str:
    """The steps of a journey, whose turn it is, how each thing is known, and the ledger's health."""
    table = _table("", "Step", "Status", "How known", "Now")
    for step in document["steps"]:
        table.add_row(_MARKS[step["mark"]], step["title"], step["status"], step["how"] or "", step["line"])
    ledger = document["ledger"]
    school = document["school"] or "School not named yet"
    practice = " · PRACTICE, nobody here is real" if document["practice"] else ""
    turn = f"Next: {document['acts_next']}." if document["acts_next"] else "Nobody is waited for."
    return _printed(
        [
            Text(f"{school}{practice}", style="bold"),
            table,
            Text("[x] measured by this program   [~] read off a screen, or told   [ ] not done"),
            Text(f"{turn} Ledger: {ledger['events']} events, {_health(ledger)}."),
            *(Text(f"  {entry['text']}") for entry in ledger["damage"]),
        ]
    )


def listing_text(document: Mapping[str, Any]) -> str:
    """Every journey on a line."""
    if not document["journeys"]:
        return "There is no journey here yet. Start one in the window, or with journeys import."
    lines = []
    for row in document["journeys"]:
        at = row["problem"] or f"at {row['current']}, next: {row['acts_next'] or 'nobody'}"
        lines.append(f"{row['title']}: {at}{', ledger damaged' if row['damage'] else ''}")
        lines.append(f"    {row['folder']}")
    lines.append("Name one with --journey FOLDER to see its steps.")
    return "\n".join(lines)


def verification_text(document: Mapping[str, Any]) -> str:
    """What `--verify` and `--against` found."""
    found = document["verification"]
    return _printed([Text(line) for line in (*found["text"], f"Last hash: {found['head']}")])


def import_text(document: Mapping[str, Any]) -> str:
    """Which journeys were made, and which schools had one already."""
    lines = [f"Made {folder}" for folder in document["created"]]
    lines += [
        f"Line {entry['line']}, URN {entry['urn']}: already has {entry['folder']}"
        for entry in document["already_there"]
    ]
    return "\n".join(lines)


def _health(ledger: Mapping[str, Any]) -> str:
    damage = len(ledger["damage"])
    return f"damaged in {damage} place{'' if damage == 1 else 's'}" if damage else "whole"


def _table(*headings: str, right: tuple[int, ...] = ()) -> Table:
    table = Table(box=None, show_edge=False, pad_edge=False, padding=(0, 3, 0, 0))
    for index, heading in enumerate(headings):
        table.add_column(heading, justify="right" if index in right else "left", overflow="fold")
    return table


def _printed(parts: Iterable[Any]) -> str:
    """Plain text: what is written to a file or a ticket must not hold control codes."""
    written = io.StringIO()
    console = Console(file=written, width=_WIDTH, color_system=None, highlight=False)
    for part in parts:
        console.print(part)
        if isinstance(part, Table):
            console.print()
    return written.getvalue().rstrip()
