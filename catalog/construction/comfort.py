"""What a bed's construction tells of its comfort layer: how thick, how soft, and how sure that is.

From the stated layers above the core where they are stated, else from the kind of construction and the stated firmness
by published depths. An unstated construction is a mixture of all, and wider than any of them.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from catalog.construction.materials import material_of, softness_of
from catalog.labels import plain
from catalog.mattress import Layer, Mattress

Source = Literal["layers", "layers_in_part", "construction", "unstated"]

# Depth of the comfort layers by stated firmness: firm 2.5-5 cm, medium 5-7.6, soft 10 and more
# (sleepfoundation.org/mattress-construction), each at the middle of its word on the 1-10 scale.
DEPTH_FIRMNESS, DEPTH_CM = (2.75, 5.125, 7.75), (11.0, 6.25, 3.75)
DEPTH_RANGE_CM = (2.5, 12.7)  # "most comfort systems 1 to 5 inch" (tuck.com/mattress-information/comfort-layers)
DEPTH_REL_SD = 0.35  # ASSUMED: the published ranges are +-25 to 35 %, and makers differ
UNKNOWN_FIRMNESS_REL_SD = 0.55  # ASSUMED: the whole published range
STATED_SD_CM = 0.5  # ASSUMED: cover and quilting lie on the stated layers, and cuts differ
STATED_REL_SD = 0.05  # ASSUMED
UNSTATED_LAYER_CM, UNSTATED_LAYER_SD_CM = 2.5, 1.2  # ASSUMED, of a layer named without its thickness
LOWEST_CORE_CM = 8.0  # ASSUMED: a lower layer is not what carries the bed
CORES_OF_OTHERS = (
    "pocket_spring",
    "innerspring_unspecified",
    "bonnell",
    "hybrid",
    "air_adjustable",
    "water",
    "modular",
)
WHOLE_BED_CM = 12.0  # ASSUMED: a stack of low layers this high is the whole bed, and the lowest of them its core


@dataclass(frozen=True)
class Construction:
    """How deep (share of the published depth) and how soft a construction's comfort layers usually are, and why."""

    depth_share: float
    softness_kpa: float
    softness_sd_kpa: float
    source: str


# All ASSUMED, and near one another on purpose: a name tells what the core is, and every maker lays thin and thick tops
# on it. At one stated firmness a softer top is thinner or has a firmer core, else the bed would be called softer. The
# reason for each difference stands with it.
CONSTRUCTIONS: Mapping[str, Construction] = {
    "pocket_spring": Construction(0.9, 3.0, 0.9, "German shops call 3 cm over springs thin and 4 solid; elsewhere 5-7"),
    "innerspring_unspecified": Construction(0.9, 3.1, 0.95, "as pocket springs, cheaper ones among them"),
    "bonnell": Construction(0.87, 3.1, 0.95, "cheaper beds: a sheet of polyether and quilting"),
    "hybrid": Construction(0.96, 3.0, 0.9, "sold for its foam top, often the thicker one"),
    "cold_foam": Construction(0.9, 3.1, 0.9, "often one block whose cut top is the softer part"),
    "latex": Construction(0.95, 3.3, 0.9, "layers of latex, which is the firmer foam"),
    "memory_foam": Construction(0.85, 2.65, 0.75, "4 to 7 cm of memory foam, on a firmer foam in between"),
    "foam_unspecified": Construction(0.9, 3.0, 0.95, "any of the foams"),
    "air_adjustable": Construction(0.94, 3.0, 0.95, "foam over the chambers, as on a hybrid"),
    "modular": Construction(0.9, 3.0, 0.95, "made to be chosen"),
    "water": Construction(0.87, 3.1, 1.0, "quilting and foam on the water core"),
}


@dataclass(frozen=True)
class ComfortKnowledge:
    """What is known of a bed's comfort layer.

    Attributes:
        thickness_cm, thickness_sd_cm: of all layers above the core.
        softness_kpa, softness_sd_kpa: CLD40 of one layer of that thickness that gives as much.
        source: layers (all stated), layers_in_part (a thickness is missing), construction, unstated.
    """

    thickness_cm: float
    thickness_sd_cm: float
    softness_kpa: float
    softness_sd_kpa: float
    source: Source


def comfort_layer(mattress: Mattress) -> ComfortKnowledge:
    """What a record tells of its comfort layer; of an unstated construction the mean of all, wider than any of them."""
    every = possible_comfort(mattress)
    if len(every) == 1:
        return every[0]
    thickness, thickness_sd = _mixed([(one.thickness_cm, one.thickness_sd_cm) for one in every])
    softness, softness_sd = _mixed([(one.softness_kpa, one.softness_sd_kpa) for one in every])
    return ComfortKnowledge(thickness, thickness_sd, softness, softness_sd, "unstated")


def possible_comfort(mattress: Mattress) -> tuple[ComfortKnowledge, ...]:
    """One, or for an unstated construction one for each that it may be, all as likely (ASSUMED)."""
    above = layers_above_core(mattress)
    if above:
        return (_of_layers(above, mattress.type, mattress.firmness),)
    return _of_construction(mattress.type, mattress.firmness)


@functools.lru_cache(maxsize=100_000)  # beds of one kind are many, and asked for every stature
def _of_construction(name: str, firmness: float | None) -> tuple[ComfortKnowledge, ...]:
    construction = CONSTRUCTIONS.get(name)
    if construction:
        return (_usual(construction, firmness, "construction"),)
    return tuple(_usual(each, firmness, "unstated") for each in CONSTRUCTIONS.values())


def layers_above_core(mattress: Mattress) -> tuple[Layer, ...]:
    """The stated layers above the core, from the top; empty where only the core, or nothing, is stated."""
    core = _core_place(mattress)
    return mattress.layers if core is None else mattress.layers[:core]


def usual_depth_cm(firmness: float | None) -> tuple[float, float]:
    """Published depth in cm of the comfort layers of a bed of this firmness, and its SD."""
    if firmness is None:
        return DEPTH_CM[1], UNKNOWN_FIRMNESS_REL_SD * DEPTH_CM[1]
    depth = float(np.interp(firmness, DEPTH_FIRMNESS, DEPTH_CM))
    return depth, DEPTH_REL_SD * depth


def _core_place(mattress: Mattress) -> int | None:
    """Where in the list the core is: what is stated as the core, the first unit of springs, the thickest layer."""
    layers, stated = mattress.layers, plain(mattress.core_material).strip()
    for place, layer in enumerate(layers):
        if stated and plain(layer.material).strip() == stated and layer.thickness_cm in (None, mattress.core_cm):
            return place
    thick = [layer.thickness_cm or 0.0 for layer in layers]
    for place, layer in enumerate(layers):
        springs = material_of(layer.material).name == "springs"
        if springs and (layer.thickness_cm is None or layer.thickness_cm >= LOWEST_CORE_CM):
            return place
    if max(thick, default=0.0) >= LOWEST_CORE_CM:
        return thick.index(max(thick))
    if not stated and layers and (sum(thick) >= WHOLE_BED_CM or _ends_in_core(mattress)):
        return len(layers) - 1
    return None


def _ends_in_core(mattress: Mattress) -> bool:
    """Whether the last layer, of which no thickness is stated, is the core: so it is in a bed of foam."""
    return mattress.layers[-1].thickness_cm is None and mattress.type not in CORES_OF_OTHERS


@functools.lru_cache(maxsize=100_000)
def _of_layers(layers: tuple[Layer, ...], name: str, firmness: float | None) -> ComfortKnowledge:
    """Layers one above the other give as springs in series do: thickness over softness adds up. Where a thickness is
    missing, the whole is as deep as usual in such a bed, and no less than what is stated.
    """
    thickness, variance, give, give_variance = 0.0, 0.0, 0.0, 0.0
    for layer in layers:
        cm, sd = layer.thickness_cm, STATED_REL_SD * (layer.thickness_cm or 0.0)
        if cm is None:
            cm, sd = UNSTATED_LAYER_CM, UNSTATED_LAYER_SD_CM
        kpa, kpa_sd = softness_of(layer)
        thickness, variance = thickness + cm, variance + sd**2
        give, give_variance = give + cm / kpa, give_variance + (cm / kpa * kpa_sd / kpa) ** 2
    softness, deep_sd = thickness / give, math.sqrt(variance + STATED_SD_CM**2)
    whole = all(layer.thickness_cm for layer in layers)
    if not whole:
        usual, usual_sd = _mixed([(one.thickness_cm, one.thickness_sd_cm) for one in _of_construction(name, firmness)])
        thickness, deep_sd = max((usual, usual_sd), (thickness, deep_sd))
    return ComfortKnowledge(
        thickness_cm=thickness,
        thickness_sd_cm=deep_sd,
        softness_kpa=softness,
        softness_sd_kpa=softness * math.sqrt(give_variance) / give,
        source="layers" if whole else "layers_in_part",
    )


def _usual(construction: Construction, firmness: float | None, source: Source) -> ComfortKnowledge:
    depth, sd = usual_depth_cm(firmness)
    share = construction.depth_share
    low, high = DEPTH_RANGE_CM
    return ComfortKnowledge(
        thickness_cm=min(max(share * depth, low), high),
        thickness_sd_cm=share * sd,
        softness_kpa=construction.softness_kpa,
        softness_sd_kpa=construction.softness_sd_kpa,
        source=source,
    )


def _mixed(each: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Mean and SD of a mixture of equal shares, its SD no less than that of its widest part and their distances."""
    means, sds = np.array(each).T
    return float(means.mean()), float(np.sqrt((sds**2).max() + means.var()))
