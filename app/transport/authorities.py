"""Which authority stands behind the certificates a server presents, and whether it is a public one.

A web filter that opens connections signs with an authority of its own. This PC may trust it, so trust alone
does not tell a filter from the real server; a list of the world's public authorities does. Signatures are
checked, not names: an authority that only calls itself like a public one is not taken for it. Nothing here
decides what is trusted: that is the operating system's business alone (see `trust`).
"""

from __future__ import annotations

import functools
import ssl
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from app.transport.certificates import CertificateFacts, certificate_facts, load_certificate

if TYPE_CHECKING:
    from cryptography import x509

_LONGEST_CHAIN = 12


class Authorities:
    """A list of authorities' certificates. Making one takes some milliseconds: keep it off the loop."""

    def __init__(self, ders: Iterable[bytes], *, name: str) -> None:
        self.name = name
        """What the list is, in words that finish “… is not in”."""
        self._by_subject: dict[bytes, list[x509.Certificate]] = defaultdict(list)
        for der in ders:
            certificate = _read(der)
            if certificate is not None:
                self._by_subject[certificate.subject.public_bytes()].append(certificate)

    def __len__(self) -> int:
        return sum(len(those) for those in self._by_subject.values())

    def behind(self, chain: Sequence[bytes]) -> CertificateFacts | None:
        """The listed authority that a presented chain (DER, the server's own first) leads to, if any.

        Only signatures count; dates, uses and withdrawals are for the system to judge. Never raises.
        """
        presented = [one for one in map(_read, chain) if one is not None]
        if not presented:
            return None
        current, others = presented[0], presented[1:]
        for _ in range(_LONGEST_CHAIN):
            listed = self._signer_of(current)
            if listed is not None:
                return certificate_facts(_der(listed))
            above = next((one for one in others if _signed(current, one)), None)
            if above is None:
                return None
            others.remove(above)
            current = above
        return None

    def _signer_of(self, certificate: x509.Certificate) -> x509.Certificate | None:
        """The listed certificate that signed this one, or is this one itself."""
        same_name = self._by_subject.get(certificate.subject.public_bytes(), [])
        if certificate in same_name:
            return certificate
        above = self._by_subject.get(certificate.issuer.public_bytes(), [])
        return next((one for one in above if _signed(certificate, one)), None)


@functools.cache
def public_authorities() -> Authorities:
    """The public authorities on Mozilla's list, as certifi carries it. Blocks some milliseconds."""
    import certifi  # httpx would judge trust by it; here it only tells public from private

    listed = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    listed.load_verify_locations(cafile=certifi.where())
    name = f"Mozilla’s list of public authorities ({certifi.__version__})"
    return Authorities(listed.get_ca_certs(binary_form=True), name=name)


def _read(der: bytes) -> x509.Certificate | None:
    try:
        certificate = load_certificate(der)
        certificate.subject.public_bytes(), certificate.issuer.public_bytes()
    except Exception:  # a hostile certificate may break any part of the parser
        return None
    return certificate


def _der(certificate: x509.Certificate) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.DER)


def _signed(certificate: x509.Certificate, by: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(by)
    except Exception:  # wrong name, wrong signature, or a kind of key that cannot be checked
        return False
    return True
