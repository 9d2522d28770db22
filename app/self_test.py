"""Whether this copy of the program works on this PC: `--self-test`, from source and frozen.

Four checks, run by the engine like any others: every part can be loaded, the window paints its first page,
the keyring keeps a long secret, and TLS works with a certificate that is trusted and is refused with one that
is not. Nothing leaves this PC and nothing is kept.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import os
import pkgutil
import platform
import secrets
import ssl
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import app
from app import __version__
from app.checks.engine import Engine
from app.checks.model import Check, Found, Result
from app.checks.report import as_json, exit_level
from app.checks.wording import finding
from app.guidance.findings import finding_catalogue
from app.guidance.help import help_pages
from app.guidance.mis import mis_catalogue
from app.guidance.portal import guide
from app.host.policy import this_policy
from app.journey.model import JourneyKind
from app.journey.steps import journey_definition
from app.practice.certificates import make_certificates
from app.practice.process import this_program
from app.storage.paths import APP_NAME
from app.storage.secrets import TokenStore
from app.transport.client import Transport
from app.transport.daemon import run_on_daemon
from app.transport.errors import CertificateNotTrusted, TransportError

FULL_SECRET = 1200
"""Characters. Windows keeps 2,560 bytes at most, two a character; tokens seen have 40."""
WINDOW_PART = "--self-test-window"
_LIMIT_S = 90.0
_WINDOW_S = 40.0
_KEPT_IN = f"{APP_NAME} self-test"


async def self_test() -> tuple[tuple[Result, ...], dict[str, Any]]:
    """Runs the four checks and gives their results and the document that tells them."""
    checks = (
        Check("self.parts", "Every part of the program can be loaded", _parts, timeout_s=_LIMIT_S),
        Check("self.window", "The window paints its first page", _window, timeout_s=2 * _LIMIT_S),
        Check("self.keyring", "The keyring keeps a long secret", _keyring, timeout_s=_LIMIT_S),
        Check("self.tls", "Secure connections work and are judged", _tls, timeout_s=_LIMIT_S),
    )
    results = await Engine(checks).run(None)
    document = {
        "program": {"name": APP_NAME, "version": __version__, "frozen": bool(getattr(sys, "frozen", False))},
        "python": platform.python_version(),
        "system": platform.platform(),
        "managed": list(this_policy().told),
        **as_json(results),
        "exit_code": exit_level(results),
    }
    return results, document


async def _parts(_: object) -> Found:
    names = [name for _, name, _ in pkgutil.walk_packages(app.__path__, "app.") if name != "app.__main__"]
    missing = []
    for name in names:
        try:
            await run_on_daemon(importlib.import_module, name)
        except Exception as problem:
            missing.append(f"{name} ({type(problem).__name__})")
    if not missing:
        missing = await run_on_daemon(_unreadable_content)
    if missing:
        return Found((finding("APP-01", parts=", ".join(missing[:8])),))
    return Found(note=f"{len(names)} modules, and what they read")


def _unreadable_content() -> list[str]:
    readers: Mapping[str, Any] = {
        "catalogues": finding_catalogue,
        "help": help_pages,
        "MIS facts": mis_catalogue,
        "guide to Wonde’s portal": lambda: guide("wonde-approval"),
        "guide to Atomwide’s portal": lambda: guide("atomwide-sso"),
        "steps": lambda: journey_definition(JourneyKind.FIRST_SET_UP),
    }
    missing = []
    for name, read in readers.items():
        try:
            read()
        except Exception as problem:
            missing.append(f"{name} ({type(problem).__name__})")
    return missing


@dataclass(frozen=True, slots=True)
class _Painted:
    """What became of a window in a process of its own."""

    platform: str
    because: str = ""
    """Why nothing was painted; empty where it was."""


async def _window(_: object) -> Found:
    """On the desktop there is, else off screen: a PC without one has nothing wrong with it."""
    if _has_desktop():
        shown = await run_on_daemon(_painted, None)
        return _painted_found(shown, "painted on this desktop")
    shown = await run_on_daemon(_painted, "offscreen")
    return _painted_found(shown, "no desktop here: painted off screen")


def _painted_found(shown: _Painted, note: str) -> Found:
    return Found((finding("APP-02", reason=shown.because),)) if shown.because else Found(note=note)


def _has_desktop() -> bool:
    if os.environ.get("QT_QPA_PLATFORM"):
        return True
    if sys.platform == "win32":
        import ctypes

        session = ctypes.c_ulong()
        kernel = ctypes.windll.kernel32
        known = kernel.ProcessIdToSessionId(kernel.GetCurrentProcessId(), ctypes.byref(session))
        return not known or session.value != 0  # services have session 0 to themselves, and no desktop in it
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _painted(qt_platform: str | None) -> _Painted:
    """A child does it: where Qt can't start it ends the process, and this one has more to tell."""
    environment = dict(os.environ) | ({"QT_QPA_PLATFORM": qt_platform} if qt_platform else {})
    try:
        done = subprocess.run(
            [*this_program(), WINDOW_PART], env=environment, capture_output=True, timeout=_WINDOW_S,
            stdin=subprocess.DEVNULL, creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0), check=False,
        )  # fmt: skip
        told = json.loads(done.stdout.decode("utf-8", "replace").strip().splitlines()[-1])
        return _Painted(str(told["platform"]), str(told["because"]))
    except subprocess.TimeoutExpired:
        return _Painted("", f"nothing was painted within {_WINDOW_S:.0f} seconds")
    except OSError as problem:
        return _Painted("", f"it could not be started ({problem.strerror or type(problem).__name__})")
    except (ValueError, KeyError, IndexError, TypeError):
        return _Painted("", f"it ended with code {done.returncode}")


async def _keyring(_: object) -> Found:
    reason = await run_on_daemon(_kept)
    if reason:
        return Found((finding("APP-03", reason=reason),))
    return Found(note=f"{FULL_SECRET:,} characters written, read and removed")


def _kept() -> str:
    """Why a secret is not kept; empty where it is."""
    store, secret = TokenStore(_KEPT_IN), secrets.token_hex(FULL_SECRET // 2)
    try:
        kept = store.save("trial", secret)
        if not kept.in_keyring:
            return kept.reason
        came_back = TokenStore(_KEPT_IN).get("trial") == secret
    finally:
        store.forget("trial")
    if not came_back:
        return "This PC’s keyring did not give back what it was given."
    return "" if TokenStore(_KEPT_IN).get("trial") is None else "This PC’s keyring did not remove a secret."


async def _tls(_: object) -> Found:
    with tempfile.TemporaryDirectory(prefix="self-test-") as folder:
        made = await run_on_daemon(make_certificates, Path(folder))
        own = ssl.create_default_context(cafile=made.ca_file)
        async with _serving(made.server_context()) as url:
            reason = await _asked(url, own) or await _refused(url)
    if reason:
        return Found((finding("APP-04", reason=reason),))
    return Found(note="read where trusted, refused where not")


async def _asked(url: str, trust: ssl.SSLContext) -> str:
    async with Transport(proxy_for=_direct, trust=trust) as transport:
        try:
            reply = await transport.send("GET", url)
        except TransportError as problem:
            return f"it failed where it had to work ({type(problem).__name__})"
    return "" if reply.body == _BODY else "something else answered"


async def _refused(url: str) -> str:
    """Asked with what this PC trusts, which does not know the certificate made on the spot."""
    async with Transport(proxy_for=_direct) as transport:
        try:
            await transport.send("GET", url)
        except CertificateNotTrusted:
            return ""
        except TransportError as problem:
            return f"a certificate nobody trusts failed for another reason ({type(problem).__name__})"
    return "a certificate that nobody trusts was accepted"


_BODY = b"self-test"


@contextlib.asynccontextmanager
async def _serving(context: ssl.SSLContext) -> AsyncIterator[str]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(_BODY)}\r\nConnection: close\r\n\r\n"
            writer.write(head.encode("ascii") + _BODY)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    try:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()


def _direct(_: str) -> None:
    return None
