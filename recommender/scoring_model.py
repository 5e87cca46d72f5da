"""The trained map from a body to what it needs in each position: load, check, predict.

Per position the model gives the level of the best bed (monotone in weight by construction), how its zones differ
from that level, and every term of discomfort as a quadratic about that bed.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.anthropometry import DIMENSIONS, Bodies
from recommender.comfort import REFERENCE_HEIGHT_CM, REFERENCE_WEIGHT_KG, TERMS
from recommender.errors import ModelError
from recommender.optimum import DOUBT, REACH, best_uniform, solved
from recommender.polynomials import N_FIGURES, N_QUADRATIC, gram, moved
from recommender.products import weighed

Array = NDArray[np.float64]

ORIGIN = np.array([2.0, 2.0, 2.0, 0.0])  # of the terms: about 7.4 N/mm in every zone and 3 cm of comfort layer
MODEL_DIR = Path(__file__).resolve().parent.parent / "models"
MODEL_FILE, MANIFEST_FILE, CARD_FILE = "scoring_model.joblib", "manifest.json", "MODEL_CARD.md"
FEATURES = ("weight_kg", "height_cm", "male", *DIMENSIONS)
N_TERMS = len(TERMS)
HEIGHT_SPAN = (130.0, 220.0)  # cm; the level is a blend between its two ends, so it stays monotone between them
MOST_SD = 4.0  # features are held within this many SD of the training population: no cubic runs away
N_OFFSETS = 4
_REBUILD = "Rebuild it with: mattress-fit train"


@dataclass(frozen=True)
class Needs:
    """What n bodies need in one position, people last.

    Attributes:
        best: (4, n) best bed: ln N/mm under shoulder, waist and hip; comfort layer in cm from 3.
        terms: (k, 15, n) terms of discomfort over their tolerances, quadratics of a bed x less `ORIGIN`.
    """

    best: Array
    terms: Array


def base_features(bodies: Bodies) -> tuple[Array, Array, Array]:
    """(n,) ln of weight and height over a body of 75 kg and 172 cm, and the chance of a man."""
    return np.log(bodies.weight_kg / REFERENCE_WEIGHT_KG), np.log(bodies.height_cm / REFERENCE_HEIGHT_CM), bodies.male


def shape_design(bodies: Bodies) -> Array:
    """(9, n) what the usual dimensions of a body are read from."""
    w, h, m = base_features(bodies)
    return np.stack([np.ones_like(w), w, w**2, w**3, h, m, m * w, m * h, m * w**2])


@dataclass
class PositionModel:
    """Estimators of one position: `level` (positive coefficients on a rising basis) and `rest` (ridge)."""

    level: Any
    rest: Any


@dataclass
class ScoringModel:
    """Everything `train` fits; pickled by joblib.

    `shape` is (9, 7): usual ln dimensions. `spline` is a fitted scikit-learn SplineTransformer of ln weight, `scaler`
    a StandardScaler of (ln weight, ln height, ln dimensions over the usual), `free` and `powers` PolynomialFeatures of
    what it gives, for the level and the rest. `moves` is a ridge of how the best beds move with the dimensions, of
    `size_design`. `ensemble_cov` is (12, 12): spread of the three best beds over
    parameter sets of the mechanics; `own_cov` (12, 12): of the mechanics' best beds about those the model gives,
    and `own_level` (3,) of the best uniform ones.
    """

    spline: Any
    shape: Array
    scaler: Any
    free: Any
    powers: Any
    positions: dict[str, PositionModel]
    moves: Any
    ensemble_cov: Array
    own_cov: Array
    own_level: Array

    def shape_departure(self, bodies: Bodies) -> Array:
        """(7, n) ln of each dimension over what is usual at this weight, height and sex."""
        return np.log(bodies.dimensions_cm().T) - weighed(self.shape.T, shape_design(bodies))

    def features(self, bodies: Bodies, departure: Array) -> tuple[Array, Array]:
        """What `level` and `rest` read of n bodies, (k, n) each.

        The level is a sum of functions that never fall with weight, each faded in or out by a figure between 0 and 1
        (sex, height, a dimension), and of a part free of weight: so it never falls with weight either.
        """
        w, h, m = base_features(bodies)
        z = (np.stack([w, h, *departure]) - self.scaler.mean_[:, None]) / self.scaler.scale_[:, None]
        z = np.clip(z, -MOST_SD, MOST_SD)
        basis = self.spline.transform(w[:, None]).T
        rising = np.cumsum(basis[::-1], axis=0)[::-1][1:]
        low, high = np.log(np.array(HEIGHT_SPAN) / REFERENCE_HEIGHT_CM)
        tall = np.clip((h - low) / (high - low), 0, 1)
        fades = [m * tall, m * (1 - tall), (1 - m) * tall, (1 - m) * (1 - tall)]
        for one in z[2:]:
            share = (one + MOST_SD) / (2 * MOST_SD)
            fades += [share, 1 - share]
        free = by_sex(z[1:], m, self.free)
        return np.concatenate([*(rising * fade for fade in fades), free, -free]), np.concatenate(
            [basis, by_sex(z, m, self.powers)]
        )

    def needs(self, bodies: Bodies, departure: Array | None = None) -> dict[str, Needs]:
        """Best bed and terms of n bodies in every position."""
        level_x, rest_x = self.features(bodies, self.shape_departure(bodies) if departure is None else departure)
        return {
            position: _needs(_predict(model.level, level_x)[0], _predict(model.rest, rest_x))
            for position, model in self.positions.items()
        }

    def level(self, bodies: Bodies, position: str) -> Array:
        """(n,) ln N/mm of the best uniform bed in a position: never falls with weight."""
        level_x, _ = self.features(bodies, self.shape_departure(bodies))
        return _predict(self.positions[position].level, level_x)[0]

    def best(self, bodies: Bodies, departure: Array) -> Array:
        """(positions, 4, n) best beds as read before the terms correct them: what `moves` are the slopes of."""
        level_x, rest_x = self.features(bodies, departure)
        found = []
        for model in self.positions.values():
            best = _predict(model.rest, rest_x, N_OFFSETS)
            best[:3] += _predict(model.level, level_x)
            found.append(best)
        return np.stack(found)

    def best_moves(self, bodies: Bodies) -> Array:
        """(positions, 4, 7, n) change of the best beds with the ln of each dimension, for bodies of this size."""
        moves = _predict(self.moves, size_design(bodies))
        return moves.reshape(len(self.positions), 4, len(DIMENSIONS), len(bodies))


def size_design(bodies: Bodies) -> Array:
    """(14, n) powers of ln weight and height, and by sex."""
    w, h, m = base_features(bodies)
    size = np.stack([w, h, w**2, w * h, h**2, w**3, h**3])
    return np.concatenate([size, m[None], size[:5] * m, (m * w**3)[None]])


def by_sex(z: Array, man: Array, powers: Any) -> Array:
    """(k, n) powers of z (f, n), and those below the highest once more by sex: straight in the chance of a man.

    `powers` is a fitted PolynomialFeatures; each of its products is that of a lower one and one figure.
    """
    exponents = powers.powers_
    found = np.empty((len(exponents), z.shape[1]))
    for place, (shorter, last) in enumerate(_factors(exponents.tobytes(), exponents.shape)):
        np.multiply(1.0 if shorter is None else found[shorter], z[last], out=found[place])
    sex = 2 * man - 1
    return np.concatenate([found, sex[None], sex * found[exponents.sum(axis=1) < powers.degree]])


@lru_cache(maxsize=8)
def _factors(exponents: bytes, shape: tuple[int, int]) -> list[tuple[int | None, int]]:
    """For each product of powers the place of the one that lacks its last figure, and that figure."""
    rows = [tuple(row) for row in np.frombuffer(exponents, dtype=np.int64).reshape(shape).tolist()]
    place = {row: i for i, row in enumerate(rows)}
    found = []
    for row in rows:
        last = max(i for i, power in enumerate(row) if power)
        found.append((place.get((*row[:last], row[last] - 1, *row[last + 1 :])), last))
    return found


def _predict(linear: Any, x: Array, columns: int | None = None) -> Array:
    """(columns, n) what a fitted linear estimator of scikit-learn predicts, or its first columns only."""
    coefficients, intercept = np.atleast_2d(linear.coef_)[:columns], np.atleast_1d(linear.intercept_)[:columns]
    return weighed(coefficients, x) + intercept[:, None]


def pack(offsets: Array, comfort: Array, terms: Array) -> Array:
    """(n, 4 + 15 k) what the ridge learns beside the level, of (n, 3), (n,) and (k, 15, n)."""
    return np.column_stack([offsets, comfort, terms.reshape(-1, len(offsets)).T])


def _needs(level: Array, rest: Array) -> Needs:
    n = len(level)
    offsets, comfort = rest[:3], np.clip(rest[3:N_OFFSETS], -REACH[3], REACH[3])
    terms = rest[N_OFFSETS:].reshape(N_TERMS, N_QUADRATIC, n)
    slope = terms[:, 1 : 1 + N_FIGURES]
    precision = gram(slope) + DOUBT[..., None]
    # The level is the best uniform bed, so the offsets' precision-weighted mean is taken out of them.
    best = np.concatenate([offsets, np.zeros_like(comfort)])
    best[:3] += level - best_uniform(best, precision)[0]
    best[3:] = comfort
    # Discomfort and doubt balance at the best bed: what the terms say otherwise there is fitting error.
    fall = np.einsum("kin,kn->in", slope, terms[:, 0]) + np.einsum("ij,jn->in", DOUBT, best)
    terms[:, 0] -= np.einsum("kin,in->kn", slope, solved(precision, fall))
    return Needs(best, moved(terms, best - ORIGIN[:, None]))


def write_model(model: ScoringModel, folder: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """Save with joblib and write the manifest beside it; returns the manifest."""
    import joblib
    import sklearn

    folder.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, folder / MODEL_FILE, compress=3)
    manifest = {
        **facts,
        "sha256": hashlib.sha256((folder / MODEL_FILE).read_bytes()).hexdigest(),
        "features": list(FEATURES),
        "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "joblib": joblib.__version__},
    }
    (folder / MANIFEST_FILE).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return manifest


def read_manifest(folder: Path = MODEL_DIR) -> dict[str, Any]:
    """The manifest of the model that ships.

    Raises:
        ModelError: missing or unreadable.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        return manifest
    except (OSError, ValueError) as error:
        raise ModelError(
            "the scoring model's manifest is missing or unreadable", where=MANIFEST_FILE, mend=f"{_REBUILD}."
        ) from error


@lru_cache(maxsize=2)
def load_model(folder: Path = MODEL_DIR) -> ScoringModel:
    """Check the hash, then open the model.

    Raises:
        ModelError: the file is missing, is not the one in the manifest, or was made by another scikit-learn.
    """
    manifest = read_manifest(folder)
    path = folder / MODEL_FILE
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError("the scoring model is missing", where=MODEL_FILE, mend=f"{_REBUILD}.") from error
    if hashlib.sha256(content).hexdigest() != manifest.get("sha256"):
        raise ModelError(
            "the file is not the one its manifest describes, so it was not opened",
            where=MODEL_FILE,
            mend=f"{_REBUILD}.",
        )
    import joblib
    import sklearn

    made_with = manifest.get("versions", {}).get("scikit-learn")
    if made_with != sklearn.__version__:
        raise ModelError(
            f"made with scikit-learn {made_with}, here is {sklearn.__version__}", where=MODEL_FILE, mend=f"{_REBUILD}."
        )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model: ScoringModel = joblib.load(BytesIO(content))
    return model
