"""Follows Windows' proxy settings for one address: the signed-in user's, and each that a service may go by.

Pure but for the proxy script, which is passed in: it runs, and is tried, anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from app.host.facts import NotRead, Read, Reading
from app.host.network_facts import ProxySettings, WhoseProxy
from app.host.proxies import NO_PROXY, ProxySource, ProxyWay, environment_way
from app.host.windows_values import manual_proxy
from app.host.winhttp import NO_SCRIPT_FOUND, ProxyScript
from app.transport.errors import without_query
from app.transport.proxy import is_loopback

_MANUAL = {
    WhoseProxy.USER: ProxySource.MANUAL,
    WhoseProxy.MACHINE: ProxySource.POLICY,
    WhoseProxy.SYSTEM: ProxySource.SYSTEM,
    WhoseProxy.WINHTTP: ProxySource.WINHTTP,
}


def way_by(url: str, settings: ProxySettings, script: ProxyScript) -> ProxyWay:
    """The way that one set of settings gives, in Windows' own order: a script found on the network, a script
    that is named, the manual proxy. One that fails is passed over, and said to have failed."""
    if is_loopback(urlsplit(url).hostname or ""):
        return NO_PROXY
    problem = ""
    if settings.detects:
        found = script(url, "")
        if isinstance(found, Read):
            return ProxyWay(found.value, ProxySource.DETECTED)
        problem = "" if found.because == NO_SCRIPT_FOUND else found.because
    if settings.script:
        found = script(url, settings.script)
        where = without_query(settings.script)
        if isinstance(found, Read):
            return ProxyWay(found.value, ProxySource.SCRIPT, where)
        problem = f"{found.because}: {where}" if where else found.because
    if settings.server:
        values = {
            "proxyenable": 1,
            "proxyserver": settings.server,
            "proxyoverride": ";".join(settings.bypass),
        }
        return ProxyWay(manual_proxy(values, url), _MANUAL[settings.whose], problem=problem)
    return ProxyWay(None, ProxySource.NONE, problem=problem)


def user_way(url: str, settings: Sequence[Reading[ProxySettings]], script: ProxyScript) -> ProxyWay:
    """The way of the signed-in user: Windows' settings, then the environment where they name nothing."""
    own = next((entry for entry in settings if isinstance(entry, NotRead) or _is_users(entry.value)), None)
    if own is None:
        way = NO_PROXY
    elif isinstance(own, NotRead):
        way = ProxyWay(None, ProxySource.NONE, problem=own.because)
    else:
        way = way_by(url, own.value, script)
    return way if way.source is not ProxySource.NONE else environment_way(url, problem=way.problem)


def service_ways(
    url: str,
    settings: Sequence[Reading[ProxySettings]],
    script: ProxyScript,
    machine_environment: Mapping[str, str],
) -> Reading[tuple[ProxyWay, ...]]:
    """Every way that a service as SYSTEM may go, each once: by WinHTTP's setting, by the account's own (or
    the PC's, where a policy makes that count for all), by the PC's environment."""
    read = [entry.value for entry in settings if isinstance(entry, Read)]
    for_all = any(entry.whose is WhoseProxy.MACHINE for entry in read)
    of_service = WhoseProxy.MACHINE if for_all else WhoseProxy.SYSTEM
    ways = [
        way_by(url, entry, script)
        for whose in (WhoseProxy.WINHTTP, of_service)
        for entry in read
        if entry.whose is whose
    ]
    if not ways:
        refused = next((entry.because for entry in settings if isinstance(entry, NotRead)), "")
        return NotRead(refused or "Windows keeps no proxy settings for services here")
    named = environment_way(url, machine_environment)
    if named.setting:
        ways.append(named)
    return Read(tuple({way.setting: way for way in reversed(ways)}.values())[::-1])


def _is_users(settings: ProxySettings) -> bool:
    return settings.whose in (WhoseProxy.USER, WhoseProxy.MACHINE)
