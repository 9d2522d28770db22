"""The tables of a roster. Memberships are settled as they come; indexes come once, when the roster is
sealed.

`person` and `grp` hold what the source gave, in the order of `Person` and `Group`. `shown` is the narrow
table that lists are made from: searching it by LIKE beat a trigram index (10 ms against 90,000 people, and
no second to build).
"""

from __future__ import annotations

from app.formats.records import Group, Person

PERSON_COLUMNS = Person._fields
GROUP_COLUMNS = Group._fields

CREATE = f"""
CREATE TABLE person (id INTEGER PRIMARY KEY, {", ".join(PERSON_COLUMNS)});
CREATE TABLE grp (id INTEGER PRIMARY KEY, {", ".join(GROUP_COLUMNS)});
CREATE TABLE shown (
    id INTEGER PRIMARY KEY, kind TEXT, sort_name TEXT, year TEXT, year_order INTEGER, search TEXT
);
CREATE TABLE member (
    person_id INTEGER, group_id INTEGER, role TEXT, main INTEGER, PRIMARY KEY (person_id, group_id)
) WITHOUT ROWID;
CREATE TABLE dangling (person_id INTEGER, group_id INTEGER);
CREATE TABLE dropped (kind TEXT, reason TEXT, person_id INTEGER, group_id INTEGER);
CREATE TABLE finding (rule INTEGER, person_id INTEGER, group_id INTEGER);
CREATE TABLE person_size (id INTEGER PRIMARY KEY, groups INTEGER, courses INTEGER, issue INTEGER);
CREATE TABLE group_size (id INTEGER PRIMARY KEY, students INTEGER, staff INTEGER);
"""

GIVEN_TWICE = """ ON CONFLICT (person_id, group_id) DO UPDATE
    SET role = max(role, excluded.role), main = coalesce(max(main, excluded.main), main, excluded.main)"""
"""Of two memberships of the same person in the same group, the higher role and mark are kept."""

SETTLE = """
CREATE INDEX member_of_group ON member (group_id, person_id);
CREATE INDEX grp_type ON grp (type);
INSERT INTO group_size
    SELECT m.group_id, sum(p.kind = 'student'), sum(p.kind = 'staff')
    FROM member m JOIN shown p ON p.id = m.person_id GROUP BY m.group_id;
"""

DANGLING = """
INSERT INTO dangling
    SELECT p.id, g.id FROM (
        SELECT person_id, group_id FROM member
        WHERE person_id NOT IN (SELECT id FROM person) OR group_id NOT IN (SELECT id FROM grp)
    ) m LEFT JOIN person p ON p.id = m.person_id LEFT JOIN grp g ON g.id = m.group_id;
DELETE FROM member
    WHERE person_id NOT IN (SELECT id FROM person) OR group_id NOT IN (SELECT id FROM grp);
"""
"""Memberships of somebody or something that never came; of the two ids, the one that did is kept."""

SIZES = """
INSERT INTO person_size
    SELECT m.person_id, sum(g.type <> 'CLASS'), sum(g.type = 'CLASS'), NULL
    FROM member m JOIN grp g ON g.id = m.group_id GROUP BY m.person_id;
"""

WORST_ISSUES = """
INSERT INTO person_size (id, groups, courses, issue)
    SELECT person_id, 0, 0, min(rule) FROM finding WHERE person_id IS NOT NULL GROUP BY person_id
    ON CONFLICT (id) DO UPDATE SET issue = excluded.issue;
CREATE INDEX finding_person ON finding (rule, person_id);
CREATE INDEX shown_order ON shown (sort_name, id);
"""
