"""The same documents as the JSON, worded and tabled for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from app.checks.model import Finding, Outcome, Result, Severity
from app.checks.report import findings_to_act_on, rows
from app.formats.records import FieldState
from app.journey.model import JourneyKind, Owner
from app.journey.steps import steps_of
from app.journey.wording import owner_name
from app.printing import PRACTICE, bullets, columns, counted, indented, printed, where
from app.roster.facts import LeftOut

_MOST_LINES = 10
_OUTCOMES = {
    Outcome.PASS: "fine",
    Outcome.WARN: "to look at",
    Outcome.FAIL: "to mend",
    Outcome.SKIPPED: "not made",
    Outcome.CRASHED: "broke",
}
_SEVERITIES = {Severity.FINE: "Fine", Severity.LOOK_AT: "To look at", Severity.MEND: "To mend"}
_MARKS = {"solid": "[x]", "outline": "[~]", "none": "[ ]"}
"""In text too, the full mark stands for measured alone."""
_KINDS = {"student": "Student", "staff": "Staff", "group": "Group", "class": "Class"}
_SOURCES = {
    "wonde": "Wonde",
    "report": "an MIS report",
    "oneroster": "OneRoster files",
    "ims-enterprise": "an IMS Enterprise file",
    "wizard-export": "an export of this program",
}
_CARE = "It holds names of children and staff: keep it where only those who need it can open it."


def preview_text(document: Mapping[str, Any]) -> str:
    """Counts, fields, issues and everything that was assumed or left out in `preview`; no names."""
    school = document["school"]["name"] or "School not named in this source"
    practice = PRACTICE if document["practice"] else ""
    parts: list[Any] = [
        Text(f"{school} · from {source_words(document['source'])}, {document['phase']}{practice}"),
        Text(),
        numbers_table(document["counts"]),
        *_fields(document["fields"]),
    ]
    if document["issues"]:
        parts.append(_issues(document["issues"]))
    else:
        parts += [Text("The rules found nothing to mend or explain."), Text()]
    others = [entry["title"] for entry in document["differences"]]
    others += [LeftOut(**entry).sentence for entry in document["left_out"]]
    parts += bullets("To know about these numbers:", [*others, *document["notes"]])
    parts += bullets("Whether any of these is so can’t be told from this source:", document["not_judged"])
    if "setup" in document:
        parts += _setup(document["setup"])
    return printed(parts)


def source_words(source: str) -> str:
    """What a document's `source` is called in a sentence."""
    return _SOURCES[source]


def numbers_table(counts: Mapping[str, Any], heading: str = "Who would be shared") -> Table:
    table = columns(heading, "", right=(1,))
    table.add_row("Students", f"{counts['students']:,}")
    table.add_row("Staff", f"{counts['staff']:,}")
    for kind, number in sorted(counts["groups"].items()):
        table.add_row(f"Groups: {kind.lower()}", f"{number:,}")
    table.add_row("Classes", f"{counts['classes']:,}")
    table.add_row("Memberships", f"{counts['memberships']:,}")
    return table


def _fields(fields: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Where nothing can be seen of what is shared, as in a report, one line says so instead of every row;
    fields that are empty throughout are named together."""
    unseen = {field["state"] for field in fields} == {str(FieldState.UNKNOWN)}
    if not unseen:
        return [_field_table(fields)]
    filled = [field for field in fields if field["filled"]]
    empty = ", ".join(_field_name(field) for field in fields if field["total"] and not field["filled"])
    said = ["Which of these are shared can't be seen from here: only Wonde can say."]
    said += [f"Empty or not in this source: {empty}."] if empty else []
    return [_field_table(filled, states=False), *map(Text, said), Text()]


def _field_table(fields: Iterable[Mapping[str, Any]], *, states: bool = True) -> Table:
    headings = ("Field", "State", "Filled") if states else ("Field", "Filled")
    table = columns(*headings, right=(len(headings) - 1,))
    for field in fields:
        state = (field["state"],) if states else ()
        table.add_row(_field_name(field), *state, f"{field['filled']:,} of {field['total']:,}")
    return table


def _field_name(field: Mapping[str, Any]) -> str:
    return f"{_KINDS[field['name'].partition('.')[0]]}: {field['title']}"


def _issues(issues: Iterable[Mapping[str, Any]]) -> Table:
    table = columns("Count", "Issue", "Severity", "Where to mend it", right=(0,))
    for issue in issues:
        table.add_row(f"{issue['count']:,}", issue["title"], issue["severity"], issue["where"])
    return table


def _setup(setup: Mapping[str, Any]) -> list[Any]:
    asked = [f"{kind}: {number:,}" for kind, number in setup["would_have"].items()]
    lines = [*asked, f"People matched by: {setup['sync_key']}"]
    lines += [text for text in (setup["sync_key_problem"], setup["note"]) if text]
    return bullets("What we would ask itslearning to set up:", lines)


def export_text(document: Mapping[str, Any]) -> str:
    """What was written where, and what the format could not hold; no names."""
    school = document["school"]["name"] or "School not named in this source"
    practice = PRACTICE if document["practice"] else ""
    table = columns("Written", "Rows", right=(1,))
    for entry in document["files"]:
        table.add_row(entry["name"], f"{entry['rows']:,}")
    parts: list[Any] = [*where(document), Text(f"{school} · {document['format']}{practice}"), Text(), table]
    if document["not_held"]:
        parts += [Text("Not in the file as it was:"), Text(), _not_held(document["not_held"])]
    else:
        parts += [Text("The file holds everything."), Text()]
    others = [LeftOut(**entry).sentence for entry in document["left_out"]]
    mend = document["issues"]["must fix"]
    if mend:
        others.append(f"The rules found {counted(mend, 'thing', 'things')} to mend first: see preview.")
    return printed([*parts, *bullets("To know about this file:", [*document["notes"], *others, _CARE])])


def _not_held(entries: Iterable[Mapping[str, Any]]) -> Table:
    table = columns("Count", "Of", "What", "What became of it", "Why", right=(0,))
    for entry in entries:
        kind = _KINDS.get(entry["kind"], entry["kind"].capitalize())
        table.add_row(f"{entry['count']:,}", kind, entry["title"], entry["held"], entry["why"])
    return table


def data_test_text(document: Mapping[str, Any]) -> str:
    """Where the sheet is and why how many people are on it; no names."""
    practice = PRACTICE if document["practice"] else ""
    table = columns("Why", "People", right=(1,))
    for entry in document["why"]:
        table.add_row(entry["title"], f"{entry['people']:,}")
    people = counted(document["people"], "person", "people")
    heading = Text(f"{people} to look up, seed {document['seed']}{practice}")
    return printed([*where(document), heading, Text(), table, Text(_CARE)])


def mapping_text(document: Mapping[str, Any]) -> str:
    """Where the file is, and how it is used."""
    state = document["note"] or "Confirmed by itslearning."
    use = "Change it in any editor, then give it with --mapping to preview or export."
    return printed([*where(document), Text(state), Text(use)])


def checks_text(results: Iterable[Result], document: Mapping[str, Any]) -> str:
    """The checks, alike ones on one line, then each thing to act on with who can mend it and how."""
    results = tuple(results)
    heading = " · ".join(part for part in (document["heading"], PRACTICE[3:] * document["practice"]) if part)
    table = columns("Check", "", "")
    for row in rows(results):
        table.add_row(row.title, _OUTCOMES[row.outcome], row.note)
    parts: list[Any] = [Text(heading), Text()] if heading else []
    parts.append(table)
    for found in findings_to_act_on(results):
        parts += _to_act_on(found)
    return printed(parts)


def _to_act_on(found: Finding) -> list[Any]:
    lines = [f"{_SEVERITIES[found.severity]}: {found.title} ({found.code})"]
    parts: list[Any] = [Text(lines[0]), indented(found.summary)]
    remedy = found.remedy
    if remedy is not None:
        parts.append(indented(f"Who can mend it: {remedy.who.spoken}. {remedy.text}"))
        parts += [indented(f"{number}. {step}") for number, step in enumerate(remedy.steps, start=1)]
        if remedy.copy_text:
            parts += [indented("The message:"), indented(remedy.copy_text, by=8)]
    return [*parts, Text()]


def commands_text(document: Mapping[str, Any]) -> str:
    """The commands to send, each whole on its own line, so that it can be copied."""
    lines = [document["intro"]]
    for each in document["sets"]:
        lines += ["", each["title"], "", each["how"], ""]
        lines += [command["line"] for command in each["commands"]]
    return "\n".join(lines)


def status_text(document: Mapping[str, Any]) -> str:
    """The steps of a journey, whose turn it is, how each thing is known, and the ledger's health."""
    table = columns("", "Step", "Status", "How known", "Now")
    for step in document["steps"]:
        table.add_row(_MARKS[step["mark"]], step["title"], step["status"], step["how"] or "", step["line"])
    ledger = document["ledger"]
    events = counted(ledger["events"], "entry", "entries")
    school = document["school"] or "School not named yet"
    practice = PRACTICE if document["practice"] else ""
    turn = f"Next: {_party(document)}." if document["acts_next"] else "Nobody is waited for."
    return printed(
        [
            Text(f"{school}{practice}"),
            Text(document["folder"], no_wrap=True, overflow="ignore"),
            Text(),
            table,
            Text("[x] measured by this program   [~] read off a screen, or told   [ ] not done"),
            *(Text(f"The headteacher’s decision: {words}.") for words in _decisions(document)),
            Text(f"{turn} The record holds {events}: {_health(ledger)}."),
            *map(indented, _some([entry["text"] for entry in ledger["damage"]])),
        ]
    )


def _decisions(document: Mapping[str, Any]) -> list[str]:
    """How far the headteacher's decision is known, in words: it never stands without its level."""
    lines = [line for step in document["steps"] for line in step["known"] if line["level_text"]]
    return list(dict.fromkeys(line["level_text"] for line in lines))


def listing_text(document: Mapping[str, Any]) -> str:
    """Every journey: where it stands, whose turn it is, and its folder, whole, to be copied."""
    if not document["journeys"]:
        return "There is no journey here yet. Start one in the window, or with journeys import."
    lines = []
    for row in document["journeys"]:
        damage = "; its record is damaged" if row["damage"] else ""
        lines += [row["title"], f"    {row['problem'] or _standing(row)}{damage}", f"    {row['folder']}"]
    lines.append("Name one with --journey FOLDER to see its steps.")
    return "\n".join(lines)


def _standing(row: Mapping[str, Any]) -> str:
    titles = {str(step.id): step.title for step in steps_of(JourneyKind(row["journey"]))}
    turn = _party(row) if row["acts_next"] else "nobody is waited for"
    return f"At: {titles[row['current']]}. Next: {turn}."


def _party(document: Mapping[str, Any]) -> str:
    return owner_name(Owner(document["acts_next"]))


def verification_text(document: Mapping[str, Any]) -> str:
    """What `--verify` and `--against` found."""
    found = document["verification"]
    hash_line = Text(f"Last hash, to compare with a copy kept elsewhere:\n    {found['head']}", no_wrap=True)
    return printed([*map(Text, _some(found["text"])), hash_line])


def import_text(document: Mapping[str, Any]) -> str:
    """Which journeys were made, and which schools had one already."""
    made, there = document["created"], document["already_there"]
    lines = [f"{counted(len(made), 'journey', 'journeys')} made{':' if made else '.'}"]
    lines += [f"    {folder}" for folder in made]
    if there:
        lines.append(f"{counted(len(there), 'school has', 'schools have')} a journey already:")
    for entry in there:
        lines += [f"    Line {entry['line']}, URN {entry['urn']}", f"        {entry['folder']}"]
    return "\n".join(lines)


def _health(ledger: Mapping[str, Any]) -> str:
    damage = len(ledger["damage"])
    if damage:
        return f"damaged in {counted(damage, 'place', 'places')}"
    return "whole but for its last line, which was cut short" if ledger["torn"] else "whole"


def accounts_text(document: Mapping[str, Any]) -> str:
    """Who has an account and who is in the source, in numbers; what each column was taken for."""
    columns = [
        f"“{one['heading']}”: {one['field'] or 'not used'} ({one['why']})" for one in document["columns"]
    ]
    matched = document["matched"]
    lines = [
        f"{document['accounts']:,} accounts in {document['list']}. Matched with one person each: "
        f"{counted(matched['student'], 'student', 'students')}, {matched['staff']:,} staff."
    ]
    for found in document["outcomes"]:
        if found["count"]:
            lines += [f"{found['count']:,}: {found['title']}", f"    {found['remedy']}"]
    written = [f"Written: {document['output']}"] if document["output"] else []
    heard = _some(document["complaints"])
    return "\n".join(
        ["Columns:", *(f"    {line}" for line in columns), *lines, *document["notes"], *heard, *written]
    )


def _some(lines: Sequence[str]) -> list[str]:
    """The first and last of many lines alike: a ledger can be damaged in a thousand places."""
    if len(lines) <= _MOST_LINES + 1:
        return list(lines)
    left_out = f"… and {counted(len(lines) - _MOST_LINES, 'more line', 'more lines')} like these."
    return [*lines[: _MOST_LINES - 1], left_out, lines[-1]]
