"""The real window in a process of its own, driven by keyboard alone, that a story may kill at any moment."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0


class WindowUnderTest:
    """One run of the program. Raises AssertionError, with what was on screen, when something never comes."""

    def __init__(self, home: Path, *arguments: str, environment: dict[str, str] | None = None) -> None:
        self.environment = {
            **os.environ,
            "PROVISIONING_WIZARD_HOME": str(home),
            "QT_QPA_PLATFORM": "offscreen",
            **(environment or {}),
        }
        self.opened: list[str] = []
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self._next = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.window_child", *arguments],
            cwd=CHECKOUT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.complaints: list[str] = []
        threading.Thread(target=self._read_answers, daemon=True).start()
        threading.Thread(target=self._read_complaints, daemon=True).start()
        self._expect(lambda answer: "ready" in answer)

    def __enter__(self) -> WindowUnderTest:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        """As a power cut would: no chance to save anything."""
        self._process.kill()
        self._process.wait(PATIENCE_S)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def key(self, name: str, *modifiers: str) -> None:
        self._ask("key", key=name, modifiers=list(modifiers))

    def type(self, text: str) -> None:
        self._ask("type", text=text)

    def where(self) -> dict[str, Any]:
        answer: dict[str, Any] = self._ask("where")
        return answer

    def texts(self) -> list[str]:
        answer: list[str] = self._ask("texts")
        return answer

    def controls(self) -> list[dict[str, Any]]:
        answer: list[dict[str, Any]] = self._ask("controls")
        return answer

    def grab(self, file: Path) -> None:
        self._ask("grab", file=str(file))

    def enabled(self) -> set[str]:
        return {control["name"] for control in self.controls() if control["enabled"]}

    def reach(self, name: str) -> None:
        """Presses Tab until the control called `name` has the focus: nobody needs a mouse."""
        self._tab_to(lambda at: at == name, name)

    def choose(self, question: str, answer: str) -> None:
        """Reaches a question's choices by Tab, moves among them by arrow keys, and takes one by Space."""
        wanted = f"{question}-{answer}"
        self._tab_to(lambda at: at.startswith(f"{question}-"), f"{question}-*")
        for arrow in ("Down", "Right", "Up", "Left"):  # choices stand in a column, a row or both
            for _ in range(8):
                if self.where()["name"] == wanted:
                    self.key("Space")
                    return
                self.key(arrow)
        raise AssertionError(f"the arrow keys never reached {wanted!r}")

    def press(self, name: str) -> None:
        """Reaches a button or box by Tab and presses Space."""
        self.reach(name)
        self.key("Space")

    def fill(self, name: str, text: str) -> None:
        """Reaches a text field by Tab and replaces what it holds."""
        self.reach(name)
        self.key("A", "ctrl")
        self.type(text)

    def wait_for_text(self, part: str) -> None:
        self.wait_for(lambda: any(part in text for text in self.texts()), f"the words {part!r}")

    def wait_for(self, true: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            if true():
                return
            time.sleep(0.05)
        raise AssertionError(f"{what} never came; on screen: {self.texts()}; said: {self.complaints[-5:]}")

    def _tab_to(self, wanted: Callable[[str], bool], what: str) -> None:
        """Pages come and go while the program works, so a round that misses only counts when time is up."""
        passed: set[str] = set()
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            self.wait_for(lambda: any(map(wanted, self.enabled())), f"control {what}")
            for _ in range(len(self.controls()) + 5):
                at = self.where()["name"]
                if wanted(at):
                    return
                passed.add(at)
                self.key("Tab")
        raise AssertionError(f"Tab never reached {what!r}; it passed {sorted(passed)}")

    def _ask(self, do: str, **more: Any) -> Any:
        self._next += 1
        wanted = self._next
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"id": wanted, "do": do, **more}) + "\n")
        self._process.stdin.flush()
        answer = self._expect(lambda given: given.get("id") == wanted)
        if "error" in answer:
            raise AssertionError(f"{do} {more}: {answer['error']}")
        return answer["answer"]

    def _expect(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while True:
            try:
                answer = self._answers.get(timeout=PATIENCE_S)
            except queue.Empty:
                raise AssertionError(
                    f"the window stopped answering; it said {self.complaints[-5:]}"
                ) from None
            if "gone" in answer:
                raise AssertionError(f"the window ended; it said {self.complaints[-5:]}")
            if wanted(answer):
                return answer

    def _read_answers(self) -> None:
        assert self._process.stdout is not None
        try:
            for line in self._process.stdout:
                answer = json.loads(line)
                if "opened" in answer:
                    self.opened.append(answer["opened"])
                else:
                    self._answers.put(answer)
        except ValueError:
            pass  # the pipe was closed by kill()
        self._answers.put({"gone": True})

    def _read_complaints(self) -> None:
        assert self._process.stderr is not None
        with contextlib.suppress(ValueError):  # the pipe was closed by kill()
            self.complaints.extend(line.rstrip() for line in self._process.stderr)
