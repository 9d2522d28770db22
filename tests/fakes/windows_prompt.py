"""What a Windows prompt prints for the read-only commands, and what happens to it on the way by mail."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field

STATES = {"RUNNING": 4, "STOPPED": 1, "PAUSED": 7, "START_PENDING": 2}
STARTS = {"AUTO_START": 2, "DEMAND_START": 3, "DISABLED": 4}
_IN_POWERSHELL = {
    "RUNNING": "Running", "STOPPED": "Stopped", "PAUSED": "Paused", "START_PENDING": "Start Pending",
    "AUTO_START": "Auto", "DEMAND_START": "Manual", "DISABLED": "Disabled",
}  # fmt: skip


@dataclass
class Thing:
    """A service as the prompts print it."""

    name: str
    display: str
    state: str = "RUNNING"
    start: str = "AUTO_START"
    account: str = "LocalSystem"


@dataclass
class Prompts:
    """One machine's answers."""

    machine: str = "SIMS-SRV"
    system: str = "Microsoft Windows Server 2022 Standard"
    build: str = "20348"
    at: str = "2026-11-26 09:31:12Z"
    services: list[Thing] = field(default_factory=list)
    programs: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, version, maker."""
    sleep_s: int | None = 0
    reached: bool | None = True

    def powershell(self) -> str:
        """All commands of the set, one after the other, as the window shows them."""
        shell = r"PS C:\Users\admin> "
        parts = [
            shell + "Get-CimInstance Win32_OperatingSystem | Format-List CSName,Caption,BuildNumber; …",
            _listed({"CSName": self.machine, "Caption": self.system, "BuildNumber": self.build}),
            f"CheckedAt : {self.at}",
            shell + "Get-CimInstance Win32_Service | Where-Object { … } | Format-List …",
        ]
        for each in self.services:
            fields = {
                "Name": each.name,
                "DisplayName": each.display,
                "State": _IN_POWERSHELL[each.state],
                "StartMode": _IN_POWERSHELL[each.start],
                "StartName": each.account,
            }
            parts.append(_listed(fields))
        parts += ["ServicesListed : yes", shell + r"Get-ItemProperty HKLM:\SOFTWARE\… | Format-List …"]
        for name, version, maker in self.programs:
            parts.append(_listed({"DisplayName": name, "DisplayVersion": version, "Publisher": maker}))
        parts += ["ProgramsListed : yes"]
        if self.sleep_s is not None:
            parts += [shell + "powercfg /query SCHEME_CURRENT …", power(self.sleep_s)]
        if self.reached is not None:
            fields = {
                "ComputerName": "api.wonde.com",
                "RemotePort": "443",
                "TcpTestSucceeded": str(self.reached),
            }
            parts += [shell + "Test-NetConnection api.wonde.com -Port 443 | Format-List …", _listed(fields)]
        return "\n".join([*parts, shell])

    def command_prompt(self) -> str:
        """As the Command Prompt shows it, `sc query` and `sc qc` of each service included."""
        shell = r"C:\Users\admin>"
        parts = [
            shell + "echo CSName : %COMPUTERNAME% & ver",
            f"CSName : {self.machine} ",
            "",
            f"Microsoft Windows [Version 10.0.{self.build}.2031]",
            "",
            shell + 'sc query state= all | findstr /i "wonde" & echo Services^Listed : yes',
            *(f"SERVICE_NAME: {each.name}\nDISPLAY_NAME: {each.display}" for each in self.services),
            "ServicesListed : yes",
        ]
        for each in self.services:
            parts += [f'{shell}sc query "{each.name}" & sc qc "{each.name}" | findstr /v …', queried(each)]
        parts += [shell + "reg query HKLM\\SOFTWARE\\… /s /f wonde /d & …"]
        for name, version, maker in self.programs:
            parts += [
                "HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\{0B2A-1}",
                f"    DisplayName    REG_SZ    {name}",
                f"    DisplayVersion    REG_SZ    {version}",
                f"    Publisher    REG_SZ    {maker}",
                "",
            ]
        parts += ["End of search: 3 match(es) found.", "ProgramsListed : yes"]
        if self.sleep_s is not None:
            parts += [shell + "powercfg /query SCHEME_CURRENT …", power(self.sleep_s)]
        return "\n".join([*parts, shell])


def _listed(fields: dict[str, str]) -> str:
    """As Format-List prints an object: empty lines around, labels padded."""
    width = max(map(len, fields))
    return "\n\n" + "\n".join(f"{label.ljust(width)} : {value}" for label, value in fields.items()) + "\n\n"


def queried(service: Thing) -> str:
    """`sc query` and `sc qc` of one service."""
    return f"""
SERVICE_NAME: {service.name}
        TYPE               : 10  WIN32_OWN_PROCESS
        STATE              : {STATES[service.state]}  {service.state}
                                (STOPPABLE, NOT_PAUSABLE, ACCEPTS_SHUTDOWN)
        WIN32_EXIT_CODE    : 0  (0x0)
        SERVICE_EXIT_CODE  : 0  (0x0)
        CHECKPOINT         : 0x0
        WAIT_HINT          : 0x0
[SC] QueryServiceConfig SUCCESS

SERVICE_NAME: {service.name}
        TYPE               : 10  WIN32_OWN_PROCESS
        START_TYPE         : {STARTS[service.start]}   {service.start}  (DELAYED)
        ERROR_CONTROL      : 1   NORMAL
        LOAD_ORDER_GROUP   :
        TAG                : 0
        DISPLAY_NAME       : {service.display}
        DEPENDENCIES       :
        SERVICE_START_NAME : {service.account}
"""


def power(seconds: int) -> str:
    """`powercfg /query` of the sleep settings; hibernation is never, on battery all is sooner."""
    return f"""
Power Scheme GUID: 381b4222-f694-41f0-9685-ff5bb260df2e  (Balanced)
  GUID Alias: SCHEME_BALANCED
  Subgroup GUID: 238c9fa8-0aad-41ed-83f4-97be242c8f20  (Sleep)
    GUID Alias: SUB_SLEEP
    Power Setting GUID: 29f6c1db-86da-48c5-9fdb-f2b67b1f44da  (Sleep after)
      GUID Alias: STANDBYIDLE
      Minimum Possible Setting: 0x00000000
      Maximum Possible Setting: 0xffffffff
      Possible Settings increment: 0x00000001
      Possible Settings units: Seconds
    Current AC Power Setting Index: 0x{seconds:08x}
    Current DC Power Setting Index: 0x00000384

    Power Setting GUID: 9d7815a6-7ee4-497e-8888-515a05f02364  (Hibernate after)
      GUID Alias: HIBERNATEIDLE
      Minimum Possible Setting: 0x00000000
      Maximum Possible Setting: 0xffffffff
    Current AC Power Setting Index: 0x00000000
    Current DC Power Setting Index: 0x00002a30
"""


@dataclass(frozen=True)
class Mail:
    """How a text is changed by being sent, answered and forwarded."""

    quoting: str = ""
    """Before every line."""
    width: int = 0
    """Lines are wrapped at spaces from here on; 0 leaves them."""
    ends: str = "\n"
    doubled: bool = False
    """An empty line after every line."""
    spaces: str = " "
    """What stands in place of a space that follows another, or leads a colon."""
    before: str = ""
    after: str = ""

    def sent(self, text: str) -> str:
        """The text as it arrives."""
        lines: list[str] = []
        for line in text.split("\n"):
            lines += (self._wrapped(line) if self.width else [line]) or [""]
        spaced = [line.replace("  ", f" {self.spaces}").replace(" :", f"{self.spaces}:") for line in lines]
        quoted = [f"{self.quoting}{line}" for line in spaced]
        gap = f"{self.ends}{self.quoting if self.quoting else ''}{self.ends}" if self.doubled else self.ends
        return f"{self.before}{self.ends}{gap.join(quoted)}{self.ends}{self.after}"

    def _wrapped(self, line: str) -> list[str]:
        return textwrap.wrap(
            line, self.width, drop_whitespace=True, break_long_words=False, break_on_hyphens=False
        )
