import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import UserError
from catalog.mattress import Mattress, Sale, Size
from catalog.sizes import SizeText, find_size, offer_in_any_size, offers, parse_size

TODAY = dt.date(2026, 11, 30)
NINETY = SizeText(90, 200)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("90x200", NINETY),
        ("90 x 200 cm", NINETY),
        ("90x200cm", NINETY),
        ("100x200 ", SizeText(100, 200)),
        ("140/200", SizeText(140, 200)),
        ("0,90 x 2,00 m", NINETY),
        ("0.90m x 2.00m", NINETY),
        ("900 x 2000 mm", NINETY),
        ("90 × 200", NINETY),
        ("90 cm bij 200 cm", NINETY),
        ("2x 90x200", SizeText(90, 200, 2)),
        ("set 2 x 90x200 (H2 + H3)", SizeText(90, 200, 2)),
        ("90x200 cm (2 stuks)", SizeText(90, 200, 2)),
        ("set van 2 90x200", SizeText(90, 200, 2)),
        ("2er-Set 90x200", SizeText(90, 200, 2)),
        ("lot de 2 90x200", SizeText(90, 200, 2)),
        ("twee matrassen 80x210", SizeText(80, 210, 2)),
        ("180x200 (2x 90x200)", SizeText(90, 200, 2)),
        ("180 x 200 cm (2 x 90 cm)", SizeText(90, 200, 2)),
        ("7x 90x200", NINETY),
        ("B 90 x L 200 cm", NINETY),
        ("Breite: 90 cm x Länge: 200 cm", NINETY),
        ("90 cm breed x 200 cm lang", NINETY),
        ("60 x 80 inch", SizeText(152.4, 203.2)),
        ("Sleep 22/23 90x200", NINETY),
        ("200x90", NINETY),
        ("200x200", SizeText(200, 200)),
        ("152x203", SizeText(152, 203)),
        ("80x200x18 cm", SizeText(80, 200)),
    ],
)
def test_every_spelling(text, size):
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "large", "90", "9x20", "900x200", "1000 x 5", "90x2000", "op maat", "1.000 T"])
def test_an_unknown_size_is_one_clear_error(text):
    with pytest.raises(UserError, match="90x200"):
        parse_size(text)


@given(st.text(max_size=200))
def test_no_text_breaks_the_search(text):
    found = find_size(text)
    assert found is None or 30 <= found.width_cm <= 240


@given(st.integers(70, 200), st.integers(200, 220), st.sampled_from(["", " cm"]), st.sampled_from(["x", " x ", "/"]))
def test_what_is_written_is_read_back(width, length, unit, sign):
    assert parse_size(f"{width}{sign}{length}{unit}") == SizeText(width, length)


def mattress(**fields):
    return Mattress("a", "Brand", "Model", currency="EUR", **fields)


def ways(bed, width_cm, length_cm):
    """Halves, price and what is known of each way to have a bed in a size."""
    found = offers(bed, width_cm, length_cm, as_of=TODAY)
    return [(each.halves, each.price, each.price_size_known, each.size_known, each.in_stock) for each in found]


def test_a_price_per_size():
    bed = mattress(sizes=(Size(90, 200, 500), Size(180, 200, 950)))
    assert ways(bed, 90, 200) == [(1, 500, True, True, None)]
    assert ways(bed, 180, 200) == [(1, 950, True, True, None), (2, 1000, True, True, None)]
    assert ways(bed, 140, 200) == []


def test_each_size_has_a_stock_of_its_own():
    bed = mattress(sizes=(Size(90, 200, 500, in_stock=True), Size(180, 200, 950, in_stock=False)))
    assert [way[4] for way in ways(bed, 180, 200)] == [False, True]


def test_a_bed_that_is_sold_out_is_so_in_each_size_that_says_nothing():
    bed = mattress(sizes=(Size(90, 200), Size(140, 200, in_stock=True)), in_stock=False)
    assert [way[4] for size in (90, 140) for way in ways(bed, size, 200)] == [False, True]
    assert ways(mattress(sizes=(Size(90, 200),), in_stock=True), 90, 200)[0][4] is None, "some size is, not this one"


def test_a_wide_bed_can_be_two_halves():
    bed = mattress(sizes=(Size(90, 200, 500),))
    assert ways(bed, 180, 200) == [(2, 1000, True, True, None)]
    assert str(offers(bed, 180, 200, as_of=TODAY)[0].size) == "2x 90x200"
    assert ways(mattress(sizes=(Size(60, 120, 100),)), 120, 120) == []


def test_a_price_of_no_stated_size_is_passed_on_and_never_doubled():
    bed = mattress(sizes=(Size(90, 200),), price=600)
    assert ways(bed, 90, 200) == [(1, 600, False, True, None)]
    assert ways(bed, 180, 200) == [(2, 600, False, True, None)]


def test_a_price_of_another_size_says_nothing_of_this_one():
    bed = mattress(sizes=(Size(90, 200), Size(140, 200)), price=600, price_size=Size(90, 200))
    assert ways(bed, 140, 200) == [(1, None, True, True, None)]
    assert ways(bed, 90, 200) == [(1, 600, True, True, None)]


def test_a_bed_without_a_list_of_sizes_may_be_made_in_it():
    assert ways(mattress(), 90, 200) == [(1, None, True, False, None)]


def test_half_a_centimetre_is_the_same_size_and_one_is_not():
    bed = mattress(sizes=(Size(152.4, 203.2, 900),))
    assert ways(bed, 152, 203) == ways(bed, 153, 203) == [(1, 900, True, True, None)]
    assert ways(bed, 154, 203) == []


@pytest.mark.parametrize(
    ("dates", "as_of", "dated", "is_history"),
    [
        ({"price_date": "2025-11-30"}, "2026-11-30", "2025-11-30", False),
        ({"price_date": "2025-11-30"}, "2026-12-01", "2025-11-30", True),
        ({"price_date": "2025-11"}, "2026-11-30", "2025-11", True),  # it may be of the first of November
        ({"price_date": "2026"}, "2026-12-31", "2026", False),
        ({"price_date": "2026"}, "2027-01-02", "2026", True),
        ({"price_date": "2024-02-29"}, "2025-03-01", "2024-02-29", True),
        ({"source_date": "2023-06-04"}, "2026-11-30", "2023-06-04", True),
        ({"source_date": "2023-06-04", "price_date": "2026-10"}, "2026-11-30", "2026-10", False),
        ({}, "2026-11-30", "2026-11-01", False),  # the list's own date
        ({}, "2028-02-29", "2026-11-01", True),
    ],
)
def test_a_price_over_a_year_old_is_history(dates, as_of, dated, is_history):
    bed = mattress(sizes=(Size(90, 200, 500),), **dates)
    (offer,) = offers(bed, 90, 200, as_of=dt.date.fromisoformat(as_of), listed="2026-11-01")
    assert (offer.price_date, offer.is_history, offer.is_current) == (dated, is_history, not is_history)


@pytest.mark.parametrize(
    ("dates", "as_of", "known"),
    [
        ({"price_date": "2026-03-01"}, "2026-01-15", False),
        ({"price_date": "2026-03-01"}, "2026-02-28", False),
        ({"price_date": "2026-03-01"}, "2026-03-01", True),
        ({"price_date": "2026-03"}, "2026-02-28", False),
        ({"price_date": "2026-03"}, "2026-03-01", True),
        ({"price_date": "2027"}, "2026-12-31", False),
        ({"source_date": "2026-03-01"}, "2026-01-15", False),
        ({}, "2026-10-31", False),  # the list's own date
        ({}, "2026-11-01", True),
    ],
)
def test_a_price_is_not_known_before_its_own_date(dates, as_of, known):
    bed = mattress(sizes=(Size(90, 200, 500, sale=Sale(400, "2026-01-01")),), **dates)
    day = dt.date.fromisoformat(as_of)
    found = [offers(bed, width, 200, as_of=day, listed="2026-11-01")[0] for width in (90, 180)]
    for offer, asked in zip(
        (*found, offer_in_any_size(bed, as_of=day, listed="2026-11-01")), (400, 800, 400), strict=True
    ):
        assert (offer.price, offer.is_current) == ((asked, True) if known else (None, False))


def test_a_size_may_have_a_price_of_another_day():
    bed = mattress(sizes=(Size(90, 200, 500, price_date="2020-06"), Size(140, 200, 700)), price_date="2026-10")
    assert [offers(bed, width, 200, as_of=TODAY)[0].is_history for width in (90, 140)] == [True, False]


def test_a_price_without_any_date_is_what_its_list_says_today():
    (offer,) = offers(mattress(sizes=(Size(90, 200, 500),)), 90, 200, as_of=TODAY)
    assert (offer.price_date, offer.is_current) == (None, True)


@pytest.mark.parametrize(
    ("first", "last", "runs"),
    [
        ("2026-11-20", "2026-11-30", True),
        ("2026-11-20", "2026-11-29", False),
        ("2026-12-01", None, False),
        (None, "2026-11", True),
        (None, "2024", False),
        ("2026", None, True),
    ],
)
def test_a_sale_counts_inside_its_period_only(first, last, runs):
    bed = mattress(sizes=(Size(90, 200, 500, sale=Sale(400, first, last)),))
    (offer,) = offers(bed, 90, 200, as_of=TODAY)
    assert (offer.price, offer.sale_until) == ((400, last) if runs else (500, None))
    (halves,) = offers(bed, 180, 200, as_of=TODAY)
    assert halves.price == (800 if runs else 1000)
    of_model = mattress(price=500, sale=Sale(400, first, last))
    assert offer_in_any_size(of_model, as_of=TODAY).price == offer.price


def test_without_a_size_the_shown_price_is_that_of_its_size():
    shown = mattress(sizes=(Size(90, 200, 500), Size(140, 200, 700)), price=700, price_size=Size(140, 200))
    assert _shown(shown) == (700, "140x200")
    assert _shown(replace(shown, price=None, price_size=None)) == (500, "90x200")
    assert _shown(mattress(sizes=(Size(160, 200, 900), Size(140, 200, 700)))) == (700, "140x200")
    assert _shown(mattress(price=600)) == (600, "None")
    assert _shown(mattress()) == (None, "None")


def _shown(bed):
    offer = offer_in_any_size(bed, as_of=TODAY)
    return offer.price, str(offer.size)


def test_without_a_size_a_bed_is_in_stock_when_one_of_its_sizes_is():
    sizes = {known: Size(90 + 10 * i, 200, 500, known) for i, known in enumerate((True, False, None))}

    def stock(*known, bed=None):
        return offer_in_any_size(mattress(sizes=tuple(sizes[k] for k in known), in_stock=bed), as_of=TODAY).in_stock

    assert (stock(True, False), stock(False), stock(False, None), stock()) == (True, False, None, None)
    assert stock(False, bed=True) is True


def test_delivery_is_of_the_size_or_of_the_bed():
    bed = mattress(sizes=(Size(90, 200, delivery_days=3), Size(140, 200)), delivery_days=14)
    assert [offers(bed, width, 200, as_of=TODAY)[0].delivery_days for width in (90, 140)] == [3, 14]
