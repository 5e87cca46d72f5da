"""Misfit and doubt are two things: what the verdict reads, which beds are never a pick, and what a fit may not do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue, Mattress
from recommender.batch import best_beds
from recommender.explanation import explain
from recommender.fit_target import target, targets
from recommender.matching import VERDICT_BORDERLINE, VERDICT_FITS, Ranking, match, match_many
from recommender.rescoring import Rescoring, standard_population
from recommender.sleeper import Sleeper
from tests.equal import assert_equal

PERSON = Sleeper(82.0, 178.0, side=0.1, back=0.9)  # on the back a bed without zones can be made for somebody


def _bed(name: str, firmness: float, sd: float = 0.5, **facts: object) -> Mattress:
    return Mattress(name, "B", name, firmness=firmness, firmness_sd=sd, **facts)


def _of(*beds: Mattress) -> Catalogue:
    return Catalogue(beds, "made up")


@pytest.fixture(scope="module")
def best() -> float:
    return float(target(PERSON).firmness()[0])


def _off(best: float, relative: float) -> float:
    """Points by which a bed is softer than the best when its `relative` is nearest to a figure."""
    points = np.arange(0, 6, 0.1)
    ranking = match(target(PERSON), _of(*(_bed(f"{d:.1f}", best - d) for d in points.tolist())))
    return float(points[np.argmin(np.abs(ranking.relative - relative))])


def test_the_verdict_follows_misfit(best: float) -> None:
    for relative, verdict in ((0.95, "fits"), (0.72, "borderline"), (0.45, "none_fits")):
        answer = explain(match(target(PERSON), _of(_bed("only", best - _off(best, relative)))))
        assert answer.verdict == verdict
        assert len(answer.picks) == (verdict != "none_fits")


def test_doubt_alone_never_makes_a_bed_that_fits_a_bad_one(best: float) -> None:
    """Every bed as badly known: fit and chance fall, the verdict stays."""
    sure, unsure = (match(target(PERSON), _of(_bed("only", best, sd))) for sd in (0.3, 2.5))
    assert unsure.fit[0] < sure.fit[0] - 5
    assert unsure.chance_suits[0] < sure.chance_suits[0] - 0.1
    assert sure.verdict == unsure.verdict == "fits"


def test_where_all_misfit_the_nearest_is_named_and_none_is_a_pick(best: float) -> None:
    off = _off(best, 0.45)
    beds = _of(_bed("nearer", best - off), _bed("further", best - off - 1))
    ranking = match(target(PERSON), beds)
    answer = explain(ranking)
    assert (ranking.verdict, len(ranking.picks), answer.picks) == ("none_fits", 0, ())
    assert [ranking.mattresses[i].mattress_id for i in ranking.order] == ["nearer", "further"]
    (nearest,) = (reason for reason in answer.verdict_reasons if reason.key == "verdict.reason.nearest")
    assert nearest.figures["fit"] == pytest.approx(ranking.fit.max())
    assert answer.not_chosen[0].mattress.mattress_id == "nearer"


def test_a_misfit_is_no_pick_beside_a_bed_that_fits_and_every_output_agrees(best: float) -> None:
    off = _off(best, 0.45)
    beds = _of(_bed("cheap misfit", best - off, price=99.0), _bed("fits", best, price=900.0))
    answer = explain(match(target(PERSON), beds))
    assert [pick.mattress.mattress_id for pick in answer.picks] == ["fits"]
    rows = best_beds([PERSON], beds)
    assert rows["mattress_id"].tolist() == ["fits"]
    assert rows["verdict"].tolist() == [answer.verdict]


def test_a_cheaper_misfit_that_ties_with_a_bed_that_passes_comes_after_it(best: float) -> None:
    off = _off(best, VERDICT_BORDERLINE)
    beds = [_bed(f"{e:+.2f}", best - off - e, price=900 - 1000 * e) for e in np.linspace(-0.3, 0.3, 61).tolist()]
    ranking = match(target(PERSON), _of(*beds), top=len(beds))
    passes = ranking.relative >= VERDICT_BORDERLINE
    assert set(ranking.group[passes]) & set(ranking.group[~passes])  # some tie across the line
    assert 0 < len(ranking.picks) < len(beds)
    assert ranking.order[: passes.sum()].tolist() == ranking.picks.tolist()
    first = [ranking.mattresses[i].mattress_id for i in ranking.picks]
    assert match_many(target(PERSON), _of(*beds), top=3).mattress_id[0].tolist() == first[:3]
    assert Rescoring(_of(*beds[-2:]), _of(*beds)).rows([PERSON])["after_id"].tolist() == first[:1]


def test_picks_of_many_people_never_misfit_and_figures_hang_together() -> None:
    people = standard_population(300)
    needed, beds = targets(people), load_catalogue()
    table = match_many(needed, beds, top=5)
    for i in range(0, len(people), 15):
        ranking = match(needed[i], beds)
        picks = ranking.picks[:5]
        names = [ranking.mattresses[j].mattress_id for j in picks]
        assert table.mattress_id[i, : len(names)].tolist() == names
        assert_equal(table.fit[i, : len(names)], ranking.fit[picks])
        assert_equal(table.chance_suits[i, : len(names)], ranking.chance_suits[picks])
        assert_equal(table.best_relative[i], ranking.relative.max())
        assert (ranking.relative[picks] >= VERDICT_BORDERLINE).all()
    shown = ~np.isnan(table.fit)
    assert ((table.chance_suits[shown] > 0) & (table.chance_suits[shown] < 1)).all()
    assert (table.fit_low[shown] < table.fit[shown]).all()
    assert (table.fit[shown] < table.fit_high[shown]).all()
    assert VERDICT_FITS > VERDICT_BORDERLINE


def _known(ranking: Ranking) -> dict[str, tuple[float, float]]:
    return {
        ranking.mattresses[i].mattress_id: (float(ranking.fit[i]), float(ranking.chance_suits[i]))
        for i in ranking.order
    }


def test_price_brand_and_row_order_change_no_fit_and_no_chance() -> None:
    beds = load_catalogue()
    rng = np.random.default_rng(8)
    others = [
        replace(beds.mattresses[i], price=float(rng.uniform(50, 3000)), brand=f"Brand {i}", sizes=(), price_size=None)
        for i in rng.permutation(len(beds))
    ]
    needed = target(PERSON)
    before, after = (match(needed, each, top=len(beds)) for each in (beds, Catalogue(tuple(others), "shuffled")))
    assert _known(after) == _known(before)
    assert after.attainable_fit == before.attainable_fit
    assert after.verdict == before.verdict


def test_the_nearer_bed_has_the_better_chance(best: float) -> None:
    ranking = match(target(PERSON), _of(*(_bed(f"{off}", best + off) for off in (0.0, 1.0, 2.0, 3.0))))
    assert (np.diff(ranking.chance_suits) < 0).all()
    assert (np.diff(ranking.fit) < 0).all()
