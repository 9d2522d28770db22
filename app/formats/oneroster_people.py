"""Turns people into OneRoster's users, roles and demographics, and counts what these can't hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.formats.dates import read_date
from app.formats.losses import Held, Losses
from app.formats.oneroster_tables import COLUMNS, SEXES, Version, grade_of, is_the_nursery
from app.formats.plain_text import plain_line
from app.formats.records import Person, PersonKind, PersonStanding
from app.formats.unique_ids import UniqueIds, joined_id

_STUDENT = str(PersonKind.STUDENT)
_TEXTS = ("forename", "surname", "middle_names", "mis_id", "username", "email")
_IDS = (("upi", "UPI"), ("upn", "UPN"), ("admission_number", "AdmissionNumber"), ("staff_code", "StaffCode"))
_LETTERS = {"f": "female", "m": "male"}
_TIDIED = "Line breaks, control characters or outer spaces were taken out."
_NURSERY = "Both nursery years are PK."

Key = tuple[str, str]
"""Kind and key of a person."""


class OneRosterPeople:
    """The rows of one export's people. Ask for `user` first and for everyone: it gives the ids and counts
    what is lost."""

    def __init__(
        self, version: Version, losses: Losses, school: str, departments: Mapping[Key, Sequence[str]]
    ) -> None:
        self.ids = UniqueIds()
        self.graded = 0
        self.teaching_not_known = 0
        self._version = version
        self._losses = losses
        self._school = school
        self._departments = departments
        self._nowhere = f"OneRoster {version} has no place for it."
        self._columns = COLUMNS[version]

    def user(self, person: Person) -> list[str]:
        """The row of users.csv."""
        texts = {name: self._text(person, name) for name in _TEXTS}
        if self.ids.give(person.kind, person.key) != person.key:
            self._lose(person, "key", Held.CHANGED, "A student and a member of staff had one id.")
        row = {
            "sourcedId": self.ids.of(person.kind, person.key),
            "enabledUser": "true" if person.standing == PersonStanding.CURRENT else "false",
            "username": texts["username"],
            "userIds": self._user_ids(person),
            "givenName": texts["forename"],
            "familyName": texts["surname"],
            "middleName": texts["middle_names"],
            "identifier": texts["mis_id"],
            "email": texts["email"],
            "grades": self._grade(person),
        }
        if self._version is Version.V1_1:
            row["role"] = self._role(person)
            row["orgSourcedIds"] = ",".join(self._orgs(person))
        else:
            self._preferred(person, row)
            row["primaryOrgSourcedId"] = self._school
        self._count_the_rest(person)
        self._count_required(person, row)
        return [row.get(column, "") for column in self._columns["users"]]

    def roles(self, person: Person) -> Iterator[list[str]]:
        """The rows of roles.csv: the school first, then departments."""
        user = self.ids.of(person.kind, person.key)
        for place, org in enumerate(self._orgs(person)):
            row = {
                "sourcedId": joined_id(user, org),
                "userSourcedId": user,
                "roleType": "primary" if place == 0 else "secondary",
                "role": self._role(person),
                "beginDate": person.start_date or "" if place == 0 else "",
                "endDate": person.end_date or "" if place == 0 else "",
                "orgSourcedId": org,
            }
            yield [row.get(column, "") for column in self._columns["roles"]]

    def demographics(self, person: Person) -> list[str] | None:
        """The row of demographics.csv; None for someone of whom neither birth nor sex is known."""
        birth, sex = _iso(person.date_of_birth), self._sex(person)
        if not birth and not sex:
            return None
        row = {"sourcedId": self.ids.of(person.kind, person.key), "birthDate": birth, "sex": sex}
        return [row.get(column, "") for column in self._columns["demographics"]]

    # -- single facts ------------------------------------------------------------

    def _orgs(self, person: Person) -> list[str]:
        return [self._school, *self._departments.get((person.kind, person.key), ())]

    def _role(self, person: Person) -> str:
        if person.kind == _STUDENT:
            return "student"
        return "aide" if person.teaching == 0 else "teacher"

    def _text(self, person: Person, name: str) -> str:
        value: str | None = getattr(person, name)
        if value is None:
            return ""
        line = plain_line(value)
        if line != value:
            self._lose(person, name, Held.CHANGED, _TIDIED)
        return line

    def _user_ids(self, person: Person) -> str:
        found = []
        for name, type_ in _IDS:
            value: str | None = getattr(person, name)
            if value is None:
                continue
            if (name == "staff_code") is (person.kind == _STUDENT) and name != "upi":
                self._lose(person, name, Held.NO_PLACE, "It is not of this kind of person.")
            elif "{" in value or "}" in value or plain_line(value) != value:
                self._lose(person, name, Held.NO_PLACE, "It holds characters that OneRoster gives a meaning.")
            else:
                found.append(f"{{{type_}:{value}}}")
        return ",".join(found)

    def _grade(self, person: Person) -> str:
        label = person.year_label
        if label is None:
            return ""
        grade = grade_of(label) if person.kind == _STUDENT else None
        if grade is None:
            self._lose(person, "year_label", Held.NO_PLACE, "OneRoster's grades have none for it.")
            return ""
        if grade == "PK" and not is_the_nursery(label):
            self._lose(person, "year_label", Held.CHANGED, _NURSERY)
        self.graded += 1
        return grade

    def _sex(self, person: Person) -> str:
        word = (person.gender or "").strip().casefold()
        word = _LETTERS.get(word, word)
        return word if word in SEXES[self._version] else ""

    def _preferred(self, person: Person, row: dict[str, str]) -> None:
        """In 1.2 the given name is the legal one where another is used."""
        for used, legal, given, preferred in (
            ("forename", "legal_forename", "givenName", "preferredGivenName"),
            ("surname", "legal_surname", "familyName", "preferredFamilyName"),
        ):
            value: str | None = getattr(person, legal)
            if value is None:
                continue
            if not row[given]:
                row[given] = plain_line(value)
                self._lose(person, legal, Held.CHANGED, f"There is no {used} beside it, so it stands as one.")
            else:
                row[preferred], row[given] = row[given], self._text(person, legal)

    # -- counting ------------------------------------------------------------

    def _count_the_rest(self, person: Person) -> None:
        nowhere = ["title"]
        if self._version is Version.V1_1:
            nowhere += ["legal_forename", "legal_surname", "start_date", "end_date"]
        if person.kind == _STUDENT:
            nowhere.append("teaching")
        elif person.teaching is None:
            self.teaching_not_known += 1
        for name in nowhere:
            if getattr(person, name) is not None:
                self._lose(person, name, Held.NO_PLACE, self._nowhere)
        if person.standing != PersonStanding.CURRENT:
            self._lose(person, "standing", Held.NO_PLACE, "It is only said that the account is not enabled.")
        if person.gender is not None and not self._sex(person):
            self._lose(person, "gender", Held.NO_PLACE, "OneRoster has no word for it.")
        if person.date_of_birth is not None and not _iso(person.date_of_birth):
            self._lose(person, "date_of_birth", Held.LEFT_OUT, "It is not a date.")

    def _count_required(self, person: Person, row: Mapping[str, str]) -> None:
        required = {"givenName": "forename", "familyName": "surname"}
        if self._version is Version.V1_1:
            required["username"] = "username"
        for column, name in required.items():
            if not row[column]:
                self._lose(person, name, Held.DOUBTFUL, "OneRoster requires it, and it is blank.")

    def _lose(self, person: Person, field: str, held: Held, why: str) -> None:
        self._losses.add(person.kind, field, held, why)


def _iso(day: str | None) -> str:
    return day if day is not None and read_date(day) == day else ""
