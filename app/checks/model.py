"""What a check is and what it answers: the same objects feed the page, the JSON and the support bundle.

A finding is not a string: it carries a code, arguments and a remedy, and its sentence is made late from
`resources/catalogues/findings.toml` by `app.checks.wording`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """How a check ended. `CRASHED` is our fault and is never shown as the school's."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"
    CRASHED = "crashed"


class Severity(StrEnum):
    """The words the technician sees: fine, to look at, to mend."""

    FINE = "fine"
    LOOK_AT = "look-at"
    MEND = "mend"


class Mender(StrEnum):
    """Who can put a finding right."""

    TECHNICIAN = "technician"
    FILTER_TEAM = "whoever runs the web filter"
    NETWORK_TEAM = "whoever runs the network"
    MIS_TEAM = "whoever looks after the MIS"
    WONDE = "Wonde"
    ITSLEARNING = "itslearning"
    HEADTEACHER = "headteacher"
    US = "the makers of this wizard"


@dataclass(frozen=True, slots=True)
class Remedy:
    """Who can mend a finding and how."""

    who: Mender
    text: str
    steps: tuple[str, ...] = ()
    copy_text: str | None = None
    """A message ready to send to whoever can mend it."""
    action_id: str | None = None
    """A button of the page, by id, where the program itself can help."""
    retry: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found. Everything that is not fine says who can mend it and how."""

    code: str
    """Short and readable aloud, as `NET-47`; every code has a help page."""
    severity: Severity
    summary: str
    """What happened and what it means, in the technician's words."""
    evidence: Mapping[str, str] = field(default_factory=dict)
    """Label to value: what was seen, without secrets or personal data."""
    affects: str = ""
    remedy: Remedy | None = None
    title: str = ""
    """The heading: one line."""
    args: Mapping[str, str] = field(default_factory=dict)
    """What the sentences were filled with, so that the support bundle need hold no sentences."""


def outcome_of(findings: Iterable[Finding]) -> Outcome:
    """How a check ends that found these: the worst of them decides."""
    severities = {entry.severity for entry in findings}
    if Severity.MEND in severities:
        return Outcome.FAIL
    return Outcome.WARN if Severity.LOOK_AT in severities else Outcome.PASS


@dataclass(frozen=True, slots=True)
class Result:
    """How one check ended, with what it found."""

    check_id: str
    title: str
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    duration_s: float = 0.0
    note: str = ""
    """The quiet line beside a pass, as "both hosts, 11 ms"; for a skip, the reason."""
    because: str | None = None
    """For a skip: the id of the check whose failure caused it."""
    error_id: str | None = None
    """For a crash: what to quote to the makers."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a check's `run` hands back; the engine adds id, title and time to make a `Result`."""

    findings: tuple[Finding, ...] = ()
    note: str = ""
    skip_reason: str | None = None
    """Set when the check found that it does not apply here."""
    blocks: bool | None = None
    """Whether what depends on this is skipped. None: it is, if this failed or does not apply."""
    because: str | None = None
    """For a skip: the id of the check whose finding explains what was seen here. That one must have ended
    first: name it in `depends_on` or `after`."""

    def softened(self) -> Found:
        """The same with nothing to mend: what was, is to look at."""
        softer = tuple(
            replace(one, severity=Severity.LOOK_AT) if one.severity is Severity.MEND else one
            for one in self.findings
        )
        return replace(self, findings=softer)


def unread(because: str) -> Found:
    """What a check answers that could not read its fact: skipped, with the reason, in nobody's way."""
    return Found(skip_reason=f"Could not be read, because {because}.", blocks=False)


@dataclass(frozen=True, slots=True)
class Check:
    """One question about what is true right now. Changes nothing."""

    id: str
    """`family.name` or `family.name.host`; `--only FAMILY` selects by prefix."""
    title: str
    run: Callable[[Any], Awaitable[Found]]
    """Called with the engine's `Context`; bounded by `timeout_s`, cancelled at once on request."""
    depends_on: tuple[str, ...] = ()
    """Skipped, with the cause, where one of these stands in the way."""
    timeout_s: float = 10.0
    after: tuple[str, ...] = ()
    """Waits until these have ended, however they ended; one that is not in the run is not waited for. For
    what may explain this check's finding and must not hide it."""
