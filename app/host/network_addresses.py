"""Which networks this PC is on, the same way on every system."""

from __future__ import annotations

import ipaddress
import socket

import psutil

from app.host.facts import NotRead, Read, Reading


def network_addresses() -> Reading[tuple[str, ...]]:
    """This PC's addresses on networks that are up, sorted; loopback and self-assigned ones left out."""
    try:
        interfaces = psutil.net_if_addrs()
        states = psutil.net_if_stats()
    except (OSError, psutil.Error) as problem:
        return NotRead(f"the list of networks could not be read ({type(problem).__name__})")
    found = {
        address.address.partition("%")[0]
        for name, addresses in interfaces.items()
        if name not in states or states[name].isup
        for address in addresses
        if address.family in (socket.AF_INET, socket.AF_INET6)
    }
    return Read(tuple(sorted(address for address in found if leads_somewhere(address))))


def leads_somewhere(address: str) -> bool:
    """False for loopback, and for what a PC gives itself when no network answers (169.254.…, fe80:…)."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return not (parsed.is_loopback or parsed.is_link_local or parsed.is_unspecified)
