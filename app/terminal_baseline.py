"""What `baseline`, `compare` and `purge` say, worded and tabled for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from app.printing import PRACTICE, bullets, columns, printed, where
from app.roster.comparison.limits import NOT_COMPARED, headings, questions
from app.terminal import numbers_table, source_words

_OPENS_WITH = {"keyring": "the keyring of this PC", "passphrase": "its passphrase"}


def baseline_text(document: Mapping[str, Any]) -> str:
    """Where the baseline is, what it was made of, how it opens and until when it is kept; no names."""
    school = document["school"]["name"] or "School not named in this source"
    practice = PRACTICE if document["practice"] else ""
    opens = " or ".join(_OPENS_WITH[lock] for lock in document["opens_with"])
    return printed(
        [
            *where(document),
            Text(f"{school} · from {source_words(document['source'])}{practice}"),
            Text(),
            numbers_table(document["counts"], "What it holds, without names"),
            Text(f"Kept until {document['keep_until']}. It opens with {opens}. {document['note']}"),
        ]
    )


def purge_text(document: Mapping[str, Any]) -> str:
    """Which baseline was deleted, and what that means."""
    made = document["made"][:10]
    return printed([Text(f"{document['purged']}, the baseline of {made}, is deleted. {document['note']}")])


def comparison_text(document: Mapping[str, Any]) -> str:
    """The verdict first, then why, what changed per kind, what nothing explains, and what a hold answers."""
    school = document["school"]["name"] or "School not named in this source"
    practice = PRACTICE if document["practice"] else ""
    baseline = document["baseline"]
    passed = "PASS: what is not explained is within the usual"
    verdict = "HELD: let nothing through" if document["held"] else passed
    parts: list[Any] = [
        Text(f"{school} · against the baseline of {baseline['made'][:10]}{practice}"),
        Text(),
        Text(verdict),
    ]
    parts += bullets("", [f"{entry['title']}. {entry['next']}" for entry in document["held"]])
    parts.append(_kinds_of_change(document["kinds"]))
    others = [entry for entry in document["findings"] if entry["title"] not in _titles(document["held"])]
    parts += bullets("Not explained by the new school year:", [entry["title"] for entry in others])
    if document["mis_change"] is not None:
        unmatched = document["mis_change"]["unmatched"]
        parts += bullets(
            "The MIS has changed. To be matched by hand:",
            [f"{unmatched['now']:,} people of today", f"{unmatched['then']:,} people of the baseline"],
        )
    kinds = document["kinds"]
    not_compared = [kinds[name]["note"] if name in kinds else name for name in document["not_compared"]]
    parts += bullets("Could not be compared:", not_compared)
    parts += bullets("", [baseline["note"]] if baseline["note"] else [])
    asked = questions().model_dump()
    answered = [f"{asked[name]} {answer}" for name, answer in document["answers"].items()]
    parts += bullets("What people ask:", answered)
    return printed(parts)


def _titles(entries: Iterable[Mapping[str, Any]]) -> set[str]:
    return {entry["title"] for entry in entries}


def _kinds_of_change(kinds: Mapping[str, Mapping[str, Any]]) -> Table:
    table = columns(*headings(), right=(1, 2, 3, 4, 5, 6, 7))
    for kind, tally in kinds.items():
        changes = [tally[name] for name in ("added", "removed", "changed", "explained")]
        changes.append(sum(tally["unexplained"].values()))
        told = [f"{number:,}" if tally["compared"] else NOT_COMPARED for number in changes]
        table.add_row(kind.capitalize(), f"{tally['then']:,}", f"{tally['now']:,}", *told)
    return table
