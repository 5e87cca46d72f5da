"""A mattress as a document and back."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.catalogue_file import load_catalogue
from catalog.errors import UserError
from catalog.mattress import CompressionReading, Layer, Mattress, Sale, Size, Zone
from database.documents import read, write

texts = st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
numbers = st.floats(allow_nan=False, allow_infinity=False)
sizes = st.builds(Size, numbers, numbers, st.none() | numbers)
anything = st.builds(
    Mattress,
    mattress_id=texts,
    brand=texts,
    model=texts,
    notes=texts,
    height_cm=st.none() | numbers,
    firmness=st.none() | numbers,
    n_zones=st.none() | st.integers(-(2**53), 2**53),
    zones=st.lists(st.builds(Zone, numbers, numbers, numbers), max_size=3).map(tuple),
    sizes=st.lists(sizes, max_size=3).map(tuple),
    price_size=st.none() | sizes,
    in_stock=st.none() | st.booleans(),
    adjust=st.sampled_from(["none", "flip", "per_zone"]),
    inferred_fields=st.lists(texts, max_size=3).map(tuple),
)


@given(anything)
def test_every_mattress_comes_back_as_it_was(bed: Mattress) -> None:
    document = write(bed)
    assert document.mattress_id == bed.mattress_id
    assert read(document.text) == bed


def test_the_reference_catalogue_comes_back_as_it_was() -> None:
    for bed in load_catalogue():
        assert read(write(bed).text) == bed


def test_what_is_at_its_default_is_not_written() -> None:
    assert json.loads(write(Mattress("a", "A", "One", firmness=None)).text) == {
        "mattress_id": "a",
        "brand": "A",
        "model": "One",
    }


def test_what_a_later_program_added_is_passed_over() -> None:
    assert read('{"mattress_id": "a", "brand": "A", "model": "One", "colour": "blue"}') == Mattress("a", "A", "One")


@pytest.mark.parametrize(
    ("market", "markets"),
    [("DE", ("DE",)), ("UK", ("GB",)), ("NL, BE", ("NL", "BE")), ("", ()), ("online", ()), ('"DE"', ()), ("\\", ())],
)
def test_the_one_market_of_an_earlier_program_is_read(market: str, markets: tuple[str, ...]) -> None:
    notes = '"market":"NL" and a backslash \\'
    stored = {"mattress_id": "a", "brand": "A", "model": "One", "market": market, "notes": notes}
    bed = read(json.dumps(stored, separators=(",", ":")))
    assert (bed.markets, bed.notes) == (markets, notes)


def test_every_field_is_written() -> None:
    by_type: dict[str, object] = {
        "bool | None": False,
        "AdjustKind": "flip",
        "Confidence": "brief",
        "Size | None": Size(80, 200),
        "Sale | None": Sale(499.0, "2026-11-20", None),
        "CompressionReading | None": CompressionReading(50, 150, 20, 45, 200),
        "tuple[Layer, ...]": (Layer("latex", 4.0),),
        "tuple[Zone, ...]": (Zone(0, 1, 1),),
        "tuple[Size, ...]": (Size(90, 200, 599.0, True, "2026-10", Sale(499.0), 3),),
        "tuple[str, ...]": ("price",),
        "float | None": 3.0,
        "int | None": 3,
    }
    told = {field.name: by_type.get(str(field.type), "x") for field in fields(Mattress)}
    bed = Mattress(**told)  # type: ignore[arg-type]
    assert set(json.loads(write(bed).text)) == {field.name for field in fields(Mattress)}
    assert read(write(bed).text) == bed


@pytest.mark.parametrize("text", ["", "{}", '{"mattress_id": "a", "brand": "A", "model": "One", "adjust": "by magic"}'])
def test_a_document_that_is_none_of_ours_is_one_clear_error(text: str) -> None:
    with pytest.raises(UserError, match="Import its feed again"):
        read(text)


@pytest.mark.parametrize("bad", ["half a character \ud800", "a \0 in it"])
def test_what_no_database_keeps_is_refused_by_name(bad: str) -> None:
    with pytest.raises(UserError, match="mattress"):
        write(Mattress(bad, "A", "One"))
