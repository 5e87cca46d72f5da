"""What was learnt from outcomes: how far brands and types are off their declared firmness."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.mattress import Mattress
from catalog.places import read_json
from recommender.arrays import Z_80, Array
from recommender.errors import ModelError, UserError
from recommender.ranking.measured import as_measured
from recommender.scoring import scoring_model

ALL_SPREAD = 1.0  # SD in points of what is common to all beds: uncertainty of the level, and scales
FILE = "outcomes.json"
LARGEST_BYTES = 10_000_000  # a brand takes about 40
MOST_FIGURE = 1e6  # far beyond any offset; NaN is not below it either


@dataclass(frozen=True)
class Offset:
    """The offset of a brand or type, and its SD, in firmness points."""

    points: float
    sd: float

    @property
    def points_80(self) -> tuple[float, float]:
        return self.points - Z_80 * self.sd, self.points + Z_80 * self.sd


@dataclass(frozen=True, eq=False)  # compared by identity, so that candidates derived from it can be cached by it
class Offsets:
    """Everything learnt of beds. Positive: firmer than declared. It contains nothing about people."""

    all: Offset = Offset(0.0, ALL_SPREAD)
    brand: Mapping[str, Offset] = field(default_factory=dict)
    type: Mapping[str, Offset] = field(default_factory=dict)

    def of_beds(self, brand: Sequence[str] | NDArray[np.str_], kind: Sequence[str] | NDArray[np.str_]) -> Array:
        """(n,) points by which these beds are firmer than declared; an unknown name adds nothing."""
        return np.array(
            [
                self.all.points + sum(table[name].points for table, name in pairs if name in table)
                for pairs in (((self.brand, b), (self.type, t)) for b, t in zip(brand, kind, strict=True))
            ]
        )


def load_offsets(folder: Path | None = None) -> Offsets | None:
    """The offsets learnt from outcomes, stored beside the model; None where there are none. A folder is read once.

    Raises:
        ModelError: the file is damaged, or was changed after it was written.
    """
    return _read(folder or scoring_model.MODEL_DIR)


@lru_cache(maxsize=2)
def _read(folder: Path) -> Offsets | None:
    path = folder / FILE
    if not path.exists():
        return None
    mend = "Learn again with: mattress-fit train --outcomes FILE, or remove the file."
    try:
        content = read_json(path, largest_bytes=LARGEST_BYTES)
    except UserError as error:
        raise ModelError("what was learnt from outcomes cannot be read", where=FILE, mend=mend) from error
    if not isinstance(content, dict) or not isinstance(content.get("sha256"), str):
        raise ModelError("what was learnt from outcomes cannot be read", where=FILE, mend=mend)
    if content.pop("sha256") != _hash(content):
        raise ModelError("was changed after it was written, so it is not used", where=FILE, mend=mend)
    if not _is_learnt(content):
        raise ModelError("holds no offsets of this version", where=FILE, mend=mend)
    if content.get("results_changed") != results_changed(folder):
        raise ModelError("was learnt under another scoring model, so it is not used", where=FILE, mend=mend)
    return Offsets(
        all=Offset(*content["all"]),
        brand={name: Offset(*pair) for name, pair in content["brand"].items()},
        type={name: Offset(*pair) for name, pair in content["type"].items()},
    )


def results_changed(folder: Path) -> str:
    """The day the results of the model in a folder last changed; offsets hold only for answers of that model."""
    try:
        return str(scoring_model.read_manifest(folder)["results_changed"])
    except ModelError:
        return ""


def _is_learnt(content: Mapping[str, Any]) -> bool:
    """Whether a file holds what `write_offsets` writes, every figure finite."""

    def figures(value: object, n: int) -> bool:
        return isinstance(value, list) and len(value) == n and all(_is_figure(each) for each in value)

    def table(value: object) -> bool:
        return isinstance(value, dict) and all(figures(pair, 2) for pair in value.values())

    return figures(content.get("all"), 2) and table(content.get("brand")) and table(content.get("type"))


def _is_figure(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MOST_FIGURE


def as_felt(beds: Sequence[Mattress], offsets: Offsets | None) -> tuple[Mattress, ...]:
    """Beds with their expected felt firmness, all else unchanged; as declared where nothing was measured or learnt.

    Matching sees firmness and never the brand: by then, offsets of brands and types are part of the firmness. They say
    how far a brand's word is off, so a measured bed needs none.
    """
    if offsets is None:
        return tuple(as_measured(bed) for bed in beds)
    shift = offsets.of_beds([bed.brand for bed in beds], [bed.type for bed in beds])
    return tuple(as_measured(_shifted(bed, float(points))) for bed, points in zip(beds, shift, strict=True))


def forget_offsets() -> None:
    """Read the file again when offsets are next needed, because it was rewritten."""
    _read.cache_clear()


def _shifted(bed: Mattress, points: float) -> Mattress:
    moved = {
        name: getattr(bed, name) + points
        for name in ("firmness", "adjust_min", "adjust_max")
        if getattr(bed, name) is not None
    }
    return replace(bed, **moved) if points else bed


def _hash(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
