"""Real proxies as programs of their own, on loopback: Squid, with and without a sign-in, and mitmproxy, which
opens secure connections as a school's filter does."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

MITMDUMP = "PROVISIONING_WIZARD_MITMDUMP"
"""Where mitmproxy's program is: its own pins keep it out of this project's environment."""
_PATIENCE_S = 30.0


@dataclass(frozen=True)
class RealProxy:
    """A proxy that runs."""

    port: int
    authority: Path | None = None
    """The authority it signs with, PEM, where it opens connections."""

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def setting(self, sign_in: str = "") -> str:
        return f"http://{sign_in}@{self.place}" if sign_in else f"http://{self.place}"


@contextlib.contextmanager
def squid(names: Mapping[str, str], *, sign_in: str = "", denied: str = "") -> Iterator[RealProxy]:
    """Squid, for which `names` lead to addresses. `sign_in` is user:password; `denied` a host it refuses."""
    program = shutil.which("squid") or shutil.which("squid", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip("Squid is not installed")
    with tempfile.TemporaryDirectory(prefix="squid-") as made:
        folder, port = Path(made), free_port()
        folder.chmod(0o755)  # started as root, Squid reads its files as a user of its own
        conf = _configured(folder, port, names, sign_in, denied)
        with _running([program, "-N", "-f", str(conf)], port):
            yield RealProxy(port)


def _configured(folder: Path, port: int, names: Mapping[str, str], sign_in: str, denied: str) -> Path:
    hosts, conf = folder / "hosts", folder / "squid.conf"
    hosts.write_text("".join(f"{address} {name}\n" for name, address in names.items()), encoding="ascii")
    lines = [
        f"http_port 127.0.0.1:{port}",
        "pid_filename none",
        "visible_hostname proxy.school.test",
        f"hosts_file {hosts}",
        "dns_nameservers 127.0.0.1",
        "dns_timeout 1 seconds",
        "cache deny all",
        "cache_mem 8 MB",
        "access_log none",
        "cache_log /dev/null",
        "cache_store_log none",
        "shutdown_lifetime 1 seconds",
    ]
    if denied:
        lines += [f"acl denied dstdomain {denied}", "http_access deny denied"]
    if sign_in:
        lines += [*_basic(folder, sign_in), "http_access allow known", "http_access deny all"]
    else:
        lines.append("http_access allow all")
    conf.write_text("\n".join(lines) + "\n", encoding="ascii")
    return conf


def _basic(folder: Path, sign_in: str) -> list[str]:
    helper = Path("/usr/lib/squid/basic_ncsa_auth")
    if not helper.exists():
        pytest.skip("Squid's helper for Basic sign-ins is not installed")
    user, _, password = sign_in.partition(":")
    hashed = subprocess.run(
        ["openssl", "passwd", "-apr1", "-stdin"], input=password, capture_output=True, text=True, check=True
    ).stdout.strip()
    users = folder / "users"
    users.write_text(f"{user}:{hashed}\n", encoding="ascii")
    users.chmod(0o644)
    return [
        f"auth_param basic program {helper} {users}",
        "auth_param basic realm School proxy",
        "auth_param basic children 1",
        "acl known proxy_auth REQUIRED",
    ]


@contextlib.contextmanager
def mitmproxy(folder: Path, to_port: int) -> Iterator[RealProxy]:
    """mitmproxy, which opens each connection and passes it on to a port on this PC."""
    program = os.environ.get(MITMDUMP) or shutil.which("mitmdump")
    if not program:
        pytest.skip(f"mitmproxy is not installed (its program may be named in {MITMDUMP})")
    addon = folder / "to_this_pc.py"
    addon.write_text(
        f"def server_connect(data):\n    data.server.address = ('127.0.0.1', {to_port})\n", encoding="ascii"
    )
    port = free_port()
    options = ["--listen-host", "127.0.0.1", "--listen-port", str(port), "--ssl-insecure", "--quiet"]
    command = [program, *options, "--set", f"confdir={folder}", "--scripts", str(addon)]
    with _running(command, port):
        yield RealProxy(port, folder / "mitmproxy-ca-cert.pem")


@contextlib.contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    """A program that listens at a port, ended at the end."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        _wait_for(process, port)
        yield
    finally:
        process.terminate()
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        with socket.socket() as trial:
            trial.settimeout(1)
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            said = process.communicate()[0].decode("utf-8", "replace")
            raise AssertionError(f"{process.args} ended at once: {said[-2000:]}")
        time.sleep(0.05)
    raise AssertionError(f"{process.args} did not listen at {port}")


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
    return port
