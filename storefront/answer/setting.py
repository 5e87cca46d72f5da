"""What a bed that is several should be, in words."""

from __future__ import annotations

from collections.abc import Mapping

from recommender.reasons import Figure
from storefront.words import Words


def said(setting: Mapping[str, Figure], w: Words) -> str:
    """What to set an adjustable bed to, which side to lie on, which layers to ask for."""
    for what in ("side", "layers"):
        if end := setting.get(what):
            return w(f"setting.{what}_{end}", firmness=setting["firmness"])
    shown = ((name, value) for name, value in setting.items() if isinstance(value, int | float))
    return ", ".join(f"{w.term(name)} {w.number(float(value))}" for name, value in shown)
