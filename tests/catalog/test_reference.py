"""What the catalogue that ships promises."""

import re
from collections import Counter

import pytest

from catalog.catalogue_file import load_catalogue
from catalog.firmness import LABELS, SCALES, firmness_label

BRIEF = "nl-kameo-flex"
MOST_OF_A_LIST = 60


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="module")
def beds(catalogue):
    return [bed for bed in catalogue if bed.mattress_id != BRIEF]


@pytest.fixture(scope="module")
def ranked(beds):
    return [bed for bed in beds if bed.firmness is not None]


def test_it_reads_without_a_finding(catalogue):
    assert catalogue.findings == ()


def test_size_and_spread(beds, ranked):
    assert len({(bed.brand, bed.model) for bed in ranked}) >= 300
    assert max(Counter(bed.source_kind for bed in beds).values()) <= MOST_OF_A_LIST
    assert len({bed.brand for bed in beds}) >= 80
    assert {market for bed in beds for market in bed.markets} >= {"NL", "EU", "DE", "FR", "IT", "ES", "PL", "GB", "US"}
    assert {firmness_label(bed.firmness) for bed in ranked} == set(LABELS)
    assert {bed.firmness_original for bed in ranked} >= {"H1", "H2", "H3", "H4"}
    assert {bed.type for bed in ranked} >= {
        "pocket_spring", "hybrid", "cold_foam", "latex", "memory_foam", "bonnell", "air_adjustable",
    }  # fmt: skip


def test_a_dutch_shopper_finds_beds(ranked):
    dutch = [bed for bed in ranked if {"NL", "EU"} & set(bed.markets)]
    assert len(dutch) >= 25 and all(bed.sizes for bed in dutch)
    assert len({firmness_label(bed.firmness) for bed in dutch}) >= 4
    assert sum(bool(bed.layers) for bed in dutch) >= len(dutch) / 2


def test_every_bed_is_traceable(beds):
    for bed in beds:
        assert bed.confidence in ("read", "measured"), bed.mattress_id
        assert bed.markets, bed.mattress_id
        assert re.fullmatch(r"https?://[^/\s]+\.[^/\s]+/\S+", bed.source_url) or (
            not bed.source_url and "no address of its own" in bed.notes
        ), bed.mattress_id
        assert bed.source_kind and re.fullmatch(r"20\d\d(-\d\d(-\d\d)?)?", bed.source_date), bed.mattress_id
        assert not re.search(r"kinder|junior|kids|child", bed.name + bed.notes, re.IGNORECASE), bed.mattress_id


def test_a_firmness_says_how_it_is_known(ranked):
    for bed in ranked:
        assert 1 <= bed.firmness <= 10 and 0.3 <= bed.firmness_sd <= 1.5, bed.mattress_id
        assert bed.firmness_original and bed.firmness_basis, bed.mattress_id
        assert bed.firmness_scale in {*SCALES, "word", "shop 1-6"}, bed.mattress_id
        assert bed.firmness_scale == "1-10" or "firmness" in bed.inferred_fields, bed.mattress_id


def test_beds_of_unknown_firmness_are_dutch_or_of_the_brief(catalogue):
    unknown = [bed for bed in catalogue if bed.firmness is None]
    assert BRIEF in {bed.mattress_id for bed in unknown}
    assert {market for bed in unknown for market in bed.markets} <= {"NL", "BE"} and len(unknown) <= 5


def test_no_model_stands_twice_in_one_firmness_and_market(beds):
    assert max(Counter((bed.brand, bed.model, bed.variant, bed.markets) for bed in beds).values()) == 1


def test_an_adjustable_bed_has_its_range(ranked):
    assert {bed.adjust for bed in ranked} >= {"flip", "per_side"}
    ranges = [bed for bed in ranked if bed.adjust_min is not None]
    assert len(ranges) >= 15 and all(bed.adjust_min < bed.firmness < bed.adjust_max for bed in ranges)


def test_prices_say_their_size_and_date_or_that_they_do_not(beds):
    priced = [bed for bed in beds if bed.price is not None]
    unsized = [bed for bed in priced if bed.price_size is None]
    assert unsized and all(all(size.price is None for size in bed.sizes) for bed in unsized)
    sized = [bed for bed in priced if bed.price_size is not None]
    at_size = [
        {(size.width_cm, size.length_cm): size.price for size in bed.sizes}[
            bed.price_size.width_cm, bed.price_size.length_cm
        ]
        for bed in sized
    ]
    assert len(sized) >= 100 and at_size == [bed.price for bed in sized]
    undated = [bed for bed in priced if bed.price_date is None]
    assert len(undated) <= 5 and all("date" in bed.notes for bed in undated)


def test_the_bed_by_exception_claims_nothing(catalogue):
    kameo = catalogue.by_id(BRIEF)
    assert kameo.confidence == "brief" and kameo.adjust == "unknown" and "breathable" in kameo.airflow
    assert kameo.firmness is None and kameo.price is None and kameo.sizes == () and not kameo.source_url
    assert kameo.adjust_min is None and kameo.adjust_max is None
