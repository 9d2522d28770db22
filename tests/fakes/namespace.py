"""A network of its own for one command: made by `unshare`, gone when the command ends, reaching nothing."""

from __future__ import annotations

import functools
import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

HERE, SILENT, GATEWAY = "10.77.0.2", "10.77.0.9", "10.77.0.1"
"""This PC's address, and two that swallow whatever is sent to them, as a filtering firewall does."""
_SILENT_HARDWARE = "02:00:00:00:00:09"

CABLE = (
    "ip link set lo up",
    "ip link add school type veth peer name switch",
    f"ip addr add {HERE}/24 dev school",
    "ip link set school up",
    "ip link set switch up",
    # Addresses whose hardware is known and not there: what is sent to them leaves, and nothing comes back.
    f"ip neigh add {SILENT} lladdr {_SILENT_HARDWARE} dev school nud permanent",
    f"ip neigh add {GATEWAY} lladdr {_SILENT_HARDWARE} dev school nud permanent",
    f"ip route add default via {GATEWAY}",
)
"""Commands that plug in a network on which only this PC answers."""


@functools.cache
def _way_in() -> tuple[str, ...] | None:
    """The words that start a command in a network of its own, if this system allows it."""
    if shutil.which("unshare") is None or shutil.which("ip", path="/usr/sbin:/sbin:/usr/bin:/bin") is None:
        return None
    for words in (
        ("unshare", "--net", "--mount"),
        ("unshare", "--user", "--map-root-user", "--net", "--mount"),
    ):
        if subprocess.run([*words, "ip", "link", "show"], capture_output=True, check=False).returncode == 0:
            return words
    return None


def run_in_a_network_of_its_own(
    command: list[str],
    folder: Path,
    *,
    cable: bool,
    names: Mapping[str, str] | None = None,
    name_server: str | None = None,
    timeout_s: float,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Runs a command where `names` are this PC's only known names, `name_server` its DNS, and nothing else
    exists; without `cable` there is not even that. Skips the test where the system does not allow it."""
    words = _way_in()
    if words is None:
        pytest.skip("no network namespaces here (they need unshare, iproute2 and the right to use them)")
    lines = ["set -e"]
    known = {"localhost": "127.0.0.1", **(names or {})}
    for name, text in {
        "hosts": "".join(f"{address} {host}\n" for host, address in known.items()),
        "resolv.conf": f"nameserver {name_server}\n" if name_server else "",
    }.items():
        (folder / name).write_text(text, encoding="ascii")
        lines.append(f"mount --bind {shlex.quote(str(folder / name))} /etc/{name}")
    lines += CABLE if cable else ()
    lines.append(f"exec {shlex.join(command)}")
    inherited = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return subprocess.run(
        [*words, "sh", "-c", "\n".join(lines)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout_s,
        check=False,
        env={**inherited, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin", **(environment or {})},
    )
