"""Writes headteachers' briefs: for one journey, or for every journey of a trust that wants one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from app.evidence.brief import head_brief
from app.evidence.brief_page import brief_html, brief_pdf, tasks_html
from app.evidence.errors import NotADocument
from app.evidence.redaction import Guard
from app.journey.folder import JourneyFolder
from app.journey.listing import JourneySummary
from app.storage.atomic import new_file

STEM, TASKS_STEM = "headteacher-brief", "headteacher-tasks"


def write_brief(
    journey: JourneyFolder, folder: Path, *, now: datetime, portal: str, guard: Guard, replace: bool
) -> dict[str, Any]:
    """Writes the page, the sheet and the tasks in large print: {"school", "html", "pdf", "tasks"}. All are
    named after the journey's folder, so that two schools of one name stay apart. Raises NotADocument, Leak,
    OSError, FileExistsError."""
    brief = head_brief(journey.facts(), now, portal=portal)
    html, pdf, tasks = brief_html(brief).encode(), brief_pdf(brief, now), tasks_html(brief).encode()
    names = f"{STEM}-{{}}.html", f"{STEM}-{{}}.pdf", f"{TASKS_STEM}-{{}}.html"
    paths = [folder / name.format(journey.path.name) for name in names]
    named = guard.allowing(brief.school)
    named.check({paths[0].name: html, paths[1].name: brief.words.encode(), paths[2].name: tasks})
    if not replace:
        for path in paths:
            if path.exists():
                raise FileExistsError(path.name)
    for path, data in zip(paths, (html, pdf, tasks), strict=True):
        with new_file(path, replace=replace) as stream:
            stream.write(data)
    return {"school": brief.school, "html": str(paths[0]), "pdf": str(paths[1]), "tasks": str(paths[2])}


def write_briefs(
    journeys: Iterable[JourneySummary],
    folder: Path,
    *,
    now: datetime,
    portal: str,
    guard: Guard,
    replace: bool,
) -> dict[str, Any]:
    """Briefs for all that want one: {"briefs": […], "left_out": [{"school", "folder", "why"}]}. A journey
    that can't be read, or whose school needs no brief, is left out with the reason."""
    made, left_out = [], []
    for summary in journeys:
        if summary.state is None:
            left_out.append(_left(summary, summary.problem or ""))
            continue
        try:
            opened = JourneyFolder.open(summary.path)
            made.append(write_brief(opened, folder, now=now, portal=portal, guard=guard, replace=replace))
        except NotADocument as reason:
            left_out.append(_left(summary, str(reason)))
    return {"briefs": made, "left_out": left_out}


def _left(summary: JourneySummary, why: str) -> dict[str, str]:
    return {"school": summary.title, "folder": str(summary.path), "why": why}
