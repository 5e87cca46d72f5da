"""Coefficients of mechanics and comfort, each with its unit, its source and its range of validity.

They are in `data/coefficients.json`, one per line; `docs/parameters.md` shows that file as tables. A source is a key of
`data/CITATION.bib`, or one of two words: ASSUMED where nothing was published or read, DEFINED where a figure only
defines the meaning of another.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from recommender.arrays import Array

FILE, CITATIONS = "data/coefficients.json", "data/CITATION.bib"
ASSUMED, DEFINED = "ASSUMED", "DEFINED"


@cache
def coefficients() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """By group and name: `value` (or `file`, where a fit writes it), `unit`, `source`, `about`, and for some `valid`,
    the range in which it is known, and `prior`, the range that a fit searched.
    """
    text = resources.files("recommender").joinpath(FILE).read_text(encoding="utf-8")
    loaded: dict[str, dict[str, dict[str, Any]]] = json.loads(text)
    return loaded


def values(group: str) -> dict[str, Any]:
    """Name -> value of one group."""
    return {name: one["value"] for name, one in coefficients()[group].items()}


def shares(rows: Mapping[str, Mapping[str, float]], columns: Sequence[str]) -> Array:
    """(rows, columns) a table whose rows name only the non-zero columns."""
    if unknown := {name for row in rows.values() for name in row} - set(columns):
        raise KeyError(f"no column {sorted(unknown)}")
    return np.array([[float(row.get(name, 0.0)) for name in columns] for row in rows.values()])
