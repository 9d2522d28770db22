"""What stands on the finish page beside what the ledger says."""

from __future__ import annotations

import functools

from pydantic import Field

from app.guidance.content import Content, Words, read_content


class September(Content):
    """What is normal at the start of the next school year."""

    title: Words
    lines: tuple[Words, ...] = Field(min_length=1)


class LedgerWords(Content):
    """What the ledger and its hash are for, and what they don't show."""

    title: Words
    text: Words


class FinishContent(Content):
    """resources/catalogues/finish.toml."""

    version: Words
    marks: Words
    september: September
    ledger: LedgerWords


@functools.cache
def finish_content() -> FinishContent:
    """The page's content. Raises ContentError."""
    return read_content(FinishContent, "catalogues", "finish.toml")
