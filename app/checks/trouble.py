"""Turns what went wrong on the way to a host into the finding that says so."""

from __future__ import annotations

from app.checks.model import Finding
from app.checks.wording import finding
from app.guidance.hosts import HostEntry
from app.transport import errors
from app.transport.errors import CertificateFault, TransportError
from app.transport.probes import TlsFacts

_CODES: tuple[tuple[type[TransportError], str], ...] = (
    (errors.NameNotResolved, "NET-11"),
    (errors.ConnectionRefused, "NET-21"),
    (errors.ConnectionTimedOut, "NET-22"),
    (errors.ProxyUnreachable, "NET-31"),
    (errors.ProxyNeedsSignIn, "NET-32"),
    (errors.ProxyRefused, "NET-33"),
    (errors.ProxyUnsupported, "NET-34"),
    (errors.ConnectionDropped, "NET-45"),
    (errors.CertificateNotTrusted, "NET-47"),
    (errors.CertificateProblem, "NET-50"),
    (errors.TlsFailed, "NET-46"),
    (errors.ReadTimedOut, "NET-65"),
    (errors.NotHttp, "NET-67"),
    (TransportError, "NET-23"),
)
"""The first class that fits decides; the last fits all."""

_FAULTS = {
    CertificateFault.EXPIRED: "NET-48",
    CertificateFault.NOT_YET_VALID: "NET-48",
    CertificateFault.WRONG_NAME: "NET-49",
}

NOT_SEEN = "an issuer that could not be read"


def transport_finding(error: TransportError, entry: HostEntry) -> Finding:
    """The finding for a request or probe that got no answer."""
    code = next(code for kind, code in _CODES if isinstance(error, kind))
    if isinstance(error, errors.CertificateProblem):
        code = _FAULTS.get(error.problem, code)
    evidence = {"Host": entry.name, "What was said": str(error)}
    return finding(
        code,
        evidence=evidence,
        host=entry.name,
        port=entry.port,
        purpose=entry.purpose,
        proxy=getattr(error, "proxy", "") or "the proxy",
        issuer=getattr(error, "issuer", "") or NOT_SEEN,
        status=getattr(error, "status", ""),
        problem=getattr(error, "problem", ""),
        reason=error.reason or "no reason was given",
    )


def untrusted_finding(facts: TlsFacts, entry: HostEntry) -> Finding:
    """The finding for a certificate that this PC does not accept."""
    code = "NET-47" if facts.fault is None else _FAULTS.get(facts.fault, "NET-50")
    issuer = facts.issuer or NOT_SEEN
    evidence = {
        "Host": entry.name,
        "Issued by": issuer,
        "Issued to": facts.subject or "could not be read",
        "Valid until": facts.not_after.date().isoformat() if facts.not_after else "could not be read",
        "SHA-256 fingerprint": facts.fingerprint or "could not be read",
        "Why not accepted": facts.reason,
    }
    return finding(
        code,
        evidence=evidence,
        host=entry.name,
        purpose=entry.purpose,
        issuer=issuer,
        problem=facts.fault.value if facts.fault else "",
        reason=facts.reason,
    )
