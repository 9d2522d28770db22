"""“What we ask itslearning to set up” in a few lines, for a message. Names nobody."""

from __future__ import annotations

from collections.abc import Iterable

from app.formats.records import CLASS
from app.guidance.content import fill
from app.roster.mapping import Mapping, Role, summary_words, sync_keys


def mapping_lines(mapping: Mapping) -> tuple[str, ...]:
    """One line each for the key, the hierarchy, the courses and the profiles, and whether itslearning has
    confirmed it. Raises ContentError."""
    words = summary_words()
    key = next(about.title for about in sync_keys() if about.key is mapping.sync_key)
    profiles = {
        "student": _profile(mapping.student),
        "teaching": _profile(mapping.teaching_staff),
        "other": _profile(mapping.other_staff),
    }
    return (
        fill(words.key, {"key": key}),
        _hierarchy(mapping),
        _courses(mapping),
        fill(words.profiles, profiles),
        words.confirmed if mapping.confirmed_by_itslearning else words.unconfirmed,
    )


def _hierarchy(mapping: Mapping) -> str:
    words = summary_words()
    levels = [_kinds(mapping.hierarchy, " > ")] if mapping.hierarchy else []
    levels += [words.houses] if mapping.houses else []
    return fill(words.hierarchy, {"levels": "; ".join(levels)}) if levels else words.no_hierarchy


def _courses(mapping: Mapping) -> str:
    words = summary_words()
    if not mapping.courses:
        return words.no_courses
    line = fill(words.courses, {"kinds": _kinds(mapping.courses), "title": mapping.course_title})
    parts = [line, *((words.by_subject,) if mapping.group_by_subject else ())]
    if CLASS in mapping.courses and mapping.courses_without_classes:
        parts.append(fill(words.without, {"kinds": _kinds(mapping.courses_without_classes)}))
    return "; ".join(parts)


def kind_words(type_: str) -> str:
    """What groups of a type are called in a message. Raises ContentError."""
    return summary_words().kinds.get(type_, f"groups of the type {type_}")


def _kinds(types: Iterable[str], between: str = ", ") -> str:
    return between.join(map(kind_words, types))


def _profile(role: Role) -> str:
    return fill(summary_words().profile, {"profile": role.profile, "role": role.role})
