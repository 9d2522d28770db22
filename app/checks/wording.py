"""Turns a code and its arguments into a finding with every sentence filled in from the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.checks.model import Finding, Mender, Remedy, Severity
from app.guidance.content import fill
from app.guidance.findings import MenderId, finding_wording

_LONGEST = 400
_GAP = re.compile(" {2,}")

_MENDERS: Mapping[MenderId, Mender] = {
    "technician": Mender.TECHNICIAN,
    "filter-team": Mender.FILTER_TEAM,
    "network-team": Mender.NETWORK_TEAM,
    "mis-team": Mender.MIS_TEAM,
    "wonde": Mender.WONDE,
    "itslearning": Mender.ITSLEARNING,
    "headteacher": Mender.HEADTEACHER,
    "us": Mender.US,
}


def finding(code: str, *, evidence: Mapping[str, str] | None = None, **args: object) -> Finding:
    """The finding for `code`, its texts filled with `args`.

    Arguments and evidence may come from outside (a certificate's issuer, a program's name): they are put on
    one line, without control characters, and cut to 400 characters. Raises ContentError for an unknown code
    or a missing argument.
    """
    wording = finding_wording(code)
    values = {name: one_line(value) for name, value in args.items()}
    remedy = Remedy(
        who=_MENDERS[wording.who],
        text=_filled(wording.remedy, values),
        steps=tuple(_filled(step, values) for step in wording.steps),
        copy_text=_filled(wording.copy_text, values) if wording.copy_text else None,
        action_id=wording.action,
        retry=wording.retry,
    )
    return Finding(
        code=code,
        severity=Severity(wording.severity),
        title=_filled(wording.title, values),
        summary=_filled(wording.summary, values),
        evidence={label: one_line(value) for label, value in (evidence or {}).items()},
        affects=wording.affects,
        remedy=remedy,
        args=values,
    )


def _filled(template: str, values: Mapping[str, object]) -> str:
    """Filled in; where an argument is empty, no gap is left."""
    return _GAP.sub(" ", fill(template, values)).strip()


def one_line(value: object) -> str:
    """Any text from outside, safe to put in a sentence: one line, printable, at most 400 characters."""
    words = "".join(mark if mark.isprintable() else " " for mark in str(value)).split()
    text = " ".join(words)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
