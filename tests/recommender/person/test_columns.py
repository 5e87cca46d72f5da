"""Many profiles by column: the same people, cautions and findings as one by one, whatever the cells hold."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pandas as pd
import pytest

from recommender.person import columns
from recommender.person.columns import read_frame
from recommender.person.profile import parse_profiles

ROWS, ROUNDS = 250, 24
KNOWN = frozenset({"a-bed", "another"})
# Per column: what a shop's table may hold of it, good and bad.
CELLS: dict[str, list[Any]] = {
    "profile_id": ["a", " b ", 17, 17.0, "x\ny", "z" * 201, True, "", None, float("nan"), 2.5, "é"],
    "weight_kg": [
        82,
        82.5,
        "82,5",
        "82.5",
        " 70 ",
        "80 kg",
        "heavy",
        1.82,
        250.0000000001,
        1e400,
        None,
        True,
        "",
        "+70",
    ],
    "height_cm": [178, "1,78 m", "178", 17.8, "5'11\"", 220, 220.1, "١٧٨", -170, None, 165.5],
    "weight_lb": [None, None, None, 180, "12 st", "x"],
    "height_ft": [None, None, None, None, 5.11, 5, "6"],
    "sex": ["male", "female", "Female ", "f", None, "unspecified", 3, ""],
    "age_years": [40, None, 17, "44", "old", 110, 111.0],
    "side": [1, 0, 0.6, "0,5", None, -1, "", 1e308],
    "back": [0, 0.4, None, "x", 1e308],
    "stomach": [0, 0.2, None],
    "three_quarter": [None, 0.5, 0],
    "position_sure": [True, "no", "yes", None, "maybe", 1],
    "hip_breadth_cm": [None, 36, 105, "36.5"],
    "hip_circumference_cm": [None, 105, 30],
    "pain": [
        None,
        "",
        "neck",
        "neck;none",
        "none",
        ["neck", "lateral_hip"],
        [],
        "necc",
        ("none",),
        5,
        "Neck; lateral hip",
    ],
    "pregnancy_weeks": [None, None, 20, 46, "30"],
    "alarm_signs": ["no", None, "perhaps", True],
    "firmness_wish": [None, "softer", "Firmer", "hard"],
    "experiences": [
        None,
        None,
        "H3 pocket_spring too_firm",
        "bed=a-bed;felt=right",
        "bed=elsewhere;felt=right",
        "H9 soft",
    ],
    "size": [None, "90x200", "2 x 90x200", "big", [90, 200], "90X200"],
    "market": [None, "NL", "NL;BE", "Netherlands", ["NL", "DE"], "XX"],
    "max_price": [None, 900, "900,50", "1.200", "12.50", " 1.500 ", "1.200,50", "89.917", "500.000", "€ 900", -1],
    "currency": [None, "EUR", "", "USD"],
    "in_stock_only": [None, True, "false", "x"],
    "bed.feels": [None, "too soft", "right", "wet"],
    "bed.label": [None, "H2", 6, 6.5, "medium", 60],
    "bed.pressure": [None, None, None, ["hip"], "shoulder", ["knee"]],
    "bed.pressure_hip": [None, None, "yes"],
    "bed.age_years": [None, 12, 101, "9"],
    "nickname": [None, None, None, None, "x"],
}
NEEDED = ("weight_kg", "height_cm", "side")


def _rows(draw: random.Random, columns_: list[str], wrong: float) -> list[dict[str, Any]]:
    """Rows in which so many cells are drawn, and the others the first of their column, with which nothing is wrong."""
    return [
        {name: draw.choice(CELLS[name]) if draw.random() < wrong else CELLS[name][0] for name in columns_}
        for _ in range(ROWS)
    ]


def _same(frame: pd.DataFrame, rows: list[dict[str, Any]], first: int) -> int:
    number = np.arange(first, first + len(rows))
    by_column = read_frame(frame, number, KNOWN)
    sleepers, findings = parse_profiles(rows, first_row=first, known_beds=KNOWN)
    assert by_column.sleepers == sleepers
    assert by_column.findings == findings
    rejected = {int(one.where.removeprefix("row ")) for one in findings}
    assert (by_column.row + first).tolist() == [n for n in number.tolist() if n not in rejected]
    return len(sleepers)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_rows_are_read_as_one_by_one(seed: int) -> None:
    draw = random.Random(seed)
    some = [name for name in CELLS if name in NEEDED or draw.random() < 0.5]
    rows = _rows(draw, some, draw.choice([0.05, 0.1, 0.3]))
    frame = pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=object) for name in some})
    assert 0 < _same(frame, rows, first=draw.randrange(1, 9999)) <= ROWS


def test_columns_of_numbers_and_truths_are_read_as_one_by_one() -> None:
    draw = np.random.default_rng(1)
    n = 3000
    frame = pd.DataFrame(
        {
            "profile_id": np.arange(n),
            "weight_kg": draw.uniform(20, 260, n),
            "height_cm": draw.integers(120, 230, n),
            "age_years": np.where(draw.random(n) < 0.4, np.nan, draw.integers(10, 115, n)),
            "side": draw.integers(0, 2, n).astype(np.uint8),
            "back": draw.choice([0.0, 0.5, np.nan, np.inf], n),
            "pregnancy_weeks": np.where(draw.random(n) < 0.9, np.nan, draw.integers(0, 47, n)),
            "waist_circumference_cm": draw.uniform(40, 205, n).astype(np.float32),
            "position_sure": draw.random(n) < 0.5,
            "sex": pd.Categorical(draw.choice(["male", "female", "unspecified"], n)),
        }
    )
    rows = [dict(zip(frame.columns, row, strict=True)) for row in frame.astype(object).itertuples(index=False)]
    assert n / 3 < _same(frame, rows, first=1) < n


def test_plain_people_are_never_read_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(rows: Any, known: Any) -> Any:
        assert list(rows) == []
        return {}, []

    monkeypatch.setattr(columns, "read_rows", none_left)
    frame = pd.DataFrame(
        {"weight_kg": ["82.5", "70"], "height_cm": [178, 165], "side": [1, 0.5], "pain": ["neck", None]}
    )
    read = read_frame(frame, np.array([1, 2]))
    assert [one.profile_id for one in read.sleepers] == ["1", "2"]


def test_a_table_without_rows_or_columns_holds_nobody() -> None:
    assert read_frame(pd.DataFrame({"weight_kg": []}), np.array([], dtype=int)).sleepers == []
    nameless = read_frame(pd.DataFrame(index=range(2)), np.array([1, 2]))
    assert (nameless.sleepers, len({one.where for one in nameless.findings})) == ([], 2)
