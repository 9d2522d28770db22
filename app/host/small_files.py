"""Reading a small settings file of another program, and room on a drive: the same on every system."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Mapping

import psutil

from app.host.facts import NotRead, Read, Reading
from app.host.pc_facts import DiskSpace

LARGEST = 64 * 1024
_VARIABLE = re.compile(r"%([^%\\/]+)%")


def small_text(path: str, environment: Mapping[str, str]) -> Reading[str | None]:
    """The text of a file of at most `LARGEST` bytes; None where there is no such file.

    `%NAME%` in the path comes from `environment`; where one is not set, there is no such file.
    """
    names = {name.upper(): value for name, value in environment.items()}
    missing = [name for name in _VARIABLE.findall(path) if not names.get(name.upper())]
    if missing:
        return Read(None)
    where = _VARIABLE.sub(lambda found: names[found[1].upper()], path)
    try:
        if os.path.isdir(where):
            return Read(None)
        with open(where, "rb") as file:
            data = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return Read(None)
    except (OSError, ValueError) as problem:
        return NotRead(f"{os.path.basename(where)} could not be read ({type(problem).__name__})")
    if len(data) > LARGEST:
        return NotRead(f"{os.path.basename(where)} is larger than any settings file")
    return Read(decoded(data))


def decoded(data: bytes) -> str:
    """Text in whichever encoding Windows' programs write: what a mark at the start says, else UTF-8 if it can
    be, else the British code page. Never raises."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def disk_space(drive: str) -> Reading[DiskSpace]:
    """Room on the drive that holds a folder."""
    try:
        usage = psutil.disk_usage(drive)
    except OSError as problem:
        return NotRead(f"how full {drive} is could not be read ({type(problem).__name__})")
    return Read(DiskSpace(drive, usage.free, usage.total))
