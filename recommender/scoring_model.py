"""The trained map from a body to what it needs in each position: load, check, predict.

Per position the model gives the level of the best bed (monotone in weight by construction), how its zones differ
from that level, what is left over there (residuals), and how each term of discomfort changes with the bed (slopes).
"""

from __future__ import annotations

import hashlib
import json
import warnings
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.anthropometry import DIMENSIONS, Bodies
from recommender.comfort import REFERENCE_HEIGHT_CM, REFERENCE_WEIGHT_KG, TERMS
from recommender.errors import ModelError

Array = NDArray[np.float64]

MODEL_DIR = Path(__file__).resolve().parent.parent / "models"
MODEL_FILE, MANIFEST_FILE, CARD_FILE = "scoring_model.joblib", "manifest.json", "MODEL_CARD.md"
FEATURES = ("weight_kg", "height_cm", "male", *DIMENSIONS)
N_TERMS = len(TERMS)
HEIGHT_SPAN = (130.0, 220.0)  # cm; the level is a blend between its two ends, so it stays monotone between them
_BLOCK = 512  # one person and a million go through the same arithmetic: blocks of this many rows, padded
_REBUILD = "Rebuild it with: mattress-fit train"


@dataclass(frozen=True)
class Needs:
    """What n bodies need in one position.

    Attributes:
        best: (n, 4) best bed: ln N/mm under shoulder, waist and hip; comfort layer in cm from 3.
        residual: (n, k) terms of discomfort left at `best`, over their tolerances.
        slope: (n, k, 4) change of each term with the bed.
    """

    best: Array
    residual: Array
    slope: Array


def base_features(bodies: Bodies) -> tuple[Array, Array, Array]:
    """(n,) ln of weight and height over a body of 75 kg and 172 cm, and the chance of a man."""
    return np.log(bodies.weight_kg / REFERENCE_WEIGHT_KG), np.log(bodies.height_cm / REFERENCE_HEIGHT_CM), bodies.male


def shape_design(bodies: Bodies) -> Array:
    """(n, 9) what the usual dimensions of a body are read from."""
    w, h, m = base_features(bodies)
    return np.column_stack([np.ones_like(w), w, w**2, w**3, h, m, m * w, m * h, m * w**2])


@dataclass
class PositionModel:
    """Estimators of one position: `level` (positive coefficients on a rising basis) and `rest` (ridge)."""

    level: Any
    rest: Any


@dataclass
class ScoringModel:
    """Everything `train` fits; pickled by joblib.

    `shape` is (9, 7): usual ln dimensions; `spline` a fitted scikit-learn SplineTransformer of ln weight;
    `ensemble_cov` is (12, 12): spread of the three best beds over parameter sets of the mechanics.
    """

    spline: Any
    shape: Array
    positions: dict[str, PositionModel]
    ensemble_cov: Array

    def shape_departure(self, bodies: Bodies) -> Array:
        """(n, 7) ln of each dimension over what is usual at this weight, height and sex."""
        return np.log(bodies.dimensions_cm()) - shape_design(bodies) @ self.shape

    def features(self, bodies: Bodies, departure: Array) -> tuple[Array, Array]:
        """Design matrices of `level` and `rest`."""
        w, h, m = base_features(bodies)
        basis = self.spline.transform(w[:, None])
        rising = np.cumsum(basis[:, ::-1], axis=1)[:, ::-1][:, 1:]
        low, high = np.log(np.array(HEIGHT_SPAN) / REFERENCE_HEIGHT_CM)
        tall = np.clip((h - low) / (high - low), 0, 1)
        corners = [m * tall, m * (1 - tall), (1 - m) * tall, (1 - m) * (1 - tall)]
        free = np.column_stack([m, h, m * h, departure])
        level = np.column_stack([rising * c[:, None] for c in corners] + [free, -free])
        smooth = np.column_stack([basis, basis * h[:, None], basis * m[:, None]])
        rest = np.column_stack([smooth, departure, departure * w[:, None], h[:, None] ** 2])
        return level, rest

    def needs(self, bodies: Bodies, departure: Array | None = None) -> dict[str, Needs]:
        """Best bed, residuals and slopes of n bodies in every position."""
        n = len(bodies)
        usual = self.shape_departure(bodies) if departure is None else departure
        level_x, rest_x = self.features(bodies, usual)
        padded = -(-n // _BLOCK) * _BLOCK
        level_x = np.concatenate([level_x, np.zeros((padded - n, level_x.shape[1]))])
        rest_x = np.concatenate([rest_x, np.zeros((padded - n, rest_x.shape[1]))])
        found = {}
        for position, model in self.positions.items():
            blocks = range(0, padded, _BLOCK)
            level = np.concatenate([model.level.predict(level_x[i : i + _BLOCK]) for i in blocks])[:n]
            rest = np.concatenate([model.rest.predict(rest_x[i : i + _BLOCK]) for i in blocks])[:n]
            found[position] = _needs(level, rest)
        return found


def pack(level: Array, offsets: Array, comfort: Array, residual: Array, slope: Array) -> Array:
    """(n, 4 + k + 4k) what the ridge learns beside the level."""
    return np.column_stack([offsets, comfort, residual, slope.reshape(len(level), -1)])


def _needs(level: Array, rest: Array) -> Needs:
    n = len(level)
    offsets, comfort = rest[:, :3], rest[:, 3]
    residual, slope = rest[:, 4 : 4 + N_TERMS], rest[:, 4 + N_TERMS :].reshape(n, N_TERMS, 4)
    precision = np.einsum("nki,nkj->nij", slope, slope) + 1e-6 * np.eye(4)
    # The level is the best uniform bed, so the offsets' precision-weighted mean is taken out of them.
    frame = np.array([[1.0, 0], [1, 0], [1, 0], [0, 1]])
    inner = frame.T @ precision @ frame
    apart = np.column_stack([offsets, np.zeros(n)])
    shift = np.linalg.solve(inner, np.einsum("jf,njk,nk->nf", frame, precision, apart)[..., None])[:, 0, 0]
    best = np.column_stack([level[:, None] + offsets - shift[:, None], np.clip(comfort, -2.4, 3)])
    # At the best bed the gradient is zero: what the residuals have along the slopes is fitting error.
    along = np.linalg.solve(precision, np.einsum("nki,nk->ni", slope, residual)[..., None])[..., 0]
    return Needs(best, residual - np.einsum("nki,ni->nk", slope, along), slope)


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
        model: ScoringModel = joblib.load(path)
    return model
