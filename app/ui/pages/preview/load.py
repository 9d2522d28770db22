"""How the preview gets its people: what is asked of files, of Wonde, of the keyring and of the journey.

Functions named `read_…` block and belong on a worker thread; coroutines run on the loop's thread. Neither
touches a widget.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from app.formats.mis_report import Report, ReportSheet, open_report
from app.formats.records import FieldState
from app.journey.claims import Claim
from app.journey.events import PreviewTaken
from app.journey.facts import Facts
from app.roster.database import Roster
from app.roster.errors import RosterError
from app.roster.facts import SourceKind
from app.roster.recognition import Source, recognised
from app.roster.sources import load_file, load_report, load_wonde
from app.ui.pages.preview.reading import Content, read_content
from app.ui.widgets.mark import MarkKind
from app.wonde.client import Opens, WondeClient
from app.wonde.collector import collector_held

if TYPE_CHECKING:
    from app.storage.secrets import Kept, TokenStore
    from app.transport.client import Transport

ROLL_LETTERS = 4000
SEVERAL_SCHOOLS = (
    "This token opens several schools, so it is not this school’s own. It was not kept. Ask itslearning for a"
    " token for this one school."
)
NO_SCHOOL = (
    "This token opens no school. Either no school has approved it yet, or it is for another region."
    " It was not kept."
)


@dataclass(frozen=True, slots=True)
class JourneySeen:
    """What the journey already says that the preview depends on."""

    approved: bool = False
    mis: str | None = None
    school_id: str | None = None
    number_on_roll: int | None = None
    before: PreviewTaken | None = None
    """The latest preview taken from a file."""
    years: tuple[tuple[str, int], ...] = ()
    """Students per year of that preview, and `years_from` the words for where they came from."""
    years_from: str = ""
    roll: str = ""
    """Numbers on roll as they were typed before."""


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """How a pasted token fared: where it is kept, or why it was not."""

    kept: str = ""
    problem: str = ""
    school_id: str | None = None


def journey_seen(facts: Facts, draft: Mapping[str, object]) -> JourneySeen:
    """What the facts and the kept draft say."""
    school = facts.school
    # Online only says that Wonde reaches the MIS; that may be for another app.
    reached = bool(facts.holds(Claim.APPROVED) or facts.holds(Claim.AUDITED))
    years, years_from = _years_kept(draft)
    return JourneySeen(
        approved=reached and not facts.holds(Claim.REVOKED) and not facts.holds(Claim.DECLINED),
        mis=school.mis if school else None,
        school_id=school.wonde_id if school else None,
        number_on_roll=school.number_on_roll if school else None,
        before=facts.preview(Claim.SEEN_BEFORE),
        years=years,
        years_from=years_from,
        roll=str(draft.get("roll", ""))[:ROLL_LETTERS],
    )


def _years_kept(draft: Mapping[str, object]) -> tuple[tuple[tuple[str, int], ...], str]:
    """The draft's students per year; nothing at all unless every number is one."""
    years = draft.get("years")
    if not isinstance(years, dict) or not all(isinstance(n, int) and n >= 0 for n in years.values()):
        return (), ""
    return tuple((str(label)[:40], int(n)) for label, n in years.items()), str(draft.get("from", ""))[:80]


def event_of(content: Content) -> PreviewTaken:
    """The ledger's record of a preview: numbers only."""
    origin, counts = content.origin, content.counts
    severities = Counter(issue.mark for issue in content.issues)
    return PreviewTaken(
        phase="after" if origin.kind is SourceKind.WONDE else "before",
        source=_SOURCES[origin.kind],
        students=counts.students,
        staff=counts.staff,
        classes=counts.classes,
        memberships=counts.memberships,
        groups=dict(counts.groups),
        fields=dict(Counter(_STATES[state] for state in content.field_states)),
        must_fix=severities[MarkKind.MEND],
        check=severities[MarkKind.LOOK_AT],
        notes=severities[MarkKind.INFO],
        issues={issue.code: issue.count for issue in content.issues},
        differences=content.differences,
    )


_STATES: dict[FieldState, Literal["shared", "not-shared", "blank", "cannot-see"]] = {
    FieldState.SHARED: "shared",
    FieldState.NOT_SHARED: "not-shared",
    FieldState.BLANK: "blank",
    FieldState.UNKNOWN: "cannot-see",
}
_SOURCES: dict[SourceKind, Literal["wonde", "mis-report", "oneroster", "ims-enterprise", "wizard-export"]] = {
    SourceKind.WONDE: "wonde",
    SourceKind.REPORT: "mis-report",
    SourceKind.ONEROSTER: "oneroster",
    SourceKind.IMS_ENTERPRISE: "ims-enterprise",
    SourceKind.TABLES: "wizard-export",
}


def event_of_portal(students: int, staff: int, differences: int) -> PreviewTaken:
    """The ledger's record of the portal's own numbers, as someone read them off."""
    return PreviewTaken(
        phase="after", source="portal-numbers", students=students, staff=staff, differences=differences
    )


def years_to_keep(content: Content) -> dict[str, object]:
    """The draft kept of a preview: students per year, counts only, for the next comparison."""
    when = content.origin.when.astimezone().strftime("%d %B %Y").lstrip("0")
    years = {year.label: year.students for year in content.years if year.label}
    return {"years": years, "from": f"your report of {when}"}


def read_head(paths: tuple[Path, ...], mis: str | None, remembered: dict[str, str]) -> Report | Source:
    """What was chosen: of a report its sheets with guessed columns, of anything else what it is. Raises
    InputError."""
    source = recognised(paths)
    if source.kind is not SourceKind.REPORT:
        return source
    return open_report(source.paths, mis=mis, remembered=remembered)


async def check_token(
    transport: Transport, api_url: str, text: str, store: Callable[[], TokenStore], name: str
) -> TokenAnswer:
    """Asks Wonde what a token opens and keeps it if it is for one school. Raises WondeError."""
    async with transport:
        scope = await WondeClient(transport, api_url=api_url, token=text).token_scope()
    if scope.opens is Opens.SEVERAL:
        return TokenAnswer(problem=SEVERAL_SCHOOLS)
    if not scope.may_be_saved or scope.school is None:
        return TokenAnswer(problem=NO_SCHOOL)
    kept = await asyncio.to_thread(lambda: store().save(name, text))
    where = scope.school.name or scope.school.id
    return TokenAnswer(kept=f"{where}. {kept_words(kept)}", school_id=scope.school.id)


def kept_words(kept: Kept) -> str:
    """Where a token is kept, in a sentence."""
    if kept.in_keyring:
        return "Its token is kept in this computer’s own store for passwords, for your account only."
    return (
        "Its token is kept for this session only and forgotten when the program closes:"
        f" {kept.reason or 'this computer has no store for passwords that can hold it'}."
    )


Loaded = tuple[Roster, Content]
Loading = Callable[[Callable[[object], None]], Coroutine[Any, Any, Loaded]]


def from_wonde(
    transport: Callable[[], Transport], api_url: str, token: Callable[[], str | None], school_id: str | None
) -> Loading:
    """Loads a whole school from Wonde. Raises WondeError, RosterError, NoTokenForOneSchool."""

    async def load(report: Callable[[object], None]) -> Loaded:
        held = await asyncio.to_thread(token)
        if not held:
            raise NoTokenForOneSchool()
        async with transport() as opened:
            client = WondeClient(opened, api_url=api_url, token=held)
            school = school_id
            if school is None:
                scope = await client.token_scope()
                if scope.school is None:
                    raise NoTokenForOneSchool()
                school = scope.school.id
            with collector_held():
                roster = await load_wonde(client, school, report)
                return roster, await asyncio.to_thread(read_content, roster)

    return load


def from_report(report: Report) -> Loading:
    """Loads a report whose columns were settled. Raises InputError, RosterError."""
    return _from_file(lambda tell: load_report(report, progress=tell))


def from_source(source: Source) -> Loading:
    """Loads what needs no columns settled. Raises InputError, RosterError."""
    return _from_file(lambda tell: load_file(source, progress=tell))


def with_sheets(report: Report, sheets: tuple[ReportSheet, ...]) -> Report:
    """The report with its columns as the user has them."""
    return replace(report, sheets=sheets)


def _from_file(work: Callable[[Callable[[object], None]], Roster]) -> Loading:
    def blocking(tell: Callable[[object], None]) -> Loaded:
        with collector_held():
            roster = work(tell)
            try:
                return roster, read_content(roster)
            except BaseException:
                roster.close()
                raise

    async def load(report: Callable[[object], None]) -> Loaded:
        loading = asyncio.get_running_loop().run_in_executor(None, blocking, report)
        try:
            return await asyncio.shield(loading)
        except asyncio.CancelledError:
            # The thread can't be stopped; what it makes is freed when it is through.
            loading.add_done_callback(_free)
            raise

    return load


def _free(loading: asyncio.Future[Loaded]) -> None:
    if not loading.cancelled() and loading.exception() is None:
        loading.result()[0].close()


class NoTokenForOneSchool(RosterError):
    """There is no token, or it does not open exactly one school."""

    code = "PV-1"

    def __init__(self) -> None:
        super().__init__(
            "There is no token that opens exactly this one school",
            "Ask itslearning for a token for this school and paste it here, or read a report instead.",
        )
