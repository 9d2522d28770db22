"""The catalogues as they ship: they load, they agree with one another, and claim no more than is known."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.guidance.contacts import contact, contacts
from app.guidance.content import ContentError, Sureness
from app.guidance.hosts import HostEntry, hosts, hosts_to_check, read_hosts_file
from app.guidance.lgfl import sign_on_fact, sign_on_facts
from app.guidance.messages import message, messages
from app.guidance.mis import ClientNeed, Mis, mis_catalogue
from app.guidance.questions import question, questions
from app.guidance.services import program_pattern, program_patterns
from app.storage.paths import resource


def test_every_mis_that_wonde_was_seen_to_support_is_there_and_none_is_certain_about_the_client() -> None:
    names = {entry.name for entry in mis_catalogue().mis}
    assert names >= {
        "SIMS", "RM Integris", "ScholarPack", "Progresso", "Facility CMIS", "iSAMS", "Bromcom", "Arbor",
        "Engage", "Pupil Asset", "WCBS PASS", "SchoolBase", "TASS", "Synergetic", "Sentral", "ADAM",
    }  # fmt: skip
    for entry in mis_catalogue().mis:
        assert not entry.client_sureness.certain
        assert entry.client_source


@pytest.mark.parametrize("mis_id", [*(entry.id for entry in mis_catalogue().mis), None, "never-heard-of"])
def test_the_advice_on_the_client_always_sends_the_school_to_wonde(mis_id: str | None) -> None:
    advice = mis_catalogue().client_advice(mis_id)
    assert "ask Wonde" in advice or "Ask Wonde" in advice
    assert "{" not in advice


@pytest.mark.parametrize(
    ("said", "mis_id"),
    [
        ("SIMS", "sims"),
        (" capita sims ", "sims"),
        ("ScholarPack REST", "scholarpack"),
        ("PASS", "wcbs-pass"),
        ("Something new", None),
        ("", None),
        (None, None),
    ],
)
def test_wondes_own_name_for_an_mis(said: str | None, mis_id: str | None) -> None:
    found = mis_catalogue().find(said)
    assert (found.id if found else None) == mis_id
    assert mis_catalogue().get(mis_id) is found


def test_an_mis_may_not_claim_to_be_sure_of_not_knowing() -> None:
    fields = mis_catalogue().mis[0].model_dump() | {"client": ClientNeed.NOT_KNOWN}
    with pytest.raises(ValueError, match="not-known"):
        Mis.model_validate(fields)
    with pytest.raises(ValueError, match="share an id"):
        type(mis_catalogue()).model_validate(
            mis_catalogue().model_dump() | {"mis": [mis_catalogue().mis[0]] * 2}
        )


def test_whom_to_ring() -> None:
    assert contact("itslearning").line == "itslearning support: 0800 977 5714 (option 2)"
    assert contact("wonde").phone == "01638 779 144"
    assert contact("wonde").email == "support@wonde.com"
    assert contact("lgfl").phone == "020 8255 5555"
    nobody = contacts()[0].model_copy(update={"phone": None, "phone_option": None, "email": None})
    assert nobody.line.endswith("no number known")
    with pytest.raises(ContentError, match=r"contacts\.toml"):
        contact("nobody")


def test_the_hosts_checked_unless_chosen_otherwise() -> None:
    names = [entry.host for entry in hosts_to_check()]
    assert names == ["api.wonde.com", "school.wonde.com", "eu1.itslearning.com"]
    assert [entry.host for entry in hosts_to_check(lgfl=True)] == [*names, "support.atomwide.com"]
    assert "api-us-west-2.wonde.com" in [entry.host for entry in hosts_to_check(region="us")]
    assert "edu.wonde.com" not in names
    for entry in hosts():
        assert entry.sureness is Sureness.SEEN
        assert entry.source
        assert not re.fullmatch(r"[\d.:]+", entry.host)


def test_addresses_become_entries() -> None:
    practice = HostEntry.from_url("http://127.0.0.1:8123/v1.0", purpose="practise")
    assert (practice.name, practice.url) == ("127.0.0.1:8123", "http://127.0.0.1:8123/v1.0")
    plain = HostEntry.from_url("https://API.Wonde.com", purpose="x")
    assert (plain.name, plain.url) == ("api.wonde.com", "https://api.wonde.com/")
    assert HostEntry.from_url("http://[::1]/", purpose="x").url == "http://[::1]/"
    for bad in ("ftp://x", "nonsense", "https://"):
        with pytest.raises(ValueError, match="https"):
            HostEntry.from_url(bad, purpose="x")


def test_an_administrators_own_hosts(tmp_path: Path) -> None:
    file = tmp_path / "hosts.toml"
    file.write_text('[[host]]\nhost = "Proxy.School.test"\nport = 8443\npurpose = "test"\n', encoding="utf-8")
    (entry,) = read_hosts_file(file)
    assert entry.name == "proxy.school.test:8443"
    assert entry.essential


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "host: Field required"),
        ("host = []", "host: "),
        ('[[host]]\nhost = "https://a.test"\npurpose = "x"', "name only"),
        ('[[host]]\nhost = "a.test"\nport = 0\npurpose = "x"', "host.0.port"),
        ('[[host]]\nhost = "a.test"\npath = "x"\npurpose = "x"', "start with /"),
    ],
)
def test_a_hosts_file_that_is_wrong_says_where(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"mine\.toml") as problem:
        read_hosts_file(file)
    assert says in str(problem.value)


def test_the_clients_exact_name_is_worded_as_unknown() -> None:
    assert not program_pattern("wonde-client").exact_name_known
    assert all(entry.contains for entry in program_patterns())
    with pytest.raises(ContentError):
        program_pattern("x")


@pytest.mark.parametrize("entry", messages(), ids=lambda entry: entry.id)
def test_every_message_fills(entry: object) -> None:
    from app.guidance.messages import Message

    assert isinstance(entry, Message)
    values = {name: f"<{name}>" for name in entry.needs}
    filled = entry.fill_from(values)
    assert "{" not in filled.text
    assert all(value in filled.text for value in values.values())
    assert filled.text.startswith("Subject: ")
    gaps = entry.fill()
    for name in entry.needs:
        assert f"[{name.replace('_', ' ')}]" in gaps.text
    assert gaps.to


def test_the_messages_other_parts_ask_for_are_there() -> None:
    ids = {entry.id for entry in messages()}
    assert ids >= {"ask-authority", "no-login", "not-pending", "read-only", "data-test", "ask-wonde-client"}
    assert ids >= {"early-ask-head", "chase-wonde", "chase-itslearning", "chase-school"}
    assert message("no-login").fill(school="Brookfield").subject.startswith("Brookfield (URN [urn])")
    with pytest.raises(ContentError, match=r"messages\.toml"):
        message("x")


def test_the_early_questions_and_their_messages() -> None:
    assert [entry.id for entry in questions()] == [
        "already-through-wonde",
        "client-place",
        "wonde-login",
        "head-atomwide",
    ]
    known = {entry.id for entry in messages()}
    for entry in questions():
        assert entry.why
        assert any(choice.id == "dont-know" for choice in entry.choices)
        assert all(choice.message is None or choice.message in known for choice in entry.choices)
    assert question("head-atomwide").lgfl_only
    assert question("client-place").choice("this-pc").label
    with pytest.raises(ContentError, match="client-place"):
        question("client-place").choice("moon")
    with pytest.raises(ContentError, match=r"questions\.toml"):
        question("x")


def test_what_is_not_known_about_single_sign_on_says_so() -> None:
    assert not sign_on_fact("matching-attribute").sureness.certain
    assert "Not known" in sign_on_fact("matching-attribute").answer
    for fact in sign_on_facts():
        if fact.sureness is Sureness.NOT_KNOWN:
            assert "not known" in fact.answer.lower()
    with pytest.raises(ContentError):
        sign_on_fact("x")


def test_nothing_unconfirmed_is_written_into_the_program() -> None:
    program = resource("catalogues").parent.parent / "app"
    unconfirmed = ("status.itslearning.com", "connect.ini", "sims.ini", "AES-256")
    for folder in ("checks", "host", "guidance"):
        for path in (program / folder).glob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert not [word for word in unconfirmed if word in text], path
