"""The evidence pack's wording. Kept in resources/catalogues/evidence-pack.toml."""

from __future__ import annotations

import functools
from typing import Literal

from app.guidance.content import Content, Template, Words, read_content
from app.guidance.permissions import Need
from app.journey.sharing_events import FieldState

Source = Literal["wonde", "mis-report", "oneroster", "ims-enterprise", "wizard-export", "portal-numbers"]


class _How(Content):
    statement: Words
    known: Words
    since: Words
    level: Words
    step: Words


class _Party(Content):
    name: Words
    role: Words
    does: Words
    lgfl: bool
    """Whether it takes part only in an LGfL school."""


class _Parties(Content):
    title: Words
    text: Words
    party: Words
    role: Words
    does: Words
    school_role: Words
    school_does: Words
    mis_role: Words
    mis_does: Words
    other: tuple[_Party, ...]


class _Agreed(Content):
    title: Words
    text: Words
    lgfl: Words


class _Approval(Content):
    title: Words
    nothing: Words
    caution: Words


class _Receipts(Content):
    title: Words
    nothing: Words
    when: Words
    what: Words
    who: Words
    reference: Words
    noted: Words
    kinds: dict[str, Words]


class _Fields(Content):
    title: Words
    text: Words
    text_seen: Words
    seen: Template
    more: Template
    nothing: Words
    uncounted: Words
    counted: Words
    look: Words
    believed: Words
    kind: Words
    need: Words
    details: Words
    why: Words
    states: dict[FieldState, Words]
    needs: dict[Need, Words]


class _Counts(Content):
    title: Words
    text: Words
    nothing: Words
    when: Words
    look: Words
    students: Words
    staff: Words
    classes: Words
    must_fix: Words
    known: Words
    sources: dict[Source, Words]


class _Exclusions(Content):
    title: Words
    text: Words
    what: Words
    number: Words
    roll: Words
    shared: Words
    apart: Words
    access: Words
    unknown: Words


class _Known(Content):
    title: Words
    text: Words
    nothing: Words


class _DataTest(Content):
    title: Words
    nothing: Words
    counted: Template
    problems: Template
    days: Template
    asked_on: Template
    answered_on: Template
    live_on: Template


class _SignOn(Content):
    title: Words
    nothing: Words
    decision: Template
    levels: Words
    noted: Words
    when: Words
    what: Words
    level: Words
    who: Words
    by: Words
    decisions: dict[Literal["approved", "declined", "withdrawn", "not-now"], Words]


class _Advice(Content):
    title: Words
    what: Words
    answer: Words
    when: Words


class _Row(Content):
    name: Words
    entry: Template


class _Article30(Content):
    title: Words
    text: Words
    heading: Words
    value: Words
    row: tuple[_Row, ...]


class _Prompt(Content):
    question: Words
    known: Template


class _Assessment(Content):
    title: Words
    text: Words
    question: Words
    known: Words
    prompt: tuple[_Prompt, ...]


class _Notice(Content):
    title: Words
    text: Words
    sentence: Template
    details: Words


class _Review(Content):
    title: Words
    suggested: Template
    nothing: Words


class _Ledger(Content):
    title: Words
    text: Words
    what: Words
    value: Words
    events: Words
    head: Words
    file: Words
    state: Words
    sound: Words
    unsound: Words
    copy_words: Words
    no_copy: Words
    verify: Words


class _Draft(Content):
    title: Words
    purpose: Words
    not_approved: Words
    approved: Template
    next_title: Words
    next: tuple[Words, ...]
    next_lgfl: Words


class PackWords(Content):
    """resources/catalogues/evidence-pack.toml."""

    version: Words
    title: Words
    practice: Words
    purpose: Words
    for_school: Template
    unnamed: Words
    not_given: Words
    not_recorded: Words
    not_needed: Words
    to_fill: Words
    no_level: Words
    contents: Words
    foot: Template
    how: _How
    parties: _Parties
    agreed: _Agreed
    approval: _Approval
    receipts: _Receipts
    fields: _Fields
    counts: _Counts
    exclusions: _Exclusions
    known: _Known
    data_test: _DataTest
    sso: _SignOn
    advice: _Advice
    article_30: _Article30
    dpia: _Assessment
    notice: _Notice
    review: _Review
    ledger: _Ledger
    draft: _Draft
    about: dict[str, Words]


@functools.cache
def pack_words() -> PackWords:
    """The pack's wording. Raises ContentError."""
    return read_content(PackWords, "catalogues", "evidence-pack.toml")
