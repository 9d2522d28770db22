"""Reading content: good files become values, bad ones one line that says where."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.guidance.content import (
    Content,
    ContentError,
    Sureness,
    Template,
    checked,
    entry_with_id,
    fill,
    placeholders,
    read_content,
    read_content_file,
)


class Page(Content):
    title: Template
    sureness: Sureness = Sureness.SEEN


def test_a_good_file_with_windows_line_ends_and_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "page.toml"
    file.write_bytes('\ufefftitle = "  Ŵy, {name}  "\r\nsureness = "not-known"\r\n'.encode())
    page = read_content_file(Page, file)
    assert page.title == "Ŵy, {name}"
    assert not page.sureness.certain
    with pytest.raises(ValidationError):
        page.title = "changed"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"title = ", "page.toml: is not valid TOML"),
        (b'title = "\xff"', "page.toml: is not UTF-8"),
        (b"", "page.toml: title: Field required"),
        (b'title = "a"\nextra = 1', "page.toml: extra: Extra inputs"),
        (b'title = "a"\nsureness = "quite"', "page.toml: sureness: "),
        (b'title = "{a.b}"', "page.toml: title: Value error, placeholder"),
        (b'title = ""\nsureness = "quite"', "(and 1 more)"),
    ],
)
def test_a_bad_file_is_one_line_naming_file_and_field(tmp_path: Path, text: bytes, says: str) -> None:
    file = tmp_path / "page.toml"
    file.write_bytes(text)
    with pytest.raises(ContentError) as problem:
        read_content_file(Page, file)
    assert says in str(problem.value)
    assert "\n" not in str(problem.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"gone\.toml: cannot be read"):
        read_content_file(Page, tmp_path / "gone.toml")
    with pytest.raises(ContentError, match=r"resource catalogues/gone\.toml is missing"):
        read_content(Page, "catalogues", "gone.toml")


def test_the_top_level_itself_can_be_wrong() -> None:
    with pytest.raises(ContentError, match=r"here: top level: "):
        checked(Page, ["not", "a", "table"], "here")  # type: ignore[arg-type]


def test_looking_up_by_id() -> None:
    class Entry(Content):
        id: str

    entries = (Entry(id="a"), Entry(id="b"))
    assert entry_with_id(entries, "b", "list.toml") is entries[1]
    with pytest.raises(ContentError, match=r"list\.toml: there is no “c”"):
        entry_with_id(entries, "c", "list.toml")


@pytest.mark.parametrize("template", ["{a.b}", "{a[0]}", "{}", "{0}", "{a!r}", "{a:>9}", "{a b}"])
def test_only_plain_names_are_placeholders(template: str) -> None:
    with pytest.raises(ValueError, match="plain name"):
        placeholders(template)


@given(st.text(alphabet="ab{}. ", max_size=30))
def test_whatever_a_value_holds_it_is_put_in_as_it_is(value: str) -> None:
    assert fill("<{name}>", {"name": value}) == f"<{value}>"


def test_a_missing_value_is_named() -> None:
    with pytest.raises(ContentError, match="needs a, b"):
        fill("{b} and {a}", {})
