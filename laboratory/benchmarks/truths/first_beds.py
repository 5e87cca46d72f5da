"""Which beds come first for a thousand people, and what one kilo, centimetre or percent more does to them.

    python -m laboratory.benchmarks.truths.first_beds --people 1000

Counted are kinds: beds of which the engine knows the same. Beside ours stand choosers who know more than anybody does:
the truth of bodies and beds alike; the bodies, but of the beds only their records; and what we would choose if every
record were as sure as the surest. What the second leaves apart of the first is the list's poverty, not ours.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.catalogue_file import load_catalogue
from catalog.firmness import LOG_PER_POINT
from catalog.mattress import Catalogue
from laboratory.benchmarks.people import whole
from laboratory.benchmarks.regret import SIZE, discomforts, for_sale, kinds_counted, offers_of
from laboratory.benchmarks.synthetic_catalogue import shop_range, synthetic_catalogue
from laboratory.fitting.judging import Truths
from laboratory.fitting.worlds import shipped_world
from recommender.arrays import Array
from recommender.fit_target import FitTarget, targets
from recommender.matching import VERDICT_BORDERLINE, match_many
from recommender.person.night import night
from recommender.person.population import sample_population
from recommender.ranking.bed_vectors import Beds, stature_class
from recommender.ranking.candidates import USUAL_STATURE_CM, Candidates, candidates_for
from recommender.ranking.fits import fits_of_beds
from recommender.rescoring.again import STANDARD_SEED, standard_population
from recommender.sleeper import Sleeper, Wishes

AS_OF = date(2026, 11, 30)  # the day on which prices are looked at
FAR_POINTS = 1.5  # firmness points from the target
MOST_FALL_POINTS = 1.0  # fit points that a step may cost the first bed
SHARE = 0.01
_KNOWN = 1e-6  # what is left of a covariance of which everything is known


@dataclass(frozen=True)
class Shelf:
    """A catalogue and what everybody wishes of it."""

    catalogue: Catalogue
    wishes: Wishes

    @property
    def found(self) -> Candidates:
        return candidates_for(self.catalogue, self.wishes, AS_OF)


def shelves() -> dict[str, Shelf]:
    """The reference list whole and in one size with each price as of its own day, and a shop's range in grades."""
    in_size = Wishes(size=SIZE)
    return {
        "reference list": Shelf(load_catalogue(), Wishes()),
        "reference list in 90x200": Shelf(for_sale(load_catalogue()), in_size),
        "a shop's range in 90x200": Shelf(for_sale(shop_range()), in_size),
        "zoned beds, made up": Shelf(synthetic_catalogue(), Wishes()),
    }


def shown(people: Sequence[Sleeper], shelf: Shelf) -> tuple[NDArray[np.intp], Array, Array]:
    """(n,) record shown first to each, its fit, and the best relative fit of any."""
    asked = [replace(person, wishes=shelf.wishes) for person in people]
    table = match_many(targets(asked), shelf.catalogue, top=1, as_of=AS_OF)
    number = {bed.mattress_id: i for i, bed in enumerate(shelf.found.records)}
    first = np.array([-1 if name is None else number[name] for name in table.mattress_id[:, 0]], dtype=np.intp)
    return first, table.fit[:, 0], table.best_relative


def kinds(n: int, shelf: Shelf) -> dict[str, Any]:
    """Kinds that come first: as shown and for choosers who know more; what is far from a target, and what misfits."""
    people, found = standard_population(n), shelf.found
    target = targets(people)
    first, _, relative = shown(people, shelf)
    kind = found.beds(USUAL_STATURE_CM).record_kind
    known = replace(target, covariance=_KNOWN * target.covariance, scatter=_KNOWN * target.scatter)
    offers = offers_of(replace(shelf.catalogue, mattresses=found.records), np.random.default_rng(0))
    truths = Truths(
        whole(sample_population(n, np.random.default_rng(STANDARD_SEED))),
        night(people),
        (shipped_world(),),
        np.zeros(n, dtype=np.intp),
        np.zeros((n, 3)),
    )
    carried = found.carries(truths.bodies.weight_kg)[:, offers.record]
    truly = np.where(carried, discomforts(truths, offers), np.inf).argmin(axis=1)
    choosers = {
        "as shown": first[first >= 0],
        "by fit alone": _best(target, found),
        "who knows bodies, and of beds the records": _best(known, found),
        "by fit, every record as sure as the surest": _best(target, found, _as_sure_as_the_surest),
        "who knows the truth": offers.record[truly],
    }
    return {
        "kinds on the list": len(np.unique(kind)),
        "choosers": {name: kinds_counted(kind, rows) for name, rows in choosers.items()},
        "far while one known alike is nearer": _far(target, found, first),
        "none fits": float(np.mean(relative < VERDICT_BORDERLINE)),
    }


def _by_class(
    target: FitTarget, found: Candidates, change: Callable[[Beds], Beds]
) -> Iterator[tuple[Any, Beds, Array]]:
    """Rows of people of one stature class, the beds under them, and the (n, beds) fits of those that carry them."""
    classes = stature_class(target.bodies.height_cm)
    for stature in np.unique(classes):
        rows, beds = np.flatnonzero(classes == stature), change(found.beds(float(stature)))
        carried = found.carries(target.bodies.weight_kg[rows])[:, beds.record]
        yield rows, beds, np.where(carried, fits_of_beds(target.take(rows), beds), 0)


def _as_sure_as_the_surest(beds: Beds) -> Beds:
    surest = beds.covariance[np.trace(beds.covariance, axis1=1, axis2=2).argmin()]
    return replace(beds, covariance=np.broadcast_to(surest, beds.covariance.shape))


def _best(target: FitTarget, found: Candidates, change: Callable[[Beds], Beds] = lambda beds: beds) -> NDArray[np.intp]:
    """(n,) record that fits best."""
    best = np.empty(len(target), dtype=np.intp)
    for rows, beds, fit in _by_class(target, found, change):
        best[rows] = beds.record[fit.argmax(axis=1)]
    return best


def _far(target: FitTarget, found: Candidates, first: NDArray[np.intp]) -> float:
    """Share of first beds over `FAR_POINTS` from the target while one known exactly alike is nearer."""
    far = 0
    for rows, beds, fit in _by_class(target, found, lambda beds: beds):
        off = np.abs(beds.centre[None, :, :3].mean(axis=2) - target.mean[rows, None, :3].mean(axis=2)) / LOG_PER_POINT
        known = np.unique(np.round(beds.covariance.reshape(len(off[0]), 16), 6), axis=0, return_inverse=True)[1].ravel()
        for i, row in enumerate(rows):
            its = np.where(beds.record == first[row], fit[i], -1).argmax()
            layer = np.abs(beds.centre[:, 3] - beds.centre[its, 3]) < _KNOWN
            alike = (known == known[its]) & layer & (fit[i] > 0)
            far += bool(off[i, its] > FAR_POINTS and (off[i, alike] < off[i, its] - _KNOWN).any())
    return far / len(target)


def _kilo(person: Sleeper) -> Sleeper:
    return replace(person, weight_kg=person.weight_kg + 1)


def _centimetre(person: Sleeper) -> Sleeper:
    return replace(person, height_cm=person.height_cm + 1)


def _percent(person: Sleeper) -> Sleeper:
    """A percent more on the back, from where most of the night is."""
    most = "side" if person.side >= person.stomach else "stomach"
    return replace(person, back=person.back + SHARE, **{most: getattr(person, most) - SHARE})


STEPS: dict[str, Callable[[Sleeper], Sleeper]] = {"kilo": _kilo, "centimetre": _centimetre, "percent": _percent}


def steps(n: int, shelf: Shelf) -> dict[str, dict[str, float]]:
    """For each step how many first beds it costs over `MOST_FALL_POINTS` of fit, and the most it costs."""
    people = standard_population(n)
    before = shown(people, shelf)[1]
    falls = {name: before - shown([step(person) for person in people], shelf)[1] for name, step in STEPS.items()}
    return {
        name: {"pairs": len(fall), "over": float((fall > MOST_FALL_POINTS).sum()), "most": float(np.nanmax(fall))}
        for name, fall in falls.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1000)
    n, started = parser.parse_args().people, time.perf_counter()
    for name, shelf in shelves().items():
        found = kinds(n, shelf)
        print(f"{name}: {len(shelf.found.records)} beds of {found['kinds on the list']} kinds, {n} people")
        for chooser, counted in found["choosers"].items():
            share = 100 * counted["most_frequent_share"]
            print(f"  {chooser:44} {counted['kinds']:3.0f} kinds, the most frequent for {share:.1f} %")
        for what in ("far while one known alike is nearer", "none fits"):
            print(f"  {what:44} {100 * found[what]:.1f} %")
        for step, row in steps(n, shelf).items():
            print(
                f"  a {step} more: of {row['pairs']} first beds {row['over']:.0f} fall by over a point of fit,"
                f" the most {row['most']:.2f}"
            )
    print(f"{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
