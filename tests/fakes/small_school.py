"""A small school of invented people, as rows and as a roster, with what formats differ over."""

from __future__ import annotations

from datetime import UTC, datetime

from app.formats.records import CLASS, Group, Membership, Person, PersonStanding
from app.roster.database import Roster, RosterBuilder
from app.roster.facts import LoadFacts, Origin, School, SourceKind

WHEN = datetime(2026, 9, 10, 9, 30, tzinfo=UTC)
SCHOOL = School("A1930499999", "Example High School")

PEOPLE = (
    Person(
        "P1", "student", forename="Zoë", surname="O’Brien", middle_names="Ann", legal_forename="Zoe",
        gender="female", date_of_birth="2015-03-01", upi="U1", mis_id="007", upn="C304123424001",
        admission_number="001", username="zobrien.304", email="z@school.example", year_label="Year 7",
        start_date="2026-09-01",
    ),
    Person("P2", "student", forename="Bo", surname="Ng-Smith", year_label="7", username="bo.304"),
    Person("P3", "student", forename="=1+1", surname="Formula", year_label="Rowan", username="f.304"),
    Person(
        "P4", "student", forename="Gone", surname="Leaver", year_label="7", username="g.304",
        end_date="2026-07-20", standing=PersonStanding.LEAVER,
    ),
    Person(
        "S1", "staff", "Mr", "Tom", "Sample", gender="male", mis_id="5", username="tsample.304",
        email="t@school.example", teaching=1, staff_code="TSA",
    ),
    Person("S2", "staff", "Ms", "Eva", "Help", mis_id="6", username="ehelp.304", teaching=0),
    Person("P1", "staff", None, "Not", "Known", username="n.304"),
)  # fmt: skip
"""The last has the key of a student, and nobody knows whether they teach."""
GROUPS = (
    Group("Y7", "YEAR", "Year 7"),
    Group("R7A", "REGISTRATION", "7A", "7A"),
    Group("RED", "HOUSE", "Red"),
    Group("SCI", "DEPARTMENT", "Science department", "SC"),
    Group("CLUB", "MISC", "Chess club"),
    Group("C1", CLASS, "7a/Sc1", "7a/Sc1", subject="Science"),
    Group("C2", CLASS, "7b/Sc1", subject="Science"),
    Group("C3", CLASS, "Assembly"),
)
MEMBERSHIPS = (
    Membership("P1", "student", "Y7", "YEAR"),
    Membership("P1", "student", "R7A", "REGISTRATION"),
    Membership("P1", "student", "C1", CLASS),
    Membership("P1", "student", "CLUB", "MISC"),
    Membership("P2", "student", "Y7", "YEAR"),
    Membership("P2", "student", "RED", "HOUSE"),
    Membership("P2", "student", "C2", CLASS),
    Membership("S1", "staff", "C1", CLASS, "teacher", 1),
    Membership("S2", "staff", "C1", CLASS, "teacher", 1),
    Membership("S1", "staff", "C2", CLASS, "teacher", 0),
    Membership("S1", "staff", "R7A", "REGISTRATION", "teacher"),
    Membership("S1", "staff", "SCI", "DEPARTMENT", "teacher"),
    Membership("P1", "staff", "C3", CLASS, "teacher"),
)


def small_school(
    people: tuple[Person, ...] = PEOPLE,
    groups: tuple[Group, ...] = GROUPS,
    memberships: tuple[Membership, ...] = MEMBERSHIPS,
) -> Roster:
    """The school as a roster."""
    builder = RosterBuilder()
    builder.add_people(people)
    builder.add_groups(groups)
    builder.add_memberships(memberships)
    return builder.seal(LoadFacts(Origin(SourceKind.WONDE, WHEN, "api.wonde.example"), SCHOOL))
