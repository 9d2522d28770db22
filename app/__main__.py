"""Start-up of every form of the program: `python -m app`, the console script and the frozen executables."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line (no command opens the window) and ends the process with its exit code."""
    from app.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
