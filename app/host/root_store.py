"""Reading Windows' trusted root certificates through one small door."""

from __future__ import annotations

import sys
from collections.abc import Callable

from app.host.network_facts import TrustedBy

RootCertificates = Callable[[TrustedBy], tuple[bytes, ...]]
"""The certificates, DER, that one store itself holds. Raises OSError."""


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    from app.host.windows_library import library, refusal

    class _CertificateContext(ctypes.Structure):
        """CERT_CONTEXT."""

        _fields_ = (
            ("encoding", wintypes.DWORD),
            ("encoded", ctypes.c_void_p),
            ("length", wintypes.DWORD),
            ("info", ctypes.c_void_p),
            ("store", ctypes.c_void_p),
        )

    _SYSTEM_STORE = 10
    _READ_ONLY, _EXISTING = 0x8000, 0x4000
    _PLACES = {TrustedBy.MACHINE: 0x20000, TrustedBy.USER: 0x10000}

    def root_certificates(place: TrustedBy) -> tuple[bytes, ...]:
        """As `RootCertificates`. A user's store shows the PC's certificates too, as Windows does."""
        api = library("crypt32", "CertOpenStore", "CertEnumCertificatesInStore", "CertCloseStore")
        api.CertOpenStore.argtypes = (
            ctypes.c_void_p,
            wintypes.DWORD,
            ctypes.c_void_p,
            wintypes.DWORD,
            wintypes.LPCWSTR,
        )
        api.CertOpenStore.restype = ctypes.c_void_p
        context = ctypes.POINTER(_CertificateContext)
        api.CertEnumCertificatesInStore.argtypes = (ctypes.c_void_p, context)
        api.CertEnumCertificatesInStore.restype = context
        api.CertCloseStore.argtypes = (ctypes.c_void_p, wintypes.DWORD)
        store = api.CertOpenStore(_SYSTEM_STORE, 0, None, _PLACES[place] | _READ_ONLY | _EXISTING, "ROOT")
        if not store:
            raise refusal()
        found = []
        try:
            # Each call releases the certificate it is given, the last one included.
            entry = api.CertEnumCertificatesInStore(store, None)
            while entry:
                found.append(ctypes.string_at(entry.contents.encoded, entry.contents.length))
                entry = api.CertEnumCertificatesInStore(store, entry)
        finally:
            api.CertCloseStore(store, 0)
        return tuple(found)
