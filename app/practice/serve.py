"""Runs a practice server on loopback until it is told to stop: `practice serve`.

`serve(options, announce)` makes the school, opens the port, calls `announce` once connections are accepted,
and returns after SIGINT, SIGTERM or, if asked to, the end of standard input. For the main thread only.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import ssl
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import uvicorn

from app.practice.accidents import thirty_accidents
from app.practice.certificates import make_certificates
from app.practice.errors import PortInUse, SpecNotPossible
from app.practice.faults import FaultSettings, check_fault
from app.practice.lifecycle import START_STAGES, Lifecycle, Stage, Timers
from app.practice.school import School, SchoolSpec, generate, school_year_of
from app.practice.september import next_september
from app.practice.server import build_app
from app.practice.world import Caller, World, label_of

LOOPBACK = "127.0.0.1"
_GRACE_S = 1
"""How long running answers are waited for when the server stops."""


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """Everything `practice serve` can be asked for."""

    port: int = 0
    """0 lets the system choose."""
    students: int = 1200
    seed: int = 7
    phase: str = "secondary"
    dirt: bool = True
    classes: bool = True
    latency_ms: int = 0
    faults: str | None = None
    tls: bool = False
    state: Path | None = None
    start: str = Stage.ONLINE.value
    """Where the school stands at first: not-requested, pending, approved, audited, online, declined, revoked.
    A state file that exists wins."""
    audit_after_s: float | None = 0.0
    """Seconds from approval to the end of Wonde's audit; None: only by hand."""
    online_after_s: float | None = 0.0
    """Seconds from the audit to the end of the first transfer; None: only by hand."""
    application_token: bool = False
    """Announces the vendor's token for several schools in the place of the school's own."""
    september: str | None = None
    """The last summer, to try out a comparison with: the school `before` it, for the baseline, and after an
    `ordinary` one or one with `accidents`, in which thirty things went wrong."""
    until_stdin_closes: bool = False
    """Stops when standard input ends, so that a child never outlives its parent."""
    fault_settings: FaultSettings | None = None

    def spec(self) -> SchoolSpec:
        """The school, in this school year: its leavers have left and its starters are still to come. Raises
        SpecNotPossible."""
        return SchoolSpec(
            self.students, self.seed, self.phase, self.dirt, self.classes, school_year_of(date.today())
        )


BEFORE, ORDINARY, ACCIDENTS = SEPTEMBERS = "before", "ordinary", "accidents"


def make_school(options: ServeOptions) -> School:
    """The school that the options ask for. Raises SpecNotPossible."""
    if options.september is None:
        return generate(options.spec())
    if options.september not in SEPTEMBERS:
        known = ", ".join(SEPTEMBERS)
        raise SpecNotPossible(f"There is no September “{options.september[:30]}”: choose one of {known}.")
    spec = options.spec()
    # Nobody who is still to come: before the last summer they were not listed, and after it they are here.
    before = replace(
        generate(replace(spec, academic_year=spec.academic_year - 1)), future_starters=[], future_staff=[]
    )
    if options.september == BEFORE:
        return before
    september = next_september(before)
    if options.september == ACCIDENTS:
        thirty_accidents(september)
    return september.after


def serve(options: ServeOptions, announce: Callable[[dict[str, Any]], None]) -> int:
    """Serves until stopped and returns 0. Raises PracticeError and ContentError before anything is served."""
    check_fault(options.faults)
    if options.start not in START_STAGES:
        known = ", ".join(START_STAGES)
        raise SpecNotPossible(f"There is no stage “{options.start[:30]}”: choose one of {known}.")
    if options.latency_ms < 0:
        raise SpecNotPossible("The latency is a number of milliseconds, 0 or more.")
    with contextlib.ExitStack() as closing:
        listener = closing.enter_context(contextlib.closing(listen(options.port)))
        school = make_school(options)
        world = make_world(school, options)
        scheme, context, ca_file = "http", None, None
        if options.tls:
            folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="practice-tls-")))
            certificates = make_certificates(folder)
            scheme, context, ca_file = "https", certificates.server_context(), certificates.ca_file
        port = listener.getsockname()[1]
        told = announcement(world, f"{scheme}://{LOOPBACK}:{port}", application=options.application_token)
        if ca_file is not None:
            told["ca_file"] = str(ca_file)
        with _heap_settled():
            asyncio.run(_run(world, options, listener, context, lambda: announce(told)))
    return 0


def announcement(world: World, origin: str, *, application: bool = False) -> dict[str, Any]:
    """The line that tells how to reach a practice server."""
    caller = Caller.APPLICATION if application else Caller.SCHOOL
    return {
        "api_url": f"{origin}/v1.0",
        "portal_url": f"{origin}/portal",
        "token": world.token(caller),
        "school_id": world.school_id,
        "students": len(world.school.students),
        "staff": len(world.school.staff),
    }


def make_world(school: School, options: ServeOptions) -> World:
    """The school with its state taken up or begun. Raises StateUnusable."""
    lifecycle = Lifecycle(
        label_of(school.spec) + (f" september={options.september}" if options.september else ""),
        path=options.state,
        start=Stage(options.start),
        timers=Timers(options.audit_after_s, options.online_after_s),
    )
    return World(
        school,
        lifecycle,
        empty=options.faults == "empty",
        churning=options.faults == "rows-change-while-paging",
    )


def listen(port: int) -> socket.socket:
    """A listening socket on loopback. Raises PortInUse."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "nt":  # there, SO_REUSEADDR would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE", -5), 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen(256)
    except (OSError, OverflowError) as problem:
        listener.close()
        reason = getattr(problem, "strerror", None) or str(problem)
        raise PortInUse(
            f"Port {port} on {LOOPBACK} can't be used ({reason}). Choose another --port, or leave it out."
        ) from None
    return listener


class _Server(uvicorn.Server):
    """Says when it is ready. Leaves signals alone: uvicorn would raise them again after a good stop."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


async def _run(
    world: World,
    options: ServeOptions,
    listener: socket.socket,
    context: ssl.SSLContext | None,
    ready: Callable[[], None],
) -> None:
    app = build_app(
        world,
        port=listener.getsockname()[1],
        latency_s=options.latency_ms / 1000,
        fault=options.faults,
        fault_settings=options.fault_settings,
    )
    server = _Server(server_config(app, context), ready)

    def stop() -> None:
        server.should_exit = True

    with _stopping_on_signals(stop):
        if options.until_stdin_closes:
            _watch_stdin(stop)
        await server.serve(sockets=[listener])


def server_config(app: Any, context: ssl.SSLContext | None = None) -> uvicorn.Config:
    """How uvicorn runs a practice server: quiet, plain h11, a long backlog."""
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_GRACE_S,
    )
    if context is not None:
        config.load()
        config.ssl = context
    return config


@contextlib.contextmanager
def _stopping_on_signals(stop: Callable[[], None]) -> Iterator[None]:
    names = [name for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), lambda *_: stop()) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _watch_stdin(stop: Callable[[], None]) -> None:
    """Stops when standard input ends.

    Reads the descriptor itself: at exit, a thread inside `sys.stdin` would be fatal.
    """
    try:
        descriptor = sys.stdin.fileno()
    except (AttributeError, OSError, ValueError):
        return

    def watch() -> None:
        with contextlib.suppress(OSError):
            while os.read(descriptor, 1024):
                pass
        stop()

    threading.Thread(target=watch, name="practice-stdin", daemon=True).start()


@contextlib.contextmanager
def _heap_settled() -> Iterator[None]:
    """Takes the school out of the garbage collector's sight: walking a million objects stops answers."""
    import gc

    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
