"""resources/catalogues/hand-over-pages.toml: what both sides read about hand-over files."""

from __future__ import annotations

import functools

from app.guidance.content import Content, Template, Words, read_content


class TechnicianWords(Content):
    """The card on the single sign-on page."""

    title: Words
    text: Words
    ask: Words
    take: Words
    ask_name: Words
    asked: Words
    own_words: Template
    compare: Template
    same: Words
    differ: Words
    differ_means: Words
    taken: Template
    forget: Words
    forgot: Words
    no_key: Words


class HeadteacherWords(Content):
    """The page on the headteacher's own copy."""

    title: Words
    purpose: Words
    begin: Words
    invitation: Words
    choose: Words
    compare_title: Words
    compare: Words
    same: Words
    differ: Words
    differ_means: Words
    school: Template
    practice: Words
    portal: Words
    tasks: Words
    tasks_text: Words
    decision: Words
    approved: Words
    declined: Words
    withdrawn: Words
    choose_one: Words
    write: Words
    answer_name: Words
    written: Words
    read_out: Template
    another: Words


class HandOverContent(Content):
    """Both."""

    version: Words
    technician: TechnicianWords
    headteacher: HeadteacherWords


@functools.cache
def hand_over_content() -> HandOverContent:
    """The wording. Raises ContentError."""
    return read_content(HandOverContent, "catalogues", "hand-over-pages.toml")
