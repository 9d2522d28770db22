"""A screen without a monitor whose picture can be read as it is: Xvfb, with its memory in a file."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_WIDTH, _HEIGHT = 1280, 820
_FILE = "Xvfb_screen0"


@dataclass(frozen=True, slots=True)
class Screen:
    """A running screen."""

    display: str
    """For the environment variable DISPLAY."""
    file: Path

    def pixels(self, step: int = 3) -> list[bytes]:
        """Every `step`th pixel of every `step`th line, as blue, green, red and a byte of nothing."""
        picture = self.file.read_bytes()
        header_size, *_ = struct.unpack_from(">I", picture)
        fields = struct.unpack_from(">25I", picture)
        line, colours = fields[12], fields[19]
        start = header_size + 12 * colours
        found = []
        for y in range(0, _HEIGHT, step):
            row = memoryview(picture)[start + y * line : start + y * line + _WIDTH * 4]
            found += [bytes(row[x : x + 3]) for x in range(0, _WIDTH * 4, 4 * step)]
        return found

    def colours(self) -> int:
        """How many colours show."""
        return len(set(self.pixels()))

    def share_of(self, colour: str, step: int = 3) -> float:
        """Which part of the screen shows this colour, as `#rrggbb`, looked at as by `pixels`."""
        red, green, blue = bytes.fromhex(colour[1:])
        pixels = self.pixels(step)
        return Counter(pixels)[bytes((blue, green, red))] / len(pixels)


@contextmanager
def screen(folder: Path) -> Iterator[Screen]:
    """A screen for the length of the block; skips the test, with a reason, where Xvfb is absent."""
    program = shutil.which("Xvfb")
    if program is None:
        pytest.skip("Xvfb is not installed")
    memory = folder / "screen"
    memory.mkdir()
    read, write = os.pipe()
    server = subprocess.Popen(
        [program, "-displayfd", str(write), "-screen", "0", f"{_WIDTH}x{_HEIGHT}x24", "-fbdir", str(memory),
         "-nolisten", "tcp"],
        pass_fds=(write,), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    try:
        with os.fdopen(read) as told:
            number = told.readline().strip()
        yield Screen(f":{number}", memory / _FILE)
    finally:
        server.terminate()
        server.wait()
