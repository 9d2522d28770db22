"""A filter that opens connections, against Windows' own stores: not trusted, trusted by the PC, by a user."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
import trustme

from app.host.network_facts import TrustedBy
from tests.fakes.wine import under_wine
from tests.windows.proxy_inspection_child import HOST
from tests.windows.test_host_trust import trusted

pytestmark = [
    pytest.mark.windows,
    pytest.mark.skipif(not under_wine(), reason="needs Wine: Windows asks its user before it trusts anybody"),
]


def shown_by(filtering: trustme.CA, file: Path) -> Path:
    """What the filter shows for the host, its own root with it, without which Wine judges nothing."""
    leaf = filtering.issue_cert(HOST)
    chain = (leaf.private_key_pem, *leaf.cert_chain_pems, filtering.cert_pem)
    file.write_bytes(b"".join(part.bytes() for part in chain))
    return file


@pytest.mark.parametrize(
    ("by", "stage", "code", "outcome"),
    [
        (None, "tls", "NET-47", "fail"),
        (TrustedBy.MACHINE, "inspection", "NET-41", "warn"),
        (TrustedBy.USER, "inspection", "NET-43", "fail"),
    ],
)
def test_a_filter(tmp_path: Path, by: TrustedBy | None, stage: str, code: str, outcome: str) -> None:
    filtering = trustme.CA(organization_name="Smoothwall")
    root = ssl.PEM_cert_to_DER_cert(filtering.cert_pem.bytes().decode("ascii"))
    chain = shown_by(filtering, tmp_path / "chain.pem")
    with ExitStack() as stack:
        if by is not None:
            stack.enter_context(trusted(root, by))
        ended = subprocess.run(
            [sys.executable, "-m", "tests.windows.proxy_inspection_child", str(chain)],
            stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=120, check=False,
        )  # fmt: skip
    assert ended.stdout, ended.stderr
    checks = {check["id"].split(".")[1]: check for check in json.loads(ended.stdout)["checks"]}
    told = [(name, found["code"]) for name, check in checks.items() for found in check["findings"]]
    assert told == [(stage, code)]
    assert checks[stage]["result"] == outcome
    assert "Smoothwall" in checks[stage]["findings"][0]["summary"]
