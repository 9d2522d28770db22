"""The answers of the commands of this package, in words for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def bundle_text(document: Mapping[str, Any]) -> str:
    """What a support bundle holds, what it was searched for, and the text for the ticket."""
    lines = [f"Written: {document['written']}"] if document["written"] else ["This is what it would hold:"]
    lines += [f"    {file['name']}, {file['bytes']:,} bytes: {file['about']}" for file in document["files"]]
    if not document["written"]:
        lines.append("Nothing is written yet. Add --output FILE to save it.")
    return "\n".join([*lines, document["searched"], "", document["ticket"].rstrip()])
