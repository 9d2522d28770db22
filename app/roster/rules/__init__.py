"""The rules: one declared table of what is looked for in the people, groups and memberships of a school.

How grave a rule is, what is said about it and where it draws its line: `resources/catalogues/rules.toml`. The
question it asks is in one of the files here, under the same code, and a test holds the two together. A
rule that a source can't answer does not fire: silence about something unknown is not a pass, and
`judge` lists those.

    catalogue   the table's wording, order and limits
    asking      the three forms of a question, and what a rule may know before it asks
    source      the load as a whole: zero of anything, what was withheld, refused or left out
    people      ids, names, addresses, start and end dates
    upns        UPNs
    years       year labels, dates of birth, students of the same name
    classes     classes, their students and teachers
    groups      titles, the hierarchy, roles and keys of memberships
    engine      puts every question and keeps the cases

A new rule is an entry in the file and one in the `RULES` of its family.
"""

from __future__ import annotations

from app.roster.rules.catalogue import Limits, Rule, all_rules, field_title, limits, number_of
from app.roster.rules.engine import judge

__all__ = ["Limits", "Rule", "all_rules", "field_title", "judge", "limits", "number_of"]
