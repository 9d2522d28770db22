"""resources/catalogues/documents.toml: what each document is for, in words."""

from __future__ import annotations

import functools

from app.guidance.content import Content, Template, Words, read_content


class FolderWords(Content):
    """A document whose files have names of their own: one is asked for the folder."""

    title: Words
    text: Words
    button: Words
    ask: Words


class ZipWords(Content):
    """A ZIP that can be looked at first."""

    title: Words
    text: Words
    button: Words
    look: Words
    name: Words
    """Of the file, unless somebody chooses another."""


class BundleWords(ZipWords):
    """The support bundle, whose files are read here."""

    file: Words
    ticket: Words


class GuidesWords(Content):
    """The card of the portal guides."""

    title: Words
    text: Words
    ours: Words
    pack: Words
    managed: Words
    spoken: Template
    newer: Words
    own: Words
    taken: Words
    own_again: Words


class DocumentsContent(Content):
    """The whole page."""

    version: Words
    title: Words
    purpose: Words
    purpose_alone: Words
    searched: Words
    none_searched: Words
    saved: Template
    ledger: Words
    brief: FolderWords
    pack: ZipWords
    bundle: BundleWords
    status: FolderWords
    guides: GuidesWords


@functools.cache
def documents_content() -> DocumentsContent:
    """The wording. Raises ContentError."""
    return read_content(DocumentsContent, "catalogues", "documents.toml")
