"""What the preview says of a comparison, in plain Python: verdict, table, findings, answers, and a message.

Made on a worker thread from a `Comparison`, of which nothing else is kept.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from app.guidance.content import fill
from app.guidance.permissions import permission_fields
from app.journey.events import ComparisonMade
from app.journey.wording import whole_day
from app.roster.baseline.keeping import Baseline
from app.roster.baseline.snapshot import NO_YEAR, STUDENT
from app.roster.comparison.compare import finding_titles, year_name
from app.roster.comparison.limits import NOT_COMPARED, answers, questions, words_of
from app.roster.comparison.result import Comparison, Finding, Kind, Tally
from app.ui.pages.preview.content import preview_content
from app.ui.widgets.mark import MarkKind

FILE_LETTERS = 80


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind in numbers."""

    title: str
    then: int
    now: int
    new: int
    gone: int
    changed: int
    explained: int
    unexplained: int
    note: str = ""
    """Why it was not compared; empty where it was."""

    @property
    def cells(self) -> tuple[str, ...]:
        """As the table shows them."""
        numbers = [f"{number:,}" for number in self.numbers]
        return tuple([*numbers[:2], *([NOT_COMPARED] * len(numbers[2:]))] if self.note else numbers)

    @property
    def numbers(self) -> tuple[int, ...]:
        """In the order of the table."""
        return (
            self.then, self.now, self.new, self.gone, self.changed, self.explained, self.unexplained,
        )  # fmt: skip

    @property
    def sentence(self) -> str:
        """The same in words."""
        if self.note:
            return self.note
        names = ("then", "now", "new", "gone", "changed", "explained", "unexplained")
        numbers = {name: f"{number:,}" for name, number in zip(names, self.numbers, strict=True)}
        return fill(preview_content().changes.message.counts, {"kind": self.title, **numbers})


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One thing that nothing explains, with the roster's ids of today's people or groups it is about."""

    code: str
    kind: Kind
    mark: MarkKind
    title: str
    why: str
    next: str
    people: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangesView:
    """A whole comparison, ready to show. Names nobody."""

    file: str
    made: date
    held: bool
    reasons: tuple[str, ...]
    """Why it is held."""
    not_told: tuple[str, ...]
    """Of a whole kind, why it was not compared."""
    cautions: tuple[str, ...]
    """The school year between the two, an outlived baseline, what could not be compared."""
    kinds: tuple[KindLine, ...]
    explained: tuple[str, ...]
    """A sentence per kind: what explains how many."""
    lines: tuple[ChangeLine, ...]
    answers: tuple[tuple[str, str], ...]
    years_then: dict[str, int]
    """Students per year group in the baseline."""
    message: str
    event: ComparisonMade

    @property
    def verdict(self) -> str:
        """In a few words, none of them more than was compared."""
        words = preview_content().changes
        if self.held:
            return words.held
        return words.passed_in_part if self.not_told else words.passed

    @property
    def not_rolled_over(self) -> bool:
        """Whether the calendar has turned and the MIS has not."""
        return any(line.code == "not-rolled-over" for line in self.lines)

    @property
    def years_from(self) -> str:
        """What last year's numbers are called."""
        return fill(preview_content().changes.last_year, {"day": whole_day(self.made)})


_TITLES = {
    Kind.STUDENTS: "Students",
    Kind.STAFF: "Staff",
    Kind.GROUPS: "Groups",
    Kind.CLASSES: "Classes",
    Kind.MEMBERSHIPS: "Memberships",
}


def changes_view(comparison: Comparison, baseline: Baseline, name: str, now: datetime) -> ChangesView:
    """The comparison of a baseline read from the file `name`. Raises ContentError."""
    made = baseline.head.made.astimezone().date()
    kinds = tuple(_kind_line(kind, comparison.kinds[kind], comparison.note_on(kind)) for kind in Kind)
    reasons = tuple(hold.title for hold in comparison.held)
    return ChangesView(
        file=name[:FILE_LETTERS],
        made=made,
        held=bool(comparison.held),
        reasons=reasons,
        not_told=tuple(kind.note for kind in kinds if kind.note),
        cautions=_cautions(comparison, baseline, now.astimezone().date()),
        kinds=kinds,
        explained=tuple(filter(None, (_explained(kind, comparison.kinds[kind]) for kind in Kind))),
        lines=(*_lines(comparison), *_unmatched(comparison)),
        answers=_answers() if comparison.held else (),
        years_then=_years_then(comparison),
        message=_message(made, kinds, reasons, held=bool(comparison.held)),
        event=_event(comparison, made),
    )


def _kind_line(kind: Kind, tally: Tally, note: str) -> KindLine:
    return KindLine(
        _TITLES[kind], tally.then, tally.now, tally.added, tally.removed, tally.changed, tally.explained,
        tally.unexplained, note,
    )  # fmt: skip


def _explained(kind: Kind, tally: Tally) -> str:
    reasons = "; ".join(f"{reason} ({count:,})" for reason, count in tally.reasons.most_common())
    return f"{_TITLES[kind]}: {reasons}." if reasons else ""


def _lines(comparison: Comparison) -> tuple[ChangeLine, ...]:
    titles = finding_titles(comparison.findings)
    return tuple(
        _line(comparison, finding, title) for finding, title in zip(comparison.findings, titles, strict=True)
    )


def _line(comparison: Comparison, finding: Finding, title: str) -> ChangeLine:
    words = words_of(finding.code)
    holds = bool(words.holds) and finding.count >= words.holds
    people = () if finding.of_groups else tuple(comparison.people_now(finding.now))
    groups = tuple(comparison.groups_now(finding.now)) if finding.of_groups else ()
    mark = MarkKind.MEND if holds else MarkKind.LOOK_AT
    return ChangeLine(finding.code, finding.kind, mark, title, words.why, words.next, people, groups)


def _unmatched(comparison: Comparison) -> tuple[ChangeLine, ...]:
    change, words = comparison.mis_change, preview_content().changes
    if change is None or not change.unmatched_now:
        return ()
    people = tuple(comparison.people_now(change.unmatched_now))
    title = f"{words.unmatched} ({len(people):,})"
    return (
        ChangeLine(
            "unmatched",
            Kind.STUDENTS,
            MarkKind.LOOK_AT,
            title,
            words.unmatched_why,
            words.unmatched_next,
            people=people,
        ),
    )


def _cautions(comparison: Comparison, baseline: Baseline, today: date) -> tuple[str, ...]:
    words = preview_content().changes
    said = [_school_year(comparison)]
    if baseline.head.outlived(today):
        said.append(fill(words.outlived, {"day": whole_day(baseline.head.keep_until)}))
    leavers = comparison.leavers_by_year()
    if leavers:
        by_year = ", ".join(f"{count:,} from {year_name(year)}" for year, count in leavers.items())
        said.append(f"Students who left: {by_year}. {words.who_left}")
    if comparison.mis_change is not None:
        by = ", ".join(f"{_by(how)} ({count:,})" for how, count in comparison.mis_change.matched.items())
        said.append(fill(words.mis_change, {"by": by or "nothing"}))
        said += _not_found_again(len(comparison.mis_change.unmatched_then))
    not_compared = [name for name in comparison.not_compared if "." in name]
    if not_compared:
        fields = ", ".join(map(_field_words, not_compared))
        said.append(fill(words.not_compared, {"fields": fields}))
    return tuple(said)


def _not_found_again(count: int) -> list[str]:
    """Who of the baseline is not matched can be counted and not named."""
    words = preview_content().changes
    if not count:
        return []
    return [words.not_again_one if count == 1 else fill(words.not_again, {"count": f"{count:,}"})]


def _by(how: str) -> str:
    return {"upn": "UPN", "email": "e-mail address", "upi": "lasting id"}.get(how, how.replace("_", " "))


def _school_year(comparison: Comparison) -> str:
    words = preview_content().changes
    if comparison.expected_steps > comparison.steps:
        return words.not_turned
    if comparison.steps == 0:
        return words.same_year
    if comparison.steps == 1:
        return words.turned_one
    return fill(words.turned_many, {"steps": comparison.steps})


def _field_words(name: str) -> str:
    kind, _, field = name.partition(".")
    titles = {(entry.kind, entry.field): entry.title for entry in permission_fields()}
    title = titles.get((kind, field), field.replace("_", " ").capitalize())
    return f"{title} of {'students' if kind == 'student' else kind}"


def _answers() -> tuple[tuple[str, str], ...]:
    asked, given = questions().model_dump(), answers().model_dump()
    return tuple((str(asked[name]), str(text)) for name, text in given.items())


def _years_then(comparison: Comparison) -> dict[str, int]:
    people = comparison.then.people
    counted = Counter(
        year
        for kind, year in zip(people.kind, people.year, strict=True)
        if kind == STUDENT and year != NO_YEAR
    )
    return {year_name(year): count for year, count in sorted(counted.items())}


def _message(made: date, kinds: tuple[KindLine, ...], reasons: tuple[str, ...], *, held: bool) -> str:
    words = preview_content().changes.message
    verdict = "held" if held else "pass"
    lines = [
        fill(words.subject, {"verdict": verdict}),
        "",
        fill(words.head, {"day": whole_day(made), "verdict": verdict}),
    ]
    if reasons:
        lines += ["", words.reasons, *(f"- {reason}" for reason in reasons)]
    return "\n".join([*lines, "", *(kind.sentence for kind in kinds)])


def _event(comparison: Comparison, made: date) -> ComparisonMade:
    compared = [kind for kind in Kind if not comparison.note_on(kind)]
    return ComparisonMade(
        verdict="held" if comparison.held else "pass",
        baseline_of=made,
        explained={str(kind): comparison.kinds[kind].explained for kind in compared},
        left={str(kind): comparison.kinds[kind].unexplained for kind in compared},
        held=tuple(dict.fromkeys(hold.code for hold in comparison.held)),
    )
