"""“What we ask itslearning to set up” as a file: every choice explained, and read back as it was."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats.errors import InputError
from app.roster.mapping import Mapping, Role, SyncKey, read_mapping, unknown_marks
from app.roster.mapping_file import mapping_text, save_mapping
from tests.fakes.small_school import WHEN

_words = st.text(max_size=12)
_kinds = st.lists(_words, max_size=3).map(tuple)
_roles = st.builds(Role, profile=_words, role=st.sampled_from(["01", "02", "03", "04"]))
mappings = st.builds(
    Mapping,
    sync_key=st.sampled_from(SyncKey),
    hierarchy=_kinds,
    houses=st.booleans(),
    courses=_kinds,
    courses_without_classes=_kinds,
    group_by_subject=st.booleans(),
    course_title=_words.filter(lambda words: not unknown_marks(words)),
    student=_roles,
    teaching_staff=_roles,
    other_staff=_roles,
    site_key=st.text(min_size=1, max_size=12),
    confirmed_by_itslearning=st.booleans(),
)


@given(mappings, st.text(max_size=20))
def test_any_mapping_comes_back(
    tmp_path_factory: pytest.TempPathFactory, mapping: Mapping, school: str
) -> None:
    path = tmp_path_factory.mktemp("mapping") / "mapping.toml"
    save_mapping(mapping, path, school, WHEN, replace=False)
    assert read_mapping(path) == mapping


def test_every_choice_is_in_the_file_and_explained() -> None:
    text = mapping_text(Mapping(), "Example School", WHEN)
    assert list(tomllib.loads(text)) == list(Mapping.model_fields)
    for part in text.split("\n\n")[1:]:
        assert part.startswith("# ")
    assert text.splitlines()[0] == "# What we ask itslearning to set up for Example School"
    assert mapping_text(Mapping(), "", WHEN).splitlines()[0] == "# What we ask itslearning to set up"
    assert "working assumption" in text
    assert all(len(line) <= 110 for line in text.splitlines())
    assert "has confirmed this" in mapping_text(Mapping(confirmed_by_itslearning=True), "", WHEN)


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        save_mapping(Mapping(), path, "", WHEN, replace=False)
    assert path.read_text(encoding="utf-8") == "mine"
    save_mapping(Mapping(), path, "", WHEN, replace=True)
    assert read_mapping(path) == Mapping()


def test_a_mistyped_mark_in_the_title_is_named_and_not_used(tmp_path: Path) -> None:
    asked = tmp_path / "asked.toml"
    asked.write_text('course_title = "{nmae} {subject}"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"course_title.*\{nmae\}"):
        read_mapping(asked)
