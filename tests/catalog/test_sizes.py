import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import UserError
from catalog.mattress import Mattress, Size
from catalog.sizes import Offer, SizeText, find_size, offers, parse_size

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


def test_a_price_per_size():
    bed = mattress(sizes=(Size(90, 200, 500), Size(180, 200, 950)))
    assert offers(bed, 90, 200) == (Offer(1, 500),)
    assert offers(bed, 180, 200) == (Offer(1, 950), Offer(2, 1000))
    assert offers(bed, 140, 200) == ()


def test_each_size_has_a_stock_of_its_own():
    bed = mattress(sizes=(Size(90, 200, 500, in_stock=True), Size(180, 200, 950, in_stock=False)))
    assert offers(bed, 180, 200) == (Offer(1, 950, in_stock=False), Offer(2, 1000, in_stock=True))


def test_a_wide_bed_can_be_two_halves():
    assert offers(mattress(sizes=(Size(90, 200, 500),)), 180, 200) == (Offer(2, 1000),)
    assert offers(mattress(sizes=(Size(60, 120, 100),)), 120, 120) == ()


def test_a_price_of_no_stated_size_is_passed_on_and_never_doubled():
    bed = mattress(sizes=(Size(90, 200),), price=600)
    assert offers(bed, 90, 200) == (Offer(1, 600, price_size_known=False),)
    assert offers(bed, 180, 200) == (Offer(2, 600, price_size_known=False),)


def test_a_price_of_another_size_says_nothing_of_this_one():
    bed = mattress(sizes=(Size(90, 200), Size(140, 200)), price=600, price_size=Size(90, 200))
    assert offers(bed, 140, 200) == (Offer(1, None),)
    assert offers(bed, 90, 200) == (Offer(1, 600),)


def test_a_bed_without_a_list_of_sizes_may_be_made_in_it():
    assert offers(mattress(), 90, 200) == (Offer(1, None, size_known=False),)


def test_half_a_centimetre_is_the_same_size_and_one_is_not():
    bed = mattress(sizes=(Size(152.4, 203.2, 900),))
    assert offers(bed, 152, 203) == (Offer(1, 900),)
    assert offers(bed, 153, 203) == (Offer(1, 900),)
    assert offers(bed, 154, 203) == ()
