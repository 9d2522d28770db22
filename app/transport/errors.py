"""Every way a request can fail before there is an answer, each its own class with a one-line plain message.

    TransportError
    ├── AddressRefused            the program will not send to this address (not HTTPS, not a web address)
    ├── ConnectionFailed          no connection was made
    │   ├── NameNotResolved       the name could not be looked up (DNS)
    │   ├── ConnectionRefused     the other end, or something in between, said no
    │   ├── ConnectionTimedOut    nobody answered in time
    │   └── ProxyError            the proxy, not the host, is the trouble
    │       ├── ProxyUnreachable  the proxy itself does not answer
    │       ├── ProxyNeedsSignIn  407; `.schemes` are the ways it offers
    │       ├── ProxyRefused      the proxy answered, and would not connect us; `.status`
    │       └── ProxyUnsupported  a proxy address this program cannot use (SOCKS, misspelt)
    ├── TlsFailed                 the secure connection could not be agreed
    │   ├── CertificateNotTrusted  this PC does not trust who issued the certificate; `.issuer`
    │   └── CertificateProblem    trusted or not, the certificate is wrong; `.problem`
    ├── ConnectionDropped         the connection ended before the answer did
    ├── ReadTimedOut              connected, and then nothing came for too long
    │   └── AnswerTooSlow         something came, but the whole took too long
    ├── NotHttp                   what came back is not HTTP, or its compression is broken
    └── AnswerTooLarge            the answer is bigger than the caller said it may be

A message names the host and never a query string, a header or a body. Cancelling is not an error: it stays
`asyncio.CancelledError`. Errors are raised `from None`, since the library errors beneath may quote headers;
`.reason` carries what is worth keeping of them.
"""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import urlsplit


def without_query(url: str) -> str:
    """The address without query, fragment, user name or password: fit to show and to log."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port
    except ValueError:
        return ""
    if not host:
        return ""
    shown = f"[{host}]" if ":" in host else host
    if port is not None:
        shown = f"{shown}:{port}"
    return f"{parts.scheme}://{shown}{parts.path}"


class TransportError(Exception):
    """A request that got no answer. `.host` is the name asked for, `.url_without_query` where, if known."""

    code = "transport.failed"
    _message = "The connection to {host} failed{because}."

    def __init__(self, host: str, *, reason: str = "", url: str = "", **facts: object) -> None:
        self.host = host
        self.reason = reason
        """What the system said, on one line; may be empty."""
        self.url_without_query = without_query(url)
        because = f" ({reason})" if reason else ""
        super().__init__(self._message.format(host=host, because=because, **facts))

    def at(self, url: str) -> TransportError:
        """This error, knowing which address was asked for; an address already known is kept."""
        self.url_without_query = self.url_without_query or without_query(url)
        return self


class AddressRefused(TransportError):
    """The program declines to send anything there: only HTTPS, or plain HTTP on this PC itself."""

    code = "transport.address-refused"
    _message = "The address of {host} cannot be used{because}."


class ConnectionFailed(TransportError):
    """No connection was made, so nothing was sent; trying again is always safe."""

    code = "transport.connection-failed"
    _message = "This PC could not connect to {host}{because}."


class NameNotResolved(ConnectionFailed):
    """DNS has no address for the name, or DNS did not answer."""

    code = "transport.name-not-resolved"
    _message = "The name {host} could not be looked up from this PC{because}."


class ConnectionRefused(ConnectionFailed):
    """Every address of the host refused the connection."""

    code = "transport.connection-refused"
    _message = "{host} refused the connection{because}."


class ConnectionTimedOut(ConnectionFailed):
    """No address of the host answered in time: usually a firewall that drops silently."""

    code = "transport.connection-timed-out"
    _message = "{host} did not answer in time{because}."


class ProxyError(ConnectionFailed):
    """The way to the host leads through a proxy, and that is the trouble. `.proxy` is its host and port."""

    code = "transport.proxy"
    _message = "The proxy {proxy} could not connect to {host}{because}."

    def __init__(self, host: str, *, proxy: str, reason: str = "", url: str = "", **facts: object) -> None:
        self.proxy = proxy
        super().__init__(host, reason=reason, url=url, proxy=proxy, **facts)


class ProxyUnreachable(ProxyError):
    """The proxy's own name or port does not answer."""

    code = "transport.proxy-unreachable"
    _message = "The proxy {proxy}, which leads to {host}, does not answer{because}."


class ProxyNeedsSignIn(ProxyError):
    """The proxy answered 407. `.schemes` are the sign-in methods it offers, as it wrote them."""

    code = "transport.proxy-sign-in"
    _message = "The proxy {proxy} wants a sign-in before it connects to {host}{offered}."

    def __init__(self, host: str, *, proxy: str, schemes: tuple[str, ...] = (), url: str = "") -> None:
        self.schemes = schemes
        offered = f" (it offers {', '.join(schemes)})" if schemes else ""
        super().__init__(host, proxy=proxy, url=url, offered=offered)


class ProxyRefused(ProxyError):
    """The proxy answered that it will not, or cannot, connect us. `.status` is its HTTP status."""

    code = "transport.proxy-refused"
    _message = "The proxy {proxy} would not connect to {host} (it answered {status})."

    def __init__(self, host: str, *, proxy: str, status: int, url: str = "") -> None:
        self.status = status
        super().__init__(host, proxy=proxy, url=url, status=status)


class ProxyUnsupported(ProxyError):
    """The proxy's address is of a kind this program cannot use."""

    code = "transport.proxy-unsupported"
    _message = "The proxy setting {proxy} cannot be used to reach {host}{because}."


class TlsFailed(TransportError):
    """The two ends could not agree a secure connection, for a reason other than the certificate."""

    code = "transport.tls"
    _message = "A secure connection to {host} could not be set up{because}."


class CertificateNotTrusted(TlsFailed):
    """This PC's own store does not trust the issuer. `.issuer` is who signed it, or "" if not seen."""

    code = "transport.certificate-not-trusted"
    _message = "This PC does not trust the certificate shown for {host}{issued}."

    def __init__(self, host: str, *, issuer: str = "", reason: str = "", url: str = "") -> None:
        self.issuer = issuer
        issued = f" (issued by {issuer})" if issuer else ""
        super().__init__(host, reason=reason, url=url, issued=issued)

    def issued_by(self, issuer: str) -> CertificateNotTrusted:
        """The same error, naming the issuer."""
        return CertificateNotTrusted(self.host, issuer=issuer, reason=self.reason, url=self.url_without_query)


class CertificateFault(StrEnum):
    """What is wrong with a certificate, apart from who issued it."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not yet valid"
    WRONG_NAME = "for another name"
    REVOKED = "withdrawn by its issuer"
    OTHER = "not acceptable"


class CertificateProblem(TlsFailed):
    """The certificate is expired, not yet valid (is the clock right?), for another name, or withdrawn."""

    code = "transport.certificate-problem"
    _message = "The certificate shown for {host} is {problem}."

    def __init__(self, host: str, *, problem: CertificateFault, reason: str = "", url: str = "") -> None:
        self.problem = problem
        super().__init__(host, reason=reason, url=url, problem=problem.value)


class ConnectionDropped(TransportError):
    """The connection was made and then cut: by the server, or by a filter in between."""

    code = "transport.connection-dropped"
    _message = "The connection to {host} was cut before the answer was complete{because}."


class ReadTimedOut(TransportError):
    """Connected, but nothing arrived for longer than the read timeout."""

    code = "transport.read-timed-out"
    _message = "{host} accepted the connection but sent nothing for {seconds:g} seconds."

    def __init__(self, host: str, *, seconds: float, url: str = "") -> None:
        self.seconds = seconds
        super().__init__(host, url=url, seconds=seconds)


class AnswerTooSlow(ReadTimedOut):
    """The answer trickled in and was not complete by the overall limit."""

    code = "transport.answer-too-slow"
    _message = "The answer from {host} was not complete after {seconds:g} seconds."


class NotHttp(TransportError):
    """Whatever is at that address does not speak HTTP, or broke its rules."""

    code = "transport.not-http"
    _message = "What answered at {host} does not speak HTTP properly{because}."


class AnswerTooLarge(TransportError):
    """Reading stopped at the limit; nothing of the answer is kept. `.limit_bytes` is the limit."""

    code = "transport.answer-too-large"
    _message = "The answer from {host} is larger than {limit:,} bytes, so it was not read."

    def __init__(self, host: str, *, limit_bytes: int, url: str = "") -> None:
        self.limit_bytes = limit_bytes
        super().__init__(host, url=url, limit=limit_bytes)
