"""The help pages: there, linked, found by searching."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.guidance import help as help_module
from app.guidance.content import ContentError
from app.guidance.help import HelpKind, help_page, help_pages, search_help

LINK = re.compile(r"\]\(([^)]+)\)")


def test_the_index_comes_first_and_every_step_has_a_page() -> None:
    topics = [page.topic for page in help_pages()]
    assert topics[0] == "index"
    assert set(topics) >= {
        "school", "onsite-client", "wonde-approval", "preview", "data-test", "sso-approval", "finish",
        "contacts", "glossary", "privacy", "no-token", "how-known",
    }  # fmt: skip


def test_every_link_leads_to_a_page_and_every_page_is_reached() -> None:
    reached = {"index"}
    for page in help_pages():
        for target in LINK.findall(page.markdown):
            assert help_page(target.removesuffix(".md")).title
            reached.add(target.removesuffix(".md"))
    left = {page.topic for page in help_pages()} - reached
    assert all(help_page(topic).kind is not HelpKind.GUIDE for topic in left), left


def test_pages_are_plain_and_claim_nothing_too_much() -> None:
    for page in help_pages():
        assert page.title
        assert "<" not in page.markdown
        assert "nothing has been sent" not in page.markdown.lower()


def test_a_code_in_capitals_finds_its_page() -> None:
    assert help_page("NET-47") is help_page(" net-47 ")


@pytest.mark.parametrize("topic", ["nowhere", "../README", "a/b", "", "x" * 500])
def test_no_such_page(topic: str) -> None:
    with pytest.raises(ContentError) as problem:
        help_page(topic)
    assert "\n" not in str(problem.value)
    assert len(str(problem.value)) < 600


def test_a_page_without_a_title_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in (("bare", "no title"), ("empty", "")):
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    monkeypatch.setattr(help_module, "resource", lambda *parts: tmp_path.joinpath(*parts[1:]))
    for name in ("bare", "empty"):
        with pytest.raises(ContentError, match="must begin"):
            help_page(name)


def test_searching_finds_all_words_titles_first() -> None:
    hits = search_help("wonde approval")
    assert hits[0].page.topic == "wonde-approval"
    assert all(hit.line for hit in hits)
    assert search_help("net-47")[0].page.topic == "net-47"
    assert search_help("   ") == ()
    assert search_help("xyzzy") == ()


def test_the_numbers_on_the_contacts_page_are_the_catalogues() -> None:
    from app.guidance.contacts import contacts

    page = help_page("contacts").markdown
    for entry in contacts():
        assert entry.phone is not None
        assert entry.phone in page
        assert entry.email is None or entry.email in page


def test_the_seven_tasks_on_the_page_are_the_guides() -> None:
    from app.guidance.portal import guide

    page = help_page("sso-approval").markdown
    steps = [line.split(". ", 1)[1] for line in page.splitlines() if re.match(r"\d\. ", line)]
    assert len(steps) == 7
    assert steps[6].rstrip(".") == guide("atomwide-sso").tasks[6].title


def test_every_code_of_a_check_and_every_issue_of_the_preview_has_a_page() -> None:
    from app.guidance.findings import finding_catalogue
    from app.roster.rules import all_rules
    from tests.guidance.issue_pages import page_of, topic_of

    for code in finding_catalogue():
        assert help_page(code).kind is HelpKind.CODE
    wanted = {topic_of(rule): page_of(rule) for rule in all_rules()}
    for topic, text in wanted.items():
        assert help_page(topic).markdown == text, "run python -m tests.guidance.issue_pages"
    assert {page.topic for page in help_pages() if page.kind is HelpKind.ISSUE} == set(wanted)


def test_the_way_out_is_explained_whole() -> None:
    text = help_page("leaving").markdown
    for part in ("Revoke app", "Withdrawing does not delete anything", "confirmation in writing"):
        assert part in text
    for topic in ("index", "wonde-approval", "finish"):
        assert "(leaving.md)" in help_page(topic).markdown
