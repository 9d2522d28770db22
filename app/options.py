"""The options that several commands take, worded once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
PracticeOption = Annotated[bool, typer.Option("--practice", help="Use the practice school.")]
JourneyOption = Annotated[Path | None, typer.Option("--journey", help="The folder of a journey.")]
ApiUrlOption = Annotated[str | None, typer.Option("--api-url", help="Where Wonde's API is.")]
SchoolOption = Annotated[str | None, typer.Option("--school", help="Wonde's id of the school.")]
SourceArgument = Annotated[str | None, typer.Argument(help="`wonde`, or a file or folder.")]
MappingOption = Annotated[
    Path | None, typer.Option("--mapping", help="What we ask itslearning to set up: a file of it.")
]
OverwriteOption = Annotated[bool, typer.Option("--overwrite", help="Replace what is there.")]
