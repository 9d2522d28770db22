"""Permissions by name and by code: kept only where the catalogue knows them."""

from __future__ import annotations

import pytest

from app.guidance.permissions import judge_permission, permission_called, permission_code, permission_fields


@pytest.mark.parametrize(
    ("name", "code", "called"),
    [
        ("Students UPN read", "student.upn", "UPN"),
        ("Student mis id", "student.mis-id", "MIS id"),
        ("Students read", "student.read", "Records"),
        ("Ada Oduya", None, None),
        ("", None, None),
    ],
)
def test_only_what_the_catalogue_knows_has_a_code(name: str, code: str | None, called: str | None) -> None:
    assert permission_code(name) == code
    if code is not None:
        assert permission_called(code) == called


def test_a_code_is_judged_as_the_name_it_came_from() -> None:
    for field in permission_fields():
        for name in field.names:
            whole = f"{field.subject} {name} read"
            code = permission_code(whole)
            assert code is not None
            assert permission_code(code) == code
            assert judge_permission(code).need is judge_permission(whole).need
