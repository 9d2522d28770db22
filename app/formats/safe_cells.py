"""Makes text safe to open in a spreadsheet, which runs cells that look like formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_DANGEROUS = ("=", "+", "-", "@")


def safe_cell(text: str) -> str:
    """Text that a spreadsheet shows and never runs: a quotation mark is put before what could start a
    formula.

    Also before control characters, which can hide one, and before a mark that `plain_cell` would take for
    one of these; other text is returned as it is.
    """
    if _could_run(text) or (text.startswith("'") and safe_cell(text[1:]) != text[1:]):
        return "'" + text
    return text


def plain_cell(text: str) -> str:
    """The text that `safe_cell` was given."""
    return text[1:] if text.startswith("'") and safe_cell(text[1:]) == text else text


def safe_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as CSV that opens in a spreadsheet: UTF-8 with a mark, every cell safe."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return made.getvalue().encode("utf-8-sig")


def _could_run(text: str) -> bool:
    stripped = text.lstrip(" \u00a0")
    return stripped.startswith(_DANGEROUS) or (bool(text) and (ord(text[0]) < 32 or ord(text[0]) == 127))
