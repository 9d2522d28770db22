"""The answers of the commands of this package, in words for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.journey.steps import step_title
from app.journey.wording import long_day


def bundle_text(document: Mapping[str, Any]) -> str:
    """What a support bundle holds, what it was searched for, and the text for the ticket."""
    lines = [f"Written: {document['written']}"] if document["written"] else ["This is what it would hold:"]
    lines += [f"    {file['name']}, {file['bytes']:,} bytes: {file['about']}" for file in document["files"]]
    if not document["written"]:
        lines.append("Nothing is written yet. Add --output FILE to save it.")
    return "\n".join([*lines, document["searched"], "", document["ticket"].rstrip()])


def pack_text(document: Mapping[str, Any]) -> str:
    """An evidence pack was written: what is in it, what it was searched for, and how the ledger is."""
    lines = [f"Written: {document['written']}"]
    lines += [f"    {file['name']}: {file['about']}" for file in document["files"]]
    return "\n".join([*lines, document["searched"], *document["verification"]["text"]])


def written_text(document: Mapping[str, Any]) -> str:
    """A file was written."""
    return f"Written: {document['written']}"


def asked_text(document: Mapping[str, Any]) -> str:
    """A request was written: what to do with it."""
    return (
        f"Written: {document['written']}\nSend it to the headteacher. When they open it, they ring you and "
        f"you read them these words: {document['words']}\nIt counts until {_day(document['expires'])}."
    )


def request_text(document: Mapping[str, Any]) -> str:
    """What the headteacher is asked."""
    practice = "PRACTICE. " if document["practice"] else ""
    return (
        f"{practice}{document['school']} asks you to approve single sign-on to Fronter 19 in Atomwide’s "
        f"support portal.\nThe seven tasks are in the brief. Answer with: handover answer, before "
        f"{document['expires'][:10]}."
    )


def answered_text(document: Mapping[str, Any]) -> str:
    """An answer was written: what to do with it."""
    return (
        f"Written: {document['written']}\nSend it back. When it is opened, you are rung and read out these "
        f"words: {document['words']}"
    )


def taken_text(document: Mapping[str, Any]) -> str:
    """An answer was taken into the journey."""
    return f"Noted: {document['decision']}, returned by {document['who']} ({document['role']}), signed."


def forgotten_text(document: Mapping[str, Any]) -> str:
    """Whether a key was forgotten."""
    return (
        "Forgotten. Compare the words again." if document["forgot"] else "No key was known for this journey."
    )


def briefs_text(document: Mapping[str, Any]) -> str:
    """Which briefs were written, and which schools have none and why."""
    lines = []
    for made in document["briefs"]:
        lines += [f"{made['school']}:", *(f"    {made[file]}" for file in ("html", "pdf", "tasks"))]
    lines += [f"Left out: {entry['school']}: {entry['why']}" for entry in document["left_out"]]
    return "\n".join(lines) or "There is no journey here yet."


def way_text(document: Mapping[str, Any]) -> str:
    """Where the way to a sign-in page led, and what that does not show."""
    stops = [f"    {number}. {stop}" for number, stop in enumerate(document["stops"], start=1)]
    return "\n".join([*stops, document["text"], document["do"], document["limit"]])


def folder_text(document: Mapping[str, Any]) -> str:
    """Every school of a trust: where it stands and whose turn it is, what is most urgent first."""
    lines = []
    for row in document["schools"]:
        late = ", overdue" if row["overdue"] else ""
        practice = " (PRACTICE)" if row["practice"] else ""
        turn, at = row["acts_next"] or "nobody", step_title(row["journey"], row["current"])
        lines += [
            f"{row['school'] or 'School not named yet'}{practice}",
            f"    At: {at}. Next: {turn}{late}. As of {_day(row['at'])}.",
        ]
    lines += [f"{entry['file']}: {entry['why']}" for entry in document["problems"]]
    return "\n".join(lines) or "There is no status file in this folder."


def _day(moment: str) -> str:
    return long_day(datetime.fromisoformat(moment))


def message_text(document: Mapping[str, Any]) -> str:
    """A message ready to send."""
    return f"To: {document['to']}\nSubject: {document['subject']}\n\n{document['body']}"
