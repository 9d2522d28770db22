"""A practice server inside the test's own process, over a real socket, with every option."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import httpx
import uvicorn

from app.practice.process import PracticeAddress
from app.practice.school import School, SchoolSpec, generate
from app.practice.serve import ServeOptions, announcement, listen, make_world, server_config
from app.practice.server import build_app
from app.practice.world import Caller, World


@lru_cache(maxsize=8)
def school_for(spec: SchoolSpec) -> School:
    """A school, made once per specification: nothing changes one after it is made."""
    return generate(spec)


def plain_client(base_url: str, **extra: Any) -> httpx.Client:
    """For loopback without TLS: loading trusted certificates for each client takes longer than a test."""
    return httpx.Client(base_url=base_url, timeout=20, trust_env=False, verify=False, **extra)


@dataclass(frozen=True, slots=True)
class RunningPractice:
    """What a test can reach of the server."""

    world: World
    address: PracticeAddress
    clients: list[httpx.Client] = field(default_factory=list)
    """Closed when the server stops, unless the test did so."""

    @property
    def school(self) -> School:
        return self.world.school

    @property
    def origin(self) -> str:
        return self.address.api_url.removesuffix("/v1.0")

    def client(self, caller: Caller = Caller.SCHOOL, **extra: Any) -> httpx.Client:
        """An HTTP client that carries a token, on the API's address."""
        headers = {"Authorization": f"Bearer {self.world.token(caller)}"}
        self.clients.append(plain_client(self.address.api_url, headers=headers, **extra))
        return self.clients[-1]

    def browser(self) -> httpx.Client:
        """An HTTP client as a browser is: cookies, redirects, no token."""
        self.clients.append(plain_client(self.origin, follow_redirects=True))
        return self.clients[-1]

    def school_path(self, rest: str) -> str:
        """`/schools/{id}` and what follows."""
        return f"/schools/{self.address.school_id}{rest}"


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: threading.Event) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()


@contextmanager
def practice_server(options: ServeOptions | None = None) -> Iterator[RunningPractice]:
    """Serves a practice school on a thread while the block runs. Small unless the options say otherwise."""
    options = options or ServeOptions(students=120)
    world = make_world(school_for(options.spec()), options)
    listener = listen(options.port)
    port = listener.getsockname()[1]
    app = build_app(
        world, port=port, latency_s=options.latency_ms / 1000, fault=options.faults,
        fault_settings=options.fault_settings,
    )  # fmt: skip
    ready = threading.Event()
    server = _Server(server_config(app), ready)
    thread = threading.Thread(target=lambda: server.run(sockets=[listener]), name="practice", daemon=True)
    thread.start()
    try:
        assert ready.wait(20), "the practice server did not start"
        told = announcement(world, f"http://127.0.0.1:{port}", application=options.application_token)
        running = RunningPractice(world, PracticeAddress(**told))
        try:
            yield running
        finally:
            for client in running.clients:
                client.close()
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()
