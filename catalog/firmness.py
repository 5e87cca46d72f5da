"""Firmness scales, and how each relates to the hardness a bed can be measured by.

Two units are used internally: *firmness* (1 to 10, 10 firmest; used by shops and reviewers) and *hardness* (N/mm, EN
1957, 355 mm pad; used by the mechanics). Every other scale is converted to firmness when it is read, with its direction
and the error of a reading. A scale without a basis is rejected, not guessed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.errors import UserError

Floats = NDArray[np.float64]

# EN 1957 rating Hs (1 firmest) against hardness in N/mm, for a rating that was measured. Derived from the standard's
# formula; Hs 5.6 and 2.3 are the two arms of Kovacs 2003 (Lancet 362:1599). With Hs falling, so that both rise.
EN_1957_HS = np.array([10, 9, 8, 7, 6, 5.6, 5, 4, 3, 2.3, 2, 1], dtype=float)
EN_1957_HARDNESS_N_MM = np.array([4.7, 5.1, 5.6, 6.1, 6.7, 7.0, 7.5, 8.6, 10.1, 11.6, 12.5, 18.0])

# Hardness H in N/mm of a stated firmness F: H = 7.0 exp(0.153 (F - 6.1)). It passes through both arms of Kovacs 2003
# (Lancet 362:1599), Hs 5.6 and 2.3, which EN 1957 rates at 7.0 and 11.6 N/mm, and through two mattresses whose hardness
# and rating were both measured (Vlaovic 2024, Appl Sci 14:10016). From firmness 2 to 9 beds differ 2.9 times.
REFERENCE_FIRMNESS, REFERENCE_HARDNESS_N_MM = 6.1, 7.0
LOG_PER_POINT = 0.153  # ln N/mm per firmness point

# Firmness = 11 - Hs + offset, Hs the rating of EN 1957 (1 firmest): without the offset, the bed that the trial called
# medium-firm would read as a shop's medium.
FIRMNESS_OFFSET = 0.7  # firmness points, +- 1.0: one unknown constant common to all beds, not an error per bed

_HS_SUM = 11.0 + FIRMNESS_OFFSET  # firmness + Hs

# Lower edge of each word on the 1-10 scale; a firmness under the first edge is still "soft".
LABEL_EDGES: tuple[tuple[str, float], ...] = (
    ("soft", 2.0),
    ("medium-soft", 3.5),
    ("medium", 4.5),
    ("medium-firm", 5.75),
    ("firm", 7.0),
    ("extra firm", 8.5),
)
LABELS = tuple(label for label, _ in LABEL_EDGES)

# A word is read as the middle of its range.
LABEL_FIRMNESS = {
    label: (low + high) / 2
    for (label, low), high in zip(LABEL_EDGES, [edge for _, edge in LABEL_EDGES[1:]] + [10.0], strict=True)
}


def _through(x: ArrayLike, xs: Floats, ys: Floats) -> Floats:
    """Linear interpolation through the points (xs rising), extrapolated at both ends."""
    values = np.asarray(x, dtype=float)
    segment = np.clip(np.searchsorted(xs, values, side="right") - 1, 0, len(xs) - 2)
    slope = np.diff(ys) / np.diff(xs)
    return np.asarray(ys[segment] + slope[segment] * (values - xs[segment]))


@dataclass(frozen=True)
class Scale:
    """A scale a source may use, as points on the firmness scale; linear between and beyond them.

    Attributes:
        name: its name in the catalogue's `firmness_scale`.
        values: native values, rising.
        firmness: firmness (1-10) of each, all rising or all falling.
        sd: standard deviation in firmness points of one reading.
        direction: which end is firm, in words.
        source: where the points and the error come from.
    """

    name: str
    values: tuple[float, ...]
    firmness: tuple[float, ...]
    sd: float
    direction: str
    source: str

    def to_firmness(self, value: ArrayLike) -> Floats:
        """Firmness (1-10) of native values, any shape; NaN stays NaN."""
        return _through(value, np.array(self.values), np.array(self.firmness))


# H1 to H4 are at the middle of the weights that 19 published grade bands give them; H5 by extrapolation.
H_GRADE_FIRMNESS = {1: 2.75, 2: 4.5, 3: 6.5, 4: 8.0, 5: 9.2}
H_GRADE_SD = 1.0  # spread of the firmness that eight sources give the same grade: 0.97 points

# English shop words compared with the number other sources give the same 34 beds: 0.48 points apart, of which the
# number's own error is the larger part; sqrt(0.48^2 + 0.6^2).
WORD_SD = 0.8
WORD_SD_EUROPE = 1.0  # ASSUMED as wide as H-grades: "medium" is H2 in one shop and H3 in the next
STATED_SD = 0.6  # ASSUMED: a number by maker, shop or reviewer; two testers of one bed differed by 0.5 and 1
MEASURED_SD = 0.4  # ASSUMED: a laboratory's number, on its own 1-10 scale

SCALES: dict[str, Scale] = {
    scale.name: scale
    for scale in (
        Scale("1-10", (1, 10), (1, 10), STATED_SD, "10 is firmest", "the scale itself, as shops and reviewers use it"),
        Scale(
            "1-10 reversed",
            (1.5, 3.5, 5.5),
            (9.25, 6.375, 5.125),
            1.0,
            "1 is firmest",
            "us-mattress.com comfort scale: 1-2 very firm, 3-4 medium-firm, 5-6 medium",
        ),
        Scale(
            "EN 1957 Hs",
            (1, 10),
            (_HS_SUM - 1, _HS_SUM - 10),
            MEASURED_SD,
            "1 is firmest",
            "EN 1957; the offset's own error is common to all beds and not in this figure",
        ),
        Scale(
            "H-grade",
            tuple(float(grade) for grade in H_GRADE_FIRMNESS),
            tuple(H_GRADE_FIRMNESS.values()),
            H_GRADE_SD,
            "H5 is firmest",
            "19 published weight bands (H1/H2 60 kg, H2/H3 80, H3/H4 110, H4/H5 130); grades are not standardised",
        ),
        Scale(
            "UK 1-5",
            (1, 2, 3, 4, 5),
            (4.0, 5.125, 6.375, 7.75, 9.25),
            WORD_SD,
            "5 is firmest",
            "mattressonline.co.uk: soft to medium, medium, medium to firm, firm, extra firm",
        ),
        Scale(
            "Sleep Number",
            (0, 100),
            (1.0, 10.0),
            1.5,
            "100 is firmest",
            "ASSUMED straight between the ends; the usual setting of 35-45 then reads medium",
        ),
        Scale(
            "weight band",
            (60, 80, 110, 130),
            (3.6, 5.5, 7.25, 8.6),
            1.5,
            "heavier is firmer",
            "medians of 19 published bands; the edge between two grades lies half-way between them",
        ),
    )
}

# Body weight in kg at which a brand changes from one H-grade to the next, in its own published table.
_BRAND_EDGES_KG: dict[str, dict[float, float]] = {
    "Malie": {1.5: 70, 2.5: 80, 3.5: 90, 4.5: 130},  # bettenluxus.de
    "billerbeck": {2.5: 80, 3.5: 110},  # billerbeck.shop/lexikon/haertegrad
    "Traum-Fabrik": {1.5: 60, 2.5: 85, 3.5: 100, 4.5: 120},  # traum-fabrik.de/glossar/haertegrad
    "berna": {2.5: 80, 3.5: 100},  # berna.de/pages/matratzenberatung-der-richtige-hartegrad
    "biona": {2.5: 87.5, 3.5: 120},  # biona-shop.de; its bands overlap from 85 to 90 kg
}
BRAND_GRADES: dict[str, Scale] = {
    brand.casefold(): Scale(
        f"H-grade {brand}",
        tuple(edges),
        tuple(float(firmness) for firmness in SCALES["weight band"].to_firmness(list(edges.values()))),
        H_GRADE_SD,
        "H5 is firmest",
        "the brand's own weight bands, read as every band is",
    )
    for brand, edges in _BRAND_EDGES_KG.items()
}


def grade_scale(brand: str = "") -> Scale:
    """The scale of a brand's H-grades: its own where it publishes weight bands, else the common one."""
    return BRAND_GRADES.get(brand.casefold(), SCALES["H-grade"])


def hardness_from_firmness(firmness: ArrayLike) -> Floats:
    """EN 1957 hardness of the whole bed in N/mm of a firmness (1-10, but defined for any real number): strictly rising,
    positive everywhere, with an exact inverse.
    """
    points = np.asarray(firmness, dtype=float) - REFERENCE_FIRMNESS
    return np.asarray(REFERENCE_HARDNESS_N_MM * np.exp(LOG_PER_POINT * points))


def firmness_from_hardness(hardness_n_mm: ArrayLike) -> Floats:
    """Firmness of an EN 1957 hardness in N/mm: the inverse of `hardness_from_firmness`.

    Raises:
        UserError: a hardness that is not positive.
    """
    hardness = np.asarray(hardness_n_mm, dtype=float)
    if (hardness <= 0).any():
        raise UserError(f"hardness {hardness.min():g} N/mm", where="hardness_n_mm", allowed="above 0")
    return np.asarray(REFERENCE_FIRMNESS + np.log(hardness / REFERENCE_HARDNESS_N_MM) / LOG_PER_POINT)


def hs_from_firmness(firmness: ArrayLike) -> Floats:
    """EN 1957 rating Hs (1 firmest to 10) of a firmness."""
    return _HS_SUM - np.asarray(firmness, dtype=float)


def firmness_label(firmness: float) -> str:
    """The word for a firmness: one of `LABELS`. Below 2 it is still soft, above 10 still extra firm."""
    label = LABELS[0]
    for word, edge in LABEL_EDGES[1:]:
        if firmness >= edge:
            label = word
    return label
