"""Real processes on one ledger: killed in the middle of an append, and appending at the same time."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from app.journey.events import NamesShown
from app.journey.ledger import Ledger
from app.journey.model import How
from app.journey.people import PROGRAM
from tests.fakes.ledgers import START

CHECKOUT = Path(__file__).resolve().parents[2]

CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from app.journey.events import NamesShown
from app.journey.ledger import Ledger
from app.journey.model import How
from app.journey.people import PROGRAM
path, first, many = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
ledger = Ledger(path, patience_s=60)
print("ready", flush=True)
sys.stdin.readline()
for number in range(first, first + many):
    ledger.append(NamesShown(count=number), actor=PROGRAM, how=How.MEASURED, at=datetime.now(UTC))
    print(number, flush=True)
"""


def start(path: Path, first: int, many: int) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path), str(first), str(many)],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "ready"
    return child


def go(child: subprocess.Popen[str]) -> None:
    assert child.stdin is not None
    child.stdin.write("\n")
    child.stdin.flush()


def counts(ledger: Ledger) -> list[int]:
    return [event.data.count for event in ledger.read().events if isinstance(event.data, NamesShown)]


@pytest.mark.parametrize("seed", range(12))
def test_no_acknowledged_event_is_lost_when_the_writer_is_killed(tmp_path: Path, seed: int) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    child = start(ledger.path, 0, 100_000)
    assert child.stdout is not None
    go(child)
    wanted = random.Random(seed).randrange(1, 40)
    acknowledged = [int(child.stdout.readline()) for _ in range(wanted)]
    child.kill()
    rest, _ = child.communicate()
    # What was printed whole before the kill was acknowledged too; a last piece without its end was not.
    acknowledged += [int(line) for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    found = counts(ledger)
    assert found[: len(acknowledged)] == acknowledged
    assert len(found) <= len(acknowledged) + 1
    ledger.append(NamesShown(count=1), actor=PROGRAM, how=How.MEASURED, at=START)
    assert ledger.verify().sound
    assert counts(ledger)[: len(acknowledged)] == acknowledged


def test_processes_appending_at_once_keep_one_chain(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    children = [start(ledger.path, 1000 * number, 25) for number in range(3)]
    for child in children:
        go(child)
    for child in children:
        child.communicate()
        assert child.returncode == 0
    found = counts(ledger)
    assert ledger.verify().sound
    assert sorted(found) == sorted(1000 * number + n for number in range(3) for n in range(25))
    for number in range(3):
        own = [count for count in found if count // 1000 == number]
        assert own == sorted(own)
