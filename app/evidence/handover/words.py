"""What is said of hand-over files: refusals, and the words to compare by telephone."""

from __future__ import annotations

import functools
import hashlib

from pydantic import field_validator

from app.evidence.errors import HandOverRefused, Refusal
from app.guidance.content import Content, Template, Words, fill, read_content

_WORDS = 4


class _Said(Content):
    what: Template
    next: Template


class _Paper(Content):
    about: Words


class _Telephone(Content):
    words: tuple[Words, ...]

    @field_validator("words", mode="before")
    @classmethod
    def _apart(cls, text: object) -> object:
        return tuple(text.split()) if isinstance(text, str) else text

    @field_validator("words")
    @classmethod
    def _one_for_each_octet(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(words)) != 256 or len(words) != 256:
            raise ValueError("256 different words are needed")
        return words


class HandOverWords(Content):
    """resources/catalogues/handover.toml."""

    version: Words
    refusals: dict[Refusal, _Said]
    paper: _Paper
    telephone: _Telephone


@functools.cache
def handover_words() -> HandOverWords:
    """The wording. Raises ContentError."""
    return read_content(HandOverWords, "catalogues", "handover.toml")


def refusal(reason: Refusal, file: str, **told: object) -> HandOverRefused:
    """The error to raise for a file that is not taken, in one line."""
    said = handover_words().refusals[reason]
    values = {"file": file, **told}
    return HandOverRefused(reason, fill(said.what, values), fill(said.next, values))


@functools.lru_cache(maxsize=64)
def spoken(key: bytes) -> str:
    """Four words for a public key, to be read out by telephone: the same words, the same key.

    Stretched by scrypt, since four words are 32 bits: making a key that has the same words would take years
    of a PC's time, and the caller's voice besides. Takes a moment: not for the window's thread.
    """
    found = hashlib.scrypt(
        key, salt=b"provisioning-wizard words 1", n=2**15, r=8, p=1, maxmem=2**26, dklen=_WORDS
    )
    return " ".join(handover_words().telephone.words[octet] for octet in found)
