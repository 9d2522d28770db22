"""UK school identifiers and year labels: form and arithmetic only; nothing here asks who a person is.

UPN: a check letter, the LA (3 digits), the establishment (4), the year of allocation (2), a serial (3, or
2 and a letter for a temporary one). The check letter is the weighted sum of the other twelve, weights 2 to
13, modulo 23, read off an alphabet without I, O and S. A final letter counts as its place in that alphabet.

Year labels as Wonde and MIS reports really write them: "R", "0", "Reception", "Year R", "N1", "Nursery",
"Year 7". What is not certainly a year stays unknown: a class called "Rowan" is not Reception.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from operator import mul
from typing import NamedTuple

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"

_UPN = re.compile(r"[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]")
_UPN_BODY = re.compile(r"[0-9]{11}[0-9A-HJ-NP-RT-Z]")
_UPN_VALUES = {str(digit): digit for digit in range(10)} | {letter: i for i, letter in enumerate(UPN_LETTERS)}
_UPN_WEIGHTS = range(2, 14)
_URN = re.compile(r"[1-9][0-9]{4,5}")
_LAESTAB = re.compile(r"([0-9]{3})[ /\-]?([0-9]{4})")


class UpnFault(StrEnum):
    """What is wrong with a UPN, in words for a list of issues."""

    FORM = "is not in the form of a UPN: a letter, eleven digits, then a digit or a letter"
    CHECK_LETTER = "has a first letter that does not agree with the rest"


class Year(NamedTuple):
    """A year group that was recognised. `order` sorts: nursery below 0, Reception 0, Year 7 is 7."""

    code: str
    """N1, N2, N, R, or 1 to 14."""
    order: int

    @property
    def title(self) -> str:
        """For people: "Year 7", "Reception", "Nursery", "Nursery 1"."""
        if self.code == "R":
            return "Reception"
        if self.code.startswith("N"):
            return f"Nursery {self.code[1:]}".strip()
        return f"Year {self.code}"


def upn_check_letter(body: str) -> str:
    """The check letter for characters 2 to 13 of a UPN. Raises ValueError if they are not of that form."""
    if not _UPN_BODY.fullmatch(body):
        raise ValueError("characters 2 to 13 of a UPN are eleven digits and a digit or letter")
    total = sum(map(mul, _UPN_WEIGHTS, map(_UPN_VALUES.__getitem__, body)))
    return UPN_LETTERS[total % 23]


def upn_problem(text: str) -> UpnFault | None:
    """What is wrong with a UPN, or None. Case and outer spaces are forgiven; a blank text is a wrong form."""
    upn = text.strip().upper()
    if not _UPN.fullmatch(upn):
        return UpnFault.FORM
    return None if upn_check_letter(upn[1:]) == upn[0] else UpnFault.CHECK_LETTER


def is_temporary_upn(text: str) -> bool:
    """Whether a UPN of right form ends in a letter, as temporary ones do."""
    upn = text.strip().upper()
    return bool(_UPN.fullmatch(upn)) and upn[-1].isalpha()


def urn_problem(text: str) -> str | None:
    """What is wrong with a school's URN, in plain words, or None."""
    if _URN.fullmatch(text.strip()):
        return None
    return "a URN is six digits (five for a few older schools); Get Information about Schools lists it"


def normalise_laestab(text: str) -> str | None:
    """A DfE number written 304/1234, 304-1234, 304 1234 or 3041234 as "3041234"; None when it is none of
    these."""
    found = _LAESTAB.fullmatch(text.strip())
    return found.group(1) + found.group(2) if found else None


_YEAR_WORDS = {"year", "yr", "y", "group", "nc"}
_RECEPTION_BESIDE = {"year", "yr", "group", "girls", "boys"}
_JOINED = re.compile(r"\b(?:year|yr|y)[ .\-]*(?=[0-9]|r$|n[0-9]?$)")
_NUMBER = re.compile(r"0?[0-9]|1[0-4]")
LAST_YEAR = 14


@lru_cache(maxsize=4096)
def parse_year(label: str) -> Year | None:
    """The year group that a label certainly means, or None: unknown labels are shown as they are, never
    guessed.

    Understood: "7", "07", "Y7", "Yr 7", "Year 7", "Year Group 7", "R", "0", "YR", "Year R", "Reception",
    "Girls Reception", "N1", "Year N2", "Nursery", "Nursery 1". Not understood, on purpose: "Rowan", "7A",
    "20".
    """
    words = _JOINED.sub("year ", label.strip().casefold()).replace(".", " ").split()
    if not words:
        return None
    if "reception" in words:
        rest = [word for word in words if word != "reception"]
        return _year("R") if len(rest) < len(words) and set(rest) <= _RECEPTION_BESIDE else None
    rest = [word for word in words if word not in _YEAR_WORDS]
    if words[0] == "nursery":
        return _nursery(rest[1:])
    if len(rest) != 1 or words[-1] != rest[0]:
        return None
    return _bare_year(rest[0])


def _bare_year(text: str) -> Year | None:
    if text in ("r", "0", "00"):
        return _year("R")
    if text in ("n", "n1", "n2"):
        return _year(text.upper())
    if text.isascii() and _NUMBER.fullmatch(text):
        return _year(str(int(text)))
    return None


def _nursery(rest: list[str]) -> Year | None:
    if not rest:
        return _year("N")
    if rest in (["1"], ["2"]):
        return _year(f"N{rest[0]}")
    return None


_ORDERS = {"N1": -3, "N2": -2, "N": -1, "R": 0} | {str(number): number for number in range(1, LAST_YEAR + 1)}


def _year(code: str) -> Year:
    return Year(code, _ORDERS[code])


def year_of_code(code: str) -> Year:
    """The year of a code made by `parse_year`. Raises KeyError for any other."""
    return _year(code)
