"""Which authority stands behind a presented chain: by signatures, not by names."""

from __future__ import annotations

import ssl

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from app.transport.authorities import Authorities, public_authorities


def ders(*pems: trustme.Blob) -> list[bytes]:
    return [ssl.PEM_cert_to_DER_cert(pem.bytes().decode("ascii")) for pem in pems]


ROOT = trustme.CA(organization_name="Root")
MIDDLE = ROOT.create_child_ca()
CHAIN = ders(*MIDDLE.issue_cert("a.test").cert_chain_pems)
LISTED = Authorities(ders(ROOT.cert_pem), name="a list")


def test_a_chain_is_followed_up_to_the_list() -> None:
    assert len(CHAIN) == 2
    found = LISTED.behind(CHAIN)
    assert found is not None
    assert found.subject == "Root"


def test_the_order_of_what_was_presented_with_it_does_not_matter_and_the_root_may_be_among_it() -> None:
    other = ders(trustme.CA().cert_pem)
    assert LISTED.behind([CHAIN[0], *other, *ders(ROOT.cert_pem), CHAIN[1]]) is not None


def test_a_listed_certificate_stands_for_itself() -> None:
    own = Authorities([CHAIN[0]], name="pinned")
    assert own.behind([CHAIN[0]]) is not None


def test_a_chain_that_leads_elsewhere_or_nowhere() -> None:
    stranger = trustme.CA(organization_name="Root")  # the same name, another key
    assert LISTED.behind(ders(*stranger.issue_cert("a.test").cert_chain_pems)) is None
    assert LISTED.behind(CHAIN[:1]) is None, "the link in between is missing"
    assert LISTED.behind([]) is None


@given(st.lists(st.binary(max_size=60), max_size=4))
def test_no_chain_breaks_the_search(chain: list[bytes]) -> None:
    assert LISTED.behind(chain) is None
    assert LISTED.behind([*CHAIN, *chain]) is not None


def test_the_public_list_is_whole_and_says_which_it_is() -> None:
    listed = public_authorities()
    import certifi

    with open(certifi.where(), encoding="ascii") as file:
        expected = file.read().count("BEGIN CERTIFICATE")
    assert len(listed) == expected > 100
    assert "Mozilla" in listed.name
    assert certifi.__version__ in listed.name
    assert listed.behind(CHAIN) is None


@pytest.mark.parametrize("number", [0, 1])
def test_every_public_authority_is_known_as_itself(number: int) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    import certifi

    context.load_verify_locations(cafile=certifi.where())
    one = context.get_ca_certs(binary_form=True)[number]
    found = public_authorities().behind([one])
    assert found is not None
    assert found.der == one
