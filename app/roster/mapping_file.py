"""“What we ask itslearning to set up” as a file: TOML that support can read, and `read_mapping` reads back.

Every choice stands with a sentence on what it means. The file holds no names of people.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from app.formats.plain_text import plain_line
from app.guidance.content import Content, Template, Words, fill, read_content
from app.roster.mapping import Mapping, assumption, change_warning, sync_keys
from app.storage.atomic import new_file

_WIDTH = 100


class _Explained(Content):
    """One choice of a mapping, in words."""

    id: Words
    text: Words


class _Wording(Content):
    version: Words
    heading: Words
    heading_for: Template
    confirmed: Words
    how: Words
    choice: tuple[_Explained, ...]


def save_mapping(mapping: Mapping, path: Path, school: str, when: datetime, *, replace: bool) -> None:
    """Writes the file, whole or not at all. Raises OSError, FileExistsError."""
    text = mapping_text(mapping, school, when)
    with new_file(path, replace=replace) as stream:
        stream.write(text.encode())


def mapping_text(mapping: Mapping, school: str, when: datetime) -> str:
    """The file's text. `school` is its name, or "" where that is not known."""
    wording = read_content(_Wording, "catalogues", "mapping-file.toml")
    named = plain_line(school)
    heading = fill(wording.heading_for, {"school": named}) if named else wording.heading
    head = [heading, f"{when:%d/%m/%Y}", ""]
    head += [wording.confirmed if mapping.confirmed_by_itslearning else assumption(), wording.how]
    parts = ["\n".join(_comment(line) for line in head)]
    values = mapping.model_dump(mode="json")
    for choice in wording.choice:
        lines = [choice.text]
        if choice.id == "sync_key":
            lines += [change_warning(), *_keys()]
        comment = "\n".join(_comment(line) for line in lines)
        parts.append(f"{comment}\n{choice.id} = {_toml(values[choice.id])}")
    return "\n\n".join(parts) + "\n"


def _keys() -> Iterator[str]:
    for about in sync_keys():
        yield f"{about.key}: {about.title}. {' '.join(about.consequences)}"


def _comment(text: str) -> str:
    """A text as comment lines."""
    lines, line = [], "#"
    for word in " ".join(text.split()).split(" "):
        if len(line) + len(word) > _WIDTH and line != "#":
            lines.append(line)
            line = "#"
        line += f" {word}"
    return "\n".join([*lines, line.rstrip()])


def _toml(value: object) -> str:
    """A value of a mapping as TOML, whose strings, lists and truths are written as JSON's are."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(of)}" for key, of in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
