"""Start-up of every form of the program: `python -m app`, the console script and the frozen executables."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line (no command opens the window) and ends the process with its exit code."""
    try:
        from app.cli import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # before or after the commands' own handling, while modules load or close
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
