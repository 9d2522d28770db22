"""The engine: order, blame, time limits, crashes, and stopping at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.checks import engine as engine_module
from app.checks.engine import STOPPED, Engine
from app.checks.model import Check, Finding, Found, Outcome, Result, Severity

pytestmark = pytest.mark.anyio


def answering(*severities: Severity, **found: Any) -> Callable[[Any], Awaitable[Found]]:
    findings = tuple(Finding("TST-01", severity, "a summary") for severity in severities)

    async def run(_: Any) -> Found:
        return Found(findings=findings, **found)

    return run


async def for_ever(_: Any) -> Found:
    await asyncio.Event().wait()
    raise AssertionError


def check(check_id: str, run: Callable[[Any], Awaitable[Found]], *needs: str, timeout_s: float = 60) -> Check:
    return Check(check_id, f"Title of {check_id}", run, needs, timeout_s)


def by_id(results: tuple[Result, ...]) -> dict[str, Result]:
    return {result.check_id: result for result in results}


async def test_results_come_in_the_order_given_and_carry_the_worst_finding() -> None:
    fine = check("a.fine", answering(Severity.FINE, note="11 ms"))
    warned = check("a.look", answering(Severity.FINE, Severity.LOOK_AT))
    failed = check("a.mend", answering(Severity.LOOK_AT, Severity.MEND))
    bare = check("a.bare", answering())
    results = await Engine([failed, bare, warned, fine]).run(None)
    outcomes = [(result.check_id, result.outcome) for result in results]
    assert outcomes == [
        ("a.mend", Outcome.FAIL),
        ("a.bare", Outcome.PASS),
        ("a.look", Outcome.WARN),
        ("a.fine", Outcome.PASS),
    ]
    assert results[3].note == "11 ms"
    assert all(result.duration_s >= 0 for result in results)


async def test_the_context_reaches_every_check() -> None:
    seen = []

    async def look(context: object) -> Found:
        seen.append(context)
        return Found()

    context = object()
    await Engine([check("a", look), check("b", look)]).run(context)
    assert seen == [context, context]


async def test_independent_checks_run_at_the_same_time() -> None:
    met = asyncio.Barrier(3)

    async def meet(_: Any) -> Found:
        await met.wait()
        return Found()

    results = await Engine([check(name, meet) for name in "abc"]).run(None)
    assert {result.outcome for result in results} == {Outcome.PASS}


async def test_a_failure_skips_what_depends_on_it_and_names_the_first_cause() -> None:
    results = by_id(
        await Engine(
            [
                check("c", answering(), "b"),
                check("b", answering(), "a"),
                check("a", answering(Severity.MEND)),
                check("free", answering()),
            ]
        ).run(None)
    )
    assert results["a"].outcome is Outcome.FAIL
    for name in "bc":
        assert results[name].outcome is Outcome.SKIPPED
        assert results[name].because == "a"
        assert "Title of a" in results[name].note
    assert results["free"].outcome is Outcome.PASS


async def test_what_does_not_apply_skips_what_depends_on_it_with_the_same_reason_and_no_blame() -> None:
    results = await Engine(
        [check("a", answering(skip_reason="No token.")), check("b", answering(), "a")]
    ).run(None)
    assert [(r.outcome, r.note, r.because) for r in results] == [(Outcome.SKIPPED, "No token.", None)] * 2


@pytest.mark.parametrize(
    ("run", "runs_on"),
    [
        (answering(Severity.LOOK_AT), True),
        (answering(Severity.LOOK_AT, blocks=True), False),
        (answering(Severity.MEND, blocks=False), True),
        (answering(skip_reason="left to the proxy", blocks=False), True),
    ],
)
async def test_a_check_may_say_whether_it_stands_in_the_way(
    run: Callable[[Any], Awaitable[Found]], runs_on: bool
) -> None:
    results = await Engine([check("a", run), check("b", answering(), "a")]).run(None)
    assert (results[1].outcome is Outcome.PASS) is runs_on


@pytest.mark.parametrize("severity", [Severity.MEND, Severity.FINE])
async def test_what_comes_after_a_check_waits_for_it_and_is_never_blocked_by_it(severity: Severity) -> None:
    order: list[str] = []
    later = Check("later", "Later", answering(), after=("first", "not among them"))
    results = await Engine([later, check("first", answering(severity))]).run(
        None, on_start=lambda started: order.append(started.id)
    )
    assert order == ["first", "later"]
    assert results[0].outcome is Outcome.PASS


async def test_what_comes_after_a_check_that_breaks_or_is_skipped_is_asked_all_the_same() -> None:
    async def crash(_: Any) -> Found:
        raise KeyError("x")

    results = by_id(
        await Engine(
            [
                check("broken", crash),
                check("skipped", answering(), "broken"),
                Check("later", "Later", answering(), after=("broken", "skipped")),
            ]
        ).run(None)
    )
    assert results["later"].outcome is Outcome.PASS


async def test_a_check_may_name_the_one_that_explains_it_and_what_follows_names_it_too() -> None:
    explained = answering(skip_reason="The clock is wrong.", because="clock")
    results = by_id(
        await Engine(
            [
                check("clock", answering(Severity.MEND, blocks=False)),
                Check("tls", "TLS", explained, after=("clock",)),
                check("http", answering(), "tls"),
            ]
        ).run(None)
    )
    for name in ("tls", "http"):
        assert results[name].outcome is Outcome.SKIPPED
        assert results[name].because == "clock"
        assert results[name].note == "The clock is wrong."


async def test_only_a_skip_has_a_cause() -> None:
    results = await Engine([check("a", answering(because="b"))]).run(None)
    assert results[0].because is None


async def test_a_check_that_takes_too_long_is_cancelled_and_that_is_its_finding() -> None:
    ended = asyncio.Event()

    async def slow(_: Any) -> Found:
        try:
            return await for_ever(_)
        finally:
            ended.set()

    results = by_id(
        await Engine(
            [
                check("slow", slow, timeout_s=0.01),
                check("after", answering(), "slow"),
                check("b", answering()),
            ]
        ).run(None)
    )
    assert ended.is_set()
    assert results["slow"].outcome is Outcome.WARN
    assert [found.code for found in results["slow"].findings] == ["CHK-01"]
    assert "Title of slow" in results["slow"].findings[0].summary
    assert results["after"].because == "slow"
    assert results["b"].outcome is Outcome.PASS


async def test_a_check_that_will_not_stop_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_GRACE_S", 0.01)
    release = asyncio.Event()
    let_go = asyncio.Event()

    async def stubborn(_: Any) -> Found:
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue
        let_go.set()
        raise RuntimeError("nobody hears this")

    results = await Engine([check("stubborn", stubborn, timeout_s=0.01)]).run(None)
    assert results[0].findings[0].code == "CHK-01"
    release.set()
    await let_go.wait()


@pytest.mark.parametrize("problem", [ValueError("pupil Ann Other"), asyncio.CancelledError()])
async def test_a_crash_is_ours_and_says_nothing_of_the_data(
    problem: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    async def crash(_: Any) -> Found:
        raise problem

    with caplog.at_level(logging.ERROR):
        results = await Engine([check("bad", crash), check("after", answering(), "bad")]).run(None)
    assert results[0].outcome is Outcome.CRASHED
    assert results[0].error_id
    assert results[0].findings[0].remedy is not None
    assert results[0].findings[0].remedy.who.value == "the makers of this wizard"
    assert results[0].error_id in caplog.text
    assert results[0].error_id in results[0].findings[0].summary
    assert "Ann" not in caplog.text + str(results[0])
    assert results[1].because == "bad"


async def test_setting_cancel_stops_everything_at_once() -> None:
    cancel = asyncio.Event()
    seen: list[str] = []

    def stop_after_first(result: Result) -> None:
        seen.append(result.check_id)
        cancel.set()

    checks = [
        check("quick", answering()),
        check("long", for_ever),
        check("waiting", answering(), "long"),
    ]
    results = by_id(await Engine(checks).run(None, on_result=stop_after_first, cancel=cancel))
    assert seen == ["quick"]
    assert results["quick"].outcome is Outcome.PASS
    for name in ("long", "waiting"):
        assert (results[name].outcome, results[name].note) == (Outcome.SKIPPED, STOPPED)


async def test_cancel_set_before_the_start_runs_nothing_to_its_end() -> None:
    cancel = asyncio.Event()
    cancel.set()
    results = await Engine([check("long", for_ever)]).run(None, cancel=cancel)
    assert results[0].note == STOPPED


async def test_cancelling_the_awaiting_task_cancels_the_checks() -> None:
    started, ended = asyncio.Event(), asyncio.Event()

    async def long(_: Any) -> Found:
        started.set()
        try:
            return await for_ever(_)
        finally:
            ended.set()

    running = asyncio.create_task(Engine([check("long", long)]).run(None))
    await started.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert ended.is_set()


async def test_callbacks_hear_of_starts_and_results_as_they_happen() -> None:
    heard: list[str] = []
    await Engine([check("b", answering(), "a"), check("a", answering())]).run(
        None,
        on_result=lambda result: heard.append(f"end {result.check_id}"),
        on_start=lambda started: heard.append(f"start {started.id}"),
    )
    assert heard == ["start a", "end a", "start b", "end b"]


async def test_what_a_callback_raises_ends_the_run() -> None:
    def fail(_: Result) -> None:
        raise RuntimeError("the page is gone")

    with pytest.raises(RuntimeError, match="the page is gone"):
        await Engine([check("a", answering()), check("b", for_ever)]).run(None, on_result=fail)


async def test_no_checks_is_no_results() -> None:
    assert await Engine([]).run(None) == ()


@pytest.mark.parametrize(
    ("checks", "says"),
    [
        ([check("a", for_ever), check("a", for_ever)], "share an id"),
        ([check("a", for_ever, "nowhere")], "depends on nowhere"),
        ([check("a", for_ever, "b"), check("b", for_ever, "a"), check("c", for_ever)], "circle: a, b"),
        ([check("a", for_ever, "b"), Check("b", "B", for_ever, after=("a",))], "circle: a, b"),
    ],
)
async def test_a_bad_graph_is_refused_before_anything_runs(checks: list[Check], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Engine(checks)


_ENDS = st.sampled_from(["pass", "look", "mend", "skip", "crash"])


@st.composite
def graphs(draw: st.DrawFn) -> list[tuple[str, list[str], str]]:
    """Checks in any order whose dependencies never go round in a circle, each with how it will end."""
    size = draw(st.integers(0, 9))
    nodes = [
        (f"c{n}", [f"c{m}" for m in range(n) if draw(st.booleans())] if n else [], draw(_ENDS))
        for n in range(size)
    ]
    return draw(st.permutations(nodes))


@given(graph=graphs())
def test_every_graph_settles_and_only_first_causes_are_blamed(
    graph: list[tuple[str, list[str], str]],
) -> None:
    async def crash(_: Any) -> Found:
        raise KeyError("x")

    ends = {
        "pass": answering(),
        "look": answering(Severity.LOOK_AT),
        "mend": answering(Severity.MEND),
        "skip": answering(skip_reason="does not apply"),
        "crash": crash,
    }
    ran: list[str] = []
    logging.disable(logging.CRITICAL)
    try:
        checks = [check(name, ends[end], *needs) for name, needs, end in graph]
        results = asyncio.run(Engine(checks).run(None, on_start=lambda started: ran.append(started.id)))
    finally:
        logging.disable(logging.NOTSET)
    found = by_id(results)
    assert [result.check_id for result in results] == [name for name, _, _ in graph]
    wrong = (Outcome.FAIL, Outcome.CRASHED, Outcome.SKIPPED)
    for name, needs, _ in graph:
        blocked = any(found[needed].outcome in wrong for needed in needs)
        assert (name in ran) is not blocked
        cause = found[name].because
        if cause is not None:
            assert found[cause].outcome in (Outcome.FAIL, Outcome.CRASHED)
    assert len(ran) == len(set(ran))
