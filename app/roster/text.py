"""Text made comparable for searching and sorting. What people see is never changed by it."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not decompose, as British offices type them without the letter.
_PLAIN = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "’": "'",
        "‘": "'",
        "`": "'",
    }
)


def fold(text: str) -> str:
    """Lower case without diacritics, curly quotes as straight ones: "Zoë O’Brien" is found by "zoe o'b"."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def like(text: str) -> str:
    """A LIKE pattern, with ESCAPE '\\', for text anywhere in a folded column."""
    escaped = fold(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
