"""Price lists with a column for each size, and beds that can be set, as shops write them."""

import openpyxl
import pytest

from catalog.catalogue_file import REFERENCE, load_catalogue
from catalog.feeds.wide import size_columns
from catalog.inspection import check_catalogue, check_feed, check_stream
from catalog.mattress import Size
from catalog.records.mattresses import mattresses

ROWS = (
    (
        "Artikel",
        "Merk",
        "Model",
        "Hardheid",
        "Type",
        "Max. gewicht",
        "Verstelbaar",
        "90x200",
        "140 x 200",
        "Prijs 180x200",
    ),
    ("N1", "Zeis", "Noord", "Stevig", "Pocketvering", "120 kg", "", 499, 749, "949,50"),
    ("N2", "Zeis", "Oost", "", "Latex", "", "per zone, 3-9", 1299, "-", "x"),
    ("N3", "Zeis", "West", "Zacht", "Koudschuim", "", "ja", "", "", ""),
)


def beds(path, **more):
    return {bed.model: bed for bed in mattresses(check_stream(path), **more)}


def in_sheet(tmp_path):
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    return tmp_path / "list.xlsx"


def in_text(tmp_path):
    text = "\n".join(";".join(map(str, row)) for row in ROWS) + "\n"
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    return tmp_path / "list.csv"


@pytest.mark.parametrize("written", [in_sheet, in_text])
def test_every_size_with_its_own_price(tmp_path, written):
    file = written(tmp_path)
    found = beds(file, currency="EUR")
    assert found["Noord"].sizes == (Size(90, 200, 499), Size(140, 200, 749), Size(180, 200, 949.5))
    assert (found["Noord"].type, found["Noord"].weight_max_kg) == ("pocket_spring", 120)
    assert found["Oost"].sizes == (Size(90, 200, 1299), Size(180, 200))
    assert (found["Oost"].adjust, found["Oost"].adjust_min, found["Oost"].adjust_max) == ("per_zone", 3, 9)
    assert found["Oost"].firmness == 6 and found["Oost"].firmness_sd > 0
    assert found["West"].sizes == () and (found["West"].adjust, found["West"].notes) == (
        "none",
        "suits a motorised base",
    )
    report = check_feed(file)
    assert "unknown_column" not in {each.key for each in report.findings}
    assert [record.record_id for record in report.records][:3] == ["N1 90x200", "N1 140x200", "N1 180x200"]
    assert all(record.group_id == record.record_id.split()[0] for record in report.records[:3])


def test_names_of_sizes_are_columns_where_there_are_several(tmp_path):
    text = "sku,name,brand,firmness,Twin,Queen,King\n1,Noord mattress,Zeis,Medium,599,899,1099\n"
    (tmp_path / "list.csv").write_text(text)
    (bed,) = beds(tmp_path / "list.csv", currency="USD").values()
    assert {size.width_cm: size.price for size in bed.sizes} == {96.5: 599, 152.4: 899, 193: 1099}
    assert size_columns(("name", "King", "price")) == {}


@pytest.mark.parametrize(
    ("text", "adjust", "span"),
    [
        ("Elektrisch verstelbaar per zone.", "per_zone", (None, None)),
        ("De hardheid is per zone instelbaar van 3 tot 9.", "per_zone", (3, 9)),
        ("Per zone instelbaar van 3,5 tot 8,5, elektrisch.", "per_zone", (3.5, 8.5)),
        ("Firmness adjustable on each side.", "per_side", (None, None)),
        ("Niet per zone verstelbaar.", "none", (None, None)),
        ("Geschikt voor een verstelbare bodem. Met 7 zones.", "none", (None, None)),
    ],
)
def test_a_bed_that_can_be_set_in_a_text(tmp_path, text, adjust, span):
    (tmp_path / "feed.csv").write_text(
        f"sku;naam;merk;maat;hardheid;omschrijving\n1;Noord matras;Zeis;90x200;H3;{text}\n"
    )
    (bed,) = beds(tmp_path / "feed.csv").values()
    assert (bed.adjust, bed.adjust_min, bed.adjust_max) == (adjust, *span)


def test_stock_and_sale_price_in_a_column_of_each_size(tmp_path):
    text = (
        "Artikel;Model;Voorraad;90x200;Voorraad 90x200;Actieprijs 90x200;Prijs 140x200;140x200 op voorraad\n"
        "N1;Noord matras;5;499;0;399;749;3\nN2;Oost matras;0;599;;;-;9\n"
    )
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    found = beds(tmp_path / "list.csv", currency="EUR")
    assert [(size.width_cm, size.price, size.in_stock) for size in found["Noord"].sizes] == [
        (90, 399, False),
        (140, 749, True),
    ]
    assert [(size.width_cm, size.price, size.in_stock) for size in found["Oost"].sizes] == [(90, 599, False)]
    assert "unknown_column" not in {each.key for each in check_feed(tmp_path / "list.csv").findings}


def test_our_own_format_is_checked_as_what_it_is(tmp_path):
    report, catalogue = check_catalogue(REFERENCE), load_catalogue()
    assert report.format == "mattress_fit_csv" and report.summary["kept"] == len(catalogue)
    assert [record.record_id for record in report.records if record.keep] == [bed.mattress_id for bed in catalogue]
    header, rows = "mattress_id,brand,model,firmness,sizes,price", ("a,Zeis,Noord,6,90x200,", "b,Zeis,Oost,stevig,,")
    text = "\n".join((header, *rows, "", "c,Zeis,West,7,,5", ""))
    (tmp_path / "own.csv").write_text(text)
    report = check_catalogue(tmp_path / "own.csv")
    assert report.summary == {"read": 3, "kept": 1, "rejected": 2} and report.tally.severe
    assert [record.where for record in report.records] == ["row 2", "row 3", "row 5"]
    assert [(record.record_no, record.keep) for record in report.records] == [(1, True), (2, False), (3, False)]
    assert report.records[0].choice_of_sizes == ((90, 200),) and report.records[1].findings[0].field == "firmness"
