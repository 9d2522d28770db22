"""The early questions that save weeks: wording, why each is asked, and what each answer leads to."""

from __future__ import annotations

import functools

from pydantic import Field

from app.guidance.content import Content, Words, entry_with_id, read_content


class Choice(Content):
    """One answer to choose."""

    id: Words
    """Stable; kept in the ledger."""
    label: Words
    leads_to: Words
    """What this answer changes, shown once chosen."""
    message: str | None = None
    """The id of a ready message this answer calls for."""


class Question(Content):
    """One question to the technician."""

    id: Words
    text: Words
    why: Words
    """Why we ask, shown under the question."""
    lgfl_only: bool = False
    choices: tuple[Choice, ...] = Field(min_length=2)

    def choice(self, choice_id: str) -> Choice:
        """One answer by id. Raises ContentError for an unknown id."""
        return entry_with_id(self.choices, choice_id, f"questions.toml: question “{self.id}”")


class _Questions(Content):
    version: Words
    question: tuple[Question, ...]


@functools.cache
def questions() -> tuple[Question, ...]:
    """All questions, in the order to ask them. Raises ContentError."""
    return read_content(_Questions, "catalogues", "questions.toml").question


def question(question_id: str) -> Question:
    """One question, as `client-place`. Raises ContentError for an unknown id."""
    return entry_with_id(questions(), question_id, "questions.toml")
