"""What the documents page makes and writes, in plain Python. Everything here blocks: call it on a worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.storage.logs import LOG_NAME

if TYPE_CHECKING:
    from app.evidence.bundle import Bundle
    from app.evidence.pack.files import EvidencePack
    from app.evidence.redaction import Guard
    from app.journey.folder import JourneyFolder


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a ZIP, to be looked at before it is saved."""

    name: str
    about: str
    size: int
    text: str
    """Empty where it is no text."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a ZIP would hold."""

    members: tuple[Member, ...]
    searched: str
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What documents are made from: taken together when a button is pressed."""

    journey: JourneyFolder | None
    now: datetime
    logs: Path
    guard: Callable[[], Guard]
    portal: str

    def brief(self, folder: Path) -> tuple[Path, ...]:
        """Writes the headteacher's brief into a folder. Raises EvidenceError, OSError."""
        from app.evidence.brief_files import write_brief

        made = write_brief(
            self._journey, folder, now=self.now, portal=self.portal, guard=self.guard(), replace=True
        )
        return Path(made["html"]), Path(made["pdf"]), Path(made["tasks"])

    def look_at_pack(self) -> Look:
        """What the evidence pack would hold."""
        manifest = self._pack(self.guard()).manifest
        return Look(tuple(_member(entry, b"") for entry in manifest["files"]), manifest["searched"])

    def pack(self, path: Path) -> tuple[Path, ...]:
        """Writes the evidence pack. Raises EvidenceError, OSError."""
        from app.evidence.pack.files import write_pack

        guard = self.guard()
        write_pack(self._pack(guard), path, guard=guard, replace=True)
        return (path,)

    def look_at_bundle(self) -> Look:
        """What the support bundle would hold, every word of it. Raises EvidenceError."""
        made = self._bundle(self.guard())
        manifest = made.manifest
        members = tuple(_member(entry, made.files[entry["name"]]) for entry in manifest["files"])
        return Look(members, manifest["searched"], made.ticket)

    def bundle(self, path: Path) -> tuple[Path, ...]:
        """Writes the support bundle. Raises EvidenceError, OSError."""
        from app.evidence.bundle import write_bundle

        guard = self.guard()
        write_bundle(self._bundle(guard), path, guard=guard, replace=True)
        return (path,)

    def status(self, folder: Path) -> tuple[Path, ...]:
        """Writes the status file to a share. Raises EvidenceError, OSError."""
        from app.evidence.trust import write_status_file

        reading = self._journey.reading()
        return (write_status_file(reading, folder, now=self.now, guard=self.guard()),)

    def _pack(self, guard: Guard) -> EvidencePack:
        from app.evidence.pack.files import evidence_pack

        return evidence_pack(self._journey.ledger.contents(), now=self.now, searched=guard.searched)

    def _bundle(self, guard: Guard) -> Bundle:
        from app.evidence.bundle import support_bundle

        reading = self.journey.reading() if self.journey is not None else None
        return support_bundle(reading, now=self.now, guard=guard, log=self.logs / LOG_NAME)

    @property
    def _journey(self) -> JourneyFolder:
        if self.journey is None:
            raise ValueError("this document is of a journey, and none is open")
        return self.journey


def _member(entry: dict[str, object], data: bytes) -> Member:
    return Member(str(entry["name"]), str(entry["about"]), int(str(entry["bytes"])), data.decode())


def trouble_line(problem: Exception) -> str:
    """Why a document was not written, in one line. A fault of the program itself goes to the log too."""
    from app.evidence.errors import EvidenceError
    from app.formats.errors import InputError
    from app.journey.errors import JourneyError
    from app.storage.logs import fault_text, log_fault

    if isinstance(problem, EvidenceError | InputError | JourneyError):
        return str(problem)
    if isinstance(problem, OSError):
        why = problem.strerror or type(problem).__name__
        return f"Nothing was written ({why}). Choose another folder, or close the file where it is open."
    return fault_text(log_fault(problem), None)
