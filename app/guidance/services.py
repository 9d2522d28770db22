"""How the programs this wizard looks for may be recognised on a PC."""

from __future__ import annotations

import functools

from pydantic import Field

from app.guidance.content import Content, Sureness, Words, entry_with_id, read_content


class ProgramPattern(Content):
    """Words to look for in the names and paths of services and programs, without case."""

    id: Words
    name: Words
    contains: tuple[Words, ...] = Field(min_length=1)
    exact_name_known: bool
    """False: finding nothing is not proof that it is not there, and the wording must say so."""
    sureness: Sureness
    source: Words


class _Services(Content):
    version: Words
    program: tuple[ProgramPattern, ...]


@functools.cache
def program_patterns() -> tuple[ProgramPattern, ...]:
    """Everything looked for. Raises ContentError."""
    return read_content(_Services, "catalogues", "services.toml").program


def program_pattern(program_id: str) -> ProgramPattern:
    """One entry, as `wonde-client`. Raises ContentError for an unknown id."""
    return entry_with_id(program_patterns(), program_id, "services.toml")
