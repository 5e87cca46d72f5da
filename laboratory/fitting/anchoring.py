"""Fit references and tolerances so that the best beds are where the evidence puts them.

Each anchor is one statement with its value, its tolerance (slack) and its source. The fit is a penalised least squares
over the logs of the figures of `Comfort`; the value reached is reported beside the anchor.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from scipy.optimize import least_squares

from catalog.firmness import LOG_PER_POINT
from laboratory.fitting.surfaces import Optimum, find_optimum, response_surfaces
from recommender.arrays import Array
from recommender.coefficients import DEFINED, coefficients
from recommender.mechanics.body import bmi
from recommender.mechanics.parameters import DEFAULT, Parameters
from recommender.person.anthropometry import Bodies, fill_arrays
from recommender.person.night import POPULATION_NIGHT, SURE_WEIGHT
from recommender.person.population import sample_population
from recommender.scoring.comfort import TERMS, Comfort
from recommender.scoring.optimum import best_uniform
from recommender.scoring.polynomials import values
from recommender.sleeper import POSITIONS

# Size of the unit of discomfort: a uniform bed three firmness points off costs 1.5.
THREE_POINTS, THREE_POINTS_COST = 3.0, 1.5

# Where the search starts, and how far a figure may move without penalty: in natural logs, except for exponents, which
# may be negative and are fitted directly.
_PRIORS = {name: figure["prior"] for name, figure in coefficients()["comfort"].items()}
PRIOR: dict[str, tuple[float, float]] = {n: (p["start"], p["free"]) for n, p in _PRIORS.items() if p["as_log"]}
PRIOR_PLAIN: dict[str, tuple[float, float]] = {n: (p["start"], p["free"]) for n, p in _PRIORS.items() if n not in PRIOR}


@dataclass(frozen=True)
class Golden:
    """One of the twelve golden sleepers, as professionals judged them: a range of firmness and an order of zones.

    `orders` are (softer zone, firmer zone, at least this many points apart); zones 0 shoulder, 1 waist, 2 hip.
    `together` are pairs of zones at most 0.5 apart.
    """

    weight_kg: float
    height_cm: float
    male: float
    night: tuple[float, float, float]
    firmness: tuple[float, float]
    orders: tuple[tuple[int, int, float], ...] = ()
    together: tuple[tuple[int, int], ...] = ()
    hip_breadth_cm: float = np.nan
    shoulder_breadth_cm: float = np.nan


_CLEARLY = 0.8  # firmness points that "clearly softer" means, as in the tests of the golden sleepers
# Persons 8 to 10 have an ache, which shifts the answer afterwards: here they are without it.
GOLDEN = (
    Golden(55, 165, 0, (0.9, 0.1, 0), (2.8, 4.5), ((0, 2, _CLEARLY), (2, 1, 0))),
    Golden(75, 180, 1, (0.6, 0.4, 0), (4.7, 6.5), ((0, 2, _CLEARLY), (2, 1, 0))),
    Golden(70, 168, 0, (0.9, 0.1, 0), (4.0, 5.5), ((2, 1, 0.8),), hip_breadth_cm=41, shoulder_breadth_cm=43),
    Golden(85, 185, 1, (0.8, 0.2, 0), (5.0, 6.5), ((0, 2, 1.2),), ((1, 2),), 34, 56),
    Golden(110, 185, 1, (0.2, 0.8, 0), (6.5, 8.0), ((0, 2, 0),), ((1, 2),)),
    Golden(125, 180, 1, (0.9, 0.1, 0), (6.0, 8.0), ((0, 2, 0.95), (1, 2, -0.1)), ((1, 2),)),
    Golden(62, 170, 0, (0.2, 0, 0.8), (5.0, 7.0), ((0, 2, 0),), ((1, 2),)),
    Golden(90, 182, 1, (0, 0.4, 0.6), (6.3, 7.8), ((0, 2, 0), (1, 2, -0.2))),
    Golden(68, 165, 0, (0.8, 0.2, 0), (4.0, 5.6), ((2, 1, 0),)),
    Golden(70, 198, 1, (0.5, 0.5, 0), (4.0, 5.6), ((0, 2, _CLEARLY), (2, 1, 0))),
    Golden(48, 152, 0, (0.4, 0.6, 0), (2.8, 4.7), ((0, 2, 0), (2, 1, 0), (1, 0, -1.0), (1, 2, -1.0))),
    # The third and fourth with narrow hips and narrow shoulders: only the difference is an anchor.
    Golden(70, 168, 0, (0.9, 0.1, 0), (1.0, 10.0), hip_breadth_cm=34, shoulder_breadth_cm=43),
    Golden(85, 185, 1, (0.8, 0.2, 0), (1.0, 10.0), hip_breadth_cm=34, shoulder_breadth_cm=47),
)


@dataclass(frozen=True)
class Anchor:
    """`read` computes the figure from the anchors' population; `slack` is the deviation that counts as reached."""

    name: str
    asked: float
    slack: float
    source: str
    read: Callable[[AnchorPopulation], float]

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of its source, in `data/CITATION.bib`."""
        return KEYS[self.source]


class AnchorPopulation:
    """The anchors' population and the golden sleepers, simulated on their beds once; optima recomputed for each
    `Comfort`.
    """

    def __init__(self, n: int, seed: int, parameters: Parameters = DEFAULT) -> None:
        drawn = sample_population(n, np.random.default_rng(seed))
        whole = Bodies(**drawn, log_cov=np.zeros((n, 7, 7)), measured=np.ones((n, 7), dtype=bool))
        size = bmi(whole)
        usual = (size > 18) & (size < 42) & (whole.weight_kg > 50) & (whole.weight_kg < 140)
        self.people = whole.take(usual)
        self.surfaces = [response_surfaces(self.people, p, parameters) for p in POSITIONS]
        column = {f.name: np.array([getattr(g, f.name) for g in GOLDEN]) for f in fields(Golden) if f.type == "float"}
        self.golden = fill_arrays(
            column["weight_kg"],
            column["height_cm"],
            column["male"],
            np.full(len(GOLDEN), np.nan),
            {name: column[name] for name in ("hip_breadth_cm", "shoulder_breadth_cm")},
        )
        self.golden_surfaces = [response_surfaces(self.golden, p, parameters) for p in POSITIONS]
        told = np.array([g.night for g in GOLDEN])
        self.golden_night = SURE_WEIGHT * told + (1 - SURE_WEIGHT) * POPULATION_NIGHT
        self.optima: dict[str, Optimum] = {}

    def settle(self, comfort: Comfort) -> None:
        one, night = np.ones((len(self.people), 1)), np.tile(POPULATION_NIGHT, (len(self.people), 1))
        for position, surface in zip(POSITIONS, self.surfaces, strict=True):
            self.optima[position] = find_optimum([surface], [position], self.people, comfort, one)
        self.optima["night"] = find_optimum(self.surfaces, POSITIONS, self.people, comfort, night)
        self.optima["golden"] = find_optimum(self.golden_surfaces, POSITIONS, self.golden, comfort, self.golden_night)

    def felt(self, position: str) -> Array:
        """(7, n) each term of discomfort over its tolerance on the best bed of a position, with its sign."""
        best = self.optima[position]
        return values(best.terms, best.x.T)

    def line(self, which: str) -> tuple[float, float]:
        """Slope per kg and value at 75 kg of the straight line of best firmness over weight."""
        slope, level = np.polyfit(self.people.weight_kg - 75, self.optima[which].firmness(), 1)
        return float(slope), float(level)

    def contrast(self, which: str, softer: int, firmer: int) -> float:
        zones = self.optima[which].zone_firmness()
        return float((zones[:, firmer] - zones[:, softer]).mean())

    def twin_minus_twin(self, one: int, other: int, zone: int | None) -> float:
        """Firmness of one golden sleeper minus another's: of a zone, or of the best uniform bed (None)."""
        golden = self.optima["golden"]
        figures = golden.firmness() if zone is None else golden.zone_firmness()[:, zone]
        return float(figures[one] - figures[other])

    def comfort_at_75(self) -> float:
        """Thickness of the night's best comfort layer at 75 kg, on the straight line over weight."""
        return float(np.polyfit(self.people.weight_kg - 75, self.optima["night"].comfort_cm(), 1)[1])

    def three_points_off(self) -> float:
        """Mean discomfort added by a uniform bed three points from the night's best, along the mean slope there."""
        night = self.optima["night"]
        _, sharp = best_uniform(night.x.T, night.precision)
        return float(sharp.mean()) * (THREE_POINTS * LOG_PER_POINT) ** 2


_SECTION = "grade bands of 19 brands and shops"
_KOVACS = "Kovacs 2003: Hs 5.6 over 2.3, loosely 6.1 +- 1"
_LEILNAHARI = "professionals; Leilnahari 2011"
_UNIT = "how big a unit is"
_LAYERS = "published thickness of comfort layers: firm beds 2.5-5 cm, medium 5-7.5, soft 10"
KEYS: dict[str, tuple[str, ...]] = {
    _SECTION: ("grade_bands",),
    _KOVACS: ("kovacs2003",),
    "professionals": ("professionals",),
    _LEILNAHARI: ("professionals", "leilnahari2011"),
    _UNIT: (DEFINED,),
    _LAYERS: ("sleepfoundation_layers",),
}
ANCHORS = (
    Anchor("night at 75 kg", 5.3, 0.1, _SECTION, lambda w: w.line("night")[1]),
    Anchor("night, points per kg", 0.055, 0.003, _SECTION, lambda w: w.line("night")[0]),
    Anchor("side, points per kg", 0.052, 0.01, _SECTION, lambda w: w.line("side")[0]),
    Anchor("back, points per kg", 0.055, 0.01, _SECTION, lambda w: w.line("back")[0]),
    Anchor("stomach, points per kg", 0.05, 0.015, _SECTION, lambda w: w.line("stomach")[0]),
    Anchor(
        "back and side, 75 kg",
        5.3,
        0.6,
        _KOVACS,
        lambda w: (w.line("back")[1] + w.line("side")[1]) / 2,
    ),
    Anchor("back minus side", 1.0, 0.2, "professionals", lambda w: w.line("back")[1] - w.line("side")[1]),
    Anchor("stomach minus back", 1.0, 0.2, "professionals", lambda w: w.line("stomach")[1] - w.line("back")[1]),
    Anchor("side: waist over shoulder", 1.9, 0.2, _LEILNAHARI, lambda w: w.contrast("side", 0, 1)),
    Anchor("side: waist over hip", 0.5, 0.15, "professionals", lambda w: w.contrast("side", 2, 1)),
    Anchor("back: waist over shoulder", 0.7, 0.2, "professionals", lambda w: w.contrast("back", 0, 1)),
    Anchor("back: waist over hip", 0.1, 0.15, "professionals", lambda w: w.contrast("back", 2, 1)),
    Anchor("stomach: hip over shoulder", 0.7, 0.2, "professionals", lambda w: w.contrast("stomach", 0, 2)),
    # The seventh and eighth golden sleepers spend part of the night in other positions, where the waist is the firmer
    # zone.
    Anchor("stomach: hip over waist", 0.6, 0.2, "professionals", lambda w: w.contrast("stomach", 1, 2)),
    Anchor("wide hips: hip zone", -0.8, 0.2, "professionals", lambda w: w.twin_minus_twin(2, 11, 2)),
    Anchor("wide hips: whole bed", 0.0, 0.2, "professionals", lambda w: w.twin_minus_twin(2, 11, None)),
    Anchor("broad shoulders: shoulder zone", -1.3, 0.3, "professionals", lambda w: w.twin_minus_twin(3, 12, 0)),
    Anchor("broad shoulders: whole bed", 0.0, 0.3, "professionals", lambda w: w.twin_minus_twin(3, 12, None)),
    Anchor("comfort layer at 75 kg, cm", 6.5, 1.0, _LAYERS, lambda w: w.comfort_at_75()),
    Anchor("three points off", THREE_POINTS_COST, 0.08, _UNIT, lambda w: w.three_points_off()),
)
_SHOULDER_PEAK, _HIP_PEAK = (TERMS.index(t) for t in TERMS if t[0] in ("shoulder_peak_kpa", "hip_peak_kpa"))
_LEAST_FELT, _MOST_RATIO, _SENSE_SLACK = 0.2, 0.45, 0.03
_SHOULDER_OVER, _SHOULDER_SLACK = 0.25, 0.03  # firmness points
FARTHEST = 8.0  # free ranges a trial step may cover: beyond, tolerances vanish and no bed is best
_RANGE_MARGIN, _RANGE_SLACK, _ORDER_MARGIN, _ORDER_SLACK = 0.15, 0.06, 0.06, 0.05  # firmness points


def comfort_from(theta: Array) -> Comfort:
    logs = {
        name: float(np.exp(np.log(start) + free * t))
        for t, (name, (start, free)) in zip(theta, PRIOR.items(), strict=False)
    }
    plain = {
        name: float(start + free * t)
        for t, (name, (start, free)) in zip(theta[len(PRIOR) :], PRIOR_PLAIN.items(), strict=True)
    }
    return Comfort(**logs, **plain)


def theta_from(comfort: Comfort) -> Array:
    """The inverse of `comfort_from`."""
    figures = comfort.as_dict()
    logs = [np.log(figures[name] / start) / free for name, (start, free) in PRIOR.items()]
    plain = [(figures[name] - start) / free for name, (start, free) in PRIOR_PLAIN.items()]
    return np.array(logs + plain)


def departures(population: AnchorPopulation, theta: Array) -> Array:
    """Residuals to minimise: the prior, every anchor over its slack, and golden sleepers out of range."""
    population.settle(comfort_from(np.clip(theta, -FARTHEST, FARTHEST)))
    parts = list(0.5 * theta)
    parts += [(a.read(population) - a.asked) / a.slack for a in ANCHORS]
    firmness, zones = population.optima["golden"].firmness(), population.optima["golden"].zone_firmness()
    for person, value, zone in zip(GOLDEN, firmness, zones, strict=True):
        low, high = person.firmness[0] + _RANGE_MARGIN, person.firmness[1] - _RANGE_MARGIN
        parts.append((max(0, low - value) + max(0, value - high)) / _RANGE_SLACK)
        parts += [
            max(0, zone[soft] + apart + _ORDER_MARGIN - zone[firm]) / _ORDER_SLACK
            for soft, firm, apart in person.orders
        ]
        parts += [max(0, abs(zone[a] - zone[b]) - (0.5 - _ORDER_MARGIN)) / _ORDER_SLACK for a, b in person.together]
    return np.array(parts + _senses(population))


def _senses(population: AnchorPopulation) -> list[float]:
    """What no figure may cost: a pressure that is better the more of it there is, a comfort layer that has no best
    thickness, a shoulder that wants to lie firmer than the hip on the side. Means over the population of how far each
    is broken, in tolerances and points.
    """
    broken = []
    for position in POSITIONS:
        for term in (_SHOULDER_PEAK, _HIP_PEAK):
            broken.append(np.maximum(0, _LEAST_FELT - population.felt(position)[term]).mean() / _SENSE_SLACK)
        over = np.abs(population.optima[position].x[:, 3]) - _MOST_RATIO
        broken.append(np.maximum(0, over).mean() / _SENSE_SLACK)
    shoulder, _, hip = population.optima["side"].zone_firmness().T
    broken.append(np.maximum(0, shoulder - hip - _SHOULDER_OVER).mean() / _SHOULDER_SLACK)
    return [float(part) for part in broken]


def anchor(
    population: AnchorPopulation, start: Comfort | None = None, max_evaluations: int = 60, loss: str = "linear"
) -> Comfort:
    """Fit the figures; deterministic for a given population and start."""
    first = np.zeros(len(PRIOR) + len(PRIOR_PLAIN)) if start is None else theta_from(start)
    # Shifted by ten, because a relative difference step vanishes at zero.
    found = least_squares(
        lambda t: departures(population, t - 10), first + 10, diff_step=1e-4, loss=loss, max_nfev=max_evaluations
    )
    return comfort_from(found.x - 10)


def report(population: AnchorPopulation, comfort: Comfort) -> dict[str, object]:
    """Each anchor: asked, slack, reached, source; and the targets of the golden sleepers."""
    population.settle(comfort)
    golden = population.optima["golden"]
    return {
        "figures": comfort.as_dict(),
        "anchors": [
            {
                "name": a.name,
                "asked": a.asked,
                "slack": a.slack,
                "reached": round(a.read(population), 4),
                "source": a.source,
            }
            for a in ANCHORS
        ],
        "golden": [
            {
                "weight_kg": g.weight_kg,
                "asked": list(g.firmness),
                "reached": round(float(f), 2),
                "zones": np.round(z, 2).tolist(),
            }
            for g, f, z in zip(GOLDEN, golden.firmness(), golden.zone_firmness(), strict=True)
        ],
    }


def write_comfort(path: Path, population: AnchorPopulation, comfort: Comfort) -> None:
    path.write_text(json.dumps(report(population, comfort), indent=1) + "\n", encoding="utf-8")
