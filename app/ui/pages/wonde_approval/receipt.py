"""Reads the receipt that Wonde e-mails after an approval, as far as it can be read.

No public page shows how the receipt is laid out, so nothing here leans on one layout: labelled lines and
plain sentences are both looked at, the result is shown to be put right by hand, and the pasted text is never
kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from pydantic import ValidationError

from app.journey.events import ApprovalReceipt
from app.journey.wording import SCHOOL_ZONE

LONGEST = 20_000
"""Characters looked at; a receipt is a page."""
_LONGEST_LINE = 300


@dataclass(frozen=True, slots=True)
class Understood:
    """What was made out. Empty or None where nothing was."""

    who: str = ""
    position: str = ""
    when: str = ""
    """As `written_moment` writes it."""
    reference: str = ""
    permissions: int | None = None
    people: int | None = None

    @property
    def anything(self) -> bool:
        """Whether there is anything to show."""
        return self != Understood()


_LABELS: Mapping[str, tuple[str, ...]] = {
    "who": ("approved by", "authorised by", "authorized by", "name", "user", "approver", "who", "by"),
    "position": ("position", "role", "job title", "title", "capacity", "job role"),
    "when": (
        "approved on", "approved at", "date and time", "date approved", "date", "when", "time", "timestamp",
        "approval date", "sent", "on",
    ),
    "reference": ("reference", "receipt", "receipt number", "ref", "approval id", "id"),
}  # fmt: skip
_LABELLED = re.compile(r"^[\s>*|•-]{0,10}([A-Za-z][A-Za-z /]{1,30}?)\s{0,5}[:|\t]\s{0,20}(\S.{0,200})$")
_SENTENCE = re.compile(
    r"(?:approved|authorised|authorized) by ([^\W\d_][^\d,()\n]{1,78}?)"
    r"(?:\s?\(([^()\n]{2,78})\)|,\s([^\d,()\n]{2,78}?))?"
    r"(?=\s+(?:on|at)\s|[.,;\n]|$)",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = r"(?:\D{1,6}(\d{1,2})[:.](\d{2})(?::\d{2}(?:\.\d+)?)?\s?(am|pm)?\s?(UTC|GMT|Z)?(?![a-z]))?"
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})" + _CLOCK, re.IGNORECASE)
_SLASHES = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})" + _CLOCK, re.IGNORECASE)
_NAMED = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([A-Za-z]{3,9})\.?,?\s+(\d{4})" + _CLOCK, re.IGNORECASE
)
_PERMISSIONS = re.compile(r"\b(\d{1,4}) +(?:of +\d+ +)?permissions?\b", re.IGNORECASE)
_PERMISSIONS_AFTER = re.compile(r"\bpermissions?\b[^\d\n]{0,30}(\d{1,4})\b", re.IGNORECASE)
_PEOPLE = re.compile(r"\b(\d{1,3}(?:,\d{3})+|\d{1,7}) +people\b", re.IGNORECASE)
_PEOPLE_AFTER = re.compile(r"\bpeople\b[^\d\n]{0,30}(\d{1,3}(?:,\d{3})+|\d{1,7})\b", re.IGNORECASE)
_BULLETS_AFTER = re.compile(r"permissions?(?: approved| granted)?\s?:", re.IGNORECASE)
_BULLET = ("-", "*", "•", "·")
_RECEIPT_NUMBER = re.compile(r"\breceipt(?: number| no\.?)?:? ([A-Za-z0-9-]*\d[A-Za-z0-9-]*)", re.IGNORECASE)
_REFERENCE = re.compile(r"[A-Za-z0-9./#:_-]*[0-9][A-Za-z0-9./#:_-]*")


def understand(text: str) -> Understood:
    """What a pasted receipt says, as far as it can be made out. Never raises."""
    lines = [line.strip()[:_LONGEST_LINE] for line in text[:LONGEST].splitlines() if line.strip()]
    found = _labelled(lines)
    flat = "\n".join(lines)
    said = _SENTENCE.search(flat)
    who = found.get("who", "")
    position = found.get("position", "")
    if said:
        position = position or (said[2] or said[3] or "").strip()
        who = who or said[1].strip()
    who, aside = _without_aside(who)
    moment = moment_in(found.get("when", "")) or moment_in(flat)
    printed = _RECEIPT_NUMBER.search(flat)
    reference = _REFERENCE.fullmatch(found.get("reference", "") or (printed[1] if printed else ""))
    return Understood(
        who=_name(who),
        position=_name(position or aside),
        when=written_moment(moment) if moment else "",
        reference=reference[0] if reference and len(reference[0]) <= 40 else "",
        permissions=_listed(lines) or _number(_PERMISSIONS.search(flat) or _PERMISSIONS_AFTER.search(flat)),
        people=_number(_PEOPLE.search(flat) or _PEOPLE_AFTER.search(flat)),
    )


def receipt_event(who: str, position: str, when: str, reference: str) -> ApprovalReceipt | dict[str, str]:
    """The event, or what is wrong, by field."""
    wrong: dict[str, str] = {}
    moment = moment_in(when)
    if moment is None:
        wrong["when"] = "The day, and the time if it is there: 3 November 2026, 14:05."
    try:
        made = ApprovalReceipt(
            who=who,
            position=position,
            when=moment or datetime.now(SCHOOL_ZONE),
            reference=reference.strip() or None,
        )
    except ValidationError as problem:
        hints = {
            "who": "The name of whoever approved: letters and . ' - only.",
            "position": "Their position, such as Headteacher: letters only.",
            "reference": "A number as the receipt prints it, without spaces; or leave it empty.",
        }
        wrong |= {str(error["loc"][0]): hints[str(error["loc"][0])] for error in problem.errors()}
        return wrong
    return wrong or made


def moment_in(text: str) -> datetime | None:
    """The first date in a text, with its time if one follows; by a clock in a UK school. Days come first."""
    for pattern, order in ((_ISO, "ymd"), (_NAMED, "dmy"), (_SLASHES, "dmy")):
        found = pattern.search(text)
        if found is None:
            continue
        day, month, year = (
            (found[3], found[2], found[1]) if order == "ymd" else (found[1], found[2], found[3])
        )
        number = _MONTHS.index(month[:3].lower()) + 1 if month[:3].lower() in _MONTHS else None
        try:
            date = datetime(int(year), number or int(month), int(day))
            clock = time(_hour(int(found[4]), found[6]), int(found[5])) if found[4] else time(0, 0)
        except ValueError:
            continue
        zone = UTC if found[7] else SCHOOL_ZONE
        return datetime.combine(date, clock, zone).astimezone(SCHOOL_ZONE)
    return None


def written_moment(moment: datetime) -> str:
    """ "3 November 2026, 14:05", which `moment_in` reads back."""
    from app.journey.wording import clock

    return clock(moment)


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    return hour % 12 + (12 if half.lower() == "pm" else 0)


def _labelled(lines: list[str]) -> dict[str, str]:
    """Values by what they are, the surest label first."""
    seen: dict[str, str] = {}
    for line in lines:
        found = _LABELLED.match(line)
        if found:
            seen.setdefault(" ".join(found[1].lower().split()), found[2].strip())
    return {
        what: next(seen[label] for label in labels if label in seen)
        for what, labels in _LABELS.items()
        if any(label in seen for label in labels)
    }


def _listed(lines: list[str]) -> int | None:
    """How many permissions stand in a list under their heading."""
    for place, line in enumerate(lines):
        if _BULLETS_AFTER.fullmatch(line):
            count = 0
            while place + 1 + count < len(lines) and lines[place + 1 + count].startswith(_BULLET):
                count += 1
            return count or None
    return None


def _without_aside(who: str) -> tuple[str, str]:
    """A name and what stands in brackets or after a comma behind it."""
    found = re.fullmatch(r"([^(,]{1,80})(?:\(([^)]{2,78})\)|,\s*([^,]{2,78}))?.{0,200}", who)
    return (found[1].strip(), (found[2] or found[3] or "").strip()) if found else (who, "")


def _name(text: str) -> str:
    """Only what can be a name or a position; an address or a sentence is left out."""
    plain = " ".join(text.split())[:80]
    return plain if plain and all(c.isalpha() or c in " .'’-,()&/" for c in plain) else ""


def _number(found: re.Match[str] | None) -> int | None:
    return int(found[1].replace(",", "")) if found else None
