"""Puts documents into one ZIP that was searched first and is written whole or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from app.evidence.redaction import Guard
from app.storage.atomic import new_file


def as_json(document: object) -> bytes:
    """A document as JSON that people can read too."""
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


def sha256(data: bytes) -> str:
    """A file's hash, as the manifest names it."""
    return hashlib.sha256(data).hexdigest()


def listed(files: Mapping[str, bytes], about: Mapping[str, str]) -> list[dict[str, Any]]:
    """The manifest's list: {"name", "bytes", "sha256", "about"}."""
    return [
        {"name": name, "bytes": len(data), "sha256": sha256(data), "about": about.get(name, "")}
        for name, data in files.items()
    ]


def write_zip(
    path: Path,
    files: Mapping[str, bytes],
    *,
    guard: Guard,
    at: datetime,
    replace: bool,
    drawn: Mapping[str, bytes] | None = None,
) -> None:
    """Searches the documents, then writes the ZIP. `drawn` has the words of files that are not text (a PDF),
    by name. Raises Leak or SearchBroken before anything is written, OSError, FileExistsError."""
    said = {name: (drawn or {}).get(name, data) for name, data in files.items()}
    guard.check(said)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    with new_file(path, replace=replace) as stream:
        stream.write(packed.getvalue())
