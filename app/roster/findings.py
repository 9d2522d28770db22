"""What the rules found, person by person and group by group, for lists that an office mends things by."""

from __future__ import annotations

from collections.abc import Iterator

from app.guidance.mending import where_to_mend
from app.roster.database import Roster
from app.roster.rules import number_of

_ROWS = """
SELECT p.kind, coalesce(p.forename || ' ', '') || coalesce(p.surname, ''), p.key,
       g.type, coalesce(g.name, g.code, ''), g.key
FROM finding f LEFT JOIN person p ON p.id = f.person_id LEFT JOIN grp g ON g.id = f.group_id
WHERE f.rule = ? ORDER BY p.id, g.id
"""


def finding_rows(roster: Roster, mis_id: str | None = None) -> Iterator[list[str]]:
    """Severity, issue, how many, whom it is about (kind, name, key), why, where to mend it; gravest first.
    `mis_id` says in which MIS.

    An issue that names nobody, as a number that does not agree, is one row.
    """
    with roster.reading() as db:
        for issue in roster.issues():
            head = [str(issue.severity), issue.title, str(issue.count)]
            tail = [issue.why, where_to_mend(issue.where, issue.place, mis_id)]
            named = False
            for kind, name, key, type_, title, group in db.execute(_ROWS, (number_of(issue.code),)):
                named = True
                whom = [kind, name.strip(), key] if kind else [type_ or "", title or "", group or ""]
                yield [*head, *whom, *tail]
            if not named:
                yield [*head, "", "", "", *tail]
