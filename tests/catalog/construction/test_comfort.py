"""What a construction tells of the comfort layer: stated layers first, else published depths, unknown widest."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import get_args

import pytest

from catalog.catalogue_file import MattressType
from catalog.construction.comfort import (
    CONSTRUCTIONS,
    DEPTH_RANGE_CM,
    comfort_layer,
    layers_above_core,
    possible_comfort,
    usual_depth_cm,
)
from catalog.construction.materials import MATERIALS, UNNAMED, material_of, softness_of
from catalog.mattress import Layer, Mattress

BED = Mattress("a", "B", "M", type="pocket_spring", firmness=6.0, height_cm=22.0)


def made_of(*layers: Layer, **others: object) -> Mattress:
    return replace(BED, layers=layers, **others)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("koudschuim", "cold_foam"),
        ("Kaltschaum RG 50", "cold_foam"),
        ("HR-schuim", "cold_foam"),
        ("HR45", "cold_foam"),
        ("mousse haute résilience", "cold_foam"),
        ("Viscoschaum", "memory_foam"),
        ("traagschuim", "memory_foam"),
        ("gel memory foam", "memory_foam"),
        ("mousse à mémoire de forme", "memory_foam"),
        ("natuurlatex", "latex"),
        ("polyether", "polyether"),
        ("foam (blue)", "polyether"),
        ("gel foam", "gel_foam"),
        ("micro pocket springs", "microcoils"),
        ("mini-pocketveren", "microcoils"),
        ("Tonnentaschenfederkern", "springs"),
        ("pocket springs, wire 1.8 mm", "springs"),
        ("ressorts ensachés", "springs"),
        ("scheerwol", "fibre"),
        ("felt", "fibre"),
        ("Vent-tex", "unnamed"),
        ("", "unnamed"),
    ],
)
def test_a_material_is_known_by_its_words(text: str, name: str) -> None:
    assert material_of(text).name == name


def test_softness_is_as_stated_else_usual_for_the_material() -> None:
    usual, sd = softness_of(Layer("koudschuim", 4))
    assert 3 <= usual <= 4.5
    assert softness_of(Layer("koudschuim", 4, hardness_kpa=2.2))[0] == 2.2
    assert softness_of(Layer("koudschuim", 4, hardness_kpa=2.2))[1] < sd
    assert softness_of(Layer("koudschuim", 4, hardness_n=130))[0] == pytest.approx(3.0, abs=0.2)
    assert softness_of(Layer("koudschuim", 4, density_kg_m3=60)) == (usual, sd), "density is no hardness"
    assert softness_of(Layer("soft koudschuim"))[0] < usual < softness_of(Layer("firm koudschuim"))[0]
    assert softness_of(Layer("super soft foam"))[0] < softness_of(Layer("soft foam"))[0]
    assert softness_of(Layer("latex", 4, 60))[0] < softness_of(Layer("latex", 4, 85))[0]
    assert softness_of(Layer("visco"))[0] < softness_of(Layer("latex"))[0]


def test_every_material_and_construction_says_where_its_figures_come_from() -> None:
    assert all(one.source and 0 < one.softness_sd_kpa < one.softness_kpa for one in (*MATERIALS, UNNAMED))
    assert all(one.source for one in CONSTRUCTIONS.values())
    assert set(CONSTRUCTIONS) == set(get_args(MattressType)) - {"unknown"}


@pytest.mark.parametrize(
    ("layers", "above"),
    [
        ((Layer("visco", 4), Layer("pocketvering", 14)), 1),
        ((Layer("latex", 5), Layer("micro pocket springs", 3.5), Layer("pocket springs", 13), Layer("felt", 0.4)), 2),
        ((Layer("latex"), Layer("memory foam"), Layer("pocket springs")), 2),
        ((Layer("visco", 5), Layer("koudschuim", 15)), 1),
        ((Layer("soft latex", 5), Layer("medium latex", 5), Layer("firm latex", 5)), 2),
        ((Layer("koudschuim", 4),), 1),
        ((Layer("koudschuim", 18),), 0),
        ((Layer("pocketvering", 14),), 0),
    ],
)
def test_the_layers_above_the_core_are_the_comfort_layer(layers: tuple[Layer, ...], above: int) -> None:
    assert layers_above_core(made_of(*layers)) == layers[:above]


def test_the_core_is_what_is_stated_as_the_core() -> None:
    layers = (Layer("visco", 3), Layer("HR 40", 6), Layer("SG 25", 7))
    assert layers_above_core(made_of(*layers, core_material="HR 40", core_cm=6.0)) == layers[:1]
    assert layers_above_core(made_of(*layers[:2], core_material="pocket springs")) == layers[:2]


def test_stated_layers_add_up_as_springs_in_series() -> None:
    one, two = Layer("visco", 4, hardness_kpa=2.0), Layer("latex", 2, hardness_kpa=4.0)
    known = comfort_layer(made_of(one, two))
    assert known.source == "layers"
    assert known.thickness_cm == pytest.approx(6)
    assert known.thickness_cm / known.softness_kpa == pytest.approx(4 / 2 + 2 / 4)
    assert comfort_layer(made_of(one)).softness_kpa == pytest.approx(2.0)


def test_a_layer_without_its_thickness_leaves_the_usual_depth_and_no_less_than_is_stated() -> None:
    usual = comfort_layer(BED)
    part = comfort_layer(made_of(Layer("latex"), core_material="pocket springs"))
    assert part.source == "layers_in_part"
    assert (part.thickness_cm, part.thickness_sd_cm) == (usual.thickness_cm, usual.thickness_sd_cm)
    assert part.softness_kpa == pytest.approx(softness_of(Layer("latex"))[0])
    deep = comfort_layer(made_of(Layer("memory foam"), Layer("gel foam", 7.9)))
    assert deep.thickness_cm > 10
    assert deep.thickness_sd_cm > comfort_layer(made_of(Layer("gel foam", 7.9))).thickness_sd_cm


@pytest.mark.parametrize(("name", "above"), [("cold_foam", 1), ("unknown", 1), ("pocket_spring", 2), ("hybrid", 2)])
def test_the_last_layer_of_a_foam_bed_is_its_core_though_nobody_says_how_thick(name: str, above: int) -> None:
    layers = (Layer("memory foam", 6), Layer("waterfoam"))
    assert layers_above_core(made_of(*layers, type=name)) == layers[:above]


def test_stated_layers_are_surer_than_a_construction_and_that_than_nothing() -> None:
    layers = comfort_layer(made_of(Layer("koudschuim", 4.9)))
    construction, unstated = comfort_layer(BED), comfort_layer(replace(BED, type="unknown"))
    assert (layers.source, construction.source, unstated.source) == ("layers", "construction", "unstated")
    assert layers.thickness_sd_cm < construction.thickness_sd_cm < unstated.thickness_sd_cm
    assert layers.softness_sd_kpa < construction.softness_sd_kpa < unstated.softness_sd_kpa


@pytest.mark.parametrize("firmness", [None, 1.0, 2.75, 5.0, 6.5, 8.0, 10.0])
def test_an_unstated_construction_is_in_the_middle_of_all_and_wider_than_any(firmness: float | None) -> None:
    each = [comfort_layer(replace(BED, type=name, firmness=firmness)) for name in CONSTRUCTIONS]
    unknown = comfort_layer(replace(BED, type="unknown", firmness=firmness))
    assert len(possible_comfort(replace(BED, type="unknown", firmness=firmness))) == len(CONSTRUCTIONS)
    for name in ("thickness_cm", "softness_kpa"):
        values = [getattr(one, name) for one in each]
        assert min(values) < getattr(unknown, name) < max(values)
    for name in ("thickness_sd_cm", "softness_sd_kpa"):
        assert getattr(unknown, name) > max(getattr(one, name) for one in each)


def test_published_depths_firm_beds_thin_soft_beds_deep() -> None:
    assert usual_depth_cm(2.75)[0] >= 10
    assert 5 <= usual_depth_cm(5.1)[0] <= 7.6
    assert 2.5 <= usual_depth_cm(7.75)[0] <= 5
    depths = [usual_depth_cm(firmness / 4)[0] for firmness in range(4, 41)]
    assert all(deep >= thin for deep, thin in itertools.pairwise(depths))
    for name in (*CONSTRUCTIONS, "unknown"):
        assert DEPTH_RANGE_CM[0] <= comfort_layer(replace(BED, type=name, firmness=9.9)).thickness_cm
