"""The child process: announces itself, dies with its parent, inherits no token, and refuses in one line."""

from __future__ import annotations

import json
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from app.practice.errors import PortInUse, PracticeDidNotStart, SpecNotPossible
from app.practice.lifecycle import Stage
from app.practice.process import PracticeProcess
from app.practice.serve import ServeOptions, listen, serve

ROOT = Path(__file__).resolve().parents[2]
SMALL = ServeOptions(students=40)


@contextmanager
def child(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, object]]]:
    """`practice serve` started by hand, with its first line."""
    command = [sys.executable, "-m", "app", "practice", "serve", "--students", "40", *arguments]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        assert process.stdout is not None
        yield process, json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def test_the_first_line_is_the_contract() -> None:
    with child() as (_, told):
        assert list(told) == ["api_url", "portal_url", "token", "school_id", "students", "staff"]
        assert str(told["api_url"]).endswith("/v1.0")
        assert told["students"] == 40
        headers = {"Authorization": f"Bearer {told['token']}"}
        answer = httpx.get(f"{told['api_url']}/schools", headers=headers, trust_env=False)
        assert answer.json()["data"][0]["id"] == told["school_id"]


@pytest.mark.elsewhere(reason="Windows has no such signals for a child")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_it_in_good_order(number: signal.Signals) -> None:
    with child() as (process, _):
        process.send_signal(number)
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_it_ends_when_its_input_ends() -> None:
    with child("--until-stdin-closes") as (process, _):
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0


def test_it_is_not_orphaned_when_its_parent_is_killed() -> None:
    script = (
        "import time\n"
        "from app.practice.process import PracticeProcess\n"
        "from app.practice.serve import ServeOptions\n"
        "made = PracticeProcess.start(ServeOptions(students=40))\n"
        "print(made.process_id, flush=True)\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT
    )
    assert parent.stdout is not None
    served = psutil.Process(int(parent.stdout.readline()))
    assert served.is_running()
    parent.kill()
    parent.communicate()
    gone, alive = psutil.wait_procs([served], timeout=30)
    assert gone
    assert not alive


def test_the_process_object(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVISIONING_WIZARD_TOKEN", "not for the child")
    state = tmp_path / "kept" / "practice.json"
    with PracticeProcess.start(SMALL, state) as process:
        address = process.address
        assert process.running
        assert address.head_url == f"{address.portal_url}/head"
        assert address.mis_url == f"{address.portal_url}/mis"
        assert address.token not in repr(address)
        if Path("/proc").is_dir():
            environment = Path(f"/proc/{process.process_id}/environ").read_bytes()
            assert b"not for the child" not in environment
            assert address.token.encode() not in environment
            assert address.token.encode() not in Path(f"/proc/{process.process_id}/cmdline").read_bytes()
        headers = {"Authorization": f"Bearer {address.token}"}
        origin = address.api_url.removesuffix("/v1.0")
        with httpx.Client(base_url=origin, headers=headers, trust_env=False) as control:
            assert control.get("/practice/state").json()["stage"] == "pending"
            control.post("/practice/restart", json={"to": "declined"})
    assert not process.running
    process.stop()
    assert address.token not in state.read_text(encoding="utf-8")
    with PracticeProcess.start(SMALL, state, start=Stage.ONLINE) as again:
        assert again.address.token == address.token
        with httpx.Client(headers=headers, trust_env=False) as control:
            url = again.address.api_url.replace("/v1.0", "/practice/state")
            assert control.get(url).json()["stage"] == "declined"


def test_without_a_state_file_it_is_online() -> None:
    with PracticeProcess.start(SMALL) as process:
        headers = {"Authorization": f"Bearer {process.address.token}"}
        url = f"{process.address.api_url}/meta/schools/{process.address.school_id}"
        assert httpx.get(url, headers=headers, trust_env=False).json()["data"]["online"] is True


def test_tls_with_an_authority_of_its_own() -> None:
    with PracticeProcess.start(ServeOptions(students=40, tls=True)) as process:
        address = process.address
        assert address.api_url.startswith("https://127.0.0.1:")
        assert address.ca_file is not None
        trust = ssl.create_default_context(cafile=address.ca_file)
        headers = {"Authorization": f"Bearer {address.token}"}
        with httpx.Client(verify=trust, headers=headers, trust_env=False) as client:
            assert client.get(f"{address.api_url}/schools").status_code == 200
        with httpx.Client(trust_env=False) as client, pytest.raises(httpx.ConnectError):
            client.get(f"{address.api_url}/schools")
    assert not Path(address.ca_file).exists()


def test_a_port_in_use_is_one_line_and_exit_3() -> None:
    with listen(0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=str(port)):
            serve(ServeOptions(port=port, students=40), lambda _: None)
        with pytest.raises(PracticeDidNotStart, match=str(port)):
            PracticeProcess.start(ServeOptions(port=port, students=40))
        command = [sys.executable, "-m", "app", "practice", "serve", "--port", str(port)]
        run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)
        assert run.returncode == 3
        assert run.stdout == ""
        assert len(run.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "options",
    [
        ServeOptions(faults="gremlins"),
        ServeOptions(start="somewhere"),
        ServeOptions(latency_ms=-1),
        ServeOptions(students=0),
        ServeOptions(phase="nursery"),
    ],
)
def test_impossible_options_are_refused_before_anything_is_served(options: ServeOptions) -> None:
    with pytest.raises(SpecNotPossible) as refused:
        serve(options, lambda _: None)
    assert "\n" not in str(refused.value)
