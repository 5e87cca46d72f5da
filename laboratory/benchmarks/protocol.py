"""How rules behave over a grid of people on one catalogue: ties, ceilings, jumps, monotonicity, neutrality, couples.

    python -m laboratory.benchmarks.protocol

Every rule scores every person of the grid on the same shelf: weight 45-140 kg in steps of 5, three heights, four
positions, three ratios of hips to shoulders, five sets of aches. The catalogue is the reference one, then the same with
true firmness drawn around the declared one as a consumer test found it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue, Mattress
from laboratory.benchmarks.regret import Offers, answers_of, offers_of
from laboratory.benchmarks.rivals import CONTROLS, RIVALS, Answers, Rule
from recommender.arrays import Array
from recommender.fit_target import targets
from recommender.person.anthropometry import fill
from recommender.ranking.bed_vectors import stature_class
from recommender.ranking.candidates import candidates_for
from recommender.ranking.fits import score
from recommender.sleeper import Sleeper, Wishes

WEIGHTS_KG, HEIGHTS_CM = tuple(range(45, 141, 5)), (160.0, 172.0, 186.0)
NIGHTS = {
    "side": (0.8, 0.2, 0.0),
    "back": (0.2, 0.8, 0.0),
    "stomach": (0.15, 0.15, 0.7),
    "combination": (0.45, 0.35, 0.2),
}
PROPORTIONS = (0.93, 1.0, 1.07)  # hips relative to the usual; shoulders the inverse
ACHES: tuple[tuple[str, ...], ...] = (
    (),
    ("shoulder_pressure",),
    ("lateral_hip",),
    ("extension_sensitive",),
    ("morning_stiffness",),
)
BAND_EDGE_KG = (69.0, 71.0)
BUDGET = 500.0
# Of eight beds declared medium, four measured soft, three medium, one hard (consumer test, 2020), in firmness points.
FIRMNESS_MISSED = (-2.0, -2.0, -2.0, -2.0, 0.0, 0.0, 0.0, 1.5)
ALMOST = 1e-9
OURS = "mattress-fit"
SEED = 3
ASKED = ("weight", "height", "position", "proportions", "aches")


def grid(weights_kg: tuple[float, ...] = WEIGHTS_KG) -> list[Sleeper]:
    """All people, in the order weight, height, position, proportion, aches; the last changes fastest."""
    sizes = list(product(weights_kg, HEIGHTS_CM))
    usual = fill([Sleeper(float(kg), cm, 1.0, 0.0, 0.0) for kg, cm in sizes])
    return [
        Sleeper(
            weight_kg=float(kg),
            height_cm=cm,
            side=night[0],
            back=night[1],
            stomach=night[2],
            hip_breadth_cm=float(usual.hip_breadth_cm[i]) * proportion,
            shoulder_breadth_cm=float(usual.shoulder_breadth_cm[i]) / proportion,
            pain=ache,
        )
        for (i, (kg, cm)), night, proportion, ache in product(enumerate(sizes), NIGHTS.values(), PROPORTIONS, ACHES)
    ]


@dataclass(frozen=True)
class Seen:
    """A system's results for n people: first choice (record), how many beds share first place, and (n, beds) scores."""

    first: NDArray[np.intp]
    tied: Array
    scores: Array


def by_rule(rule: Rule, told: Sequence[Answers], offers: Offers) -> Seen:
    scores = np.array([rule(person, offers.shelf) for person in told])
    top = scores.max(axis=1, keepdims=True)
    ties = [len(set(offers.record[row])) for row in scores >= top - ALMOST]
    return Seen(offers.record[scores.argmax(axis=1)], np.array(ties, dtype=float), scores)


def by_ours(people: Sequence[Sleeper], catalogue: Catalogue, offers: Offers) -> Seen:
    """Ours: first by fit; ties are beds of exactly the same fit (tie groups are wider and shown as such)."""
    index = {bed.mattress_id: i for i, bed in enumerate(offers.records)}
    needed, found = targets(people), candidates_for(catalogue, Wishes())
    of_offers = np.array([index[bed.mattress_id] for bed in found.records])
    fit = np.full((len(people), len(index)), np.nan)
    classes = stature_class(needed.bodies.height_cm)
    for stature in np.unique(classes):
        rows = np.flatnonzero(classes == stature)
        part = needed.take(rows)
        carried = found.carries(part.bodies.weight_kg)
        of_part = score(part, found.beds(float(stature)), [carried], len(found.records)).fit
        fit[np.ix_(rows, np.array(of_offers))] = np.where(carried, of_part, np.nan)
    same = (fit >= np.nanmax(fit, axis=1, keepdims=True) - ALMOST).sum(axis=1)
    return Seen(np.nanargmax(fit, axis=1), same.astype(float), fit)


def compare(seed: int = SEED, weights_kg: tuple[float, ...] = WEIGHTS_KG) -> dict[str, dict[str, Any]]:
    """Every figure of the protocol for every system."""
    rng = np.random.default_rng(seed)
    catalogue = load_catalogue()
    people, edge = grid(weights_kg), grid(BAND_EDGE_KG)
    offers = offers_of(catalogue, rng)
    missed = rng.choice(FIRMNESS_MISSED, len(catalogue))
    measured = replace(catalogue, mattresses=tuple(map(_measured, catalogue, missed)))
    truly = offers_of(measured, np.random.default_rng(0))
    told, at_edge = answers_of(people), answers_of(edge)
    shuffled = rng.permutation(len(offers.records))[offers.record]
    bribed = replace(offers.shelf, price=offers.shelf.price[shuffled], commission=offers.shelf.commission[shuffled])
    shape = (len(weights_kg), len(HEIGHTS_CM), len(NIGHTS), len(PROPORTIONS), len(ACHES))
    found = {}
    for name, rule in {**RIVALS, **CONTROLS}.items():
        seen = by_rule(rule, told, offers)
        found[name] = _figures(seen, by_rule(rule, at_edge, offers), by_rule(rule, told, truly), offers, shape)
        found[name]["moved by price or commission"] = float(
            np.mean(by_rule(rule, told, replace(offers, shelf=bribed)).first != seen.first)
        )
    seen = by_ours(people, catalogue, offers)
    found[OURS] = _figures(seen, by_ours(edge, catalogue, offers), by_ours(people, measured, truly), offers, shape)
    prices = [catalogue.mattresses[i].price for i in rng.permutation(len(catalogue))]
    dearer = replace(
        catalogue, mattresses=tuple(replace(bed, price=price) for bed, price in zip(catalogue, prices, strict=True))
    )
    fits, again = (np.sort(s.scores, axis=1) for s in (seen, by_ours(people, dearer, offers)))
    found[OURS]["moved by price or commission"] = float(
        np.mean((np.nan_to_num(fits) != np.nan_to_num(again)).any(axis=1))
    )
    return found


def _measured(bed: Mattress, missed: float) -> Mattress:
    return bed if bed.firmness is None else replace(bed, firmness=bed.firmness + float(missed))


def _figures(seen: Seen, edge: Seen, truly: Seen, offers: Offers, shape: tuple[int, ...]) -> dict[str, Any]:
    level = np.array([offers.firmness[offers.record == i].mean() for i in range(len(offers.records))])
    price = np.array([np.nan if bed.price is None else bed.price for bed in offers.records])
    chosen = level[seen.first].reshape(shape)
    steps = np.diff(chosen, axis=0)
    jump = np.diff(level[edge.first].reshape(len(BAND_EDGE_KG), -1), axis=0)
    low, high = np.nanmin(seen.scores), np.nanmax(seen.scores)
    first = seen.first.reshape(shape)
    return {
        "tied for first": float(np.mean(seen.tied > 1)),
        "scores at an end": float(np.mean((seen.scores >= high - ALMOST) | (seen.scores <= low + ALMOST))),
        "over budget": float(np.mean(np.nan_to_num(price[seen.first]) > BUDGET)),
        "softer when heavier": float(np.mean(steps < -ALMOST)),
        "jump 69 to 71 kg": float(np.abs(jump).max()),
        "side to stomach": float((chosen[:, :, 2] - chosen[:, :, 0]).mean()),
        "commonest first": float(np.bincount(seen.first).max() / len(seen.first)),
        "same first as measured": float(np.mean(truly.first == seen.first)),
        "ignores": [name for axis, name in enumerate(ASKED) if (first == np.take(first, [0], axis)).all()],
        **_couples(level[seen.first]),
    }


def _couples(own: Array) -> dict[str, float]:
    """Two people on one bed half-way between theirs: its distance from each one's own, and how often that exceeds a
    point.
    """
    one, other = np.random.default_rng(0).permutation(len(own))[: 2 * (len(own) // 2)].reshape(2, -1)
    apart = np.abs(own[one] - own[other]) / 2
    return {"couple: points off": float(apart.mean()), "couple: over a point": float(np.mean(apart > 1))}


def lines(found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The comparison as text, one block per system."""
    for name, figures in found.items():
        yield name
        for what, value in figures.items():
            if isinstance(value, float):
                yield f"  {what:30} {value:7.3f}"
            else:
                yield f"  {what:30} {', '.join(value) or 'nothing'}"


if __name__ == "__main__":
    print("\n".join(lines(compare())))
