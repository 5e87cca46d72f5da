"""What the catalogue that ships promises."""

import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.firmness import LABELS, firmness_label

RAW = Path(__file__).resolve().parents[3] / "shared" / "data" / "catalog" / "mattresses.csv"
BRIEF = "nl-kameo-flex"


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="module")
def beds(catalogue):
    return [bed for bed in catalogue if bed.mattress_id != BRIEF]


def test_it_reads_without_a_finding(catalogue):
    assert catalogue.findings == ()


def test_size_and_spread(catalogue, beds):
    assert 120 <= len(catalogue) <= 200
    assert sum(bed.price is not None and bed.currency == "EUR" for bed in beds) >= 80
    assert max(Counter(bed.source_kind for bed in beds).values()) <= 100
    assert len({bed.brand for bed in beds}) >= 50
    assert {bed.market for bed in beds} >= {"DE", "FR", "UK", "US"}
    assert {firmness_label(bed.firmness) for bed in beds} == set(LABELS)
    assert {bed.firmness_original for bed in beds} >= {"H1", "H2", "H3", "H4"}
    assert {bed.type for bed in beds} >= {
        "pocket_spring", "hybrid", "cold_foam", "latex", "memory_foam", "bonnell", "air_adjustable",
    }  # fmt: skip


def test_every_bed_is_rankable_and_traceable(beds):
    for bed in beds:
        assert bed.confidence == "read" and 1 <= bed.firmness <= 10 and 0.3 <= bed.firmness_sd <= 1.5, bed.mattress_id
        assert bed.firmness_original and bed.firmness_scale and bed.firmness_basis, bed.mattress_id
        assert re.fullmatch(r"https?://[^/\s]+\.[^/\s]+(/\S*)?", bed.source_url), bed.mattress_id
        assert re.fullmatch(r"20\d\d(-\d\d(-\d\d)?)?", bed.source_date), bed.mattress_id
        assert not re.search(r"kinder|junior|kids|child", bed.name + bed.notes, re.IGNORECASE), bed.mattress_id


def test_no_model_stands_twice_in_one_firmness(beds):
    assert max(Counter((bed.brand, bed.model, bed.variant) for bed in beds).values()) == 1


def test_an_adjustable_bed_has_its_range(beds):
    adjustable = [bed for bed in beds if bed.adjust != "none"]
    assert {bed.adjust for bed in adjustable} >= {"flip", "per_side"}
    assert all(bed.adjust_min <= bed.firmness <= bed.adjust_max for bed in adjustable)


def test_a_price_without_a_size_says_so(beds):
    priced = [bed for bed in beds if bed.price is not None]
    unsized = [bed for bed in priced if bed.price_size is None]
    assert unsized and all(all(size.price is None for size in bed.sizes) for bed in unsized)
    assert any(bed.price_size is not None for bed in priced)


def test_the_bed_by_exception_claims_nothing(catalogue):
    kameo = catalogue.by_id(BRIEF)
    assert kameo.confidence == "brief" and kameo.adjust == "unknown" and "breathable" in kameo.airflow
    assert kameo.firmness is None and kameo.price is None and kameo.sizes == () and not kameo.source_url
    assert kameo.adjust_min is None and kameo.adjust_max is None


@pytest.mark.raw_data
def test_facts_are_those_of_the_raw_table(beds):
    if not RAW.exists():
        pytest.skip("the raw table of mattress facts is not beside the checkout")
    raw = pd.read_csv(RAW, dtype=str, keep_default_na=False).set_index("id")
    checked = 0
    for bed in beds:
        if bed.adjust == "flip":  # two raw rows in one
            continue
        row = raw.loc[bed.mattress_id]
        checked += 1
        assert row["confidence"] == "read" and row["usable_firmness"] == "1"
        assert (bed.brand, bed.market, bed.type, bed.source_url) == tuple(
            row[["brand", "market", "type", "source_url"]]
        )
        assert (f"{bed.height_cm:g}" if bed.height_cm else "") == (row["height_cm"].removesuffix(".0"))
        assert (bed.n_zones or "") == (int(row["n_zones"]) if row["n_zones"] else "")
        assert (bed.currency or "") == row["currency"] if bed.price is not None else True
        if bed.price is not None and "/" not in row["price"]:
            assert bed.price == float(row["price"])
        if row["price_basis"] == "shop base price, size not stated":
            assert bed.price_size is None
            assert " ".join(f"{s.width_cm:g}x{s.length_cm:g}" for s in bed.sizes) == row["sizes_cm"]
        assert set(bed.model.lower().split()) <= set(re.sub(r"[-()]", " ", row["model"].lower()).split()) | set(
            row["model"].lower().split()
        )
        if row["us10_est"] and "MEASURED" not in row["notes"]:
            assert bed.firmness == pytest.approx(float(row["us10_est"]), abs=0.8)
    assert checked >= 120
