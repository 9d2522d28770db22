"""Turns what went wrong on the way to a host into the finding that says so."""

from __future__ import annotations

from app.checks.model import Finding
from app.checks.wording import finding
from app.guidance.hosts import HostEntry
from app.transport import errors
from app.transport.errors import CertificateFault, TransportError

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

FAULTS = {
    CertificateFault.EXPIRED: "NET-48",
    CertificateFault.NOT_YET_VALID: "NET-48",
    CertificateFault.WRONG_NAME: "NET-49",
}
_NO_REASON = "no reason was given"
_ORIGIN = "this PC’s own settings"
NOT_SEEN = "an issuer that could not be read"
_UNSEEN = {
    "maker": "somebody we do not know",
    "whose": "",
    "fingerprint": "could not be read",
    "when": "this run",
}
"""Of a certificate that was refused while asking, when the handshake before had found nothing wrong."""


def transport_finding(error: TransportError, entry: HostEntry, **more: object) -> Finding:
    """The finding for a request or probe that got no answer. `more` fills or overrides arguments."""
    code = next(code for kind, code in _CODES if isinstance(error, kind))
    if isinstance(error, errors.CertificateProblem):
        code = FAULTS.get(error.problem, code)
    schemes = getattr(error, "schemes", ())
    args: dict[str, object] = {
        "host": entry.name,
        "port": entry.port,
        "purpose": entry.purpose,
        "issuer": getattr(error, "issuer", "") or NOT_SEEN,
        "status": getattr(error, "status", ""),
        "problem": getattr(error, "problem", ""),
        "reason": error.reason or _NO_REASON,
        "source": _ORIGIN,
        **_UNSEEN,
        **_proxy_args(getattr(error, "proxy", ""), schemes),
        **more,
    }
    evidence = {"Host": str(args["host"]), "What was said": str(error)}
    if isinstance(error, errors.ProxyError):
        evidence |= {"Proxy": error.proxy, "It comes from": str(args["source"])}
    if schemes:
        evidence["Sign-ins it offers"] = ", ".join(schemes)
    return finding(code, evidence=evidence, **args)


def unnamed_proxy(authenticate: str) -> dict[str, object]:
    """What NET-32 is filled with where a proxy's own answer came through as the host's."""
    schemes = (
        part.split()[0] for part in authenticate.split(",") if part.split() and "=" not in part.split()[0]
    )
    return {"source": _ORIGIN, **_proxy_args("", tuple(dict.fromkeys(schemes)))}


def _proxy_args(proxy: str, schemes: tuple[str, ...]) -> dict[str, object]:
    offers = ", ".join(schemes) if schemes else "none that it names"
    return {"proxy": proxy or "the proxy", "schemes": offers}
