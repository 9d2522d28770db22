"""What can stop a document from leaving the program, or a hand-over file from being taken. `str()` of each is
one line: what, and what to do next.

EvidenceError
  ├ Leak               somebody's data would have left; nothing was written
  ├ SearchBroken       the search did not find what was planted for it; nothing was written
  ├ NotADocument       no document can be made of what is known so far
  └ HandOverRefused    a hand-over file that is not taken; `.reason` says why
"""

from __future__ import annotations

from enum import StrEnum


class EvidenceError(Exception):
    """Base of everything raised on purpose by `app.evidence`."""

    def __init__(self, what: str, next: str = "") -> None:
        line = " ".join(f"{what.rstrip('.')}. {next}".split()) if next else " ".join(what.split())
        super().__init__(line)


class Leak(EvidenceError):
    """A document held somebody's data. Says of which kind and in which file, never what it was."""


class SearchBroken(EvidenceError):
    """The search overlooked what was planted for it, so that nothing it calls clean can be trusted."""


class NotADocument(EvidenceError):
    """Too little is known for the document asked for."""


class Refusal(StrEnum):
    """Why a hand-over file was not taken."""

    NOT_OURS = "not-ours"
    NEWER = "newer"
    ALTERED = "altered"
    FORGED = "forged"
    FOREIGN = "foreign"
    OLD = "old"
    USED = "used"
    NOT_ASKED = "not-asked"
    NOT_COMPARED = "not-compared"
    OWN_COPY = "own-copy"


class HandOverRefused(EvidenceError):
    """A hand-over file that is not taken."""

    def __init__(self, reason: Refusal, what: str, next: str = "") -> None:
        self.reason = reason
        super().__init__(what, next)
