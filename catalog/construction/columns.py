"""The columns of a catalogue file that tell of its construction: read into layers, and written from them.

A spreadsheet has `layer_1_material`, `layer_1_cm` and so on, from the top, up to six layers; a program may write one
column `layers` with a JSON list instead.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, TypeAdapter, ValidationError

from catalog.errors import UserError, of_part
from catalog.mattress import Layer
from catalog.texts import printable

MOST_NUMBERED = 6
MOST_LAYERS = 20


class _LayerCells(BaseModel):
    """One layer; what is not stated is left out."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    material: Annotated[str, Field(max_length=120)] = ""
    cm: Annotated[FiniteFloat, Field(gt=0, le=60)] | None = None
    density_kg_m3: Annotated[FiniteFloat, Field(ge=5, le=400)] | None = None
    hardness_kpa: Annotated[FiniteFloat, Field(ge=0.2, le=40)] | None = None
    hardness_n: Annotated[FiniteFloat, Field(ge=5, le=1500)] | None = None

    def layer(self) -> Layer:
        return Layer(printable(self.material), self.cm, self.density_kg_m3, self.hardness_kpa, self.hardness_n)


PARTS = tuple(_LayerCells.model_fields)
LAYER_COLUMNS = tuple(f"layer_{number}_{part}" for number in range(1, MOST_NUMBERED + 1) for part in PARTS)
_LIST: TypeAdapter[list[_LayerCells]] = TypeAdapter(list[_LayerCells])
_ALLOWED = 'a JSON list such as [{"material": "koudschuim", "cm": 4, "density_kg_m3": 45}], with ' + ", ".join(PARTS)


def with_layers(cells: Mapping[str, str]) -> dict[str, str]:
    """A row's cells with its numbered layer columns as one cell `layers`.

    Raises:
        UserError: layers in both forms, or one numbered layer left out between two.
    """
    found: dict[int, dict[str, str]] = {}
    for name in LAYER_COLUMNS:
        if name in cells:
            _, number, part = name.split("_", 2)
            found.setdefault(int(number), {})[part] = cells[name]
    if not found:
        return dict(cells)
    if "layers" in cells:
        raise UserError("layers stated twice", where="layers", allowed="one column layers, or columns layer_1_material")
    if set(found) != set(range(1, len(found) + 1)):
        raise UserError(
            f"no layer {min(set(range(1, 9)) - set(found))}", where="layers", allowed="numbered from 1 down"
        )
    rest = {name: cell for name, cell in cells.items() if name not in LAYER_COLUMNS}
    return rest | {"layers": json.dumps([found[number] for number in sorted(found)])}


def read_layers(text: str) -> tuple[Layer, ...]:
    """The layers of a cell `layers`, from the top.

    Raises:
        UserError: no JSON list of layers, a figure that cannot be, or a layer of which nothing is stated.
    """
    try:
        content = json.loads(text, parse_constant=_no_number)
        cells = _LIST.validate_python(content)
    except ValidationError as error:
        raise of_part("layers", "layer", error, _ALLOWED) from error
    except (ValueError, RecursionError) as error:
        raise UserError("not a list of layers", where="layers", allowed=_ALLOWED) from error
    if len(cells) > MOST_LAYERS:
        raise UserError(f"{len(cells)} layers", where="layers", allowed=f"at most {MOST_LAYERS}")
    layers = tuple(each.layer() for each in cells)
    if any(layer == Layer() for layer in layers):
        raise UserError("a layer of which nothing is stated", where="layers", allowed=_ALLOWED)
    return layers


def layers_text(layers: Sequence[Layer]) -> str:
    """The cell `layers` that `read_layers` reads; "" where nothing is stated."""
    if not layers:
        return ""
    rows: list[dict[str, Any]] = []
    for layer in layers:
        values = (layer.material, layer.thickness_cm, layer.density_kg_m3, layer.hardness_kpa, layer.hardness_n)
        rows.append({part: value for part, value in zip(PARTS, values, strict=True) if value not in ("", None)})
    return json.dumps(rows, ensure_ascii=False)


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no figure")
