"""No damaged feed ends in an exception: only findings, or one clear error.

FEED_MUTATIONS=10000 damages ten thousand feeds; without it a few hundred.
"""

import json
import os
import random

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.errors import UserError
from catalog.inspection import check_feed
from catalog.records.mattresses import mattresses
from tests.catalog.feeds.sample_feeds import FEEDS

MUTATIONS = int(os.environ.get("FEED_MUTATIONS", "350"))

often = settings(
    max_examples=max(60, MUTATIONS // 20),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

SPLINTERS = [
    *(bytes([code]) for code in b"\x00\"'<>&,;{}[]:\\\t\x93"),
    *b"]]> <![CDATA[ <!-- --> <item> </item> <script> \\u0000 1e999 NaN -1 0x0 H9 x200 null true =1+1".split(),
    *(b"\xff\xfe", b"\xef\xbb\xbf", b"\xe2\x82", b"\xf0\x9f\x9b\x8f", b"\r\n", b"9" * 40, b" " * 50),
]


def mutate(data, rng):
    """One to eight cuts, copies, swaps of bytes or splinters."""
    for _ in range(rng.randint(1, 8)):
        place, other = rng.randrange(len(data) + 1), rng.randrange(len(data) + 1)
        low, high = min(place, other), max(place, other)
        kind = rng.randrange(6)
        if kind == 0:
            data = data[:low] + data[min(high, low + rng.randint(1, 60)) :]
        elif kind == 1:
            data = data[:place] + data[low : low + rng.randint(1, 200)] + data[place:]
        elif kind == 2:
            data = data[:place] + bytes([rng.randrange(256)]) + data[place + 1 :]
        elif kind == 3:
            data = data[:place]
        else:
            data = data[:place] + rng.choice(SPLINTERS) + data[place:]
        data = data or b" "
    return data


def survives(path, data):
    """The feed is read, or rejected with a message a person can act on; a report can always be shown."""
    path.write_bytes(data)
    try:
        report = check_feed(path)
    except UserError as error:
        assert str(error)
        return
    shown = report.as_json()
    assert shown["summary"]["read"] == len(shown["records"]) > 0
    assert all(record["keep"] or record["findings"] for record in shown["records"])
    told = report.as_csv().splitlines()
    assert sum("record " in line or "row " in line for line in told) >= sum(bool(r.findings) for r in report.records)
    nameless = [each for each in mattresses(report.records) if not (each.mattress_id and each.brand and each.model)]
    assert not nameless
    for record in report.records:
        assert record.price is None or 0 <= record.price <= 100_000
        assert record.width_cm is None or 30 <= record.width_cm <= 240
        assert record.firmness is None or 0 < record.firmness < 12


@pytest.mark.parametrize("name", FEEDS)
def test_damaged_feeds(tmp_path, name):
    rng = random.Random(name)
    for _ in range(MUTATIONS // len(FEEDS) + 1):
        survives(tmp_path / "feed", mutate(FEEDS[name].encode(rng.choice(("utf-8", "utf-8", "cp1252", "utf-16"))), rng))


def test_damaged_spreadsheets(tmp_path):
    book = openpyxl.Workbook()
    for line in FEEDS["table_csv"].splitlines():
        book.active.append(line.split(";"))
    book.save(tmp_path / "whole.xlsx")
    whole = (tmp_path / "whole.xlsx").read_bytes()
    assert check_feed(tmp_path / "whole.xlsx").format == "table_xlsx"
    rng = random.Random(3)
    for _ in range(MUTATIONS // 10):
        survives(tmp_path / "feed", mutate(whole, rng))


@often
@given(cells=st.lists(st.lists(st.text(max_size=40), min_size=10, max_size=10), min_size=1, max_size=4))
def test_any_text_in_a_tables_cells(tmp_path, cells):
    header = FEEDS["table_csv"].splitlines()[0]
    rows = [";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells]
    survives(tmp_path / "feed", "\n".join([header, *rows]).encode("utf-8", "replace"))


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "@type",
                    "name",
                    "offers",
                    "price",
                    "size",
                    "brand",
                    "hasVariant",
                    "additionalProperty",
                    "value",
                    "sku",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@often
@given(value=json_values)
def test_any_json_in_a_product(tmp_path, value):
    product = {
        "@type": "Product",
        "name": "x",
        "offers": value,
        "size": value,
        "additionalProperty": value,
        "brand": value,
    }
    survives(tmp_path / "feed", json.dumps([product, {"@type": "ProductGroup", "hasVariant": value}]).encode())
