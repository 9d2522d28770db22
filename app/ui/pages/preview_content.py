"""What stands on the preview page beside what a roster says of itself."""

from __future__ import annotations

import functools

from app.guidance.content import Content, Words, read_content


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
    not_judged: Words
    not_judged_why: Words


class PreviewContent(Content):
    """resources/catalogues/preview.toml."""

    version: Words
    issues: IssueWords


@functools.cache
def preview_content() -> PreviewContent:
    """The page's content. Raises ContentError."""
    return read_content(PreviewContent, "catalogues", "preview.toml")
