"""All help pages as one self-contained web page, to read without the program or to put on an intranet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app import __version__
from app.evidence.pages import page
from app.guidance.contacts import Contact, contacts
from app.guidance.help import KIND_TITLES, HelpPage, help_pages

_CONTACTS = "contacts"


@dataclass(frozen=True, slots=True)
class Article:
    """One help page, ready to be put into the whole."""

    topic: str
    title: str
    html: str


@dataclass(frozen=True, slots=True)
class Part:
    """Articles of one kind."""

    title: str
    articles: tuple[Article, ...]


def help_html() -> str:
    """One page that fetches nothing, for any browser and for paper. Takes a moment: not for the window's
    thread. Raises ContentError."""
    pages = help_pages()
    parts = tuple(
        Part(title, tuple(_article(one) for one in pages if one.kind is kind))
        for kind, title in KIND_TITLES.items()
    )
    return page("help.html").render(parts=parts, version=__version__)


def _article(source: HelpPage) -> Article:
    """Headings go down by one, since the whole has a heading of its own; links lead to places in it."""
    parser = MarkdownIt("commonmark", {"html": False})
    tokens = parser.parse(source.markdown)
    for token in tokens:
        _place(token, source.topic)
    html = str(parser.renderer.render(tokens, parser.options, {}))
    if source.topic == _CONTACTS:
        for one in contacts():
            html = _with_ways(html, one)
    return Article(source.topic, source.title, html)


def _place(token: Token, topic: str) -> None:
    if token.type in ("heading_open", "heading_close"):
        if token.type == "heading_open" and token.tag == "h1":
            token.attrSet("id", topic)
        token.tag = f"h{int(token.tag[1]) + 1}"
    for child in token.children or ():
        target = child.attrGet("href")
        if child.type == "link_open" and isinstance(target, str) and target.endswith(".md"):
            child.attrSet("href", f"#{target.removesuffix('.md')}")


def _with_ways(html: str, one: Contact) -> str:
    """The desk's number and address as links to ring and to write."""
    for shown, link in (
        (one.phone, f"tel:{re.sub(r'[^+0-9]', '', one.phone or '')}"),
        (one.email, f"mailto:{one.email}"),
    ):
        if shown:
            html = html.replace(escape(shown), f'<a href="{escape(link)}">{escape(shown)}</a>')
    return html
