"""Fit the free parameters, within sourced priors, jointly to real pressure maps and published numbers.

Each parameter has a log-normal prior whose plausible range is two SD either way; the fit is the most likely set. The
ensemble refits it to resampled evidence (men drawn with replacement, published values within their SD, each prior
centre within its prior), so its spread is what the evidence leaves open. For the leave-one-out test, the fit is
repeated without each of the men. Everything is derived from one seed and written to `data/parameters.json`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import least_squares
from scipy.stats import trim_mean

from laboratory.evidence.cases import MAP_POSITIONS, Maps
from laboratory.evidence.trials import (
    foam_block,
    lordosis_mattress_rigid_deg,
    lumbar_distance_hard_medium_mm,
    mean_pressure_ratio,
)
from recommender.arrays import Array
from recommender.coefficients import coefficients
from recommender.mechanics.measures import Measures
from recommender.mechanics.parameters import DEFAULT, Parameters
from recommender.mechanics.rest import lay
from recommender.person.anthropometry import Bodies
from recommender.sleeper import Position


@dataclass(frozen=True)
class Prior:
    """Plausible range of a parameter, the origin of that range, and its keys in `data/CITATION.bib`."""

    low: float
    high: float
    source: str
    keys: tuple[str, ...]

    @property
    def center(self) -> float:
        return float(np.sqrt(self.low * self.high))

    @property
    def sd_log(self) -> float:
        return float(np.log(self.high / self.low)) / 4


PRIORS: Mapping[str, Prior] = {
    name: Prior(one["prior"]["low"], one["prior"]["high"], one["prior"]["about"], tuple(one["prior"]["source"]))
    for name, one in coefficients()["parameters"].items()
}
# How far a model this simple may be off the evidence: SD of a mean over the men, in addition to their sampling error.
SHARE_SD, LOG_AREA_SD, LOG_PEAK_SD, LOG_PEAK_RATIO_SD, EXPONENT_SD = 0.015, 0.025, 0.17, 0.12, 0.07
TRIMMED = 0.3  # men trimmed at either end: a single man who drew up his knees changes his shares by a third
AREA_EXPONENT = 0.53  # contact area grows with weight to the power 0.5-0.57 in the maps


class Published(NamedTuple):
    """A published number: value, SD, the function that gives ours, and its key in `data/CITATION.bib`."""

    value: float
    sd: float
    ours: Callable[[Parameters], float]
    key: str


PUBLISHED = {
    "VIT-01": Published(2.9, 1.0, lordosis_mattress_rigid_deg, "vitale2023"),
    "HON-04": Published(-10.6, 6.8, lumbar_distance_hard_medium_mm, "hong2022"),
    "WMP-07": Published(1.37, 0.15, mean_pressure_ratio, "wmp2020"),
}
N_MEMBERS = 24
SEED = 20261123
STORED = Path(str(resources.files("recommender").joinpath("data/parameters.json")))


def on_map_bed(bodies: Bodies, position: Position, parameters: Parameters) -> Measures:
    """What the pressure mat would have measured for these bodies."""
    return lay(bodies, position, foam_block(parameters.map_bed_hardness_n_mm), parameters).measures


def misfit(parameters: Parameters, found: Mapping[str, Maps], published: Mapping[str, float]) -> Array:
    """Departures from the evidence divided by their SD, one number each."""
    parts, peaks = [], []
    for position in MAP_POSITIONS:
        seen = found[position]
        ours = on_map_bed(seen.bodies, position, parameters)
        parts.append(trim_mean(ours.force_share - seen.share, TRIMMED, axis=1) / SHARE_SD)
        off_area = np.log(ours.contact_area_cm2 / seen.area_cm2)
        parts.append(np.array([off_area.mean() / LOG_AREA_SD]))
        parts.append(np.log(ours.peak_kpa[1:] / seen.zone_peak_kpa[1:]).mean(axis=1) / LOG_PEAK_SD)
        exponent = np.polyfit(np.log(seen.bodies.weight_kg), np.log(ours.contact_area_cm2), 1)[0]
        parts.append(np.array([(exponent - AREA_EXPONENT) / EXPONENT_SD]))
        peaks.append(np.log(ours.peak_kpa.max(axis=0) / seen.peak_kpa).mean())
    parts.append(np.array([(peaks[1] - peaks[0]) / LOG_PEAK_RATIO_SD]))
    numbers = [(PUBLISHED[name].ours(parameters) - value) / PUBLISHED[name].sd for name, value in published.items()]
    return np.concatenate([*parts, numbers])


def fit(
    found: Mapping[str, Maps],
    published: Mapping[str, float] | None = None,
    centers_log: Array | None = None,
    start: Parameters = DEFAULT,
) -> Parameters:
    """The most likely parameters given the evidence and the priors.

    Args:
        found: maps by position.
        published: numbers of `PUBLISHED`; by default as published.
        centers_log: (p,) natural logs of the priors' centres, by default their own.
        start: where the search begins.
    """
    values = {name: one.value for name, one in PUBLISHED.items()} if published is None else published
    bounds = np.log([[prior.low, prior.high] for prior in PRIORS.values()]).T
    centers = bounds.mean(axis=0) if centers_log is None else centers_log
    spread = np.array([prior.sd_log for prior in PRIORS.values()])

    def residual(log_values: Array) -> Array:
        return np.concatenate([misfit(_from_logs(log_values), found, values), (log_values - centers) / spread])

    inside = np.clip(_to_logs(start), bounds[0] + 1e-6, bounds[1] - 1e-6)
    solved = least_squares(residual, inside, bounds=bounds, diff_step=0.01, xtol=1e-3, ftol=1e-3, max_nfev=12)
    return _from_logs(solved.x)


def calibrate(found: Mapping[str, Maps], seed: int = SEED, n_members: int = N_MEMBERS) -> dict[str, Any]:
    """Fit, ensemble and leave-one-out sets as they go into `data/parameters.json`; `report` reads the result.

    Args:
        found: pressure maps by position, `cases.maps()` or recomputed by `cases.raw_maps`.
        seed: everything random comes from it.
        n_members: parameter sets in the ensemble.
    """
    n_men = len(found["back"].area_cm2)
    best = fit(found)
    rng = np.random.default_rng(seed)
    jobs = []
    for _ in range(n_members):
        men = rng.integers(0, n_men, n_men)
        values = {name: float(rng.normal(one.value, one.sd)) for name, one in PUBLISHED.items()}
        centers = np.array([np.log(p.center) + p.sd_log * rng.standard_normal() for p in PRIORS.values()])
        jobs.append(({k: maps.take(men) for k, maps in found.items()}, values, centers, best))
    everyone = {name: one.value for name, one in PUBLISHED.items()}
    own_centers = np.log([p.center for p in PRIORS.values()])
    for man in range(n_men):
        keep = np.delete(np.arange(n_men), man)
        jobs.append(({k: maps.take(keep) for k, maps in found.items()}, everyone, own_centers, best))
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        sets = list(pool.map(_fit_job, jobs))
    members, left_out = sets[:n_members], sets[n_members:]
    return {
        "description": "Free parameters of the mechanics: best set, ensemble, and the sets fitted without each man",
        "seed": seed,
        "evidence": "Pouyan 2017 pressure maps (PhysioNet, ODC-By 1.0); " + ", ".join(PUBLISHED),
        "names": list(PRIORS),
        "best": _row(best),
        "members": [_row(member) for member in members],
        "left_out": [_row(one) for one in left_out],
    }


def _fit_job(job: tuple[Mapping[str, Maps], Mapping[str, float], Array, Parameters]) -> Parameters:
    return fit(*job)


def to_text(result: Mapping[str, Any]) -> str:
    """The text of `data/parameters.json`: one parameter set per line."""
    lists = {name: value for name, value in result.items() if name in ("members", "left_out")}
    text = json.dumps({name: value for name, value in result.items() if name not in lists}, indent=1)
    rows = {name: ",\n  ".join(json.dumps(row) for row in value) for name, value in lists.items()}
    return text[:-2] + "".join(f',\n "{name}": [\n  {row}\n ]' for name, row in rows.items()) + "\n}\n"


@cache
def _stored() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(STORED.read_text(encoding="utf-8"))
    return loaded


@cache
def best() -> Parameters:
    """The most likely set of the last calibration."""
    return _from_row(_stored()["names"], _stored()["best"])


@cache
def ensemble() -> tuple[Parameters, ...]:
    """Sets that are consistent with the evidence: their spread is the uncertainty of the mechanics."""
    return tuple(_from_row(_stored()["names"], row) for row in _stored()["members"])


@cache
def left_out() -> tuple[Parameters, ...]:
    """The sets fitted without each of the men, in their order."""
    return tuple(_from_row(_stored()["names"], row) for row in _stored()["left_out"])


def report(result: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """One row per parameter: prior range and source, best fit and 80 % range, what ships, any bound it is at."""
    told = _stored() if result is None else result
    values = np.array(told["members"])
    rows = []
    for i, (name, prior) in enumerate(PRIORS.items()):
        low, high = np.quantile(values[:, i], [0.1, 0.9])
        at = float(told["best"][i])
        share = np.log(at / prior.low) / np.log(prior.high / prior.low)
        rows.append(
            {
                "name": name,
                "prior": [prior.low, prior.high],
                "source": prior.source,
                "best": at,
                "posterior_80": [float(low), float(high)],
                "shipped": getattr(DEFAULT, name),
                "bound": "low" if share < 0.01 else "high" if share > 0.99 else None,
            }
        )
    return rows


def _to_logs(parameters: Parameters) -> Array:
    return np.log([getattr(parameters, name) for name in PRIORS])


def _from_logs(values: Array) -> Parameters:
    return replace(DEFAULT, **dict(zip(PRIORS, np.exp(values).tolist(), strict=True)))


def _row(parameters: Parameters) -> list[float]:
    return [float(f"{getattr(parameters, name):.5g}") for name in PRIORS]


def _from_row(names: Iterable[str], row: Iterable[float]) -> Parameters:
    return replace(DEFAULT, **dict(zip(names, row, strict=True)))
