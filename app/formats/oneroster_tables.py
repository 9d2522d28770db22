"""OneRoster's files, columns and words, per version: what the reader expects and the writer keeps to.

Source: 1EdTech's OneRoster 1.1 and 1.2 CSV bindings as published implementations print them. Columns stand
in the order of the file; extension columns (`metadata.*`) would follow them and are not written here.
"""

from __future__ import annotations

from enum import StrEnum

from app.formats.identifiers import LAST_YEAR, parse_year


class Version(StrEnum):
    """The versions that are read and written."""

    V1_1 = "1.1"
    V1_2 = "1.2"


_FILES_1_1 = (
    "academicSessions", "categories", "classes", "classResources", "courses", "courseResources",
    "demographics", "enrollments", "lineItems", "orgs", "resources", "results", "users",
)  # fmt: skip
FILES = {
    Version.V1_1: _FILES_1_1,
    Version.V1_2: tuple(
        sorted(
            (
                *_FILES_1_1, "lineItemLearningObjectiveIds", "lineItemScoreScales",
                "resultLearningObjectiveIds", "resultScoreScales", "roles", "scoreScales", "userProfiles",
                "userResources",
            ),
            key=str.casefold,
        )
    ),
}  # fmt: skip
"""Every file that a manifest speaks of."""

_BASE = ("sourcedId", "status", "dateLastModified")
_USERS_1_1 = (
    *_BASE, "enabledUser", "orgSourcedIds", "role", "username", "userIds", "givenName", "familyName",
    "middleName", "identifier", "email", "sms", "phone", "agentSourcedIds", "grades", "password",
)  # fmt: skip
_COLUMNS_1_1 = {
    "manifest": ("propertyName", "value"),
    "academicSessions": (
        *_BASE, "title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear",
    ),
    "classes": (
        *_BASE, "title", "grades", "courseSourcedId", "classCode", "classType", "location",
        "schoolSourcedId", "termSourcedIds", "subjects", "subjectCodes", "periods",
    ),
    "courses": (
        *_BASE, "schoolYearSourcedId", "title", "courseCode", "grades", "orgSourcedId", "subjects",
        "subjectCodes",
    ),
    "demographics": (
        *_BASE, "birthDate", "sex", "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican",
        "nativeHawaiianOrOtherPacificIslander", "white", "demographicRaceTwoOrMoreRaces",
        "hispanicOrLatinoEthnicity", "countryOfBirthCode", "stateOfBirthAbbreviation", "cityOfBirth",
        "publicSchoolResidenceStatus",
    ),
    "enrollments": (
        *_BASE, "classSourcedId", "schoolSourcedId", "userSourcedId", "role", "primary", "beginDate",
        "endDate",
    ),
    "orgs": (*_BASE, "name", "type", "identifier", "parentSourcedId"),
    "users": _USERS_1_1,
}  # fmt: skip
COLUMNS = {
    Version.V1_1: _COLUMNS_1_1,
    Version.V1_2: _COLUMNS_1_1
    | {
        "users": (
            *(column for column in _USERS_1_1 if column not in ("orgSourcedIds", "role")),
            "userMasterIdentifier", "resourceSourcedIds", "preferredGivenName", "preferredMiddleName",
            "preferredFamilyName", "primaryOrgSourcedId", "pronouns",
        ),
        "roles": (
            *_BASE, "userSourcedId", "roleType", "role", "beginDate", "endDate", "orgSourcedId",
            "userProfileSourcedId",
        ),
    },
}  # fmt: skip
"""The files that hold people, groups and what they hang on; the others are about resources and marks."""

SPELLINGS = {
    name.casefold(): name for columns in COLUMNS.values() for names in columns.values() for name in names
}
"""Each column's right spelling by its lower case."""

NEEDED = {
    "manifest": ("propertyName", "value"),
    "orgs": ("sourcedId", "name", "type"),
    "users": ("sourcedId", "givenName", "familyName"),
    "roles": ("userSourcedId", "role"),
    "classes": ("sourcedId", "title"),
    "enrollments": ("classSourcedId", "userSourcedId", "role"),
    "courses": ("sourcedId", "title"),
    "academicSessions": ("sourcedId", "title", "type"),
    "demographics": ("sourcedId",),
}
"""Columns without which a file can't be read; OneRoster itself requires more."""

STAFF_ROLES: dict[str, int | None] = {
    "teacher": 1, "aide": 0, "administrator": 0, "proctor": 0, "counselor": 0, "siteadministrator": 0,
    "districtadministrator": 0, "systemadministrator": 0, "principal": None,
}  # fmt: skip
"""Roles of staff, folded, and whether they teach; a principal may or may not."""
PARENT_ROLES = frozenset({"parent", "guardian", "relative"})
ORG_GROUPS = {"department": "DEPARTMENT"}
ORG_TYPES = frozenset({"department", "school", "district", "local", "state", "national"})
SEXES = {
    Version.V1_1: frozenset({"male", "female"}),
    Version.V1_2: frozenset({"male", "female", "unspecified", "other"}),
}

GRADE_MAP = (
    "Grades are by the usual English map: PK is Nursery, KG is Reception, 01 to 13 are the Years. "
    "Other countries count their grades otherwise."
)


def grade_of(label: str) -> str | None:
    """The grade for a year label; None where OneRoster's words have none for it."""
    year = parse_year(label)
    if year is None:
        return None
    if year.code == "R":
        return "KG"
    if year.order < 0:
        return "PK"
    return f"{year.order:02}" if year.order < LAST_YEAR else None


def is_the_nursery(label: str) -> bool:
    """Whether a label means the nursery as a whole, which is all that a grade can say of one."""
    year = parse_year(label)
    return year is not None and year.code == "N"


def year_of(grade: str) -> str | None:
    """The year label of a grade; what is no English year stays as it is."""
    return {"KG": "R", "PK": "N"}.get(grade.upper(), grade) or None
