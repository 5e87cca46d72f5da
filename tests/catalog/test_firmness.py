import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import UserError
from catalog.firmness import (
    EN_1957_HARDNESS_N_MM,
    EN_1957_HS,
    FIRMNESS_OFFSET,
    LABEL_FIRMNESS,
    LABELS,
    SCALES,
    firmness_from_hardness,
    firmness_label,
    grade_scale,
    hardness_from_firmness,
    hs_from_firmness,
)

firmness_values = st.floats(-20, 30)


@pytest.mark.parametrize(("hs", "hardness"), [(5.6, 7.0), (2.3, 11.6)])
def test_both_arms_of_the_trial_keep_the_hardness_that_en_1957_gives_their_rating(hs, hardness):
    """Kovacs 2003 compared a medium-firm with a firm bed, of which only the rating is published."""
    firmness = 11 - hs + FIRMNESS_OFFSET
    assert hs_from_firmness(firmness) == pytest.approx(hs)
    assert np.interp(-hs, -EN_1957_HS, EN_1957_HARDNESS_N_MM) == pytest.approx(hardness)
    assert float(hardness_from_firmness(firmness)) == pytest.approx(hardness, rel=0.01)


def test_the_trials_medium_firm_arm_reads_medium_firm():
    firmness = float(firmness_from_hardness(7.0))
    assert firmness == pytest.approx(6.1)
    assert firmness_label(firmness) == "medium-firm"


def test_every_point_makes_a_bed_harder_by_the_same_factor():
    hardness = hardness_from_firmness(np.arange(-5.0, 20.0))
    assert hardness[1:] / hardness[:-1] == pytest.approx(math.exp(0.153))
    assert hardness == pytest.approx(7.0 * np.exp(0.153 * (np.arange(-5.0, 20.0) - 6.1)))
    assert float(hardness_from_firmness(9.0) / hardness_from_firmness(2.0)) == pytest.approx(2.9, abs=0.05)


@given(firmness_values)
def test_hardness_and_firmness_undo_each_other(firmness):
    assert float(firmness_from_hardness(hardness_from_firmness(firmness))) == pytest.approx(firmness, abs=1e-9)


@given(firmness_values, st.floats(1e-6, 5))
def test_firmer_is_harder(firmness, more):
    assert hardness_from_firmness(firmness + more) > hardness_from_firmness(firmness)


def test_arrays_keep_their_shape_and_unknown_stays_unknown():
    answer = hardness_from_firmness(np.array([[5.0, np.nan], [6.0, 7.0]]))
    assert answer.shape == (2, 2)
    assert np.isnan(answer[0, 1]) and np.isfinite(answer[1]).all()


@pytest.mark.parametrize("hardness", [0, -1, [5, 0]])
def test_a_hardness_that_cannot_be_is_refused(hardness):
    with pytest.raises(UserError, match="above 0"):
        firmness_from_hardness(hardness)


@pytest.mark.parametrize("name", SCALES)
def test_every_scale_has_a_direction_an_error_and_a_source(name):
    scale = SCALES[name]
    rising = scale.firmness[-1] > scale.firmness[0]
    assert rising == (not scale.direction.startswith("1 is"))
    assert 0 < scale.sd <= 2 and scale.source


@pytest.mark.parametrize(
    ("value", "scale", "firmness"),
    [(3, "H-grade", 6.5), (5.6, "EN 1957 Hs", 6.1), (4, "UK 1-5", 7.75), (7, "1-10", 7), (1.5, "1-10 reversed", 9.25)],
)
def test_known_conversions(value, scale, firmness):
    assert float(SCALES[scale].to_firmness(value)) == pytest.approx(firmness)


def test_a_brand_with_its_own_weight_bands_has_its_own_grades():
    malie, trade = (grade_scale(brand).to_firmness([2, 3, 4]) for brand in ("Malie", ""))
    assert malie[0] > trade[0] and malie[1] < trade[1]  # H2 for 70-80 kg, H3 for 80-90 kg
    assert grade_scale("Billerbeck").to_firmness([2, 3, 4]) == pytest.approx(trade, abs=0.2)


def test_a_word_stands_for_a_firmness_that_reads_as_that_word():
    assert [firmness_label(LABEL_FIRMNESS[label]) for label in LABELS] == list(LABELS)


@pytest.mark.parametrize(
    ("firmness", "label"),
    [
        (0.5, "soft"),
        (3.49, "soft"),
        (3.5, "medium-soft"),
        (5.75, "medium-firm"),
        (8.5, "extra firm"),
        (11, "extra firm"),
    ],
)
def test_edges_of_the_words(firmness, label):
    assert firmness_label(firmness) == label
