"""The checksum over a check file: it shows damage and careless edits, not who wrote it nor forgery.

It is the SHA-256 of the whole document but for the checksum itself, as JSON with its keys in order, without
spaces and in UTF-8. How the file is indented or which program saved it makes no difference.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

_SEAL = "integrity"


def sealed(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with its checksum as last key, `{"sha256": "…"}`."""
    bare = {name: value for name, value in document.items() if name != _SEAL}
    return {**bare, _SEAL: {"sha256": _checksum(bare)}}


def is_whole(document: Mapping[str, Any]) -> bool:
    """Whether the document says what it said when it was sealed. False where it carries no checksum."""
    seal = document.get(_SEAL)
    if not isinstance(seal, Mapping):
        return False
    bare = {name: value for name, value in document.items() if name != _SEAL}
    return seal.get("sha256") == _checksum(bare)


def _checksum(document: Mapping[str, Any]) -> str:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
