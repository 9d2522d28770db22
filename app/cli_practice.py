"""The commands of the practice school. No logic here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from app.asking import allow_practice
from app.output import cannot_write, say

StudentsOption = Annotated[int, typer.Option(metavar="N", help="How many students.", min=1, max=100_000)]
SeedOption = Annotated[int, typer.Option(metavar="N", help="The same number invents the same school.", min=0)]
PhaseOption = Annotated[str, typer.Option(metavar="PHASE", help="primary, secondary or all-through.")]
SeptemberOption = Annotated[
    str | None,
    typer.Option(
        metavar="KIND", help="Last summer: `before` it, after an `ordinary` one, or with `accidents`."
    ),
]

practice_commands = typer.Typer(help="Serves the practice school, or writes its reports.")


@practice_commands.command("serve", short_help="Serves the practice school on this PC only.")
def practice_serve(
    port: Annotated[int, typer.Option(metavar="N", help="0 takes a free one.", min=0, max=65535)] = 0,
    students: StudentsOption = 1200,
    seed: SeedOption = 7,
    phase: PhaseOption = "secondary",
    latency_ms: Annotated[
        int, typer.Option(metavar="N", help="Milliseconds that each answer is held back.", min=0, max=60_000)
    ] = 0,
    faults: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="How the server misbehaves, as `flaky`; a wrong name lists all."),
    ] = None,
    september: SeptemberOption = None,
    tls: Annotated[bool, typer.Option("--tls", help="HTTPS, with a certificate of its own.")] = False,
    state: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Keeps what is done on the portals, for the next time."),
    ] = None,
    until_stdin_closes: Annotated[bool, typer.Option("--until-stdin-closes", hidden=True)] = False,
) -> int:
    """Serves the practice school on this PC only; the first line says where."""
    from app.practice.serve import ServeOptions, serve

    allow_practice()
    options = ServeOptions(
        port=port,
        students=students,
        seed=seed,
        phase=phase,
        latency_ms=latency_ms,
        faults=faults,
        september=september,
        tls=tls,
        state=state,
        until_stdin_closes=until_stdin_closes,
    )
    return serve(options, _announce)


def _announce(document: dict[str, Any]) -> None:
    say(json.dumps(document))


@practice_commands.command("report", short_help="Writes the practice school’s MIS report.")
def practice_report(
    output: Annotated[Path, typer.Option(metavar="FOLDER", help="The folder to write to.")],
    students: StudentsOption = 1200,
    seed: SeedOption = 7,
    phase: PhaseOption = "secondary",
    september: SeptemberOption = None,
) -> int:
    """Writes the practice school's MIS report, as a school office would export it."""
    from app.practice.report import write_report
    from app.practice.serve import ServeOptions, make_school

    allow_practice()
    school = make_school(ServeOptions(students=students, seed=seed, phase=phase, september=september))
    try:
        written = write_report(school, output)
    except OSError as problem:
        raise cannot_write(str(output), problem) from None
    for path in written:
        say(str(path))
    return 0
