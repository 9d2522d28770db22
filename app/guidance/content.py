"""Reads a content file into frozen, checked values, or says in one line what is wrong with the file.

Every catalogue and guide is TOML under `resources/`, checked by a model of its own. Nothing here is cached:
the loaders that sit on top are.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Protocol, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from app.storage.paths import resource


class ContentError(Exception):
    """A content file is missing or wrong. `str()` is one line: the file, the place in it, what is wrong."""


class ContentNotRead(ContentError):
    """The file itself could not be opened."""


class Sureness(StrEnum):
    """How far a fact may be leaned on. Only `SEEN` and `BRIEF` may be worded as plain fact."""

    BRIEF = "brief"
    """Said by the brief that schools were sent."""
    SEEN = "seen"
    """Read in a public source, which may be old."""
    INFERRED = "inferred"
    """Concluded from what was read."""
    UNCONFIRMED = "unconfirmed"
    """Commonly said; no source was found."""
    NOT_KNOWN = "not-known"
    """Looked for, and nothing public was found."""

    @property
    def certain(self) -> bool:
        """True where the wording may state it without “we believe”."""
        return self in (Sureness.BRIEF, Sureness.SEEN)


class Content(BaseModel):
    """Base of everything read from a content file: frozen, and unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
"""Text that must be there."""

_Model = TypeVar("_Model", bound=BaseModel)


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


_Entry = TypeVar("_Entry", bound=_HasId)


def read_content(model: type[_Model], *parts: str) -> _Model:
    """Reads `resources/<parts>` as TOML into `model`. Raises ContentError."""
    try:
        path = resource(*parts)
    except FileNotFoundError as missing:
        raise ContentError(str(missing)) from None
    return read_content_file(model, path)


def read_content_file(model: type[_Model], path: Path) -> _Model:
    """Reads any TOML file into `model`, as a hosts file from an administrator. Raises ContentError."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise ContentNotRead(
            f"{path.name}: cannot be read ({problem.strerror or type(problem).__name__})"
        ) from None
    except UnicodeDecodeError as problem:
        raise ContentError(f"{path.name}: is not UTF-8 text (byte {problem.start})") from None
    except tomllib.TOMLDecodeError as problem:
        raise ContentError(f"{path.name}: is not valid TOML: {_one_line(str(problem))}") from None
    return checked(model, raw, path.name)


def checked(model: type[_Model], raw: Mapping[str, Any], where: str) -> _Model:
    """Validates already parsed data, naming `where` and the field on trouble. Raises ContentError."""
    try:
        return model.model_validate(raw)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "top level"
        more = problem.error_count() - 1
        also = f" (and {more} more)" if more else ""
        raise ContentError(f"{where}: {place}: {_one_line(first['msg'])}{also}") from None


def entry_with_id(entries: Iterable[_Entry], wanted: str, where: str) -> _Entry:
    """The entry whose `id` is `wanted`. Raises ContentError naming `where`."""
    for entry in entries:
        if entry.id == wanted:
            return entry
    raise ContentError(f"{where}: there is no “{wanted[:60]}”")


def placeholders(template: str) -> frozenset[str]:
    """The names a template wants filled. Raises ValueError where a placeholder is more than a plain name.

    Attribute and index look-ups are refused, so that a template can never reach into a value.
    """
    names = set()
    for _, name, spec, conversion in string.Formatter().parse(template):
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            raise ValueError(f"placeholder {{{name}}} is not a plain name")
        names.add(name)
    return frozenset(names)


def fill(template: str, values: Mapping[str, object]) -> str:
    """Fills every `{name}`. Raises ContentError naming what is missing; values are put in as they are."""
    missing = sorted(placeholders(template) - values.keys())
    if missing:
        raise ContentError(f"text “{template[:40]}…” needs {', '.join(missing)}")
    return template.format_map({name: str(value) for name, value in values.items()})


def _plain_template(text: str) -> str:
    placeholders(text)
    return text


Template = Annotated[
    str, StringConstraints(min_length=1, strip_whitespace=True), AfterValidator(_plain_template)
]
"""Text with `{name}` placeholders."""


def _one_line(text: str) -> str:
    return " ".join(text.split())
