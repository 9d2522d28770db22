"""What is known, and what is not, about LGfL's single sign-on."""

from __future__ import annotations

import functools

from app.guidance.content import Content, Sureness, Words, entry_with_id, read_content


class SignOnFact(Content):
    """One statement with how sure it is."""

    id: Words
    question: Words
    answer: Words
    sureness: Sureness
    source: Words


class _SignOn(Content):
    version: Words
    fact: tuple[SignOnFact, ...]


@functools.cache
def sign_on_facts() -> tuple[SignOnFact, ...]:
    """Every fact, in the order to show them. Raises ContentError."""
    return read_content(_SignOn, "catalogues", "single-sign-on.toml").fact


def sign_on_fact(fact_id: str) -> SignOnFact:
    """One fact, as `matching-attribute`. Raises ContentError for an unknown id."""
    return entry_with_id(sign_on_facts(), fact_id, "single-sign-on.toml")
