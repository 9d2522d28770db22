"""What every practice page shares: templates, a session per browser, forms that only our own pages can send.

A form is accepted only with the secret word of its session, and never when the browser says that another
page sent it. Sessions live in memory: after a restart people sign in again, and what they did is still there.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

import jinja2
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from app.practice.world import World
from app.storage.paths import resource

COOKIE = "practice_session"
LARGEST_FORM = 512 * 1024
MOST_SESSIONS = 200
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who somebody says to be; practice portals believe everyone."""

    role: str
    name: str
    position: str


@dataclass(slots=True)
class Session:
    """One browser's visit."""

    key: str
    word: str
    """The secret that every form of this session carries."""
    signed_in: dict[str, SignedIn] = field(default_factory=dict)
    """By portal: `wonde`, `head`."""
    messages: list[str] = field(default_factory=list)


Form = list[tuple[str, str]]


class FormRefused(Exception):
    """A form that did not come from our own page, or is too long."""


class Pages:
    """Renders pages and reads forms for one practice school."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._sessions: dict[str, Session] = {}
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(resource("practice", "pages")),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self._templates.filters["number"] = lambda value: f"{value:,}"
        self._templates.filters["moment"] = _moment

    def session(self, request: Request) -> Session:
        """This browser's session, begun if it has none."""
        known = self._sessions.get(request.cookies.get(COOKIE, ""))
        if known is not None:
            return known
        made = Session(secrets.token_urlsafe(24), secrets.token_urlsafe(24))
        while len(self._sessions) >= MOST_SESSIONS:
            self._sessions.pop(next(iter(self._sessions)))
        self._sessions[made.key] = made
        return made

    def show(
        self, request: Request, session: Session, template: str, status: int = 200, **values: object
    ) -> Response:
        """A page. Messages waiting in the session are shown once."""
        messages, session.messages = session.messages, []
        html = self._templates.get_template(template).render(
            school=self.world.school.identity,
            session=session,
            messages=messages,
            path=request.url.path,
            stage=self.world.stage,
            **values,
        )
        return self._with_cookie(request, session, HTMLResponse(html, status, HEADERS))

    def go(self, request: Request, session: Session, path: str, message: str = "") -> Response:
        """Sends the browser on after a form, with a message for the next page."""
        if message:
            session.messages.append(message)
        return self._with_cookie(request, session, RedirectResponse(path, 303, HEADERS))

    async def form(self, request: Request, session: Session) -> Form:
        """The fields of a form of ours, in order. Raises FormRefused."""
        origin = request.headers.get("origin")
        if origin is not None and origin != own_origin(request.url):
            raise FormRefused("This form was sent by another page, and was not accepted.")
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_FORM:
                raise FormRefused("This form is too long.")
        fields = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20_000)
        if not hmac.compare_digest(dict(fields).get("word", "").encode(), session.word.encode()):
            raise FormRefused("This form is no longer valid. Go back, load the page again and repeat it.")
        return [(name, value) for name, value in fields if name != "word"]

    def refused(self, request: Request, session: Session, problem: FormRefused) -> Response:
        """The page that says so."""
        return self.show(request, session, "refused.html", 403, title="Not accepted", problem=str(problem))

    def not_found(self) -> Response:
        """The answer to every address without a page."""
        return PlainTextResponse("There is no such practice page.\n", 404)

    def _with_cookie(self, request: Request, session: Session, response: Response) -> Response:
        if request.cookies.get(COOKIE) != session.key:
            response.set_cookie(
                COOKIE,
                session.key,
                path="/portal",
                httponly=True,
                samesite="strict",
                secure=request.url.scheme == "https",
            )
        return response


def _moment(value: datetime | None) -> str:
    return f"{value.day} {value:%B %Y, %H:%M} UTC" if value is not None else ""


def own_origin(url: URL) -> str:
    """The origin of this server as the browser calls it."""
    parts = urlsplit(str(url))
    return f"{parts.scheme}://{parts.netloc}"


def value_of(form: Form, name: str, default: str = "") -> str:
    """The last value of a field, trimmed and cut to 200 characters."""
    return dict(form).get(name, default).strip()[:200]


def values_of(form: Form, name: str) -> list[str]:
    """Every value of a field."""
    return [value for key, value in form if key == name]


def choice_of(form: Form, name: str, choices: Mapping[str, str]) -> str | None:
    """The value of a field if it is one of the choices."""
    value = value_of(form, name)
    return value if value in choices else None
