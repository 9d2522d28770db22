"""Facts about this PC behind one Protocol, so that checks read alike on Windows and elsewhere."""

from app.host.facts import Host, Machine, NotRead, ProfileKind, Program, Read, Reading, Service
from app.host.here import this_host

__all__ = ["Host", "Machine", "NotRead", "ProfileKind", "Program", "Read", "Reading", "Service", "this_host"]
