"""The portals' tasks through their own forms, over real HTTP: what is done there changes the API."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from app.practice.content import all_permissions, granted_at_first
from app.practice.lifecycle import Stage
from app.practice.serve import ServeOptions
from tests.fakes.practice import RunningPractice, practice_server

APP = "/portal/apps/itslearning"
HEAD = "/portal/head"


class Browser:
    """Follows links and sends forms with the hidden word of the page last seen."""

    def __init__(self, running: RunningPractice) -> None:
        self.client = running.browser()
        self.page: httpx.Response | None = None

    def see(self, path: str) -> str:
        self.page = self.client.get(path)
        assert self.page.status_code == 200, path
        return self.page.text

    def word(self) -> str:
        assert self.page is not None
        found = re.search(r'name="word" value="([^"]+)"', self.page.text)
        assert found is not None
        return found.group(1)

    def send(self, path: str, status: int = 200, **fields: str | list[str]) -> str:
        self.page = self.client.post(path, data={"word": self.word(), **fields})
        assert self.page.status_code == status, (path, self.page.status_code)
        return self.page.text

    @property
    def path(self) -> str:
        assert self.page is not None
        return self.page.url.path


def at_wondes_portal(running: RunningPractice, role: str = "administrator") -> Browser:
    browser = Browser(running)
    browser.see("/portal")
    browser.send("/portal/sign-in", role=role, name="Ada Byte", position="Business manager")
    return browser


def at_atomwide(running: RunningPractice, role: str = "headteacher") -> Browser:
    browser = Browser(running)
    browser.see(HEAD)
    browser.send(HEAD + "/sign-in", role=role, name="Grace Head")
    return browser


def test_approving_with_choices_changes_the_api(tmp_path: Path) -> None:
    options = ServeOptions(students=90, start="pending", state=tmp_path / "state.json")
    with practice_server(options) as running, running.client() as client:
        browser = at_wondes_portal(running)
        assert "Waiting for you" in browser.see("/portal/apps")
        chosen = sorted(p.name for p in all_permissions() if p.granted_at_first and not p.required)
        chosen.remove("Students upn read")
        browser.see(APP + "/permissions")
        browser.send(APP + "/permissions", permission=chosen, next="stay")
        assert running.world.stage is Stage.PENDING
        left_out = running.school.students[0]
        assert left_out.surname
        page = browser.see(f"{APP}/access?q={left_out.surname}")
        assert left_out.id in page
        page = browser.send(APP + "/access", mode="exclude", add=[left_out.id], next="approve")
        assert browser.path == APP + "/approve"
        assert "89 of 90 students" in page
        assert "Confirm first" in browser.send(APP + "/approve")
        assert running.world.stage is Stage.PENDING
        receipt = browser.send(APP + "/approve", authority="yes")
        assert browser.path == APP + "/receipt"
        assert "Ada Byte, Business manager" in receipt
        assert "Access control: everyone but those listed" in receipt
        assert running.world.stage is Stage.ONLINE
        answer = client.get(
            running.school_path("/students"), params={"per_page": 200, "include": "education_details"}
        )
        rows = answer.json()["data"]
        assert left_out.id not in {row["id"] for row in rows}
        assert len(rows) == 89
        assert {row["education_details"]["data"]["upn"] for row in rows} == {None}
    with practice_server(options) as again, again.client() as client:
        assert len(client.get(again.school_path("/students"), params={"per_page": 200}).json()["data"]) == 89
        browser = at_wondes_portal(again)
        assert "Ada Byte" in browser.see(APP + "/receipt")


def test_required_permissions_cannot_be_left_out() -> None:
    with practice_server(ServeOptions(students=30, start="pending")) as running:
        browser = at_wondes_portal(running)
        browser.see(APP + "/permissions")
        browser.send(APP + "/permissions", permission=[], next="approve")
        browser.send(APP + "/approve", authority="yes")
        granted = set(running.world.lifecycle.state.granted)
        assert granted == {p.name for p in all_permissions() if p.required}


def test_updating_an_approval() -> None:
    with practice_server(ServeOptions(students=30)) as running, running.client() as client:
        browser = at_wondes_portal(running)
        browser.see(APP + "/permissions")
        more = sorted(granted_at_first() | {"Students date of birth read"})
        browser.send(APP + "/permissions", permission=more, next="approve")
        assert browser.path == APP + "/update"
        rows = client.get(running.school_path("/students")).json()["data"]
        assert all(row["date_of_birth"] is None for row in rows), "nothing flows before it is agreed"
        browser.send(APP + "/update")
        rows = client.get(running.school_path("/students")).json()["data"]
        assert any(row["date_of_birth"] for row in rows)
        assert running.world.stage is Stage.ONLINE, "an update needs no second audit"


def test_a_read_only_administrator_can_look_and_decide_nothing() -> None:
    with practice_server(ServeOptions(students=30, start="pending")) as running:
        browser = at_wondes_portal(running, "read-only")
        for path in (APP, APP + "/permissions", APP + "/access"):
            page = browser.see(path)
            assert 'id="approve"' not in page
            assert "read-only administrator" in page
        browser.see(APP + "/approve")
        for name in ("approve", "decline", "permissions", "access"):
            browser.see(APP)
            browser.send(f"{APP}/{name}", 403, authority="yes")
        assert running.world.stage is Stage.PENDING


def test_declining_and_revoking() -> None:
    with practice_server(ServeOptions(students=30, start="pending")) as running:
        browser = at_wondes_portal(running)
        browser.see(APP + "/decline")
        assert "Declined" in browser.send(APP + "/decline")
        assert running.world.stage is Stage.DECLINED
    with practice_server(ServeOptions(students=30)) as running, running.client() as client:
        browser = at_wondes_portal(running)
        browser.see(APP + "/revoke")
        browser.send(APP + "/revoke")
        assert running.world.stage is Stage.REVOKED
        assert client.get("/schools").status_code == 401


def test_access_lists_by_group_and_removal() -> None:
    with practice_server(ServeOptions(students=120, start="pending")) as running:
        browser = at_wondes_portal(running)
        browser.see(APP + "/access")
        browser.send(APP + "/access", mode="only", group="0", next="stay")
        listed = running.world.lifecycle.state.draft_listed
        year = [s.id for s in running.school.students if s.year_group == 0]
        assert list(listed) == year
        browser.send(APP + "/access", mode="only", remove=[year[0]], add=["A0"], next="stay")
        assert running.world.lifecycle.state.draft_listed == tuple(year[1:])
        browser.send(APP + "/access", mode="nonsense", clear="yes", group="99999", next="stay")
        assert running.world.lifecycle.state.draft_listed == ()
        assert running.world.lifecycle.state.draft_mode == "only"
        assert "<script" not in browser.see(APP + "/access?q=<script>x</script>")


def test_the_audit_can_be_let_finish() -> None:
    options = ServeOptions(students=30, start="pending", audit_after_s=None, online_after_s=None)
    with practice_server(options) as running:
        browser = at_wondes_portal(running)
        browser.see(APP + "/approve")
        browser.send(APP + "/approve", authority="yes")
        for action, stage in (("audited", "audited"), ("online", "online")):
            browser.see("/portal/practice")
            page = browser.send("/portal/practice", action=action)
            assert f'id="stage">{stage}<' in page
        for action in ("disconnect", "connect", "restart-pending", "audited", "nonsense"):
            browser.send("/portal/practice", action=action)
        assert running.world.stage is Stage.PENDING


def test_the_heads_seven_tasks(tmp_path: Path) -> None:
    options = ServeOptions(students=30, start="pending", state=tmp_path / "state.json")
    with practice_server(options) as running:
        head = at_atomwide(running)
        assert "Greyed out until the declaration is approved" in head.see(HEAD)
        assert "Approve the declaration first" in head.send(HEAD + "/release", on="yes")
        assert not running.world.lifecycle.state.sso.released
        page = head.see(HEAD + "/declaration")
        assert "Larkmoor Borough" in page
        assert page.index("Borough or Trust") < page.index('id="approve"')
        head.send(HEAD + "/declaration")
        assert head.path == HEAD
        assert "Federation Data Release" in head.see(HEAD + "/user-accounts")
        assert "Greyed out" not in head.see(HEAD)
        page = head.send(HEAD + "/release", on="yes")
        assert 'aria-checked="true"' in page
        assert "Enabled" in page
        assert "does not know this person" in head.send(HEAD + "/try") or "try" in head.path
        head.see(HEAD + "/try")
        assert "does not know this person" in head.send(HEAD + "/try"), "accounts come through Wonde first"
        running.world.lifecycle.replace(
            running.world.lifecycle.state.model_copy(
                update={"decision": "approved", "approved_at": running.world.lifecycle.now()}
            )
        )
        assert "Single sign-on works" in head.send(HEAD + "/try")
    with practice_server(options) as again:
        sso = again.world.lifecycle.state.sso
        assert sso.released
        assert sso.approved_by == "Grace Head"
        head = at_atomwide(again, "proxy")
        head.see(HEAD)
        assert "itslearning EU is off" in head.send(HEAD + "/release", on="no")
        head.see(HEAD + "/try")
        assert "was not told who is signing in" in head.send(HEAD + "/try")


def test_a_nominated_contact_sees_everything_and_has_no_buttons() -> None:
    with practice_server(ServeOptions(students=30)) as running:
        contact = at_atomwide(running, "nominated-contact")
        assert 'id="approve"' not in contact.see(HEAD + "/declaration")
        contact.send(HEAD + "/declaration", 403)
        contact.see(HEAD)
        contact.send(HEAD + "/release", 403, on="yes")
        assert running.world.lifecycle.state.sso.approved_at is None


def test_forms_from_elsewhere_are_refused() -> None:
    with practice_server(ServeOptions(students=30, start="pending")) as running:
        browser = at_wondes_portal(running)
        browser.see(APP + "/approve")
        good = {"word": browser.word(), "authority": "yes"}
        url = APP + "/approve"
        for data, headers in (
            ({**good, "word": "guessed"}, {}),
            ({"authority": "yes"}, {}),
            (good, {"Origin": "https://evil.example"}),
            (good, {"Origin": "null"}),
        ):
            answer = browser.client.post(url, data=data, headers=headers)
            assert answer.status_code == 403
        assert browser.client.post(url, data={**good, "x": "y" * 600_000}).status_code == 403
        other = running.browser()
        assert other.post(url, data=good).url.path == "/portal/sign-in"
        assert running.world.stage is Stage.PENDING
        assert browser.client.post(url, data=good, headers={"Origin": running.origin}).status_code == 200
        assert running.world.stage is Stage.ONLINE


def test_what_cannot_be_kept_is_said_and_not_done(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    options = ServeOptions(students=30, start="pending", state=folder / "state.json")
    with practice_server(options) as running:
        browser = at_wondes_portal(running)
        browser.see(APP + "/approve")
        folder.write_text("a file in the folder's place", encoding="utf-8")
        assert "could not be kept" in browser.send(APP + "/approve", 403, authority="yes")
        assert running.world.stage is Stage.PENDING


def test_signing_in_needs_an_answer_and_ends() -> None:
    with practice_server(ServeOptions(students=30)) as running:
        browser = Browser(running)
        browser.see("/portal/apps")
        assert browser.path == "/portal/sign-in"
        browser.send("/portal/sign-in", 422, role="owner", name="", position="x")
        browser.send("/portal/sign-in", role="administrator", name="Ada", position="x")
        browser.send("/portal/sign-out")
        assert browser.path == "/portal/sign-in"
        browser.see(HEAD)
        browser.send(HEAD + "/sign-in", 422, role="", name="x")
        browser.send(HEAD + "/sign-in", role="proxy", name="x")
        browser.send(HEAD + "/sign-out")
        assert browser.path == HEAD + "/sign-in"


@pytest.mark.parametrize(
    ("name", "start"), [("students.csv", b"\xef\xbb\xbf"), ("staff.csv", b"\xef\xbb\xbf"),
                        ("report.xlsx", b"PK"), ("report.zip", b"PK")],
)  # fmt: skip
def test_the_office_downloads_reports(practice: RunningPractice, name: str, start: bytes) -> None:
    with practice.browser() as browser:
        assert name in browser.get("/portal/mis").text
        answer = browser.get(f"/portal/mis/{name}")
        assert answer.content.startswith(start)
        assert name in answer.headers["content-disposition"]
        assert browser.get("/portal/mis/other.csv").status_code == 404


class _Outline(HTMLParser):
    """What a screen reader goes by."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.inputs: list[dict[str, str | None]] = []
        self.in_label = 0
        self.lang = ""
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        if values.get("id"):
            self.ids.append(values["id"] or "")
        self.scripts += tag == "script" or any(name.startswith("on") for name in values)
        if tag == "html":
            self.lang = values.get("lang") or ""
        if tag == "label":
            self.in_label += 1
            self.labelled.add(values.get("for") or "")
        if tag in ("input", "select") and values.get("type") != "hidden":
            self.inputs.append({**values, "inside": "yes" if self.in_label else None})

    def handle_endtag(self, tag: str) -> None:
        self.in_label -= tag == "label"


WONDE_PAGES = [
    "/portal/apps", "/portal/status", APP, APP + "/permissions", APP + "/access?q=a", APP + "/approve",
    APP + "/decline", "/portal/mis", "/portal/practice",
]  # fmt: skip
HEAD_PAGES = [HEAD, HEAD + "/my-account", HEAD + "/declaration", HEAD + "/user-accounts", HEAD + "/try"]


@pytest.mark.parametrize("paths", [WONDE_PAGES, HEAD_PAGES, ["/portal/sign-in", HEAD + "/sign-in"]])
def test_every_page_is_plain_and_accessible(paths: list[str]) -> None:
    with practice_server(ServeOptions(students=30, start="pending")) as running:
        browser = Browser(running)
        if paths == WONDE_PAGES:
            browser = at_wondes_portal(running)
        elif paths == HEAD_PAGES:
            browser = at_atomwide(running)
        for path in paths:
            page = browser.see(path)
            outline = _Outline()
            outline.feed(page)
            assert outline.lang == "en-GB"
            assert outline.tags.count("h1") == 1, path
            assert outline.tags.count("main") == 1
            assert outline.scripts == 0
            assert len(set(outline.ids)) == len(outline.ids), path
            assert "PRACTICE" in page
            for field in outline.inputs:
                assert field["inside"] or field.get("id") in outline.labelled, (path, field)
            assert browser.page is not None
            assert "default-src 'none'" in browser.page.headers["content-security-policy"]
            assert browser.page.headers["cache-control"] == "no-store"


def test_unknown_pages_are_404(practice: RunningPractice) -> None:
    with practice.browser() as browser:
        assert browser.get("/portal/nothing").status_code == 404
        assert browser.get("/").url.path == "/portal/sign-in"
        assert browser.get("/portal/style.css").headers["content-type"].startswith("text/css")
