"""Makes labelled values of what somebody copied from a Windows prompt and pasted, often by way of a mail.

On the way, lines get quoted (`> `), wrapped, doubled with empty ones, and mixed with prompts and the commands
themselves; spaces become unbreakable ones. All of that is undone here, for any text; nothing is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST = 256 * 1024
"""Characters; what comes after is not read."""
_LONGEST_LINE = 2000

_QUOTING = re.compile(r"^(?:\s?[>|]\s?)+")
_PROMPT = re.compile(r"^\s*(?:PS )?(?:[A-Za-z]{1,10}:\\|\\\\)[^<>\"|?*]*>")
_LABELLED = re.compile(r"^\s*(?P<label>[A-Za-z][A-Za-z0-9_ ]{1,40}?)\s*:(?:\s+(?P<value>.*)|)$")
_REGISTRY = re.compile(r"^\s*(?P<label>[A-Za-z]\w{1,40})\s+REG_[A-Z_]+(?:\s+(?P<value>.*)|)$")
_KEY = re.compile(r"^\s*(?P<key>HKEY_[A-Z_]+\\.+)$")
_SC_ERROR = re.compile(r"\[SC\].*?(?<!\d)(?P<number>\d{1,5})\s*:")
_BUILD = re.compile(r"\[[^\[\]]*?\d+\.\d+\.(?P<build>\d{4,6})(?:\.\d+)?\]")
_SETTING = re.compile(r"(?P<guid>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})")
_HEX = re.compile(r"(?:^|:)\s*0x(?P<value>[0-9a-fA-F]{8})\s*$")
_VALUE_MISSING = re.compile(r"(?::|\sREG_[A-Z_]+)\s*$")


@dataclass(frozen=True, slots=True)
class Value:
    """`label: value`; the label in lower case, without spaces."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Key:
    """A registry key; what follows belongs to it."""

    path: str


@dataclass(frozen=True, slots=True)
class ServiceRefusal:
    """`sc` would not answer: a Windows error number, the same in every language."""

    number: int


@dataclass(frozen=True, slots=True)
class Build:
    """The build of Windows, as `ver` shows it."""

    number: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A line of `powercfg`: the GUID of a setting begins it, or one of its numbers."""

    guid: str = ""
    number: int | None = None


Piece = Value | Key | ServiceRefusal | Build | Setting


def pieces(text: str, labels: frozenset[str]) -> tuple[Piece, ...]:
    """What is understood of a pasted text, in order. `labels`, normalised, are those that values are wanted
    of; a line with any other label is passed over."""
    return tuple(_pieces(_unwrapped(_cleaned(text), labels), labels))


def normalised(label: str) -> str:
    """ "Display Name" as "displayname"; "DISPLAY_NAME", which is `sc`'s, stays apart as "display_name"."""
    return "".join(label.split()).casefold()


def _cleaned(text: str) -> Iterator[str]:
    """Lines without quoting, invisible marks and prompts; a line that holds a command is left out."""
    for line in text[:LONGEST].splitlines():
        plain = "".join(_plain(mark) for mark in line[:_LONGEST_LINE]).rstrip()
        unquoted = _QUOTING.sub("", plain)
        if not _PROMPT.match(unquoted):
            yield unquoted


def _plain(mark: str) -> str:
    category = unicodedata.category(mark)
    if category == "Zs" or mark == "\t":
        return " "
    return "" if category in ("Cf", "Cc") else {"：": ":"}.get(mark, mark)


def _unwrapped(lines: Iterable[str], labels: frozenset[str]) -> Iterator[str]:
    """Lines whole again: what a label's value was cut into is put back behind it."""
    held = ""
    for line in lines:
        empty = not line.strip()
        if empty and _waits(held):
            continue
        if held and not empty and _continues(line, held, labels):
            held = f"{held} {line.strip()}"
            continue
        yield held
        held = "" if empty or not _is_wanted(line, labels) else line
        if not held:
            yield line
    yield held


def _waits(held: str) -> bool:
    """Whether a label still waits for its value, or for its colon."""
    return bool(held) and ((":" not in held and " REG_" not in held) or bool(_VALUE_MISSING.search(held)))


def _continues(line: str, held: str, labels: frozenset[str]) -> bool:
    """Whether a line is the rest of the labelled one before it."""
    if ":" not in held and " REG_" not in held:
        return line.lstrip().startswith(":")
    if _is_wanted(line, labels) or _stands_alone(line):
        return False
    # A line with some label of its own is another field, unless the value before is still missing.
    return _waits(held) or not _LABELLED.match(line)


def _is_wanted(line: str, labels: frozenset[str]) -> bool:
    """Whether a line begins a value that is wanted, or is the label of one with its colon cut off."""
    found = _LABELLED.match(line) or _REGISTRY.match(line)
    return normalised(found["label"] if found else line) in labels


def _stands_alone(line: str) -> bool:
    return bool(_REGISTRY.match(line) or _KEY.match(line)) or any(
        pattern.search(line) for pattern in (_SC_ERROR, _SETTING, _HEX, _BUILD)
    )


def _pieces(lines: Iterable[str], labels: frozenset[str]) -> Iterator[Piece]:
    for line in lines:
        if found := _KEY.match(line):
            yield Key(found["key"].strip())
        elif found := _SC_ERROR.search(line):
            yield ServiceRefusal(int(found["number"]))
        elif (found := _REGISTRY.match(line) or _LABELLED.match(line)) and normalised(
            found["label"]
        ) in labels:
            yield Value(normalised(found["label"]), " ".join((found["value"] or "").split()))
        elif found := _BUILD.search(line):
            yield Build(found["build"])
        elif found := _HEX.search(line):
            yield Setting(number=int(found["value"], 16))
        elif found := _SETTING.search(line):
            yield Setting(guid=found["guid"].lower())
