"""What shops write in ways of their own: read as it is meant, or said to be unreadable, and never half."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from catalog.errors import UserError
from catalog.inspection import check_feed, check_stream
from catalog.mattress import Mattress
from catalog.prices import Price, parse_price
from catalog.records.mattresses import mattresses
from catalog.records.record import FeedRecord

TODAY = dt.date(2026, 11, 30)


def _records(folder: Path, text: str, name: str = "feed.csv") -> list[FeedRecord]:
    (folder / name).write_text(text, encoding="utf-8")
    return check_feed(folder / name, TODAY).records


def _beds(folder: Path, text: str, name: str = "feed.csv") -> list[Mattress]:
    (folder / name).write_text(text, encoding="utf-8")
    return list(mattresses(check_stream(folder / name, TODAY)))


def _keys(record: FeedRecord) -> set[str]:
    return {each.key for each in record.findings}


# Prices


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("899€90", Price(899.9, "EUR")),
        ("1 249 € 00", Price(1249.0, "EUR")),
        ("45900p", Price(459.0, "GBP")),
        ("45900 cents USD", Price(459.0, "USD")),
        ("45900 ct", Price(459.0)),
        ("1 299,00 €", Price(1299.0, "EUR")),
        ("1'049.00 CHF", Price(1049.0, "CHF")),
    ],
)
def test_cents_behind_a_sign_and_amounts_in_cents(text: str, price: Price) -> None:
    assert parse_price(text) == price


@pytest.mark.parametrize("text", ["899 90", "12 34 567", "599 00 EUR"])
def test_blanks_that_part_no_thousands_make_no_price(text: str) -> None:
    with pytest.raises(UserError):
        parse_price(text)


@pytest.mark.parametrize(
    ("column", "price", "currency"),
    [
        ("price_cents", 599.0, None),
        ("Preis in Cent", 599.0, None),
        ("price (pence)", 599.0, "GBP"),
        ("price_usd", 59900.0, "USD"),
        ("Preis (CHF)", 59900.0, "CHF"),
        ("prijs EUR", 59900.0, "EUR"),
        ("prix €", 59900.0, "EUR"),
    ],
)
def test_a_columns_name_has_the_unit_of_its_prices(
    tmp_path: Path, column: str, price: float, currency: str | None
) -> None:
    (record,) = _records(tmp_path, f"sku;titel;merk;maat;{column}\n1;Matras Lek;Rivier;90x200;59900\n")
    assert (record.price, record.currency) == (price, currency)


def test_of_two_columns_of_prices_the_second_is_said_not_to_count(tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text("sku;titel;merk;maat;prijs EUR;prijs CHF\n1;Matras Lek;Rivier;90x200;599;649\n")
    report = check_feed(feed, TODAY)
    assert (report.records[0].price, report.records[0].currency) == (599.0, "EUR")
    assert [(each.key, each.field) for each in report.findings] == [("second_column", "prijs CHF")]


@pytest.mark.parametrize("listed_first", [True, False])
def test_a_list_price_is_not_what_is_asked_wherever_its_column_stands(tmp_path: Path, listed_first: bool) -> None:
    columns, cells = ["UVP", "Preis"], ["1.499,00 €", "1.149,00 €"]
    if not listed_first:
        columns, cells = columns[::-1], cells[::-1]
    head, row = ";".join(columns), ";".join(cells)
    (bed,) = _beds(tmp_path, f"sku;titel;marke;größe;{head}\n1;Matratze Lech;Berg;90x200;{row}\n")
    assert bed.price == 1149.0


def test_a_list_price_alone_or_below_the_price_changes_nothing(tmp_path: Path) -> None:
    head = "sku;titel;merk;maat;adviesprijs;prijs"
    rows = (
        "1;Matras Lek;Rivier;90x200;599;",
        "2;Matras Waal;Rivier;90x200;499;599",
        "3;Matras Maas;Rivier;90x200;?;599",
    )
    found = _records(tmp_path, "\n".join((head, *rows)) + "\n")
    assert [(each.price, each.sale_price) for each in found] == [(599.0, None)] * 3


def test_a_whole_column_of_thousands_may_be_in_cents_and_is_not_read(tmp_path: Path) -> None:
    def read(prices: list[int]) -> list[FeedRecord]:
        rows = (f"{i};Matras Lek {i};Rivier;90x200;{price}\n" for i, price in enumerate(prices))
        return _records(tmp_path, "sku;titel;merk;maat;prijs\n" + "".join(rows))

    in_cents = read([59900, 69900, 79900, 89900, 109900])
    assert {each.price for each in in_cents} == {None}
    assert all("price_unreadable" in _keys(each) for each in in_cents)
    assert [each.price for each in read([599, 69900, 79900, 89900, 109900])] == [599, 69900, 79900, 89900, None]


# Rows and columns


@pytest.mark.parametrize(
    "word", ["TOTAAL", "Totaal:", "Subtotaal", "Summe", "Gesamtsumme", "Total général", "Grand total"]
)
def test_a_row_that_sums_up_is_no_mattress(tmp_path: Path, word: str) -> None:
    text = f"sku;titel;merk;maat;prijs\n1;Matras Lek;Rivier;90x200;599\n;{word};;;599\n{word};;;;599\n"
    first, *sums = _records(tmp_path, text)
    assert first.keep and not any(each.keep for each in sums)
    assert all("total_row" in _keys(each) for each in sums)


def test_a_total_below_a_spreadsheet_is_left_out_and_a_model_of_that_name_is_not(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ("SKU", "Product", "Merk", "Maat", "Stevigheid", "Prijs"),
        (1, "Matras Total Comfort", "Pool", "90x200", "Medium", 599.0),
        (None, "TOTAAL", None, None, None, 599.0),
    ):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    assert [bed.model for bed in mattresses(check_stream(tmp_path / "list.xlsx", TODAY))] == ["Total Comfort"]


def test_a_google_feed_keeps_what_a_shop_added_of_its_own(tmp_path: Path) -> None:
    xml = (
        '<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>1</g:id><title>Matras Duin 90x200</title>'
        "<g:price>499.00 EUR</g:price><g:brand>Kust</g:brand><g:hardheid>Medium</g:hardheid><hoogte>23 cm</hoogte>"
        "<g:shipping_length>210 cm</g:shipping_length><g:custom_label_0>stevig</g:custom_label_0></item>"
        "</channel></rss>"
    )
    (record,) = _records(tmp_path, xml, "feed.xml")
    assert (record.label_norm, record.height_cm, record.length_cm) == ("medium", 23.0, 200.0)
    table = "id\ttitle\tprice\timage_link\thardheid\tvoorraad\n1\tMatras Zand 90x200\t499.00 EUR\tx\tStevig\t0\n"
    (record,) = _records(tmp_path, table, "feed.tsv")
    assert (record.label_norm, record.availability) == ("firm", "out_of_stock")


@pytest.mark.parametrize(("tracker", "stock"), [(None, "out_of_stock"), ("shopify", "out_of_stock"), ("", "in_stock")])
def test_a_shopify_export_without_a_column_for_the_tracker_still_counts_its_stock(
    tmp_path: Path, tracker: str | None, stock: str
) -> None:
    head = "Handle,Title,Vendor,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Price"
    row = "zee,Matras Zee,Delta,Stevigheid,Medium,Maat,90x200,Z1,499.00"
    more, cells = "Variant Inventory Qty,Variant Inventory Policy", "0,deny"
    if tracker is not None:
        more, cells = f"Variant Inventory Tracker,{more}", f"{tracker},{cells}"
    (record,) = _records(tmp_path, f"{head},{more}\n{row},{cells}\n")
    assert (record.label_norm, record.width_cm, record.availability) == ("medium", 90.0, stock)


# Words


@pytest.mark.parametrize(
    ("stated", "label"),
    [
        ("rigido", "firm"),
        ("medio-rigido", "medium-firm"),
        ("molto morbido", "soft"),
        ("firmeza media-alta", "medium-firm"),
        ("muy firme", "extra firm"),
        ("muito firme", "extra firm"),
        ("macio", "soft"),
        ("średnio twardy (H2)", "medium"),
        ("bardzo twardy", "extra firm"),
        ("medium-fast", "medium-firm"),
        ("mycket mjuk", "soft"),
        ("blød", "soft"),
        ("mellemhård", "medium-firm"),
        ("tvrdá", "firm"),
        ("středně tvrdá", "medium"),
        ("mi-ferme", "medium-firm"),
        ("vrij stevig", "firm"),
        ("nicht zu weich", ""),
        ("non rigido", ""),
    ],
)
def test_words_of_firmness_are_read_whole_in_many_languages(tmp_path: Path, stated: str, label: str) -> None:
    (record,) = _records(tmp_path, f"sku,title,brand,firmness,size\n1,Matras Lek,Rivier,{stated},90x200\n")
    assert record.label_norm == label


@pytest.mark.parametrize("name", ["Fast Sleep mattress", "Matras Media", "Colchón Suave Dura", "Rigida Nova matras"])
def test_words_of_other_languages_in_a_name_state_no_firmness(tmp_path: Path, name: str) -> None:
    (record,) = _records(tmp_path, f"sku,title,brand,size,price\n1,{name},Rivier,90x200,599\n")
    assert record.firmness is None and record.label_norm == ""


@pytest.mark.parametrize("stated", ["H2/H3 wendbar", "Ferme / Souple (réversible)", "medium / firm, omkeerbaar"])
def test_sides_are_known_where_the_firmness_itself_says_that_the_bed_is_turned(tmp_path: Path, stated: str) -> None:
    (bed,) = _beds(tmp_path, f'sku,titel,merk,hardheid,maat,prijs\n1,Matras Lek,Rivier,"{stated}",90x200,599\n')
    assert bed.adjust == "flip" and bed.adjust_min is not None and bed.adjust_max is not None
    assert bed.adjust_min < bed.adjust_max


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Ensemble matelas + sommier Palace", False),
        ("Matratze Ruhe mit Lattenrost", False),
        ("Matras Rust met lattenbodem", False),
        ("Mattress Calm & box spring", False),
        ("Colchón Siesta con somier", False),
        ("Matratze Ruhe für Lattenrost geeignet", True),
        ("Matras Rust voor boxspring", True),
        ("Boxspring matras Rust", True),
        ("Matras Rust met gratis kussen", True),
        ("Matratze Ruhe mit Lattenrost-Eignung", True),
    ],
)
def test_a_mattress_sold_with_its_base_is_not_priced_as_one(tmp_path: Path, title: str, kept: bool) -> None:
    (record,) = _records(tmp_path, f"sku,titel,merk,hardheid,maat,prijs\n1,{title},Rivier,H3,90x200,599\n")
    assert record.keep is kept
    assert ("not_a_mattress" in _keys(record)) is not kept


def test_an_american_name_beside_european_sizes_means_none(tmp_path: Path) -> None:
    head = "sku,titel,merk,maat,prijs\n"
    rows = [f"{i},Matras Lek,Rivier,{size},599\n" for i, size in enumerate(("90x200", "Queen", "180x200"))]
    found = _records(tmp_path, head + "".join(rows))
    assert [each.width_cm for each in found] == [90.0, None, 180.0]
    assert "size_unreadable" in _keys(found[1])
    (american, *_) = _records(tmp_path, head + "1,Mattress Lek,River,Queen,599\n2,Mattress Lek,River,Twin XL,499\n")
    assert american.width_cm == pytest.approx(152.4)


@pytest.mark.parametrize("size", ["B 90 x L 200 x H 25", "90 x 200 x 25 cm", "90x200x25."])
def test_a_third_side_is_the_height(tmp_path: Path, size: str) -> None:
    (record,) = _records(tmp_path, f"sku,titel,merk,maat,prijs\n1,Matras Lek,Rivier,{size},599\n")
    assert (record.width_cm, record.length_cm, record.height_cm) == (90.0, 200.0, 25.0)


@pytest.mark.parametrize("title", ["2er Set Matratze Duo H2", "Matras Duo H2, set van 2", "Matelas Duo, lot de 2"])
def test_a_set_of_two_has_no_price_of_one_where_the_title_says_so_and_the_size_stands_apart(
    tmp_path: Path, title: str
) -> None:
    text = f'sku,titel,merk,hardheid,maat,prijs\n1,"{title}",Rivier,H2,90x200,698\n'
    (record,) = _records(tmp_path, text)
    assert record.pieces == 2 and "set_of_two" in _keys(record)
    (bed,) = _beds(tmp_path, text)
    assert [(size.width_cm, size.price) for size in bed.sizes] == [(90.0, None)]


def test_a_british_price_list_is_read_by_its_own_words(tmp_path: Path) -> None:
    head = "SKU,Product name,Brand,Size,Tension,RRP,Our price,Stock,Lead time"
    row = "1,Heritage 2000 Mattress,Dalehouse,4'6 Double,Medium,£1199.00,£799.00,In Stock,3-5 working days"
    (bed,) = _beds(tmp_path, f"{head}\n{row}\n")
    (size,) = bed.sizes
    assert (size.width_cm, size.price, size.in_stock, size.delivery_days) == (135.0, 799.0, True, 7)
    assert bed.firmness_original == "Medium"
