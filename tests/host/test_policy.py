"""What an administrator sets: read from the policy key, judged value by value, and stronger than the user."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.asking import CheckOrder, allow_practice, run_checks
from app.cli import run
from app.formats.errors import InputError
from app.host import policy as policies
from app.host.policy import KEY, Policy, read_policy, this_policy
from app.host.proxies import OwnProxy, ProxySource, ProxyWay
from app.host.registry import Hive, View
from app.practice.errors import PracticeOff

TEMPLATE = Path(__file__).resolve().parents[2] / "installers" / "windows" / "policies"
WHOLE_PATH = r"C:\Guides" if sys.platform == "win32" else "/srv/guides"


class PolicyKey:
    """A registry with nothing in it but the policy key."""

    def __init__(self, refused: bool = False, **values: object) -> None:
        self._values = {name.lower(): value for name, value in values.items()}
        self._refused = refused

    def subkeys(self, hive: Hive, path: str, view: View = View.BITS_64) -> tuple[str, ...]:
        return ()

    def values(self, hive: Hive, path: str, view: View = View.BITS_64) -> Mapping[str, object]:
        if self._refused:
            raise PermissionError(5, "Access is denied")
        assert (hive, path, view) == (Hive.MACHINE, KEY, View.BITS_64)
        return self._values


def test_without_a_policy_nothing_is_set_and_nothing_is_said() -> None:
    assert read_policy(PolicyKey()) == Policy()
    assert Policy().sentence == ""
    assert read_policy(PolicyKey(ApiAddress="", Proxy="")) == Policy()


def test_every_value_is_read_and_told() -> None:
    found = read_policy(
        PolicyKey(
            ApiAddress=" https://api-eu.example.org/v1.0 ",
            Proxy="proxy.example.org:8080",
            GuidePack=WHOLE_PATH,
            PracticeMode=0,
        )
    )
    assert found.api_url == "https://api-eu.example.org/v1.0"
    assert found.proxy == "proxy.example.org:8080"
    assert found.guide_pack == Path(WHOLE_PATH)
    assert not found.practice
    assert found.problems == ()
    assert found.sentence == (
        "Set by your administrator: the address of Wonde’s API, the proxy, the portal guides,"
        " no practice school."
    )
    assert read_policy(PolicyKey(PracticeMode=1)) == Policy()


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"ApiAddress": "http://api.example.org"}, "ApiAddress is left out: an address starts with https://"),
        ({"ApiAddress": "https://me:word@example.org"}, "no user name, password"),
        ({"ApiAddress": 3}, "ApiAddress is left out: it has to be text"),
        ({"Proxy": "socks5://proxy.example.org"}, "socks5 proxies are not supported"),
        ({"Proxy": "http://me:word@proxy.example.org"}, "everyone on this PC could read"),
        ({"GuidePack": "guides"}, "whole path of a folder"),
        ({"PracticeMode": "off"}, "PracticeMode is left out: it has to be 0 or 1"),
    ],
)
def test_a_value_that_does_not_fit_is_named_and_left_out(values: dict[str, object], says: str) -> None:
    found = read_policy(PolicyKey(**values, PROXY_OF_NOBODY="x"))
    (problem,) = found.problems
    assert says in problem
    assert "word" not in problem.replace("password", "")
    assert found == Policy(problems=(problem,))


def test_a_key_that_is_refused_is_told() -> None:
    (problem,) = read_policy(PolicyKey(refused=True)).problems
    assert "PermissionError" in problem


def test_the_administrators_proxy_beats_the_users_but_never_leads_to_this_pc() -> None:
    users, url = "http://mine.example.org:3128", "https://api.wonde.com/"
    assert Policy().own_proxy(users) == OwnProxy(users, ProxySource.OWN)
    managed = Policy(proxy="proxy.example.org:8080").own_proxy(users)
    assert managed.way(url) == ProxyWay("proxy.example.org:8080", ProxySource.ADMINISTRATOR)
    assert managed.way("http://127.0.0.1:8000/") == ProxyWay(None, ProxySource.ADMINISTRATOR)
    assert Policy(proxy="direct").own_proxy(users).way(url) == ProxyWay(None, ProxySource.ADMINISTRATOR)


@pytest.fixture
def set_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        policies,
        "this_policy",
        lambda: Policy(api_url="https://api-eu.example.org/v1.0", practice=False, problems=("Mend it.",)),
    )


@pytest.mark.usefixtures("set_policy")
def test_the_command_line_keeps_to_the_policy_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(PracticeOff, match="administrator"):
        allow_practice()
    for words in (["preview", "--practice"], ["practice", "report", "--output", "x"], ["practice", "serve"]):
        assert run(words) == 3
        assert "switched the practice school off" in capsys.readouterr().err
    assert run(["check", "--only", "client", "--json", "--api-url", "https://elsewhere.example.org"]) == 3
    told = capsys.readouterr().err
    assert "Set by your administrator: the address of Wonde’s API, no practice school." in told
    assert "Mend it." in told
    assert "--api-url names another" in told


@pytest.mark.usefixtures("set_policy")
@pytest.mark.anyio
async def test_checks_ask_the_administrators_address_and_their_document_says_who_set_it() -> None:
    _, document = await run_checks(
        None, None, CheckOrder(only="client", api_url="https://api-eu.example.org/v1.0")
    )
    assert document["managed"] == ["the address of Wonde’s API", "no practice school"]
    with pytest.raises(InputError):
        await run_checks(None, None, CheckOrder(only="client", api_url="https://elsewhere.example.org/v1.0"))


def test_the_template_sets_what_the_program_reads() -> None:
    space = "{http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions}"
    admx = ElementTree.parse(TEMPLATE / "provisioning-wizard.admx").getroot()
    adml = ElementTree.parse(TEMPLATE / "en-GB" / "provisioning-wizard.adml").getroot()
    entries = list(admx.iter(f"{space}policy"))
    assert {entry.get("key") for entry in entries} == {KEY}
    assert {entry.get("class") for entry in entries} == {"Machine"}
    names = {entry.get("valueName") for entry in entries} | {
        text.get("valueName") for text in admx.iter(f"{space}text")
    }
    assert names - {None} == {"ApiAddress", "Proxy", "GuidePack", "PracticeMode"}
    strings = {entry.get("id") for entry in adml.iter(f"{space}string")}
    shown = {entry.get("id") for entry in adml.iter(f"{space}presentation")}
    for element in admx.iter():
        for value in element.attrib.values():
            if value.startswith("$(string."):
                assert value[9:-1] in strings
            if value.startswith("$(presentation."):
                assert value[15:-1] in shown
    boxes = {box.get("refId") for box in adml.iter(f"{space}textBox")}
    assert boxes == {text.get("id") for text in admx.iter(f"{space}text")}


@pytest.mark.windows
@pytest.mark.skipif(sys.platform != "win32", reason="needs Windows or Wine")
def test_the_real_policy_key() -> None:
    if sys.platform == "win32":
        import winreg

        with winreg.CreateKeyEx(winreg.HKEY_LOCAL_MACHINE, KEY) as key:
            winreg.SetValueEx(key, "Proxy", 0, winreg.REG_SZ, "proxy.example.org:8080")
            winreg.SetValueEx(key, "PracticeMode", 0, winreg.REG_DWORD, 0)
            winreg.SetValueEx(key, "GuidePack", 0, winreg.REG_EXPAND_SZ, r"%SystemRoot%\guides")
        try:
            found = this_policy()
        finally:
            winreg.DeleteKeyEx(winreg.HKEY_LOCAL_MACHINE, KEY)
        assert found.proxy == "proxy.example.org:8080"
        assert not found.practice
        assert str(found.guide_pack).lower() == r"c:\windows\guides"
        assert this_policy() == Policy()
