"""Chooses the right way to ask about the PC this program runs on."""

from __future__ import annotations

import sys

from app.host.facts import Host
from app.host.generic import GenericHost
from app.host.proxies import NOT_SET, OwnProxy

if sys.platform == "win32":
    from collections.abc import Mapping

    import psutil

    from app.host.event_log import WindowsEventLog
    from app.host.file_versions import file_version
    from app.host.power_settings import mains_value
    from app.host.registry import WindowsRegistry
    from app.host.root_store import root_certificates
    from app.host.windows import WindowsDoors, WindowsHost, has_battery
    from app.host.winhttp import proxy_by_script

    def live_service(name: str) -> Mapping[str, object]:
        """What the service manager says. psutil raises many things for odd services: each is a refusal."""
        try:
            return dict(psutil.win_service_get(name).as_dict())
        except (psutil.Error, OSError, ValueError, RuntimeError):
            return _what_it_will_say(name)

    def _what_it_will_say(name: str) -> Mapping[str, object]:
        try:
            return {"status": psutil.win_service_get(name).status()}
        except (psutil.Error, OSError, ValueError, RuntimeError):
            return {}

    def windows_doors() -> WindowsDoors:
        """The real ones."""
        return WindowsDoors(
            registry=WindowsRegistry(),
            live_service=live_service,
            event_log=WindowsEventLog(),
            power=mains_value,
            file_version=file_version,
            root_certificates=root_certificates,
            has_battery=has_battery,
            proxy_script=proxy_by_script,
        )


def this_host(own_proxy: OwnProxy = NOT_SET) -> Host:
    """The `Host` for this PC, with the proxy that was set for this program, if any."""
    if sys.platform == "win32":
        return WindowsHost(windows_doors(), own_proxy)
    else:
        return GenericHost(own_proxy)
