"""Everything that a text says once its disguises are taken off, and the plain forms in which it is compared.

Decoding the text once is surer than encoding every name: an escape stays readable however it was written,
whether all of a name is escaped or one letter of it, and wherever in a base64 block it stands.
"""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote, unquote_plus

DEPTH = 3
"""Disguises on top of each other that are taken off: JSON inside base64 inside a link, say."""
_MOST = 16
"""How many times the text's own size is looked at in all; past it the search gives up, and says so."""

_TAG = re.compile(r"<[^<>]{0,2000}>")
_JSON = re.compile(r"(?:\\u[0-9A-Fa-f]{4})+|\\[\"\\/bfnrt]")
_WRAPPED = re.compile(r"(?<=[A-Za-z0-9+/_-]{40})\r?\n(?=[A-Za-z0-9+/_-])")
_RUN = re.compile(r"[A-Za-z0-9+/_-]{6,}")
_TEXT = re.compile(r"[^\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]{5,}")
"""What can be text at all: of octets that were never text, hardly anything is left."""
_STANDARD = str.maketrans("-_", "+/")
_APOSTROPHES = str.maketrans("", "", "'’‘ʼʹ`´＇")
_BETWEEN = re.compile(r"[\W_]+")


class TooTangled(Exception):
    """The text unfolds into more than can be looked at."""


FORMS: Mapping[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "reversed": lambda text: text[::-1],
    "URL-encoded": lambda text: quote(text, safe=""),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "JSON-escaped": lambda text: json.dumps(text)[1:-1],
}
"""The forms that the search has to see through; it is tried on each before it is trusted."""


def readings(text: str) -> Iterator[str]:
    """The text itself, and what it says when unescaped, decoded, stripped of markup or read backwards.

    Raises TooTangled for a text made to unfold without end.
    """
    seen = {text}
    layer, left = [text], max(_MOST * len(text), 1_000_000)
    yield text
    for _ in range(DEPTH):
        layer = [found for one in layer for found in _unfolded(one)]
        layer = [found for found in dict.fromkeys(layer) if found not in seen]
        for found in layer:
            left -= len(found)
            if left < 0:
                raise TooTangled
            seen.add(found)
            yield found


def as_words(text: str, *, cased: bool = False) -> str:
    """Words parted by single spaces, one before and one after: without accents, apostrophes, punctuation and,
    unless `cased`, capitals. “Zoë O’Neil-Long” is “ zoe oneil long ”."""
    plain = _without_marks(text).translate(_APOSTROPHES)
    plain = plain if cased else _without_marks(plain.casefold())
    return f" {_BETWEEN.sub(' ', plain).strip()} "


def as_letters(text: str) -> str:
    """The text without capitals and with compatible characters made one: how identifiers are compared."""
    return unicodedata.normalize("NFKC", text).casefold()


def _without_marks(text: str) -> str:
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text)
    return "".join(character for character in apart if not unicodedata.combining(character))


def _unfolded(text: str) -> Iterator[str]:
    yield text[::-1]
    yield unquote_plus(text)
    yield html.unescape(_TAG.sub(" ", text))
    yield _JSON.sub(_unescaped, text)
    yield "\n".join(_decoded(text))


def _unescaped(found: re.Match[str]) -> str:
    written = found[0]
    if written[1] != "u":
        return {"b": " ", "f": " ", "n": "\n", "r": "\n", "t": " "}.get(written[1], written[1])
    units = bytes.fromhex("".join(written[at : at + 4] for at in range(2, len(written), 6)))
    return units.decode("utf-16-be", "replace")


def _decoded(text: str) -> Iterator[str]:
    """What every run of base64 says. A run may be glued to what stands before it, so it is read from each of
    its first four letters."""
    for run in _RUN.findall(_WRAPPED.sub("", text)):
        yield from _run_decoded(run)


def _run_decoded(run: str) -> Iterator[str]:
    for start in range(4):
        piece = run[start:].translate(_STANDARD)
        piece = piece[:-1] if len(piece) % 4 == 1 else piece
        octets = binascii.a2b_base64(piece + "=" * (-len(piece) % 4))
        yield from _TEXT.findall(octets.decode("utf-8", "replace").replace("\0", ""))
