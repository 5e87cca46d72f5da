"""Features of a body that the scoring model uses: few, each with a reason in the mechanics. Arrays are people last.

Size enters by splines and products, every dimension linearly with a slope by weight, height and sex. Two figures bend
the best beds and get their own splines: the belly (on the stomach the trunk rests on chest or belly, whichever
protrudes more) and the hips (on the side they are what sinks in, until the comfort layer is used up).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.arrays import Array
from recommender.person.anthropometry import DIMENSIONS, Bodies
from recommender.scoring.comfort import REFERENCE_HEIGHT_CM, REFERENCE_WEIGHT_KG
from recommender.scoring.splines import Spline

MOST_SD = 4.0  # departures are limited to this many SD of the training population, so that products stay bounded
HEIGHT_SPAN = (130.0, 220.0)  # cm; the level is a blend between its two ends, so it stays monotone between them
HIP, WAIST, CHEST_DEPTH, WAIST_DEPTH, SEAT = (
    DIMENSIONS.index(name)
    for name in ("hip_breadth_cm", "waist_breadth_cm", "chest_depth_cm", "waist_depth_cm", "buttock_depth_cm")
)
# Hips over waist and seat, in logs: the direction along which the best beds on the side bend most, found by
# projection pursuit on 10,800 simulated bodies. A man's pelvis carries less of the load, a heavy body's more.
HIPS = {HIP: 1.0, WAIST: -0.4, SEAT: -0.3}
HIPS_MAN, HIPS_WEIGHT = -0.12, 0.25


def base_features(bodies: Bodies) -> tuple[Array, Array, Array]:
    """(n,) ln of weight and height relative to a body of 75 kg and 172 cm, and the probability of a man."""
    return np.log(bodies.weight_kg / REFERENCE_WEIGHT_KG), np.log(bodies.height_cm / REFERENCE_HEIGHT_CM), bodies.male


def shape_design(log_weight: Array, log_height: Array, man: Array) -> Array:
    """(9, n) features from which the usual dimensions of a body are predicted."""
    w, h, m = log_weight, log_height, man
    return np.stack([np.ones_like(w), w, w**2, w * w**2, h, m, m * w, m * h, m * w**2])


@dataclass(frozen=True)
class Features:
    """Fitted to the training bodies, and stored with the model.

    Attributes:
        shape: (9, 7) usual ln dimensions, of `shape_design`.
        mean, scale: (9,) of (ln weight, ln height, ln dimensions over the usual) among those bodies.
        weight: splines of ln weight.
        own, usual: splines of belly and hips, as they are and as they would be at 75 kg.
    """

    shape: Array
    mean: Array
    scale: Array
    weight: Spline
    own: tuple[Spline, Spline]
    usual: tuple[Spline, Spline]

    def departure(self, bodies: Bodies) -> Array:
        """(7, n) ln of each dimension over what is usual at this weight, height and sex."""
        return np.log(bodies.dimensions_cm().T) - self._usual(*base_features(bodies))

    def level(self, bodies: Bodies, departure: Array) -> tuple[Array, Array, Array]:
        """(r, n) functions that never fall with weight, (f, n) fades between 0 and 1, and (k, n) features that do not
        depend on weight.

        The level is a sum of products of a rising function and a fade with positive factors, plus any combination of
        the features that do not depend on weight: so it never falls with weight for a body with constant departures.
        """
        w, h, m = base_features(bodies)
        z = self.scaled(w, h, departure)
        basis = self.weight(w)
        low, high = np.log(np.array(HEIGHT_SPAN) / REFERENCE_HEIGHT_CM)
        tall = np.clip((h - low) / (high - low), 0, 1)
        bent = _bent(self.usual, self.bending(0 * w, h, m, departure, z))
        sex = 2 * m - 1
        fades = np.concatenate([[m * tall, m * (1 - tall), (1 - m) * tall, (1 - m) * (1 - tall)], *bent])
        free = np.concatenate([z[1:], [z[1] ** 2, sex], sex * z[1:], *bent])
        return np.cumsum(basis[::-1], axis=0)[::-1][1:], fades, free

    def rest(self, bodies: Bodies, departure: Array) -> Array:
        """(k, n) features in which everything except the level is linear."""
        w, h, m = base_features(bodies)
        z = self.scaled(w, h, departure)
        belly, hips = _bent(self.own, self.bending(w, h, m, departure, z))
        weight, height, shape, sex = z[0], z[1], z[2:], 2 * m - 1
        size = [height, height**2, weight * height, weight**2 * height]
        by_sex = [sex, sex * weight, sex * height, sex * height**2]
        return np.concatenate(
            [
                self.weight(w)[1:],
                [*size, *by_sex],
                shape,
                shape * weight,
                shape * weight**2,
                shape * height,
                shape * sex,
                shape * sex * weight,
                belly[1:],
                belly[1:] * weight,
                hips[1:],
                hips[1:] * shape[HIP],
                hips[1:] * sex,
            ]
        )

    def _usual(self, w: Array, h: Array, m: Array) -> Array:
        """(7, n) usual ln dimensions."""
        usual: Array = self.shape.T @ shape_design(w, h, m)
        return usual

    def scaled(self, log_weight: Array, log_height: Array, departure: Array) -> Array:
        figures = np.concatenate([[log_weight, log_height], departure])
        z = (figures - self.mean[:, None]) / self.scale[:, None]
        return np.asarray(np.clip(z, -MOST_SD, MOST_SD))

    def bending(self, w: Array, h: Array, m: Array, departure: Array, z: Array) -> tuple[Array, Array]:
        """(n,) belly in cm on a body of 172 cm, below 0 where it is hollow, and hips, at ln weight w."""
        usual = self._usual(w, h, m)
        waist, chest = (np.exp(usual[i] + departure[i] - h) for i in (WAIST_DEPTH, CHEST_DEPTH))
        hips = HIPS_MAN * m + sum(share * z[2 + i] * self.scale[2 + i] for i, share in HIPS.items())
        return waist - chest, hips + HIPS_WEIGHT * w


def _bent(splines: tuple[Spline, Spline], figures: tuple[Array, Array]) -> tuple[Array, Array]:
    return splines[0](figures[0]), splines[1](figures[1])
