"""Comparing catalogues: every field of every product, and nothing where nothing changed."""

from __future__ import annotations

from dataclasses import fields, replace

from catalog.catalogue_file import load_catalogue
from catalog.comparison import KIND_OF_FIELD, KINDS, Change, compare
from catalog.mattress import CompressionReading, Layer, Mattress, Sale, Size, Zone

BED = Mattress(
    "a", "Aard", "Veer", firmness=5.0, firmness_sd=0.5, price=599.0, currency="EUR", in_stock=True,
    sizes=(Size(90, 200, 599.0), Size(140, 200, 899.0)), zones=(Zone(0, 60, 0.8), Zone(60, 200, 1.0)),
)  # fmt: skip
OTHER_VALUES = {
    "str": "other",
    "float | None": 7.25,
    "int | None": 7,
    "str | None": "other",
    "bool | None": False,
    "Size | None": Size(160, 210),
    "Sale | None": Sale(499.0, "2026-11-20", "2026-11-30"),
    "AdjustKind": "flip",
    "Confidence": "measured",
    "CompressionReading | None": CompressionReading(50, 150, 20, 45, 200),
    "tuple[Layer, ...]": (Layer("latex", 4.0),),
    "tuple[Zone, ...]": (Zone(0, 50, 1.2),),
    "tuple[Size, ...]": (Size(90, 200, 599.0),),
    "tuple[str, ...]": ("firmness", "price"),
}


def test_a_catalogue_equals_itself_in_any_order() -> None:
    catalogue = load_catalogue()
    same = compare(catalogue, reversed(catalogue.mattresses))
    assert (same.added, same.removed, same.changed) == ((), (), ())


def test_added_and_removed_are_told_by_id() -> None:
    found = compare([BED, replace(BED, mattress_id="gone")], [replace(BED, mattress_id="new"), BED])
    assert (found.added, found.removed, found.changed) == (("new",), ("gone",), ())


def test_beds_that_differ_are_named_by_what_they_are_called_now() -> None:
    gone, new = replace(BED, mattress_id="gone", model="Duin"), replace(BED, mattress_id="new", model="Zee")
    kept = replace(BED, mattress_id="kept", model="Stil")
    found = compare([BED, gone, kept], [replace(BED, model="Veer 2"), new, kept])
    assert found.names == {"a": "Aard Veer 2", "gone": "Aard Duin", "new": "Aard Zee"}
    assert found.name("kept") == "kept"
    assert "gone,Aard Duin,gone,,," in found.as_csv().splitlines()


def test_another_article_number_is_no_change_of_the_bed() -> None:
    found = compare([BED], [replace(BED, supplier_keys=("sku:b",))])
    assert (found.changed, found.names) == ((), {})


def test_every_field_is_compared() -> None:
    for field in fields(Mattress):
        if field.name in ("mattress_id", "supplier_keys"):  # what a bed is recognised by says nothing of the bed
            continue
        changed = compare([BED], [replace(BED, **{field.name: OTHER_VALUES[str(field.type)]})]).changed
        assert [change.field for change in changed] == [field.name]
        for value in (changed[0].before, changed[0].after):
            assert value is None or isinstance(value, str | float | int | bool), field.name


def test_values_read_as_the_catalogue_file_writes_them() -> None:
    after = replace(BED, zones=(Zone(0, 75, 0.85),), price_size=Size(90, 200), inferred_fields=("firmness", "price"))
    assert {change.field: (change.before, change.after) for change in compare([BED], [after]).changed} == {
        "zones": ("0-60:0.8 60-200:1", "0-75:0.85"),
        "price_size": (None, "90x200"),
        "inferred_fields": ("", "firmness price"),
    }


def test_the_price_of_a_size_is_a_change_of_its_own_and_the_order_of_sizes_is_none() -> None:
    after = replace(BED, sizes=(Size(160, 200, 999.0), Size(140, 200, 899.0), Size(90, 200, 649.0)))
    changed = compare([BED], [after]).changed
    assert changed == (
        Change("a", "sizes", "140x200 90x200", "140x200 160x200 90x200"),
        Change("a", "price_90x200", 599.0, 649.0),
    )
    assert [change.kind for change in changed] == ["stock", "price"]
    assert compare([BED], [replace(BED, sizes=BED.sizes[::-1])]).changed == ()


def test_each_fact_of_a_size_is_a_change_of_its_own() -> None:
    first, other = BED.sizes
    after = replace(first, price_date="2026-10", sale=Sale(499.0, None, "2026-11-30"), delivery_days=3, in_stock=True)
    changed = compare([BED], [replace(BED, sizes=(after, other))]).changed
    assert [(change.field, change.kind, change.before, change.after) for change in changed] == [
        ("price_90x200_date", "price", None, "2026-10"),
        ("price_90x200_sale", "price", None, "499 from now until 2026-11-30"),
        ("stock_90x200", "stock", None, True),
        ("stock_90x200_days", "stock", None, 3),
    ]


def test_counts_are_of_products_not_of_fields() -> None:
    after = replace(BED, price=649.0, currency="CHF", notes="x", firmness=6.0)
    found = compare([BED], [after])
    assert found.counts() == {"price": 1, "stock": 0, "firmness": 1, "zones": 0, "other": 1}
    assert list(found.counts()) == list(KINDS)


def test_the_fields_that_decide_are_fields_of_a_mattress() -> None:
    assert set(KIND_OF_FIELD) <= {field.name for field in fields(Mattress)}


def test_json_holds_what_the_contract_names() -> None:
    found = compare([BED], [replace(BED, in_stock=None)]).as_json()
    assert found == {
        "added": [],
        "removed": [],
        "changed": [{"mattress_id": "a", "field": "in_stock", "before": True, "after": None}],
        "names": {"a": "Aard Veer"},
    }


def test_the_stock_of_a_size_is_a_change_of_stock() -> None:
    sold_out = replace(BED, sizes=(replace(BED.sizes[0], in_stock=False), BED.sizes[1]))
    (change,) = compare([BED], [sold_out]).changed
    assert change == Change("a", "stock_90x200", None, False) and change.kind == "stock"
