"""What itslearning may read: Wonde's list of permissions, sorted into needed, off, useful and beyond need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.checks.wording import finding
from app.guidance.permissions import Need, judge_permission, permission_fields, permission_words
from app.ui.widgets.mark import MarkKind
from app.wonde.shapes import AccessControl, Permission

NEEDED, USEFUL = "we believe needed", "useful, not essential"
MOST_TITLES = 12


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One line: what it is about, and what to make of it."""

    title: str
    verdict: str
    mark: MarkKind
    tone: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """All lines with how many of them want a question."""

    lines: tuple[FieldLine, ...]
    beyond: int = 0
    missing: int = 0
    question: str = ""
    """Ready to send; empty where there is nothing to ask."""


def measured_fields(permissions: Sequence[Permission], access: AccessControl | None) -> Fields:
    """From Wonde's own list. A permission that Wonde says nothing about is left out of the verdicts."""
    on = [entry.name for entry in permissions if entry.approved is True and entry.name]
    off = [entry.name for entry in permissions if entry.approved is False and entry.name]
    beyond = [name for name in on if judge_permission(name).need is Need.BEYOND]
    missing = [name for name in off if judge_permission(name).need is Need.NEEDED]
    lines = [
        FieldLine(title_of(name), "On, and we know of no need: ask itslearning why", MarkKind.MEND, "mend")
        for name in beyond
    ]
    lines += [
        FieldLine(title_of(name), f"Off. {judge_permission(name).why}", MarkKind.LOOK_AT, "look-at")
        for name in missing
    ]
    lines += _access_lines(access)
    for need, words in ((Need.NEEDED, NEEDED), (Need.USEFUL, USEFUL)):
        lines += [
            FieldLine(subject, words, MarkKind.MEASURED, detail=", ".join(titles[:MOST_TITLES]))
            for subject, titles in _by_subject(n for n in on if judge_permission(n).need is need).items()
        ]
    rest = len(off) - len(missing)
    if rest:
        lines.append(FieldLine(f"{rest} more", "off", MarkKind.SKIPPED))
    return Fields(tuple(lines), len(beyond), len(missing), question_about(beyond, missing))


def believed_fields() -> Fields:
    """What itslearning is believed to need, for a school that reads the portal: nothing here is measured."""
    lines = []
    for need, words in ((Need.NEEDED, NEEDED), (Need.USEFUL, USEFUL)):
        by_kind: dict[str, list[str]] = {}
        for field in permission_fields():
            if field.need is need:
                by_kind.setdefault(_KINDS[field.kind], []).append(_lowered(field.title))
        lines += [
            FieldLine(kind, words, MarkKind.INFO, detail=", ".join(titles))
            for kind, titles in by_kind.items()
        ]
    return Fields(tuple(lines))


def noted_fields(names: Sequence[str]) -> Fields:
    """What somebody read under Permissions on the portal and wondered about, judged by name."""
    lines, beyond = [], []
    for name in names:
        judged = judge_permission(name)
        if judged.need is Need.BEYOND:
            beyond.append(name)
            lines.append(
                FieldLine(name, "We know of no need: ask itslearning why", MarkKind.LOOK_AT, "look-at")
            )
        else:
            words = NEEDED if judged.need is Need.NEEDED else USEFUL
            lines.append(FieldLine(name, words, MarkKind.READ_OFF, detail=judged.why))
    return Fields(tuple(lines), beyond=len(beyond), question=question_about(beyond, ()))


def question_about(beyond: Sequence[str], missing: Sequence[str]) -> str:
    """One question for itslearning about everything that is odd."""
    if len(beyond) == 1 and not missing:
        return judge_permission(beyond[0]).question
    parts = []
    for code, names in (("WON-43", beyond), ("WON-42", missing)):
        if names:
            remedy = finding(code, fields=", ".join(names)).remedy
            parts.append(remedy.copy_text or "" if remedy else "")
    return "\n\n".join(part for part in parts if part)


_KINDS = {"student": "Students", "staff": "Staff", "group": "Groups", "class": "Classes"}
_SUBJECTS = {"student": "Students", "employee": "Staff", "group": "Groups", "class": "Classes"}


def title_of(name: str) -> str:
    """ "Student UPN" for "Students upn read"; Wonde's own words where the catalogue has none."""
    subject, rest = permission_words(name)
    singular = {"employee": "Staff"}.get(subject, subject.capitalize())
    known = _known_title(subject, rest)
    if known:
        return f"{singular} {_lowered(known)}"
    return f"{singular} {rest}".strip() if subject else name


def _known_title(subject: str, rest: str) -> str:
    return next(
        (f.title for f in permission_fields() if f.subject == subject and rest and rest in f.names), ""
    )


def _by_subject(names: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        subject, rest = permission_words(name)
        titles = found.setdefault(_SUBJECTS.get(subject, subject.capitalize()), [])
        if rest:
            titles.append(_lowered(_known_title(subject, rest) or rest))
    return found


def _access_lines(access: AccessControl | None) -> list[FieldLine]:
    if access is None:
        return []
    if not access.limits:
        return [FieldLine("Access control", "nobody is left out", MarkKind.MEASURED)]
    people = f"{access.listed:,} {'person is' if access.listed == 1 else 'people are'} listed"
    return [
        FieldLine(
            "Access control", f"{people}: some are left out, on purpose or not", MarkKind.LOOK_AT, "look-at"
        )
    ]


def _lowered(text: str) -> str:
    """A lower-case beginning, except of names and of UPN, UPI and MIS."""
    named = text.startswith("Wonde") or (text[:2].isalpha() and text[:2].isupper())
    return text if named else text[:1].lower() + text[1:]
