"""Regret: what we show and what rival rules choose, judged by the full mechanics.

Held-out people of the army survey, mechanics drawn from the calibration ensemble, beds as declared; then again with
true firmness drawn around the declared one, compared with a chooser that knows everything. Regret is the discomfort of
the first choice less the least in the catalogue, in percent of the catalogue's spread. The judge is our own simulator.

What is judged is what a person is shown: the first bed, the best value and the most forgiving bed, with the size asked
for and its prices on. A rule that scores several beds alike chooses among them at random: the order of a shelf is luck.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.firmness import hardness_from_firmness
from catalog.mattress import Catalogue, Mattress
from catalog.zones import zone_factors
from laboratory.benchmarks.people import People
from laboratory.benchmarks.rivals import CONTROLS, RIVALS, Answers, Shelf
from laboratory.fitting import judging
from laboratory.fitting.judging import Truths
from recommender.arrays import Array
from recommender.fit_target import targets
from recommender.matching import match
from recommender.mechanics.bed import usual_bed
from recommender.mechanics.body import ZONE_NAMES
from recommender.mechanics.rest import lay
from recommender.person.anthropometry import Bodies, fill
from recommender.ranking.bed_vectors import FIRMNESS_SD_OTHER, beds_of, settings_of, stature_class
from recommender.ranking.candidates import candidates_for, rankable
from recommender.ranking.put_right import reachable
from recommender.sleeper import POSITIONS, Sleeper, Wishes

OURS, VALUE, FORGIVING, PUT_RIGHT = "first bed", "best value", "most forgiving", "most forgiving, put right"
BY_LABELS = "knows persons, of beds labels"
SIZE, AS_OF = (90.0, 200.0), date(2026, 11, 30)  # asked of everybody; the day on which prices are looked at
ALIKE = 1e-9  # scores of a rule that differ by no more are a tie
MAT_HARDNESS_N_MM = 7.0  # the medium bed under a rival's pressure mat
USUAL_STATURE_CM = 172.0  # a rival reads a zone map for a person of this stature, the same for everybody
MAIN_SHARE = 0.5
NODES = 3  # at which a true firmness about its label is looked at


@dataclass(frozen=True)
class Offers:
    """Beds and their settings as rows.

    Attributes:
        records: the beds.
        record: (rows,) index into `records`.
        firmness: (rows, 3) firmness under shoulder, waist and hip before the factors of a zone map.
        shelf: what rivals see of the rows.
    """

    records: tuple[Mattress, ...]
    record: NDArray[np.intp]
    firmness: Array
    shelf: Shelf


def offers_of(catalogue: Catalogue, rng: np.random.Generator) -> Offers:
    """Every bed of known firmness; an adjustable one at each of its settings. Commissions are invented."""
    records = tuple(bed for bed in catalogue if rankable(bed))
    record: list[int] = []
    firmness: list[tuple[float, float, float]] = []
    for index, bed in enumerate(records):
        stated = np.nan if bed.firmness is None else bed.firmness
        for setting in settings_of(bed) or [(stated, stated, stated)]:
            record.append(index)
            firmness.append(setting)
    commission = rng.integers(1, 6, len(records)).astype(float)
    factors = [zone_factors(bed.zones, USUAL_STATURE_CM) for bed in records]
    rows, set_to = np.array(record), np.array(firmness, dtype=float)
    level = set_to.mean(axis=1)
    apart = hardness_from_firmness(set_to) / hardness_from_firmness(level)[:, None]
    shelf = Shelf(
        firmness=level,
        zone_factors=np.array([np.ones(3) if f is None else f for f in factors])[rows] * apart,
        zoned=np.array([(bed.n_zones or 1) > 1 for bed in records])[rows],
        kind=np.array([bed.type for bed in records])[rows],
        price=np.array([np.nan if bed.price is None else bed.price for bed in records])[rows],
        commission=commission[rows],
    )
    return Offers(records, rows, set_to, shelf)


def answers_of(told: Sequence[Sleeper], lying: Bodies | None = None) -> list[Answers]:
    """The input of the rivals for these people; the mat shows the peaks of the bodies on it, in the main position."""
    bodies = fill(told)
    shares = np.array([(s.side, s.back, s.stomach) for s in told])
    main = shares.argmax(axis=1)
    peaks = _mat_peaks(bodies if lying is None else lying, main)
    return [
        Answers(
            weight_kg=sleeper.weight_kg,
            height_cm=sleeper.height_cm,
            position=POSITIONS[main[i]] if shares[i].max() >= MAIN_SHARE else "combination",
            hip_breadth_cm=float(bodies.hip_breadth_cm[i]),
            shoulder_breadth_cm=float(bodies.shoulder_breadth_cm[i]),
            zone_peaks_kpa=(float(peaks[0, i]), float(peaks[1, i]), float(peaks[2, i])),
            pain=sleeper.pain,
        )
        for i, sleeper in enumerate(told)
    ]


def _mat_peaks(bodies: Bodies, main: NDArray[np.intp]) -> Array:
    zones = [ZONE_NAMES.index(name) for name in ("shoulder", "lumbar", "pelvis")]
    peaks = np.empty((3, len(bodies)))
    for k, position in enumerate(POSITIONS):
        rows = np.flatnonzero(main == k)
        if len(rows):
            laid = lay(bodies.take(rows), position, usual_bed(MAT_HARDNESS_N_MM))
            peaks[:, rows] = laid.measures.peak_kpa[zones]
    return peaks


@dataclass(frozen=True)
class Choices:
    """Rows of `Offers` chosen for n people.

    Attributes:
        first: (n,) by system; -1 where it names none.
        can_become: for each person the rows that the most forgiving bed can be put right to; empty without one.
    """

    first: dict[str, NDArray[np.intp]]
    can_become: tuple[NDArray[np.intp], ...]

    def take(self, rows: NDArray[np.intp]) -> Choices:
        first = {name: chosen[rows] for name, chosen in self.first.items()}
        return Choices(first, tuple(self.can_become[i] for i in rows))


def for_sale(catalogue: Catalogue) -> Catalogue:
    """The beds on sale in `SIZE`, every price as of its own day: none is history."""
    found = candidates_for(catalogue, Wishes(size=SIZE), AS_OF).records
    day = AS_OF.isoformat()
    today = (
        replace(bed, price_date=day, sizes=tuple(replace(size, price_date=None) for size in bed.sizes)) for bed in found
    )
    return replace(catalogue, mattresses=tuple(today))


def choices(people: People, offers: Offers, catalogue: Catalogue, rng: np.random.Generator) -> Choices:
    """What each system shows first, and ours by role."""
    told = answers_of(people.told, people.bodies)
    chosen = {
        name: np.array([_one_of_best(rule(person, offers.shelf), rng) for person in told])
        for name, rule in {**RIVALS, **CONTROLS}.items()
    }
    index = {bed.mattress_id: i for i, bed in enumerate(offers.records)}
    ours = {name: np.full(len(told), -1, dtype=np.intp) for name in (OURS, VALUE, FORGIVING)}
    can_become = []
    beds = beds_of(offers.records, USUAL_STATURE_CM)  # whose rows are those of the offers, in the same order
    target = targets(people.told)
    for i in range(len(target)):
        ranking = match(target[i], catalogue, wishes=Wishes(size=SIZE), as_of=AS_OF)
        holders = {"best_fit": int(ranking.order[0]), **ranking.roles}
        for name, role in ((OURS, "best_fit"), (VALUE, "best_value"), (FORGIVING, "most_forgiving")):
            if role in holders:
                its = holders[role]
                rows = np.flatnonzero(offers.record == index[ranking.mattresses[its].mattress_id])
                off = np.abs(offers.firmness[rows] - ranking.setting[its]).sum(axis=1)
                ours[name][i] = int(rows[0] if np.isnan(off).any() else rows[np.argmin(off)])
        forgives = int(ours[FORGIVING][i])
        can_become.append(reachable(beds, forgives)[0] if forgives >= 0 else np.zeros(0, dtype=np.intp))
    return Choices({**ours, **chosen}, tuple(can_become))


def _one_of_best(score: Array, rng: np.random.Generator) -> int:
    return int(rng.choice(np.flatnonzero(score >= score.max() - ALIKE)))


def kinds_of(offers: Offers) -> NDArray[np.intp]:
    """(rows,) beds the engine knows the same of."""
    return beds_of(offers.records, USUAL_STATURE_CM).record_kind[offers.record]


def discomforts(truths: Truths, offers: Offers, firmness_off: Array | None = None) -> Array:
    """(n, rows) discomfort of every person on every offer by the full mechanics.

    Args:
        firmness_off: (n, records) true firmness less the declared one; None = as declared.
    """
    ratio = beds_of(offers.records, float(stature_class(truths.bodies.height_cm)[0]))
    comfort = np.zeros(len(offers.records))
    comfort[ratio.record] = ratio.centre[:, 3]
    comfort = comfort[offers.record]
    lain = [zone_factors(bed.zones, truths.bodies.height_cm) for bed in offers.records]
    n = len(truths)
    factors = np.stack([np.ones((n, 3)) if f is None else f for f in lain], axis=1)
    if firmness_off is None and not any(bed.zones for bed in offers.records):
        alike, inverse = np.unique(np.column_stack([offers.firmness, comfort]), axis=0, return_inverse=True)
        hard = np.log(hardness_from_firmness(alike[None, :, :3]))
        return judging.discomfort_on(truths, np.dstack([hard, alike[None, :, 3]]))[:, inverse.ravel()]
    off = np.zeros((1, len(offers.records))) if firmness_off is None else firmness_off
    level = np.log(hardness_from_firmness(offers.firmness + off[:, offers.record, None]))
    zoned = level + np.log(factors)[:, offers.record]
    return judging.discomfort_on(truths, np.dstack([zoned, np.broadcast_to(comfort, zoned.shape[:2])]))


def draw_firmness(offers: Offers, n: int, rng: np.random.Generator) -> Array:
    """(n, records) how far each bed's true firmness is off its declared one, drawn separately for every person."""
    sd = np.array([bed.firmness_sd or FIRMNESS_SD_OTHER for bed in offers.records])
    return sd * rng.standard_normal((n, len(sd)))


def by_labels(truths: Truths, offers: Offers) -> NDArray[np.intp]:
    """(n,) the offer of least expected discomfort for somebody who knows each person truly, and of the beds how far
    their firmness usually lies from its label: nobody who has not lain on them can choose better.
    """
    sd = np.array([bed.firmness_sd or FIRMNESS_SD_OTHER for bed in offers.records])
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    expected = sum(
        weight * discomforts(truths, offers, np.broadcast_to(node * sd, (len(truths), len(sd))))
        for node, weight in zip(nodes, weights / weights.sum(), strict=True)
    )
    least: NDArray[np.intp] = np.asarray(expected).argmin(axis=1)
    return least


def compare(discomfort: Array, choices: Choices, labels: Mapping[str, NDArray[np.str_]]) -> dict[str, Any]:
    """Regret in percent by system: median, p95, mean and number of people; what of the first bed the same people have;
    the best rival's mean, and means by group.
    """
    chosen = {**choices.first, PUT_RIGHT: _put_right(discomfort, choices)}
    everybody = {name: rows for name, rows in chosen.items() if (rows >= 0).all()}
    regret = {name: 100 * judging.regret_share(discomfort, rows) for name, rows in everybody.items()}
    best_rival = min((name for name in RIVALS), key=lambda name: regret[name].mean())
    systems = {}
    for name, rows in chosen.items():
        holds = np.flatnonzero(rows >= 0)
        if len(holds):
            its = 100 * judging.regret_share(discomfort[holds], rows[holds])
            same = {
                "first_mean": float(regret[OURS][holds].mean()),
                "rival_mean": float(regret[best_rival][holds].mean()),
            }
            systems[name] = {**judging.summary(its), "people": len(holds), **same}
    return {
        "people": len(discomfort),
        "systems": systems,
        "best_rival": best_rival,
        "ours_over_best_rival": float(regret[OURS].mean() / max(regret[best_rival].mean(), 1e-9)),
        "spread": float(np.mean(np.ptp(discomfort, axis=1))),
        "by": {
            group: {
                label: {**judging.summary(values), "best_rival_mean": float(rival.mean()), "people": len(values)}
                for (label, values), rival in zip(found.items(), rivals[group].values(), strict=True)
            }
            for rivals in [judging.by_group(regret[best_rival], labels)]
            for group, found in judging.by_group(regret[OURS], labels).items()
        },
    }


def _put_right(discomfort: Array, choices: Choices) -> NDArray[np.intp]:
    """(n,) the best of what the most forgiving bed can become, -1 without one."""
    return np.array(
        [rows[discomfort[i, rows].argmin()] if len(rows) else -1 for i, rows in enumerate(choices.can_become)],
        dtype=np.intp,
    )


def kinds_counted(kind: NDArray[np.intp], rows: NDArray[np.intp]) -> dict[str, float]:
    """How many kinds are chosen first for somebody, and the share of people of the most frequent one."""
    count = np.unique(kind[rows], return_counts=True)[1]
    return {"kinds": float(len(count)), "most_frequent_share": float(count.max() / count.sum())}
