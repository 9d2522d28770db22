"""The program's own faults, as its log tells them: when, which number, and where in the program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.storage.logs import LARGEST_LOG

MOST = 20
"""Of the latest."""
_FAULT = re.compile(r"^([0-9-]{10} [0-9:]{8}),[0-9]{3} ERROR app: fault ([0-9a-f]{8})$")
_PLACE = re.compile(r"^  ([\w.-]{1,60}):([0-9]{1,6}) in ([\w<>]{1,60})$")
_KIND = re.compile(r"^  ([\w.]{1,120})(?::.*)?$")


def faults_in(log: Path) -> list[dict[str, Any]]:
    """The latest faults: {"at", "fault", "steps": ["file.py:12 in name", …, "the.kind.OfError"]}. What an
    error said is left out. No log is no fault."""
    try:
        with log.open("rb") as stream:
            text = stream.read(2 * LARGEST_LOG).decode("utf-8", "replace")
    except OSError:
        return []
    return list(_faults(text.splitlines()))[-MOST:]


def _faults(lines: list[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines):
        found = _FAULT.match(line)
        if found:
            steps = list(_steps(lines[number + 1 : number + 101]))
            yield {"at": found[1], "fault": found[2], "steps": steps}


def _steps(lines: list[str]) -> Iterator[str]:
    for line in lines:
        place, kind = _PLACE.match(line), _KIND.match(line)
        if place:
            yield f"{place[1]}:{place[2]} in {place[3]}"
        elif kind:
            yield kind[1]
        else:
            return
