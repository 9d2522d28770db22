"""Makes text safe to open in a spreadsheet, which runs cells that look like formulas."""

from __future__ import annotations

_DANGEROUS = ("=", "+", "-", "@")


def safe_cell(text: str) -> str:
    """Text that a spreadsheet shows and never runs: a quotation mark is put before what could start a
    formula.

    Also before control characters, which can hide one; other text is returned as it is.
    """
    stripped = text.lstrip(" \u00a0")
    if stripped.startswith(_DANGEROUS) or (text and (ord(text[0]) < 32 or ord(text[0]) == 127)):
        return "'" + text
    return text
