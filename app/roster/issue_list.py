"""The list behind one issue, for whoever mends it: the exact people and groups, what they say now, where to
mend it. Saved as CSV it opens safely in a spreadsheet.

Such a list holds names, since nobody can mend a record without knowing whose it is. It is made only when
somebody asks for it, and shows only the fields that the rule is about.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from app.formats.records import CLASS
from app.formats.safe_cells import safe_csv
from app.guidance.mending import where_to_mend
from app.roster.database import Roster
from app.roster.facts import Issue
from app.roster.findings import finding_rows
from app.roster.rules import all_rules, field_title, number_of
from app.roster.schema import GROUP_COLUMNS, PERSON_COLUMNS
from app.storage.atomic import write_atomic

_PERSON = ("Surname", "Forename", "Year", "MIS id", "Admission number or staff code")
_GROUP = ("Group", "Kind of group")
_ALL = (
    "How grave", "What to look at", "Cases", "Who or what", "Name", "Id", "Why it matters",
    "Where to mend it",
)  # fmt: skip
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn", "Zl", "Zp"})


class IssueList(NamedTuple):
    """One issue as a table of text. Rows that name nobody are not in it: `unnamed` counts them."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    unnamed: int


def issue_list(roster: Roster, code: str, mis_id: str | None = None) -> IssueList:
    """The list behind an issue, by surname and name; `mis_id` says in which MIS to mend it.

    Raises KeyError for a code that no rule has. An issue that names nobody, as one about the whole load, has
    no rows.
    """
    rule = all_rules()[number_of(code)]
    people = [name for name in rule.shows if name in PERSON_COLUMNS]
    groups = [name for name in rule.shows if name in GROUP_COLUMNS]
    cases = _cases(roster, code, people, groups)
    named = any(case.person for case in cases), any(case.group for case in cases)
    columns = ["Who or what"]
    columns += [*_PERSON, *(field_title(name) for name in people)] if named[0] else []
    columns += [*_GROUP, *(field_title(name) for name in groups)] if named[1] else []
    where = where_to_mend(rule.where, rule.place, mis_id)
    rows = []
    for case in cases:
        if case.person or case.group:
            cells = [case.what]
            cells += (case.person or [""] * (len(_PERSON) + len(people))) if named[0] else []
            cells += (case.group or [""] * (len(_GROUP) + len(groups))) if named[1] else []
            rows.append((*map(_seen, cells), rule.title, where))
    counted = next((issue.count for issue in roster.issues() if issue.code == code), 0)
    ordered = tuple(sorted(rows, key=lambda row: tuple(cell.casefold() for cell in row[1:3])))
    return IssueList(
        rule.title, (*columns, "What to look at", "Where to mend it"), ordered, counted - len(rows)
    )


def issue_csv(table: IssueList) -> bytes:
    """The list as CSV that opens in a spreadsheet: UTF-8 with a mark, every cell safe."""
    return safe_csv(table.columns, table.rows)


def save_issue_csv(roster: Roster, code: str, path: Path, mis_id: str | None = None) -> int:
    """Writes the list behind an issue, whole or not at all; returns how many rows. Blocks. Raises KeyError
    for a code that no rule has, OSError."""
    table = issue_list(roster, code, mis_id)
    write_atomic(path, issue_csv(table))
    return len(table.rows)


def save_all_issues_csv(roster: Roster, path: Path, mis_id: str | None = None) -> int:
    """Writes every issue with whom it names as one list, gravest first, whole or not at all; returns how
    many rows. Blocks. Raises OSError."""
    rows = [[_seen(cell) for cell in row] for row in finding_rows(roster, mis_id)]
    write_atomic(path, safe_csv(_ALL, rows))
    return len(rows)


def in_one_visit(issues: Iterable[Issue]) -> dict[str, list[Issue]]:
    """Issues by the place they are mended in, so that one visit to one person clears many. Gravest first, as
    they come."""
    places: dict[str, list[Issue]] = {}
    for issue in issues:
        places.setdefault(issue.place, []).append(issue)
    return places


class _Case(NamedTuple):
    what: str
    person: list[str]
    group: list[str]


def _cases(roster: Roster, code: str, people: list[str], groups: list[str]) -> list[_Case]:
    # Only column names of our own are joined in.
    shown = ", ".join([f"p.{name}" for name in people] + [f"g.{name}" for name in groups] or ["NULL"])
    sql = (
        "SELECT s.kind, coalesce(p.surname, p.legal_surname), coalesce(p.forename, p.legal_forename), s.year,"
        " p.mis_id, coalesce(p.admission_number, p.staff_code),"
        f" g.type, coalesce(g.name, g.code, g.description), p.id, g.id, {shown}"
        " FROM finding f LEFT JOIN person p ON p.id = f.person_id LEFT JOIN shown s ON s.id = p.id"
        " LEFT JOIN grp g ON g.id = f.group_id WHERE f.rule = ?"
    )
    cases = []
    with roster.reading() as db:
        for kind, surname, forename, year, mis_id, number, type_, title, person, group, *rest in db.execute(
            sql, (number_of(code),)
        ):
            about = [surname, forename, year, mis_id, number, *rest[: len(people)]] if person else []
            of_group = [title, _kind_of(type_), *rest[len(people) :][: len(groups)]] if group else []
            what = (kind or "").capitalize() if person else _kind_of(type_)
            cases.append(_Case(what, [str(cell or "") for cell in about], [str(c or "") for c in of_group]))
    return cases


def _kind_of(type_: str | None) -> str:
    return "Class" if type_ == CLASS else (type_ or "").capitalize()


def _seen(text: str) -> str:
    """The text with what can't be seen spelled out, so that it can be found and mended."""
    if text.isprintable():
        return text
    return "".join(
        f"⟨U+{ord(mark):04X}⟩" if unicodedata.category(mark) in _INVISIBLE else mark for mark in text
    )
