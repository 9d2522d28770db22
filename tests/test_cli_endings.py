"""How a command ends when the world around it does not wait: a closed pipe, a full disk, Ctrl-C; and that no
child can find the token. Real processes, since none of this can be seen from inside one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.asking import only_school
from app.cli import run
from app.formats.errors import InputError
from app.options import COULD_NOT_RUN
from app.practice.process import PracticeProcess
from app.practice.serve import ServeOptions
from app.wonde.client import Opens, TokenScope
from app.wonde.environment import ENVIRONMENT_VARIABLE

TOKEN = "0123456789abcdef0123456789abcdef01234567"
REPORT = "UPN,Forename,Surname,Year\nH801200001001,Amy,Oak,7\n"
ON_POSIX = pytest.mark.elsewhere(reason="Windows has no such device or signal")


def command(*arguments: str, token: str = "") -> list[str]:
    """The words that start this very program."""
    return [sys.executable, "-W", "error", "-m", "app", *arguments]


@contextmanager
def started(*arguments: str, token: str = "", **more: Any) -> Iterator[subprocess.Popen[str]]:
    """A running command; ended at the end of the block."""
    environment = {**os.environ, **({ENVIRONMENT_VARIABLE: token} if token else {})}
    # A shell that starts something in the background makes it deaf to Ctrl-C; a person at a terminal doesn't.
    hears = None if os.name == "nt" else lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
    process = subprocess.Popen(
        command(*arguments), env=environment, text=True, stderr=subprocess.PIPE, preexec_fn=hears, **more
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "students.csv"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.mark.parametrize("arguments", [("status",), ("--version",), ("preview", "{report}", "--json")])
def test_a_reader_that_leaves_early_is_no_fault(report: Path, arguments: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    words = [word.format(report=report) for word in arguments]
    with started(*words, stdout=write) as process:
        os.close(write)
        _, said = process.communicate(timeout=60)
    assert said == ""
    assert process.returncode == 0


@ON_POSIX
@pytest.mark.parametrize("arguments", [("status",), ("preview", "{report}", "--json")])
def test_an_answer_that_cannot_be_written_is_one_line_and_no_fault_of_ours(
    report: Path, arguments: tuple[str, ...]
) -> None:
    words = [word.format(report=report) for word in arguments]
    with Path("/dev/full").open("w") as full, started(*words, stdout=full) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 3
    (line,) = said.splitlines()
    assert "could not be written" in line
    assert "fault" not in line


def test_a_file_that_cannot_be_written_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    hosts = tmp_path / "hosts.toml"
    hosts.write_text(
        '[[host]]\nhost = "127.0.0.1"\nport = 1\nscheme = "http"\npurpose = "try this"\n',
        encoding="utf-8",
    )
    arguments = ["check", "--only", "net", "--hosts", str(hosts), "--output", str(tmp_path)]
    assert run(arguments) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert tmp_path.name in line
    assert "fault" not in line


@ON_POSIX
def test_ctrl_c_ends_a_hanging_preview_at_once(tmp_path: Path) -> None:
    with (
        PracticeProcess.start(ServeOptions(students=30, faults="hangs")) as school,
        started(
            "preview", "wonde", "--api-url", school.address.api_url, "--school", school.address.school_id,
            token=school.address.token, stdout=subprocess.PIPE,
        ) as process,
    ):  # fmt: skip
        with pytest.raises(subprocess.TimeoutExpired):
            process.communicate(timeout=3)  # long enough to be asking; the server never answers
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=15)
    assert (process.returncode, out, said) == (130, "", "")


@pytest.mark.parametrize(("arguments", "loading"), [(["--version"], "app.cli"), ([], "app.ui.app")])
def test_ctrl_c_while_starting_leaves_no_trace(arguments: list[str], loading: str) -> None:
    interrupted = (
        "import sys\n"
        "class Cut:\n"
        "    def find_spec(name, *_):\n"
        f"        if name == '{loading}': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Cut)\n"
        "from app.__main__ import main\n"
        "main()\n"
    )
    ended = run_python(interrupted, *arguments)
    assert (ended.returncode, ended.stderr) == (130, "")


def test_a_window_that_cannot_start_says_so_in_one_line_as_a_command_does() -> None:
    broken = (
        "import app.ui.screen\n"
        "from app.__main__ import main\n"
        "def broken(): raise RuntimeError('nothing to see')\n"
        "app.ui.screen.need_a_screen = broken\n"
        "main()\n"
    )
    ended = run_python(broken)
    assert ended.returncode == COULD_NOT_RUN
    [line] = ended.stderr.splitlines()
    assert "fault" in line
    assert "nothing to see" not in line


def test_the_plain_window_is_not_handed_the_token_either() -> None:
    looking = (
        "import app.ui.screen, os, sys\n"
        "from app.__main__ import main\n"
        f"app.ui.screen.need_a_screen = lambda: sys.exit('{ENVIRONMENT_VARIABLE}' in os.environ)\n"
        "main()\n"
    )
    assert run_python(looking, token=TOKEN).returncode == 0


def run_python(script: str, *arguments: str, token: str = "") -> subprocess.CompletedProcess[str]:
    """A program of a test's own, in a process of its own."""
    environment = {**os.environ, **({ENVIRONMENT_VARIABLE: token} if token else {})}
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True, text=True, timeout=60, check=False, env=environment,
    )  # fmt: skip


@pytest.mark.parametrize(
    "arguments", [("preview", "nowhere.csv"), ("status",), ("check", "--only", "nonsense")]
)
def test_no_command_leaves_the_token_where_a_child_would_inherit_it(
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, TOKEN)
    run(list(arguments))
    assert ENVIRONMENT_VARIABLE not in os.environ


def test_the_window_starts_without_the_token_in_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str | None] = []

    def look(**_: object) -> int:
        seen.append(os.environ.get(ENVIRONMENT_VARIABLE))
        return 0

    monkeypatch.setenv(ENVIRONMENT_VARIABLE, TOKEN)
    monkeypatch.setattr("app.ui.app.run_window", look)
    assert run([]) == 0
    assert seen == [None]


def test_practice_is_said_in_every_answer(capsys: pytest.CaptureFixture[str]) -> None:
    run(["check", "--practice", "--only", "wonde.token"])
    assert "PRACTICE" in capsys.readouterr().out
    run(["check", "--practice", "--only", "wonde.token", "--json"])
    assert json.loads(capsys.readouterr().out)["practice"] is True
    run(["preview", "--practice", "--json"])
    assert json.loads(capsys.readouterr().out)["practice"] is True


def test_a_hostile_name_cannot_speak_to_the_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(["preview", str(tmp_path / "\x1b]0;owned\x07.csv")]) == 3
    assert "\x1b" not in capsys.readouterr().err


def test_a_home_that_does_not_exist_is_no_fault_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["preview", "~no-such-user-here/students.csv"]) == 3
    assert "fault" not in capsys.readouterr().err


@pytest.mark.anyio
@pytest.mark.parametrize(("opens", "part"), [(Opens.NONE, "no school yet"), (Opens.SEVERAL, "--school")])
async def test_a_token_that_does_not_open_one_school_is_explained(opens: Opens, part: str) -> None:
    class Client:
        async def token_scope(self) -> TokenScope:
            return TokenScope(opens)

    with pytest.raises(InputError) as said:
        await only_school(Client())
    assert part in str(said.value)
    assert "none schools" not in str(said.value)
