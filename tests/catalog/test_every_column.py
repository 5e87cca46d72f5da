"""Every column of a catalogue file and of a feed, filled with what does not belong there: a finding, or plain text."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.catalogue_file import COLUMNS, load_catalogue
from catalog.construction.columns import LAYER_COLUMNS
from catalog.dates import known_date
from catalog.errors import CatalogueError
from catalog.feeds.item import FIELDS
from catalog.feeds.table import _COLUMNS
from catalog.inspection import check_feed
from catalog.mattress import Catalogue, Layer, Mattress
from catalog.records.mattresses import mattresses
from catalog.texts import printable
from database.documents import read
from database.documents import write as document_of
from tests.garbage import CELLS, MARK, ODD, TEXT_COLUMNS, as_csv, rows

GOOD = {"mattress_id": "good", "brand": "Huis", "model": "Nachtrust", "firmness": "6", "firmness_sd": "1"}
GOOGLE = (
    "id", "title", "description", "link", "price", "sale_price", "sale_price_effective_date", "availability", "brand",
    "gtin", "item_group_id", "product_type", "size", "material", "product_detail", "age_group",
)  # fmt: skip
JSON_LD = (
    "name", "sku", "description", "brand", "category", "url", "gtin13", "width", "depth", "height", "material", "size",
    "price", "priceCurrency", "availability", "priceValidUntil", "firmness", "garantie",
)  # fmt: skip
LISTED = (*CELLS.values(), *ODD)
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


def _with_each(check: Callable[[Any], None], others: st.SearchStrategy[Any] = texts) -> None:
    """Every listed cell, then whatever hypothesis makes up."""
    for cell in LISTED:
        check(cell)
    settings(max_examples=25)(given(others)(check))()


def _read(folder: Path, cells: list[dict[str, str]], columns: tuple[str, ...] = COLUMNS) -> Catalogue:
    file = folder / "shop.csv"
    file.write_text(as_csv(cells, columns), encoding="utf-8", newline="")
    return load_catalogue(file)


def _texts(bed: Mattress) -> Iterator[str]:
    for field in fields(Mattress):
        value = getattr(bed, field.name)
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from (part for part in value if isinstance(part, str))
            yield from (part.material for part in value if isinstance(part, Layer))


def _is_plain(bed: Mattress) -> None:
    """Every text is one line that steers nothing, dates are dates, and a database keeps it."""
    assert [text for text in _texts(bed) if not text.isprintable()] == []
    assert bed.name.isprintable()
    assert bed.name
    assert known_date(bed.source_date) == bed.source_date
    assert bed.price_date is None or known_date(bed.price_date)
    assert all(price is None or 0 < price < 1e6 for price in (bed.price, *(size.price for size in bed.sizes)))
    assert read(document_of(bed).text) == bed


@pytest.mark.parametrize("column", (*COLUMNS, *LAYER_COLUMNS[:5], LAYER_COLUMNS[-1]))
def test_garbage_in_one_column_is_a_finding_or_plain_text(column: str, tmp_path: Path) -> None:
    columns = (*COLUMNS, *LAYER_COLUMNS)

    def check(cell: str) -> None:
        if "\0" in cell:
            with pytest.raises(CatalogueError):
                _read(tmp_path, [GOOD, GOOD | {"mattress_id": "bad", column: cell}], columns)
            return
        bad = GOOD | {"mattress_id": "bad", "currency": "EUR", column: cell}
        catalogue = _read(tmp_path, [GOOD, bad], columns)
        assert catalogue.mattresses[0].mattress_id == "good"
        found = [finding for finding in catalogue.findings if finding.where == "row 3"]
        severe = [finding for finding in found if finding.severity == "severe"]
        assert (len(catalogue) == 2) != bool(severe), "a row is kept, or a finding says why not"
        assert [part for finding in found for part in astuple(finding) if not part.isprintable()] == []
        for bed in catalogue:
            _is_plain(bed)

    _with_each(check)


@pytest.mark.parametrize("column", [name for name in TEXT_COLUMNS if not name.endswith("date")])
@pytest.mark.parametrize("kind", CELLS)
def test_mark_up_in_a_text_stays_text(column: str, kind: str, tmp_path: Path) -> None:
    bed = _read(tmp_path, [GOOD | {column: CELLS[kind]}]).mattresses[0]
    assert getattr(bed, column) == printable(CELLS[kind])


@pytest.mark.parametrize(
    ("cell", "date", "key"),
    [
        ("13-09-2026", "2026-09-13", "date_spelling"),
        ("2026-09", "2026-09", None),
        ("05-06-2026", None, "date_unreadable"),
        ("<b>soon</b>", None, "date_unreadable"),
        ("2026-02-30", None, "date_unreadable"),
    ],
)
@pytest.mark.parametrize("column", ["source_date", "price_date"])
def test_a_date_is_read_or_is_a_finding(
    column: str, cell: str, date: str | None, key: str | None, tmp_path: Path
) -> None:
    catalogue = _read(tmp_path, [GOOD | {column: cell}])
    assert (getattr(catalogue.mattresses[0], column) or None) == date
    assert [(finding.key, finding.value) for finding in catalogue.findings] == ([(key, cell)] if key else [])
    if column == "source_date":
        assert catalogue.source_date == (date or "")


def test_garbage_in_the_header_is_a_finding(tmp_path: Path) -> None:
    names = (*GOOD, *CELLS.values())
    catalogue = _read(tmp_path, [GOOD], names)
    assert len(catalogue) == 1
    assert len(catalogue.findings) >= len(CELLS)
    assert [part for finding in catalogue.findings for part in astuple(finding) if not part.isprintable()] == []


@pytest.mark.parametrize("kind", CELLS)
def test_garbage_in_all_columns_at_once_is_read(kind: str, tmp_path: Path) -> None:
    catalogue = _read(tmp_path, rows(CELLS[kind]))
    assert len(catalogue) == len(rows(""))
    for bed in catalogue:
        assert MARK in bed.name
        _is_plain(bed)


# Feeds ---------------------------------------------------------------------------------------------------------------


def _feed_is_plain(file: Path) -> None:
    try:
        report = check_feed(file)
    except CatalogueError:
        return
    assert [part for finding in report.all_findings for part in astuple(finding) if not part.isprintable()] == []
    json.dumps(report.as_json(), allow_nan=False)
    assert report.as_csv()
    for bed in mattresses(report.records, currency="EUR"):
        _is_plain(bed)


def _table(cells: Mapping[str, str], separator: str) -> str:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    return separator.join(map(cell, cells)) + "\n" + separator.join(map(cell, cells.values())) + "\n"


USUAL = {"id": "1", "title": "Huis Nachtrust 90x200 H3", "brand": "Huis", "price": "599 EUR", "firmness": "H3"}


@pytest.mark.parametrize("column", [*_COLUMNS, *FIELDS])
def test_garbage_in_one_column_of_a_table_feed(column: str, tmp_path: Path) -> None:
    def check(cell: str) -> None:
        file = tmp_path / "feed.csv"
        file.write_text(_table(USUAL | {column: cell}, ","), encoding="utf-8", newline="")
        _feed_is_plain(file)

    _with_each(check)


@pytest.mark.parametrize("column", GOOGLE)
def test_garbage_in_one_attribute_of_a_google_feed(column: str, tmp_path: Path) -> None:
    def check(cell: str) -> None:
        file = tmp_path / "feed.tsv"
        sale = {"link": "https://x.example", "sale_price": "499 EUR", "availability": "in_stock"}
        file.write_text(_table(USUAL | sale | {column: cell}, "\t"), encoding="utf-8", newline="")
        _feed_is_plain(file)

    _with_each(check)


@pytest.mark.parametrize("name", JSON_LD)
def test_garbage_in_one_property_of_a_product_page(name: str, tmp_path: Path) -> None:
    def check(cell: Any) -> None:
        offer = {"@type": "Offer", "price": "599", "priceCurrency": "EUR", "availability": "InStock"}
        product = {"@context": "https://schema.org", "@type": "Product", "name": "Huis Nachtrust 90x200 H3"}
        other = {"additionalProperty": [{"@type": "PropertyValue", "name": name, "value": cell}]}
        whole = product | other | {name: cell, "offers": offer | {name: cell}}
        file = tmp_path / "page.json"
        file.write_text(json.dumps(whole), encoding="utf-8")
        _feed_is_plain(file)

    _with_each(check, texts | st.none() | st.integers() | st.floats() | st.lists(texts, max_size=2))


@pytest.mark.parametrize(
    ("dates", "key", "runs"),
    [
        ("2026-09-01T00:00+0200/2026-09-30T23:59+0200", None, True),
        ("01.09.2026/30.09.2026", "date_spelling", True),
        ("13.09.2026/30.09.2026", "date_spelling", True),
        ("13-08-2026/31-08-2026", "date_spelling", False),
        ("01.09.2026/02.09.2026", "date_unreadable", False),
        ("<script>/2026", "date_unreadable", False),
    ],
)
def test_the_dates_of_a_sale_are_read_or_are_a_finding(dates: str, key: str | None, runs: bool, tmp_path: Path) -> None:
    file = tmp_path / "feed.tsv"
    sale = {"link": "https://x.example", "sale_price": "499 EUR", "sale_price_effective_date": dates}
    file.write_text(_table(USUAL | sale, "\t"), encoding="utf-8", newline="")
    report = check_feed(file, today=dt.date(2026, 9, 15))
    found = {finding.key for finding in report.all_findings}
    assert {name for name in found if name.startswith("date_")} == ({key} if key else set())
    assert report.records[0].sale_runs is runs
