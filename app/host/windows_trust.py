"""Which authorities Windows trusts, and for whom: a service as SYSTEM goes by the PC's list alone."""

from __future__ import annotations

import hashlib

from app.host.facts import Read, Reading
from app.host.network_facts import TrustedBy, TrustedRoot
from app.host.root_store import RootCertificates
from app.host.windows_values import refused


def trusted_roots(certificates: RootCertificates) -> Reading[tuple[TrustedRoot, ...]]:
    """Each authority once: the PC's, then those that the signed-in user trusts and the PC does not."""
    found: dict[str, TrustedRoot] = {}
    for place in (TrustedBy.MACHINE, TrustedBy.USER):
        try:
            encoded = certificates(place)
        except FileNotFoundError:
            continue  # an account that has never trusted anything of its own has no store
        except OSError as problem:
            return refused("the list of trusted authorities", problem)
        for certificate in encoded:
            fingerprint = hashlib.sha256(certificate).hexdigest()
            found.setdefault(fingerprint, TrustedRoot(fingerprint, place, certificate))
    return Read(tuple(found.values()))
