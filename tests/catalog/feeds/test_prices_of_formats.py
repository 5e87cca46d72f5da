"""Prices as each format writes them, and sale prices only while their period runs."""

import datetime as dt
import json

import openpyxl
import pytest

from catalog.feeds.habits import with_habits
from catalog.feeds.item import Item
from catalog.inspection import check_feed, check_stream
from catalog.records.interpretation import read_item
from catalog.records.mattresses import mattresses
from catalog.sizes import offer_in_any_size, offers

TODAY = dt.date(2026, 11, 23)


def checked(tmp_path, text, name="feed"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return check_feed(tmp_path / name, TODAY).records


def google(*prices):
    item = "<item><g:id>{0}</g:id><g:title>Zeis matras 90x200 H2</g:title><g:price>{1}</g:price></item>"
    inside = "".join(item.format(number, price) for number, price in enumerate(prices))
    return f'<rss xmlns:g="http://base.google.com/ns/1.0"><channel>{inside}</channel></rss>'


def page(price):
    product = {"@type": "Product", "name": "Zeis matras 90x200 H2", "offers": {"price": price, "priceCurrency": "EUR"}}
    return f'<html><script type="application/ld+json">{json.dumps(product)}</script></html>'


def woo(header="Regular price,Sale price,Date sale price starts,Date sale price ends", *rows):
    return "\n".join((f"ID,Type,SKU,Name,Published,{header}", *rows))


@pytest.mark.parametrize(
    ("stated", "price"),
    [
        ("123.456 EUR", 123.46),
        ("1034.711 EUR", 1034.71),
        ("1,034.711 EUR", 1034.71),
        ("78.512 GBP", 78.51),
        ("1.349 EUR", 1349),
        ("1,349 EUR", 1349),
        ("1.349,00 EUR", 1349),
        ("449,95 EUR", 449.95),
    ],
)
def test_googles_decimal_sign_is_a_point(tmp_path, stated, price):
    (record,) = checked(tmp_path, google(stated))
    assert record.price == price


@pytest.mark.parametrize(("stated", "price"), [(123.456, 123.46), ("123.456", 123.46), (1349, 1349), ("1.349", 1349)])
def test_a_number_in_json_is_a_number(tmp_path, stated, price):
    (record,) = checked(tmp_path, page(stated))
    assert record.price == price


def test_shopify_writes_a_point(tmp_path):
    text = "Handle,Title,Option1 Name,Option1 Value,Variant Price,Variant Compare At Price\n"
    (record,) = checked(tmp_path, text + "zeis,Zeis matras,Maat,90x200,123.456,234.567\n")
    assert (record.price, record.sale_price) == (234.57, 123.46)


@pytest.mark.parametrize("price", ["123.456", '"123,456"'])
def test_woocommerce_has_no_mark_for_thousands(tmp_path, price):
    (record,) = checked(tmp_path, woo("Regular price", f"1,simple,a,Zeis matras 90x200,1,{price}"))
    assert record.price == 123.46


def test_a_number_in_a_sheet_is_a_number(tmp_path):
    book = openpyxl.Workbook()
    for row in (("sku", "naam", "maat", "hardheid", "prijs"), ("1", "Zeis matras", "90x200", "H2", 123.456)):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    assert [record.price for record in check_feed(tmp_path / "list.xlsx").records] == [123.46]


@pytest.mark.parametrize(
    ("stated", "price"),
    [("1.349 EUR", 1349), ("19.950 EUR", 19950), ("64.905 EUR", None), ("64,905", None), ("64.905 CZK", 64905)],
)
def test_a_price_that_can_be_read_in_two_ways_is_no_fortune(tmp_path, stated, price):
    (record,) = checked(tmp_path, f"sku;naam;maat;hardheid;prijs\n1;Zeis matras;90x200;H2;{stated}\n")
    assert record.price == price
    assert (price is None) == ("price_unreadable" in {each.key for each in record.findings})


PERIODS = [
    ("2026-11-01", "2026-11-30", True),
    ("2026-11-23", "2026-11-23", True),
    ("2025-11-01", "2025-11-30", False),
    ("2027-01-01", "2027-01-31", False),
    ("2026-11-01", "", True),
    ("2026-12-01", "", False),
    ("", "2026-11-22", False),
    ("", "2026-12-31", True),
    ("1-11-2026", "30-11-2026", True),
    ("2025-11-01 00:00:00", "2025-11-30 23:59:59", False),
    ("", "eind november", False),
    ("morgen", "2026-12-31", False),
    ("", "", True),
]


@pytest.mark.parametrize(("starts", "ends", "runs"), PERIODS)
def test_a_scheduled_price_counts_in_its_period_only(tmp_path, starts, ends, runs):
    header = (
        "Regular price,Sale price,Date sale price starts,Date sale price ends,Attribute 1 name,Attribute 1 value(s)"
    )
    text = woo(header, f"1,simple,a,Zeis matras 90x200,1,640,480,{starts},{ends},Hardheid,H2")
    (record,) = checked(tmp_path, text)
    assert record.sale_runs == runs == ("sale_not_now" not in {each.key for each in record.findings})
    (bed,) = mattresses(check_stream(tmp_path / "feed", TODAY))
    (today,) = offers(bed, 90, 200, as_of=TODAY)
    assert today.price == offer_in_any_size(bed, as_of=TODAY).price == (480 if runs else 640)
    if runs and ends:
        (later,) = offers(bed, 90, 200, as_of=dt.date(2027, 1, 2))
        assert (later.price, today.sale_until) == (640, record.sale_until)


@pytest.mark.parametrize(("starts", "ends", "runs"), PERIODS)
def test_so_it_does_in_a_table(tmp_path, starts, ends, runs):
    row = f"1;Zeis matras;90x200;H2;640 EUR;480 EUR;{starts};{ends}\n"
    (record,) = checked(tmp_path, f"sku;naam;maat;hardheid;prijs;actieprijs;actie vanaf;actie t/m\n{row}")
    assert record.sale_runs == runs


@pytest.mark.parametrize(
    ("period", "runs"),
    [
        ("2026-11-01/2026-11-30", True),
        ("2026-11-01T00:00+01:00/2026-11-20T23:59+01:00", False),
        ("2026-11-01/", True),
        ("/2026-10-31", False),
        ("01-11-2026 t/m 30-11-2026", True),
        ("01/11/2025 - 30/11/2025", False),
        ("2026-11/2026-12", True),
        ("tot de kerst", False),
        ("t/m 15 december 2026", True),
        ("t/m 15-10-2026", False),
        ("vanaf 1 december 2026", False),
        ("1 november 2026 t/m 15 december 2026", True),
        ("geldig tot en met 30 nov. 2026", True),
        ("2026-11-30", False),
        ("1.11. - 30.11.2026", True),
        ("15.1. - 31.1.2026", False),
        ("20.11.-5.12.2026", True),
        ("20 nov t/m 3 jan 2027", True),
        ("28 dec t/m 11 jan 2027", False),
        ("van 20 t/m 30 november 2026", True),
        ("20 november 2026 t/m 3 januari", True),
        ("20 nov t/m 30 nov", False),
        ("28 t/m 3 december 2026", False),
    ],
)
def test_a_period_in_one_cell(period, runs):
    item = Item(1, "a", title="Zeis matras 90x200", brand="Zeis", price="640 EUR", sale_price="480 EUR")
    item.attributes["sale_dates"] = period
    assert read_item(item, TODAY).sale_runs == runs


def test_the_period_of_an_offer_on_a_page(tmp_path):
    for day, runs in (("2026-12-31", True), ("2026-10-31", False)):
        before = {"priceType": "https://schema.org/StrikethroughPrice", "price": 640, "priceCurrency": "EUR"}
        asked = {"price": 480, "priceCurrency": "EUR", "validThrough": day}
        for offer in (
            {"priceSpecification": [before, asked]},
            {"price": 480, "priceCurrency": "EUR", "priceValidUntil": day, "priceSpecification": [before]},
        ):
            product = {"@type": "Product", "name": "Zeis matras 90x200 H2", "offers": offer}
            (record,) = checked(tmp_path, f'<html><script type="application/ld+json">{json.dumps(product)}</script>')
            assert (record.price, record.sale_price, record.sale_runs) == (640, 480, runs)


HEADERS = {
    "nl": "ID,Type,Artikelnummer,Naam,Gepubliceerd,Uitgelicht?,Korte omschrijving,Beschrijving,Startdatum actieprijs,"
    "Einddatum actieprijs,Btw status,Actieprijs,Reguliere prijs,Naam eigenschap 1,Waarde eigenschap 1,"
    "Zichtbare eigenschap 1,Kleurkaart",
    "de": 'ID,Typ,Artikelnummer,Name,Veröffentlicht,Ist hervorgehoben?,Kurzbeschreibung,Beschreibung,"Datum, an dem '
    'Angebotspreis beginnt","Datum, an dem Angebotspreis endet",Steuerstatus,Angebotspreis,Regulärer Preis,'
    "Attribut 1 Name,Attribut 1 Wert(e),Attribut 1 Sichtbar,Kleurkaart",
    "fr": "ID,Type,UGS,Nom,Publié,Mis en avant ?,Description courte,Description,Date de début de promo,Date de fin de "
    "promo,État de la TVA,Tarif promo,Tarif régulier,Nom de l’attribut 1,Valeur(s) de l’attribut 1,"
    "Attribut 1 visible,Kleurkaart",
    "es": "ID,Tipo,SKU,Nombre,Publicado,¿Está destacado?,Descripción corta,Descripción,Día en que empieza el precio "
    "rebajado,Día en que termina el precio rebajado,Estado del impuesto,Precio rebajado,Precio normal,"
    "Nombre del atributo 1,Valor(es) del atributo 1,Atributo visible 1,Kleurkaart",
}


@pytest.mark.parametrize("language", HEADERS)
def test_the_whole_header_in_the_shops_language(tmp_path, language):
    row = "1,simple,a,Zeis matras 90x200,1,0,120 nachten proefslapen,Met 5 zones,2025-01-01,2025-01-31,taxable,480,640,"
    (tmp_path / "feed").write_text(f"{HEADERS[language]}\n{row}Hardheid,Stevig,1,blauw\n", encoding="utf-8")
    report = check_feed(tmp_path / "feed", TODAY)
    (record,) = report.records
    assert (report.format, record.record_id) == ("woocommerce_csv", "a")
    assert (record.trial_nights, record.n_zones, record.label_norm) == (120, 5, "firm")
    assert (record.price, record.sale_price, record.sale_runs) == (640, 480, False)
    assert [each.field for each in report.findings if each.key == "unknown_column"] == ["Kleurkaart"]


@pytest.mark.parametrize(
    ("column", "read"),
    [
        (["123.456", "549.5"], [123.46, 549.5]),
        (["1.234", "549.50"], [1234, 549.5]),
        (["1234.567", "89.917"], [1234.57, 89.92]),
        (["123,456", "549,50"], [123.46, 549.5]),
        (["1.234", "549,50"], [1234, 549.5]),
        (["1.234", "5.499"], [1234, 5499]),
        (["1.234,50", "1,234.50"], [1234.5, 1234.5]),
    ],
)
def test_a_column_of_prices_is_read_with_one_decimal_sign(tmp_path, column, read):
    rows = "".join(f"{number};Zeis matras {number};90x200;H2;{price}\n" for number, price in enumerate(column))
    records = checked(tmp_path, f"sku;naam;maat;hardheid;prijs\n{rows}")
    assert [record.price for record in records] == read


@pytest.mark.parametrize(
    ("value", "end", "firmness"), [(6, 10, 6), (5.5, 10, 5.5), (3, 10, 3), (3, 5, None), (60, 100, None)]
)
def test_a_page_states_the_end_of_its_scale(tmp_path, value, end, firmness):
    stated = {"@type": "PropertyValue", "name": "Firmness", "value": value, "minValue": 1, "maxValue": end}
    product = {"@type": "Product", "name": "Zeis mattress", "additionalProperty": [stated]}
    (record,) = checked(tmp_path, f'<html><script type="application/ld+json">{json.dumps(product)}</script>')
    assert (record.firmness, record.grade) == (firmness, "")


@pytest.mark.parametrize(
    ("ends", "until"), [("t/m 15 december 2026", "2026-12-15"), ("bis 15. Dez. 2026", "2026-12-15")]
)
def test_the_end_of_a_sale_in_words_is_read_and_a_finding_repeats_the_whole(ends, until):
    item = Item(1, "a", title="Zeis matras 90x200", brand="Zeis", price="640 EUR", sale_price="480 EUR")
    for column in ("sale_dates", "sale_ends"):
        item.attributes = {column: ends}
        record = read_item(item, TODAY)
        assert (record.sale_runs, record.sale_until) == (True, until)
    item.attributes, item.findings = {"sale_ends": "vanaf 1 december 2026"}, []
    record = read_item(item, TODAY)
    assert not record.sale_runs, "an end that says from is neither"
    assert "vanaf 1 december 2026" in {each.value for each in record.findings if each.key == "date_unreadable"}


@pytest.mark.parametrize(
    ("told", "currency"),
    [
        ({"market": "DK"}, "DKK"),
        ({"market": "NO"}, "NOK"),
        ({"market": "SE DK"}, None),
        ({"url": "https://butikk.example.no/a?b=c"}, "NOK"),
        ({"url": "https://shop.example.se"}, "SEK"),
        ({"title": "Zeis springmadras 90x200"}, "DKK"),
        ({"title": "Zeis madrass för enkelsäng 90x200"}, "SEK"),
        ({"title": "Zeis madrass med fjærer 90x200"}, "NOK"),
        ({"title": "Zeis madrass 90x200"}, None),
        ({"price": "5 999 kr DKK", "title": "Zeis madrass 90x200"}, "DKK"),
    ],
)
def test_crowns_are_those_of_the_country_and_else_unknown(told, currency):
    """Sweden, Denmark and Norway all write "kr"; a price is never taken for one of another country."""
    item = Item(1, "a", title="Zeis matras 90x200", brand="Zeis", price="5.999 kr")
    item.attributes["market"] = told.get("market", "")
    for name in told.keys() - {"market"}:
        setattr(item, name, told[name])
    (item,) = with_habits([item])
    record = read_item(item, TODAY)
    assert (record.price, record.currency) == (5999, currency)
    assert ("price_no_currency" in {each.key for each in record.findings}) == (currency is None)
