"""Small drawings of how to measure: a tape around the hips, or the gap between a wall and a book."""

from __future__ import annotations

from html import escape

from storefront.look.theme import colour

_BODY = (
    "M92,12 C92,30 82,34 66,38 C50,42 48,60 50,92 C51,112 62,120 62,134 C62,150 46,160 44,186 "
    "C43,214 52,236 56,262 L96,262 L100,222 L104,262 L144,262 C148,236 157,214 156,186 "
    "C154,160 138,150 138,134 C138,120 149,112 150,92 C152,60 150,42 134,38 C118,34 108,30 108,12"
)
_LEVEL = {"hip": 186, "shoulder": 66}
_HALF = {"hip": 57, "shoulder": 51}


def tape(says: str) -> str:
    """A tape around the widest point of the hips, level all round."""
    y, half = _LEVEL["hip"], _HALF["hip"]
    band = (
        f'<path d="M{100 - half},{y} C{100 - half / 2},{y + 11} {100 + half / 2},{y + 11} {100 + half},{y}" '
        f'fill="none" stroke="{colour("accent")}" stroke-width="6" stroke-linecap="round"/>'
        f'<path d="M{100 - half},{y} C{100 - half / 2},{y - 9} {100 + half / 2},{y - 9} {100 + half},{y}" '
        f'fill="none" stroke="{colour("accent")}" stroke-width="1.5" stroke-dasharray="3 4"/>'
    )
    return _figure(band, says)


def two_books(where: str, says: str) -> str:
    """A book upright against each side at the widest point, and the gap between them."""
    y, half = _LEVEL[where], _HALF[where] + 2
    books = "".join(
        f'<rect x="{x}" y="{y - 34}" width="11" height="68" rx="2" fill="{colour("wash")}" '
        f'stroke="{colour("accent")}" stroke-width="2"/>'
        for x in (100 - half - 11, 100 + half)
    )
    arrow = (
        f'<path d="M{100 - half},{y} H{100 + half} M{100 - half + 9},{y - 6} L{100 - half},{y} l9,6 '
        f'M{100 + half - 9},{y - 6} L{100 + half},{y} l-9,6" fill="none" '
        f'stroke="{colour("accent")}" stroke-width="2.5"/>'
    )
    return _figure(books + arrow, says)


def _figure(over: str, says: str) -> str:
    body = (
        f'<path d="{_BODY}" fill="{colour("skin")}" stroke="{colour("ink")}" stroke-width="2" stroke-linejoin="round"/>'
    )
    return (
        f'<svg class="how-to" role="img" aria-label="{escape(says, quote=True)}" viewBox="10 6 180 260" '
        f'xmlns="http://www.w3.org/2000/svg">{body}{over}</svg>'
    )
