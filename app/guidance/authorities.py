"""The numbers of local authorities, as they stand in UPNs."""

from __future__ import annotations

import functools

from pydantic import field_validator

from app.guidance.content import Content, Sureness, Words, read_content


class _Numbers(Content):
    sureness: Sureness
    source: Words
    numbers: tuple[int, ...]

    @field_validator("numbers")
    @classmethod
    def _three_digits(cls, numbers: tuple[int, ...]) -> tuple[int, ...]:
        if not all(100 <= number <= 999 for number in numbers):
            raise ValueError("an authority's number has three digits")
        return numbers


class _File(Content):
    version: Words
    list: tuple[_Numbers, ...]


@functools.cache
def la_numbers() -> frozenset[str]:
    """Every number that an authority is known to have, or believed to, as three digits. Raises
    ContentError."""
    lists = read_content(_File, "catalogues", "local-authorities.toml").list
    return frozenset(str(number) for entry in lists for number in entry.numbers)
