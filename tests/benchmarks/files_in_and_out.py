"""How long files take to write and to read, and how much memory, for a school of any size.

`python -m tests.benchmarks.files_in_and_out [STUDENTS …]`, 4,000 and 90,000 unless told. Reported for each
format, every one in a process of its own: processor seconds to write and to read it, as a ratio of what
`json.dumps` or `json.loads` needs for the same rows in the same process (the median of `RUNS`), the size of
the file, and the most memory that was held beyond the roster itself while writing, and in all while reading.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from app.practice.report import staff_csv, students_csv
from app.practice.school import SchoolSpec, generate
from app.roster.database import Roster
from app.roster.export import ExportFormat, ExportRequest, export_roster
from app.roster.rows import RosterRows
from app.roster.sources import load_file, load_report, open_source

SIZES = (4_000, 90_000)
RUNS = 3
WHEN = datetime(2026, 9, 10, tzinfo=UTC)
FILES = {
    "csv": "people.zip",
    "xlsx": "people.xlsx",
    "oneroster-1.1": "oneroster-1.1.zip",
    "oneroster-1.2": "oneroster-1.2.zip",
    "ims-enterprise": "people.xml",
}
NOT_READ_BACK_ABOVE = {"xlsx": 10_000}
"""A workbook is for people; openpyxl takes minutes to read a large one."""


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(work: Callable[[], object], runs: int) -> float:
    """The median of the processor seconds that some work takes."""
    took = []
    for _ in range(runs):
        started = time.process_time()
        work()
        took.append(time.process_time() - started)
    return statistics.median(took)


def rows_of(roster: Roster) -> list[object]:
    rows = RosterRows(roster)
    return [*rows.people(), *rows.groups(), *rows.memberships()]


def make(folder: Path, students: int) -> None:
    """The school, by way of its MIS report, as the file that the others are made from."""
    school = generate(SchoolSpec(students=students, seed=7))
    (folder / "students.csv").write_bytes(students_csv(school))
    (folder / "staff.csv").write_bytes(staff_csv(school))
    del school
    started = time.process_time()
    with load_report([folder / "students.csv", folder / "staff.csv"]) as roster:
        took = time.process_time() - started
        counts = roster.counts()
        print(
            f"{counts.students:,} students, {counts.staff:,} staff, {counts.memberships:,} memberships;"
            f" MIS report (CSV) read in {took:.1f} s",
            flush=True,
        )
        export_roster(roster, ExportRequest(ExportFormat.CSV, folder / "source.zip", WHEN))


def write(folder: Path, format_: str, runs: int) -> None:
    """Writes one format, several times, over itself."""
    with load_file(open_source(str(folder / "source.zip"))) as roster:
        before = peak_mb()
        request = ExportRequest(ExportFormat(format_), folder / FILES[format_], WHEN, replace=True)
        took = timed(lambda: export_roster(roster, request), runs)
        more = peak_mb() - before
        rows = rows_of(roster)
        named = timed(lambda: json.dumps(rows), runs)
    size = (folder / FILES[format_]).stat().st_size / 2**20
    print(
        f"  write {format_:15} {took:7.1f} s  {took / named:6.1f} x json.dumps  {more:6.0f} MB more"
        f"  {size:7.1f} MB on disk",
        flush=True,
    )


def read(folder: Path, format_: str, runs: int) -> None:
    """Reads one format to a roster that has been judged and indexed."""

    def load() -> None:
        load_file(open_source(str(folder / FILES[format_]))).close()

    took = timed(load, runs)
    most = peak_mb()
    with load_file(open_source(str(folder / FILES[format_]))) as roster:
        text = json.dumps(rows_of(roster))
    named = timed(lambda: json.loads(text), runs)
    print(
        f"  read  {format_:15} {took:7.1f} s  {took / named:6.1f} x json.loads  {most:6.0f} MB in all",
        flush=True,
    )


def main(sizes: list[int]) -> None:
    for students in sizes:
        with tempfile.TemporaryDirectory() as folder:
            runs = RUNS if students <= 10_000 else 1
            steps = [["make", str(students)]]
            steps += [["write", format_, str(runs)] for format_ in FILES]
            steps += [
                ["read", format_, str(runs)]
                for format_ in FILES
                if students <= NOT_READ_BACK_ABOVE.get(format_, students)
            ]
            for step in steps:
                subprocess.run([sys.executable, "-m", __spec__.name, folder, *step], check=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case [folder, "make", students]:
            make(Path(folder), int(students))
        case [folder, "write", format_, runs]:
            write(Path(folder), format_, int(runs))
        case [folder, "read", format_, runs]:
            read(Path(folder), format_, int(runs))
        case chosen:
            main([int(size) for size in chosen] or list(SIZES))
