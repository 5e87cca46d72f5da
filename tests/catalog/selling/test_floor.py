"""A shop's floor: what its list says of stock and prices, and that nothing a fit is computed from changes."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from catalog.mattress import Catalogue, Mattress, Size
from catalog.selling.floor import COLUMNS, Floor, at_shop, read_floors
from catalog.sizes import offers

DAY = "2026-11-30"
SOLD = {"sizes", "in_stock", "price", "sale", "currency"}


def bed(name: str, **facts: object) -> Mattress:
    sizes = (Size(90, 200, 700.0, True, "2026-10"), Size(180, 200, 1400.0, None))
    return replace(Mattress(name, "Brand", name, firmness=5.5, currency="EUR", sizes=sizes), **facts)  # type: ignore[arg-type]


BEDS = Catalogue((bed("one", former_ids=("uno",)), bed("two"), bed("dollars", currency="USD")), "v1")


def row(*cells: str) -> dict[str, str]:
    return dict(zip(COLUMNS, cells, strict=True))


def floor(*rows: dict[str, str]) -> Floor:
    (found,), findings = read_floors(rows, BEDS.ids, DAY)
    assert findings == []
    return found


def there(of: Floor, name: str) -> Mattress:
    found = at_shop(BEDS, of).by_id(name)
    assert found is not None
    return found


def test_stock_and_price_of_a_size_are_those_of_the_shop() -> None:
    of = floor(row("Utrecht", "one", "90x200", "0", "649,-", "ja"), row("Utrecht", "one", "140x200", "2", "", ""))
    sizes = {size.width_cm: size for size in there(of, "one").sizes}
    assert (sizes[90].in_stock, sizes[90].price, sizes[90].price_date) == (False, 649.0, DAY)
    assert (sizes[140].in_stock, sizes[140].price) == (True, None)  # a size only this shop has
    assert (sizes[180].in_stock, sizes[180].price) == (False, 1400.0)  # a list of stock that does not name it
    assert of.standing(BEDS) == {"one"}


def test_a_bed_that_a_list_of_stock_does_not_name_is_not_in_stock_there() -> None:
    of = floor(row("Utrecht", "one", "90x200", "3", "", ""))
    assert [size.in_stock for size in there(of, "two").sizes] == [False, False]
    assert there(of, "two").in_stock is False
    assert there(of, "one").in_stock is True


def test_a_list_without_stock_leaves_stock_as_the_catalogue_says_it() -> None:
    of = floor(row("Utrecht", "uno", "", "", "", "yes"), row("Utrecht", "two", "", "", "", "no"))
    assert of.standing(BEDS) == {"one"}  # by an id it had before
    assert [size.in_stock for size in there(of, "one").sizes] == [True, None]


def test_a_row_about_the_model_counts_for_every_size_that_has_no_row() -> None:
    of = floor(row("Utrecht", "one", "", "nee", "", "yes"), row("Utrecht", "one", "180x200", "1", "", ""))
    assert {size.width_cm: size.in_stock for size in there(of, "one").sizes} == {90: False, 180: True}


def test_two_halves_are_priced_by_the_size_of_both() -> None:
    of = floor(row("Utrecht", "one", "2x 90x200", "1", "1200", ""))
    assert {size.width_cm: size.price for size in there(of, "one").sizes} == {90: 700.0, 180: 1200.0}


def test_nothing_is_converted_from_another_currency() -> None:
    of = floor(row("Utrecht", "dollars", "90x200", "1", "€ 500", ""))
    found = there(of, "dollars")
    assert found.currency == "EUR"
    assert [size.price for size in found.sizes] == [500.0, None]


def test_only_how_a_bed_is_sold_differs_from_the_catalogue_and_a_new_list_is_another_version() -> None:
    of = floor(row("Utrecht", "one", "90x200", "0", "649", "yes"))
    for before in BEDS:
        after = there(of, before.mattress_id)
        changed = {each.name for each in fields(Mattress) if getattr(after, each.name) != getattr(before, each.name)}
        assert changed <= SOLD
    other = floor(row("Utrecht", "one", "90x200", "1", "649", "yes"))
    assert len({BEDS.version, at_shop(BEDS, of).version, at_shop(BEDS, other).version}) == 3
    assert at_shop(BEDS, of).version == at_shop(BEDS, of).version


@pytest.mark.parametrize(
    ("cells", "field", "key"),
    [
        (("", "one", "", "", "", "yes"), "shop", "no_shop"),
        (("x" * 61, "one", "", "", "", "yes"), "shop", "no_shop"),
        (("U", "", "", "", "", "yes"), "mattress_id", "floor_unknown_bed"),
        (("U", "one", "king", "1", "", ""), "size", "floor_size"),
        (("U", "one", "90x200", "-1", "", ""), "stock", "floor_stock"),
        (("U", "one", "90x200", "many", "", ""), "stock", "floor_stock"),
        (("U", "one", "90x200", "1", "cheap", ""), "price", "floor_price"),
        (("U", "one", "90x200", "1", "", "perhaps"), "on_floor", "floor_yes_no"),
    ],
)
def test_a_row_that_cannot_be_read_is_left_out_and_told(cells: tuple[str, ...], field: str, key: str) -> None:
    good = row("U", "two", "", "", "", "yes")
    found, (finding,) = read_floors([row(*cells), good], BEDS.ids, DAY)
    assert (finding.where, finding.field, finding.key, finding.severity) == ("row 2", field, key, "severe")
    assert [each.mattress_id for of in found for each in of.rows] == ["two"]


def test_a_bed_of_the_next_catalogue_is_kept_and_told_and_a_row_twice_is_not() -> None:
    rows = [row("U", "later", "", "", "", "yes"), row("U", "one", "90x200", "1", "", "")]
    found, findings = read_floors([*rows, rows[1], row("", "", "", "", "", "")], BEDS.ids, DAY)
    assert [(f.where, f.key, f.severity) for f in findings] == [
        ("row 2", "floor_unknown_bed", "warning"),
        ("row 4", "floor_twice", "severe"),
    ]
    assert len(found[0].rows) == 2
    assert found[0].standing(BEDS) == frozenset()


def test_a_shop_that_prices_in_two_currencies_is_told() -> None:
    rows = [row("U", "one", "90x200", "1", "€ 500", ""), row("U", "two", "90x200", "1", "$ 500", "")]
    found, (finding,) = read_floors(rows, BEDS.ids, DAY)
    assert (finding.where, finding.key) == ("row 3", "floor_currency")
    assert len(found[0].rows) == 1


def test_the_offer_in_a_size_is_that_of_the_shop() -> None:
    of = floor(row("Utrecht", "one", "180x200", "2", "999", ""))
    whole, halves = offers(there(of, "one"), 180, 200, as_of=date(2026, 12, 1))
    assert (whole.price, whole.in_stock, whole.is_current) == (999.0, True, True)
    assert (halves.price, halves.in_stock) == (1400.0, False)
