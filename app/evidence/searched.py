"""resources/catalogues/searched.toml: what a document says it was searched for."""

from __future__ import annotations

import functools

from app.evidence.redaction import Searched
from app.guidance.content import Content, Template, Words, fill, read_content


class _SearchedWords(Content):
    version: Words
    people: Template
    nobody: Template
    token: Words


@functools.cache
def _words() -> _SearchedWords:
    return read_content(_SearchedWords, "catalogues", "searched.toml")


def searched_words(searched: Searched) -> str:
    """What it was searched for, in one or two sentences. Raises ContentError."""
    words = _words()
    told = {
        "people": f"{searched.people:,}",
        "left_out": f"{searched.left_out:,}",
        "token": words.token if searched.tokens else "",
    }
    return fill(words.people if searched.whole else words.nobody, told)
