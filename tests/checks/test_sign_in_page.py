"""The way to a sign-in page, over real TLS: right, wrong, looping, downgraded, dead and slow."""

from __future__ import annotations

import ssl
from collections.abc import Callable

import pytest
import trustme

from app.checks.sign_in_page import MOST_STEPS, Outcome, WayThere, follow_sign_in
from app.transport.client import Timeouts, Transport
from app.transport.errors import AddressRefused
from tests.fakes.wire import Asked, Said, WireServer

PASSWORD = '<!doctype html><form method="post"><input name="u"><input TYPE="Password" name="p"></form>'
Answer = tuple[int, dict[str, str], str]
pytestmark = pytest.mark.anyio


class Site:
    """An HTTPS server whose pages are a function of path and cookies; notes what it was asked."""

    def __init__(self, answer: Callable[[str, str], Answer | None]) -> None:
        self.answer = answer
        authority = trustme.CA()
        self.trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        authority.configure_trust(self.trust)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1", "localhost").configure_cert(self.context)

    async def __aenter__(self) -> Site:
        self.server = WireServer(self._said, tls=self.context)
        await self.server.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.server.__aexit__(*_)

    @property
    def asked(self) -> list[Asked]:
        return self.server.asked

    def _said(self, asked: Asked) -> Said:
        answer = self.answer(asked.path, asked.headers.get("cookie", ""))
        if answer is None:
            return Said(hang=True)
        status, headers, body = answer
        return Said(body.encode(), status, {"Content-Type": "text/html", **headers})

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"https://{host}:{self.server.port}{path}"


def to(where: str, **headers: str) -> Answer:
    return 302, {"Location": where, **headers}, ""


async def walk(site: Site, path: str = "/login", *, expected: str | None = None) -> WayThere:
    limits = Timeouts(connect_s=2, read_s=1, overall_s=2)
    async with Transport(trust=site.trust, proxy_for=lambda _: None) as transport:
        return await follow_sign_in(transport, site.url(path), expected=expected, timeouts=limits)


async def test_right() -> None:
    """As SAML by redirect: the service sends a request to the identity provider, which sets cookies."""

    def answer(path: str, cookie: str) -> Answer:
        if path == "/login":
            return to(site.url("/idp/SSO?SAMLRequest=fZJ&RelayState=secret", "localhost"))
        if path.startswith("/idp/SSO") and not cookie:
            return to(path, **{"Set-Cookie": "a=1; Expires=Wed, 01 Jan 2031 00:00:00 GMT, b=2; Path=/"})
        return (200, {}, PASSWORD) if "b=2" in cookie and "a=1" in cookie else (500, {}, "")

    async with Site(answer) as site:
        seen = await walk(site, expected="LOCALHOST")
    assert seen.outcome is Outcome.REACHED
    assert seen.text == "The sign-in page is reached, at localhost."
    assert "Nobody signed in" in seen.limit
    assert len(seen.stops) == 3
    assert not any("secret" in part or "?" in part for part in (*seen.stops, seen.text, seen.do))
    assert all(one.method == "GET" and "authorization" not in one.headers for one in site.asked)


async def test_it_never_says_that_signing_in_works() -> None:
    from app.checks.sign_in_page import _wording

    for said in _wording().outcomes.values():
        assert "works" not in said.text


async def test_wrong_sign_in_service() -> None:
    async with Site(lambda path, _: (200, {}, PASSWORD)) as site:
        seen = await walk(site, expected="idp.example.org")
    assert seen.outcome is Outcome.ELSEWHERE
    assert "not at idp.example.org" in seen.text


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("<p>Welcome</p>", Outcome.NO_SIGN_IN),
        ('<form action="/next"><input type="hidden" name="SAMLRequest"></form>', Outcome.PASSES_ON),
        ('<form action="https://idp.example.org/x"><input name="SAMLRequest"></form>', Outcome.PASSES_ON),
    ],
)
async def test_a_page_that_is_none(body: str, outcome: Outcome) -> None:
    async with Site(lambda path, _: (200, {}, body)) as site:
        seen = await walk(site)
    assert seen.outcome is outcome
    assert ("idp.example.org" in seen.text) == ("example" in body)


async def test_not_a_web_page() -> None:
    async with Site(lambda path, _: (200, {"Content-Type": "application/json"}, "{}")) as site:
        assert (await walk(site)).outcome is Outcome.NO_SIGN_IN


async def test_refused() -> None:
    async with Site(lambda path, _: (403, {}, "no")) as site:
        seen = await walk(site)
    assert seen.outcome is Outcome.REFUSED
    assert "403" in seen.text


async def test_looping() -> None:
    async with Site(lambda path, _: to("/b" if path == "/login" else "/login")) as site:
        seen = await walk(site)
    assert seen.outcome is Outcome.LOOP
    assert len(site.asked) <= 4


async def test_endless_without_repeating() -> None:
    def answer(path: str, _: str) -> Answer:
        return to(f"{path}x")

    async with Site(answer) as site:
        seen = await walk(site)
    assert seen.outcome is Outcome.TOO_LONG
    assert len(site.asked) == MOST_STEPS


async def test_downgraded_to_plain_http_is_not_followed() -> None:
    async with Site(lambda path, _: to(f"http://127.0.0.1:{site.server.port}/plain")) as site:
        seen = await walk(site)
    assert seen.outcome is Outcome.DOWNGRADED
    assert len(site.asked) == 1
    assert "without encryption" in seen.text


async def test_dead() -> None:
    async with Site(lambda path, _: to("https://127.0.0.1:1/gone")) as site:
        seen = await walk(site)
    assert seen.outcome is Outcome.DEAD


async def test_slow() -> None:
    async with Site(lambda path, _: None if path == "/slow" else to("/slow")) as site:
        seen = await walk(site)
    assert seen.outcome is Outcome.SLOW
    assert "did not answer in 2 seconds" in seen.text


@pytest.mark.parametrize("where", ["", "https://", "https://[", "mailto:x@example.org"])
async def test_sent_nowhere(where: str) -> None:
    async with Site(lambda path, _: to(where) if where else (302, {}, "")) as site:
        assert (await walk(site)).outcome in (Outcome.NOWHERE, Outcome.DOWNGRADED, Outcome.LOOP)


async def test_an_address_that_is_none() -> None:
    async with Transport(proxy_for=lambda _: None) as transport:
        for address in ("http://sign-in.example.org", "nonsense"):
            with pytest.raises(AddressRefused):
                await follow_sign_in(transport, address)
