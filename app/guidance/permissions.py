"""Which of Wonde's permissions stands behind which field, and whether itslearning is believed to need it.

Wonde's names drift ("Students upn read", "Student UPN read"), so they are compared by their words. What is
listed by Wonde and not in the catalogue is judged beyond need, with a question ready to send. Facts:
`permissions.toml`.
"""

from __future__ import annotations

import functools
import re
from enum import StrEnum
from typing import NamedTuple

from app.guidance.content import Content, Sureness, Template, Words, fill, read_content


class Need(StrEnum):
    """Whether itslearning needs something: our belief, for the school to weigh."""

    NEEDED = "needed"
    USEFUL = "useful"
    BEYOND = "beyond need"


class _Judged(Content):
    """Permissions by name, and what is believed about them."""

    subject: Words
    """What the permission's name begins with, singular: student, employee, group, class."""
    names: tuple[Words, ...]
    """The words between the subject and "read"; empty where whole records, not a field, are granted."""
    need: Need
    why: Words


class PermissionField(_Judged):
    """A field of the preview with the permission behind it."""

    kind: Words
    """student, staff, group or class."""
    field: Words
    title: Words
    sureness: Sureness
    """How sure the permission's name is."""


class _Wording(Content):
    belief: Words
    beyond: Words
    question: Template


class _Catalogue(Content):
    version: Words
    wording: _Wording
    field: tuple[PermissionField, ...]
    other: tuple[_Judged, ...]


class Judgement(NamedTuple):
    """What is believed about one permission that Wonde listed."""

    need: Need
    why: str
    question: str
    """Ready to send to itslearning; "" unless the permission is beyond need."""


class PermissionWords(NamedTuple):
    """A permission's name taken apart: ("student", "upn")."""

    subject: str
    rest: str


_SINGULAR = {"students": "student", "employees": "employee", "classes": "class", "groups": "group",
             "contacts": "contact", "contracts": "contract", "schools": "school"}  # fmt: skip
_SECTIONS = (
    "education details",
    "contact details",
    "employment details",
    "contacts details",
    "extended details",
)
_WHOLE = frozenset({"student", "employee", "class", "group", "school"})
"""Whose records a permission without further words opens."""
_SEPARATORS = re.compile(r"[\s._\-]+")


@functools.lru_cache(maxsize=4096)
def permission_words(name: str) -> PermissionWords:
    """Takes a name apart: "Students UPN read", "students.upn.read" and "Student upn" are all ("student",
    "upn").

    A name without words between ("Students read") has an empty rest.
    """
    words = [word for word in _SEPARATORS.split(name.casefold()) if word]
    if words and words[-1] == "read":
        words.pop()
    if not words:
        return PermissionWords("", "")
    subject, rest = _SINGULAR.get(words[0], words[0]), " ".join(words[1:])
    for section in _SECTIONS:
        if rest.startswith(section + " "):
            rest = rest.removeprefix(section + " ")
    return PermissionWords(subject, rest)


@functools.cache
def _catalogue() -> _Catalogue:
    return read_content(_Catalogue, "catalogues", "permissions.toml")


def permission_fields() -> tuple[PermissionField, ...]:
    """Every field of the preview, in the order to show. Raises ContentError."""
    return _catalogue().field


def belief() -> str:
    """The sentence that says whose belief the needs are."""
    return _catalogue().wording.belief


def judge_permission(name: str) -> Judgement:
    """What is believed about a permission of any name; one not in the catalogue is beyond need. Raises
    ContentError."""
    words = permission_words(name)
    known = _needs().get(words)
    wording = _catalogue().wording
    if known is None and not words.rest and words.subject in _WHOLE:
        known = (Need.NEEDED, "Lets itslearning read these records at all.")
    need, why = known or (Need.BEYOND, wording.beyond)
    question = fill(wording.question, {"name": name}) if need is Need.BEYOND else ""
    return Judgement(need, why, question)


def permission_code(name: str) -> str | None:
    """ "student.mis-id" for a permission that the catalogue knows, however Wonde writes it; None for others:
    whatever a server calls them is not to be kept. Raises ContentError."""
    words = permission_words(name)
    if words not in _needs() and (words.rest or words.subject not in _WHOLE):
        return None
    return f"{words.subject}.{words.rest.replace(' ', '-') or 'read'}"


def permission_called(code: str) -> str:
    """A permission of such a code in words: "MIS id", or "Records" where no single detail is meant."""
    subject, _, rest = code.partition(".")
    plain = rest.replace("-", " ")
    fields = permission_fields()
    known = (field.title for field in fields if field.subject == subject and plain in field.names)
    return next(known, "Records" if rest == "read" else plain.capitalize())


@functools.cache
def _needs() -> dict[PermissionWords, tuple[Need, str]]:
    found: dict[PermissionWords, tuple[Need, str]] = {}
    entries: tuple[_Judged, ...] = (*_catalogue().field, *_catalogue().other)
    for entry in entries:
        for name in entry.names:
            found.setdefault(PermissionWords(entry.subject, name), (entry.need, entry.why))
    return found
