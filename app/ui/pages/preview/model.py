"""What the preview says, in plain Python: sentences, tiles, bars and lists made from a roster's own numbers.

Two phases. *Before approval* a report from the MIS shows who would be shared; it never claims to be what
Wonde serves. *After approval* Wonde itself is asked; then itslearning may already have read it, and nothing
here says otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.formats.errors import InputError
from app.formats.records import FieldState, PersonKind
from app.guidance.content import fill
from app.guidance.permissions import Need, judge_permission
from app.journey.errors import JourneyError
from app.roster.errors import RosterError
from app.roster.facts import (
    Counts,
    FieldRow,
    Issue,
    IssueSeverity,
    Origin,
    PermissionSeen,
    Phase,
    SourceKind,
)
from app.roster.fields import beyond_need
from app.roster.people import YearCount
from app.roster.tree import SetUpCounts
from app.storage.errors import SealedError
from app.ui.models.fields_model import FieldLine
from app.ui.pages.preview.content import preview_content
from app.ui.widgets.mark import MarkKind
from app.ui.widgets.tiles import TileText
from app.ui.widgets.year_chart import Bar
from app.wonde.errors import WondeError

SHORT_SHARE = 0.95
SHORT_COUNT = 5
"""A bar is drawn as short when it misses both more than this many students and more than one in twenty."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing can be shown, and what to do about it."""

    summary: str
    remedy: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One issue as the overview and the issues tab word it."""

    code: str
    mark: MarkKind
    title: str
    why: str
    where: str
    count: int
    people: int = 0
    """How many people it names; a rule about groups names none."""
    groups: int = 0
    """How many groups it names."""
    place: str = ""
    """Id of the record to mend, for `app.guidance.mending`."""

    @property
    def how_many(self) -> str:
        """ "2 people", "3 groups", or "4 times" where nobody is named; empty for a single time."""
        if self.people:
            return "1 person" if self.people == 1 else f"{self.people:,} people"
        if self.groups:
            return "1 group" if self.groups == 1 else f"{self.groups:,} groups"
        return self.times

    @property
    def times(self) -> str:
        """ "4 times" where neither people nor groups are named."""
        return f"{self.count:,} times" if self.count > 1 and not self.people and not self.groups else ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sets of numbers side by side, in words; `differences` is how many of them disagree."""

    differences: int
    text: str


class PeopleCounts(Protocol):
    """What a comparison needs of any counts."""

    @property
    def students(self) -> int:
        """How many students."""
        ...

    @property
    def staff(self) -> int:
        """How many staff."""
        ...


_MARKS = {
    IssueSeverity.MUST_FIX: MarkKind.MEND,
    IssueSeverity.CHECK: MarkKind.LOOK_AT,
    IssueSeverity.NOTE: MarkKind.INFO,
}


def purpose(approved: bool, origin: Origin | None) -> str:
    """The page's one sentence: no more than is known about where the data came from and who may have it."""
    if origin is None:
        if approved:
            return (
                "See what Wonde serves. The connection is approved, so itslearning may already have read it."
            )
        return "See who would be shared before anyone agrees to it, from a report exported from your MIS."
    if origin.kind is SourceKind.WONDE:
        if approved:
            return (
                "What Wonde serves for itslearning now."
                " It is approved, so itslearning may already have read it."
            )
        return "What Wonde serves to this token now. Whether itslearning has read it can’t be seen from here."
    if approved:
        return (
            "What your report holds; what Wonde serves may differ. The connection is approved, so itslearning"
            " may already have read the data."
        )
    return (
        "Who would be shared, going by your report. Wonde reads the MIS itself, so what it serves may differ."
    )


def phase_words(origin: Origin, approved: bool) -> str:
    """Which of the two previews this is."""
    if origin.phase is Phase.AFTER:
        return "After approval, from Wonde" if approved else "From Wonde"
    return "After approval, from your report" if approved else "Before approval, from your report"


def status_line(origin: Origin, counts: Counts) -> str:
    """ "From Wonde, 10:51 · 1,354 people"."""
    source = "Wonde" if origin.kind is SourceKind.WONDE else origin.detail or "your report"
    return f"From {source}, {clock(origin.when)} · {counts.students + counts.staff:,} people"


def clock(when: datetime) -> str:
    """The time of day where the reader is."""
    return when.astimezone().strftime("%H:%M")


def tiles(counts: Counts, made: SetUpCounts) -> tuple[TileText, ...]:
    """The five numbers at the top. Groups and courses are those that would be set up; where that is another
    number than was read, both are said."""
    groups = sum(counts.groups.values())
    where = f"groups in {made.levels} level{'' if made.levels == 1 else 's'}" if made.levels else "groups"
    some = made.taken < groups + counts.classes
    return (
        TileText(f"{counts.students:,}", "students"),
        TileText(f"{counts.staff:,}", "staff"),
        _set_up(made.groups, where, groups, "read"),
        _set_up(made.courses, "courses", counts.classes, "classes read"),
        TileText(f"{counts.memberships:,}", "memberships read" if some else "memberships"),
    )


def _set_up(count: int, what: str, read: int, as_what: str) -> TileText:
    return TileText(f"{count:,}", what if count == read else f"{what}; {read:,} {as_what}")


def bars(years: Sequence[YearCount], expected: Mapping[str, int] | None = None) -> tuple[Bar, ...]:
    """Students by year with what was expected, where known; years expected and absent are drawn empty."""
    expected = expected or {}
    made = [_bar(year.label or "No year", year.students, expected.get(year.label)) for year in years]
    seen = {year.label for year in years}
    made += [_bar(label, 0, number) for label, number in expected.items() if label not in seen and number]
    return tuple(made)


def _bar(label: str, students: int, expected: int | None) -> Bar:
    missing = 0 if expected is None else expected - students
    short = expected is not None and missing > SHORT_COUNT and students < expected * SHORT_SHARE
    return Bar(label, students, expected, short)


def issue_lines(issues: Sequence[Issue], named: Mapping[str, tuple[int, int]]) -> tuple[IssueLine, ...]:
    """Issues in words, in the roster's order (gravest first); `named` is how many people and groups each code
    names."""
    return tuple(
        IssueLine(
            i.code, _MARKS[i.severity], i.title, i.why, i.where, i.count, *named.get(i.code, (0, 0)), i.place
        )
        for i in issues
    )


_STATES = {
    FieldState.SHARED: (MarkKind.MEASURED, "Shared", ""),
    FieldState.NOT_SHARED: (MarkKind.SKIPPED, "Not shared", ""),
    FieldState.BLANK: (MarkKind.LOOK_AT, "Blank in the MIS", "look-at"),
    FieldState.UNKNOWN: (MarkKind.UNKNOWN, "Can’t be seen from here", ""),
}
_NEEDS = {
    Need.NEEDED: "We believe needed",
    Need.USEFUL: "Useful, not essential",
    Need.BEYOND: "Beyond need: ask itslearning why",
}
_OF = {"student": "Students", "staff": "Staff", "group": "Groups", "class": "Courses"}


def field_lines(rows: Sequence[FieldRow], origin: Origin) -> tuple[FieldLine, ...]:
    """Fields in words. From a report a filled column is "in the report", since nothing is shared by it."""
    return tuple(_field_line(row, origin) for row in rows)


def field_summary(lines: Sequence[FieldLine]) -> str:
    """How many fields of each kind are shared, withheld, blank: "Students: 14 shared, 2 not shared"."""
    counted: dict[str, Counter[str]] = {}
    for line in lines:
        counted.setdefault(line.of, Counter())[line.state] += 1
    return " · ".join(
        fill(
            preview_content().fields.summary,
            {
                "kind": kind,
                "states": ", ".join(f"{n} {_lowered(state)}" for state, n in states.most_common()),
            },
        )
        for kind, states in counted.items()
    )


def _lowered(state: str) -> str:
    return f"{state[:1].lower()}{state[1:]}"


@dataclass(frozen=True, slots=True)
class BeyondNeed:
    """Permissions approved beyond what itslearning is believed to need, and what to ask about them."""

    names: tuple[str, ...] = ()
    question: str = ""

    @property
    def title(self) -> str:
        """How many there are, in a sentence."""
        words = preview_content().fields
        if len(self.names) == 1:
            return words.beyond_one
        return fill(words.beyond_many, {"count": len(self.names)})


def beyond_words(permissions: Sequence[PermissionSeen] | None) -> BeyondNeed:
    """What is approved beyond need; nothing where the source lists no permissions."""
    names = tuple(permission.name for permission in beyond_need(permissions or ()))
    if not names:
        return BeyondNeed()
    questions = [judge_permission(name).question for name in names]
    return BeyondNeed(names, "\n\n".join([preview_content().fields.question_head, *questions]))


def _field_line(row: FieldRow, origin: Origin) -> FieldLine:
    mark, words, tone = _STATES[row.state]
    if origin.kind is not SourceKind.WONDE and row.state is FieldState.SHARED:
        words = "In the report"
    elif origin.kind is not SourceKind.WONDE and row.state is FieldState.NOT_SHARED:
        words = "Not in the report"
    if row.need is Need.BEYOND and row.state is FieldState.SHARED:
        mark, tone = MarkKind.MEND, "mend"
    elif row.need is Need.NEEDED and row.state is FieldState.NOT_SHARED:
        mark, tone = MarkKind.LOOK_AT, "look-at"
    filled = f"{row.filled:,} of {row.total:,}" if row.total else "–"
    return FieldLine(
        row.title, _OF.get(row.kind, row.kind), words, mark.value, filled, _NEEDS[row.need], tone
    )


def compare_with_portal(students: int, staff: int, counts: PeopleCounts | None) -> Comparison:
    """What the portal's own numbers, read off, say beside a report's."""
    portal = f"The Wonde portal shows {students:,} students and {staff:,} staff"
    if counts is None:
        return Comparison(0, f"{portal}. Read a report of the MIS to compare them.")
    differing = [
        _gap(there, here, what)
        for there, here, what in ((students, counts.students, "students"), (staff, counts.staff, "staff"))
        if there != here
    ]
    if not differing:
        return Comparison(0, f"{portal}, and so does your report.")
    return Comparison(
        len(differing),
        f"{portal}. {' '.join(differing)} Often it is Access control, staff who have not started yet, or"
        " leavers still in the report.",
    )


def _gap(there: int, here: int, what: str) -> str:
    word = "more" if here > there else "fewer"
    return f"Your report has {abs(here - there):,} {what} {word} ({here:,})."


def compare_with_roll(on_roll: int | None, counts: PeopleCounts) -> Comparison | None:
    """The students read beside the number on roll the school gave; None where it gave none."""
    if on_roll is None:
        return None
    if on_roll == counts.students:
        return Comparison(0, f"{counts.students:,} students: exactly the number on roll you gave.")
    word = "more" if counts.students > on_roll else "fewer"
    gap = abs(counts.students - on_roll)
    return Comparison(
        1,
        f"{counts.students:,} students, {gap:,} {word} than the {on_roll:,} on roll you gave."
        " Find out why first.",
    )


_OF_THE_FILE = ("is ", "holds ", "has ", "can’t ", "can't ", "cannot ", "does ")
"""How a complaint begins that says something of its file: a heading then reads as a sentence."""


def trouble_of(error: BaseException) -> Trouble:
    """An error in words. Those made for people carry their own; any other is ours, and says so."""
    if isinstance(error, JourneyError):
        return Trouble(str(error), "")
    if isinstance(error, InputError) and error.what.startswith(_OF_THE_FILE):
        return Trouble(f"{error.where} {error.what}".strip(), error.remedy, error.code)
    if isinstance(error, (WondeError, RosterError, InputError, SealedError)):
        return Trouble(error.summary, error.remedy, error.code)
    if isinstance(error, OSError):
        name = Path(error.filename).name if isinstance(error.filename, str) else "The file"
        return Trouble(
            f"{name} could not be read or written ({error.strerror or type(error).__name__})",
            "Check that its folder is still there and that you may write to it, or choose another place.",
        )
    return Trouble(
        "Something went wrong in this program, not at your school",
        "Try again. If it happens twice, quote the name of the error.",
        type(error).__name__,
    )


def kind_words(kind: str) -> str:
    """A person's kind as people say it."""
    return {PersonKind.STUDENT.value: "Student", PersonKind.STAFF.value: "Staff"}.get(kind, kind)
