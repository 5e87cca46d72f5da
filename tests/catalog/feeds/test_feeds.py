"""How each format is read, record by record."""

import csv
from pathlib import Path

import pytest

from catalog.errors import CatalogueError
from catalog.findings import FINDINGS
from catalog.inspection import check_feed
from tests.catalog.feeds.sample_feeds import FEEDS

RAW = Path(__file__).resolve().parents[4] / "shared" / "data" / "catalog" / "feeds"

# record_id: width, length, pieces, height, grade, label, price, sale price, availability, keep, a finding it has
EXPECTED = {
    "google_merchant_xml": {
        "A-H2-090": (90, 200, 1, 22, "H2", "medium", 1249, 999, "in_stock", True, "html_in_text"),
        "B-SET": (90, 200, 2, None, "H2+H3", "medium+firm", 1298, None, "preorder", True, "set_of_two"),
        "C": (90, 200, 1, 7, "", "", 199, None, "in_stock", False, "topper"),
        "D-H4": (90, 200, 1, None, "H4", "extra firm", 649, None, "out_of_stock", True, "grade_from_id"),
    },
    "google_merchant_tsv": {
        "T1": (90, 200, 1, 18.5, "H2", "medium", 619, None, "in_stock", True, "height_text"),
        "T1 again": (90, 200, 1, 18.5, "H2", "medium", 619, None, "in_stock", False, "duplicate_record"),
        "T2": (140, 200, 1, None, "", "firm", 999, None, "out_of_stock", True, "size_spelling"),
        "T3": (None, None, 1, None, "", "", None, None, None, False, "short_row"),
    },
    "shopify_csv": {
        "AL-1": (90, 200, 1, 23, "H2", "medium", 619, 559, "in_stock", True, "compare_at_is_regular"),
        "AL-2": (140, 200, 1, 23, "H3", "firm", 619, None, "out_of_stock", True, "inherited"),
        "alba|90x210": (90, 210, 1, 23, "", "custom", 619, None, "backorder", True, "custom_firmness"),
        "alba": (None, None, 1, None, "", "", None, None, None, False, "image_only_row"),
        "DU-1": (None, None, 1, None, "", "extra firm", 399, None, "in_stock", True, "firmness_in_tags_only"),
        "T": (None, None, 1, None, "", "", 0, None, None, False, "draft_product"),
    },
    "shopify_legacy_csv": {
        "AL-1": (90, 200, 1, None, "", "firm", 619, None, "in_stock", True, "firmness_in_tags_only"),
        "AL-2": (180, 200, 1, None, "", "firm", 915, None, "in_stock", True, "price_spelling"),
    },
    "woocommerce_csv": {
        "P": (None, None, 1, None, "", "", None, None, None, False, "parent_row"),
        "P-1": (90, 200, 1, 24, "H2", "medium", 749, 699, "in_stock", True, "price_spelling"),
        "id:3": (90, 200, 1, 24, "any", "any", 749, None, "backorder", True, "any_firmness"),
        "P-4": (90, 200, 1, 24, "H4", "extra firm", 749, None, "in_stock", True, "value_not_in_parent"),
        "L": (None, None, 1, None, "", "", 1090, None, "out_of_stock", True, "package_size"),
        "H": (90, 200, 1, None, "H1", "soft", 1309, None, "in_stock", False, "hidden_product"),
        "K": (None, None, 1, None, "H1", "soft", 669, None, "in_stock", False, "children_mattress"),
    },
    "json_ld": {
        "C-90": (90, 200, 1, 22, "H2", "medium", 599, None, "in_stock", True, None),
        "C-180": (180, 200, 1, None, "", "firm", 999, None, None, True, "price_range"),
        "V": (80, 200, 1, None, "H3", "firm", 1290, None, "out_of_stock", True, "wrapped_block"),
        "HN": (90, 200, 1, None, "H4", "extra firm", 559, None, None, True, "size_in_name_only"),
    },
    "table_csv": {
        "1": (90, 200, 1, 24, "", "firm", 1249, None, "in_stock", True, "height_no_unit"),
        "2": (80, 200, 2, 24, "", "", 999, None, "out_of_stock", True, "no_firmness"),
    },
}


def write(tmp_path, text, encoding="utf-8", name="feed"):
    file = tmp_path / name
    file.write_bytes(text.encode(encoding))
    return file


@pytest.mark.parametrize("name", FEEDS)
def test_every_record_reads_as_expected(tmp_path, name):
    report = check_feed(write(tmp_path, FEEDS[name]))
    assert report.format == name
    assert [r.record_id for r in report.records] == [key.removesuffix(" again") for key in EXPECTED[name]]
    for record, want in zip(report.records, EXPECTED[name].values(), strict=True):
        got = (
            *(record.width_cm, record.length_cm, record.pieces, record.height_cm, record.grade, record.label_norm),
            *(record.price, record.sale_price, record.availability, record.keep),
        )
        assert got == want[:-1], record.record_id
        assert want[-1] is None or want[-1] in {each.key for each in record.findings}, record.record_id


def test_further_facts(tmp_path):
    first, second, topper, _ = check_feed(write(tmp_path, FEEDS["google_merchant_xml"])).records
    assert (first.weight_min_kg, first.weight_max_kg, first.type, first.gtin) == (81, 110, "cold_foam", "4006381333931")
    assert (topper.kind, topper.keep, topper.height_cm) == ("accessory", False, 7)
    assert second.firmness is None and first.firmness == 4.5 and first.firmness_sd >= 1
    pocket = check_feed(write(tmp_path, FEEDS["woocommerce_csv"])).records[1]
    assert (pocket.n_zones, pocket.type, pocket.model, pocket.brand) == (7, "pocket_spring", "Duin", "Badenia")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("name", FEEDS)
def test_every_encoding_reads_the_same(tmp_path, name, encoding):
    plain = check_feed(write(tmp_path, FEEDS[name]))
    other = check_feed(write(tmp_path, FEEDS[name], encoding))
    assert [r["model"] for r in plain.as_json()["records"]] == [r["model"] for r in other.as_json()["records"]]
    assert [r.title for r in plain.records] == [r.title for r in other.records]
    if FEEDS[name].isascii() and encoding == "cp1252":
        encoding = "utf-8"
    assert other.encoding == {"utf-8-sig": "utf-8"}.get(encoding, encoding[:6])
    assert (encoding == "cp1252") == any(each.key == "encoding_assumed" for each in other.findings)


def test_a_feed_in_two_encodings_is_read_and_said(tmp_path):
    header, row, _ = FEEDS["table_csv"].splitlines()
    file = tmp_path / "feed"
    file.write_bytes(f"{header}\n{row}\n".encode() + row.replace("1;", "2;", 1).encode("cp1252"))
    report = check_feed(file)
    assert {r.brand for r in report.records} == {"Röwa"}
    assert "mixed_encoding" in {each.key for each in report.findings}


def test_the_report_has_the_shape_of_the_contract(tmp_path):
    shown = check_feed(write(tmp_path, FEEDS["google_merchant_xml"])).as_json()
    assert {"format", "encoding", "records", "findings", "summary"} <= set(shown)
    assert shown["summary"] == {"read": 4, "kept": 3, "rejected": 1}
    fields = "record_no record_id brand model width_cm length_cm height_cm grade label_norm price sale_price currency"
    assert all({*fields.split(), "availability", "findings", "keep"} <= set(record) for record in shown["records"])
    assert all({"field", "key", "severity", "text"} <= set(f) for r in shown["records"] for f in r["findings"])
    assert all(f["key"] in FINDINGS for r in shown["records"] for f in r["findings"])


def test_formulas_are_text_in_the_table_of_findings(tmp_path):
    table = "sku;titel;prijs;merk\n1;Matras 90x200;=HYPERLINK(1);B\n2;Matras 80x200;+1+1;B\n3;Matras 70x200;@x;B\n"
    rows = list(csv.reader(check_feed(write(tmp_path, table)).as_csv().splitlines()))
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert any(cell == "'=HYPERLINK(1)" for row in rows for cell in row)


def test_markup_in_names_is_text(tmp_path):
    table = "sku;titel;prijs;merk\n1;<script>alert(1)</script>Alba & Zn <b>90x200</b> &lt;i&gt;;5;<img src=x>B\n"
    record = check_feed(write(tmp_path, table)).records[0]
    assert "<" not in record.title + record.brand + record.model and "Alba & Zn" in record.title


def test_a_variant_twice_is_kept_once_and_an_id_of_two_products_twice(tmp_path):
    table = (
        "sku;titel;maat;hardheid;prijs;merk\n"
        "1;Alba;90x200;H2;599;B\n2;Alba;90x200;H2;589;B\n1;Alba;90x200;H3;599;B\n3;Alba;80x200;H2;599;b\n"
    )
    records = check_feed(write(tmp_path, table)).records
    assert [r.keep for r in records] == [True, False, True, True]
    keys = [{each.key for each in r.findings} for r in records]
    assert "duplicate_variant" in keys[1] and "duplicate_id" in keys[2] and "brand_case" in keys[3]


def test_a_variant_that_says_less_of_its_make_is_the_same_variant(tmp_path):
    table = (
        "sku;titel;maat;hardheid;prijs;merk;hoogte;materiaal\n"
        "1;Alba;90x200;H2;599;B;24 cm;latex\n2;Alba;90x200;H2;599;B;;\n"
        "3;Alba;90x200;H2;599;B;20 cm;latex\n4;Alba;90x200;H2;599;B;24 cm;koudschuim\n"
    )
    assert [r.keep for r in check_feed(write(tmp_path, table)).records] == [True, False, True, True]


@pytest.mark.parametrize(
    "text", ["hello", "a,b,c\n1,2,3\n", "<html><body>no product</body></html>", "[]", "{}", "<rss/>"]
)
def test_what_is_no_feed_is_one_clear_error(tmp_path, text):
    with pytest.raises(CatalogueError):
        check_feed(write(tmp_path, text))


@pytest.mark.raw_data
@pytest.mark.parametrize("name", ["google_merchant.xml", "shopify.csv", "woocommerce.csv", "jsonld_product.html"])
def test_sample_feeds_read_as_their_makers_expect(name):
    if not (RAW / name).exists():
        pytest.skip("the sample feeds are not beside the checkout")
    with (RAW / "expected_normalised.csv").open(encoding="utf-8") as stream:
        expected = [row for row in csv.DictReader(stream) if row["file"] == name]
    report = check_feed(RAW / name)
    assert [r.record_id for r in report.records] == [row["record_id"] for row in expected]
    labels = heights = 0
    for record, row in zip(report.records, expected, strict=True):
        want = {key: float(cell) if cell else None for key, cell in row.items() if key.endswith(("_cm", "_eur"))}
        assert (record.keep, record.availability or "") == (row["keep"] == "1", row["availability"]), row["record_id"]
        assert (record.price, record.sale_price) == (want["price_eur"], want["sale_price_eur"]), row["record_id"]
        assert record.findings or not row["issues"], row["record_id"]
        labels += record.label_norm == row["label_norm"]
        heights += record.height_cm == want["height_cm"]
        size = (record.width_cm, record.length_cm, record.grade)
        assert size == (want["width_cm"], want["length_cm"], row["grade"]), row["record_id"]
    assert labels >= 0.95 * len(expected) and heights >= 0.95 * len(expected)
