"""Who comes first for many people at once is who comes first when each is ranked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue
from laboratory.benchmarks.synthetic_catalogue import synthetic_catalogue
from laboratory.evidence.sentences_counted import shop_in_grades
from recommender.experience.first_bed import first_beds
from recommender.experience.learning import with_experiences
from recommender.fit_target import FitTarget, targets, together
from recommender.matching import VERDICT_BORDERLINE, match_many
from recommender.person.profile import parse_profile
from recommender.ranking.bed_vectors import stature_class
from recommender.ranking.candidates import candidates_for, usual_covariance
from recommender.ranking.fits import attainable_fit
from recommender.sleeper import Sleeper, Wishes

LISTS = {"reference": load_catalogue, "grades": shop_in_grades, "zoned": synthetic_catalogue}
SIZE = Wishes(size=(90.0, 200.0))


def _people(**told: object) -> list[Sleeper]:
    """Men and women of one stature class, from the lightest to beyond most weight limits."""
    rng = np.random.default_rng(4)
    return [
        parse_profile(
            {"weight_kg": weight, "height_cm": 176, "sex": sex, "side": share, "back": round(1 - share, 2)} | told
        )
        for sex in ("female", "male")
        for weight in (46, 58, 70, 82, 95, 110, 126, 150)
        for share in rng.uniform(0, 1, 2).round(2)
    ]


def _first(needs: FitTarget, catalogue: Catalogue, wishes: Wishes) -> list[str | None]:
    found = candidates_for(catalogue, wishes)
    beds = found.beds(float(stature_class(needs.bodies.height_cm[:1])[0]))
    least = VERDICT_BORDERLINE * attainable_fit(needs, usual_covariance(catalogue))
    return [found.records[i].mattress_id if i >= 0 else None for i in first_beds(needs, found, beds, least)]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("wishes", [Wishes(), SIZE])
def test_the_first_bed_is_that_of_ranking_each(name: str, wishes: Wishes) -> None:
    catalogue, needs = LISTS[name](), targets([replace(person, wishes=wishes) for person in _people()])
    each = [match_many(needs[i], catalogue, top=1).mattress_id[0, 0] for i in range(len(needs))]
    assert _first(needs, catalogue, wishes) == each
    assert len(set(each)) > 3


def test_a_bed_somebody_lay_on_is_what_it_is_for_them() -> None:
    catalogue = load_catalogue()
    lain_on = [bed.mattress_id for bed in catalogue if bed.firmness is not None and bed.adjust_min is None][::60][:3]
    told = [{"bed": name, "felt": felt} for name, felt in zip(lain_on, ("right", "too_soft", "right"), strict=True)]
    heard = with_experiences(targets(_people(experiences=told)), catalogue)
    each = [match_many(heard[i], catalogue, top=1).mattress_id[0, 0] for i in range(len(heard))]
    assert _first(heard, catalogue, Wishes()) == each
    assert set(each) & set(lain_on)


def test_where_every_bed_misfits_none_comes_first() -> None:
    catalogue = load_catalogue()
    hard = replace(catalogue, mattresses=tuple(bed for bed in catalogue if (bed.firmness or 0) > 7))
    needs = targets(_people()[:2])
    found = candidates_for(hard, Wishes())
    beds = found.beds(float(stature_class(needs.bodies.height_cm[:1])[0]))
    assert first_beds(needs, found, beds, np.full(len(needs), 100.0)).tolist() == [-1, -1]


def test_several_targets_as_one_keep_their_people_in_order() -> None:
    needs = targets(_people()[:5])
    joined = together([needs.take(np.arange(2)), needs.take(np.arange(2, 5))])
    assert joined.sleepers == needs.sleepers
    assert (joined.quartic == needs.quartic).all() and (joined.bodies.weight_kg == needs.bodies.weight_kg).all()
    assert (joined.unsure == needs.unsure).all()
