"""Who trusts an authority, against the real certificate stores of the PC and of the user."""

from __future__ import annotations

import ctypes
import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from app.host.facts import Read
from app.host.here import this_host
from app.host.network_facts import TrustedBy, TrustedRoot
from tests.fakes.wine import under_wine

pytestmark = [
    pytest.mark.windows,
    pytest.mark.skipif(not under_wine(), reason="needs Wine: Windows asks its user before it trusts anybody"),
]

if sys.platform == "win32":
    import winreg

_PLACES = {TrustedBy.MACHINE: 0x20000, TrustedBy.USER: 0x10000}


@contextmanager
def trusted(certificate: bytes, place: TrustedBy) -> Iterator[None]:
    """The authority is in the store of that place, and gone again afterwards."""
    api = ctypes.WinDLL("crypt32", use_last_error=True)
    handle = ctypes.c_void_p
    api.CertOpenStore.argtypes = (handle, ctypes.c_uint32, handle, ctypes.c_uint32, ctypes.c_wchar_p)
    api.CertOpenStore.restype = handle
    api.CertAddEncodedCertificateToStore.argtypes = (
        handle, ctypes.c_uint32, ctypes.c_char_p, ctypes.c_uint32, ctypes.c_uint32, ctypes.POINTER(handle),
    )  # fmt: skip
    api.CertControlStore.argtypes = (handle, ctypes.c_uint32, ctypes.c_uint32, handle)
    api.CertCloseStore.argtypes = (handle, ctypes.c_uint32)
    store = api.CertOpenStore(10, 0, None, _PLACES[place], "ROOT")
    assert store
    assert api.CertAddEncodedCertificateToStore(store, 1, certificate, len(certificate), 4, None)
    assert api.CertControlStore(store, 0, 3, None)  # writes it out
    try:
        yield
    finally:
        api.CertCloseStore(store, 0)
        # Wine does not write a removal out; the store is a key of the registry, as on Windows.
        root = winreg.HKEY_LOCAL_MACHINE if place is TrustedBy.MACHINE else winreg.HKEY_CURRENT_USER
        thumb = hashlib.sha1(certificate).hexdigest().upper()
        winreg.DeleteKey(root, rf"Software\Microsoft\SystemCertificates\Root\Certificates\{thumb}")


def authority(name: str) -> bytes:
    """A new authority's certificate."""
    pem = trustme.CA(organization_name=name).cert_pem.bytes()
    return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)


@pytest.mark.parametrize("place", list(TrustedBy))
def test_an_authority_is_trusted_by_whoever_has_it_in_their_store(place: TrustedBy) -> None:
    certificate = authority("School Filter")
    expected = TrustedRoot(hashlib.sha256(certificate).hexdigest(), place, certificate)
    with trusted(certificate, place):
        found = this_host().trusted_roots()
    assert isinstance(found, Read)
    assert expected in found.value
    after = this_host().trusted_roots()
    assert isinstance(after, Read)
    assert expected not in after.value


def test_what_the_pc_trusts_counts_for_the_pc_though_the_user_has_it_too() -> None:
    certificate = authority("School Filter for all")
    with trusted(certificate, TrustedBy.MACHINE), trusted(certificate, TrustedBy.USER):
        found = this_host().trusted_roots()
    assert isinstance(found, Read)
    fingerprint = hashlib.sha256(certificate).hexdigest()
    assert [each.trusted_by for each in found.value if each.fingerprint == fingerprint] == [TrustedBy.MACHINE]
