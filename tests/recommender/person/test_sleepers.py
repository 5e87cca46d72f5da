"""People held by column: the same people as one by one, and what is read in their columns is what each would say."""

from __future__ import annotations

import random
from dataclasses import fields
from datetime import date

import numpy as np
import pandas as pd
import pytest

from catalog.catalogue_file import load_catalogue
from recommender.batch import best_beds, score_frame
from recommender.experience.said import experiences_of, saying
from recommender.fit_target import targets
from recommender.person import sleepers
from recommender.person.columns import read_frame
from recommender.person.night import night
from recommender.person.sleepers import Answers, Sleepers, answers_of, combined
from recommender.scoring.aches import WISH_POINTS, wanting
from recommender.sleeper import Sleeper, no_back_lying
from tests.equal import assert_equal, assert_frames_equal

N = 60
# What is drawn for each person; three columns hold a cell that is read row by row.
CELLS = {
    "weight_kg": [82.0, 60.5, "70,5", 118],
    "height_cm": [178.0, 165, "1,81 m"],
    "side": [1, 0.3],
    "back": [0, 0.6, None],
    "stomach": [None, 0.1],
    "sex": ["male", "female", "female", None, "Female "],
    "age_years": [None, 40, 67],
    "position_sure": [True, False, None],
    "hip_breadth_cm": [None, None, 36],
    "pain": [None, None, "neck", "neck;shoulder_pressure", "turning_low_pelvis", "muscle_overload"],
    "pregnancy_weeks": [None, None, None, 20, 31],
    "alarm_signs": [None, "no", "yes"],
    "firmness_wish": [None, None, "softer", "firmer"],
    "experiences": [None, None, None, "H3 pocket_spring too_firm"],
    "size": [None, "90x200"],
    "max_price": [None, None, 900, 1500.0],
    "bed.label": [None, "H2"],
    "bed.feels": [None, "too_soft"],
    "bed.age_years": [None, 12],
}


def _frame(seed: int) -> pd.DataFrame:
    draw = random.Random(seed)
    return pd.DataFrame(
        {name: pd.Series([draw.choice(cells) for _ in range(N)], dtype=object) for name, cells in CELLS.items()}
    )


def _read(seed: int) -> tuple[Sleepers, list[Sleeper]]:
    """People by column, and one by one."""
    people = read_frame(_frame(seed), np.arange(1, N + 1)).sleepers
    return people, list(people)


def test_columns_say_what_each_person_says() -> None:
    for people in (_read(1)[0], Sleepers.of(_read(1)[1])):
        for field in fields(Sleeper):
            told, column = [getattr(one, field.name) for one in people], people.column(field.name)
            if isinstance(column, Answers):
                assert [column.values[at] for at in column.code] == told
                assert len(set(column.values)) == len(column.values)
            else:
                assert [None if np.isnan(figure) else figure for figure in column] == told


def test_a_part_of_the_people_is_the_same_people() -> None:
    people, each = _read(2)
    for some in (people, Sleepers.of(each)):
        assert some == each == list(some)
        assert (len(some), some[3], some[-1], some[5:9]) == (N, each[3], each[-1], each[5:9])
        assert some[4:40].take(np.array([9, 0, 0]))[::-1] == [each[4], each[4], each[13]]
        assert Sleepers.joined([some[50:], Sleepers.of(each[:7]), some[:0]]) == each[50:] + each[:7]
        assert some != each[:-1]
        for past in (N, -N - 1):
            with pytest.raises(IndexError):
                some[past]
    assert Sleepers.of(people) is people
    assert Sleepers.of(each)[3] is each[3]


@pytest.mark.parametrize("few", [0, 10**6])
def test_what_is_read_in_answers_is_so_for_everybody(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sleepers, "_FEW", few)
    for seed in range(3):
        people, each = _read(seed)
        assert wanting(people).tolist() == [bool(one.pain or WISH_POINTS[one.firmness_wish]) for one in each]
        assert saying(people).tolist() == [bool(experiences_of(one)) for one in each]
        assert (night(people)[:, 1] == 0).tolist() == [no_back_lying(one) for one in each]
        assert_equal(night(people), np.concatenate([night([one]) for one in each]))


def test_what_is_alike_is_made_once() -> None:
    made = []

    def make(*told: object) -> int:
        made.append(told)
        return len(made)

    figures, words = np.array([np.nan, 1.0, np.nan, 1.0, 2.0]), answers_of(["a", "a", "a", "b", "a"])
    found = combined(make, figures, words)
    assert made == [(None, "a"), (1.0, "a"), (1.0, "b"), (2.0, "a")]
    assert [found.values[at] for at in found.code] == [1, 2, 1, 3, 4]
    assert len(combined(make, figures[:0], words[np.arange(0)])) == 0


def test_people_by_column_need_and_are_shown_what_they_are_one_by_one() -> None:
    people, each = _read(3)
    by_column, one_by_one = targets(people), targets(each)
    for name in ("mean", "terms", "quartic", "precision", "covariance", "scatter", "log_level", "level_sd"):
        assert_equal(getattr(by_column, name), getattr(one_by_one, name), name)
    assert by_column.take(np.array([7, 2])).sleepers == [each[7], each[2]]
    beds, day = load_catalogue(), date(2026, 11, 30)
    scored = score_frame(_frame(3), beds, number=np.arange(1, N + 1), as_of=day)
    shown = best_beds(each, beds, as_of=day)
    assert_frames_equal(scored.rows.to_pandas().astype(shown.dtypes), shown)


def test_a_table_in_which_no_row_is_plain_is_read_all_the_same() -> None:
    frame = _frame(4).assign(weight_kg="82,5", nobody="x")
    read = read_frame(frame, np.arange(N))
    assert (len(read.sleepers), len(read.row)) == (0, 0)
    assert len(read.findings) == N
    odd = read_frame(frame.drop(columns="nobody"), np.arange(N))
    assert {one.weight_kg for one in odd.sleepers} == {82.5}
