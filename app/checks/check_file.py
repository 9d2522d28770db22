"""Reads the file that `check --output` wrote on another machine, and says how far it can be relied on.

The file comes from outside and is treated so: its size, its shape and every text in it are bounded, and a
finding's words are made here, from the catalogue, of the code and arguments it carries. Only of a code that
this version does not know are its own words shown, and that is said.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from app.checks.model import Finding, Mender, Outcome, Remedy, Result, Severity, outcome_of
from app.checks.other_machine import Brought, OtherMachine
from app.checks.pc_clock import in_words
from app.checks.sealing import is_whole
from app.checks.wording import finding, one_line
from app.formats.errors import HostileFile, InputError, NotRecognised
from app.guidance.content import ContentError
from app.guidance.this_pc import this_pc

LARGEST = 4 * 1024 * 1024
"""Bytes. A run over ten hosts takes some tens of thousands."""
ABOUT = "other.file"
_DEEPEST = 12
_AHEAD_ALLOWED = timedelta(minutes=10)
_AGAIN = "Run the checks on that machine once more with --output, and bring in the file that is written."

_Text = Annotated[str, StringConstraints(max_length=4000)]
_Word = Annotated[str, StringConstraints(max_length=200)]
_Id = Annotated[str, StringConstraints(pattern=r"^[a-z]+(\.[A-Za-z0-9:._-]+){1,3}$", max_length=200)]
_Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-[0-9]{2}$")]
_Facts = Annotated[dict[_Word, _Text], Field(max_length=60)]


class _Shape(BaseModel):
    """Newer versions may add to a file; what they add is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Remedy(_Shape):
    who: Mender
    text: _Text
    steps: Annotated[list[_Text], Field(max_length=20)] = []
    copy_text: _Text | None = None


class _Finding(_Shape):
    code: _Code
    severity: Severity
    title: _Text = ""
    summary: _Text
    evidence: _Facts = {}
    args: _Facts = {}
    remedy: _Remedy | None = None


class _Check(_Shape):
    id: _Id
    title: _Word
    result: Outcome
    findings: Annotated[list[_Finding], Field(max_length=60)] = []
    duration_s: Annotated[float, Field(ge=0, le=3600)] = 0.0
    note: _Text = ""
    because: _Id | None = None
    error_id: _Word | None = None


class _Machine(_Shape):
    name: _Word | None = None
    os: _Word | None = None


class _Document(_Shape):
    machine: _Machine
    checked_at: AwareDatetime
    practice: bool = False
    version: _Word = ""
    checks: Annotated[list[_Check], Field(min_length=1, max_length=1000)]


def read_check_file(path: Path, *, now: datetime, this_machine: str = "") -> OtherMachine:
    """What the file says, and what there is to say about it. Raises InputError, one line.

    `this_machine` is this PC's name, to notice a file of this very PC.
    """
    raw = _document(path)
    try:
        document = _Document.model_validate(raw)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "top level"
        raise NotRecognised(f"is no check file: {place} does not fit", path.name, _AGAIN) from None
    unknown: list[str] = []
    found = tuple(_result(entry, unknown) for entry in document.checks)
    whole = is_whole(raw)
    remarks = _remarks(document, path.name, whole, now, this_machine, unknown)
    return OtherMachine(
        brought=Brought.FILE,
        name=one_line(document.machine.name or ""),
        system=one_line(document.machine.os or ""),
        checked_at=document.checked_at.astimezone(UTC),
        about=Result(
            ABOUT,
            "The check file",
            outcome_of(remarks),
            remarks,
            note="whole: its checksum fits (that shows damage, not who wrote it)" if whole else "",
        ),
        found=found,
        reliable=whole and not document.practice,
        practice=document.practice,
    )


def _document(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as problem:
        why = problem.strerror or type(problem).__name__
        raise InputError(f"cannot be read ({why})", path.name, "Check the name and the folder.") from None
    if len(data) > LARGEST:
        raise HostileFile("is far larger than any check file", path.name, _AGAIN)
    try:
        raw = json.loads(_text(data))
        if not isinstance(raw, dict) or _depth(raw) > _DEEPEST:
            raise ValueError
    except (ValueError, RecursionError):
        what = "is no check file, or was cut off on the way" if data.strip() else "is empty"
        raise NotRecognised(what, path.name, _AGAIN) from None
    return raw


def _text(data: bytes) -> str:
    """PowerShell writes what it redirects as UTF-16, and some programs add a mark to UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    return data.decode("utf-8-sig")


def _depth(value: object) -> int:
    """How deeply lists and objects are nested; stops counting once that is too deep."""
    depth, level = 0, [value]
    while level and depth <= _DEEPEST:
        depth += 1
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
    return depth


def _result(entry: _Check, unknown: list[str]) -> Result:
    return Result(
        check_id=entry.id,
        title=one_line(entry.title),
        outcome=entry.result,
        findings=tuple(_told(found, unknown) for found in entry.findings),
        duration_s=entry.duration_s,
        note=one_line(entry.note),
        because=entry.because,
        error_id=one_line(entry.error_id) if entry.error_id else None,
    )


def _told(found: _Finding, unknown: list[str]) -> Finding:
    """The finding in this program's words; who can mend it, and how much it matters, as that run decided."""
    try:
        made = finding(found.code, evidence=_plain(found.evidence), **found.args)
    except (ContentError, TypeError):
        unknown.append(found.code)
        return _in_its_own_words(found)
    remedy = made.remedy
    if remedy is not None and found.remedy is not None:
        remedy = replace(remedy, who=found.remedy.who)
    return replace(made, severity=found.severity, remedy=remedy)


def _in_its_own_words(found: _Finding) -> Finding:
    remedy = found.remedy
    return Finding(
        code=found.code,
        severity=found.severity,
        title=one_line(found.title or found.summary),
        summary=one_line(found.summary),
        evidence=_plain(found.evidence),
        remedy=None
        if remedy is None
        else Remedy(
            who=remedy.who,
            text=one_line(remedy.text),
            steps=tuple(one_line(step) for step in remedy.steps),
            copy_text=one_line(remedy.copy_text) if remedy.copy_text else None,
        ),
        args=_plain(found.args),
    )


def _plain(facts: Mapping[str, str]) -> dict[str, str]:
    return {one_line(name): one_line(value) for name, value in facts.items()}


def _remarks(
    document: _Document, file: str, whole: bool, now: datetime, this_machine: str, unknown: list[str]
) -> tuple[Finding, ...]:
    """What there is to say about the file, the most serious first."""
    name = document.machine.name or "that machine"
    age = now - document.checked_at
    remarks = []
    if not whole:
        remarks.append(finding("OTH-01", file=file))
    if document.practice:
        remarks.append(finding("OTH-05"))
    if this_machine and name.casefold() == this_machine.casefold():
        remarks.append(finding("OTH-03", machine=name))
    if age > timedelta(days=this_pc().limits.checks_old_days):
        remarks.append(finding("OTH-02", machine=name, age=in_words(age)))
    if age < -_AHEAD_ALLOWED:
        remarks.append(finding("OTH-04", machine=name, ahead=in_words(age)))
    if unknown:
        codes = ", ".join(dict.fromkeys(unknown))
        remarks.append(finding("OTH-06", version=document.version or "not named", codes=codes))
    return tuple(remarks)
