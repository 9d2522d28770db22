"""The tree of errors is as its docstring prints it, and no message can carry a secret or a second line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.transport import errors
from app.transport.errors import CertificateFault, TransportError, without_query
from tests.fakes.trees import printed_tree

SAMPLES = {
    "ProxyError": {"proxy": "p:1"},
    "ProxyUnreachable": {"proxy": "p:1"},
    "ProxyNeedsSignIn": {"proxy": "p:1", "schemes": ("NTLM",)},
    "ProxyRefused": {"proxy": "p:1", "status": 403},
    "ProxyUnsupported": {"proxy": "p:1", "reason": "socks"},
    "CertificateNotTrusted": {"issuer": "Filter Ltd"},
    "CertificateProblem": {"problem": CertificateFault.EXPIRED},
    "ReadTimedOut": {"seconds": 25.0},
    "AnswerTooSlow": {"seconds": 120.0},
    "AnswerTooLarge": {"limit_bytes": 5},
}


def _all(kind: type[TransportError] = TransportError) -> list[type[TransportError]]:
    return [kind, *(one for child in kind.__subclasses__() for one in _all(child))]


def test_the_docstring_shows_the_tree() -> None:
    shown = printed_tree(errors.__doc__ or "")
    assert shown == {kind.__name__: kind.__mro__[1].__name__ for kind in _all()}


@pytest.mark.parametrize("kind", _all())
def test_every_message_is_one_plain_line_with_the_host(kind: type[TransportError]) -> None:
    error = kind("api.wonde.com", **SAMPLES.get(kind.__name__, {}))  # type: ignore[arg-type]
    assert "api.wonde.com" in str(error)
    assert "\n" not in str(error)
    assert str(error).endswith(".")
    assert "{" not in str(error)
    assert error.at("https://api.wonde.com/v1.0?k=secret").url_without_query == "https://api.wonde.com/v1.0"


def test_codes_are_different() -> None:
    codes = [kind.code for kind in _all()]
    assert len(set(codes)) == len(codes)


@given(st.text(alphabet="abcXYZ019", min_size=8, max_size=20))
def test_addresses_are_shown_without_secrets(secret: str) -> None:
    url = f"https://user:{secret}@api.wonde.com:8443/v1.0?token={secret}#{secret}"
    assert without_query(url) == "https://api.wonde.com:8443/v1.0"


@given(st.text(max_size=80))
def test_no_address_breaks_it(url: str) -> None:
    assert "?" not in without_query(url)
