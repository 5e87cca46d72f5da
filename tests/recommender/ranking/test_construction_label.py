"""The name of a construction alone makes or breaks no bed, and a bed gains nothing by not stating it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.construction.comfort import CONSTRUCTIONS
from catalog.mattress import Layer, Mattress
from recommender.arrays import Array
from recommender.fit_target import FitTarget, targets
from recommender.matching import match_many
from recommender.ranking.bed_vectors import beds_of, stature_class
from recommender.ranking.fits import fits_of_beds
from recommender.rescoring import standard_population

PEOPLE = 200
LABELS = (*CONSTRUCTIONS, "unknown")
FIRMNESS = (3.0, 4.0, 5.0, 5.75, 6.5, 7.5)
MOST_POINTS = 5.0
MOST_OVER_SHARE = 0.05
BED = Mattress("a", "B", "M", firmness_sd=0.8)


@pytest.fixture(scope="module")
def people() -> FitTarget:
    return targets(standard_population(PEOPLE))


def fits(people: FitTarget, beds: list[Mattress]) -> Array:
    """(n, m) expected fit of every bed for everybody."""
    found = np.empty((len(people), len(beds)))
    classes = stature_class(people.bodies.height_cm)
    for one in np.unique(classes):
        rows = np.flatnonzero(classes == one)
        found[rows] = fits_of_beds(people.take(rows), beds_of(beds, float(one)))
    return found


def test_the_label_alone_moves_a_fit_by_at_most_five_points(people: FitTarget) -> None:
    beds = [replace(BED, type=label, firmness=firmness) for firmness in FIRMNESS for label in LABELS]
    by_label = fits(people, beds).reshape(len(people), len(FIRMNESS), len(LABELS))
    apart = np.ptp(by_label, axis=2)
    worst = np.unravel_index(apart.argmax(), apart.shape)
    said = dict(zip(LABELS, by_label[worst].round(1), strict=True))
    assert apart.max() <= MOST_POINTS, f"{apart.max():.1f} points, firmness {FIRMNESS[worst[1]]}: {said}"


def test_stated_layers_may_move_it_by_more(people: FitTarget) -> None:
    """Else the test above would hold because the comfort layer counts for nothing."""
    layers = [(Layer("latex", 1.5),), (Layer("koudschuim", 4),), (Layer("visco", 8),)]
    beds = [replace(BED, firmness=5.75, type="pocket_spring", layers=stated) for stated in layers]
    assert np.ptp(fits(people, beds), axis=1).max() > MOST_POINTS


def test_an_unstated_construction_is_not_first_by_being_unstated(people: FitTarget) -> None:
    catalogue = load_catalogue()
    table = match_many(people, catalogue, top=1)
    known = {bed.mattress_id: bed for bed in catalogue}
    first = [known[str(name)] for name in table.mattress_id[:, 0] if name is not None]
    unstated = float(np.mean([bed.type == "unknown" and not bed.layers for bed in first]))
    share = float(np.mean([bed.type == "unknown" and not bed.layers for bed in catalogue if bed.firmness is not None]))
    assert unstated <= share + MOST_OVER_SHARE, f"first for {unstated:.1%}, {share:.1%} of the list"


def test_at_equal_firmness_an_unstated_construction_is_no_better_than_all_stated_ones(people: FitTarget) -> None:
    beds = [replace(BED, type=label, firmness=firmness) for firmness in FIRMNESS for label in LABELS]
    by_label = fits(people, beds).reshape(len(people), len(FIRMNESS), len(LABELS))
    unknown, known = by_label[..., -1], by_label[..., :-1].max(axis=2)
    fits_well = known > 50
    assert (unknown[fits_well] <= known[fits_well] + 1e-9).all()
