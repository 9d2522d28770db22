"""Several files written as one: a folder or a zip that is there whole or not at all.

Files are written one after another, streamed, and a file without rows is not made: formats that take several
files call it absent.
"""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import IO, Protocol

from app.storage.atomic import new_file, new_folder
from app.storage.paths import APP_NAME


@dataclass(frozen=True, slots=True)
class About:
    """What every file says of itself: whose it is, when it was made, and whether it is practice."""

    school_id: str
    """"" where the source does not say."""
    school_name: str
    when: datetime
    practice: bool = False

    @property
    def system(self) -> str:
        """The name a file gives for the program that made it."""
        return f"{APP_NAME} (PRACTICE)" if self.practice else APP_NAME


class Package(Protocol):
    """Where the files of an export go, one at a time."""

    @property
    def written(self) -> dict[str, int]:
        """The files made so far, with the rows in each."""
        ...

    @contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        """A file to write; the one before it is closed. Raises OSError."""
        ...


@contextmanager
def open_package(path: Path, about: About, names: Collection[str], *, replace: bool) -> Iterator[Package]:
    """A zip where the path says .zip, a folder otherwise. Raises OSError, FileExistsError.

    `names` are the files that such a package may hold: an older folder of these alone may be replaced.
    """
    if path.suffix.casefold() == ".zip":
        with (
            new_file(path, replace=replace) as stream,
            zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            yield _Zip(archive, about.when)
        return
    with new_folder(path, replace=frozenset(names) if replace else None) as folder:
        yield _Folder(folder)


def write_csv(
    package: Package, name: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, bom: bool = False
) -> int:
    """Writes a CSV file (UTF-8, CRLF) and says how many rows it has; without any, no file is made.

    `bom` puts a mark before it, by which spreadsheets know UTF-8.
    """
    waiting = iter(rows)
    first = next(waiting, None)
    if first is None:
        return 0
    with package.stream(name) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig" if bom else "utf-8", newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(columns)
        counted = _Counted(chain((first,), waiting))
        writer.writerows(counted)
        text.flush()
        text.detach()
    package.written[name] = counted.count
    return counted.count


class _Counted:
    def __init__(self, rows: Iterable[Sequence[str]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[str]]:
        for row in self._rows:
            self.count += 1
            yield row


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.written: dict[str, int] = {}

    @contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        self.written[name] = 0
        with open(self._folder / name, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())


class _Zip:
    def __init__(self, archive: zipfile.ZipFile, when: datetime) -> None:
        self._archive = archive
        self._moment = (max(when.year, 1980), when.month, when.day, when.hour, when.minute, when.second)
        self.written: dict[str, int] = {}

    @contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        self.written[name] = 0
        entry = zipfile.ZipInfo(name, self._moment)
        entry.compress_type = zipfile.ZIP_DEFLATED
        with self._archive.open(entry, "w") as stream:
            yield stream
