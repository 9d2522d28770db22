"""What this program says of its own accord: nobody's name, though “mark” and “read” are names."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.evidence.redaction.readings import as_letters, as_words
from app.storage.paths import resource

_FOLDERS = ("catalogues", "documents", "guides", "help", "journeys")
_SUFFIXES = frozenset({".toml", ".md", ".html"})
ADDRESS = re.compile(r"[a-z0-9._%+'-]{2,64}@(?:[a-z0-9-]{2,63}\.)+[a-z]{2,24}")
"""An e-mail address, in letters as they are compared. Strict, so that what is decoded at random is none."""


@dataclass(frozen=True, slots=True)
class OwnWording:
    """All of it, in the forms that names and addresses are compared in."""

    words: str
    cased: str
    vocabulary: frozenset[str]
    """Its single words."""
    addresses: frozenset[str]
    """Of support desks: e-mail addresses that are nobody's in the school."""


@functools.cache
def own_wording() -> OwnWording:
    """Reads the wording once. Raises FileNotFoundError where the program is not whole."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in _files())
    addresses = frozenset(ADDRESS.findall(as_letters(text)))
    words = as_words(text)
    return OwnWording(words, as_words(text, cased=True), frozenset(words.split()), addresses)


def _files() -> Iterator[Path]:
    for folder in _FOLDERS:
        for path in sorted(resource(folder).rglob("*")):
            if path.suffix in _SUFFIXES:
                yield path
