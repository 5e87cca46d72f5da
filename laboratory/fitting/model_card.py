"""The model card: what the scoring model is, what it was made from, and how well it works for whom.

Regret and coverage are judged here on few bodies, at every training; the long run is a benchmark.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.catalogue_file import load_catalogue
from catalog.firmness import firmness_from_hardness
from laboratory.fitting.judging import Truths, covered, discomfort_on, draw_truths, groups, regret_share, true_target
from laboratory.fitting.surfaces import N_BEDS
from laboratory.fitting.worlds import World
from recommender.arrays import Z_80, Array
from recommender.fit_target import FitTarget, targets
from recommender.person.anthropometry import Bodies
from recommender.person.night import night
from recommender.ranking.bed_vectors import stature_class
from recommender.ranking.fits import fits_of_beds
from recommender.ranking.top_beds import lay_out
from recommender.scoring.scoring_model import ScoringModel
from recommender.sleeper import POSITIONS, ZONES, Sleeper

TOLD_NIGHT = (1.0, 0.8, 0.5)  # of a Dirichlet: nights as stated, anything from one position to all three
GROUPS = {"sex": "sex", "bmi": "BMI", "stature_cm": "stature, cm", "position": "mainly on"}
LEAST_PEOPLE = 5  # a smaller group is left out


@dataclass(frozen=True)
class Judged:
    """Results of the model for n held-out people, each in a world drawn for them.

    Attributes:
        bodies, shares: the people, and (n, 3) their nights as counted.
        regret: (n,) discomfort of the chosen bed less that of the best, in percent of the catalogue's spread.
        firmness_held, zones_held: (n,) share of the 80 % intervals that contain the truth.
        width: (n,) of the interval of firmness, points.
    """

    bodies: Bodies
    shares: Array
    regret: Array
    firmness_held: Array
    zones_held: Array
    width: Array


def judged(model: ScoringModel, bodies: Bodies, worlds: tuple[World, ...], rng: np.random.Generator) -> Judged:
    """Regret on the catalogue that ships and coverage, for bodies of which weight, height, sex, age and night are
    stated.
    """
    told = [
        Sleeper(weight, height, side, back, stomach, sex="male" if man else "female", age_years=age)
        for weight, height, (side, back, stomach), man, age in zip(
            bodies.weight_kg.tolist(),
            bodies.height_cm.tolist(),
            rng.dirichlet(TOLD_NIGHT, len(bodies)).tolist(),
            (bodies.male >= 0.5).tolist(),
            bodies.age_years.tolist(),
            strict=True,
        )
    ]
    target, counted = targets(told, model), night(told)
    truths = draw_truths(bodies, counted, np.ones(len(bodies), dtype=bool), worlds, rng)
    real = true_target(truths)
    level = _interval(target.log_level, target.level_sd)
    zone_sd = np.sqrt(np.diagonal(target.read_covariance, axis1=1, axis2=2)[:, :3])
    return Judged(
        bodies,
        counted,
        100 * _regret(target, replace(truths, shares=counted)),
        covered(real.firmness, level).astype(float),
        covered(real.zones, _interval(target.mean[:, :3], zone_sd)).mean(axis=1),
        np.diff(level, axis=-1)[:, 0],
    )


def _interval(log_hardness: Array, sd: Array) -> Array:
    """(..., 2) central 80 % in firmness points."""
    return np.stack([firmness_from_hardness(np.exp(log_hardness + side * Z_80 * sd)) for side in (-1, 1)], axis=-1)


def _regret(target: FitTarget, truths: Truths) -> Array:
    """(n,) regret of the bed of best fit among those of the catalogue that ships, as declared."""
    beds = lay_out(load_catalogue(None), target.bodies.height_cm)
    classes = stature_class(target.bodies.height_cm)
    lain = np.stack([beds[float(c)].centre for c in classes])
    chosen = np.empty(len(target), dtype=np.intp)
    for one in np.unique(classes):
        rows = np.flatnonzero(classes == one)
        chosen[rows] = fits_of_beds(target.take(rows), beds[float(one)]).argmax(axis=1)
    found = discomfort_on(replace(truths, off=0 * truths.off), lain)
    return regret_share(found, chosen)


def card(manifest: Mapping[str, Any], found: Judged) -> str:
    """The card as Markdown."""
    figures = {
        p: (manifest["r2_level"][p], *(manifest["r2_zones"][p][z] for z in ZONES), manifest["r2_discomfort"][p])
        for p in POSITIONS
    }
    fidelity = "\n".join(f"| {p} | {' | '.join(f'{r2:.3f}' for r2 in row)} |" for p, row in figures.items())
    everybody = np.full(len(found.bodies), "")
    labels = {"all": everybody, **{GROUPS[k]: v for k, v in groups(found.bodies, found.shares).items()}}
    rows = "\n".join(
        _row(f"{name} {label}".strip(), found, labels[name] == label)
        for name in labels
        for label in sorted(set(labels[name].tolist()))
        if (labels[name] == label).sum() >= LEAST_PEOPLE
    )
    return f"""# Model card: scoring model {manifest["version"]}

**What it does.** Maps a body (weight, height, sex, breadths and depths) to its best bed in each position, and to
how discomfort grows away from that bed. A night is a sum over positions; matching uses nothing else.

**Made from.** {manifest["n_bodies"]} bodies resampled from a population fitted to 6,068 measured adults and public
health surveys (BMI 16-50, ages 18-90), a quarter of them spread evenly over stature and BMI. Each was simulated on
{N_BEDS} simulated beds in three positions. Seed {manifest["seed"]}. No outcome of a real sleeper has been used.

**Intended use.** Choosing a mattress for comfort. Not for diagnosis, triage or treatment; not for children.

**Fidelity to the mechanics** on the {manifest["n_held_out"]} bodies held out (R2; best beds in ln hardness, discomfort
on 20 random beds each within four firmness points):

| position | best uniform bed | shoulder | waist | hip | discomfort |
|---|---|---|---|---|---|
{fidelity}

**Regret, coverage and fairness** on {len(found.bodies)} of them, of whom weight, height, sex, age and night are
known, each in a world drawn from the calibration's ensemble. Regret: discomfort of the bed of best fit less that of the
best bed, in percent of the catalogue's spread, beds as declared. Held: percent of 80 % intervals that contain the
truth. Groups of fewer than {LEAST_PEOPLE} are left out, and small groups are imprecise; the long run, compared with
rival rules, is in `docs/benchmark-fit.md`.

| | people | regret, median | mean | firmness held | zones held | width, points |
|---|---|---|---|---|---|---|
{rows}

**Limits.** The judge is our own simulator. References and tolerances of discomfort are anchored to one trial, shops'
grade bands and professionals' judgement (`recommender/data/comfort.json` lists each anchor and the value reached).
Answers for people over 58 years, over BMI 35 or lying on the stomach rest on extrapolation. The spread over parameter
sets is that of the calibration's ensemble.

**Reproduce.** `mattress-fit train` with the seed above. Results changed {manifest["results_changed"]}.
"""


def _row(name: str, found: Judged, those: NDArray[np.bool_]) -> str:
    regret = found.regret[those]
    held = (100 * share[those].mean() for share in (found.firmness_held, found.zones_held))
    percent = " | ".join(f"{share:.0f}" for share in held)
    median, mean, width = np.median(regret), regret.mean(), found.width[those].mean()
    return f"| {name} | {those.sum()} | {median:.2f} | {mean:.2f} | {percent} | {width:.1f} |"
