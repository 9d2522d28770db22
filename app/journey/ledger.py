"""The append-only file of what has happened. The only thing a journey's state is computed from.

Any number of processes and threads may append; readers need no lock and may see a last line still being
written (`torn`), which they leave alone. An event is acknowledged, by `append` returning, only when it is on
the disk.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from app.journey.chain import LedgerReading, completes, read_chain
from app.journey.errors import LedgerBusy, LedgerNotWritten, LedgerUnreadable, RecordRefused, because
from app.journey.events import KINDS, LedgerRepaired, Payload
from app.journey.lines import LONGEST_LINE, YEARS, Event, decode, encode
from app.journey.model import How, StepId
from app.journey.people import PROGRAM, Actor, Role
from app.journey.verify import Verification, verify_bytes
from app.storage.atomic import sync_folder, write_atomic

LARGEST_LEDGER = 64 * 1024 * 1024
"""Bytes. A journey has some hundreds of events of some hundreds of bytes."""
LOCK_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to append."""

    payload: Payload
    actor: Actor
    how: How
    at: datetime
    step: StepId | None = None


class Ledger:
    """One ledger file. Holds nothing open between calls; safe to use from any thread."""

    def __init__(
        self,
        path: Path,
        *,
        before_write: Callable[[], None] = lambda: None,
        patience_s: float = LOCK_PATIENCE_S,
    ) -> None:
        """`before_write` is called under the lock and may raise to refuse (a journey that has moved)."""
        self.path = path
        self.lock_path = path.with_name(path.name + ".lock")
        self._before_write = before_write
        self._patience_s = patience_s

    def append(
        self, payload: Payload, *, actor: Actor, how: How, at: datetime, step: StepId | None = None
    ) -> Event:
        """Writes one event to the disk and returns it. Blocks for the lock, then for the disk.

        Raises RecordRefused, LedgerBusy, LedgerNotWritten or LedgerUnreadable; then the file is as it was.
        """
        return self.append_all((Entry(payload, actor, how, at, step),))[-1]

    def append_all(self, entries: Sequence[Entry]) -> tuple[Event, ...]:
        """As `append`, for several events at once: all of them or none."""
        for entry in entries:
            _check(entry)
        with self.locked():
            self._before_write()
            return self._write(entries)

    def read(self) -> LedgerReading:
        """What stands in the file now; an absent file is an empty ledger. Raises LedgerUnreadable."""
        return read_chain(self.contents())

    @property
    def head_hash(self) -> str:
        """The hash of the last line: kept elsewhere, it shows whether the ledger was changed since."""
        return self.read().head_hash

    def verify(self, against: Path | None = None) -> Verification:
        """Checks the chain, and compares with an outside copy where one is given. Raises LedgerUnreadable,
        also for the copy."""
        return verify_bytes(self.contents(), None if against is None else _read(against))

    def contents(self) -> bytes:
        """The file as it is; empty where absent. Raises LedgerUnreadable."""
        return _read(self.path, absent=b"")

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keeps every other writer out. Raises LedgerBusy or LedgerNotWritten. Not to be nested."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.lock_path, timeout=self._patience_s)
            lock.acquire()
        except Timeout:
            raise LedgerBusy(
                f"{self.path}: another program is writing to it", "Close it there, then try again."
            ) from None
        except (OSError, NotImplementedError) as problem:
            raise _not_written(self.path, problem) from None
        try:
            yield
        finally:
            lock.release()

    def _write(self, entries: Sequence[Entry]) -> tuple[Event, ...]:
        try:
            fresh = not self.path.exists()
            with _open(self.path) as stream:
                reading = read_chain(_all_of(stream, self.path))
                start = stream.seek(0, os.SEEK_END) - len(reading.fragment)
                lines = self._lines(reading, entries)
                try:
                    stream.seek(start)
                    _write_all(stream, b"".join(lines))
                    stream.truncate()
                    os.fsync(stream.fileno())
                except BaseException:
                    _put_back(stream, start, reading.fragment)
                    raise
            if fresh:
                sync_folder(self.path.parent)
        except OSError as problem:
            raise _not_written(self.path, problem) from None
        return tuple(decode(line[:-1]) for line in lines[-len(entries) :])

    def _lines(self, reading: LedgerReading, entries: Sequence[Entry]) -> list[bytes]:
        lines: list[bytes] = []
        prev, seq = reading.head_hash, reading.next_seq
        if reading.torn:
            whole = completes(reading.fragment, reading)
            if whole:
                lines.append(reading.fragment + b"\n")
                prev, seq = decode(reading.fragment).hash, seq + 1
            note = Entry(self._set_aside(reading.fragment, whole), PROGRAM, How.MEASURED, entries[0].at)
            entries = (note, *entries)
        for entry in entries:
            line = encode(
                entry.payload,
                seq=seq,
                at=entry.at,
                actor=entry.actor,
                how=entry.how,
                step=entry.step,
                prev=prev,
            )
            if len(line) > LONGEST_LINE:
                raise RecordRefused(f"{entry.payload.kind}: too long for a ledger")
            lines.append(line)
            prev, seq = decode(line[:-1]).hash, seq + 1
        return lines

    def _set_aside(self, fragment: bytes, whole: bool) -> LedgerRepaired:
        digest = hashlib.sha256(fragment).hexdigest()
        if whole:
            return LedgerRepaired(bytes=len(fragment), sha256=digest, completed=True)
        kept = self.path.with_name(f"{self.path.stem}.torn-{digest[:12]}.part")
        write_atomic(kept, fragment)
        return LedgerRepaired(bytes=len(fragment), sha256=digest, kept_as=kept.name)


def _check(entry: Entry) -> None:
    kind = entry.payload.kind
    if KINDS.get(kind) is not type(entry.payload):
        raise RecordRefused(f"{kind}: not a kind of event this version writes")
    if entry.actor.role is Role.UNKNOWN:
        raise RecordRefused(f"{kind}: nobody is named as acting", "Say in which role this was done.")
    if entry.how not in entry.payload.allowed_how():
        allowed = " or ".join(sorted(entry.payload.allowed_how()))
        raise RecordRefused(f"{kind}: can't be {entry.how}, only {allowed}")
    if entry.at.tzinfo is None:
        raise RecordRefused(f"{kind}: the time has no time zone")
    if entry.at.astimezone(UTC).year not in YEARS:
        raise RecordRefused(f"{kind}: this PC’s clock says {entry.at.year}", "Set the clock, then try again.")


def _open(path: Path) -> BinaryIO:
    """Unbuffered, so that a write that fails has failed here and not at the close."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    return os.fdopen(os.open(path, flags, 0o600), "r+b", buffering=0)


def _write_all(stream: BinaryIO, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[stream.write(left) :]


def _put_back(stream: BinaryIO, start: int, fragment: bytes) -> None:
    """Undoes a write that failed. Writing the fragment again takes no new space, so a full disk allows it."""
    with contextlib.suppress(OSError):
        stream.seek(start)
        _write_all(stream, fragment)
        stream.truncate()
        os.fsync(stream.fileno())


def _all_of(stream: BinaryIO, path: Path) -> bytes:
    data = stream.read(LARGEST_LEDGER + 1)
    if len(data) > LARGEST_LEDGER:
        raise _too_large(path)
    return data


def _read(path: Path, *, absent: bytes | None = None) -> bytes:
    try:
        with path.open("rb") as stream:
            return _all_of(stream, path)
    except FileNotFoundError:
        if absent is not None:
            return absent
        raise LedgerUnreadable(f"{path}: there is no such file", "Check where the ledger is kept.") from None
    except OSError as problem:
        raise LedgerUnreadable(
            f"{path}: can't be read ({because(problem)})", "Check that you may open the folder."
        ) from None


def _too_large(path: Path) -> LedgerUnreadable:
    return LedgerUnreadable(
        f"{path}: larger than any ledger ({LARGEST_LEDGER // 2**20} MiB)",
        "Look at what was put in its place.",
    )


def _not_written(path: Path, problem: Exception) -> LedgerNotWritten:
    reason = because(problem) if isinstance(problem, OSError) else "it can't be locked there"
    return LedgerNotWritten(
        f"{path}: nothing was recorded ({reason})",
        "Check that the folder can be written to and has room, then try again.",
    )
