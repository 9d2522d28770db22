"""Opens zips and folders from outside without trusting a word of what they say about themselves.

A zip is refused before anything is unpacked if it is damaged, encrypted, holds links, names outside
itself, names twice, too many members, members that share bytes, or would grow beyond what a school's
export can be. Nothing is ever written to disk: members are streams.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, NoReturn

from app.formats.errors import HostileFile, InputError, Where

MEMBER_LIMIT = 1_000
FILE_LIMIT = 512 * 1024 * 1024
"""Bytes in one file, unpacked."""
TOTAL_LIMIT = 1024 * 1024 * 1024
RATIO_LIMIT = 250
"""How many times larger a member may become; a spreadsheet's own XML reaches 50."""
SMALL = 1024 * 1024
"""A member smaller than this can't hurt, whatever its ratio."""
LIST_LIMIT = 1024 * 1024
"""Bytes in a zip's list of members: a thousand of them take a tenth of it."""
_END, _END64_LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
_END_LIMIT = 22 + 65_535 + 20 + 56
"""How far from a zip's end its closing records can begin: comment, record, 64-bit locator and record."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a zip or folder, or a file by itself. `open()` gives a new stream each time."""

    name: str
    """For people: the file's own name, with the zip's before it."""
    size: int
    open: Callable[[], BinaryIO]

    @property
    def base(self) -> str:
        """The last part of the name, in lower case."""
        return self.name.replace("\\", "/").rsplit("/", 1)[-1].casefold()


def members_of(path: Path) -> tuple[Member, ...]:
    """The files of a folder or a zip, or the file itself. Raises InputError, HostileFile.

    A folder gives the plain files directly in it; links and sub-folders are passed over.
    """
    try:
        if path.is_dir():
            return _folder(path)
        if not path.is_file():
            what = "is neither a file nor a folder" if path.exists() else "there is no such file or folder"
            raise InputError(what, Where(path.name), "Check the name and try again.")
        with path.open("rb") as stream:
            start = stream.read(4)
        if start == b"PK\x03\x04" and path.suffix.casefold() not in (".xlsx", ".xlsm"):
            return zip_members(path)
        return (file_member(path),)
    except OSError as problem:
        raise unreadable(path.name, problem) from problem


def unreadable(name: str, problem: OSError) -> InputError:
    """The one line for a file that the system will not hand over."""
    return InputError(
        f"can't be read ({problem.strerror or type(problem).__name__})",
        Where(name),
        "Close it in other programs, check that you may open it, and try again.",
    )


def file_member(path: Path) -> Member:
    """A file by itself. Raises HostileFile when it is over the limit, OSError."""
    size = path.stat().st_size
    if size > FILE_LIMIT:
        raise HostileFile(
            f"is over {FILE_LIMIT // 2**20} MB",
            Where(path.name),
            "Export a smaller report, such as one school only.",
        )
    return Member(path.name, size, lambda: path.open("rb"))


def _folder(path: Path) -> tuple[Member, ...]:
    files = sorted(entry for entry in path.iterdir() if entry.is_file() and not entry.is_symlink())
    if len(files) > MEMBER_LIMIT:
        raise HostileFile(
            f"holds over {MEMBER_LIMIT} files", Where(path.name), "Choose the folder of the export itself."
        )
    return tuple(file_member(entry) for entry in files if not entry.name.startswith((".", "~$")))


def zip_members(path: Path) -> tuple[Member, ...]:
    """The files of a zip, every one checked. Raises InputError, HostileFile, OSError."""
    with path.open("rb") as stream, _zip_trouble(path.name):
        check_zip_list(path.name, stream)
        with zipfile.ZipFile(stream) as archive:
            infos = archive.infolist()
        check_zip(path.name, infos, path.stat().st_size)
        return tuple(
            Member(f"{path.name}/{info.filename}", info.file_size, _opener(path, info.filename))
            for info in infos
            if not info.is_dir() and not _is_clutter(info.filename)
        )


def _is_clutter(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1] in (".DS_Store", "Thumbs.db")


def check_zip_list(name: str, stream: IO[bytes]) -> None:
    """Refuses a zip by the size of its list alone, which Python reads whole: a list of millions of members
    takes minutes and gigabytes. Raises HostileFile, OSError."""
    size = stream.seek(0, io.SEEK_END)
    start = stream.seek(max(0, size - _END_LIMIT))
    tail = stream.read(_END_LIMIT)
    place = tail.rfind(_END)
    listed = [_little_endian(tail, place + 12, 4)] if place >= 0 else []
    locator = tail.rfind(_END64_LOCATOR)
    if locator >= 0:
        for record in (_little_endian(tail, locator + 8, 8), start + locator - 56):
            if 0 <= record < size:
                stream.seek(record)
                listed.append(_little_endian(stream.read(56), 40, 8))
        listed = [one for one in listed if one != 0xFFFFFFFF]  # "see the 64-bit record"
    stream.seek(0)
    if max(listed, default=0) > LIST_LIMIT:
        _refuse(name, f"holds over {MEMBER_LIMIT} files")


def _little_endian(data: bytes, start: int, length: int) -> int:
    return int.from_bytes(data[start : start + length], "little")


def check_zip(name: str, infos: list[zipfile.ZipInfo], size_on_disk: int) -> None:
    """Refuses a zip by what its list of members says. Raises HostileFile."""
    if len(infos) > MEMBER_LIMIT:
        _refuse(name, f"holds over {MEMBER_LIMIT} files")
    names: set[str] = set()
    total = packed = 0
    for info in infos:
        _check_name(name, info.filename)
        folded = info.filename.casefold().rstrip("/")
        if folded in names:
            _refuse(name, "holds two files of one name")
        names.add(folded)
        if stat.S_ISLNK(info.external_attr >> 16):
            _refuse(name, "holds a link to another place")
        if info.flag_bits & 0x1:
            raise InputError(
                "is locked with a password", Where(name), "Unpack it first, then open the folder."
            )
        if info.file_size > FILE_LIMIT:
            _refuse(name, f"holds a file that would be over {FILE_LIMIT // 2**20} MB")
        if info.file_size > SMALL and info.file_size > RATIO_LIMIT * max(1, info.compress_size):
            _refuse(name, f"holds a file that would grow over {RATIO_LIMIT} times")
        total += info.file_size
        packed += info.compress_size
    if total > TOTAL_LIMIT:
        _refuse(name, f"would unpack to over {TOTAL_LIMIT // 2**20} MB")
    if packed > size_on_disk:
        _refuse(name, "holds files that share their bytes")


def _check_name(archive: str, member: str) -> None:
    parts = member.replace("\\", "/").split("/")
    if (
        member.startswith(("/", "\\"))
        or ".." in parts
        or ":" in member
        or any(ord(character) < 32 for character in member)
    ):
        _refuse(archive, "holds a file that would land outside its folder")


def _refuse(name: str, what: str) -> NoReturn:
    raise HostileFile(what, Where(name), "It was not opened. Export it again, or ask whoever sent it.")


def _opener(path: Path, member: str) -> Callable[[], BinaryIO]:
    def open_member() -> BinaryIO:
        archive = zipfile.ZipFile(path)
        try:
            return io.BufferedReader(_MemberStream(archive, member, f"{path.name}/{member}"), 1 << 16)
        except BaseException:
            archive.close()
            raise

    return open_member


class _MemberStream(io.RawIOBase):
    """A member as a plain stream that closes its zip, and turns damage met while reading into InputError."""

    def __init__(self, archive: zipfile.ZipFile, member: str, name: str) -> None:
        self._archive = archive
        self._name = name
        with _zip_trouble(name):
            self._stream = archive.open(member)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        # typeshed asks for any writable buffer; io.BufferedReader only ever passes a memoryview.
        with _zip_trouble(self._name):
            data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            self._archive.close()
        super().close()


@contextmanager
def _zip_trouble(name: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError) as problem:
        raise InputError(
            "is a damaged or cut-off zip", Where(name), "Copy or export it again, then try once more."
        ) from problem
