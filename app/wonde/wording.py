"""The sentences of Wonde's errors, read once from `resources/catalogues/wonde-errors.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel, ConfigDict

from app.storage.paths import resource


class ErrorWording(BaseModel):
    """What is said for one error code; the braces are filled from the error's facts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    summary: str
    remedy: str
    who: str


class CauseWording(BaseModel):
    """Why data may be empty, and what to do then."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    remedy: str


class ErrorCatalogue(BaseModel):
    """The whole file."""

    model_config = ConfigDict(frozen=True)

    errors: Mapping[str, ErrorWording]
    causes: Mapping[str, CauseWording]
    differences: Mapping[str, str]


@cache
def error_catalogue() -> ErrorCatalogue:
    """The catalogue; raises FileNotFoundError or pydantic's ValidationError if the installation is broken."""
    raw = tomllib.loads(resource("catalogues", "wonde-errors.toml").read_text(encoding="utf-8"))
    causes, differences = raw.pop("causes", {}), raw.pop("differences", {})
    return ErrorCatalogue.model_validate({"errors": raw, "causes": causes, "differences": differences})


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return ""


def filled(template: str, facts: Mapping[str, object]) -> str:
    """A sentence with its facts, on one line; a fact that is not known leaves nothing behind."""
    return " ".join(template.format_map(_Facts(facts)).split())


def difference(name: str, **facts: object) -> str:
    """A sentence about something that did not add up while a list was read."""
    return filled(error_catalogue().differences[name], facts)
