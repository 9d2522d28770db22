"""What we ask itslearning to set up, as choices that can be made one by one. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.formats.records import CLASS
from app.guidance.content import fill
from app.roster.mapping import TITLE_LIMIT, TITLE_MARKS, read_mapping, unknown_marks
from app.roster.mapping import Mapping as Setup
from app.ui.pages.preview.content import preview_content

MAPPING_FILE = "mapping.toml"
"""In a journey's folder."""
_LEVELS = ("YEAR", "REGISTRATION")
"""Kinds that can be levels of the hierarchy, from the top down."""
_TITLES = {
    "YEAR": "Year groups",
    "REGISTRATION": "Registration groups",
    "HOUSE": "Houses",
    CLASS: "Classes",
}
PROFILES = ("student", "teaching_staff", "other_staff")


class Becomes(StrEnum):
    """What a kind of group becomes in itslearning."""

    HIERARCHY = "hierarchy"
    BRANCH = "branch"
    COURSES = "courses"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class KindChoice:
    """One kind of group with what it may become."""

    type: str
    title: str
    choices: tuple[tuple[str, str], ...]
    chosen: Becomes


def kinds_of(setup: Setup, types: Iterable[str]) -> tuple[KindChoice, ...]:
    """The kinds of group there are, years first and classes last."""
    words = preview_content().setup
    usual = [*_LEVELS, "HOUSE"]
    rest = sorted(set(types) - {*usual, CLASS})
    made = []
    for type_ in (*usual, *rest, CLASS):
        title = _TITLES.get(type_, f"{type_.capitalize()} groups")
        choices = tuple((str(way), str(getattr(words, way))) for way in _ways(type_))
        made.append(
            KindChoice(type_, fill(words.becomes, {"kind": title}), choices, what_becomes(setup, type_))
        )
    return tuple(made)


def _ways(type_: str) -> tuple[Becomes, ...]:
    first = (Becomes.HIERARCHY,) if type_ in _LEVELS else (Becomes.BRANCH,) if type_ == "HOUSE" else ()
    return (*first, Becomes.COURSES, Becomes.NOTHING)


def what_becomes(setup: Setup, type_: str) -> Becomes:
    """What a kind of group becomes."""
    if type_ in setup.hierarchy:
        return Becomes.HIERARCHY
    if type_ in setup.courses:
        return Becomes.COURSES
    return Becomes.BRANCH if type_ == "HOUSE" and setup.houses else Becomes.NOTHING


def with_kind(setup: Setup, type_: str, becomes: str) -> Setup:
    """The same with another choice for a kind of group."""
    levels = {*setup.hierarchy} - {type_} | ({type_} if becomes == Becomes.HIERARCHY else set())
    courses = [kind for kind in setup.courses if kind != type_]
    courses += [type_] if becomes == Becomes.COURSES else []
    changed: dict[str, object] = {
        "hierarchy": tuple(kind for kind in _LEVELS if kind in levels),
        "courses": tuple(courses),
    }
    if type_ == "HOUSE":
        changed["houses"] = becomes == Becomes.BRANCH
    return changed_setup(setup, changed)


def with_profile(setup: Setup, who: str, profile: str) -> Setup:
    """The same with another profile for `student`, `teaching_staff` or `other_staff`."""
    role = getattr(setup, who).model_dump()
    return changed_setup(setup, {who: {**role, "profile": profile}})


def changed_setup(setup: Setup, changed: Mapping[str, object]) -> Setup:
    """The same with other values. A change takes itslearning's confirmation back, unless it is that."""
    confirmed = bool(changed.get("confirmed_by_itslearning", False))
    return Setup.model_validate({**setup.model_dump(), **changed, "confirmed_by_itslearning": confirmed})


def title_problem(pattern: str) -> str:
    """What is wrong with a pattern for titles; empty where nothing is."""
    words = preview_content().setup
    if len(pattern) > TITLE_LIMIT:
        return words.too_long
    if unknown_marks(pattern):
        return words.unknown_mark
    return "" if any(mark in pattern for mark in TITLE_MARKS) else words.no_pattern


def kept_setup(journey: Path | None) -> Setup:
    """What was kept with the journey, or our working assumption. Blocks. Raises InputError for a file that
    was damaged."""
    path = journey / MAPPING_FILE if journey is not None else None
    return read_mapping(path) if path is not None and path.exists() else Setup()
