"""What a server's certificate says, and what a failed verification means.

Read with `cryptography`, because Python's own `ssl` tells nothing about a certificate it does not trust, and
the untrusted ones (a school's web filter re-signing everything) are exactly those worth describing.
"""

from __future__ import annotations

import hashlib
import ssl
import warnings
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.transport.errors import (
    CertificateFault,
    CertificateNotTrusted,
    CertificateProblem,
    ConnectionDropped,
    TlsFailed,
    TransportError,
)

if TYPE_CHECKING:
    from cryptography import x509

_EXPIRED = {10, 0x800B0101}
_NOT_YET_VALID = {9, 0x800B0102}
_WRONG_NAME = {62, 63, 64, 0x800B010F}
_REVOKED = {23, 0x800B010C, 0x80092010}
_UNTRUSTED = {2, 18, 19, 20, 21, 24, 27, 0x800B0109, 0x800B010A, 0x800B0112}
"""OpenSSL's X509_V_ERR_* and Windows' CERT_E_* codes; truststore passes on whichever the system gave."""


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """One certificate, as text fit to show. Nothing here is secret or about a person."""

    subject: str
    """Common name, or the whole name where there is none."""
    issuer: str
    """Issuer's common name and organisation, as in "R11 (Let's Encrypt)"."""
    fingerprint: str
    """SHA-256 of the certificate, lower-case hex."""
    not_before: datetime
    not_after: datetime
    names: tuple[str, ...] = ()
    """DNS names and addresses it is for."""
    self_issued: bool = False
    """Whether subject and issuer are the same name."""
    issuer_name: tuple[str, str] = ("", "")
    """Issuer's common name and organisation, apart; "" for what it has not."""
    der: bytes = field(default=b"", repr=False)

    def good_at(self, moment: datetime) -> bool:
        """Whether `moment` lies between its two dates."""
        return self.not_before <= moment <= self.not_after


def certificate_facts(der: bytes) -> CertificateFacts | None:
    """The facts of one DER certificate, or None if it cannot be read. Never raises."""
    try:
        certificate = load_certificate(der)
        return CertificateFacts(
            subject=_named(certificate.subject),
            issuer=_named(certificate.issuer),
            fingerprint=hashlib.sha256(der).hexdigest(),
            not_before=certificate.not_valid_before_utc,
            not_after=certificate.not_valid_after_utc,
            names=_alternative_names(certificate),
            self_issued=certificate.subject == certificate.issuer,
            issuer_name=_parts(certificate.issuer),
            der=der,
        )
    except Exception:  # a hostile certificate may break any part of the parser
        return None


def load_certificate(der: bytes) -> x509.Certificate:
    """One DER certificate; raises whatever the parser does on a broken one."""
    from cryptography import x509

    # Some public authorities, Go Daddy's among them, number their own certificate 0: no reason for a warning.
    warnings.filterwarnings("ignore", message="Parsed a serial number which wasn't positive")
    return x509.load_der_x509_certificate(der)


def _named(name: x509.Name) -> str:
    common, organisation = _parts(name)
    shown = common or organisation or name.rfc4514_string()
    if common and organisation and organisation != common:
        shown = f"{common} ({organisation})"
    return " ".join(shown.split())[:200]


def _parts(name: x509.Name) -> tuple[str, str]:
    """Common name and organisation."""
    from cryptography.x509.oid import NameOID

    common = [str(a.value) for a in name.get_attributes_for_oid(NameOID.COMMON_NAME)]
    organisation = [str(a.value) for a in name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)]
    return (common[0] if common else "", organisation[0] if organisation else "")


def _alternative_names(certificate: x509.Certificate) -> tuple[str, ...]:
    from cryptography import x509

    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    dns = names.get_values_for_type(x509.DNSName)
    return (*dns, *(str(address) for address in names.get_values_for_type(x509.IPAddress)))


def presented_chain(tls: ssl.SSLObject) -> tuple[bytes, ...]:
    """The certificates the server sent, leaf first, in DER; only after a completed handshake."""
    public = getattr(tls, "get_unverified_chain", None)  # Python 3.13
    private = getattr(getattr(tls, "_sslobj", None), "get_unverified_chain", None)  # 3.10 to 3.12
    chain: Any = public() if public is not None else private() if private is not None else None
    if chain:
        return tuple(
            one if isinstance(one, bytes) else ssl.PEM_cert_to_DER_cert(one.public_bytes()) for one in chain
        )
    leaf = tls.getpeercert(binary_form=True)
    return (leaf,) if leaf else ()


def tls_error(host: str, error: OSError) -> TransportError:
    """The error of ours that a failed TLS handshake with `host` amounts to."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _verification_error(host, error)
    if isinstance(error, ssl.SSLEOFError | ConnectionError):
        return ConnectionDropped(host, reason="during the TLS handshake")
    if isinstance(error, ssl.SSLError):
        said = (error.reason or "").replace("_", " ").lower()
        return TlsFailed(host, reason=said or "no reason given")
    return ConnectionDropped(host, reason="during the TLS handshake")


def _verification_error(host: str, error: ssl.SSLCertVerificationError) -> TransportError:
    code = getattr(error, "verify_code", 0) & 0xFFFFFFFF
    said = " ".join(str(getattr(error, "verify_message", "")).split())[:200]
    if code in _UNTRUSTED:
        return CertificateNotTrusted(host, reason=said)
    for codes, fault in (
        (_EXPIRED, CertificateFault.EXPIRED),
        (_NOT_YET_VALID, CertificateFault.NOT_YET_VALID),
        (_WRONG_NAME, CertificateFault.WRONG_NAME),
        (_REVOKED, CertificateFault.REVOKED),
    ):
        if code in codes:
            return CertificateProblem(host, problem=fault, reason=said)
    if "match" in said.lower() and "host" in said.lower():
        return CertificateProblem(host, problem=CertificateFault.WRONG_NAME, reason=said)
    return CertificateProblem(host, problem=CertificateFault.OTHER, reason=said)
