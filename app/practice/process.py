"""A practice server in a child process, which dies with its parent.

The child is this program again (`practice serve`), in a source checkout or frozen. It is told to stop when
its standard input ends, and the other end is held here: a parent that is killed takes the child along on
every system.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from app.practice.errors import PracticeDidNotStart, PracticeError
from app.practice.lifecycle import Lifecycle, Stage
from app.practice.serve import ServeOptions
from app.practice.world import label_of
from app.wonde.environment import ENVIRONMENT_VARIABLE

START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 5.0
CONSOLE_PROGRAM = "provisioning-wizard-cli"
"""The frozen console build, which has standard streams; it lies beside the window's."""
_PACKAGE_PARENT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class PracticeAddress:
    """Where a practice school is to be found."""

    api_url: str
    portal_url: str
    token: str
    school_id: str
    students: int
    staff: int
    ca_file: str | None = None
    """With --tls, the authority to trust."""

    @property
    def head_url(self) -> str:
        """Where the Head's tasks are."""
        return f"{self.portal_url}/head"

    @property
    def mis_url(self) -> str:
        """Where the office downloads the MIS report."""
        return f"{self.portal_url}/mis"

    def __repr__(self) -> str:
        return f"PracticeAddress({self.api_url})"


class PracticeProcess:
    """A running practice server. Blocking calls: not for the window's thread, nor an event loop's."""

    def __init__(self, child: subprocess.Popen[str], address: PracticeAddress) -> None:
        self.address = address
        self._child = child

    @classmethod
    def start(
        cls,
        options: ServeOptions | None = None,
        state_file: Path | None = None,
        *,
        start: Stage = Stage.PENDING,
        timeout_s: float = START_TIMEOUT_S,
    ) -> Self:
        """Starts a child and waits until it accepts connections.

        With a `state_file`, the school goes on where it was; a new one begins at `start`, by default with
        itslearning's request waiting for the school's answer. Without one it is approved, audited and
        online, and forgets everything. Raises PracticeError.
        """
        options = options or ServeOptions()
        path = state_file or options.state
        if path is not None:
            _begin(path, options, start)
        child = subprocess.Popen(
            [*this_program(), *_arguments(options, path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(os.environ),
            encoding="utf-8",
            errors="replace",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        said = _Said(child)
        try:
            return cls(child, _address_of(child, said, timeout_s))
        except BaseException:
            _end(child)
            raise

    @property
    def running(self) -> bool:
        """Whether the child still runs."""
        return self._child.poll() is None

    @property
    def process_id(self) -> int:
        """The child's process id."""
        return self._child.pid

    def stop(self) -> None:
        """Ends the child; does nothing if it has ended."""
        _end(self._child)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _begin(path: Path, options: ServeOptions, start: Stage) -> None:
    """Writes the state of a new school, so that the child takes it up; an existing one is only looked at."""
    lifecycle = Lifecycle(label_of(options.spec()), path=path, start=start)
    if not path.exists():
        try:
            lifecycle.replace(lifecycle.state)
        except OSError as problem:
            reason = problem.strerror or type(problem).__name__
            raise PracticeError(f"{path.name} can't be written ({reason}). Choose another folder.") from None


def this_program() -> list[str]:
    """The words that start this very program again; of two builds the console's, for its streams."""
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-m", "app"]
    console = Path(sys.executable).with_name(CONSOLE_PROGRAM + Path(sys.executable).suffix)
    return [str(console if console.exists() else sys.executable)]


def _arguments(options: ServeOptions, state: Path | None) -> list[str]:
    given: dict[str, object] = {
        "--port": options.port,
        "--students": options.students,
        "--seed": options.seed,
        "--phase": options.phase,
        "--latency-ms": options.latency_ms,
        "--faults": options.faults,
        "--state": state,
    }
    words = ["practice", "serve", "--until-stdin-closes"]
    for name, value in given.items():
        if value is not None:
            words += [name, str(value)]
    return [*words, "--tls"] if options.tls else words


def _environment(ours: Mapping[str, str]) -> dict[str, str]:
    """The child's environment: no token, and this very copy of the program first."""
    child = {name: value for name, value in ours.items() if name != ENVIRONMENT_VARIABLE}
    if not getattr(sys, "frozen", False):
        paths = [str(_PACKAGE_PARENT), *filter(None, [ours.get("PYTHONPATH")])]
        child["PYTHONPATH"] = os.pathsep.join(paths)
    return child


class _Said:
    """What a child says on its two streams, read as it comes: a pipe that nobody reads stops its writer."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        self.first_line = ""
        self.last_words = ""
        self._heard = threading.Event()
        self._silent = threading.Thread(target=self._read_errors, args=(child.stderr,), daemon=True)
        self._silent.start()
        threading.Thread(target=self._read_output, args=(child.stdout,), daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Whether the first line, or the end, came in time. In slices: so Ctrl-C works on Windows too."""
        until = time.monotonic() + seconds
        while not self._heard.wait(0.2):
            if time.monotonic() > until:
                return False
        return True

    def complaint(self) -> str:
        """The last line of complaint, once the child has ended; empty if there was none."""
        self._silent.join(STOP_TIMEOUT_S)
        return self.last_words

    def _read_output(self, stream: IO[str]) -> None:
        with stream:
            self.first_line = stream.readline()
            self._heard.set()
            for _ in stream:
                continue

    def _read_errors(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                self.last_words = line.strip()[:300] or self.last_words


def _address_of(child: subprocess.Popen[str], said: _Said, timeout_s: float) -> PracticeAddress:
    """The child's first line. Raises PracticeDidNotStart with the child's own words, if it has any."""
    if not said.wait(timeout_s):
        raise PracticeDidNotStart(f"The practice school did not start within {timeout_s:.0f} seconds.")
    try:
        told: dict[str, Any] = json.loads(said.first_line)
        return PracticeAddress(**told)
    except (ValueError, TypeError):
        raise PracticeDidNotStart(_last_words(child, said)) from None


def _last_words(child: subprocess.Popen[str], said: _Said) -> str:
    if child.stdin is not None:
        child.stdin.close()
    try:
        child.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        child.kill()
    return said.complaint() or "The practice school ended before it was ready. Try again."


def _end(child: subprocess.Popen[str]) -> None:
    if child.stdin is not None and not child.stdin.closed:
        with contextlib.suppress(OSError):  # the child is gone already
            child.stdin.close()
    harder: tuple[Callable[[], None], ...] = (child.terminate, child.kill)
    for act in (*harder, None):
        try:
            child.wait(STOP_TIMEOUT_S)
            return
        except subprocess.TimeoutExpired:
            if act is not None:
                act()
