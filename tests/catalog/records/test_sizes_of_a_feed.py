"""Sizes as three markets write them: one bed with all its sizes, each with its own price, and nothing dropped."""

import datetime as dt

import pytest

from catalog.inspection import check_feed, check_stream
from catalog.mattress import Size
from catalog.records.mattresses import mattresses
from catalog.records.names import model_name

TODAY = dt.date(2026, 11, 23)


def google(*records):
    one = (
        "<item><g:id>{0}</g:id><g:title>{1}</g:title><g:price>{2}</g:price><g:brand>Zeis</g:brand>"
        "<g:item_group_id>z</g:item_group_id></item>"
    )
    inside = "".join(one.format(number, *record) for number, record in enumerate(records))
    return f'<rss xmlns:g="http://base.google.com/ns/1.0"><channel>{inside}</channel></rss>'


TITLES = {
    "nl": ["Zeis Noord matras {} Medium", [("1-persoons 90x200", 90), ("twijfelaar 120 x 200 cm", 120),
           ("2-persoons 160x200", 160), ("lits jumeaux 180x200", 180)], "EUR"],
    "de": ["Zeis Noord Matratze {} H2", [("Einzelbett 90x200 cm", 90), ("Doppelbett 180x200 cm", 180)], "EUR"],
    "fr": ["Matelas Zeis Noord {} ferme", [("1 personne 90x190", 90), ("2 places 140x190", 140)], "EUR"],
    "es": ["Zeis Noord {} colchón medium", [("individual 90x190", 90), ("matrimonio 135x190", 135)], "EUR"],
    "it": ["Zeis Noord materasso {} H3", [("singolo 80x190", 80), ("matrimoniale 160x190", 160)], "EUR"],
    "pl": ["Zeis Noord materac {} H3", [("jednoosobowy 90x200", 90), ("dwuosobowy 160x200", 160)], "PLN"],
    "sv": ["Zeis Noord madrass {} medium", [("enkelsäng 90x200", 90), ("dubbelsäng 160x200", 160)], "SEK"],
    "da": ["Zeis Noord madras {} medium", [("enkeltseng 90x200", 90), ("dobbeltseng 160x200", 160)], "DKK"],
    "uk": ["Zeis Noord Pocket Mattress {} Medium", [("3ft Single", 90), ("Small Double 4ft", 120), ("4ft6 Double", 135),
           ("King Size", 150), ("6ft Super King", 180)], "GBP"],
    "us": ["Zeis Noord Hybrid Mattress, {}, Medium", [("Twin", 96.5), ("Full", 137.2), ('Queen (60" x 80")', 152.4),
           ("King 76 x 80", 193), ("Cal King", 182.9)], "USD"],
}  # fmt: skip


@pytest.mark.parametrize("market", TITLES)
def test_variants_named_by_their_size_are_one_bed(tmp_path, market):
    title, sizes, currency = TITLES[market]
    records = [(title.format(size), f"{300 + place}.00 {currency}") for place, (size, _) in enumerate(sizes)]
    (tmp_path / "feed").write_text(google(*records), encoding="utf-8")
    (bed,) = mattresses(check_stream(tmp_path / "feed", TODAY))
    assert "Noord" in bed.model and not any(char.isdigit() for char in bed.model)
    assert {size.width_cm: size.price for size in bed.sizes} == {
        width: 300 + place for place, (_, width) in enumerate(sizes)
    }


@pytest.mark.parametrize(
    ("title", "width", "model"),
    [
        ("King Koil Royal Queen 60x80", 152.4, "Royal"),
        ("King Koil Double Comfort 90x200", 90, "Double Comfort"),
        ("King Koil Royal 4'6\" Double", 135, "Royal"),
        ("King Koil pocketveringmatras tweepersoons 140x200 medium", 140, "pocketveringmatras"),
    ],
)
def test_the_model_keeps_what_is_its_own(title, width, model):
    assert model_name(title, "King Koil", width) == model


def table(tmp_path, *rows):
    text = "sku;naam;merk;maat;hardheid;prijs\n" + "".join(f"{row}\n" for row in rows)
    (tmp_path / "feed.csv").write_text(text, encoding="utf-8")
    return tmp_path / "feed.csv"


def test_several_sizes_of_one_record_are_kept_and_the_price_is_of_none_of_them(tmp_path):
    feed = table(tmp_path, "1;Noord matras;Zeis;80/90 x 200;H2;399 EUR", "2;Noord matras;Zeis;140x200;H2;599 EUR")
    first = check_feed(feed).records[0]
    assert first.width_cm is None and first.choice_of_sizes == ((80, 200), (90, 200)) and first.keep
    assert "several_sizes" in {each.key for each in first.findings}
    (bed,) = mattresses(check_stream(feed))
    assert bed.sizes == (Size(80, 200), Size(90, 200), Size(140, 200, 599))
    assert (bed.price, bed.price_size) == (599, Size(140, 200))


def test_a_list_of_sizes_loses_none(tmp_path):
    (bed,) = mattresses(check_stream(table(tmp_path, "1;Noord matras;Zeis;90x200, 140x200, 160x200;H2;399 EUR")))
    assert [size.width_cm for size in bed.sizes] == [90, 140, 160] and {size.price for size in bed.sizes} == {None}
    assert (bed.price, bed.price_size) == (399, None)


@pytest.mark.parametrize(
    ("size", "read"),
    [
        ("60 x 80", (152.4, 203.2)),
        ("76x80", (193, 203.2)),
        ("44 x 79", (None, None)),
        ('"38""W x 80""L"', (96.5, 203.2)),
    ],
)
def test_an_adults_bed_in_bare_inches_is_no_childs(tmp_path, size, read):
    (record,) = check_feed(table(tmp_path, f"1;Noord mattress;Zeis;{size};Medium;899 USD")).records
    assert (record.width_cm, record.length_cm) == read and record.keep
    assert (read[0] is None) == ("size_unreadable" in {each.key for each in record.findings})


@pytest.mark.parametrize(
    ("size", "text", "height"),
    [
        ('"60""W x 80""L x 11""H"', "", 27.9),
        ("60x80", "A 12 inch profile.", 30.5),
        ("60x80", "14-inch hybrid mattress", 35.6),
        ("60x80", "With 3 inch of gel foam.", None),
        ("60x80", "10 inch box, 2-inch mattress topper", None),
    ],
)
def test_a_height_in_inches(tmp_path, size, text, height):
    rows = f"sku;naam;maat;hardheid;omschrijving\n1;Noord mattress;{size};Medium;{text}\n"
    (tmp_path / "feed.csv").write_text(rows, encoding="utf-8")
    assert check_feed(tmp_path / "feed.csv").records[0].height_cm == height


SHOPIFY = "Handle,Title,Vendor,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Price\n"


def test_named_sizes_of_a_shop_without_a_currency(tmp_path):
    rows = "".join(
        f"noord,{'Noord Mattress' if not place else ''},Zeis,Size,{size},Feel,Plush,s{place},{500 + place}.00\n"
        for place, size in enumerate(("Twin", "Twin XL", "Full", "Queen", "King", "California King"))
    )
    (tmp_path / "feed.csv").write_text(SHOPIFY + rows)
    (bed,) = mattresses(check_stream(tmp_path / "feed.csv"), currency="USD")
    assert [(size.width_cm, size.price) for size in bed.sizes] == [
        (96.5, 500), (96.5, 501), (137.2, 502), (152.4, 503), (182.9, 505), (193, 504),
    ]  # fmt: skip


def test_a_name_that_could_be_either_markets_is_said_to_be_unreadable(tmp_path):
    (tmp_path / "feed.csv").write_text(SHOPIFY + "noord,Noord Mattress,Zeis,Size,King,Feel,Plush,s,500.00\n")
    (record,) = check_feed(tmp_path / "feed.csv").records
    assert record.width_cm is None and "size_unreadable" in {each.key for each in record.findings}
