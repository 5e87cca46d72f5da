import re
from pathlib import Path

import pytest

from catalog.catalogue_file import COLUMNS, REQUIRED, load_catalogue
from catalog.errors import CatalogueError
from catalog.mattress import Size, Zone

HEADER = "mattress_id,brand,model,firmness"


def write(tmp_path, text, encoding="utf-8"):
    file = tmp_path / "shop.csv"
    file.write_bytes(text.encode(encoding))
    return file


def test_unknown_stays_unknown(tmp_path):
    bed = load_catalogue(write(tmp_path, f"{HEADER},height_cm,price\na,B,M,,,\n")).mattresses[0]
    assert bed.firmness is None and bed.firmness_sd is None and bed.height_cm is None and bed.price is None
    assert bed.sizes == () and not bed.zones_known and bed.in_stock is None


def test_cells_are_read(tmp_path):
    text = (
        f"{HEADER},firmness_sd,sizes,price,price_size,currency,zones,adjust,adjust_min,adjust_max,in_stock\n"
        "a,B,M,6,0.8,90x200=599 140x200,599,90x200,EUR,0-40:1 40-75:0.8,whole,3,9,false\n"
    )
    bed = load_catalogue(write(tmp_path, text)).mattresses[0]
    assert bed.sizes == (Size(90, 200, 599), Size(140, 200))
    assert bed.price_size == Size(90, 200) and bed.currency == "EUR" and bed.in_stock is False
    assert bed.zones == (Zone(0, 40, 1), Zone(40, 75, 0.8)) and bed.zones_known
    assert (bed.adjust, bed.adjust_min, bed.adjust_max) == ("whole", 3, 9)


def test_a_bad_row_is_a_finding_and_the_rest_stays(tmp_path):
    catalogue = load_catalogue(write(tmp_path, f"{HEADER}\na,B,M,soft\nb,B,M,6\n,,,\nc,B,M,nan\nb,B,M,7\nd,B\n"))
    assert [bed.mattress_id for bed in catalogue] == ["b"]
    assert catalogue.mattresses[0].firmness == 6
    severe = [(f.where, f.field, f.key) for f in catalogue.findings if f.severity == "severe"]
    assert severe == [
        ("row 2", "firmness", "bad_value"),
        ("row 5", "firmness", "bad_value"),
        ("row 6", "mattress_id", "duplicate_id"),
        ("row 7", "model", "bad_value"),
    ]


@pytest.mark.parametrize(
    ("columns", "cells"),
    [
        ("price", "-1"),
        ("price", "599"),  # no currency
        ("price,currency", "inf,EUR"),
        ("price,currency", "5,euro"),
        ("height_cm", "2400"),
        ("adjust", "sometimes"),
        ("adjust_min", "3"),
        ("adjust_min,adjust_max", "8,3"),
        ("weight_min_kg,weight_max_kg", "100,80"),
        ("sizes", "large"),
        ("sizes,currency", "90x200=free,EUR"),
        ("sizes,currency", "90x200=nan,EUR"),
        ("zones", "0-300:1"),
        ("source_url", "javascript:alert(1)"),
        ("type", "cloud"),
    ],
)
def test_what_cannot_be_is_a_finding(tmp_path, columns, cells):
    catalogue = load_catalogue(
        write(tmp_path, f"{HEADER},{columns}\ngood,B,M,5,{',' * columns.count(',')}\nbad,B,M,5,{cells}\n")
    )
    assert [bed.mattress_id for bed in catalogue] == ["good"]
    assert any(f.where == "row 3" and f.severity == "severe" and f.mend for f in catalogue.findings)


@pytest.mark.parametrize(
    ("columns", "cells", "text"),
    [
        ("zones", "wide", "zones: cannot read the zone 'wide'. Allowed: from-to:factor, in cm."),
        ("height_cm", "900", "height_cm: is out of range. Allowed: up to 80."),
        ("weight_max_kg", "10", "weight_max_kg: is out of range. Allowed: from 30."),
        ("price,currency", "abc,EUR", "price: is not a number. Allowed: a number such as 7.5."),
        ("n_zones", "3.5", "n_zones: is not a whole number. Allowed: a whole number such as 7."),
        ("turnable", "maybe", "turnable: is neither true nor false. Allowed: true or false."),
        (
            "adjust",
            "some",
            "adjust: is not a choice. Allowed: none, whole, per_side, per_zone, flip, modular or unknown.",
        ),
        ("currency", "euro", "currency: is not in the right form. Allowed: three letters such as EUR."),
        ("adjust_min", "3", "adjust_min, adjust_max: half a range. Allowed: both or neither."),
    ],
)
def test_a_bad_cell_is_one_message_of_ours(tmp_path, columns, cells, text):
    catalogue = load_catalogue(
        write(tmp_path, f"{HEADER},{columns}\ngood,B,M,5,{',' * columns.count(',')}\nbad,B,M,5,{cells}\n")
    )
    assert [f.text for f in catalogue.findings if f.severity == "severe"] == [f"{text} The row is left out."]


def test_of_no_kind_of_bad_cell_the_message_is_pydantics(tmp_path):
    """Whatever a column holds, the message names it once and has none of another program's words."""
    bad = ("", "x", "-1e9", "1e9", "nan", "3.5", "[]", "x" * 3000)
    columns = [name for name in COLUMNS if name not in REQUIRED]
    told = []
    for name in columns:
        lines = "\n".join(f"{name}-{n},B,M,5,{cell}" for n, cell in enumerate(bad))
        found = load_catalogue(write(tmp_path, f"{HEADER},{name}\ngood,B,M,5,\n{lines}\n")).findings
        told += [each.text for each in found if each.severity == "severe"]
    assert len(told) > len(columns)
    assert not [
        text for text in told if re.search(r"Input should|String should|Field required|Value error|valid ", text)
    ]
    assert not [text for text in told if re.match(r"(\w+): \1:", text)]


@pytest.mark.parametrize(
    ("firmness", "scale", "basis", "read"),
    [
        (11, "", "", False),
        (0.5, "1-10", "declared", False),
        (11, "1-10", "measured", True),
        (10.6, "EN 1957 Hs", "declared", True),
        (12.5, "EN 1957 Hs", "measured", False),
        (10, "", "", True),
    ],
)
def test_a_firmness_is_on_the_scale_unless_another_scale_or_a_measurement_puts_it_beyond(
    tmp_path, firmness, scale, basis, read
):
    rows = f"good,B,M,5,,\nodd,B,M,{firmness},{scale},{basis}"
    found = load_catalogue(write(tmp_path, f"{HEADER},firmness_scale,firmness_basis\n{rows}\n"))
    assert ("odd" in {bed.mattress_id for bed in found}) == read


def test_a_spreadsheets_habits_are_taken(tmp_path):
    text = "\ufeff" + f"{HEADER},colour\r\na,B,M,6,red\r\n".replace(",", ";")
    catalogue = load_catalogue(write(tmp_path, text))
    assert catalogue.mattresses[0].firmness == 6
    unknown = catalogue.findings[0]
    assert (unknown.key, unknown.severity, unknown.field) == ("unknown_column", "info", "colour")


def test_a_missing_sd_is_taken_from_the_scale_and_said(tmp_path):
    catalogue = load_catalogue(write(tmp_path, f"{HEADER},firmness_scale\na,B,M,6.5,H-grade\n"))
    assert catalogue.mattresses[0].firmness_sd == 1.0
    assert catalogue.findings[0].key == "assumed_sd"


def test_the_version_is_of_the_content(tmp_path):
    one = load_catalogue(write(tmp_path, f"{HEADER}\na,B,M,6\n")).version
    assert one == load_catalogue(write(tmp_path, f"{HEADER}\na,B,M,6\n")).version
    assert one != load_catalogue(write(tmp_path, f"{HEADER}\na,B,M,7\n")).version


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a,b\n1,2\n",
        b"mattress_id,brand,model,firmness\n",
        b"mattress_id,brand,model,firmness\na,B,M,soft\n",
        b"PK\x03\x04\x00\x00",
        "mattress_id,brand,model,firmness\na,Röwa,M,6\n".encode("cp1252"),
        "mattress_id,brand,model,firmness\na,B,M,6\n".encode("utf-16"),
        b'mattress_id,brand,model,firmness\na,"B,M,6\n',
        b"mattress_id,brand,model,firmness\na,B,M,6\n" + b"x" * 200_000,
    ],
)
def test_what_is_no_catalogue_is_one_clear_error(tmp_path, content):
    file = tmp_path / "shop.csv"
    file.write_bytes(content)
    with pytest.raises(CatalogueError, match=r"shop\.csv"):
        load_catalogue(file)


@pytest.mark.parametrize("name", ["absent.csv", "."])
def test_no_file_is_one_clear_error(tmp_path, name):
    with pytest.raises(CatalogueError, match=r"cannot be read|is a folder"):
        load_catalogue(tmp_path / name)


@pytest.mark.parametrize(
    ("cell", "sizes"),
    [
        ("90x200=599@2026-10*3 140x200*0", (Size(90, 200, 599, True, "2026-10"), Size(140, 200, None, False))),
        ("90x200=599*0", (Size(90, 200, 599, False),)),
        ("90x200@2026-10", None),
        ("90x200=599@october", None),
        ("90x200*some", None),
    ],
)
def test_a_size_has_a_price_with_a_date_and_a_stock(tmp_path, cell, sizes):
    (tmp_path / "own.csv").write_text(
        f"mattress_id,brand,model,firmness,currency,sizes\na,B,Alba,5,EUR,{cell}\nb,B,Zee,5,EUR,\n"
    )
    beds = {bed.mattress_id: bed for bed in load_catalogue(tmp_path / "own.csv")}
    assert ("a" in beds) == (sizes is not None)
    assert sizes is None or beds["a"].sizes == sizes


def test_what_a_dutch_spreadsheet_saves_is_the_same_catalogue(tmp_path):
    """Semicolons between the cells, decimal commas, WAAR and ONWAAR."""
    header = (
        "mattress_id;brand;model;firmness;firmness_sd;height_cm;in_stock;price;currency;layer_1_material;layer_1_cm"
    )
    rows = "a;A;One;7,125;0,6;22,5;WAAR;599,95;EUR;latex;4,5\nb;A;Two;5;1;20;ONWAAR;1,299;EUR;;\n"
    (tmp_path / "excel.csv").write_text(f"{header}\n{rows}", encoding="utf-8")
    found = load_catalogue(tmp_path / "excel.csv")
    (bed,) = found.mattresses
    assert (bed.firmness, bed.firmness_sd, bed.height_cm, bed.in_stock, bed.price) == (7.125, 0.6, 22.5, True, 599.95)
    assert bed.layers[0].thickness_cm == 4.5
    assert [(each.key, each.where) for each in found.findings] == [("bad_value", "row 3")]  # 1,299 may be thousands


@pytest.mark.parametrize(("end", "kept"), [("", ["a"]), ("\n", ["a", "b"]), (",,\n", ["a", "b"]), (",,", ["a", "b"])])
def test_a_file_that_ends_in_the_middle_of_a_row_does_not_keep_half_of_it(tmp_path: Path, end: str, kept: list[str]):
    """Its price may be the first two digits of one; a row that somebody ended himself may leave out its last cells."""
    file = tmp_path / "beds.csv"
    file.write_text(f"mattress_id,brand,model,firmness,height_cm,notes\na,B,M,5,20,\nb,B,N,6{end}", encoding="utf-8")
    beds = load_catalogue(file)
    assert [bed.mattress_id for bed in beds] == kept
    told = [(each.where, each.key, each.severity) for each in beds.findings if each.key == "cut_off"]
    assert told == ([] if len(kept) == 2 else [("row 3", "cut_off", "severe")])
