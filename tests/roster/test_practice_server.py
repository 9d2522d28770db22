"""Loading from the practice school's own server, in another process, gives the generator's numbers,
faults or not."""

from __future__ import annotations

import anyio.to_thread
import pytest

from app.practice.process import PracticeProcess
from app.practice.school import SchoolSpec, generate
from app.practice.serve import ServeOptions
from app.roster.sources import load_wonde
from app.transport.client import Transport
from app.wonde.client import WondeClient

pytestmark = [pytest.mark.anyio, pytest.mark.story]


@pytest.mark.parametrize("fault", [None, "drops-connection"])
async def test_the_numbers_are_the_generators_own(fault: str | None) -> None:
    process = await anyio.to_thread.run_sync(
        lambda: PracticeProcess.start(ServeOptions(students=450, seed=3, phase="all-through", faults=fault))
    )
    try:
        async with Transport() as transport:
            client = WondeClient(transport, api_url=process.address.api_url, token=process.address.token)
            with await load_wonde(client, process.address.school_id) as roster:
                counts = roster.counts()
                name = roster.school.name
    finally:
        await anyio.to_thread.run_sync(process.stop)
    school = generate(SchoolSpec(students=450, seed=3, phase="all-through"))
    assert {
        "students": counts.students,
        "staff": counts.staff,
        "groups": dict(counts.groups),
        "classes": counts.classes,
        "memberships": counts.memberships,
    } == school.counts()
    assert name == school.identity.name
