"""The layers of a bed as the tables of facts write them, turned into the columns of a catalogue file."""

from __future__ import annotations

import json
from typing import Any

from laboratory.sources.reference.rows import Row, figure

STACK = ("topper", "comfort", "transition", "core", "under_core")  # what lies at the edge carries nobody
SIDE_SHOWN = "winter"  # of a bed with a summer and a winter cover; its note says so
CORE_NOT_NAMED = "not named in the source"


def layer_cells(text: str) -> Row:
    """The columns `layers`, `core_material` and `core_cm` of a list of layers; none where nothing is stated."""
    if not text:
        return {}
    stack = [layer for layer in json.loads(text) if layer["position"] in STACK and _lain_on(layer)]
    stack = _once(stack)
    core = next((layer for layer in stack if layer["position"] == "core"), None)
    return {
        "layers": json.dumps([_layer(layer) for layer in stack], ensure_ascii=False),
        "core_material": core["material"] if core else CORE_NOT_NAMED,
        "core_cm": figure(core.get("cm")) if core else "",
    }


def _lain_on(layer: dict[str, Any]) -> bool:
    return layer.get("side", SIDE_SHOWN) in (SIDE_SHOWN, "both")


def _once(stack: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A source that states the foams on the core "together" states the same centimetres again one by one."""
    together = [layer for layer in stack if "together" in layer["material"]]
    if not together:
        return stack
    return [layer for layer in stack if layer["position"] != "comfort" or layer in together]


def _layer(layer: dict[str, Any]) -> dict[str, Any]:
    return {part: layer[part] for part in ("material", "cm", "density_kg_m3") if part in layer}
