"""Finds any of tens of thousands of texts in one pass, by the first letters that they begin with."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

KEY = 5
"""Letters that a text to look for must have at least."""
_SPACE = re.compile(" ")


@dataclass(slots=True)
class Index:
    """Texts to look for, each of a kind."""

    words: bool
    """Whether they are words with a space before and after, looked for at spaces only; else anywhere."""
    _by_key: dict[str, dict[int, set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set)), repr=False
    )
    """By first letters and length: a school's UPNs and addresses all begin alike."""
    _kinds: dict[str, str] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self._kinds)

    def add(self, needle: str, kind: str) -> bool:
        """Whether it is long enough to be looked for. The first kind a text is given stays."""
        if len(needle) < KEY:
            return False
        self._by_key[needle[:KEY]][len(needle)].add(needle)
        self._kinds.setdefault(needle, kind)
        return True

    def remove(self, needle: str) -> None:
        """Looks for it no longer. Raises KeyError for one that was not added."""
        self._by_key[needle[:KEY]][len(needle)].remove(needle)
        del self._kinds[needle]

    def find(self, text: str) -> Iterator[tuple[str, str, int]]:
        """Everything that stands in the text: what, its kind, where."""
        lengths_of, kinds = self._by_key.get, self._kinds
        starts: Iterable[int] = range(len(text))
        if self.words:
            starts = (found.start() for found in _SPACE.finditer(text))
        for at in starts:
            lengths = lengths_of(text[at : at + KEY])
            if lengths is None:
                continue
            for length, needles in lengths.items():
                needle = text[at : at + length]
                if needle in needles:
                    yield needle, kinds[needle], at
