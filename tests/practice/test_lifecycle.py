"""The practice school's stages, and its memory across restarts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.practice.errors import StateUnusable
from app.practice.lifecycle import START_STAGES, Lifecycle, SingleSignOn, Stage, Timers


class Clock:
    """Time that moves when told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_s(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.mark.parametrize("stage", START_STAGES)
def test_it_begins_where_it_is_told_and_stays_there(stage: str) -> None:
    clock = Clock()
    lifecycle = Lifecycle("x", start=Stage(stage), clock=clock)
    assert lifecycle.stage == stage
    clock.pass_s(10**6)
    assert lifecycle.stage == stage


def test_stages_follow_by_themselves_after_their_time() -> None:
    clock = Clock()
    lifecycle = Lifecycle("x", timers=Timers(3600, 60), clock=clock)
    lifecycle.change(decision="approved", approved_at=clock.now)
    for seconds, stage in (
        (0, "approved"),
        (3599, "approved"),
        (1, "audited"),
        (59, "audited"),
        (1, "online"),
    ):
        clock.pass_s(seconds)
        assert lifecycle.stage == stage


def test_instant_unless_told_otherwise() -> None:
    clock = Clock()
    lifecycle = Lifecycle("x", clock=clock)
    lifecycle.change(decision="approved", approved_at=clock.now)
    assert lifecycle.stage is Stage.ONLINE


@pytest.mark.parametrize("stage", ["approved", "audited", "online"])
def test_a_clock_set_back_undoes_nothing(stage: str) -> None:
    clock = Clock()
    lifecycle = Lifecycle("x", start=Stage(stage), clock=clock)
    clock.pass_s(-3600)
    assert lifecycle.stage == stage


def test_what_follows_at_once_does_so_while_the_clock_is_set_back() -> None:
    clock = Clock()
    lifecycle = Lifecycle("x", clock=clock)
    lifecycle.change(decision="approved", approved_at=clock.now)
    clock.pass_s(-0.005)
    assert lifecycle.stage is Stage.ONLINE


def test_advancing_by_hand() -> None:
    clock = Clock()
    lifecycle = Lifecycle("x", timers=Timers(None, None), clock=clock)
    lifecycle.advance(Stage.ONLINE)
    assert lifecycle.stage is Stage.PENDING, "nothing before the school agreed"
    lifecycle.change(decision="approved", approved_at=clock.now)
    lifecycle.advance(Stage.AUDITED)
    assert lifecycle.stage is Stage.AUDITED
    lifecycle.advance(Stage.ONLINE)
    assert lifecycle.stage is Stage.ONLINE


def test_a_restart_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "state.json"
    first = Lifecycle("x", path=path)
    assert not path.exists(), "nothing is written before anything happened"
    first.change(decision="declined", sso=SingleSignOn(released=True))
    again = Lifecycle("x", path=path, start=Stage.ONLINE)
    assert again.state == first.state
    assert again.stage is Stage.DECLINED
    assert [p.name for p in path.parent.iterdir()] == ["state.json"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"school": "x", "unknown": 1}', b"\xff\xfe"])
def test_a_damaged_state_is_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(content)
    with pytest.raises(StateUnusable, match=r"state\.json") as refused:
        Lifecycle("x", path=path)
    assert "\n" not in str(refused.value)
    assert path.read_bytes() == content


def test_another_schools_state_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    Lifecycle("one school", path=path).change(connected=False)
    with pytest.raises(StateUnusable, match="another practice school"):
        Lifecycle("another", path=path)
    with pytest.raises(StateUnusable):
        Lifecycle("x", path=tmp_path)


def test_every_change_is_told_to_caches() -> None:
    lifecycle = Lifecycle("x")
    before = lifecycle.version
    lifecycle.change(connected=False)
    assert lifecycle.version > before
