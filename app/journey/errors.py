"""What can stop a journey from being kept or read. `str()` of each is one line: what, where, what to do next.

JourneyError
  ├ RecordRefused      an event that may not be written: wrong proof, a name where none belongs, too long
  ├ LedgerError        the ledger's file
  │   ├ LedgerNotWritten   read-only, full or gone; nothing was written
  │   ├ LedgerBusy         another program holds it
  │   └ LedgerUnreadable   it can't be read, or is no ledger
  ├ NotAJourney        the folder holds no journey
  ├ JourneyMoved       the journey lives elsewhere now; `.to` says where
  ├ JourneyNotMade     a folder for it could not be made
  └ MoveFailed         the copy did not succeed; the original is as it was
"""

from __future__ import annotations

from pathlib import Path


class JourneyError(Exception):
    """Base of everything raised on purpose by `app.journey`."""

    def __init__(self, what: str, next: str = "") -> None:
        line = " ".join(f"{what.rstrip('.')}. {next}".split()) if next else " ".join(what.split())
        super().__init__(line)


class RecordRefused(JourneyError):
    """An event that may not be written."""


class LedgerError(JourneyError):
    """The ledger's file can't be used."""


class LedgerNotWritten(LedgerError):
    """Nothing was written; what stood before still stands."""


class LedgerBusy(LedgerError):
    """Another program is writing and did not finish in time. Nothing was written."""


class LedgerUnreadable(LedgerError):
    """The file is missing, too large or can't be opened."""


class NotAJourney(JourneyError):
    """The folder holds no journey that this version can open."""


class JourneyMoved(JourneyError):
    """The journey lives elsewhere now."""

    def __init__(self, to: Path) -> None:
        self.to = to
        super().__init__(f"This journey was moved to {to}", "Open it there.")


class JourneyNotMade(JourneyError):
    """No folder could be made for a new journey."""


class MoveFailed(JourneyError):
    """The journey was not moved; the original is as it was."""


def because(problem: OSError) -> str:
    """The system's own word for what went wrong, without the path it adds."""
    return problem.strerror or type(problem).__name__
