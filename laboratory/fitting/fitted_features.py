"""Fit the features of the scoring model: usual shapes, scales, and the splines of weight, belly and hips."""

from __future__ import annotations

import numpy as np
from sklearn.preprocessing import SplineTransformer, StandardScaler

from recommender.arrays import Array
from recommender.person.anthropometry import Bodies
from recommender.scoring.features import Features, base_features, shape_design
from recommender.scoring.splines import Spline

WEIGHT_KNOTS = 5
OWN_KNOTS, USUAL_KNOTS = (10, 6), (2, 4)  # of belly and hips, in the rest and in the level
OWN_TAILS, USUAL_TAILS = (0.0005, 0.0005), (0.02, 0.001)  # share of the training bodies beyond the outer knots


def fitted_features(learn: Bodies) -> Features:
    """Features fitted to the training bodies."""
    w, h, m = base_features(learn)
    design = shape_design(w, h, m).T
    shape = np.asarray(np.linalg.lstsq(design, np.log(learn.dimensions_cm()), rcond=None)[0], dtype=np.float64)
    departure = np.log(learn.dimensions_cm().T) - (design @ shape).T
    weight = as_spline(SplineTransformer(n_knots=WEIGHT_KNOTS, degree=3, extrapolation="linear").fit(w[:, None]))
    scaler = StandardScaler().fit(np.concatenate([[w, h], departure]).T)
    unfitted = (weight, weight)
    found = Features(shape, scaler.mean_, scaler.scale_, weight, unfitted, unfitted)
    z = found.scaled(w, h, departure)
    return Features(
        shape,
        found.mean,
        found.scale,
        weight,
        own=_splines(found.bending(w, h, m, departure, z), OWN_KNOTS, OWN_TAILS),
        usual=_splines(found.bending(0 * w, h, m, departure, z), USUAL_KNOTS, USUAL_TAILS),
    )


def as_spline(fitted: SplineTransformer) -> Spline:
    """The functions of a fitted transformer of one variable, as polynomial pieces."""
    basis, degree = fitted.bsplines_[0], fitted.degree
    breaks = basis.t[degree : len(basis.t) - degree]
    coefficients = np.stack([basis.derivative(order)(breaks[:-1]) for order in (3, 2, 1)] + [basis(breaks[:-1])])
    coefficients /= np.array([6.0, 2.0, 1.0, 1.0])[:, None, None]
    straight = np.full(coefficients.shape[2], float(fitted.extrapolation == "linear"))
    return Spline(np.ascontiguousarray(breaks), coefficients, straight)


def _splines(figures: tuple[Array, Array], knots: tuple[int, int], tails: tuple[float, float]) -> tuple[Spline, Spline]:
    """Splines of belly and hips that are constant beyond the outer knots; the functions of each add to 1."""
    belly, hips = (_spline(*each) for each in zip(figures, knots, tails, strict=True))
    return belly, hips


def _spline(figure: Array, knots: int, tail: float) -> Spline:
    low, high = np.quantile(figure, [tail, 1 - tail])
    at = np.linspace(low, high, knots)[:, None]
    return as_spline(SplineTransformer(knots=at, degree=3, extrapolation="constant").fit(at))
