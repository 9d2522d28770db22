"""What a spreadsheet does to numbers it was only meant to keep: recognised, and mended where that is certain.

Opening a CSV file in a spreadsheet and saving it again turns 0017 into 17, and a number too long for its
column into 1.23E+12. The first can be undone where another file still has the noughts; the second is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_CUT_SHORT = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{1,3}", re.ASCII)
CUT_SHORT = "was cut short by a spreadsheet, to the like of 1.23E+12, and was left out"
ZEROS = "had lost the noughts before it, as a spreadsheet writes numbers, and was matched without them"


def is_cut_short(text: str) -> bool:
    """Whether an id is a number as a spreadsheet shows, and then saves, what is too long for its column."""
    return "E+" in text and _CUT_SHORT.fullmatch(text) is not None


class LostZeros:
    """Finds which of some ids is meant by a number that differs only in the noughts before it.

    `ids` are read when the first number is looked for, not before.
    """

    def __init__(self, ids: Iterable[str]) -> None:
        self._ids = ids
        self._by_number: dict[str, str | None] | None = None

    def meant(self, text: str) -> str | None:
        """The one id of this number; None where there is none, or several."""
        if not text.isdecimal():
            return None
        if self._by_number is None:
            self._by_number = {}
            for known in self._ids:
                if known.isdecimal():
                    bare = known.lstrip("0")
                    self._by_number[bare] = None if bare in self._by_number else known
        return self._by_number.get(text.lstrip("0"))
