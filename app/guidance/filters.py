"""Web filters, firewalls and antivirus programs: how each may be recognised, and how sure that is."""

from __future__ import annotations

import functools
import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pydantic import Field, field_validator, model_validator

from app.guidance.content import Content, Sureness, Template, Words, fill, read_content

FilterKind = Literal["filter", "firewall", "antivirus", "proxy"]
_ENOUGH_HINTS = 2


class _Sourced(Content):
    sureness: Sureness
    source: Words


class IssuerMark(_Sourced):
    """Words in an issuer's name; each that is given must be there, whole and without case."""

    organisation: str = ""
    common_name: str = ""
    any: str = ""
    """In either of the two."""

    @model_validator(mode="after")
    def _says_something(self) -> IssuerMark:
        if not (self.organisation or self.common_name or self.any):
            raise ValueError("needs organisation, common_name or any")
        return self

    def fits(self, common_name: str, organisation: str) -> bool:
        """Whether an issuer of this name is meant."""
        return (
            _holds(organisation, self.organisation)
            and _holds(common_name, self.common_name)
            and (_holds(organisation, self.any) or _holds(common_name, self.any))
        )


class PageMark(_Sourced):
    """Text of a page that is put in the place of the real one."""

    where: Literal["body", "location"]
    text: Words


class AddressMark(_Sourced):
    """Addresses that a filtering DNS gives for what it blocks."""

    network: Words

    @field_validator("network")
    @classmethod
    def _is_one(cls, network: str) -> str:
        return str(ipaddress.ip_network(network))


class WebFilter(Content):
    """One product."""

    id: Words
    name: Words
    kind: FilterKind
    issuer: tuple[IssuerMark, ...] = ()
    page: tuple[PageMark, ...] = ()
    address: tuple[AddressMark, ...] = ()


class _Sentences(Content):
    sure: Template
    likely: Template
    unknown: Template
    named: Template
    guessed: Template
    nobody: Template


class _Filters(Content):
    version: Words
    words: _Sentences
    filter: tuple[WebFilter, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> _Filters:
        if len({entry.id for entry in self.filter}) < len(self.filter):
            raise ValueError("two filters share an id")
        return self


class _Mark(Content):
    text: Words
    source: str = ""


class _Pages(Content):
    version: Words
    telling: tuple[_Mark, ...]
    hints: tuple[_Mark, ...]
    blocked: tuple[_Mark, ...]


@dataclass(frozen=True, slots=True)
class Recognised:
    """A product that something points to."""

    product: WebFilter
    sureness: Sureness


@functools.cache
def _catalogue() -> _Filters:
    return read_content(_Filters, "catalogues", "filters.toml")


@functools.cache
def _pages() -> _Pages:
    return read_content(_Pages, "catalogues", "pages-in-between.toml")


def web_filters() -> tuple[WebFilter, ...]:
    """Every product known. Raises ContentError."""
    return _catalogue().filter


def filter_that_signs(issuers: Iterable[tuple[str, str]]) -> Recognised | None:
    """The product that signs with one of these issuers (common name, organisation); the surest of several."""
    names = tuple(issuers)
    found = (
        Recognised(product, mark.sureness)
        for product in web_filters()
        for mark in product.issuer
        if any(mark.fits(common_name, organisation) for common_name, organisation in names)
    )
    return min(found, key=_doubt, default=None)


def filter_of_page(body: str, location: str = "") -> Recognised | None:
    """The product whose block page this is, from its text and where it leads; surest first."""
    texts = {"body": body.casefold(), "location": location.casefold()}
    found = (
        Recognised(product, mark.sureness)
        for product in web_filters()
        for mark in product.page
        if mark.text.casefold() in texts[mark.where]
    )
    return min(found, key=_doubt, default=None)


def filter_of_address(address: str) -> Recognised | None:
    """The product whose DNS gives this address for what it blocks."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    for product in web_filters():
        for mark in product.address:
            if (mapped or parsed) in ipaddress.ip_network(mark.network):
                return Recognised(product, mark.sureness)
    return None


def looks_like_a_sign_in(body: str) -> bool:
    """Whether a page reads as a network's own sign-in page."""
    text = body.casefold()
    pages = _pages()
    return any(mark.text.casefold() in text for mark in pages.telling) or _hints(text, pages.hints)


def looks_like_a_block(body: str) -> bool:
    """Whether a page reads as one that says “blocked”, whoever made it."""
    return _hints(body.casefold(), _pages().blocked)


def whose_words(found: Recognised | None, issuer: str) -> str:
    """The sentence that says who signs with a name, no surer than is known."""
    words = _catalogue().words
    if found is None:
        return words.unknown
    sentence = words.sure if found.sureness.certain else words.likely
    return fill(sentence, {"name": found.product.name, "issuer": issuer})


def maker_words(found: Recognised | None) -> str:
    """The maker as a sentence names it, no surer than is known."""
    words = _catalogue().words
    if found is None:
        return words.nobody
    return fill(words.named if found.sureness.certain else words.guessed, {"name": found.product.name})


def _hints(text: str, marks: Iterable[_Mark]) -> bool:
    return sum(mark.text.casefold() in text for mark in marks) >= _ENOUGH_HINTS


def _holds(name: str, wanted: str) -> bool:
    """Whether `wanted` stands in `name` as whole words; nothing wanted is always held."""
    # an underscore parts words here: “Sophos_CA_…”
    return (
        not wanted or re.search(rf"(?<![^\W_]){re.escape(wanted)}(?![^\W_])", name, re.IGNORECASE) is not None
    )


def _doubt(found: Recognised) -> int:
    return list(Sureness).index(found.sureness)
