"""The catalogue of filters: it recognises those it knows, no surer than its sources, and nobody else."""

from __future__ import annotations

import pytest

from app.guidance.content import ContentError, Sureness, checked
from app.guidance.filters import (
    AddressMark,
    IssuerMark,
    filter_of_address,
    filter_of_page,
    filter_that_signs,
    looks_like_a_block,
    looks_like_a_sign_in,
    maker_words,
    web_filters,
    whose_words,
)


def test_the_products_that_schools_use_are_there() -> None:
    names = {entry.name for entry in web_filters()}
    assert names >= {
        "LGfL SchoolProtect", "Smoothwall", "Securly", "Netsweeper", "Lightspeed Filter", "Linewize",
        "Fortinet FortiGate", "Sophos", "Zscaler", "Palo Alto Networks", "Cisco Umbrella", "Barracuda",
        "Symantec Blue Coat", "iboss", "Censornet", "ContentKeeper", "Check Point", "WatchGuard", "SonicWall",
        "Untangle", "a Squid or pfSense proxy", "Kaspersky", "ESET", "Avast, AVG or Norton",
    }  # fmt: skip


def test_every_mark_has_a_source_and_only_what_was_seen_is_worded_as_sure() -> None:
    for product in web_filters():
        assert product.issuer or product.page or product.address
        for mark in (*product.issuer, *product.page, *product.address):
            assert mark.source
            assert mark.sureness is not Sureness.NOT_KNOWN


@pytest.mark.parametrize(
    ("common_name", "organisation", "product", "certain"),
    [
        ("Smoothwall-default-root-certificate-authority", "", "smoothwall", True),
        ("Brookfield Smoothwall CA", "Brookfield", "smoothwall", False),
        ("*.securly.com", "Securly, Inc", "securly", True),
        ("FortiGate CA", "Fortinet", "fortinet", True),
        ("FGT70G", "Fortinet Ltd.", "fortinet", True),
        ("Sophos_CA_C27100", "", "sophos", True),
        ("Zscaler Intermediate Root CA", "Zscaler Inc.", "zscaler", True),
        ("Cisco Umbrella Root CA", "Cisco", "cisco-umbrella", True),
        ("avast! Web/Mail Shield Root", "avast! Web/Mail Shield", "avast", True),
        ("Norton Web/Mail Shield Root", "", "avast", True),
        ("ESET SSL Filter CA", "ESET, spol. s r. o.", "eset", True),
        ("mitmproxy", "mitmproxy", "mitmproxy", True),
        ("LGfL Decryption CA", "LGfL", "lgfl", False),
    ],
)
def test_issuers_that_are_known(common_name: str, organisation: str, product: str, certain: bool) -> None:
    found = filter_that_signs([("R11", "Let’s Encrypt"), (common_name, organisation)])
    assert found is not None
    assert found.product.id == product
    assert found.sureness.certain is certain
    words = whose_words(found, common_name)
    assert found.product.name in words
    assert ("not certain" in words) is not certain
    assert maker_words(found).startswith("what seems to be") is not certain


@pytest.mark.parametrize(
    ("common_name", "organisation"),
    [("R11", "Let’s Encrypt"), ("Asset CA", "Deset"), ("", ""), ("Umbrella Corp CA", "Umbrella Corp")],
)
def test_issuers_that_are_not(common_name: str, organisation: str) -> None:
    assert filter_that_signs([(common_name, organisation)]) is None
    assert "not known" in whose_words(None, common_name)
    assert "do not know" in maker_words(None)


@pytest.mark.parametrize(
    ("body", "location", "product"),
    [
        ("<h1>FortiGuard Intrusion Prevention - Access Blocked</h1>", "", "fortinet"),
        ("", "http://10.1.1.1:8080/webadmin/deny/index.php?dpid=1", "netsweeper"),
        ("", "https://blocked.syd-1.linewize.net/x", "linewize"),
        ("... Blocked by ContentKeeper ...", "", "contentkeeper"),
        ("<html>an ordinary page</html>", "https://api.wonde.com/", None),
    ],
)
def test_block_pages(body: str, location: str, product: str | None) -> None:
    found = filter_of_page(body, location)
    assert (found.product.id if found else None) == product


def test_pages_without_a_makers_mark() -> None:
    assert looks_like_a_block("This site was BLOCKED by your administrator")
    assert not looks_like_a_block("The street was blocked by snow")
    assert looks_like_a_sign_in('<form>Log in <input type="password"></form>')
    assert looks_like_a_sign_in("<!-- <WISPAccessGatewayParam> -->")
    assert not looks_like_a_sign_in("<html>Nothing to log in to</html>")


@pytest.mark.parametrize(
    ("address", "product"),
    [
        ("146.112.61.106", "cisco-umbrella"),
        ("::ffff:146.112.61.106", "cisco-umbrella"),
        ("146.112.61.1", None),
        ("2001:db8::1", None),
        ("nonsense", None),
    ],
)
def test_addresses(address: str, product: str | None) -> None:
    found = filter_of_address(address)
    assert (found.product.id if found else None) == product


def test_a_mark_that_says_nothing_is_refused() -> None:
    with pytest.raises(ContentError, match="organisation, common_name or any"):
        checked(IssuerMark, {"sureness": "seen", "source": "x"}, "filters.toml")
    with pytest.raises(ContentError, match="network"):
        checked(AddressMark, {"network": "x", "sureness": "seen", "source": "x"}, "filters.toml")
    entry = web_filters()[0].model_dump()
    catalogue = {
        "version": "1",
        "words": dict.fromkeys(("sure", "likely", "unknown", "named", "guessed", "nobody"), "x"),
        "filter": [entry, entry],
    }
    from app.guidance.filters import _Filters

    with pytest.raises(ContentError, match="share an id"):
        checked(_Filters, catalogue, "filters.toml")
