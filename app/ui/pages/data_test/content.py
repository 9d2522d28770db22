"""What the data-test page says: why there is a test, and what each kind of problem means."""

from __future__ import annotations

import functools
from typing import get_args

from pydantic import model_validator

from app.guidance.content import Content, Template, Words, entry_with_id, read_content
from app.journey.events import TestProblem


class Problem(Content):
    """One kind of thing that itslearning may find."""

    id: TestProblem
    label: Words
    means: Words
    do: Words
    """What the school does about it."""


class DataTestContent(Content):
    """resources/catalogues/data-test.toml."""

    version: Words
    why: Words
    no_preview: Words
    mended: Words
    group: Template
    issue: Template
    few: Words
    no_issues: Words
    not_looked: Words
    issues_unknown: Template
    counted_same: Template
    counted_apart: Template
    counted_alone: Template
    problem: tuple[Problem, ...]

    @model_validator(mode="after")
    def _every_kind_is_worded(self) -> DataTestContent:
        if sorted(problem.id for problem in self.problem) != sorted(get_args(TestProblem)):
            raise ValueError("each kind of problem is worded exactly once")
        return self

    def get(self, problem_id: str) -> Problem:
        """One kind of problem. Raises ContentError for an unknown id."""
        return entry_with_id(self.problem, problem_id, "data-test.toml")


@functools.cache
def data_test_content() -> DataTestContent:
    """The page's content. Raises ContentError."""
    return read_content(DataTestContent, "catalogues", "data-test.toml")
