"""Wonde's errors: the printed tree, the wording of each, and no more than one line."""

from __future__ import annotations

import re

import pytest

from app.checks.model import Mender
from app.transport.errors import AnswerTooLarge, CertificateNotTrusted, ConnectionRefused, ProxyNeedsSignIn
from app.wonde import errors
from app.wonde.errors import Cause, EmptyAnswer, EmptyCause, WondeError
from app.wonde.wording import difference, error_catalogue
from tests.fakes.trees import printed_tree

SAMPLES: list[WondeError] = [
    WondeError(what="this", status=500),
    errors.TokenUnusable(),
    errors.TokenRefused(said="no"),
    errors.TokenDiedMidway(),
    errors.NotPermitted("students", scope="students.read"),
    errors.NotFound("this school"),
    errors.Rejected("this", fields=("urn",)),
    errors.UnexpectedAnswer("this", status=418),
    errors.TooManyRequests(tries=3, wait_s=9),
    errors.WondeUnavailable(status=503, tries=6),
    errors.NotWondeJson("students", host="h", got="a web page"),
    errors.EndlessPaging("students", host="h", rows=1000),
    errors.ForeignLink(host="h", target="https://evil.test"),
    errors.AddressNotAllowed(target="http://h"),
    EmptyAnswer(
        "students",
        tuple(
            Cause(kind, {"domain": "d", "host": "h", "what": "students", "count": "9"}) for kind in EmptyCause
        ),
    ),
    errors.Unreachable(ConnectionRefused("h")),
]


def _all(kind: type[WondeError] = WondeError) -> list[type[WondeError]]:
    return [kind, *(one for child in kind.__subclasses__() for one in _all(child))]


def test_the_docstring_shows_the_tree() -> None:
    shown = printed_tree(errors.__doc__ or "")
    assert shown == {kind.__name__: kind.__mro__[1].__name__ for kind in _all()}
    assert {type(sample) for sample in SAMPLES} == set(_all())


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_every_error_is_one_line_with_a_remedy(error: WondeError) -> None:
    for text in (error.summary, error.remedy, str(error)):
        assert text
        assert "\n" not in text
        assert not re.search(r"[{}]|\(\)| ,| \.", text), text
        assert text.endswith((".", "”).", "?"))
    assert error.who in {mender.value for mender in Mender}
    assert error.code in repr(error)


@pytest.mark.parametrize(
    ("transport", "code"),
    [
        (ConnectionRefused("h"), "wonde.unreachable"),
        (CertificateNotTrusted("h", issuer="Filter Ltd"), "wonde.certificate"),
        (ProxyNeedsSignIn("h", proxy="p:1"), "wonde.proxy-sign-in"),
        (AnswerTooLarge("h", limit_bytes=1), "wonde.too-large"),
    ],
)
def test_no_answer_gets_the_remedy_it_needs(transport: errors.TransportError, code: str) -> None:
    error = errors.Unreachable(transport)
    assert error.code == code
    assert error.summary == str(transport)
    assert error.remedy


def test_the_catalogue_has_a_sentence_for_every_code_and_none_to_spare() -> None:
    codes = {kind.code for kind in _all()} | {"wonde.certificate", "wonde.proxy-sign-in", "wonde.too-large"}
    assert set(error_catalogue().errors) == codes
    assert set(error_catalogue().causes) == {kind.value for kind in EmptyCause}


@pytest.mark.parametrize("name", sorted(error_catalogue().differences))
def test_every_difference_is_a_sentence(name: str) -> None:
    facts = {
        "what": "students",
        "counted": "3",
        "arrived": "2",
        "before": "1",
        "after": "2",
        "passes": 3,
        "number": "4",
    }
    text = difference(name, **facts)
    assert "students" in text
    assert text.endswith(".")
    assert "  " not in text
