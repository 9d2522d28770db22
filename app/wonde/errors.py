"""Every way Wonde can fail to give what was asked, each with a stable code, a summary and a remedy.

    WondeError
    ├── TokenUnusable         the text is no token; nothing was sent
    ├── TokenRefused          401
    │   └── TokenDiedMidway   401 from a token that worked a moment ago
    ├── NotPermitted          403; `.scope` if Wonde named one
    ├── NotFound              404
    ├── Rejected              422; `.fields` as Wonde listed them
    ├── UnexpectedAnswer      any other status; `.status`
    ├── TooManyRequests       429, still after retries; `.wait_s` if Wonde said how long
    ├── WondeUnavailable      5xx, still after retries; `.status`
    ├── NotWondeJson          a web page, broken JSON or data of the wrong shape
    │   └── EndlessPaging     pages go on for ever without new rows
    ├── ForeignLink           a next link or redirect that leads elsewhere; nothing was sent there
    ├── AddressNotAllowed     the configured address is not one the token may go to
    ├── EmptyAnswer           no students (or staff) at all; `.causes` says why that may be
    └── Unreachable           no answer at all; `.transport` is the TransportError

`str(error)` is one line: summary, then remedy. No text ever holds the token: Wonde's own words pass through
`Token.scrub` before they get here. The sentences are in resources/catalogues/wonde-errors.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.transport.errors import AnswerTooLarge, ProxyNeedsSignIn, TlsFailed, TransportError
from app.wonde.wording import error_catalogue, filled


class WondeError(Exception):
    """Base of all. `code` is stable; `summary`, `remedy` and `who` are plain text for people."""

    code = "wonde.unexpected"

    def __init__(self, *, said: str = "", **facts: object) -> None:
        super().__init__(self.code)
        self.said = said
        """Wonde's own words, short and without the token; may be empty."""
        self._facts: Mapping[str, object] = {**facts, "said": f" (it says: “{said}”)" if said else ""}

    @property
    def summary(self) -> str:
        """What happened and what it means, in one or two sentences."""
        return filled(error_catalogue().errors[self.code].summary, self._facts)

    @property
    def remedy(self) -> str:
        """What to do now."""
        return filled(error_catalogue().errors[self.code].remedy, self._facts)

    @property
    def who(self) -> str:
        """Who can mend it, in the words of `app.checks.model.Mender`."""
        return error_catalogue().errors[self.code].who

    def __str__(self) -> str:
        return f"{self.summary} {self.remedy}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.code})"


class TokenUnusable(WondeError):
    """The text given as a token holds characters that cannot stand in a header."""

    code = "wonde.token-unusable"


class TokenRefused(WondeError):
    """401."""

    code = "wonde.token-refused"


class TokenDiedMidway(TokenRefused):
    """401 from a token that had worked: approval or token was withdrawn meanwhile."""

    code = "wonde.token-died"


class NotPermitted(WondeError):
    """403. `.scope` is the permission Wonde named, such as `contacts.read`, or None."""

    code = "wonde.not-permitted"

    def __init__(self, what: str, *, scope: str | None = None, said: str = "") -> None:
        self.scope = scope
        super().__init__(said=said, what=what, scope=f" (missing: {scope})" if scope else "")


class NotFound(WondeError):
    """404: unknown id, or a school that has not approved."""

    code = "wonde.not-found"

    def __init__(self, what: str, *, said: str = "") -> None:
        super().__init__(said=said, what=what)


class Rejected(WondeError):
    """422. `.fields` are the field names Wonde complained about."""

    code = "wonde.rejected"

    def __init__(self, what: str, *, said: str = "", fields: tuple[str, ...] = ()) -> None:
        self.fields = fields
        super().__init__(said=said, what=what)


class UnexpectedAnswer(WondeError):
    """A status this program has no meaning for."""

    code = "wonde.unexpected"

    def __init__(self, what: str, *, status: int, said: str = "") -> None:
        self.status = status
        super().__init__(said=said, what=what, status=status)


class TooManyRequests(WondeError):
    """429 to the last attempt. `.wait_s` is what Wonde asked for, if it did."""

    code = "wonde.too-many-requests"

    def __init__(self, *, tries: int, wait_s: float | None = None) -> None:
        self.wait_s = wait_s
        minutes = "a few minutes" if wait_s is None else f"{max(1, round(wait_s)):,} seconds"
        super().__init__(tries=tries, wait=minutes)


class WondeUnavailable(WondeError):
    """5xx to the last attempt."""

    code = "wonde.unavailable"

    def __init__(self, *, status: int, tries: int, said: str = "") -> None:
        self.status = status
        super().__init__(said=said, status=status, tries=tries)


class NotWondeJson(WondeError):
    """The answer is not Wonde's data. `.got` says what it is instead; its text is never quoted."""

    code = "wonde.not-data"

    def __init__(self, what: str, *, host: str, got: str, status: int = 200) -> None:
        self.got = got
        self.status = status
        super().__init__(what=what, host=host, got=got)


class EndlessPaging(NotWondeJson):
    """The list never ends and brings nothing new."""

    code = "wonde.endless-paging"

    def __init__(self, what: str, *, host: str, rows: int) -> None:
        super().__init__(what, host=host, got="pages without end")
        self._facts = {**self._facts, "rows": f"{rows:,}"}


class ForeignLink(WondeError):
    """A link to where the token may not go. `.target` is that origin, without path or query."""

    code = "wonde.foreign-link"

    def __init__(self, *, host: str, target: str) -> None:
        self.target = target
        super().__init__(host=host, target=target)


class AddressNotAllowed(WondeError):
    """The configured address itself is not HTTPS, or not a web address."""

    code = "wonde.address-refused"

    def __init__(self, *, target: str) -> None:
        self.target = target
        super().__init__(target=target)


class EmptyCause(StrEnum):
    """Why a school's list may come back empty."""

    WRONG_REGION = "wrong-region"
    NOT_APPROVED = "not-approved"
    AWAITING_AUDIT = "awaiting-audit"
    OFFLINE = "offline"
    FIRST_SYNC = "first-sync"
    SCOPE_WITHHELD = "scope-withheld"
    ACCESS_CONTROL = "access-control"
    COUNT_DIFFERS = "count-differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Cause:
    """One likely cause with its facts (`domain`, `host`, `count`, `what`)."""

    kind: EmptyCause
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The cause as a sentence."""
        return filled(error_catalogue().causes[self.kind].text, self.facts)

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return filled(error_catalogue().causes[self.kind].remedy, self.facts)


class EmptyAnswer(WondeError):
    """A list that cannot be empty is. `.causes` are the likely ones, the most telling first."""

    code = "wonde.empty"

    def __init__(self, what: str, causes: tuple[Cause, ...] = ()) -> None:
        self.what = what
        self.causes = causes or (Cause(EmptyCause.UNKNOWN),)
        super().__init__(
            what=what,
            causes=" ".join(cause.text for cause in self.causes),
            remedies=" ".join(cause.remedy for cause in self.causes),
        )


class Unreachable(WondeError):
    """No answer. `.transport` says at which layer; the code follows the remedy it needs."""

    code = "wonde.unreachable"

    def __init__(self, transport: TransportError) -> None:
        self.transport = transport
        if isinstance(transport, TlsFailed):
            self.code = "wonde.certificate"
        elif isinstance(transport, ProxyNeedsSignIn):
            self.code = "wonde.proxy-sign-in"
        elif isinstance(transport, AnswerTooLarge):
            self.code = "wonde.too-large"
        super().__init__(reason=str(transport), host=transport.host)
