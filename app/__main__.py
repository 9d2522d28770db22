"""Start-up of every form of the program: `python -m app`, the console script and the frozen executables."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Runs the command line (no command opens the window) and ends the process with its exit code."""
    try:
        code = _command(sys.argv[1:]) if sys.argv[1:] else _window()
    except KeyboardInterrupt:  # before or after the commands' own handling, while modules load or close
        code = 130
    sys.exit(code)


def _command(arguments: list[str]) -> int:
    from app.cli import run

    return run(arguments)


def _window() -> int:
    """The window, as an icon opens it: without importing the commands, which take longer than the window.
    What they would say of a fault is said here too.

    Python's collector rests meanwhile: next to nothing of what is imported is garbage, and it would look
    through all of it again and again. `GarbageWatch` takes over once there is a window.
    """
    gc.disable()
    from app.output import speak_utf8
    from app.storage.logs import start_logging, stop_logging
    from app.storage.paths import app_paths

    speak_utf8()
    start_logging(app_paths(), late=True)
    try:
        from app.ui.screen import need_a_screen
        from app.wonde.environment import take_token_from_environment

        take_token_from_environment()  # so that nothing started from here inherits it
        need_a_screen()
        from app.ui.imports import import_plainly

        import_plainly()
        from app.ui.app import run_window

        return run_window()
    except Exception as problem:
        from app.cli import refuse

        return refuse(problem)
    finally:
        gc.enable()
        stop_logging()


if __name__ == "__main__":
    main()
