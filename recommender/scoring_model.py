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
from recommender.comfort import TERMS
from recommender.errors import ModelError
from recommender.features import Features, base_features
from recommender.optimum import DOUBT, REACH, best_uniform, solved
from recommender.polynomials import N_FIGURES, N_QUADRATIC, gram, move
from recommender.products import weighed

Array = NDArray[np.float64]

ORIGIN = np.array([2.0, 2.0, 2.0, 0.0])  # of the terms: about 7.4 N/mm in every zone and 3 cm of comfort layer
MODEL_DIR = Path(__file__).resolve().parent.parent / "models"
MODEL_FILE, MANIFEST_FILE, CARD_FILE = "scoring_model.joblib", "manifest.json", "MODEL_CARD.md"
INPUTS = ("weight_kg", "height_cm", "male", *DIMENSIONS)
N_TERMS = len(TERMS)
N_OFFSETS = 4
_REBUILD = "Rebuild it with: mattress-fit train"


@dataclass(frozen=True)
class Needs:
    """What n bodies need in each of p positions, people last.

    Attributes:
        best: (p, 4, n) best bed: ln N/mm under shoulder, waist and hip; comfort layer in cm from 3.
        terms: (p, k, 15, n) terms of discomfort over their tolerances, quadratics of a bed x less `ORIGIN`.
    """

    best: Array
    terms: Array


@dataclass
class PositionModel:
    """Estimators of one position: `level` (ridge with positive coefficients on a rising basis) and `rest` (ridge)."""

    level: Any
    rest: Any


@dataclass
class ScoringModel:
    """Everything `train` fits; pickled by joblib.

    `features` is what it reads of a body. `moves` is a ridge of how the best beds move with the dimensions, of
    `size_design`. `ensemble_cov` is (12, 12): spread of the three best beds over
    parameter sets of the mechanics; `own_cov` (2, 12, 12): what more the mechanics' best beds lie about those the model
    gives, for women and men, and `own_level` (2, 3): of the best uniform ones.
    """

    features: Features
    positions: dict[str, PositionModel]
    moves: Any
    ensemble_cov: Array
    own_cov: Array
    own_level: Array

    def needs(self, bodies: Bodies, terms: Array | None = None) -> Needs:
        """Best bed and terms of n bodies in every position, in the order of `positions`; terms into an array given."""
        departure = self.features.departure(bodies)
        level, rest = self.features.level(bodies, departure), self.features.rest(bodies, departure)
        best = np.empty((len(self.positions), N_FIGURES, len(bodies)))
        if terms is None:
            terms = np.empty((len(self.positions), N_TERMS, N_QUADRATIC, len(bodies)))
        for i, model in enumerate(self.positions.values()):
            offsets = _predict(model.rest, rest, slice(N_OFFSETS))
            _predict(model.rest, rest, slice(N_OFFSETS, None), out=terms[i].reshape(-1, len(bodies)))
            best[i] = _balanced(_level(model.level, level), offsets, terms[i])
        return Needs(best, terms)

    def level(self, bodies: Bodies, position: str) -> Array:
        """(n,) ln N/mm of the best uniform bed in a position: never falls with weight."""
        return _level(self.positions[position].level, self.features.level(bodies, self.features.departure(bodies)))

    def best(self, bodies: Bodies, departure: Array) -> Array:
        """(positions, 4, n) best beds as read before the terms correct them: what `moves` are the slopes of."""
        level, rest = self.features.level(bodies, departure), self.features.rest(bodies, departure)
        found = []
        for model in self.positions.values():
            best = _predict(model.rest, rest, slice(N_OFFSETS))
            best[:3] += _level(model.level, level)
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


def level_design(rising: Array, fades: Array, free: Array) -> Array:
    """(r f + 2 k, n) figures whose positive sums the level is, of `Features.level`."""
    return np.concatenate([(fades[:, None] * rising).reshape(-1, rising.shape[1]), free, -free])


def _level(linear: Any, parts: tuple[Array, Array, Array]) -> Array:
    """(n,) what a linear estimator on `level_design` predicts, without laying its figures out."""
    rising, fades, free = parts
    faded, signed = np.split(linear.coef_, [len(fades) * len(rising)])
    slopes = np.einsum("fr,rn->fn", faded.reshape(len(fades), len(rising)), rising)
    plus, minus = signed.reshape(2, -1)
    flat = np.einsum("k,kn->n", plus - minus, free)
    return np.einsum("fn,fn->n", slopes, fades) + flat + linear.intercept_


def _predict(linear: Any, x: Array, columns: slice = slice(None), out: Array | None = None) -> Array:
    """(columns, n) what a fitted linear estimator of scikit-learn predicts, or some of its columns."""
    return weighed(linear.coef_[columns], x, linear.intercept_[columns], out)


def pack(offsets: Array, comfort: Array, terms: Array) -> Array:
    """(n, 4 + 15 k) what the ridge learns beside the level, of (n, 3), (n,) and (k, 15, n)."""
    return np.column_stack([offsets, comfort, terms.reshape(-1, len(offsets)).T])


def _balanced(level: Array, offsets: Array, terms: Array) -> Array:
    """(4, n) best bed from its level, and the zones about it and comfort layer (4, n); `terms` (k, 15, n), quadratics
    about it, become those of a bed less `ORIGIN`, in place."""
    slope = terms[:, 1 : 1 + N_FIGURES]
    precision = gram(slope) + DOUBT[..., None]
    # The level is the best uniform bed, so the offsets' precision-weighted mean is taken out of them.
    best = offsets.copy()
    best[3] = 0.0
    best[:3] += level - best_uniform(best, precision)[0]
    best[3] = np.clip(offsets[3], -REACH[3], REACH[3])
    # Discomfort and doubt balance at the best bed: what the terms say otherwise there is fitting error.
    fall = np.einsum("kin,kn->in", slope, terms[:, 0]) + np.einsum("ij,jn->in", DOUBT, best)
    terms[:, 0] -= np.einsum("kin,in->kn", slope, solved(precision, fall))
    move(terms, best - ORIGIN[:, None])
    return best


def write_model(model: ScoringModel, folder: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """Save with joblib and write the manifest beside it; returns the manifest."""
    import joblib
    import sklearn

    folder.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, folder / MODEL_FILE, compress=3)
    manifest = {
        **facts,
        "sha256": hashlib.sha256((folder / MODEL_FILE).read_bytes()).hexdigest(),
        "features": list(INPUTS),
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
