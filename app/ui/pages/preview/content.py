"""What stands on the preview page beside what a roster says of itself."""

from __future__ import annotations

import functools

from app.guidance.content import Content, Template, Words, read_content
from app.roster.facts import SourceKind


class RecognisedWords(Content):
    """What is said of a file that was recognised."""

    title: Template
    text: Words


class SourceWords(Content):
    """Where to read from."""

    files: Words
    files_hint: Words
    wonde: Words
    wonde_hint: Words
    card: Words
    dialog: Words
    drop: Words
    kinds: Words
    missing: Words
    recognised: dict[SourceKind, RecognisedWords]
    """Of every kind of file but a report, whose columns are shown instead."""


class IssueWords(Content):
    """The issues tab."""

    must_fix: Words
    must_fix_why: Words
    check: Words
    check_why: Words
    note: Words
    note_why: Words
    none: Words
    save: Words
    save_all: Words
    key_problem: Template
    key_problem_see: Words
    not_saved: Template
    save_elsewhere: Words
    not_judged: Words
    not_judged_why: Words


class HoldMessage(Content):
    """The text to send when a comparison holds, or to show that it passed."""

    subject: Template
    head: Template
    counts: Template
    reasons: Words


class ChangeWords(Content):
    """The changes tab."""

    ask: Words
    ask_why: Words
    drop: Words
    kept_here: Words
    none_kept: Words
    passphrase: Words
    passphrase_hint: Words
    compare: Words
    keep: Words
    keep_why: Words
    keep_passphrase: Words
    keep_passphrase_hint: Words
    keep_again: Words
    keep_until: Words
    keep_until_hint: Words
    keep_button: Words
    differs: Words
    not_a_day: Words
    kept_anywhere: Words
    kept_only_here: Words
    kept_by_passphrase: Words
    passed: Words
    passed_why: Words
    passed_in_part: Words
    held: Words
    outlived: Template
    turned_one: Words
    turned_many: Template
    same_year: Words
    not_turned: Words
    explained: Words
    not_explained: Words
    all_explained: Words
    who_left: Words
    answers: Words
    not_compared: Template
    mis_change: Template
    not_again: Template
    not_again_one: Words
    unmatched: Words
    unmatched_why: Words
    unmatched_next: Words
    message_title: Words
    another: Words
    back: Words
    not_opened: Words
    not_kept: Words
    last_year: Template
    purge: Words
    purge_ask: Template
    purge_of: Template
    purge_confirm: Words
    purge_keep: Words
    purged: Template
    message: HoldMessage


class RollWords(Content):
    """The number on roll against what arrived."""

    title: Words
    why: Words
    field: Words
    example: Words
    compare: Words
    file: Words
    kept: Words
    from_typed: Words
    from_file: Template
    agrees: Words
    agrees_why: Words
    differs: Words
    differs_why: Words
    no_sum: Words
    not_understood: Template
    not_given: Template
    causes: Words
    whole: Words
    fewer: Template
    more: Template


class FieldWords(Content):
    """The fields tab."""

    explained: Words
    every_kind: Words
    summary: Template
    beyond_one: Words
    beyond_many: Template
    show_question: Words
    hide_question: Words
    question_title: Words
    question_head: Words


class SetupWords(Content):
    """What we ask itslearning to set up."""

    title: Words
    becomes: Template
    hierarchy: Words
    branch: Words
    courses: Words
    nothing: Words
    by_subject: Words
    course_title: Words
    course_title_hint: Words
    no_pattern: Words
    unknown_mark: Words
    too_long: Words
    sync_key: Words
    student: Words
    teaching_staff: Words
    other_staff: Words
    no_profile: Words
    confirmed: Words
    tree: Words
    save: Words
    kept: Words


class PreviewContent(Content):
    """resources/catalogues/preview.toml."""

    version: Words
    source: SourceWords
    issues: IssueWords
    changes: ChangeWords
    roll: RollWords
    fields: FieldWords
    setup: SetupWords


@functools.cache
def preview_content() -> PreviewContent:
    """The page's content. Raises ContentError."""
    return read_content(PreviewContent, "catalogues", "preview.toml")
