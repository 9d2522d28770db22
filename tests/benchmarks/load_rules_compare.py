"""How long it takes to load, judge and compare a school of any size, and how much memory it holds.

`python -m tests.benchmarks.load_rules_compare [PEOPLE …]`: 1,000, 4,000, 10,000, 30,000 and 90,000 people
unless told; of 90,000 about 8,000 are staff, and there are over 720,000 memberships. The payload is what
Wonde would send, page by page; it is read from a file that was written before, and so is the baseline, of the
July before. Every figure is a ratio within one run, of processor seconds, the median of `RUNS`:

- ours ÷ json.loads: rows from the same bytes, all rules, indexes, and the comparison with the baseline,
  against `json.loads` of the same bytes, each page let go at once (wanted: at most 6, aim 4);
- filter ÷ bare: what a list asks for at each letter typed, against the bare statement in SQLite (at most 2);
- memory ÷ payload: the most that a process ever held that streams the payload in (at most 3);
- growth: the exponent between the smallest size and the largest (at most 1.1).
"""

from __future__ import annotations

import json
import math
import pickle
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from app.practice.listings import SchoolLists
from app.practice.school import SchoolSpec, generate
from app.practice.september import next_september
from app.roster import from_wonde
from app.roster.baseline.keeping import read, write
from app.roster.baseline.taking import take
from app.roster.comparison.compare import compare
from app.roster.database import Roster, RosterBuilder
from app.roster.facts import LoadFacts, Origin, SourceKind
from app.roster.people import PeopleQuery
from app.roster.text import like
from app.storage.locks import Locks
from app.wonde.shapes import decode
from tests.fakes.practice_rosters import EVERYTHING, LISTS, fill, pages, roster_of

SIZES = (1_000, 4_000, 10_000, 30_000, 90_000)
RUNS = 5
STAFF_PER_STUDENT = 0.1
JULY, SEPTEMBER = datetime(2027, 7, 20, 12, tzinfo=UTC), datetime(2027, 9, 10, 12, tzinfo=UTC)
PASSPHRASE = Locks(None, "a benchmark guards nothing")
TYPED = ("s", "sm", "smi", "smit", "smith a", "kow", "zoe", "304")


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def median(work: Callable[[], object], runs: int = RUNS) -> float:
    """Processor seconds."""
    took = []
    for _ in range(runs):
        started = time.process_time()
        work()
        took.append(time.process_time() - started)
    return statistics.median(took)


def make(folder: Path, people: int) -> None:
    """Writes the payload and the baseline of the summer before."""
    students = round(people / (1 + STAFF_PER_STUDENT))
    september = next_september(generate(SchoolSpec(students=students, phase="all-through")))
    key = bytes(32)
    with roster_of(september.before, JULY) as before:
        write(take(before, key), key, folder / "july.baseline", PASSPHRASE, keep_until=date(2028, 12, 31))
    with (folder / "payload").open("wb") as file:
        lists = SchoolLists(september.after, EVERYTHING)
        for name in LISTS:
            for page in pages(lists, name):
                pickle.dump((name, page), file)


def payload(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The pages, one after another."""
    with (folder / "payload").open("rb") as file:
        while True:
            try:
                yield pickle.load(file)
            except EOFError:
                return


def load(stream: Iterator[tuple[str, bytes]]) -> Roster:
    """As a load over the network does once the bytes are here."""
    builder, seen = RosterBuilder(), from_wonde.Seen({}, {})
    for name, page in stream:
        fill(builder, name, decode(page)["data"], SEPTEMBER.date().isoformat(), seen)
    return builder.seal(LoadFacts(Origin(SourceKind.WONDE, SEPTEMBER)))


def load_and_compare(folder: Path, stream: Iterator[tuple[str, bytes]]) -> dict[str, Any]:
    """The whole: rows, rules, indexes, baseline, comparison."""
    with load(stream) as roster:
        comparison = compare(roster, read(folder / "july.baseline", PASSPHRASE))
        counts = roster.counts()
        return {
            "people": counts.students + counts.staff,
            "memberships": counts.memberships,
            "issues": len(roster.issues()),
            "verdict": comparison.verdict,
        }


def timed(folder: Path) -> dict[str, Any]:
    """Ours against `json.loads`, with every page in memory."""
    kept = list(payload(folder))
    size = sum(len(page) for _, page in kept)
    plain = median(lambda: deque((json.loads(page) for _, page in kept), maxlen=0))
    found: dict[str, Any] = {}
    ours = median(lambda: found.update(load_and_compare(folder, iter(kept))))
    loading = median(lambda: load(iter(kept)).close(), 1)
    return {
        **found, "payload_mb": round(size / 2**20, 1), "json_loads_s": round(plain, 3),
        "ours_s": round(ours, 3), "of_it_load_and_rules_s": round(loading, 3),
        "ours_over_json_loads": round(ours / plain, 2),
    }  # fmt: skip


def held(folder: Path) -> dict[str, Any]:
    """The most memory of a process that streams the payload in, less what an idle one holds."""
    idle = peak_mb()
    size = sum(len(page) for _, page in payload(folder)) / 2**20
    load_and_compare(folder, payload(folder))
    return {
        "memory_mb": round(peak_mb(), 1), "idle_mb": round(idle, 1),
        "memory_over_payload": round(peak_mb() / size, 2),
        "memory_beyond_idle_over_payload": round((peak_mb() - idle) / size, 2),
    }  # fmt: skip


def filtered(folder: Path) -> dict[str, Any]:
    """Each letter typed: the list's own question against the bare statement of the same shape."""
    with load(payload(folder)) as roster, roster.reading() as db:

        def bare(text: str) -> list[int]:
            words = " AND ".join("search LIKE ? ESCAPE '\\'" for _ in text.split())
            sql = f"SELECT id FROM shown WHERE {words} ORDER BY sort_name, id"
            return [row[0] for row in db.execute(sql, [like(word) for word in text.split()])]

        ratios, slowest = [], 0.0
        for text in TYPED:
            query = PeopleQuery(text=text)
            assert bare(text) == list(roster.people_ids(query, names_shown=True))
            ours = median(lambda query=query: roster.people_ids(query, names_shown=True), 9)
            plain = median(lambda text=text: bare(text), 9)
            ratios.append(ours / plain)
            slowest = max(slowest, ours)
    return {
        "filter_over_bare": round(statistics.median(ratios), 2),
        "filter_over_bare_worst": round(max(ratios), 2),
        "filter_slowest_ms": round(slowest * 1000, 1),
    }


STEPS: dict[str, Callable[[Path], dict[str, Any]]] = {"timed": timed, "held": held, "filtered": filtered}


def main(sizes: list[int]) -> None:
    """Prints a JSON document per size, and the growth."""
    took: list[tuple[int, float]] = []
    for people in sizes:
        with tempfile.TemporaryDirectory() as folder:
            _child(folder, "make", str(people))
            figures: dict[str, Any] = {}
            for step in STEPS:
                figures |= json.loads(_child(folder, step))
        took.append((figures["people"], figures["ours_s"]))
        print(json.dumps(figures), flush=True)
    if len(took) > 1:
        (small, first), (large, last) = took[0], took[-1]
        print(json.dumps({"growth_exponent": round(math.log(last / first) / math.log(large / small), 3)}))


def _child(folder: str, *step: str) -> str:
    """Each step in a process of its own: memory that was held once is not given back."""
    command = [sys.executable, "-m", __spec__.name, folder, *step]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    match sys.argv[1:]:
        case [folder, "make", people]:
            make(Path(folder), int(people))
        case [folder, step] if step in STEPS:
            print(json.dumps(STEPS[step](Path(folder))))
        case chosen:
            main([int(size) for size in chosen] or list(SIZES))
