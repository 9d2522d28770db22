"""What keeps a sealed file from being written or read.

SealedError             code, summary, remedy
  ├ NotSealed           no sealed file of this program, or not a whole one
  ├ NewerFile           written by a later version of the program
  ├ KeyNotKept          the key could not be kept, so nothing was written
  ├ KeyLost             the key is not on this PC, and no passphrase was given or none was set
  ├ WrongPassphrase     the passphrase does not open it
  ├ WeakPassphrase      too short to protect anything
  ├ Damaged             altered, cut short, or put together from other files
  └ KeyringSilent       whether the key is on this PC is not known: its keyring did not answer
"""

from __future__ import annotations


class SealedError(Exception):
    """Base of this package's errors. `str()` is one line: what is wrong, then what to do."""

    code = "SF-1"

    def __init__(self, summary: str, remedy: str = "") -> None:
        self.summary = summary
        self.remedy = remedy
        super().__init__(summary)

    def __str__(self) -> str:
        return f"{self.summary.rstrip('.')}. {self.remedy}".strip()


class NotSealed(SealedError):
    """The file is none of ours."""

    code = "SF-2"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name}: this is not a sealed file of this program",
            "Choose the file that `baseline` wrote; it is never opened or changed by another program.",
        )


class NewerFile(SealedError):
    """The file was written by a later version."""

    code = "SF-3"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name}: a newer version of this program wrote this file",
            "Install that version, then try again.",
        )


class KeyNotKept(SealedError):
    """Nothing was written, since nobody could have opened it again."""

    code = "SF-4"

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The key of a sealed file could not be kept on this PC ({reason.rstrip('.')})",
            "Give a recovery passphrase, which opens the file on any PC. Nothing was written.",
        )


class KeyLost(SealedError):
    """The key is not here."""

    code = "SF-5"

    def __init__(self, name: str, *, has_passphrase: bool) -> None:
        if has_passphrase:
            where, remedy = (
                "and no recovery passphrase was given",
                "Give the passphrase that was set when the file was made.",
            )
        else:
            where, remedy = (
                "and the file was made without a recovery passphrase",
                "Open it on the PC and as the user that made it. If that is gone, nobody can read the file, "
                "and that is meant: make a new baseline, with a passphrase.",
            )
        super().__init__(f"{name}: its key is not in this PC's keyring, {where}", remedy)


class WrongPassphrase(SealedError):
    """The passphrase does not open the file."""

    code = "SF-6"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name}: the passphrase does not open it",
            "Capitals and spaces count. If the passphrase is lost, nobody can read the file: make a new "
            "baseline.",
        )


class WeakPassphrase(SealedError):
    """The passphrase would be guessed."""

    code = "SF-7"

    def __init__(self, least: int) -> None:
        super().__init__(
            f"The recovery passphrase is shorter than {least} characters",
            "Take four or five words that do not belong together.",
        )


class Damaged(SealedError):
    """What the file holds is not what was sealed."""

    code = "SF-8"

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            f"{name}: {what}, so that nothing in it can be trusted",
            "Take an untouched copy of the file, or make a new baseline.",
        )


class KeyringSilent(SealedError):
    """Whether the key is here is not known."""

    code = "SF-9"

    def __init__(self, name: str, *, has_passphrase: bool) -> None:
        remedy = "Unlock the keyring, or sign out of the PC and in again, then try once more."
        if has_passphrase:
            remedy += " The recovery passphrase opens the file without it."
        super().__init__(
            f"{name}: this PC's keyring did not answer, so it is not known whether it holds the key", remedy
        )
