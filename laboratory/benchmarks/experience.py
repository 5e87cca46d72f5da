"""What answers about beds are worth: simulated people who lie on beds, answer, and choose again.

    python -m laboratory.benchmarks.experience

Everybody's own best bed is drawn from what the engine believes of them, scatter of persons included, every bed from
what is known of it, and every answer with the noise that the engine assumes. So this measures the arithmetic, not
people. The first bed is that of the highest fit, whatever it costs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from catalog.catalogue_file import load_catalogue
from catalog.firmness import LOG_PER_POINT, MEASURED_SD
from catalog.mattress import Catalogue
from recommender.arrays import EVEN, Z_80, Array
from recommender.experience.lain_on import beds_under
from recommender.experience.learning import HALF_WIDTH_POINTS, with_experiences
from recommender.experience.next_to_try import next_to_try
from recommender.experience.said import bed_known, noise_points
from recommender.fit_target import FitTarget, targets
from recommender.ranking.bed_vectors import settings_of, stature_class
from recommender.ranking.candidates import candidates_for
from recommender.ranking.expected_fit import expected_fit
from recommender.ranking.fits import score
from recommender.rescoring import standard_population
from recommender.scoring.scoring_model import ORIGIN
from recommender.sleeper import Experience, Feels, Sleeper, Wishes

PEOPLE, GUIDED_PEOPLE, SEED = 1000, 100, 20261130
NIGHTS = 1.0  # noise of 1.0 points
ANSWERS = (0, 1, 3)
LOOKED_AT = 12  # beds from the top of the list: more than are lain on
FEELS: tuple[Feels, ...] = ("too_soft", "right", "too_firm")
_LEVEL = EVEN / 3

Wrong = Callable[[Feels, np.random.Generator], Feels]

# Which bed each person lies on next: the people as they are now, what they need, and how many beds they lay on.
Way = Callable[[list[Sleeper], FitTarget, Catalogue], list[str]]


@dataclass(frozen=True)
class Outcome:
    """After a number of answers: true fit of each person's first bed, fit as stated, and whether the 80 % interval of
    the level holds the person's own.
    """

    true_fit: Array
    stated_fit: Array
    held: Array


@dataclass
class World:
    """People with their own best beds (n, 4), and beds as they truly are, each drawn when somebody lies on it."""

    people: list[Sleeper]
    own: Array
    body: FitTarget
    catalogue: Catalogue
    rng: np.random.Generator
    _beds: dict[tuple[int, str], Array] = field(default_factory=dict)

    def known(self, person: int, name: str) -> tuple[Array, Array]:
        """(4,) and (4, 4) the bed under this person, and how unsure it is: not at all once somebody lay on it."""
        if (person, name) in self._beds:
            return self._beds[person, name], np.zeros((4, 4))
        mattress = self.catalogue.by_id(name)
        assert mattress is not None
        return bed_known(mattress, float(stature_class(self.body.bodies.height_cm[person : person + 1])[0]))

    def says(self, person: int, name: str) -> Feels:
        """What the person says after a night on the bed."""
        if (person, name) not in self._beds:
            self._beds[person, name] = self.rng.multivariate_normal(*self.known(person, name))
        per_point = LOG_PER_POINT
        firmer = _LEVEL @ (self._beds[person, name] - self.own[person]) / per_point
        felt = firmer + noise_points(NIGHTS) * self.rng.standard_normal()
        return FEELS[int(np.digitize(felt, [-HALF_WIDTH_POINTS, HALF_WIDTH_POINTS]))]

    def true_fit(self, names: list[str]) -> Array:
        """(n,) fit of each person on the bed named for them, expected over what that may truly be."""
        beds, unsure = (np.stack(part) for part in zip(*(self.known(i, n) for i, n in enumerate(names)), strict=True))
        x = (beds - self.own + self.body.mean - ORIGIN).T
        fit = expected_fit(self.body.quartic.T, self.body.ideal_discomfort, x, np.moveaxis(unsure, 0, -1))
        return np.minimum(fit, 100.0)  # a quartic beyond the beds it was fitted to can fall below the ideal


def world(n: int, rng: np.random.Generator, catalogue: Catalogue) -> World:
    """n people of the standard population, each with a best bed of their own, and the beds of a catalogue that cannot
    be set: an answer does not say at which setting somebody lay.
    """
    fixed = Catalogue(tuple(bed for bed in catalogue if not settings_of(bed)), catalogue.version)
    people = list(standard_population(n))
    body = targets(people)
    own = np.stack([rng.multivariate_normal(mean, unsure) for mean, unsure in zip(body.mean, body.unsure, strict=True)])
    return World(people, own, body, fixed, rng)


def by_fit(need: FitTarget, catalogue: Catalogue) -> tuple[list[list[str]], Array]:
    """(n, LOOKED_AT) ids of the beds of highest fit, and (n, LOOKED_AT) that fit."""
    found = candidates_for(catalogue, Wishes())
    ids = np.array([bed.mattress_id for bed in found.records])
    classes = stature_class(need.bodies.height_cm)
    # What a bed is for who lay on it differs from person to person.
    alone = [i if lain else -1 for i, lain in enumerate(need.lain_on)]
    groups: dict[tuple[float, int], list[int]] = {}
    for i, at in enumerate(zip(classes.tolist(), alone, strict=True)):
        groups.setdefault(at, []).append(i)
    first, fits = np.zeros((len(need), LOOKED_AT), dtype=np.intp), np.zeros((len(need), LOOKED_AT))
    for people in groups.values():
        rows = np.array(people, dtype=np.intp)
        part = need.take(rows)
        allowed = found.carries(part.bodies.weight_kg)
        fit = np.where(allowed, score(part, beds_under(found, part), [allowed], LOOKED_AT).fit, 0.0)
        first[rows] = np.argsort(-fit, axis=1, kind="stable")[:, :LOOKED_AT]
        fits[rows] = np.take_along_axis(fit, first[rows], axis=1)
    return ids[first].tolist(), fits


def first_untried(people: list[Sleeper], need: FitTarget, catalogue: Catalogue) -> list[str]:
    """The first bed of each person's list that they have not lain on."""
    tried = [{one.mattress_id for one in person.experiences} for person in people]
    names, _ = by_fit(need, catalogue)
    return [next(name for name in row if name not in done) for row, done in zip(names, tried, strict=True)]


def most_telling(people: list[Sleeper], need: FitTarget, catalogue: Catalogue) -> list[str]:
    """The bed whose answer is expected to improve the choice most, of each person's first beds."""
    names = []
    for i, person in enumerate(people):
        done = {one.mattress_id for one in person.experiences}
        found = next_to_try(need[i], catalogue, nights=NIGHTS)
        names.append(next(each.mattress.mattress_id for each in found if each.mattress.mattress_id not in done))
    return names


def one_step_off(said: Feels, rng: np.random.Generator) -> Feels:
    """The answer next to the one meant; "right" becomes either of its neighbours."""
    return FEELS[2 * int(rng.integers(2))] if said == "right" else "right"


def opposite(said: Feels, rng: np.random.Generator) -> Feels:
    """The answer farthest from the one meant."""
    return FEELS[2 * int(rng.integers(2))] if said == "right" else FEELS[2 - FEELS.index(said)]


def expected_after(of: World, heard: list[Sleeper], names: list[str]) -> Array:
    """(n,) fit that a bed named for each person is expected to have, given what they truly said.

    Its mean is that of the true fit, without the luck of where each person's own best bed lies: the cost of a wrong
    answer is a difference of a few points, true fits scatter by 25.
    """
    need = with_experiences(targets(heard), of.catalogue)
    pairs = [_beside(of, need, i, name) for i, name in enumerate(names)]
    beds, unsure = (np.stack(part) for part in zip(*pairs, strict=True))
    fit = expected_fit(need.quartic.T, need.ideal_discomfort, (beds - ORIGIN).T, np.moveaxis(unsure, 0, -1))
    return np.asarray(fit)


def _beside(of: World, need: FitTarget, person: int, name: str) -> tuple[Array, Array]:
    """(4,) a bed under a person, and (4, 4) how unsure its difference from their own best bed is."""
    for lain in need.lain_on[person] or ():
        if lain.mattress_id == name:
            return need.mean[person] + lain.firmer, lain.unsure
    mattress = of.catalogue.by_id(name)
    assert mattress is not None
    centre, covariance = bed_known(mattress, float(stature_class(need.bodies.height_cm[person : person + 1])[0]))
    return centre, covariance + need.unsure[person]


def chosen(of: World, people: list[Sleeper]) -> list[str]:
    """The first bed of each person after what they said."""
    return [row[0] for row in by_fit(with_experiences(targets(people), of.catalogue), of.catalogue)[0]]


def outcome(of: World, people: list[Sleeper]) -> Outcome:
    """How well the bed chosen after what these people said suits them."""
    need = with_experiences(targets(people), of.catalogue)
    names, fits = by_fit(need, of.catalogue)
    sd = np.sqrt(np.einsum("i,nij,j->n", _LEVEL, need.unsure, _LEVEL))
    held = np.abs((of.own - need.mean) @ _LEVEL) <= Z_80 * sd
    return Outcome(of.true_fit([row[0] for row in names]), fits[:, 0], held)


def after_answers(of: World, way: Way, most: int = max(ANSWERS)) -> Mapping[int, list[Sleeper]]:
    """The people after 0, 1, ... answers, each about the bed that `way` names."""
    people = {0: of.people}
    for k in range(most):
        now = people[k]
        names = way(now, with_experiences(targets(now), of.catalogue), of.catalogue)
        said = [Experience(mattress_id=name, felt=of.says(i, name), nights=NIGHTS) for i, name in enumerate(names)]
        people[k + 1] = [replace(one, experiences=(*one.experiences, new)) for one, new in zip(now, said, strict=True)]
    return people


def with_one_wrong(people: list[Sleeper], wrong: Wrong, rng: np.random.Generator) -> list[Sleeper]:
    """The same people with one of their answers, drawn for each, wrong."""
    changed = []
    for person in people:
        at = int(rng.integers(len(person.experiences)))
        said = list(person.experiences)
        felt = said[at].felt
        assert felt is not None
        said[at] = replace(said[at], felt=wrong(felt, rng))
        changed.append(replace(person, experiences=tuple(said)))
    return changed


def with_one_missing(people: list[Sleeper], rng: np.random.Generator) -> list[Sleeper]:
    """The same people with one of their answers, drawn for each, never heard."""
    kept = []
    for person in people:
        at = int(rng.integers(len(person.experiences)))
        kept.append(replace(person, experiences=person.experiences[:at] + person.experiences[at + 1 :]))
    return kept


def run() -> None:
    """Print true and stated fit of the first bed and the share of intervals that hold, after 0, 1 and 3 answers."""
    catalogue = load_catalogue()
    measured = Catalogue(tuple(replace(bed, firmness_sd=MEASURED_SD) for bed in catalogue), "measured")
    show("the first bed not lain on", world(PEOPLE, np.random.default_rng(SEED), catalogue), first_untried)
    show("the same, every firmness measured", world(PEOPLE, np.random.default_rng(SEED), measured), first_untried)
    show("the most telling bed", world(GUIDED_PEOPLE, np.random.default_rng(SEED), catalogue), most_telling)


def show(title: str, of: World, way: Way) -> None:
    people = after_answers(of, way)
    found = {k: outcome(of, people[k]) for k in ANSWERS}
    print(f"\n{title}, {len(of.people)} people")
    for k, one in found.items():
        stated, held = one.stated_fit.mean(), 100 * one.held.mean()
        print(f"{k} answers: true fit {_mean(one.true_fit)}, stated {stated:.1f}; intervals that hold {held:.1f} %")
    first, best = chosen(of, people[0]), chosen(of, people[3])
    gain = expected_after(of, people[1], chosen(of, people[1])) - expected_after(of, people[1], first)
    now, before = expected_after(of, people[3], best), expected_after(of, people[3], first)
    print(f"one answer is expected to gain {_mean(gain)}, three {_mean(now - before)}")
    wrong = {each.__name__: with_one_wrong(people[3], each, _again()) for each in (one_step_off, opposite)}
    for name, told in {"never heard": with_one_missing(people[3], _again()), **wrong}.items():
        cost, held = now - expected_after(of, people[3], chosen(of, told)), 100 * outcome(of, told).held.mean()
        share = cost.mean() / gain.mean()
        print(f"one of three {name} costs {_mean(cost)}: {share:.2f} of one answer's gain; intervals hold {held:.1f} %")


def _again() -> np.random.Generator:
    return np.random.default_rng(SEED)


def _mean(figures: Array) -> str:
    return f"{figures.mean():.1f} +- {figures.std() / np.sqrt(len(figures)):.1f}"


if __name__ == "__main__":
    run()
