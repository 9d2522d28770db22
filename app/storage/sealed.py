"""Sealed files: rows of bytes, compressed and encrypted, that open whole or not at all.

    magic   8 bytes, then the length of the head (4 bytes) and the head (JSON)
    frames  length (4 bytes), then AES-256-GCM of at most 1 MiB of the compressed stream

The stream is zlib over rows, each after its length. Every frame's nonce is its number and whether it is the
last, and every frame authenticates the head: one that is altered, dropped, repeated, put elsewhere or taken
from another file is refused, and so is a file that ends early or goes on. Only the head can be read without
the key: the version, when it was made and until when it is kept, and the locks.

A file has a key of its own, made anew each time. It lies in the head, locked by a key in this PC's keyring,
by a passphrase (scrypt), or by both: next year may be another PC. Rows that are read are not yet known to be
all of them until the last one has come; a reader that stops early has authenticated only what it read.
"""

from __future__ import annotations

import json
import secrets
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import BaseModel, ConfigDict, ValidationError

from app.storage.atomic import new_file
from app.storage.errors import Damaged, NewerFile, NotSealed
from app.storage.locks import Lock, Locks, forget, locked, unlocked

MAGIC = b"PWSEALED"
VERSION = 1
_TAG = 16
FRAME = 1024 * 1024 - _TAG
"""Bytes of the compressed stream in a frame, at most: with its tag, a frame is 1 MiB."""
ROW = 8 * 1024 * 1024
"""Bytes in a row, at most."""
_HEAD = 64 * 1024
_LENGTH = struct.Struct(">I")
_NONCE = struct.Struct(">IIHBB")


class SealedHead(BaseModel):
    """What can be read without the key. Frozen."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    version: int
    kind: str
    """What is inside, as `baseline`."""
    made: datetime
    keep_until: date
    """After this day the file has outlived its purpose and should be purged."""
    locks: tuple[Lock, ...]

    def outlived(self, today: date) -> bool:
        """Whether the day is past until which it was to be kept."""
        return today > self.keep_until


@dataclass(frozen=True, slots=True)
class Label:
    """What is written on the outside of a new file."""

    kind: str
    made: datetime
    keep_until: date


def seal(
    path: Path, label: Label, rows: Iterable[bytes], locks: Locks, *, replace: bool = False
) -> SealedHead:
    """Writes rows as a sealed file, whole or not at all, holding a few frames in memory at a time.

    Blocks. Raises KeyNotKept where the keyring is the only lock and keeps nothing, WeakPassphrase,
    FileExistsError where something is there that may not be replaced, OSError.
    """
    key = secrets.token_bytes(32)
    with locked(key, locks) as made:
        head = SealedHead(
            version=VERSION, kind=label.kind, made=label.made, keep_until=label.keep_until, locks=made
        )
        written = head.model_dump_json().encode("utf-8")
        with new_file(path, replace=replace) as stream:
            stream.write(MAGIC + _LENGTH.pack(len(written)) + written)
            for frame in _frames(key, written, rows):
                stream.write(frame)
    return head


def _frames(key: bytes, head: bytes, rows: Iterable[bytes]) -> Iterator[bytes]:
    cipher, number, waiting = AESGCM(key), 0, bytearray()
    for part in _compressed(rows):
        waiting += part
        while len(waiting) > FRAME:
            yield _frame(cipher, head, number, bytes(waiting[:FRAME]), last=False)
            del waiting[:FRAME]
            number += 1
    yield _frame(cipher, head, number, bytes(waiting), last=True)


def _frame(cipher: AESGCM, head: bytes, number: int, content: bytes, *, last: bool) -> bytes:
    sealed = cipher.encrypt(_nonce(number, last=last), content, head)
    return _LENGTH.pack(len(sealed)) + sealed


def _nonce(number: int, *, last: bool) -> bytes:
    # The key belongs to this file alone, so a counter never repeats under it.
    return _NONCE.pack(0, number, 0, 0, int(last))


def _compressed(rows: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(6)
    for row in rows:
        if len(row) > ROW:
            raise ValueError(f"a row of {len(row)} bytes is over the limit of {ROW}")
        yield packer.compress(_LENGTH.pack(len(row)))
        yield packer.compress(row)
    yield packer.flush()


def head_of(path: Path) -> SealedHead:
    """What the outside of a sealed file says, without a key. Raises NotSealed, NewerFile, OSError."""
    with path.open("rb") as stream:
        return _read_head(stream, path.name)[0]


@contextmanager
def opened(path: Path, kind: str, locks: Locks) -> Iterator[tuple[SealedHead, Iterator[bytes]]]:
    """The head and the rows of a sealed file of one kind, while the block lasts.

    Memory is bounded by a frame and a row, whatever the file's size. Blocks. Raises NotSealed (also for
    another kind), NewerFile, KeyLost, WrongPassphrase, Damaged (also while rows are read), OSError.
    """
    with path.open("rb") as stream:
        head, written = _read_head(stream, path.name)
        if head.kind != kind:
            raise NotSealed(path.name)
        key = unlocked(head.locks, locks, path.name)
        yield head, _rows(_contents(stream, AESGCM(key), written, path.name), path.name)


def _read_head(stream: BinaryIO, name: str) -> tuple[SealedHead, bytes]:
    start = stream.read(len(MAGIC) + _LENGTH.size)
    if len(start) < len(MAGIC) + _LENGTH.size or not start.startswith(MAGIC):
        raise NotSealed(name)
    (length,) = _LENGTH.unpack(start[len(MAGIC) :])
    written = stream.read(length) if length <= _HEAD else b""
    try:
        about = json.loads(written)
        if isinstance(about, dict) and isinstance(about.get("version"), int) and about["version"] > VERSION:
            raise NewerFile(name)
        return SealedHead.model_validate(about), written
    except (ValueError, ValidationError, RecursionError):
        raise NotSealed(name) from None


def _contents(stream: BinaryIO, cipher: AESGCM, head: bytes, name: str) -> Iterator[bytes]:
    """The compressed stream, frame by frame, up to the one that says it is the last."""
    number, ended = 0, False
    while not ended:
        size = stream.read(_LENGTH.size)
        length = _LENGTH.unpack(size)[0] if len(size) == _LENGTH.size else 0
        frame = stream.read(length) if _TAG <= length <= FRAME + _TAG else b""
        if not frame or len(frame) != length:
            raise Damaged(name, "it ends too early or was altered")
        content, ended = _unsealed(cipher, head, number, frame, name)
        yield content
        number += 1
    if stream.read(1):
        raise Damaged(name, "something was added at its end")


def _unsealed(cipher: AESGCM, head: bytes, number: int, frame: bytes, name: str) -> tuple[bytes, bool]:
    for last in (False, True):
        try:
            return cipher.decrypt(_nonce(number, last=last), frame, head), last
        except InvalidTag:
            continue
    raise Damaged(name, "a part of it was altered, left out or moved")


def _rows(contents: Iterator[bytes], name: str) -> Iterator[bytes]:
    unpacker, waiting = zlib.decompressobj(), bytearray()
    for content in contents:
        for part in _unpacked(unpacker, content, name):
            waiting += part
            place = 0
            while len(waiting) - place >= _LENGTH.size:
                (length,) = _LENGTH.unpack_from(waiting, place)
                if length > ROW:
                    raise Damaged(name, "it holds a row that is too long")
                if len(waiting) - place - _LENGTH.size < length:
                    break
                place += _LENGTH.size
                yield bytes(waiting[place : place + length])
                place += length
            del waiting[:place]
    if waiting or not unpacker.eof:
        raise Damaged(name, "its last row is cut off")


def _unpacked(unpacker: zlib._Decompress, content: bytes, name: str) -> Iterator[bytes]:
    try:
        while True:
            part = unpacker.decompress(content, FRAME)
            yield part
            content = unpacker.unconsumed_tail
            if not content and len(part) < FRAME:
                break
    except zlib.error:
        raise Damaged(name, "its contents can't be unpacked") from None


def purge(path: Path, locks: Locks) -> None:
    """Deletes a sealed file, and its key from the keyring, so that copies of it can't be opened either unless
    they have a passphrase. A file that is gone already is no error. Raises NotSealed for another file, which
    is left alone, OSError."""
    try:
        head = head_of(path)
    except FileNotFoundError:
        return
    path.unlink()
    if locks.store is not None:
        forget(head.locks, locks.store)
