"""The headteacher's brief: one page, readable by anyone, with a code that a telephone reads."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pypdf
import pytest
import zxingcpp
from PIL import Image
from selenium.webdriver.remote.webdriver import WebDriver

from app.cli import run
from app.evidence.brief import Brief, count, head_brief
from app.evidence.brief_files import write_brief
from app.evidence.brief_page import brief_html, brief_pdf, tasks_html
from app.evidence.codes import squares
from app.evidence.errors import Leak, NotADocument
from app.evidence.redaction import Guard
from app.formats.records import Person
from app.guidance.portal import guide
from app.journey.events import AdviceNoted, PreviewTaken, SchoolDescribed
from app.journey.folder import JourneyFolder
from app.journey.model import How, StepId
from app.storage.paths import app_paths
from tests.fakes.axe import violations
from tests.fakes.chromium import chromium
from tests.fakes.journeys import NOW, TECHNICIAN, Told, started
from tests.fakes.late_journeys import described, live, tell

PORTAL = "https://support.atomwide.com"


@pytest.fixture
def journey(tmp_path: Path) -> JourneyFolder:
    folder = tell(tmp_path / "journeys", live())
    big = PreviewTaken(phase="after", source="wonde", students=3_640, staff=360)
    folder.record(big, actor=TECHNICIAN, how=How.MEASURED, at=NOW, step=StepId.PREVIEW)
    for what, said in (("dpo", "yes"), ("dpia", "no"), ("safeguarding", "not-known")):
        noted = AdviceNoted(what=what, answer=said, on=date(2026, 11, 2) if said == "yes" else None)
        folder.record(noted, actor=TECHNICIAN, how=How.TOLD, at=NOW)
    return folder


@pytest.fixture
def brief(journey: JourneyFolder) -> Brief:
    return head_brief(journey.facts(), NOW, portal=PORTAL)


def printed(browser: WebDriver, path: Path) -> list[pypdf.PageObject]:
    browser.get(path.as_uri())
    made = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"]
    return list(pypdf.PdfReader(io.BytesIO(base64.b64decode(made))).pages)


def test_it_says_what_is_agreed_about_whom_and_how_to_say_no(brief: Brief) -> None:
    html = brief_html(brief)
    for part in (
        "3,640 pupils and 360 staff",
        "measured by this program",
        "If you say no",
        "Surname",
        "020 8255 5555",
    ):
        assert part in html
    for task in guide("atomwide-sso").tasks:
        assert task.title in html
    assert "Data protection officer consulted: yes, 2 November 2026." in html
    assert "Data protection impact assessment done or screened: no." in html, "a no is printed"
    assert "not as confirmed" in html


@pytest.mark.parametrize("made", [brief_html, tasks_html])
def test_it_fetches_nothing_and_runs_nothing(brief: Brief, made: Callable[[Brief], str]) -> None:
    html = made(brief)
    assert not re.search(r"<script|<link|<img|<iframe|@import|url\(|onclick|onload", html)
    assert set(re.findall(r'(?:href|src)="([^"]*)"', html)) <= {PORTAL}


def test_a_schools_name_cannot_become_markup(brief: Brief, tmp_path: Path) -> None:
    folder = started(tmp_path, Told.DESCRIBED, "<script>alert(1)</script> & Sons")
    html = brief_html(head_brief(folder.facts(), NOW, portal=PORTAL))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_the_pdf_is_one_a4_page_for_a_school_of_four_thousand(brief: Brief) -> None:
    reader = pypdf.PdfReader(io.BytesIO(brief_pdf(brief, NOW)))
    (only,) = reader.pages
    assert (round(float(only.mediabox.width)), round(float(only.mediabox.height))) == (595, 842)
    words = " ".join(only.extract_text().split())
    for part in (
        "3,640 pupils",
        "7. Wait a few minutes",
        "Your answer",
        "data protection",
        "No pupil is named",
    ):
        assert part.casefold() in words.casefold()
    assert reader.metadata is not None
    assert "Brookfield" in str(reader.metadata.title)


@pytest.mark.parametrize("name", ["Ysgol Llŷn a’r Ŵyl", "W" * 120, "Ó Súilleabháin — Školа"])
def test_any_schools_name_fits(tmp_path: Path, name: str) -> None:
    brief = head_brief(started(tmp_path, Told.DESCRIBED, name).facts(), NOW, portal=PORTAL)
    (only,) = pypdf.PdfReader(io.BytesIO(brief_pdf(brief, NOW))).pages
    assert name[:5] in only.extract_text()


def test_words_that_fit_no_page_are_refused(brief: Brief) -> None:
    from dataclasses import replace

    with pytest.raises(NotADocument, match="HTML page"):
        brief_pdf(replace(brief, purpose="word " * 4_000), NOW)


def test_the_code_decodes(brief: Brief) -> None:
    rows = squares(PORTAL)
    picture = Image.new("L", (len(rows), len(rows)), 255)
    picture.putdata([0 if dark else 255 for row in rows for dark in row])
    large = picture.resize((len(rows) * 8, len(rows) * 8), Image.Resampling.NEAREST)
    assert [found.text for found in zxingcpp.read_barcodes(large)] == [PORTAL]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("media", ["screen", "print"])
def test_the_page_is_accessible_and_its_code_decodes(
    brief: Brief, tmp_path: Path, scheme: str, media: str
) -> None:
    path = tmp_path / "brief.html"
    path.write_text(brief_html(brief), encoding="utf-8")
    with chromium(tmp_path / "profile") as browser:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features, "media": media})
        browser.get(path.as_uri())
        found = violations(browser)
        code = browser.find_element("css selector", ".code svg").screenshot_as_png
        wide = browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    assert found == []
    assert wide, "nothing sticks out"
    assert [one.text for one in zxingcpp.read_barcodes(Image.open(io.BytesIO(code)))] == [PORTAL]


@pytest.mark.browser
def test_the_page_prints_on_one_sheet(brief: Brief, tmp_path: Path) -> None:
    path = tmp_path / "brief.html"
    path.write_text(brief_html(brief), encoding="utf-8")
    with chromium(tmp_path / "profile") as browser:
        assert len(printed(browser, path)) == 1


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_tasks_in_large_print_are_accessible_and_wide_enough_for_a_telephone(
    brief: Brief, tmp_path: Path, scheme: str
) -> None:
    path = tmp_path / "tasks.html"
    path.write_text(tasks_html(brief), encoding="utf-8")
    with chromium(tmp_path / "profile") as browser:
        size = {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        browser.get(path.as_uri())
        assert violations(browser) == []
        assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
def test_the_tasks_print_in_large_letters_each_whole_with_its_picture(brief: Brief, tmp_path: Path) -> None:
    path = tmp_path / "tasks.html"
    path.write_text(tasks_html(brief), encoding="utf-8")
    with chromium(tmp_path / "profile") as browser:
        pages = printed(browser, path)
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        letters = browser.execute_script("return getComputedStyle(document.body).fontSize")
    assert float(letters.removesuffix("px")) * 72 / 96 == pytest.approx(16, 0.01), "points of large print"
    assert len(pages) <= 5
    on = [" ".join(page.extract_text().split()) for page in pages]
    for text in on:
        begun = [number for number, task in enumerate(brief.tasks, 1) if f"{number}. {task.title}" in text]
        assert text.count("☐ Done") == len(begun), "no task is broken over two pages"
    assert sum(text.count("☐ Done") for text in on) == len(brief.tasks) == 7


def test_few_people_are_not_counted_out(tmp_path: Path) -> None:
    assert [count(number) for number in (0, 1, 4, 5, 1200)] == [
        "0",
        "fewer than 5",
        "fewer than 5",
        "5",
        "1,200",
    ]
    folder = tell(tmp_path, described())
    facts = folder.facts()
    assert "Not counted yet" in brief_html(head_brief(facts, NOW, portal=PORTAL))
    few = PreviewTaken(phase="before", source="mis-report", students=40, staff=3)
    folder.record(few, actor=TECHNICIAN, how=How.MEASURED, at=NOW, step=StepId.PREVIEW)
    assert "40 pupils and fewer than 5 staff" in head_brief(folder.facts(), NOW, portal=PORTAL).words


def test_a_school_outside_lgfl_has_no_brief(tmp_path: Path) -> None:
    with pytest.raises(NotADocument, match="LGfL"):
        head_brief(tell(tmp_path, live(lgfl=False)).facts(), NOW, portal=PORTAL)


def test_practice_is_printed_on_it(tmp_path: Path) -> None:
    folder = started(tmp_path, Told.DESCRIBED, practice=True)
    brief = head_brief(folder.facts(), NOW, portal=PORTAL)
    assert "PRACTICE" in brief_html(brief)
    assert "PRACTICE" in pypdf.PdfReader(io.BytesIO(brief_pdf(brief, NOW))).pages[0].extract_text()


def test_somebody_on_it_and_nothing_is_written(tmp_path: Path) -> None:
    folder = tell(tmp_path / "journeys", described())
    named = SchoolDescribed(name="Brookfield", mis="sims", lgfl=True)
    folder.record(named, actor=TECHNICIAN, how=How.TOLD, at=NOW, step=StepId.SCHOOL)
    guard = Guard()
    guard.watch([Person("P1", "student", forename="Ada", surname="Oduya")])
    with pytest.raises(Leak):
        write_brief(folder, tmp_path, now=NOW, portal="https://ada.oduya.example", guard=guard, replace=False)
    assert not list(tmp_path.glob("*.html"))


def test_by_command_for_one_and_for_all(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    lgfl = tell(app_paths().journeys, live())
    assert run(["brief", "--output", str(tmp_path / "one")]) == 0
    assert "headteacher-brief-" in capsys.readouterr().out
    tell(app_paths().journeys, live(lgfl=False))
    (app_paths().journeys / "broken").mkdir()
    (app_paths().journeys / "broken" / "ledger.jsonl").write_text("x\n", encoding="utf-8")
    assert run(["brief", "--all", "--output", str(tmp_path / "all"), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [Path(made["pdf"]).name for made in document["briefs"]] == [
        f"headteacher-brief-{lgfl.path.name}.pdf"
    ]
    assert len(document["left_out"]) == 2
    assert run(["brief", "--journey", str(lgfl.path), "--output", str(tmp_path / "all")]) == 3
    assert "already there" in capsys.readouterr().err
