"""Everything a check can find: its wording, who can mend it and how, and the first thing to ask."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from app.guidance.content import Content, ContentError, Template, Words, read_content

MenderId = Literal[
    "technician", "filter-team", "network-team", "mis-team", "wonde", "itslearning", "headteacher", "us"
]
"""Who can mend it; `app.checks.wording` turns each into the words people read."""


class FindingWording(Content):
    """Everything there is to say about one code. Placeholders are filled with the finding's arguments."""

    severity: Literal["fine", "look-at", "mend"]
    title: Template
    """One line: what is the matter."""
    summary: Template
    """What happened and what it means."""
    affects: str = ""
    who: MenderId
    remedy: Template
    """What to do, in one sentence."""
    steps: tuple[Template, ...] = ()
    copy_text: Template | None = None
    """A message to whoever can mend it."""
    action: str | None = None
    """The id of a button that helps."""
    retry: bool = True
    meaning: Words
    """For the help page: what this code means, whatever the particulars."""
    first_question: Words
    """What to ask first on the phone."""


class _Findings(Content):
    version: Words
    finding: Mapping[str, FindingWording] = Field(min_length=1)


@functools.cache
def finding_catalogue() -> Mapping[str, FindingWording]:
    """Code to wording, every code. Raises ContentError."""
    return read_content(_Findings, "catalogues", "findings.toml").finding


def finding_wording(code: str) -> FindingWording:
    """The wording of one code, as `NET-11`. Raises ContentError for an unknown code."""
    try:
        return finding_catalogue()[code]
    except KeyError:
        raise ContentError(f"findings.toml: there is no code {code}") from None
