"""Text that every format can carry: one line, without characters that XML, CSV or a terminal chokes on."""

from __future__ import annotations

import re

_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile(r"[\r\n\t\x0b\x0c\x85\u2028\u2029]+")


def plain_line(text: str) -> str:
    """The text without outer spaces and control characters; line breaks and tabs become one space."""
    stripped = text.strip()
    if stripped.isascii() and stripped.isprintable():
        return stripped
    return _UNFIT.sub("", _BREAKS.sub(" ", stripped)).strip()
