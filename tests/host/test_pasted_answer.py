"""What people paste: answers of ordinary Windows commands, as they come out of a window or a mail."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.host.facts import NotRead, Program, Read, ServiceState, StartType
from app.host.pasted_answer import Answer, Reached, answer_in
from app.host.pasted_host import PastedHost
from app.host.pasted_text import LONGEST
from app.host.pc_facts import PowerPlan
from tests.fakes.windows_prompt import STARTS, STATES, Mail, Prompts, Thing, queried

CLIENT = Thing("WondeSync", "Wonde Sync Service")
MACHINE = Prompts(
    services=[CLIENT], programs=[("Wonde Client", "3.1.0", "Wonde Ltd")], sleep_s=1800, reached=False
)
STATE_OF = {
    "RUNNING": ServiceState.RUNNING,
    "STOPPED": ServiceState.STOPPED,
    "PAUSED": ServiceState.PAUSED,
    "START_PENDING": ServiceState.CHANGING,
}
START_OF = {
    "AUTO_START": StartType.AUTOMATIC,
    "DEMAND_START": StartType.MANUAL,
    "DISABLED": StartType.DISABLED,
}


def facts(answer: Answer) -> list[tuple[str, str, ServiceState, StartType, str]]:
    return [(s.name, s.display_name, s.state, s.start, s.account) for s in answer.services]


def expected(services: list[Thing]) -> list[tuple[str, str, ServiceState, StartType, str]]:
    return [(s.name, s.display, STATE_OF[s.state], START_OF[s.start], s.account) for s in services]


def test_the_whole_answer_of_powershell() -> None:
    found = answer_in(MACHINE.powershell())
    assert (found.machine, found.system, found.build) == (
        "SIMS-SRV",
        "Microsoft Windows Server 2022 Standard",
        "20348",
    )
    assert found.checked_at == datetime(2026, 11, 26, 9, 31, 12, tzinfo=UTC)
    assert facts(found) == expected([CLIENT])
    assert found.programs == [Program("Wonde Client", "3.1.0", "Wonde Ltd", "")]
    assert found.services_listed
    assert found.programs_listed
    assert found.power == PowerPlan(1800, 0, lid_sleeps=False, portable=False)
    assert found.reached == [Reached("api.wonde.com", 443, succeeded=False)]


def test_the_whole_answer_of_the_command_prompt() -> None:
    found = answer_in(MACHINE.command_prompt())
    assert (found.machine, found.build) == ("SIMS-SRV", "20348")
    assert facts(found) == expected([CLIENT])
    assert found.programs == [Program("Wonde Client", "3.1.0", "Wonde Ltd", "")]
    assert found.services_listed
    assert found.programs_listed
    assert found.power == PowerPlan(1800, 0, lid_sleeps=False, portable=False)


def test_both_pasted_together_are_one_machine() -> None:
    found = answer_in(MACHINE.powershell() + "\n" + MACHINE.command_prompt())
    assert facts(found) == expected([CLIENT])
    assert found.programs == [Program("Wonde Client", "3.1.0", "Wonde Ltd", "")]


def test_the_commands_alone_are_no_answer() -> None:
    from app.guidance.other_machine import other_machine_commands

    for each in other_machine_commands().set:
        for width in (0, 60, 76):
            found = answer_in(Mail(width=width, quoting="> ").sent(each.text))
            assert not found.says_anything, (each.id, width, found)


def test_a_service_that_only_its_display_name_gives_away() -> None:
    found = answer_in("DISPLAY_NAME: Wonde Sync Service\nServicesListed : yes")
    assert facts(found) == [
        ("Wonde Sync Service", "Wonde Sync Service", ServiceState.NOT_KNOWN, StartType.NOT_KNOWN, "")
    ]
    with_more = answer_in("DISPLAY_NAME: Wonde Sync Service\n" + queried(CLIENT))
    assert facts(with_more) == expected([CLIENT])


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("[SC] OpenSCManager FAILED 5:", True),
        ("[SC] OpenService ÉCHEC(S) 5 :", True),
        ("[SC] EnumQueryServicesStatus:OpenService FEHLER 1060:", False),
    ],
)
def test_what_sc_refuses_in_any_language(line: str, refused: bool) -> None:
    assert answer_in(line).services_refused is refused


def test_a_name_below_a_letter_is_no_service() -> None:
    found = answer_in("Name : Ann Other\n\nDear colleague,\nState: all is well\n")
    assert facts(found) == []


def test_a_signature_right_below_does_not_change_an_answer() -> None:
    text = "TcpTestSucceeded : True\nKind regards\nBob"
    found = answer_in(f"ComputerName : api.wonde.com\nRemotePort : 443\n{text}")
    assert found.reached == [Reached("api.wonde.com", 443, succeeded=True)]


@pytest.mark.parametrize(
    "text",
    [
        "RemotePort : 443\nTcpTestSucceeded : True",
        "ComputerName : a\nRemotePort : x\nTcpTestSucceeded : True",
        "ComputerName : a\nRemotePort : 999999\nTcpTestSucceeded : True",
        "CheckedAt : 26/11/2026",
        "CheckedAt : 2026-13-45 09:31:12Z",
        "BuildNumber : none",
        "ServicesListed : no",
    ],
)
def test_half_an_answer_is_none(text: str) -> None:
    assert not answer_in(text).says_anything


def test_a_program_that_only_its_maker_gives_away() -> None:
    key = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\School Connector"
    found = answer_in(f"{key}\n    Publisher    REG_SZ\n    Wonde Ltd\n")
    assert found.programs == [Program("School Connector", "", "Wonde Ltd", "")]
    assert answer_in(f"{key}\n    HelpLink    REG_SZ    x\n").programs == []


@pytest.mark.parametrize(
    "text",
    [
        "CSName\n: SIMS-SRV",
        "CSName\n\n : SIMS-SRV",
        "CSName :\n\n\nSIMS-SRV",
        "CSName\nBuildNumber : 1\nCSName : SIMS-SRV",
    ],
)
def test_a_label_cut_from_its_value(text: str) -> None:
    assert answer_in(text).machine == "SIMS-SRV"


def test_the_same_connection_said_twice_is_one() -> None:
    once = "ComputerName : api.wonde.com\nRemotePort : 443\nTcpTestSucceeded : True\n"
    assert answer_in(once + once).reached == [Reached("api.wonde.com", 443, succeeded=True)]


def test_power_settings_in_another_language() -> None:
    text = (
        "    GUID du paramètre d’alimentation : 29f6c1db-86da-48c5-9fdb-f2b67b1f44da  (Veille après)\n"
        "    Index du paramètre de courant alternatif actuel\u202f: 0x00000708\n"
        "    Index du paramètre de courant continu actuel\u00a0:\n 0x00000384\n"
    )
    assert answer_in(text).power == PowerPlan(1800, None, lid_sleeps=False, portable=False)
    assert answer_in("0x00000001\n0x00000002").power is None


def test_only_so_much_is_read() -> None:
    assert answer_in("x" * LONGEST + "\nCSName : LATE").machine == ""
    assert answer_in("CSName : " + "y" * 5000).machine.startswith("yyy")


WORDS = st.text("abcdefghijklmnopqrstuvwxyzäöü0123456789-.", min_size=1, max_size=12)
NAMES = st.text("ABCDEFGHabcdefgh0123456789_-", min_size=1, max_size=20).map("Wonde".__add__)
DISPLAYS = st.lists(WORDS, min_size=1, max_size=5).map(lambda words: " ".join(["Wonde", *words]))
THINGS = st.builds(
    Thing,
    name=NAMES,
    display=DISPLAYS,
    state=st.sampled_from(sorted(STATES)),
    start=st.sampled_from(sorted(STARTS)),
    account=st.sampled_from(["LocalSystem", r"NT AUTHORITY\NetworkService", r".\wonde", r"SCHOOL\svc-wonde"]),
)
PROMPTS = st.builds(
    Prompts,
    machine=st.text("ABCDEFGHIJ0123456789-", min_size=1, max_size=15),
    services=st.lists(
        THINGS, max_size=3, unique_by=(lambda s: s.name.casefold(), lambda s: s.display.casefold())
    ),
    programs=st.lists(st.tuples(DISPLAYS, st.just("3.1.0"), st.just("Wonde Ltd")), max_size=2, unique=True),
    sleep_s=st.one_of(st.none(), st.integers(0, 100_000)),
    reached=st.one_of(st.none(), st.booleans()),
)
MAILS = st.builds(
    Mail,
    quoting=st.sampled_from(["", "> ", ">", ">> ", "> > ", "| "]),
    width=st.sampled_from([0, 72, 76, 78]),
    ends=st.sampled_from(["\n", "\r\n"]),
    spaces=st.sampled_from([" ", "\u00a0", "\u202f"]),
    before=st.sampled_from(["", "Hello,\nhere it is:\n", "On 26 Nov 2026, at 09:31, Ann wrote:\n\n"]),
    after=st.sampled_from(["", "\nKind regards\nBob\n"]),
)


@given(prompts=PROMPTS, mail=MAILS)
def test_no_mail_changes_what_powershell_said(prompts: Prompts, mail: Mail) -> None:
    found = answer_in(mail.sent(prompts.powershell()))
    assert facts(found) == expected(prompts.services)
    assert (found.machine, found.build) == (prompts.machine, prompts.build)
    assert found.checked_at is not None
    assert [(p.name, p.version, p.publisher) for p in found.programs] == prompts.programs
    assert (None if found.power is None else found.power.sleep_after_s) == prompts.sleep_s
    assert [each.succeeded for each in found.reached] == (
        [] if prompts.reached is None else [prompts.reached]
    )


@given(prompts=PROMPTS, mail=MAILS)
def test_no_mail_changes_what_the_command_prompt_said(prompts: Prompts, mail: Mail) -> None:
    found = answer_in(mail.sent(prompts.command_prompt()))
    assert facts(found) == expected(prompts.services)
    assert (found.machine, found.build) == (prompts.machine, prompts.build)
    assert [(p.name, p.version, p.publisher) for p in found.programs] == prompts.programs
    assert (None if found.power is None else found.power.sleep_after_s) == prompts.sleep_s


@given(prompts=PROMPTS, ends=st.sampled_from(["\n", "\r\n"]))
def test_empty_lines_between_all_lines_change_nothing(prompts: Prompts, ends: str) -> None:
    found = answer_in(Mail(doubled=True, ends=ends).sent(prompts.powershell()))
    assert facts(found) == expected(prompts.services)
    assert [(p.name, p.version, p.publisher) for p in found.programs] == prompts.programs


@given(st.text(max_size=600))
def test_no_text_can_break_the_reader(text: str) -> None:
    answer_in(text)


@given(
    st.lists(
        st.sampled_from([*MACHINE.powershell().split("\n"), *MACHINE.command_prompt().split("\n"), "", ":"])
    )
)
def test_lines_in_any_order_break_nothing_and_invent_nothing(lines: list[str]) -> None:
    found = answer_in("\n".join(lines))
    assert all("wonde" in each.display_name.casefold() for each in found.services if each.name)
    assert {each.host for each in found.reached} <= {"api.wonde.com"}


# -- as a host ---------------------------------------------------------------------------------------


def host(text: str) -> PastedHost:
    return PastedHost(answer_in(text))


def test_what_is_not_in_the_answer_is_not_read() -> None:
    empty = host("")
    readings = (
        empty.machine(),
        empty.services_like(["wonde"]),
        empty.programs_like(["wonde"]),
        empty.service_events([], datetime.now(UTC)),
        empty.power_plan(),
        empty.pending_restart(),
        empty.dotnet_release(),
        empty.disk_space(),
        empty.small_text("x"),
        empty.trusted_roots(),
        empty.network_addresses(),
        empty.service_ways_for("https://x"),
        empty.profile_kind(),
        empty.is_temporary_or_roaming_profile(),
    )
    assert {reading.because for reading in readings if isinstance(reading, NotRead)} == {
        "it is not in the answer that was pasted"
    }
    assert all(isinstance(reading, NotRead) for reading in readings)
    assert empty.is_windows
    assert empty.proxy_settings() == ()
    assert empty.proxy_for("https://x") is None
    assert empty.way_for("https://x").setting is None


def test_a_list_that_was_looked_through_and_is_empty_is_an_answer() -> None:
    found = host("ServicesListed : yes\nProgramsListed : yes\n")
    assert found.services_like(["wonde"]) == Read(())
    assert found.programs_like(["wonde"]) == Read(())
    assert isinstance(host("[SC] OpenSCManager FAILED 5:").services_like(["wonde"]), NotRead)


def test_what_was_found_by_its_path_alone_counts_and_a_list_of_everything_does_not() -> None:
    one = Prompts(services=[Thing("Connector", "School Connector")]).powershell()
    found = host(one).services_like(["wonde"])
    assert isinstance(found, Read)
    assert [each.name for each in found.value] == ["Connector"]
    many = Prompts(services=[Thing(f"Svc{n}", f"Service {n}") for n in range(9)]).powershell()
    assert host(many).services_like(["wonde"]) == Read(())
    unlisted = host(queried(Thing("Spooler", "Print Spooler"))).services_like(["wonde"])
    assert unlisted == Read(())


def test_the_machine_as_far_as_it_is_said() -> None:
    machine = host(MACHINE.command_prompt()).machine()
    assert isinstance(machine, Read)
    assert (machine.value.name, machine.value.os, machine.value.build) == ("SIMS-SRV", "Windows", "20348")
