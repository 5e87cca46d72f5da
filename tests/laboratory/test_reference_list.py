"""The reference list: its choice, what its rows say that they know, and that it is what its sources say."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.catalogue_file import REFERENCE, load_catalogue
from catalog.labels import read_firmness
from catalog.mattress import Mattress
from laboratory.sources.curate_reference import PAGE, page_with_figures, reference_csv
from laboratory.sources.reference import first_table, later_tables
from laboratory.sources.reference.choosing import chosen, spread
from laboratory.sources.reference.knowledge import known_note
from laboratory.sources.reference.layers import layer_cells
from laboratory.sources.reference.rows import Row, page_of, read_table
from laboratory.sources.reference.worth import ranges, run, worth
from recommender.fit_target import target
from recommender.sleeper import Sleeper

RAW = Path(__file__).resolve().parents[3] / "shared" / "data" / "catalog"
BEDS = load_catalogue().mattresses


@pytest.fixture(scope="module")
def raw() -> Path:
    if not RAW.exists():
        pytest.skip("the tables of mattress facts are not beside the checkout")
    return RAW


@pytest.fixture(scope="module")
def facts(raw: Path) -> Mapping[str, Row]:
    first = {line["id"]: line for line in read_table(raw / "mattresses.csv")}
    later = [line for name in ("mattresses_2.csv", "nl_be_de.csv") for line in read_table(raw / name)]
    return first | {line["mattress_id"]: line for line in later}


def test_the_page_says_the_figures_of_the_list() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == page_with_figures(page, BEDS)
    assert f"{len(BEDS)} rows" in page


def test_every_row_says_what_it_knows() -> None:
    assert [bed.mattress_id for bed in BEDS if not bed.notes.endswith(known_note(bed))] == []


def _bed(n: int, **facts: object) -> Mattress:
    given = {"firmness": 5.0, "type": "latex", "source_kind": "a shop"} | facts
    return Mattress(f"bed-{n}", f"brand {n % 7}", f"model {n}", **given)  # type: ignore[arg-type]


def test_a_long_list_gives_its_sixty_over_kinds_firmnesses_and_brands() -> None:
    beds = [_bed(n, type=("latex", "hybrid")[n % 3 == 0], firmness=(3.0, 5.0, 8.0)[n % 2]) for n in range(200)]
    taken = chosen(beds)
    assert len(taken) == 60 == len(set(taken))
    assert taken == chosen(beds)
    pairs = Counter((bed.type, bed.firmness) for bed in taken)
    assert len(pairs) == 4 and max(pairs.values()) - min(pairs.values()) <= 1
    assert max(Counter(bed.brand for bed in taken).values()) <= 10
    assert spread(beds[:30], 60) == beds[:30]


def test_a_model_stands_in_every_firmness_that_its_list_has() -> None:
    beds = [replace(_bed(n // 2, firmness=(4.0, 7.0)[n % 2]), mattress_id=str(n)) for n in range(200)]
    taken = spread(beds, 60)
    assert len(taken) == 60 and set(Counter(bed.model for bed in taken).values()) == {2}


def test_of_beds_alike_the_one_that_more_is_known_of_is_taken() -> None:
    beds = [_bed(7 * n, height_cm=20.0 if n % 2 else None) for n in range(100)]
    assert all(bed.height_cm for bed in spread(beds, 50))


def test_a_bed_is_taken_once_and_as_the_row_that_knows_more() -> None:
    twice = [_bed(1), _bed(1, height_cm=20.0)]
    assert chosen([*twice, _bed(1, markets=("BE",))]) == [twice[1], _bed(1, markets=("BE",))]


def test_layers_are_those_one_lies_on() -> None:
    stack = [
        {"position": "comfort", "side": "summer", "material": "soft foam", "cm": 2},
        {"position": "comfort", "side": "winter", "material": "wool", "cm": 1, "density_kg_m3": 50},
        {"position": "core", "material": "pocket springs", "cm": 15, "coils_queen": 900},
        {"position": "edge", "material": "hard foam"},
    ]
    cells = layer_cells(json.dumps(stack))
    assert json.loads(cells["layers"]) == [
        {"material": "wool", "cm": 1, "density_kg_m3": 50},
        {"material": "pocket springs", "cm": 15},
    ]
    assert (cells["core_material"], cells["core_cm"]) == ("pocket springs", "15")
    assert layer_cells("") == {}


def test_foams_stated_together_are_not_counted_again() -> None:
    stack = [
        {"position": "comfort", "material": "memory foam", "cm": 5},
        {"position": "comfort", "material": "foam layers together", "cm": 10},
        {"position": "core", "material": "coils"},
    ]
    assert [each.get("cm") for each in json.loads(layer_cells(json.dumps(stack))["layers"])] == [10, None]


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("https://www.shop.nl/bed-1 ; https://other.nl/x", "https://www.shop.nl/bed-1"),
        ("https://www.shop.nl (copy: github:one/two a/b.md)", "https://github.com/one/two/blob/HEAD/a/b.md"),
        ("public code (layer guide)", ""),
    ],
)
def test_the_page_of_a_source(source: str, page: str) -> None:
    assert page_of(source) == page


def test_what_the_list_is_worth_is_said_of_its_parts() -> None:
    lines = run(2, None).splitlines()
    assert [line.split(" | ")[0].strip("| ") for line in lines[2:]] == list(ranges(BEDS))
    rows = [int(line.split(" | ")[1]) for line in lines[2:]]
    assert rows[0] == rows[1] == sum(bed.firmness is not None for bed in BEDS) and rows[3] == rows[4] > 0


def test_a_bed_without_a_rival_is_undecided_and_a_far_one_is_not() -> None:
    somebody = target(Sleeper(70, 170, side=1.0, back=0.0))
    catalogue = load_catalogue()
    near = next(bed for bed in BEDS if bed.firmness == 5.0)
    far = replace(near, mattress_id="far", firmness=10.0, firmness_sd=0.3)
    alone, beside = (worth(somebody, replace(catalogue, mattresses=beds)) for beds in ((near,), (near, far)))
    assert (alone.undecided, beside.undecided) == (1.0, 0.5)
    assert 0 < alone.chance < 1 and 0 < alone.width < 100


@pytest.mark.raw_data
def test_the_list_is_what_the_script_makes(raw: Path) -> None:
    assert REFERENCE.read_text(encoding="utf-8") == reference_csv(raw)


@pytest.mark.raw_data
def test_nothing_recalled_or_left_out_is_in_it(facts: Mapping[str, Row]) -> None:
    sided = {new_id: soft for new_id, _, soft, _ in first_table.TURNABLE}
    lines = {bed.mattress_id: facts[sided.get(bed.mattress_id, bed.mattress_id)] for bed in BEDS}
    for name, line in lines.items():
        expected = ("brief",) if name == first_table.BRIEF else ("read", "measured")
        assert line["confidence"] in expected or name == first_table.BRIEF, name
        assert "recalled" not in line["notes"] + line["brand"], name
    assert not set(lines) & (set(first_table.LEFT_OUT) | set(later_tables.LEFT_OUT))


@pytest.mark.raw_data
def test_facts_are_those_of_the_tables(facts: Mapping[str, Row]) -> None:
    checked = 0
    for bed in BEDS:
        line = facts.get(bed.mattress_id)
        if line is None or bed.confidence == "brief":  # two lines in one, or no claim
            continue
        checked += 1
        name = bed.mattress_id
        assert bed.type == line["type"], name
        assert (f"{bed.height_cm:g}" if bed.height_cm else "") == line["height_cm"].removesuffix(".0"), name
        assert (bed.n_zones or "") == (int(line["n_zones"]) if line["n_zones"] else ""), name
        assert (f"{bed.weight_max_kg:g}" if bed.weight_max_kg else "") == line["weight_max_kg"], name
        if bed.trial_nights is not None:
            assert str(bed.trial_nights) == line["trial_nights"], name
        if bed.price is not None and "/" not in line["price"]:
            assert (bed.price, bed.currency) == (float(line["price"]), line["currency"]), name
            assert (bed.price_date or "") == line["price_date"], name
        if "prices_by_size_json" in line:
            by_size = {size: float(price) for size, price in json.loads(line["prices_by_size_json"] or "{}").items()}
            shown = {f"{size.width_cm:g}x{size.length_cm:g}": size.price for size in bed.sizes if size.price}
            assert by_size == shown or (not by_size and list(shown) == [line["price_size"]]), name
        words = set(re.sub(r"[-()]", " ", line["model"].lower()).split()) | set(line["model"].lower().split())
        assert set(bed.model.lower().split()) <= words, name
        if line.get("us10_est") and "MEASURED" not in line["notes"]:
            assert bed.firmness == pytest.approx(float(line["us10_est"]), abs=0.8), name
    assert checked >= 400


@pytest.mark.raw_data
def test_words_of_the_later_tables_read_as_feeds_read_them(facts: Mapping[str, Row]) -> None:
    checked = 0
    for bed in BEDS:
        line = facts.get(bed.mattress_id, {})
        if "firmness_original" not in line or bed.firmness_scale not in ("word", "H-grade") or bed.adjust != "none":
            continue
        said = read_firmness(re.sub(r"\(.*\)", "", bed.firmness_original)).firmness()
        if said:
            checked += 1
            assert bed.firmness == pytest.approx(said[0], abs=0.01), bed.mattress_id
    assert checked >= 60
