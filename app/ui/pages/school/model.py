"""What the school page holds and what may be recorded of it, in plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from app.formats.identifiers import normalise_laestab, urn_problem

if TYPE_CHECKING:
    from app.journey.events import SchoolDescribed

LONGEST_NAME = 120
MOST_PUPILS = 100_000


@dataclass(frozen=True, slots=True)
class SchoolDraft:
    """What is entered, exactly as typed: all text, empty where nothing is."""

    name: str = ""
    urn: str = ""
    dfe_number: str = ""
    number_on_roll: str = ""
    mis: str = ""
    """Id from the MIS catalogue."""
    lgfl: str = ""
    """ "yes" or "no"."""
    already_through_wonde: str = ""
    client_place: str = ""
    wonde_login: str = ""
    head_atomwide: str = ""

    def with_values(self, **values: str) -> SchoolDraft:
        """The same with some entries changed."""
        return replace(self, **values)

    def as_dict(self) -> dict[str, str]:
        """For the draft's file."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


QUESTION_FIELDS = {
    "already-through-wonde": "already_through_wonde",
    "client-place": "client_place",
    "wonde-login": "wonde_login",
    "head-atomwide": "head_atomwide",
}
"""Question ids of questions.toml to fields here."""


def from_draft(saved: Mapping[str, Any]) -> SchoolDraft:
    """A draft as it was kept; anything that is not text of ours is left out."""
    known = {field.name for field in fields(SchoolDraft)}
    return SchoolDraft(
        **{name: text for name, text in saved.items() if name in known and isinstance(text, str)}
    )


def from_recorded(school: SchoolDescribed) -> SchoolDraft:
    """What was recorded last, to look at or change."""
    return SchoolDraft(
        name=school.name,
        urn=school.urn or "",
        dfe_number=_spoken_laestab(school.dfe_number),
        number_on_roll="" if school.number_on_roll is None else str(school.number_on_roll),
        mis=school.mis,
        lgfl="yes" if school.lgfl else "no",
        already_through_wonde=school.already_through_wonde or "",
        client_place=school.client_place or "",
        wonde_login=school.wonde_login or "",
        head_atomwide=school.head_atomwide or "",
    )


def problems(draft: SchoolDraft) -> dict[str, str]:
    """What is wrong, by field, in the order of the page; empty when all can be recorded."""
    found = {
        "name": _name_problem(draft.name),
        "urn": _urn(draft.urn),
        "dfe_number": _dfe(draft.dfe_number),
        "number_on_roll": _roll(draft.number_on_roll),
        "mis": "" if draft.mis else "Choose your MIS, or “Another MIS” if it is not in the list.",
        "lgfl": "" if draft.lgfl else "Choose yes or no. Not sure? LGfL is London’s broadband for schools.",
    }
    return {field: problem for field, problem in found.items() if problem}


def payload(draft: SchoolDraft, before: SchoolDescribed | None) -> SchoolDescribed:
    """The event to record. Raises pydantic's ValidationError for a draft with problems."""
    from app.journey.events import SchoolDescribed

    lgfl = draft.lgfl == "yes"
    return SchoolDescribed(
        name=draft.name.strip(),
        mis=draft.mis,
        lgfl=lgfl,
        urn=draft.urn.strip() or None,
        dfe_number=normalise_laestab(draft.dfe_number) if draft.dfe_number.strip() else None,
        wonde_id=before.wonde_id if before else None,
        number_on_roll=int(draft.number_on_roll) if draft.number_on_roll.strip() else None,
        already_through_wonde=draft.already_through_wonde or None,
        client_place=draft.client_place or None,
        wonde_login=draft.wonde_login or None,
        head_atomwide=(draft.head_atomwide or None) if lgfl else None,
    )


def practice_name() -> str:
    """What the practice school is called. Reads its content file: call it on a worker thread."""
    from app.practice.content import curriculum
    from app.practice.school import SchoolSpec

    kind = SchoolSpec().phase
    return next(phase.name for phase in curriculum().phase if phase.id == kind)


def _name_problem(name: str) -> str:
    if not name.strip():
        return "Write the school’s name, as on its letters."
    if len(name.strip()) > LONGEST_NAME:
        return f"This is longer than {LONGEST_NAME} characters. The name alone is enough."
    if any(ord(character) < 32 or ord(character) == 127 for character in name.strip()):
        return "There is a character in it that can’t be shown. Type the name instead of pasting it."
    return ""


def _urn(text: str) -> str:
    if not text.strip():
        return ""
    problem = urn_problem(text)
    return "" if problem is None else f"This is not a URN: {problem}."


def _dfe(text: str) -> str:
    if not text.strip() or normalise_laestab(text):
        return ""
    return "A DfE number has seven digits, as 304/1234: three for the authority, four for the school."


def _roll(text: str) -> str:
    number = text.strip()
    if not number or (number.isascii() and number.isdigit() and 0 < int(number) <= MOST_PUPILS):
        return ""
    return "Write the number alone, as 1212."


def _spoken_laestab(number: str | None) -> str:
    return f"{number[:3]}/{number[3:]}" if number else ""
