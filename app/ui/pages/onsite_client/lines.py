"""The checks of the on-site client page as lines: which are asked, and how their answers are put together.

Checks are asked host by host and shown question by question: a line stands for one question, for every host
it was put to. What is recorded is counted in the same lines, so the page and the ledger never disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from app.checks.context import ClientPlace
from app.checks.engine import STOPPED
from app.checks.model import Check, Finding, Outcome, Result, Severity
from app.checks.summary import STOPPED_CODES
from app.checks.wording import finding
from app.guidance.hosts import HostEntry, hosts_to_check
from app.guidance.mis import ClientNeed
from app.journey.events import ClientChecked
from app.ui.pages.onsite_client.model import School
from app.ui.widgets.findings import FindingGroup

WONDE_LINES = ("wonde.token", "wonde.schools", "wonde.school", "wonde.region", "wonde.online")
"""What Wonde is asked here. What was approved and checked belongs to the approval's own page."""
NOT_YET_APPROVED = (
    "Wonde shows a school to this token only once itslearning is approved there: see the next step."
)
_WORST = (Outcome.FAIL, Outcome.WARN, Outcome.CRASHED, Outcome.PASS, Outcome.SKIPPED)
_CLIENT_FAMILY, _NET_FAMILY, _WONDE_FAMILY = "client", "net", "wonde"
_PC_FAMILY, _MIS_FAMILY = "pc", "mis"
FAMILY_TITLES = {
    _NET_FAMILY: "Network and filter",
    _PC_FAMILY: "This PC itself",
    _CLIENT_FAMILY: "Wonde’s client on this PC",
    _MIS_FAMILY: "The MIS on this PC",
    _WONDE_FAMILY: "What Wonde says",
}
_TITLES = {
    "net.network": "This PC reaches beyond itself",
    "net.portal": "No sign-in page in the way",
    "net.proxy": "The way out, for you and for services",
    "net.dns": "Names resolve",
    "net.tcp": "Connection",
    "net.tls": "Secure connection",
    "net.inspection": "Not opened on the way",
    "net.http": "Answers",
}


# -- which hosts, which lines ------------------------------------------------------------------------


def hosts_for(school: School, practice: Sequence[str] = ()) -> tuple[HostEntry, ...]:
    """The hosts to reach. `practice`: the practice school's addresses, and then nothing outside this PC."""
    if not practice:
        return hosts_to_check(lgfl=school.lgfl)
    entries: dict[str, HostEntry] = {}
    for url in practice:
        entry = HostEntry.from_url(url, purpose="talk to the practice school", group="wonde")
        entries.setdefault(entry.name, entry)
    return tuple(entries.values())


def line_of(check_id: str) -> str:
    """The line a check belongs to: `net.dns.api.wonde.com` to `net.dns`."""
    return ".".join(check_id.split(".")[:2])


def wanted(checks: Iterable[Check], place: ClientPlace, *, with_token: bool) -> tuple[Check, ...]:
    """The checks of this page, of all there are."""

    def belongs(check: Check) -> bool:
        family = check.id.split(".")[0]
        if family in (_CLIENT_FAMILY, _MIS_FAMILY):
            return place is not ClientPlace.NOT_NEEDED
        if family == _WONDE_FAMILY:
            return with_token and check.id in WONDE_LINES
        return family in (_NET_FAMILY, _PC_FAMILY)

    return tuple(check for check in checks if belongs(check))


def again(checks: Sequence[Check], line: str) -> tuple[Check, ...]:
    """A line's checks, what they depend on, and what depends on them: all that asking again may change."""
    picked = {check.id for check in checks if line_of(check.id) == line}
    grown = True
    while grown:
        after = picked | {
            c.id for c in checks if picked & set(c.depends_on) and line_of(c.id) != "net.network"
        }
        grown, picked = after != picked, after
    by_id = {check.id: check for check in checks}
    waiting = list(picked)
    while waiting:
        needed = set(by_id[waiting.pop()].depends_on) - picked
        picked |= needed
        waiting += needed
    return tuple(check for check in checks if check.id in picked)


def groups(checks: Sequence[Check], hosts: Sequence[HostEntry], school: School) -> tuple[FindingGroup, ...]:
    """The cards of the page, with their lines in order."""
    client = " · ".join(part for part in (_need_words(school), _place_words(school.place)) if part)
    asides = {
        _NET_FAMILY: hosts_words([entry.name for entry in hosts]),
        _CLIENT_FAMILY: client,
        _MIS_FAMILY: school.mis_name,
        _WONDE_FAMILY: "asked with the school’s token",
    }
    lines: dict[str, str] = {}
    for check in checks:
        lines.setdefault(line_of(check.id), _line_title(check))
    return families_of(list(lines.items()), asides)


def families_of(
    lines: Sequence[tuple[str, str]], asides: Mapping[str, str] | None = None
) -> tuple[FindingGroup, ...]:
    """Lines of (id, title) by the family that their id begins with, in the order to go through them."""
    by_family: dict[str, list[tuple[str, str]]] = {}
    for line in lines:
        by_family.setdefault(line[0].partition(".")[0], []).append(line)
    order = [family for family in FAMILY_TITLES if family in by_family]
    order += [family for family in by_family if family not in FAMILY_TITLES]
    return tuple(
        FindingGroup(
            FAMILY_TITLES.get(family, family), tuple(by_family[family]), (asides or {}).get(family, "")
        )
        for family in order
    )


def _line_title(check: Check) -> str:
    return _TITLES.get(line_of(check.id), check.title)


def hosts_words(names: Sequence[str]) -> str:
    """ "api.wonde.com · school.wonde.com", or how many where that would be long."""
    return " · ".join(names) if len(names) <= 2 else f"{len(names)} hosts"


def _need_words(school: School) -> str:
    if not school.mis_name:
        return ""
    return {ClientNeed.LIKELY: f"{school.mis_name} usually needs it"}.get(school.client_need, "")


def _place_words(place: ClientPlace) -> str:
    return {ClientPlace.THIS_PC: "runs on this PC", ClientPlace.ELSEWHERE: "runs on another machine"}.get(
        place, ""
    )


# -- results as lines --------------------------------------------------------------------------------


def lines(checks: Sequence[Check], results: Mapping[str, Result], *, approved: bool) -> dict[str, Result]:
    """One result for each line all of whose checks have ended."""
    members: dict[str, list[Check]] = {}
    for check in checks:
        members.setdefault(line_of(check.id), []).append(check)
    return {
        line: merged(line, _line_title(those[0]), [_settled(results[c.id], approved) for c in those])
        for line, those in members.items()
        if all(check.id in results for check in those)
    }


def _settled(result: Result, approved: bool) -> Result:
    """Before the approval a token opens no school: that is the order of things, not a fault."""
    if approved or [entry.code for entry in result.findings] != ["WON-11"]:
        return result
    return replace(result, outcome=Outcome.SKIPPED, findings=(), note=NOT_YET_APPROVED)


def merged(line: str, title: str, results: Sequence[Result]) -> Result:
    """Several hosts' answers to one question as one: the worst decides, and each finding is told once."""
    outcome = min((result.outcome for result in results), key=_WORST.index)
    told = [result for result in results if result.outcome is outcome]
    errors = [result.error_id for result in results if result.error_id]
    return Result(
        check_id=line,
        title=title,
        outcome=outcome,
        findings=_told_once([entry for result in results for entry in result.findings]),
        duration_s=max(result.duration_s for result in results),
        note=_note(told, results),
        because=told[0].because,
        error_id=errors[0] if errors else None,
    )


def _note(told: Sequence[Result], results: Sequence[Result]) -> str:
    if results[0].check_id.startswith("net.proxy."):  # for people and for services, not host by host
        return "; ".join(dict.fromkeys(result.note for result in told if result.note))
    if len(results) == 1 or told[0].outcome is not Outcome.PASS:
        return told[0].note
    if len(told) < len(results):
        return f"{len(told)} of {len(results)} hosts"
    times = [result.note for result in told if result.note.endswith(" ms")]
    slowest = max(times, key=lambda note: float(note.removesuffix(" ms")), default="")
    hosts = "both hosts" if len(told) == 2 else f"{len(told)} hosts"
    return f"{hosts}, {slowest}" if slowest and len(times) == len(told) else hosts


def _without_button(entry: Finding) -> Finding:
    """Every finding with evidence has a button for it already."""
    if entry.remedy is None or entry.remedy.action_id != "show-evidence":
        return entry
    return replace(entry, remedy=replace(entry.remedy, action_id=None))


_PER_HOST = ("host", "purpose", "port", "fingerprint")


def _told_once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings that differ in the host alone become one that names every host."""
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for entry in findings:
        rest = tuple(sorted((k, v) for k, v in entry.args.items() if k not in _PER_HOST))
        alike.setdefault((entry.code, entry.severity, entry.remedy and entry.remedy.who, rest), []).append(
            entry
        )
    return tuple(_without_button(_joined(those)) for those in alike.values())


def _joined(findings: Sequence[Finding]) -> Finding:
    first = findings[0]
    if len(findings) == 1 or first.remedy is None or "host" not in first.args:
        return first
    args: dict[str, object] = dict(first.args)
    for name in _PER_HOST:
        values = list(dict.fromkeys(entry.args[name] for entry in findings if name in entry.args))
        if values:
            args[name] = _with_others(values) if name == "host" else _listed(values)
    evidence: dict[str, str] = {}
    for entry in findings:
        own = entry.args.get("host", "")
        evidence |= {f"{label}, {own}" if label != "Host" else own: v for label, v in entry.evidence.items()}
    made = finding(first.code, evidence={k: v for k, v in evidence.items() if k != v}, **args)
    remedy = replace(made.remedy, who=first.remedy.who) if made.remedy else None
    return replace(made, severity=first.severity, remedy=remedy)


def _with_others(hosts: Sequence[str]) -> str:
    """ "a (and b)": one host is the subject of the catalogue's sentences, however many there are."""
    return f"{hosts[0]} (and {_listed(hosts[1:])})" if len(hosts) > 1 else hosts[0]


def _listed(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} and {values[-1]}"


# -- what the results come to ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tally:
    """The lines by how they ended."""

    fine: int = 0
    look_at: int = 0
    mend: int = 0
    not_checked: int = 0

    @classmethod
    def of(cls, results: Iterable[Result]) -> Tally:
        """Counts lines."""
        outcomes = [result.outcome for result in results]
        return cls(
            fine=outcomes.count(Outcome.PASS),
            look_at=outcomes.count(Outcome.WARN),
            mend=outcomes.count(Outcome.FAIL),
            not_checked=outcomes.count(Outcome.SKIPPED) + outcomes.count(Outcome.CRASHED),
        )

    @property
    def text(self) -> str:
        """ "5 fine, 1 to mend"."""
        parts = ((self.fine, "fine"), (self.look_at, "to look at"), (self.mend, "to mend"))
        return (
            ", ".join(f"{number} {words}" for number, words in parts if number) or "nothing could be checked"
        )


Client = Literal["running", "stopped", "not-found", "not-read"]


def client_of(results: Mapping[str, Result]) -> Client:
    """What was seen of the client itself."""
    codes = {entry.code for result in results.values() for entry in result.findings}
    if codes & STOPPED_CODES:
        return "stopped"
    running = results.get("client.running")
    if running is not None and running.outcome is Outcome.PASS:
        return "running"
    installed = results.get("client.installed")
    if codes & {"CLI-01", "CLI-04", "CLI-07"}:
        return "not-found"
    nothing_here = (
        installed is not None and installed.outcome is Outcome.PASS and "nothing here" in installed.note
    )
    return "not-found" if nothing_here else "not-read"


def checked_event(place: ClientPlace, results: Mapping[str, Result]) -> ClientChecked:
    """What a run puts in the ledger: how many and which codes. What Wonde says is an event of its own."""
    here = {line: result for line, result in results.items() if not line.startswith("wonde.")}
    tally = Tally.of(here.values())
    codes = [e.code for result in here.values() for e in result.findings if e.severity is not Severity.FINE]
    return ClientChecked(
        place=place.value,
        outcome="fail" if tally.mend else "warn" if tally.look_at else "pass",
        client=client_of(here),
        fine=tally.fine,
        look_at=tally.look_at,
        mend=tally.mend,
        codes=tuple(dict.fromkeys(codes)),
    )


def to_act_on(results: Iterable[Result]) -> tuple[Finding, ...]:
    """Findings that are not fine, what is to mend first."""
    found = [entry for result in results for entry in result.findings if entry.severity is not Severity.FINE]
    return tuple(sorted(found, key=lambda entry: entry.severity is not Severity.MEND))


def request_to_copy(results: Iterable[Result]) -> str:
    """The text to send of the first thing to mend; empty where there is none."""
    for entry in to_act_on(results):
        if entry.severity is Severity.MEND and entry.remedy and entry.remedy.copy_text:
            return entry.remedy.copy_text
    return ""


def stands_in_the_way(tally: Tally) -> str:
    """ "1 thing stands in the way"."""
    return (
        f"{tally.mend} thing{'' if tally.mend == 1 else 's'} stand{'s' if tally.mend == 1 else ''} in the way"
    )


@dataclass(slots=True)
class Run:
    """One run of the checks and what has come out so far."""

    checks: tuple[Check, ...] = ()
    hosts: tuple[HostEntry, ...] = ()
    results: dict[str, Result] = field(default_factory=dict)
    began: datetime | None = None
    ended: datetime | None = None

    @property
    def done(self) -> int:
        """How many checks have ended."""
        return sum(check.id in self.results for check in self.checks)

    def stop(self) -> tuple[Result, ...]:
        """What has no answer yet is not going to get one; returns what says so."""
        stopped = tuple(
            Result(check.id, check.title, Outcome.SKIPPED, note=STOPPED)
            for check in self.checks
            if check.id not in self.results
        )
        self.results.update((result.check_id, result) for result in stopped)
        return stopped

    @property
    def complete(self) -> bool:
        """Whether every check has an answer of its own: only then is a run recorded."""
        return bool(self.checks) and all(
            check.id in self.results and self.results[check.id].note != STOPPED for check in self.checks
        )
