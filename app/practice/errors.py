"""What can go wrong with a practice school, each as one line for people."""

from __future__ import annotations


class PracticeError(Exception):
    """Base of all: `str()` is one line that says what is wrong and what to do."""


class SpecNotPossible(PracticeError):
    """The school asked for can't be made."""


class StateUnusable(PracticeError):
    """The state file is damaged, or belongs to another practice school."""


class PortInUse(PracticeError):
    """Another program listens on the port asked for."""


class PracticeOff(PracticeError):
    """The administrator has switched the practice school off on this PC."""

    def __init__(self) -> None:
        super().__init__(
            "Your administrator has switched the practice school off on this PC. Use another PC to practise,"
            " or ask them to switch it on."
        )


class PracticeDidNotStart(PracticeError):
    """The child process ended, or said nothing, before it was ready."""
