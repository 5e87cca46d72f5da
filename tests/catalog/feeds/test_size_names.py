import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.feeds.size_names import market_of, name_of, named_size, size_in_title
from catalog.sizes import SizeText, find_size, find_sizes


@pytest.mark.parametrize(
    ("text", "us", "uk", "unknown"),
    [
        ("Twin", (96.5, 190.5), None, (96.5, 190.5)),
        ("twin-xl", (96.5, 203.2), None, (96.5, 203.2)),
        ("Twin Extra Long", (96.5, 203.2), None, (96.5, 203.2)),
        ("Full Size", (137.2, 190.5), None, (137.2, 190.5)),
        ("QUEEN", (152.4, 203.2), None, (152.4, 203.2)),
        ("California King", (182.9, 213.4), None, (182.9, 213.4)),
        ("Cal. King Mattress", (182.9, 213.4), None, (182.9, 213.4)),
        ("Split King", (96.5, 203.2, 2), None, (96.5, 203.2, 2)),
        ("Split California King", (91.4, 213.4, 2), None, (91.4, 213.4, 2)),
        ("RV Queen", (152.4, 190.5), None, (152.4, 190.5)),
        ("King", (193, 203.2), (150, 200), None),
        ("King Size", (193, 203.2), (150, 200), None),
        ("kingsize", (193, 203.2), (150, 200), None),
        ("Double", (137.2, 190.5), (135, 190), None),
        ("Single", None, (90, 190), None),
        ("Small Double", None, (120, 190), (120, 190)),
        ("Super King", None, (180, 200), (180, 200)),
        ("Superking (180 x 200)", None, (180, 200), (180, 200)),
        ("EU Single", None, (90, 200), (90, 200)),
        ("Emperor", None, (200, 200), None),
        ("3ft", (90, 190), (90, 190), (90, 190)),
        ("2'6\"", (75, 190), (75, 190), (75, 190)),
        ("4ft6 Double", (135, 190), (135, 190), (135, 190)),
        ("4 ft 6 in", (135, 190), (135, 190), (135, 190)),
        ("5ft King Size", (150, 200), (150, 200), (150, 200)),
        ("6ft x 6ft6", (182.9, 198.1), (180, 200), (180, 200)),
        ("4'6\" x 6'3\"", (137.2, 190.5), (135, 190), (135, 190)),
        ("4'6''x6'3''", (137.2, 190.5), (135, 190), (135, 190)),
        ("tweepersoons", None, None, None),
        ("Lits-jumeaux", None, None, None),
        ("large", None, None, None),
        ("9ft", None, None, None),
    ],
)
def test_a_name_is_a_size_in_its_market(text, us, uk, unknown):
    for market, size in (("US", us), ("UK", uk), ("", unknown)):
        assert named_size(text, market) == (size and SizeText(*size)), market


@pytest.mark.parametrize(
    ("texts", "currency", "market"),
    [
        (["King", "Double"], "GBP", "UK"),
        (["King", "Double"], "USD", "US"),
        (["King", "Double"], "EUR", ""),
        (["King", "Twin", "Queen"], None, "US"),
        (["King", "Small Double"], None, "UK"),
        (["King", "Queen", "Super King"], None, ""),
        (["Queen"], "AUD", ""),
        (["90x200"], "EUR", ""),
    ],
)
def test_the_market_of_a_feed(texts, currency, market):
    assert market_of(texts, currency) == market


@pytest.mark.parametrize(
    ("title", "market", "size"),
    [
        ("Coastal Hybrid Mattress Queen Medium", "US", (152.4, 203.2)),
        ("Coastal Queen Mattress", "US", (152.4, 203.2)),
        ("Coastal Mattress - King", "UK", (150, 200)),
        ("Coastal Mattress (Double)", "UK", (135, 190)),
        ("Coastal 4ft6 Double Mattress", "UK", (135, 190)),
        ("King Koil Royal Mattress", "US", None),
        ("Queen Anne Mattress", "US", None),
        ("Coastal Full Moon Mattress", "US", None),
        ("Coastal Mattress", "US", None),
    ],
)
def test_a_name_of_a_size_in_a_title(title, market, size):
    assert size_in_title(title, market) == (size and SizeText(*size))


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("60 x 80", (152.4, 203.2)),
        ("80 x 60", (152.4, 203.2)),
        ("72x84", (182.9, 213.4)),
        ("38x75", (96.5, 190.5)),
        ('54"W x 75"L x 10"H', (137.2, 190.5)),
        ("60” x 80”", (152.4, 203.2)),
        ("66in x 80in", (167.6, 203.2)),
        ("44x79", None),  # neither a size of inches nor a bed of centimetres
        ("60x120", (60, 120)),
    ],
)
def test_an_americans_figures_are_inches(text, size):
    assert find_size(text) == (size and SizeText(*size))


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("80/90 x 200", [(80, 200), (90, 200)]),
        ("80/90/100x200 cm", [(80, 200), (90, 200), (100, 200)]),
        ("90 of 100 x 210", [(90, 210), (100, 210)]),
        ("90x190/200", [(90, 190), (90, 200)]),
        ("90x200, 140x200 en 160x200", [(90, 200), (140, 200), (160, 200)]),
        ("90x200", [(90, 200)]),
        ("140/200", [(140, 200)]),
        ("140/200/22", [(140, 200)]),
        ("180x200 (2x 90x200)", [(90, 200, 2)]),
    ],
)
def test_several_sizes_in_one_value_are_all_read(text, sizes):
    assert find_sizes(text) == tuple(SizeText(*size) for size in sizes)


@given(st.text(max_size=200))
def test_no_text_breaks_it(text):
    for market in ("US", "UK", ""):
        for found in (named_size(text, market), size_in_title(text, market)):
            assert found is None or found.length_cm >= 170
    assert all(30 <= size.width_cm <= 240 for size in find_sizes(text))


@pytest.mark.parametrize(
    ("size", "us", "uk"),
    [
        ((96.5, 190.5), "Twin", ""), ((96.5, 203.2), "Twin XL", ""), ((137.2, 190.5), "Full", ""),
        ((152.4, 203.2), "Queen", ""), ((152, 203), "Queen", ""), ((193, 203.2), "King", ""),
        ((182.9, 213.4), "California King", ""), ((96.5, 203.2, 2), "Split King", ""),
        ((90, 190), "", "Single"), ((120, 190), "", "Small Double"), ((135, 190), "", "Double"),
        ((150, 200), "", "King"), ((180, 200), "", "Super King"), ((90, 200), "", "Long Single"),
        ((90, 200, 2), "", ""), ((140, 210), "", ""),
    ],
)  # fmt: skip
def test_a_size_is_named_as_its_market_names_it(size: tuple[float, ...], us: str, uk: str) -> None:
    of = SizeText(size[0], size[1], int(size[2]) if len(size) > 2 else 1)
    assert (name_of(of, "US"), name_of(of, "UK"), name_of(of, ""), name_of(of, "EU")) == (us, uk, "", "")
    for name, market in ((us, "US"), (uk, "UK")):
        if name:
            again = named_size(name, market)
            assert again and max(abs(again.width_cm - of.width_cm), abs(again.length_cm - of.length_cm)) < 0.6
