"""Colour by meaning: one table, light and dark, and every pair of text and ground that the window uses.

A test works out the contrast of every pair listed here, so a colour that is hard to read cannot be put in.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Token(StrEnum):
    """What a colour is for. The values are also the words that drawn pictures use."""

    WINDOW = "window"
    RAIL = "rail"
    CARD = "card"
    LINE = "line"
    BORDER = "border"
    """Edge of an input or a mark: at least 3:1 on whatever it lies on."""
    TEXT = "text"
    SECONDARY = "secondary"
    ACCENT = "accent"
    ACCENT_STRONG = "accent-strong"
    """The accent under the pointer or pressed."""
    ACCENT_TINT = "accent-tint"
    ON_ACCENT = "on-accent"
    FINE = "fine"
    FINE_TINT = "fine-tint"
    LOOK_AT = "look-at"
    LOOK_AT_TINT = "look-at-tint"
    MEND = "mend"
    MEND_TINT = "mend-tint"
    WAITING = "waiting"
    WAITING_TINT = "waiting-tint"
    HOVER = "hover"
    """A button or row under the pointer."""
    OFF = "off"
    """A slider that is off, the empty part of a bar."""
    KNOB = "knob"


Palette = Mapping[Token, str]

LIGHT: Palette = {
    Token.WINDOW: "#f6f7f9",
    Token.RAIL: "#eceff3",
    Token.CARD: "#ffffff",
    Token.LINE: "#dfe3e8",
    Token.BORDER: "#7c8694",
    Token.TEXT: "#16202c",
    Token.SECONDARY: "#536173",
    Token.ACCENT: "#1d5fd0",
    Token.ACCENT_STRONG: "#174ea8",
    Token.ACCENT_TINT: "#e4edfb",
    Token.ON_ACCENT: "#ffffff",
    Token.FINE: "#17734a",
    Token.FINE_TINT: "#e3f4ea",
    Token.LOOK_AT: "#8a5a00",
    Token.LOOK_AT_TINT: "#fdf1d8",
    Token.MEND: "#b3261e",
    Token.MEND_TINT: "#fbe5e3",
    Token.WAITING: "#5b4bb5",
    Token.WAITING_TINT: "#ebe8fa",
    Token.HOVER: "#eef1f5",
    Token.OFF: "#c9d0d8",
    Token.KNOB: "#ffffff",
}

DARK: Palette = {
    Token.WINDOW: "#14181d",
    Token.RAIL: "#0f1317",
    Token.CARD: "#1c2229",
    Token.LINE: "#2d353f",
    Token.BORDER: "#727e8d",
    Token.TEXT: "#e8edf3",
    Token.SECONDARY: "#9fadbd",
    Token.ACCENT: "#7fb0ff",
    Token.ACCENT_STRONG: "#a3c7ff",
    Token.ACCENT_TINT: "#1c2f4e",
    Token.ON_ACCENT: "#10151c",
    Token.FINE: "#6fd39d",
    Token.FINE_TINT: "#173325",
    Token.LOOK_AT: "#f1c261",
    Token.LOOK_AT_TINT: "#3a2d10",
    Token.MEND: "#ff9a90",
    Token.MEND_TINT: "#431f1c",
    Token.WAITING: "#b9acff",
    Token.WAITING_TINT: "#2a2550",
    Token.HOVER: "#262e37",
    Token.OFF: "#414b57",
    Token.KNOB: "#ffffff",
}

_GROUNDS = (Token.WINDOW, Token.RAIL, Token.CARD)
_TINTS = (
    Token.ACCENT_TINT,
    Token.FINE_TINT,
    Token.LOOK_AT_TINT,
    Token.MEND_TINT,
    Token.WAITING_TINT,
    Token.HOVER,
)
_TONES = (Token.FINE, Token.LOOK_AT, Token.MEND, Token.WAITING, Token.ACCENT)

TEXT_ON_GROUND: tuple[tuple[Token, Token], ...] = (
    *((text, ground) for text in (Token.TEXT, Token.SECONDARY) for ground in (*_GROUNDS, *_TINTS)),
    *((tone, ground) for tone in _TONES for ground in (*_GROUNDS, Token.ACCENT_TINT)),
    (Token.FINE, Token.FINE_TINT),
    (Token.LOOK_AT, Token.LOOK_AT_TINT),
    (Token.MEND, Token.MEND_TINT),
    (Token.WAITING, Token.WAITING_TINT),
    (Token.ACCENT, Token.HOVER),
    (Token.ON_ACCENT, Token.ACCENT),
    (Token.ON_ACCENT, Token.ACCENT_STRONG),
)
"""Every colour of text with every ground it is drawn on: at least 4.5:1."""

EDGE_ON_GROUND: tuple[tuple[Token, Token], ...] = (
    *((Token.BORDER, ground) for ground in (*_GROUNDS, Token.ACCENT_TINT)),
    *((Token.ACCENT, ground) for ground in (*_GROUNDS, *_TINTS)),
)
"""Edges of inputs, focus rings and marks with what they lie on: at least 3:1."""


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours written #rrggbb, as WCAG 2 defines it: 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
