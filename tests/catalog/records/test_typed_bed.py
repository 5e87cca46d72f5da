"""Facts of a bed as somebody types them: every scale of firmness, layers, zones; what cannot be is one message."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.errors import UserError
from catalog.mattress import Layer, Size, Zone
from catalog.records.typed_bed import TypedBed, bed_of_facts


def _bed(**facts: str) -> Any:
    return bed_of_facts(TypedBed(**facts))


@pytest.mark.parametrize(
    ("stated", "firmness", "sd"),
    [
        ("H3", 6.5, 1.0),
        ("h 2", 4.5, 1.0),
        ("medium", 5.125, 0.8),
        ("middelstevig", 6.375, 1.0),
        ("medium-firm", 6.375, 0.8),
        ("6.5", 6.5, 0.6),
        ("3", 3.0, 0.6),  # a bare number is on the scale of ten, as in a profile
        ("7/10", 7.0, 0.6),
        ("6,5 van 10", 6.5, 0.6),
        ("Hs 5.6", 6.1, 0.4),
        ("EN 1957 Hs 2,3", 9.4, 0.4),
        ("H2-H3", 5.5, 1.0),
        ("zacht tot medium", 4.0, 0.8),
    ],
)
def test_a_firmness_is_read_on_any_scale(stated: str, firmness: float, sd: float) -> None:
    bed = _bed(stated=stated)
    assert bed.firmness == pytest.approx(firmness)
    assert bed.firmness_sd == pytest.approx(sd, abs=0.21)
    assert bed.hardness_n_mm is None


def test_a_measured_hardness_is_one() -> None:
    bed = _bed(stated="8,6 N/mm")
    assert (bed.hardness_n_mm, bed.firmness) == (8.6, None)


def test_layers_are_read_as_on_a_page() -> None:
    bed = _bed(layers="4 cm memory 50; 16 cm pocket", type="hybrid", height_cm="22,5")
    assert bed.layers == (Layer("memory", 4.0, 50.0), Layer("pocket", 16.0))
    assert (bed.core_material, bed.type, bed.height_cm) == ("pocket", "hybrid", 22.5)


@pytest.mark.parametrize(("type_", "read"), [("pocket spring", "pocket_spring"), ("traagschuim", "memory_foam")])
def test_a_type_is_read_in_any_words(type_: str, read: str) -> None:
    assert _bed(type=type_).type == read


def test_zones_and_price() -> None:
    assert [_bed(zones=said).n_zones for said in ("yes", "no", "unknown", "7")] == [3, 1, None, 7]
    assert _bed(zones="0-35:1 35-75:0.8").zones == (Zone(0, 35, 1), Zone(35, 75, 0.8))
    bed = _bed(price="599 EUR", size="90x200")
    assert (bed.price, bed.currency, bed.price_size) == (599, "EUR", Size(90, 200))
    assert bed.sizes == (Size(90, 200, 599),)
    assert _bed(size="160x200").sizes == (Size(160, 200),)


def test_nothing_typed_is_nothing_known() -> None:
    bed = _bed()
    assert (bed.name, bed.firmness, bed.type, bed.layers, bed.price) == ("Bed", None, "unknown", (), None)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"stated": "banana"}, "'banana' is not a firmness"),
        ({"stated": "Firm Foam 20"}, "is not a firmness"),
        ({"stated": "12"}, "12 is not possible"),
        ({"stated": "90 N/mm"}, "90 is not possible"),
        ({"stated": "H2 + H4"}, "is more than one bed"),
        ({"type": "boat"}, "'boat' is not a type of mattress"),
        ({"layers": "rubbish"}, "cannot be read as layers"),
        ({"zones": "maybe"}, "does not tell of zones"),
        ({"zones": "99"}, "99 is not possible"),
        ({"height_cm": "x"}, "'x' is not a number"),
        ({"height_cm": "178"}, "178 is not possible"),
        ({"price": "abc"}, "cannot read the price"),
        ({"size": "q"}, "cannot read the size"),
    ],
)
def test_what_cannot_be_is_one_message_that_says_what_may(facts: dict[str, str], said: str) -> None:
    with pytest.raises(UserError, match=said) as error:
        _bed(**facts)
    assert error.value.where
    assert error.value.allowed


@pytest.mark.parametrize("fact", ["name", "stated", "type", "layers", "zones", "height_cm", "price", "size"])
@pytest.mark.parametrize("text", ["\x00\x1b[31m", "=1+1", "ä" * 5000, "{}", "-1", "nan", "1e400", "٣", " "])
def test_anything_typed_is_read_or_is_one_message(fact: str, text: str) -> None:
    try:
        bed = _bed(**{fact: text})
    except UserError as error:
        assert error.what
    else:
        assert bed.name.isprintable()
