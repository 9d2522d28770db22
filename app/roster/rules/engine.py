"""Puts every rule's question to a settled database and keeps the cases."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from app.roster.facts import FieldRow, Issue, LoadFacts
from app.roster.rules import classes, groups, people, source, upns, years
from app.roster.rules.asking import Count, Family, Found, Known, Needs, Question
from app.roster.rules.catalogue import all_rules, limits


def _rules_withheld(known: Known) -> int:
    """How many fields some rule needs, that the school does not share and that nothing else speaks of."""
    spoken_of = {("student", "upn")}
    fields = {pair for question in QUESTIONS.values() for pair in question.needs.withheld(known)}
    return len(fields - spoken_of)


QUESTIONS: Family = {
    **source.RULES,
    **people.RULES,
    **upns.RULES,
    **years.RULES,
    **classes.RULES,
    **groups.RULES,
    "rule-needs-withheld": Count(_rules_withheld, Needs()),
}
"""Every rule's question, by code."""


def judge(
    db: sqlite3.Connection, facts: LoadFacts, fields: Sequence[FieldRow]
) -> tuple[tuple[Issue, ...], tuple[str, ...]]:
    """Applies every rule to a settled database and keeps the cases in `finding`.

    Returns what fired, gravest first, and the titles of the rules that this source can't answer.
    """
    db.create_function("folded", 1, _folded, deterministic=True)
    known = Known(db, facts, fields, limits())
    issues, cannot_tell = [], []
    for number, rule in enumerate(all_rules()):
        question = QUESTIONS[rule.code]
        if not question.needs.met(known):
            cannot_tell.append(rule.title)
        elif count := _cases(known, number, question):
            issues.append(
                Issue(rule.code, rule.severity, rule.title, rule.why, count, rule.where, rule.place)
            )
    return tuple(issues), tuple(cannot_tell)


def _cases(known: Known, number: int, question: Question) -> int:
    """How many, all of them kept under the rule's number."""
    if isinstance(question, Count):
        return question.count(known)
    if isinstance(question, Found):
        found = question.find(known, question.needs.kinds(known))
        cases = [(number, person, group) for person, group in found]
        known.db.executemany("INSERT INTO finding VALUES (?, ?, ?)", cases)
        return len(cases)
    sql = f"INSERT INTO finding SELECT {number}, * FROM ({question.cases(known)})"
    return known.db.execute(sql, known.values).rowcount


def _folded(text: str | None) -> str | None:
    return None if text is None else text.strip().casefold()
