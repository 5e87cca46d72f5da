"""A mended record has the new facts as a feed would state them, and keeps all others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from catalog.errors import UserError
from catalog.mattress import Layer, Mattress, Size
from catalog.updates.mending import Mending, mended

DAY = date(2026, 11, 30)
BED = Mattress(
    "a",
    "Huis",
    "Veer",
    height_cm=20.0,
    n_zones=7,
    currency="EUR",
    sizes=(Size(90, 200, 400.0), Size(180, 200, 800.0)),
    supplier_keys=("sku:1",),
)


def test_a_firmness_keeps_what_was_typed_and_its_scale() -> None:
    made = mended(BED, Mending(stated="H3"), DAY)
    assert (made.firmness, made.firmness_original, made.firmness_scale) == (6.5, "H3", "H-grade")
    kept = {"firmness": None, "firmness_sd": None, "firmness_original": "", "firmness_scale": "", "firmness_basis": ""}
    assert replace(made, **kept) == BED  # type: ignore[arg-type]
    assert mended(made, Mending(stated="8.6 N/mm"), DAY) == replace(made, hardness_n_mm=8.6)


def test_layers_zones_weight_limit_and_height() -> None:
    new = Mending(
        layers="4 cm memory foam 50 kg/m3; 16 cm pocket springs",
        zones="nee",
        weight_limit_kg="120 kg",
        height_cm="21,5",
    )
    made = mended(BED, new, DAY)
    assert made.layers[0] == Layer("memory foam", 4.0, 50.0)
    assert (made.n_zones, made.weight_max_kg, made.height_cm) == (1, 120.0, 21.5)
    assert made.sizes == BED.sizes


def test_a_price_holds_from_today_for_the_model_or_for_one_size() -> None:
    made = mended(BED, Mending(price="EUR 450", size="90x200"), DAY)
    assert made.sizes == (Size(90, 200, 450.0, price_date="2026-11-30"), BED.sizes[1])
    more = mended(BED, Mending(size="140x200"), DAY)
    assert more.sizes == (*BED.sizes, Size(140, 200))
    whole = mended(BED, Mending(price="EUR 500"), DAY)
    assert (whole.price, whole.currency, whole.price_date) == (500.0, "EUR", "2026-11-30")


@pytest.mark.parametrize(
    "new",
    [
        Mending(),
        Mending(height_cm="20"),
        Mending(stated="blue"),
        Mending(layers="nothing"),
        Mending(weight_limit_kg="heavy"),
        Mending(weight_limit_kg="9000"),
        Mending(price="USD 500"),
        Mending(layers="30 cm memory foam; 16 cm pocket springs"),
    ],
)
def test_what_cannot_be_is_one_message(new: Mending) -> None:
    with pytest.raises(UserError):
        mended(BED, new, DAY)
