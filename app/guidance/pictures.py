"""Portal pictures: plain SVG whose colours are words, put into a palette just before drawing.

A picture writes `fill="token:accent"` where it wants a colour. `coloured` swaps each word for the palette's
colour, so one drawing serves light, dark and print. `TOKENS` is the whole vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.guidance.content import ContentError

TOKENS = ("window", "card", "rail", "line", "text", "secondary", "accent", "on-accent", "fine", "off", "knob")
"""window: behind everything; card: a panel; rail: a quiet band; line: borders; text, secondary: words;
accent: what to look for; on-accent: words on it; fine: a slider that is on; off: one that is not;
knob: its knob."""

LIGHT: Mapping[str, str] = {
    "window": "#f6f7f9", "card": "#ffffff", "rail": "#eceff3", "line": "#dfe3e8", "text": "#16202c",
    "secondary": "#536173", "accent": "#1d5fd0", "on-accent": "#ffffff", "fine": "#17734a", "off": "#c9d0d8",
    "knob": "#ffffff",
}  # fmt: skip
"""For documents and for print. The window brings its own palette."""

DARK: Mapping[str, str] = {
    "window": "#14181d", "card": "#1c2229", "rail": "#0f1317", "line": "#2d353f", "text": "#e8edf3",
    "secondary": "#9fadbd", "accent": "#7fb0ff", "on-accent": "#14181d", "fine": "#6fd39d", "off": "#414b57",
    "knob": "#ffffff",
}  # fmt: skip

_TOKEN = re.compile(r"token:([a-z-]+)")


def coloured(svg: str, palette: Mapping[str, str]) -> str:
    """The drawing with every `token:NAME` replaced. Raises ContentError for a word the palette lacks."""

    def colour(found: re.Match[str]) -> str:
        try:
            return palette[found[1]]
        except KeyError:
            raise ContentError(
                f"a picture asks for the colour “{found[1]}”, which the palette lacks"
            ) from None

    return _TOKEN.sub(colour, svg)
