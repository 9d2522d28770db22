"""Fails unless every branch of the parts that must not be wrong is taken by their own tests.

Run as `python -m tests.coverage_gate`. Coverage is a lamp elsewhere; here it is a floor.
"""

from __future__ import annotations

import os
import subprocess
import sys

WHOLE = (
    "app/journey/*",
    "app/checks/engine.py",
    "app/checks/model.py",
    "app/checks/report.py",
    "app/checks/sealing.py",
    "app/checks/check_file.py",
    "app/checks/client*.py",
    "app/checks/pc*.py",
    "app/checks/mis*.py",
    "app/evidence/redaction/*",
)
THEIR_TESTS = ("tests/journey", "tests/storage", "tests/checks", "tests/evidence/test_redaction.py")


def main() -> int:
    """Runs the tests of the gated packages under coverage; returns the worse exit code."""
    environment = {**os.environ, "COVERAGE_CORE": "ctrace"}
    tests = subprocess.run(
        [
            sys.executable,
            "-m",
            "coverage",
            "run",
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            *THEIR_TESTS,
        ],
        env=environment,
        check=False,
    )
    if tests.returncode:
        return tests.returncode
    report = subprocess.run(
        [sys.executable, "-m", "coverage", "report", "--fail-under=100", f"--include={','.join(WHOLE)}"],
        env=environment,
        check=False,
    )
    return report.returncode


if __name__ == "__main__":
    sys.exit(main())
