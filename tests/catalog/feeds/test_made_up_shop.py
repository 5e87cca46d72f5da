"""A shop's range comes in whole, whichever of its systems exports it."""

import pytest

from catalog.inspection import check_stream
from catalog.mattress import Size
from catalog.records.mattresses import mattresses
from tests.catalog.feeds import made_up_shop

WRITTEN = (made_up_shop.google_xml, made_up_shop.shopify, made_up_shop.long_sheet, made_up_shop.wide_sheet)


@pytest.fixture(params=WRITTEN, ids=lambda written: written.__name__)
def beds(request, tmp_path):
    return list(mattresses(check_stream(request.param(tmp_path)), currency="EUR"))


def test_every_bed_with_all_its_sizes_prices_and_stock(beds):
    shop = made_up_shop.shop()
    assert (len(shop), sum(len(bed.variants) for bed in shop)) == (66, 469)
    sold = {
        (bed.model, bed.grade.replace("/", "+")): tuple(
            (float(each.width_cm), float(each.length_cm), float(each.price), each.stock > 0) for each in bed.variants
        )
        for bed in shop
    }

    def told(size: Size) -> tuple[object, ...]:
        return size.width_cm, size.length_cm, size.price, size.in_stock

    found = {
        (bed.model, bed.variant): tuple(map(told, sorted(bed.sizes, key=lambda s: (s.width_cm, s.length_cm))))
        for bed in beds
    }
    assert len(beds) == 66
    assert found == sold


def test_what_can_be_set_and_what_can_be_turned_ranks_with_its_range(beds):
    by_model = {bed.model: bed for bed in beds}
    for n in (1, 2, 3):
        zoned, turned = by_model[f"Getij {n}"], by_model[f"Keer {n}"]
        assert (zoned.adjust, zoned.adjust_min, zoned.adjust_max, zoned.firmness) == ("per_zone", 3, 9, 6)
        assert (turned.adjust, turned.turnable) == ("flip", True)
        assert turned.adjust_min < turned.firmness < turned.adjust_max


def test_a_bed_is_the_same_bed_from_each_system(tmp_path):
    facts = [
        {
            bed.mattress_id: (bed.firmness, bed.type, bed.weight_max_kg, bed.adjust)
            for bed in mattresses(check_stream(written(tmp_path)), currency="EUR")
        }
        for written in WRITTEN
    ]
    assert all(each == facts[0] for each in facts)
