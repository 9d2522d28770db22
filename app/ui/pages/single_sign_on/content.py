"""Why a sign-in may fail after the release, and what to do about each: content, loaded once."""

from __future__ import annotations

import functools

from pydantic import Field

from app.guidance.content import Content, Sureness, Words, read_content


class Reason(Content):
    """One reason, the likeliest first in the file."""

    id: Words
    title: Words
    sign: Words
    """What it looks like."""
    do: tuple[Words, ...] = Field(min_length=1)
    who: Words
    """Who can mend it."""
    sureness: Sureness
    source: Words

    @property
    def said(self) -> str:
        """The title, with a word of doubt where it is not certain."""
        return self.title if self.sureness.certain else f"{self.title} (we believe)"


class SignInTrouble(Content):
    """resources/catalogues/sign-in-trouble.toml."""

    version: Words
    intro: Words
    reason: tuple[Reason, ...] = Field(min_length=1)


@functools.cache
def sign_in_trouble() -> SignInTrouble:
    """All reasons. Raises ContentError."""
    return read_content(SignInTrouble, "catalogues", "sign-in-trouble.toml")
