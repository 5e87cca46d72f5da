"""Colours of the product, light and dark, and the contrast every text pair must reach."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

LIGHT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "paper": "#FAF8F4",
        "card": "#FFFFFF",
        "ink": "#1F2A33",
        "quiet": "#52606B",
        "line": "#DDD8CE",
        "edge": "#827C70",  # edges of fields: 3:1 on paper, as WCAG requires for controls
        "accent": "#0F5C63",
        "on-accent": "#FFFFFF",
        "wash": "#E4EFEE",
        "amber": "#9A5B00",
        "amber-wash": "#FBF1DF",
        "red": "#A3262A",
        "red-wash": "#FBEBEA",
        "skin": "#EFE3D6",
        "hair": "#7A6A5C",
        "bed": "#E9E4DA",
        "bed-deep": "#D5CEC1",
    }
)
DARK: Final[Mapping[str, str]] = MappingProxyType(
    {
        "paper": "#15191C",
        "card": "#1D2327",
        "ink": "#ECE7DE",
        "quiet": "#AEB8BF",
        "line": "#38424A",
        "edge": "#7C8890",
        "accent": "#7CCACD",
        "on-accent": "#0B2022",
        "wash": "#1F3335",
        "amber": "#EDBB6C",
        "amber-wash": "#33291A",
        "red": "#F4A6A1",
        "red-wash": "#3A2222",
        "skin": "#4A4038",
        "hair": "#8F8073",
        "bed": "#2C3338",
        "bed-deep": "#3D464D",
    }
)
# (text, ground) pairs in use; each reaches 4.5:1 in both themes.
TEXT_PAIRS: Final = (
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "wash"),
    ("ink", "amber-wash"),
    ("ink", "red-wash"),
    ("ink", "bed"),
    ("ink", "skin"),
    ("quiet", "paper"),
    ("quiet", "card"),
    ("quiet", "bed"),
    ("accent", "paper"),
    ("accent", "card"),
    ("accent", "wash"),
    ("on-accent", "accent"),
    ("amber", "paper"),
    ("amber", "card"),
    ("amber", "amber-wash"),
    ("red", "paper"),
    ("red", "card"),
    ("red", "red-wash"),
    ("card", "red"),
)
TEXT_CONTRAST: Final = 4.5  # WCAG 2.2, 1.4.3
CONTROL_CONTRAST: Final = 3.0  # WCAG 2.2, 1.4.11


def colour(name: str) -> str:
    """A colour for inline SVG: follows the page's theme, with the light colour as fallback on paper."""
    return f"var(--{name}, {LIGHT[name]})"


def variables(palette: Mapping[str, str]) -> str:
    """A palette as CSS custom properties."""
    return ":root{" + "".join(f"--{name}:{value};" for name, value in palette.items()) + "}"


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two `#RRGGBB` colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour_hex: str) -> float:
    channels = [int(colour_hex[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
