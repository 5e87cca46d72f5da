"""The model card: its groups contain everybody once, and state the figures of the people in them."""

from __future__ import annotations

import re

import numpy as np
import pytest

from laboratory.fitting.model_card import LEAST_PEOPLE, Judged, card
from recommender.person.anthropometry import DIMENSIONS, Bodies
from recommender.person.population import sample_population
from recommender.scoring.scoring_model import read_manifest

PEOPLE = 120


@pytest.fixture(scope="module")
def judged() -> Judged:
    """People drawn from the population; the model is made worse for the men."""
    rng = np.random.default_rng(3)
    drawn = sample_population(PEOPLE, rng)
    k = len(DIMENSIONS)
    bodies = Bodies(**drawn, log_cov=np.zeros((PEOPLE, k, k)), measured=np.ones((PEOPLE, k), dtype=bool))
    man = bodies.male >= 0.5
    nights = rng.dirichlet((1.0, 0.8, 0.5), PEOPLE)
    return Judged(bodies, nights, np.where(man, 3.0, 1.0), np.where(man, 0.5, 1.0), np.full(PEOPLE, 0.75), 2.0 + man)


def _rows(page: str) -> dict[str, list[float]]:
    found = re.findall(r"^\| ((?:all|sex|BMI|stature, cm|mainly on)\b[^|]*) \| (\d.*) \|$", page, re.MULTILINE)
    return {name: [float(cell) for cell in cells.split(" | ")] for name, cells in found}


def test_groups_name_everybody_once(judged: Judged) -> None:
    rows = _rows(card(read_manifest(), judged))
    assert rows["all"][0] == PEOPLE
    for kind in ("sex", "stature, cm", "mainly on"):
        counts = [cells[0] for name, cells in rows.items() if name.startswith(kind)]
        assert PEOPLE - LEAST_PEOPLE < sum(counts) <= PEOPLE, kind
    assert sum(rows[f"sex {sex}"][0] for sex in ("male", "female")) == PEOPLE
    assert min(cells[0] for cells in rows.values()) >= LEAST_PEOPLE


def test_a_row_says_the_figures_of_its_group(judged: Judged) -> None:
    rows = _rows(card(read_manifest(), judged))
    assert rows["sex male"][1:] == [3.0, 3.0, 50, 75, 3.0]
    assert rows["sex female"][1:] == [1.0, 1.0, 100, 75, 2.0]
    men = rows["sex male"][0] / PEOPLE
    assert rows["all"][2] == pytest.approx(1 + 2 * men, abs=0.006)
