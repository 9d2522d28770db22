"""Dates as British reports write them."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", re.ASCII)
_BRITISH = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})(?: .*)?", re.ASCII)
_NAMED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[ \-/]([a-z]{3})[a-z]*[ \-/,]+(\d{4})", re.ASCII | re.IGNORECASE
)
_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
)}  # fmt: skip


@lru_cache(maxsize=16384)
def read_date(text: str) -> str | None:
    """YYYY-MM-DD of a date written 2013-11-02, 02/11/2013, 2-11-2013 or 2 Nov 2013; None for anything else.

    Day before month, always: 02/11 is the second of November. Two-digit years are not guessed.
    """
    value = text.strip()
    if found := _ISO.fullmatch(value):
        year, month, day = (int(part) for part in found.groups())
    elif found := _BRITISH.fullmatch(value):
        day, month, year = (int(part) for part in found.groups())
    elif (found := _NAMED.fullmatch(value)) and found.group(2).lower() in _MONTHS:
        day, month, year = int(found.group(1)), _MONTHS[found.group(2).lower()], int(found.group(3))
    else:
        return None
    try:
        return date(year, month, day).isoformat() if 1900 <= year <= 2100 else None
    except ValueError:
        return None
