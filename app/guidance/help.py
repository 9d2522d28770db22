"""Help pages: Markdown files, listed and searched without a network."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from enum import Enum, auto

from app.guidance.content import ContentError
from app.storage.paths import resource

_TOPIC = re.compile(r"[a-z0-9-]{1,60}")


_CODE = re.compile(r"[a-z]+-[0-9]+")


class HelpKind(Enum):
    """What a page is read for."""

    GUIDE = auto()
    """To be read: steps and background."""
    ISSUE = auto()
    """Looked up: an issue that the preview found."""
    CODE = auto()
    """Looked up: a finding's code."""


KIND_TITLES = {HelpKind.GUIDE: "Guides", HelpKind.ISSUE: "Issues in the preview", HelpKind.CODE: "Codes"}
"""In the order in which they are listed."""


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page of help."""

    topic: str
    """The file's name without its ending; finding codes are topics in lower case: `net-47`."""
    title: str
    markdown: str

    @property
    def kind(self) -> HelpKind:
        """By its topic: `issue-upn-missing`, `net-47`, or a guide."""
        if self.topic.startswith("issue-"):
            return HelpKind.ISSUE
        return HelpKind.CODE if _CODE.fullmatch(self.topic) else HelpKind.GUIDE


@dataclass(frozen=True, slots=True)
class HelpHit:
    """A page that holds every word searched for, with the line that shows it best."""

    page: HelpPage
    line: str


@functools.cache
def help_pages() -> tuple[HelpPage, ...]:
    """Every page, the index first, then by title. Raises ContentError."""
    pages = [_read(path.stem) for path in sorted(resource("help").glob("*.md"))]
    return tuple(sorted(pages, key=lambda page: (page.topic != "index", page.title.casefold())))


def help_page(topic: str) -> HelpPage:
    """The page on a topic or a finding code, upper or lower case. Raises ContentError where there is none."""
    return _read(topic.strip().lower())


def search_help(text: str) -> tuple[HelpHit, ...]:
    """Pages that hold every word of `text`; title matches first. Nothing for an empty search."""
    words = text.casefold().split()
    if not words:
        return ()
    hits = []
    for page in help_pages():
        whole = f"{page.title}\n{page.markdown}".casefold()
        if all(word in whole for word in words):
            hits.append(HelpHit(page, _best_line(page, words)))
    return tuple(sorted(hits, key=lambda hit: not all(word in hit.page.title.casefold() for word in words)))


@functools.cache
def _read(topic: str) -> HelpPage:
    if not _TOPIC.fullmatch(topic):
        raise ContentError(f"help: “{topic[:40]}” is not the name of a page")
    try:
        text = resource("help", f"{topic}.md").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError(f"help: there is no page on “{topic}”") from None
    first = text.lstrip().splitlines()[0] if text.strip() else ""
    if not first.startswith("# "):
        raise ContentError(f"help/{topic}.md: must begin with “# ” and a title")
    return HelpPage(topic=topic, title=first[2:].strip(), markdown=text)


def _best_line(page: HelpPage, words: list[str]) -> str:
    lines = [line.strip("#-* ").strip() for line in page.markdown.splitlines()[1:] if line.strip()]
    return max(lines, key=lambda line: sum(word in line.casefold() for word in words), default="")
