"""Rules about years: labels, dates of birth against them, students of one year with the same name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from app.formats.identifiers import parse_year
from app.formats.records import Repair
from app.roster.rules.asking import EVERYBODY, STUDENTS, Case, Family, Found, Known, Needs, Rows

_DIGITS = re.compile("[0-9]+")
NATIONAL = "CASE s.year_order WHEN -3 THEN -2 WHEN -2 THEN -1 ELSE s.year_order END"
"""The national year of `shown.year_order`, in SQL: Reception 0, the two nursery years -1 and -2."""
_BY_AGE = "(:school_year - (substr(p.date_of_birth, 1, 4) + (substr(p.date_of_birth, 6) >= '09-01')) - 4)"
"""The national year that goes with a date of birth: 7 for who is 11 when the school year begins."""


def form_of(label: str) -> str | None:
    """The form a year label is written in: `code` for 7 and R, `title` for Year 7 and Reception, else the
    label with # for its digits. None for a label that is no year."""
    year = parse_year(label)
    if year is None:
        return None
    if label == year.code:
        return "code"
    return "title" if label == year.title else _DIGITS.sub("#", label.casefold())


def _odd_labels(known: Known, _: tuple[str, ...]) -> Iterable[Case]:
    """Labels in another form than most of the school's. Reception and nursery, which have no number, are
    compared with each other only; where no form stands out, nothing is said."""
    labels = known.db.execute(
        "SELECT year_label, count(*) FROM person WHERE kind = 'student' AND year_label IS NOT NULL"
        " GROUP BY year_label"
    ).fetchall()
    forms: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    judged = []
    for label, count in labels:
        year, form = parse_year(label), form_of(label)
        if year is not None and form is not None:
            forms[year.code.isdigit()][form] += count
            judged.append((label, form, year.code.isdigit()))
    usual = {numbered: _usual(known, counts) for numbered, counts in forms.items()}
    for label, form, numbered in judged:
        if usual[numbered] not in (None, form):
            rows = known.db.execute("SELECT id FROM person WHERE year_label = ?", (label,))
            yield from ((number, None) for (number,) in rows)


def _usual(known: Known, forms: Counter[str]) -> str | None:
    """The form that stands out, or None."""
    for form, count in forms.most_common(1):
        if count * 100 >= forms.total() * known.limits.usual_form_percent:
            return form
    return None


def _against_group(known: Known, _: tuple[str, ...]) -> Iterable[Case]:
    """Students whose own year is not the one that their year group's name, or else its code, says."""
    groups = known.db.execute("SELECT id, name, code FROM grp WHERE type = 'YEAR'").fetchall()
    for group, *texts in groups:
        year = next((year for text in texts if text and (year := parse_year(text))), None)
        if year is not None:
            rows = known.db.execute(
                "SELECT s.id FROM member m JOIN shown s ON s.id = m.person_id"
                " WHERE m.group_id = ? AND s.kind = 'student' AND s.year_order <> ?",
                (group, year.order),
            )
            yield from ((number, None) for (number,) in rows)


_SAME_NAME = (
    "SELECT s.id, s.kind, s.year, s.sort_name, p.date_of_birth FROM shown s JOIN person p ON p.id = s.id"
    " WHERE (s.kind, s.sort_name) IN (SELECT kind, sort_name FROM shown WHERE sort_name <> char(1)"
    " GROUP BY kind, sort_name HAVING count(*) > 1)"
)
"""Everyone whose name somebody else of the kind has too."""


def _namesakes(known: Known) -> list[tuple[int, str, str | None, str, str | None]]:
    kept = known.kept("namesakes")
    if "rows" not in kept:
        kept["rows"] = known.db.execute(_SAME_NAME).fetchall()
    rows: list[tuple[int, str, str | None, str, str | None]] = kept["rows"]
    return rows


def _listed_twice(known: Known, kinds: tuple[str, ...]) -> Iterable[Case]:
    same: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for number, kind, _, name, born in _namesakes(known):
        if born is not None and kind in kinds:
            same[kind, name, born].append(number)
    for numbers in same.values():
        if len(numbers) > 1:
            yield from ((number, None) for number in numbers)


def _same_name_in_year(known: Known, _: tuple[str, ...]) -> Iterable[Case]:
    """Students of one year with one name, unless they have one date of birth too: that is `listed-twice`."""
    same: dict[tuple[str, str], dict[int, str | None]] = defaultdict(dict)
    for number, kind, year, name, born in _namesakes(known):
        if kind == "student" and year is not None:
            same[year, name][number] = born
    for students in same.values():
        births = set(students.values())
        if len(students) > 1 and (len(births) > 1 or births == {None}):
            yield from ((number, None) for number in students)


RULES: Family = {
    "year-unknown": Rows(
        "SELECT s.id, NULL FROM shown s JOIN person p ON p.id = s.id"
        " WHERE s.kind = 'student' AND s.year_order IS NULL AND p.standing <> 'leaver'",
        Needs(STUDENTS, ("year",)),
    ),
    "year-odd-label": Found(_odd_labels, Needs(STUDENTS, ("year",))),
    "year-unreadable": Rows(
        f"SELECT id, NULL FROM person WHERE instr(' ' || repaired || ' ', ' {Repair.YEAR_LABEL} ')",
        Needs(STUDENTS, ("year",), also=lambda known: known.from_wonde),
    ),
    "year-against-group": Found(_against_group, Needs(STUDENTS, ("year", "groups"))),
    "dob-not-fitting-year": Rows(
        "SELECT p.id, NULL FROM person p JOIN shown s ON s.id = p.id WHERE p.kind = 'student'"
        " AND p.standing = 'current' AND p.date_of_birth IS NOT NULL AND s.year_order IS NOT NULL"
        f" AND abs({_BY_AGE} - {NATIONAL}) > :years_off",
        Needs(STUDENTS, ("date_of_birth", "year")),
    ),
    "listed-twice": Found(_listed_twice, Needs(EVERYBODY, ("forename", "surname", "date_of_birth"))),
    "same-name-in-year": Found(_same_name_in_year, Needs(STUDENTS, ("forename", "surname", "year"))),
}
