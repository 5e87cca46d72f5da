"""Scoring again only whom a change may concern equals scoring everybody, whatever changed and however prices aged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue, Size
from recommender.experience.learning import with_experiences
from recommender.fit_target import targets
from recommender.matching import match_many
from recommender.ranking.bed_vectors import beds_of
from recommender.ranking.candidates import rankable
from recommender.ranking.fits import ROOM_POINTS
from recommender.rescoring import Rescoring, standard_population
from recommender.rescoring.kept import Kept, kept_of, taken
from recommender.rescoring.reaching import Meeting, bends_of
from recommender.scoring import fast
from recommender.scoring.polynomials import expected_monomials
from recommender.scoring.scoring_model import ORIGIN
from recommender.sleeper import Experience, Sleeper
from tests.equal import assert_equal
from tests.recommender.test_rescoring import _updated, _wishing

REFERENCE = load_catalogue()
CROWD = standard_population(60)
DAYS = (date(2023, 7, 1), date(2024, 3, 1), date(2026, 11, 30))  # between which prices of the list grow old


def _firsts(crowd: list[Sleeper], catalogue: Catalogue, day: date) -> tuple[list[str | None], list[float], Kept]:
    target = with_experiences(targets(crowd), catalogue)
    table = match_many(target, catalogue, 1, roles=True, as_of=day)
    kept = kept_of(target, table, np.arange(1, len(crowd) + 1))
    return kept.before_id.tolist(), kept.before_fit.tolist(), kept


def _crowd(seed: int) -> list[Sleeper]:
    draw = Random(seed)
    crowd = _wishing(CROWD, seed)
    for at in range(0, len(crowd), 6):
        bed = draw.choice(REFERENCE.mattresses).mattress_id
        crowd[at] = replace(crowd[at], experiences=(Experience(mattress_id=bed, felt="too_firm"),))
    return crowd


def _dated(catalogue: Catalogue, seed: int) -> Catalogue:
    """Some prices dated, so that they grow old, and some in another currency."""
    draw = Random(seed)
    beds = [
        replace(
            bed,
            price=draw.uniform(200, 1500),
            currency=draw.choice(["EUR", "EUR", "EUR", "GBP"]),
            price_date=draw.choice([None, "2023-01", "2024-02-01", "2026-11"]),
            sizes=(Size(90, 200, draw.uniform(100, 900), price_date=draw.choice([None, "2023-05"])),),
        )
        if draw.random() < 0.3
        else bed
        for bed in catalogue
    ]
    return replace(catalogue, mattresses=tuple(beds), source_date=draw.choice(["2023-03-01", "2026-11-29"]))


def _same(seed: int, n: int, days: tuple[date, date], dated: bool) -> tuple[int, int]:
    """Whether the rows are those of scoring everybody; how many were scored again, and how many moved."""
    before = _dated(REFERENCE, seed) if dated else REFERENCE
    after = replace(_updated(before, n, seed), source_date=before.source_date)
    gone = before.ids - after.ids  # somebody who lay on a bed that is gone is not read any more
    crowd = [one for one in _crowd(seed) if not any(each.mattress_id in gone for each in one.experiences)]
    old, old_fit, kept = _firsts(crowd, before, days[0])
    new, new_fit, _ = _firsts(crowd, after, days[1])
    again = Rescoring(before, after, days[1], before_as_of=days[0])
    some = np.flatnonzero(again.screen.may_change(kept))
    rows = again.rows([crowd[at] for at in some], kept.take(some))
    hidden = {one.profile_id for one in crowd if one.alarm_signs == "yes"}
    moved = [at for at in range(len(crowd)) if old[at] != new[at] and crowd[at].profile_id not in hidden]
    assert rows["profile_id"].tolist() == [crowd[at].profile_id for at in moved]
    said = rows.astype(object).where(rows.notna(), None)
    assert said["before_id"].tolist() == [old[at] for at in moved]
    assert said["after_id"].tolist() == [new[at] for at in moved]
    assert_equal(rows["before_fit"], [old_fit[at] for at in moved])
    assert_equal(rows["after_fit"], [new_fit[at] for at in moved])
    return len(some), len(moved)


@pytest.mark.slow
@settings(max_examples=10)
@given(
    n=st.sampled_from([0, 1, 3, 12, 80]),
    seed=st.integers(0, 10_000),
    days=st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)),
    dated=st.booleans(),
)
def test_equals_scoring_everybody(n: int, seed: int, days: tuple[date, date], dated: bool) -> None:
    _same(seed, n, days, dated)


@pytest.mark.parametrize("many", [fast.MANY, 1])
def test_few_changes_concern_few_people_and_all_who_move(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    """By arrays, and by compiled loops where they are installed."""
    monkeypatch.setattr(fast, "MANY", many)
    scored, moved = _same(5, 4, (DAYS[2], DAYS[2]), dated=False)
    assert 0 < moved <= scored < len(CROWD) / 2


@pytest.mark.parametrize("known", [1.0, 0.05])
@pytest.mark.parametrize("bed_known", [1.0, 0.05])
def test_no_fit_exceeds_the_bounds_that_spare_working_it_out(known: float, bed_known: float) -> None:
    """Of person and bed known as usual, or well."""
    target = with_experiences(targets(_crowd(3)), REFERENCE)
    target = replace(target, covariance=known * target.covariance, scatter=known * target.scatter)
    table = match_many(target, REFERENCE, 1, as_of=DAYS[2])
    kept = kept_of(target, table, np.arange(len(target)))
    beds = beds_of([bed for bed in REFERENCE if rankable(bed)], 175.0)
    covariance = bed_known * beds.covariance
    features = expected_monomials((beds.centre - ORIGIN).T, np.moveaxis(covariance, 0, -1)).T
    beds = replace(beds, covariance=covariance, expected=features)
    met = Meeting(kept, beds, bends_of(beds))
    person, kind = (each.ravel() for each in np.indices(met.bound().shape))
    fit, nearer = met.fits(person, kind), met.nearer_bound(person, kind)
    assert (fit <= met.bound()[person, kind] - 0.8 * ROOM_POINTS).all()
    assert (fit <= nearer - 0.8 * ROOM_POINTS).all()
    assert np.median((nearer - fit)[fit > 50]) < 2.5
    with fast.using(fast.opened()):  # compiled where it can be
        np.testing.assert_allclose(met.fits(person, kind), fit, rtol=0, atol=1e-9)


def test_nothing_changed_concerns_only_who_lay_on_a_bed_of_the_list() -> None:
    crowd = _crowd(1)
    kept = _firsts(crowd, REFERENCE, DAYS[2])[2]
    screen = Rescoring(REFERENCE, REFERENCE, DAYS[2]).screen
    assert (screen.may_change(kept) == [bool(one.experiences) for one in crowd]).all()


def test_parts_are_put_together_in_order_and_know_whose_they_are() -> None:
    crowd = list(CROWD[:9])
    kept = _firsts(crowd, REFERENCE, DAYS[2])[2]
    again = taken([kept.take(np.arange(4)), kept.take(np.arange(4, 9))])
    assert again.are(crowd) and again.row.tolist() == list(range(1, 10))
    assert not kept.are([*crowd[1:], crowd[0]]) and not kept.are([replace(crowd[0], weight_kg=80.0), *crowd[1:]])
