"""The trained model from a body to what it needs in each position: load, check, predict.

Per position the model gives the level of the best bed (monotone in weight by construction), how its zones differ from
that level, and every term of discomfort as a quadratic about that bed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.metadata import version as installed_version
from io import BytesIO
from pathlib import Path
from typing import Any

import joblib
import numpy as np

from catalog.places import read_json, regular_file
from recommender.arrays import Array
from recommender.errors import ModelError, UserError
from recommender.mechanics.bed import USUAL_LOG_CORE_RATIO
from recommender.person.anthropometry import DIMENSIONS, Bodies
from recommender.scoring import pins
from recommender.scoring.comfort import TERMS
from recommender.scoring.features import Features, base_features
from recommender.scoring.optimum import REACH, STILL, best_uniform, solved
from recommender.scoring.polynomials import LINEAR, N_FIGURES, N_QUADRATIC, gram, move
from recommender.scoring.splines import Spline
from recommender.sleeper import POSITIONS

# Of the terms: about 7.4 N/mm in every zone and a usual comfort layer.
ORIGIN = np.array([2.0, 2.0, 2.0, USUAL_LOG_CORE_RATIO])
MODEL_DIR = Path(__file__).resolve().parents[2] / "models"
MODEL_FILE, MANIFEST_FILE, CARD_FILE = "scoring_model.joblib", "manifest.json", "MODEL_CARD.md"
INPUTS = ("weight_kg", "height_cm", "male", *DIMENSIONS)
N_TERMS = len(TERMS)
NEAR_THE_END = 0.15  # of the range of the fourth figure: from here on it fades out that discomfort has no slope there
N_OFFSETS = 4
N_SIZE = 14  # figures of `size_design`
N_PATTERNS = 8  # in which the best beds of parameter sets depart from those of the shipped one
SPLINES = ("weight", "belly", "hips", "usual_belly", "usual_hips")
LARGEST_MODEL = 50_000_000  # bytes; the one that ships has 300,000
_REBUILD = "Rebuild it with: mattress-fit train"
_TOLD = {"version": r".{1,40}", "sha256": r"[0-9a-f]{64}", "results_changed": r"\d{4}-\d\d-\d\d"}


@dataclass(frozen=True)
class Needs:
    """What n bodies need in each of p positions, people last.

    Attributes:
        best: (p, 4, n) best bed: ln N/mm under shoulder, waist and hip; ln of core over whole stiffness.
        terms: (p, k, 15, n) terms of discomfort over their tolerances, quadratics of a bed x less `ORIGIN`.
    """

    best: Array
    terms: Array


@dataclass(frozen=True)
class Linear:
    """A linear function of k features: `coefficients` (m, k) and `constant` (m,)."""

    coefficients: Array
    constant: Array

    def __call__(self, x: Array, columns: slice = slice(None), out: Array | None = None) -> Array:
        """(m, n) values for features (k, n) of people, or for some of its rows."""
        found = np.matmul(self.coefficients[columns], x, out=out)
        found += self.constant[columns, None]
        return found


@dataclass(frozen=True)
class PositionModel:
    """One position: `level` (1, k) with positive coefficients on a rising basis, and `rest`."""

    level: Linear
    rest: Linear


@dataclass(frozen=True)
class ScoringModel:
    """Everything `train` fits, as plain arrays.

    `features` are those it uses of a body. `moves` is how the best beds move with the dimensions, of `size_design`.
    The three best beds differ between the ensemble's worlds: `patterns`, of `size_design`, are `N_PATTERNS` departures
    (12), each with variance one, and `ensemble_left` (12, 12) is what these leave, the same for everybody. `own_cov`
    (2, 12, 12): the additional distance between the mechanics' best beds and those of the model, for women and men, and
    `own_level` (2, 3): the same for the best uniform beds.
    """

    features: Features
    positions: Mapping[str, PositionModel]
    moves: Linear
    patterns: Linear
    ensemble_left: Array
    own_cov: Array
    own_level: Array

    def needs(self, bodies: Bodies, terms: Array | None = None, shift: Array | float = 0.0) -> Needs:
        """Best bed and terms of n bodies in every position, in the order of `positions`; terms are written into a given
        array, and all is moved by `shift` (n,) in ln N/mm of level.
        """
        departure = self.features.departure(bodies)
        level_x, rest = self.features.level(bodies, departure), self.features.rest(bodies, departure)
        if terms is None:
            terms = np.empty((len(self.positions), N_TERMS, N_QUADRATIC, len(bodies)))
        models = self.positions.values()
        for model, part in zip(models, terms, strict=True):
            model.rest(rest, slice(N_OFFSETS, None), out=part.reshape(-1, len(bodies)))
        level = np.stack([_level(model.level, level_x) for model in models]) + shift
        offsets = np.stack([model.rest(rest, slice(N_OFFSETS)) for model in models], axis=1)
        return Needs(np.swapaxes(_balanced(level, offsets, terms), 0, 1), terms)

    def level(self, bodies: Bodies, position: str) -> Array:
        """(n,) ln N/mm of the best uniform bed in a position: never falls with weight."""
        return _level(self.positions[position].level, self.features.level(bodies, self.features.departure(bodies)))

    def best(self, bodies: Bodies, departure: Array) -> Array:
        """(positions, 4, n) best beds as predicted before the terms correct them: those whose slopes are `moves`."""
        level, rest = self.features.level(bodies, departure), self.features.rest(bodies, departure)
        found = []
        for model in self.positions.values():
            best = model.rest(rest, slice(N_OFFSETS))
            best[:3] += _level(model.level, level)
            best[3] += ORIGIN[3]
            found.append(best)
        return np.stack(found)

    def best_moves(self, size: Array) -> Array:
        """(12, 7, n) change of the best beds with the ln of each dimension, for bodies of this `size_design`."""
        return self.moves(size).reshape(-1, len(DIMENSIONS), size.shape[1])

    def best_departures(self, size: Array) -> Array:
        """(12, patterns, n) how the best beds depart in other worlds, for bodies of this `size_design`."""
        return self.patterns(size).reshape(-1, N_PATTERNS, size.shape[1])

    def ensemble_cov(self, bodies: Bodies) -> Array:
        """(12, 12, n) second moment of the three best beds over the ensemble, about those of the shipped world."""
        apart = self.best_departures(size_design(bodies))
        return np.asarray(np.einsum("irn,jrn->ijn", apart, apart) + self.ensemble_left[..., None])


def size_design(bodies: Bodies) -> Array:
    """(14, n) powers of ln weight and height, and by sex."""
    w, h, m = base_features(bodies)
    size = np.stack([w, h, w**2, w * h, h**2, w * w**2, h * h**2])
    return np.concatenate([size, m[None], size[:6] * m])


def level_design(rising: Array, fades: Array, free: Array) -> Array:
    """(r f + 2 k, n) features whose sum with positive coefficients is the level, of `Features.level`."""
    return np.concatenate([(fades[:, None] * rising).reshape(-1, rising.shape[1]), free, -free])


def _level(linear: Linear, parts: tuple[Array, Array, Array]) -> Array:
    """(n,) the result of `linear` on `level_design`, without materialising the features."""
    rising, fades, free = parts
    faded, signed = np.split(linear.coefficients[0], [len(fades) * len(rising)])
    slopes = faded.reshape(len(fades), len(rising)) @ rising
    plus, minus = signed.reshape(2, -1)
    flat = (plus - minus) @ free
    level: Array = np.einsum("fn,fn->n", slopes, fades) + flat + linear.constant[0]
    return level


def pack(offsets: Array, comfort: Array, terms: Array) -> Array:
    """(n, 4 + 15 k) what the ridge regression learns besides the level, of (n, 3), (n,) and (k, 15, n)."""
    return np.column_stack([offsets, comfort, terms.reshape(-1, len(offsets)).T])


def _balanced(level: Array, offsets: Array, terms: Array) -> Array:
    """(4, p, n) best beds in p positions from their level (p, n), and from their zones relative to the level and their
    ratio to the usual one, `offsets` (4, p, n).

    `terms` (p, k, 15, n), quadratics about it, become quadratics of a bed less `ORIGIN`, in place.
    """
    slope = terms[..., LINEAR, :]
    precision = gram(slope) + STILL[..., None, None]
    # The level is the best uniform bed, so the offsets' precision-weighted mean is subtracted from them.
    best = offsets.copy()
    best[3] = 0.0
    best[:3] += level - best_uniform(best, precision)[0]
    ratio = np.clip(offsets[3], -REACH[3], REACH[3])
    best[3] = ratio
    # Discomfort and the small pull balance at the best bed: any remaining slope of the terms there is fitting error.
    fall = np.einsum("pkin,pkn->ipn", slope, terms[:, :, 0]) + np.einsum("ij,jpn->ipn", STILL, best)
    # Where the comfort layer is at the end of its range discomfort may still fall beyond it.
    inside = np.clip((REACH[3] - np.abs(ratio)) / NEAR_THE_END, 0, 1)
    fall[3] *= inside
    precision[3, :3] *= inside
    precision[:3, 3] *= inside
    terms[:, :, 0] -= np.einsum("pkin,ipn->pkn", slope, solved(precision, fall))
    best[3] += ORIGIN[3]
    move(terms, (best - ORIGIN[:, None, None])[:, :, None])
    return best


def as_arrays(model: ScoringModel) -> dict[str, Array]:
    """The model as named arrays: the content of its file."""
    held: dict[str, Array] = {}

    def keep(name: str, part: Any) -> None:
        for field in fields(part):
            value = getattr(part, field.name)
            if isinstance(value, np.ndarray):
                held[f"{name}.{field.name}".lstrip(".")] = value

    keep("", model)
    keep("features", model.features)
    for name, spline in zip(SPLINES, (model.features.weight, *model.features.own, *model.features.usual), strict=True):
        keep(name, spline)
    for position, each in model.positions.items():
        keep(f"{position}.level", each.level)
        keep(f"{position}.rest", each.rest)
    keep("moves", model.moves)
    keep("patterns", model.patterns)
    return held


def from_arrays(held: Mapping[str, Any]) -> ScoringModel:
    """The model from the arrays of `as_arrays`.

    Raises:
        ModelError: an array is missing, is not of finite floats, or has a shape that does not match the others.
    """
    n, beds = len(DIMENSIONS), N_FIGURES * len(POSITIONS)

    def array(name: str, *shape: int | None) -> Array:
        found = held.get(name)
        if not isinstance(found, np.ndarray) or found.dtype != np.float64 or not np.isfinite(found).all():
            raise ModelError(f"holds no figures for {name}", where=MODEL_FILE, mend=f"{_REBUILD}.")
        if len(shape) != found.ndim or any(a not in (None, b) for a, b in zip(shape, found.shape, strict=True)):
            raise ModelError(f"{name} has shape {found.shape}", where=MODEL_FILE, mend=f"{_REBUILD}.")
        return found

    def spline(name: str) -> Spline:
        breaks = array(f"{name}.breaks", None)
        coefficients = array(f"{name}.coefficients", 4, len(breaks) - 1, None)
        return Spline(breaks, coefficients, array(f"{name}.straight", coefficients.shape[2]))

    def linear(name: str, rows: int, figures: int | None = None) -> Linear:
        return Linear(array(f"{name}.coefficients", rows, figures), array(f"{name}.constant", rows))

    weight, belly, hips, usual_belly, usual_hips = map(spline, SPLINES)
    features = Features(
        array("features.shape", None, n),
        array("features.mean", 2 + n),
        array("features.scale", 2 + n),
        weight,
        (belly, hips),
        (usual_belly, usual_hips),
    )
    positions: dict[str, PositionModel] = {
        position: PositionModel(
            linear(f"{position}.level", 1), linear(f"{position}.rest", N_OFFSETS + N_TERMS * N_QUADRATIC)
        )
        for position in POSITIONS
    }
    return ScoringModel(
        features,
        positions,
        linear("moves", beds * n, N_SIZE),
        linear("patterns", beds * N_PATTERNS, N_SIZE),
        array("ensemble_left", beds, beds),
        array("own_cov", 2, beds, beds),
        array("own_level", 2, len(POSITIONS)),
    )


def write_model(model: ScoringModel, folder: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """Save with joblib, write the manifest beside it, and pin the file on this machine; returns the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    joblib.dump(as_arrays(model), folder / MODEL_FILE, compress=3)
    manifest = {
        **facts,
        "sha256": hashlib.sha256((folder / MODEL_FILE).read_bytes()).hexdigest(),
        "features": list(INPUTS),
        "versions": {name: installed_version(name) for name in ("scikit-learn", "numpy", "joblib")},
    }
    (folder / MANIFEST_FILE).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    pins.pin(manifest["sha256"])
    return manifest


def read_manifest(folder: Path | None = None) -> dict[str, Any]:
    """The manifest of a model; by default of the one that ships.

    Raises:
        ModelError: missing, unreadable, or without the version, hash and date that answers are told with.
    """
    try:
        manifest = read_json((folder or MODEL_DIR) / MANIFEST_FILE)
    except UserError as error:
        raise ModelError(
            "the scoring model's manifest is missing or unreadable", where=MANIFEST_FILE, mend=f"{_REBUILD}."
        ) from error
    told = manifest if isinstance(manifest, dict) else {}
    for name, form in _TOLD.items():
        if not isinstance(told.get(name), str) or not re.fullmatch(form, told[name]):
            raise ModelError(f"holds no {name}", where=MANIFEST_FILE, mend=f"{_REBUILD}.")
    return told


def load_model(folder: Path | None = None) -> ScoringModel:
    """Check the hash and that it is pinned, then open the model; by default the one that ships. Opened once.

    Raises:
        ModelError: the file is missing, is not the one in the manifest, is not pinned (`recommender.scoring.pins`),
            or does not hold a model.
    """
    return _opened(folder or MODEL_DIR)


@lru_cache(maxsize=2)
def _opened(folder: Path) -> ScoringModel:
    manifest = read_manifest(folder)
    path = folder / MODEL_FILE
    try:
        regular_file(path, LARGEST_MODEL)
        content = path.read_bytes()
    except (OSError, UserError) as error:
        raise ModelError("the scoring model is missing", where=MODEL_FILE, mend=f"{_REBUILD}.") from error
    found = hashlib.sha256(content).hexdigest()
    if found != manifest["sha256"]:
        raise ModelError(
            "the file is not the one its manifest describes, so it was not opened",
            where=MODEL_FILE,
            mend=f"{_REBUILD}.",
        )
    if not pins.is_pinned(found):
        raise ModelError(
            "neither ships with this version nor was trained here; opening it would run whatever is in it, "
            "so it was not opened",
            where=MODEL_FILE,
            mend=f"{_REBUILD}. If you trust where it came from, set {pins.VARIABLE}={found}",
        )
    held = joblib.load(BytesIO(content))
    if not isinstance(held, dict):
        raise ModelError("holds no model of this version", where=MODEL_FILE, mend=f"{_REBUILD}.")
    return from_arrays(held)
