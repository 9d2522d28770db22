"""A token that a script hands over. Apart from `app.wonde.token`, since every start asks, and at once."""

from __future__ import annotations

import os

ENVIRONMENT_VARIABLE = "PROVISIONING_WIZARD_TOKEN"


def take_token_from_environment() -> str | None:
    """The token in PROVISIONING_WIZARD_TOKEN, or None; the variable is deleted, so no child inherits it."""
    value = os.environ.pop(ENVIRONMENT_VARIABLE, "").strip()
    return value or None
