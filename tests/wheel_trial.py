"""Builds the wheel, installs it alone in a fresh environment, and runs it away from the checkout.

Run as `python -m tests.wheel_trial`. Catches a resource that only a checkout has.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Returns 0 when the installed program lists its version and previews the practice school."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _run("uv", "build", "--wheel", "--quiet", "--out-dir", str(root / "wheel"), str(CHECKOUT))
        (wheel,) = (root / "wheel").glob("*.whl")
        _run("uv", "venv", "--quiet", "--python", sys.executable, str(root / "venv"))
        scripts = root / "venv" / ("Scripts" if os.name == "nt" else "bin")
        python = scripts / ("python.exe" if os.name == "nt" else "python")
        _run("uv", "pip", "install", "--quiet", "--python", str(python), str(wheel))
        environment = {
            **os.environ,
            "PROVISIONING_WIZARD_HOME": str(root / "home"),
            "QT_QPA_PLATFORM": "offscreen",
        }
        environment.pop("PYTHONPATH", None)
        command = str(scripts / "provisioning-wizard")
        _run(command, "--version", cwd=root, env=environment)
        answer = _run(command, "preview", "--practice", "--json", cwd=root, env=environment, allow=(0, 1, 2))
        counts = json.loads(answer)["counts"]
        if not counts["students"] or not counts["memberships"]:
            print(f"the installed program previewed nobody: {counts}", file=sys.stderr)
            return 1
        print(f"wheel: {wheel.name}, previewed {counts['students']} practice students")
    return 0


def _run(
    *command: str, cwd: Path | None = None, env: dict[str, str] | None = None, allow: tuple[int, ...] = (0,)
) -> str:
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode not in allow:
        raise SystemExit(f"{command[0]} ended with {done.returncode}: {done.stderr.strip()[-800:]}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
