"""How long a baseline is kept, and what deleting it means."""

from __future__ import annotations

from functools import cache

from pydantic import PositiveInt

from app.guidance.content import Content, Words, read_content


class PurgeWords(Content):
    """What is said when a baseline is deleted."""

    gone: Words
    copies_closed: Words
    copies_open: Words
    copies_elsewhere: Words


class BaselineContent(Content):
    """resources/catalogues/baseline.toml."""

    version: Words
    months: PositiveInt
    most_years: PositiveInt
    purge: PurgeWords


@cache
def baseline_content() -> BaselineContent:
    """The content. Raises ContentError."""
    return read_content(BaselineContent, "catalogues", "baseline.toml")
