"""Which certificates this PC trusts: the operating system's own store, and nothing bundled.

A school's filter that re-signs TLS has its issuer in Windows' store; a bundled list would call it untrusted.
"""

from __future__ import annotations

import ssl


def system_trust() -> ssl.SSLContext:
    """A client context that asks the operating system. Takes tens of milliseconds; call off the loop."""
    import truststore  # only when TLS is first used: importing it loads the system's crypto library

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def no_trust_at_all() -> ssl.SSLContext:
    """A context that accepts any certificate. For looking at what a server shows: never send anything over
    it that is not for everybody."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
