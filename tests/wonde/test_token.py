"""The token: where it goes, and that it shows nowhere."""

from __future__ import annotations

import base64
import logging
import os
import pickle
import traceback
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.wonde.client import WondeClient
from app.wonde.environment import take_token_from_environment
from app.wonde.errors import AddressNotAllowed, ForeignLink, NotPermitted, TokenUnusable, WondeError
from app.wonde.token import Reach, Token
from tests.fakes.wire import Asked, Said, WireServer, said
from tests.fakes.wonde_server import SCHOOL_ID, TOKEN, FakeWonde, people

MakeClient = Callable[..., WondeClient]


@pytest.mark.parametrize(
    ("configured", "url", "allowed"),
    [
        ("https://api.wonde.com/v1.0", "https://api.wonde.com/v1.0/schools", True),
        ("https://api.wonde.com/v1.0", "https://api-ap-southeast-2.wonde.com/v1.0/x", True),
        ("https://api.wonde.com/v1.0", "https://API.WONDE.COM/x", True),
        ("https://api.wonde.com/v1.0", "http://api.wonde.com/x", False),
        ("https://api.wonde.com/v1.0", "https://api.wonde.com:8443/x", False),
        ("https://api.wonde.com/v1.0", "https://api.wonde.com.evil.test/x", False),
        ("https://api.wonde.com/v1.0", "https://evilwonde.com/x", False),
        ("https://api.wonde.com/v1.0", "https://api.wonde.com@evil.test/x", False),
        ("https://api.wonde.com/v1.0", "https://evil.test\\@api.wonde.com/x", False),
        ("https://api.wonde.com/v1.0", "https://evil.test/?api.wonde.com", False),
        ("https://api.wonde.com/v1.0", "http://127.0.0.1/x", False),
        ("https://api.wonde.com/v1.0", "//api.wonde.com/x", False),
        ("http://127.0.0.1:5000/v1.0", "http://127.0.0.1:5000/x", True),
        ("http://127.0.0.1:5000/v1.0", "http://127.0.0.1:5001/x", False),
        ("http://127.0.0.1:5000/v1.0", "http://localhost:5000/x", False),
        ("http://127.0.0.1:5000/v1.0", "https://127.0.0.1:5000/x", False),
        ("http://127.0.0.1:5000/v1.0", "https://api.wonde.com/x", False),
        ("https://wonde.proxy.school/v1.0", "https://wonde.proxy.school/x", True),
        ("https://wonde.proxy.school/v1.0", "https://api.wonde.com/x", False),
    ],
)
def test_where_the_token_may_go(configured: str, url: str, allowed: bool) -> None:
    assert Reach(configured).allows(url) is allowed


@pytest.mark.parametrize(
    "url",
    ["http://api.wonde.com/v1.0", "ftp://api.wonde.com", "api.wonde.com", "", "https://me:pw@api.wonde.com/"],
)
def test_addresses_that_cannot_be_configured(url: str) -> None:
    with pytest.raises(AddressNotAllowed) as caught:
        Reach(url)
    assert "pw" not in str(caught.value)


@given(st.text(max_size=60))
def test_no_address_breaks_the_guard(url: str) -> None:
    assert Reach("https://api.wonde.com/v1.0").allows(url) in (True, False)


@pytest.mark.parametrize("text", ["", "   ", "two words", "line\nbreak", "tökén", "tab\tbed", "\x00"])
def test_text_that_is_no_token(text: str) -> None:
    with pytest.raises(TokenUnusable):
        Token(text)


def test_a_token_shows_itself_nowhere() -> None:
    token = Token(f"  {TOKEN}\n")
    assert TOKEN not in f"{token!r}{token}{token!s}"
    with pytest.raises(TypeError):
        pickle.dumps(token)
    basic = base64.b64encode(f"{TOKEN}:".encode()).decode()
    text = f"Bearer {TOKEN}, Basic {basic}, user {TOKEN}:password"
    assert TOKEN not in token.scrub(text)
    assert basic.rstrip("=") not in token.scrub(text)


@given(
    st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=60),
    st.text(max_size=50),
)
def test_no_text_keeps_the_token(value: str, around: str) -> None:
    token = Token(value)
    assert value not in token.scrub(f"{around}{value}{around}").replace("[token]", "\n")


def test_the_environment_is_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVISIONING_WIZARD_TOKEN", f" {TOKEN} ")
    assert take_token_from_environment() == TOKEN
    assert "PROVISIONING_WIZARD_TOKEN" not in os.environ
    assert take_token_from_environment() is None


@pytest.mark.anyio
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["school", "request_access"])
async def test_a_redirect_elsewhere_is_refused(client_for: MakeClient, status: int, method: str) -> None:
    async with WireServer(lambda _: said({})) as other, FakeWonde() as wonde:
        wonde.before = lambda asked: Said(
            status=status, headers={"Location": f"{other.url}/v1.0/schools/A100"}
        )
        with pytest.raises(ForeignLink) as caught:
            await getattr(client_for(wonde.api_url), method)(SCHOOL_ID)
        assert (other.asked, other.connections) == ([], 0)
    assert caught.value.target == other.url


@pytest.mark.anyio
@pytest.mark.parametrize(
    "place",
    [
        "http://localhost:{port}/v1.0/x",
        "https://127.0.0.1:{port}/v1.0/x",
        "//evil.test/x",
        "javascript:1",
        "https://[bad",
    ],
)
async def test_redirects_to_another_spelling_are_refused(client_for: MakeClient, place: str) -> None:
    async with FakeWonde() as wonde:
        wonde.before = lambda asked: Said(status=302, headers={"Location": place.format(port=wonde.port)})
        with pytest.raises(ForeignLink):
            await client_for(wonde.api_url).school(SCHOOL_ID)
    assert len(wonde.asked) == 1


@pytest.mark.anyio
async def test_a_redirect_within_the_origin_is_followed_a_few_times(client_for: MakeClient) -> None:
    async with FakeWonde() as wonde:

        def move(asked: Asked) -> Said | None:
            return Said(status=307, headers={"Location": "/v1.0"}) if asked.path == "/v1.0/" else None

        wonde.before = move
        assert await client_for(f"{wonde.url}/v1.0/").token_works()
        wonde.before = lambda asked: Said(status=302, headers={"Location": asked.path})
        with pytest.raises(WondeError, match="redirects without end"):
            await client_for(wonde.api_url).token_works()


@pytest.mark.anyio
@pytest.mark.parametrize("cursors", [True, False])
async def test_a_next_link_elsewhere_is_refused(client_for: MakeClient, cursors: bool) -> None:
    async with WireServer(lambda _: said({"data": []})) as other, FakeWonde(students=people(500)) as wonde:
        link = f"{other.url}/v1.0/schools/A100/students?" + ("cursor=x" if cursors else "page=2")
        answer = {"data": people(200), "meta": {"pagination": {"next": link, "more": True}}}
        wonde.before = lambda asked: said(answer) if asked.path.endswith("/students") else None
        with pytest.raises(ForeignLink):
            async for _ in client_for(wonde.api_url).stream(SCHOOL_ID, "students"):
                pass
        assert (other.asked, other.connections) == ([], 0)


@pytest.mark.anyio
async def test_an_echoed_token_is_in_no_text(
    client_for: MakeClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    encoded = base64.b64encode(f"{TOKEN}:".encode()).decode()
    async with FakeWonde() as wonde:
        message = f"bad token {TOKEN} or {encoded}" + "x" * 500
        for body in ({"message": message}, {"errors": {TOKEN: [message]}}, message):
            wonde.before = lambda asked, body=body: said(body, 403)  # type: ignore[misc]
            client = client_for(wonde.api_url)
            with pytest.raises(NotPermitted) as caught:
                await client.school(SCHOOL_ID)
            error = caught.value
            shown = f"{error!s}{error!r}{error.said}{error.__dict__}{client!r}{vars(client)}"
            shown += "".join(traceback.format_exception(error)) + caplog.text
            assert TOKEN not in shown
            assert encoded not in shown
            assert len(error.said) <= 200
