"""What is asked and offered before anybody agrees. Kept in resources/catalogues/before-approval.toml."""

from __future__ import annotations

import functools
from typing import Literal

from app.guidance.content import Content, Template, Words, read_content

What = Literal["dpo", "dpia", "safeguarding"]
Answer = Literal["yes", "no", "not-known"]


class AdviceQuestion(Content):
    """One question whose answer is noted."""

    what: What
    text: Words


class BeforeApproval(Content):
    """Everything of the card."""

    version: Words
    title: Words
    text: Words
    none_noted: Words
    noted: Template
    when: Words
    when_hint: Words
    answer_hint: Words
    day_without_yes: Words
    nothing_chosen: Words
    draft_title: Words
    draft_text: Words
    draft_approved: Words
    draft_file: Words
    draft_saving: Words
    draft_saved: Template
    question: tuple[AdviceQuestion, ...]
    answers: dict[Answer, Words]


@functools.cache
def before_approval() -> BeforeApproval:
    """The wording. Raises ContentError."""
    return read_content(BeforeApproval, "catalogues", "before-approval.toml")
