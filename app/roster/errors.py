"""What keeps a roster from being shown or used.

RosterError           code, summary, remedy
  ├ NothingToShow     the source answered and held no students: never shown as zeros
  ├ RosterClosed      asked after close()
  └ NamesHidden       a search by name while names are hidden
"""

from __future__ import annotations


class RosterError(Exception):
    """Base of this package's errors. `str()` is one line: what is wrong, then what to do."""

    code = "RO-1"

    def __init__(self, summary: str, remedy: str = "") -> None:
        self.summary = summary
        self.remedy = remedy
        super().__init__(summary)

    def __str__(self) -> str:
        return f"{self.summary.rstrip('.')}. {self.remedy}".strip()


class NothingToShow(RosterError):
    """The source could be read but holds no students."""

    code = "RO-2"


class RosterClosed(RosterError):
    """The roster was closed, and its memory freed, before this was asked."""

    code = "RO-3"

    def __init__(self) -> None:
        super().__init__("These people are no longer loaded", "Load the preview again.")


class NamesHidden(RosterError):
    """Names can't be searched while they are hidden."""

    code = "RO-4"

    def __init__(self) -> None:
        super().__init__(
            "Names and identifiers can’t be searched while they are hidden",
            "Show names first, or narrow the list by kind, year or group.",
        )
