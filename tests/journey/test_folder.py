"""A journey's folder: made, opened, left in the middle, moved, found again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.journey import folder as folder_module
from app.journey import moving
from app.journey.errors import (
    JourneyMoved,
    JourneyNotMade,
    LedgerNotWritten,
    LedgerUnreadable,
    MoveFailed,
    NotAJourney,
    RecordRefused,
)
from app.journey.events import ApprovalSeen, ClientConfirmed, NamesShown
from app.journey.folder import JourneyFolder, moved_to, place_warning
from app.journey.ledger import Entry
from app.journey.listing import list_journeys, summary_of
from app.journey.model import How, JourneyKind, Status, StepId
from app.journey.people import Actor, Role
from app.journey.verify import Against
from app.storage.paths import AppPaths
from app.storage.settings import Settings
from tests.fakes.ledgers import SCHOOL, START, TECHNICIAN


def make(root: Path, name: str = "", kind: JourneyKind = JourneyKind.FIRST_SET_UP) -> JourneyFolder:
    return JourneyFolder.create(root, kind, practice=True, actor=TECHNICIAN, at=START, name=name)


def describe(journey: JourneyFolder, **changes: Any) -> None:
    school = SCHOOL.model_copy(update=changes)
    journey.record(school, actor=TECHNICIAN, how=How.TOLD, at=START, step=StepId.SCHOOL)


@pytest.fixture
def paths(tmp_path: Path) -> AppPaths:
    return AppPaths(data=tmp_path / "data", config=tmp_path / "config", logs=tmp_path / "logs")


class TestMaking:
    def test_a_new_journey_can_be_opened_and_knows_what_it_is(self, tmp_path: Path) -> None:
        made = make(tmp_path / "new" / "place", "St Bríd’s Primary!")
        assert made.path.name.startswith("st-br-ds-primary-")
        opened = JourneyFolder.open(made.path)
        facts = opened.facts()
        assert (facts.kind, facts.practice, facts.created_at) == (JourneyKind.FIRST_SET_UP, True, START)
        assert opened.state(START).current is StepId.SCHOOL
        assert opened.events()[0].kind == "journey.created"
        assert str(made.path) in repr(opened)

    def test_two_journeys_of_one_school_stand_side_by_side(self, tmp_path: Path) -> None:
        assert make(tmp_path, "A").path != make(tmp_path, "A").path

    def test_a_place_where_nothing_can_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way", encoding="utf-8")
        with pytest.raises(JourneyNotMade, match="can’t be made"):
            make(tmp_path / "file")

    def test_a_refused_event_leaves_no_folder(self, tmp_path: Path) -> None:
        bad = Entry(NamesShown(count=1), TECHNICIAN, How.TOLD, START)
        with pytest.raises(RecordRefused):
            JourneyFolder.create(
                tmp_path, "help-session", practice=False, actor=TECHNICIAN, at=START, also=(bad,)
            )
        assert list(tmp_path.iterdir()) == []

    def test_events_that_belong_together_are_recorded_together_or_not_at_all(self, tmp_path: Path) -> None:
        made = make(tmp_path)
        school = Entry(SCHOOL, TECHNICIAN, How.TOLD, START, StepId.SCHOOL)
        shown = Entry(NamesShown(count=3), TECHNICIAN, How.MEASURED, START)
        assert [event.kind for event in made.record_all((school, shown))] == [
            "school.described",
            "names.shown",
        ]
        before = made.events()
        early = Entry(NamesShown(count=3), TECHNICIAN, How.MEASURED, START.replace(tzinfo=None))
        with pytest.raises(RecordRefused):
            made.record_all((shown, early))
        assert made.events() == before


class TestOpening:
    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(NotAJourney, match="no such folder"):
            JourneyFolder.open(tmp_path / "none")

    def test_a_file_named_in_place_of_its_folder(self, tmp_path: Path) -> None:
        ledger = make(tmp_path).ledger.path
        with pytest.raises(NotAJourney, match="is a file"):
            JourneyFolder.open(ledger)

    def test_a_folder_without_a_journey(self, tmp_path: Path) -> None:
        with pytest.raises(NotAJourney, match="holds no journey"):
            JourneyFolder.open(tmp_path)

    def test_a_ledger_of_rubbish(self, tmp_path: Path) -> None:
        (tmp_path / "ledger.jsonl").write_bytes(b"rubbish\n")
        with pytest.raises(NotAJourney, match="no event that can be read"):
            JourneyFolder.open(tmp_path)

    def test_one_made_by_a_newer_version(self, tmp_path: Path) -> None:
        journey = make(tmp_path)
        data = journey.ledger.path.read_bytes().replace(b'"format":1', b'"format":9')
        journey.ledger.path.write_bytes(data)
        with pytest.raises(NotAJourney, match="newer version"):
            JourneyFolder.open(journey.path)

    def test_a_damaged_one_opens_and_shows_it(self, tmp_path: Path) -> None:
        journey = make(tmp_path)
        with journey.ledger.path.open("ab") as stream:
            stream.write(b"rubbish\n")
        assert JourneyFolder.open(journey.path).verify().exit_code == 2

    def test_against_a_copy_or_a_folder_with_one(self, tmp_path: Path) -> None:
        journey = make(tmp_path)
        copy = shutil.copytree(journey.path, tmp_path / "copy")
        describe(journey)
        for against in (copy, copy / "ledger.jsonl"):
            found = journey.verify(against).against
            assert found is not None
            assert found.result is Against.COPY_IS_EARLIER
        with pytest.raises(LedgerUnreadable):
            journey.verify(tmp_path)


class TestDrafts:
    def test_what_was_typed_is_there_after_a_restart_and_gone_once_recorded(self, tmp_path: Path) -> None:
        journey = make(tmp_path)
        assert journey.draft(StepId.SCHOOL) == {}
        journey.save_draft(StepId.SCHOOL, {"name": "Brookfield", "lgfl": True, "roll": 1200})
        assert JourneyFolder.open(journey.path).draft(StepId.SCHOOL)["name"] == "Brookfield"
        journey.clear_draft(StepId.SCHOOL)
        journey.clear_draft(StepId.SCHOOL)
        assert journey.draft(StepId.SCHOOL) == {}

    @pytest.mark.parametrize(
        ("draft", "says"),
        [
            ({"wonde_token": "x"}, "secret"),
            ({"Password": "x"}, "secret"),
            ({"when": START}, "plain values"),
            ({"n": float("nan")}, "plain values"),
            ({"text": "x" * 300_000}, "larger"),
        ],
    )
    def test_what_is_not_kept_in_a_file(self, tmp_path: Path, draft: dict[str, Any], says: str) -> None:
        journey = make(tmp_path)
        with pytest.raises(RecordRefused, match=says):
            journey.save_draft(StepId.SCHOOL, draft)
        assert journey.draft(StepId.SCHOOL) == {}

    @pytest.mark.parametrize("data", [b"", b"[1]", b"{", b"\xff", b"[" * 100_000])
    def test_a_damaged_draft_is_an_empty_one(self, tmp_path: Path, data: bytes) -> None:
        journey = make(tmp_path)
        journey.save_draft(StepId.SCHOOL, {})
        (journey.path / "drafts" / "school.json").write_bytes(data)
        assert journey.draft(StepId.SCHOOL) == {}

    def test_a_kill_while_saving_loses_neither_the_old_draft_nor_half_of_the_new(
        self, tmp_path: Path
    ) -> None:
        journey = make(tmp_path)
        journey.save_draft(StepId.SCHOOL, {"n": -1})
        script = (
            "import sys\nfrom pathlib import Path\nfrom app.journey.folder import JourneyFolder\n"
            "from app.journey.model import StepId\njourney = JourneyFolder.open(Path(sys.argv[1]))\n"
            "n = 0\n"
            "while True:\n"
            "    journey.save_draft(StepId.SCHOOL, {'n': n, 'text': 'x' * 20000})\n"
            "    print(n, flush=True)\n    n += 1\n"
        )
        for _ in range(3):
            child = subprocess.Popen(
                [sys.executable, "-c", script, str(journey.path)],
                stdout=subprocess.PIPE,
                text=True,
                env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
            )
            assert child.stdout is not None
            saved = [int(child.stdout.readline()) for _ in range(5)]
            child.kill()
            child.communicate()
            assert journey.draft(StepId.SCHOOL)["n"] >= saved[-1]


class TestHints:
    def test_someone_else_having_it_open_is_told_for_a_while(self, tmp_path: Path) -> None:
        journey = make(tmp_path)
        assert journey.used_by_other("PC-1", START) is None
        journey.announce_use("PC-1", START)
        assert journey.used_by_other("PC-1", START) is None
        hint = journey.used_by_other("PC-2", START + timedelta(minutes=5))
        assert hint is not None
        assert (hint.who, hint.since) == ("PC-1", START)
        assert journey.used_by_other("PC-2", START + timedelta(minutes=11)) is None
        journey.end_use("PC-2")
        assert journey.used_by_other("PC-2", START)
        journey.end_use("PC-1")
        assert journey.used_by_other("PC-2", START) is None

    @pytest.mark.parametrize(
        "text", ["{", "[]", '{"who":"x"}', '{"who":"x","at":"never"}', '{"who":"x","at":"2026-11-03"}']
    )
    def test_a_hint_that_makes_no_sense_is_none(self, tmp_path: Path, text: str) -> None:
        journey = make(tmp_path)
        (journey.path / "in-use.json").write_text(text, encoding="utf-8")
        assert journey.used_by_other("PC-1", START) is None
        journey.end_use("PC-1")

    def test_no_hint_can_be_left_where_nothing_can_be_written(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        journey = make(tmp_path)
        journey.announce_use("PC-1", START)

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(folder_module, "write_atomic", refuse)
        monkeypatch.setattr(Path, "unlink", refuse)
        journey.announce_use("PC-1", START)
        journey.end_use("PC-1")

    def test_a_temporary_profile_is_warned_of(self, tmp_path: Path) -> None:
        assert place_warning(tmp_path, temporary_or_roaming=False) is None
        assert "Move the journey" in (place_warning(tmp_path, temporary_or_roaming=True) or "")


class TestMoving:
    def journey(self, tmp_path: Path) -> JourneyFolder:
        journey = make(tmp_path / "here", "A")
        describe(journey)
        journey.save_draft(StepId.ONSITE_CLIENT, {"place": "this-pc"})
        journey.announce_use("PC-1", START)
        return journey

    def test_it_goes_on_at_its_new_place_and_the_old_one_says_where(self, tmp_path: Path) -> None:
        old = self.journey(tmp_path)
        new = old.move_to(tmp_path / "share", actor=TECHNICIAN, at=START)
        assert new.path == tmp_path / "share" / old.path.name
        assert new.draft(StepId.ONSITE_CLIENT) == {"place": "this-pc"}
        assert [event.kind for event in new.events()][-1] == "journey.moved"
        assert new.verify().sound
        assert new.used_by_other("PC-2", START) is None
        assert str(tmp_path) not in new.ledger.path.read_text(encoding="utf-8")
        assert moved_to(old.path) == new.path
        for refused in (
            lambda: JourneyFolder.open(old.path),
            lambda: describe(old),
            lambda: old.move_to(tmp_path / "other", actor=TECHNICIAN, at=START),
        ):
            with pytest.raises(JourneyMoved) as moved:
                refused()
            assert moved.value.to == new.path
        describe(new)
        assert not list((tmp_path / "share").glob(".*"))

    def test_into_itself_or_onto_something_else_is_refused(self, tmp_path: Path) -> None:
        journey = self.journey(tmp_path)
        for place in (journey.path, journey.path.parent, journey.path / "below"):
            with pytest.raises(MoveFailed, match="into itself"):
                journey.move_to(place, actor=TECHNICIAN, at=START)
        (tmp_path / "share" / journey.path.name).mkdir(parents=True)
        with pytest.raises(MoveFailed, match="there already"):
            journey.move_to(tmp_path / "share", actor=TECHNICIAN, at=START)
        describe(journey)

    def test_a_link_is_not_followed_out_of_the_folder(self, tmp_path: Path) -> None:
        journey = self.journey(tmp_path)
        (tmp_path / "private").mkdir()
        (tmp_path / "private" / "file.txt").write_text("private", encoding="utf-8")
        try:
            (journey.path / "link").symlink_to(tmp_path / "private", target_is_directory=True)
            (journey.path / "link.txt").symlink_to(tmp_path / "private" / "file.txt")
        except OSError:
            pytest.skip("no links can be made here")
        new = journey.move_to(tmp_path / "share", actor=TECHNICIAN, at=START)
        assert not (new.path / "link").exists()
        assert not (new.path / "link.txt").exists()

    @pytest.mark.parametrize("where", ["_copy", "_note", "write_atomic", "rename"])
    @pytest.mark.parametrize(
        ("problem", "raised"),
        [
            (OSError(28, "No space left on device"), MoveFailed),
            (LedgerNotWritten("the ledger: nothing was recorded"), MoveFailed),
            (KeyboardInterrupt(), KeyboardInterrupt),
        ],
    )
    def test_whatever_stops_it_the_original_goes_on_and_nothing_half_made_stays(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        where: str,
        problem: BaseException,
        raised: type[BaseException],
    ) -> None:
        journey = self.journey(tmp_path)
        before = journey.ledger.path.read_bytes()

        def stop(*_: object, **__: object) -> None:
            raise problem

        monkeypatch.setattr(moving.os if where == "rename" else moving, where, stop)
        with pytest.raises(raised):
            journey.move_to(tmp_path / "share", actor=TECHNICIAN, at=START)
        monkeypatch.undo()
        assert journey.ledger.path.read_bytes() == before
        share = tmp_path / "share"
        assert not share.exists() or list(share.iterdir()) == []
        describe(JourneyFolder.open(journey.path))

    def test_a_copy_that_differs_is_not_trusted(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        journey = self.journey(tmp_path)
        copy = moving._copy

        def garble(source: Path, target: Path) -> None:
            copy(source, target)
            target.write_bytes(b"garbled")

        monkeypatch.setattr(moving, "_copy", garble)
        with pytest.raises(MoveFailed, match="differs"):
            journey.move_to(tmp_path / "share", actor=TECHNICIAN, at=START)
        assert moved_to(journey.path) is None

    def test_a_ledger_changed_while_it_was_noted_is_not_trusted(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        journey = self.journey(tmp_path)
        append = moving.Ledger.append

        def rewrite(self: Any, payload: Any, **rest: Any) -> Any:
            self.path.write_bytes(b"")
            return append(self, payload, **rest)

        monkeypatch.setattr(moving.Ledger, "append", rewrite)
        with pytest.raises(MoveFailed, match="changed while"):
            journey.move_to(tmp_path / "share", actor=TECHNICIAN, at=START)

    def test_a_mark_that_makes_no_sense_is_no_mark(self, tmp_path: Path) -> None:
        (tmp_path / "moved.json").write_text(json.dumps({"to": 3}), encoding="utf-8")
        assert moved_to(tmp_path) is None
        (tmp_path / "moved.json").write_text("[]", encoding="utf-8")
        assert moved_to(tmp_path) is None


class TestListing:
    def test_all_are_listed_last_touched_first(self, paths: AppPaths, tmp_path: Path) -> None:
        first, second = make(paths.journeys, "A"), make(paths.journeys, "B")
        describe(second, name="B School", urn="654321")
        away = make(tmp_path / "share", "C")
        later = START + timedelta(days=1)
        claim = ClientConfirmed(basis="cloud-mis")
        first.record(claim, actor=Actor(None, Role.SUPPORT), how=How.TOLD, at=later)
        (paths.journeys / "not-one").mkdir()
        (paths.journeys / ".importing-1").mkdir()
        settings = Settings(journey_folders=(str(away.path), str(first.path)))
        found = list_journeys(paths, settings, now=later)
        assert {one.path for one in found} == {first.path, second.path, away.path}
        assert found[0].path == first.path
        assert found[0].last_touched == later
        named = next(one for one in found if one.path == second.path)
        assert (named.title, named.urn) == ("B School", "654321")
        assert found[0].title == first.path.name
        assert all(one.journey_id for one in found)

    def test_real_journeys_kept_elsewhere_never_stand_among_practice_ones(
        self, paths: AppPaths, tmp_path: Path
    ) -> None:
        real, tried = make(tmp_path / "share", "Real"), make(paths.for_practice().journeys)
        tried = tried.move_to(tmp_path / "share", actor=TECHNICIAN, at=START)
        settings = Settings(journey_folders=(str(real.path),))
        assert [one.path for one in list_journeys(paths, settings, now=START)] == [real.path]
        assert [one.path for one in list_journeys(paths.for_practice(), settings, now=START)] == [tried.path]

    def test_nothing_yet(self, paths: AppPaths) -> None:
        assert list_journeys(paths, Settings()) == ()

    def test_one_that_cannot_be_read_is_listed_with_the_reason(self, paths: AppPaths, tmp_path: Path) -> None:
        broken = make(paths.journeys)
        broken.ledger.path.write_bytes(b"rubbish\n")
        gone = tmp_path / "share" / "gone"
        found = list_journeys(paths, Settings(journey_folders=(str(gone),)), now=START)
        assert {one.path: bool(one.problem) for one in found} == {broken.path: True, gone: True}
        assert all(one.state is None for one in found)

    def test_damage_is_listed_beside_the_state(self, paths: AppPaths) -> None:
        journey = make(paths.journeys)
        with journey.ledger.path.open("ab") as stream:
            stream.write(b"rubbish\ntorn")
        [found] = list_journeys(paths, Settings(), now=START)
        assert found.state is not None
        assert (len(found.damage), found.torn) == (1, True)

    def test_a_moved_one_is_listed_once_where_it_lives(self, paths: AppPaths, tmp_path: Path) -> None:
        journey = make(paths.journeys)
        new = journey.move_to(tmp_path / "share", actor=TECHNICIAN, at=START)
        settings = Settings(journey_folders=(str(new.path),))
        assert [one.path for one in list_journeys(paths, settings, now=START)] == [new.path]
        shutil.rmtree(new.path)
        [lost] = list_journeys(paths, settings, now=START)
        assert "no such folder" in (lost.problem or "")

    def test_moved_in_a_circle(self, tmp_path: Path) -> None:
        (tmp_path / "moved.json").write_text(json.dumps({"to": str(tmp_path)}), encoding="utf-8")
        assert "circle" in (summary_of(tmp_path, START).problem or "")

    def test_a_data_folder_that_cannot_be_listed(self, paths: AppPaths) -> None:
        paths.data.mkdir()
        paths.journeys.write_text("in the way", encoding="utf-8")
        [found] = list_journeys(paths, Settings())
        assert "can’t be listed" in (found.problem or "")

    def test_a_path_that_cannot_be_resolved_still_counts(
        self, paths: AppPaths, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make(paths.journeys)

        def refuse(*_: object, **__: object) -> Path:
            raise OSError(1, "no")

        monkeypatch.setattr(Path, "resolve", refuse)
        assert len(list_journeys(paths, Settings(), now=START)) == 1


def test_a_journey_left_and_taken_up_again_is_where_it_was(tmp_path: Path) -> None:
    journey = make(tmp_path)
    describe(journey)
    seen = ApprovalSeen(via="wonde-portal", approved=True)
    journey.record(seen, actor=Actor("A. Head", Role.HEADTEACHER), how=How.READ_OFF, at=START)
    before = journey.state(START)
    again = JourneyFolder.open(journey.path).state(START)
    assert before == again
    assert again.step(StepId.WONDE_APPROVAL).status is Status.WAITING
