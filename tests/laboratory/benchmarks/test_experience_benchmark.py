"""The simulation of answers: its people, answers and intervals are what it says."""

from __future__ import annotations

import numpy as np
import pytest

from catalog.catalogue_file import load_catalogue
from laboratory.benchmarks.experience import after_answers, first_untried, one_step_off, opposite, outcome, world


@pytest.mark.slow
def test_people_answer_choose_again_and_their_intervals_hold() -> None:
    of = world(120, np.random.default_rng(4), load_catalogue())
    people = after_answers(of, first_untried, 2)
    assert [{len(one.experiences) for one in people[k]} for k in people] == [{0}, {1}, {2}]
    for k in people:
        found = outcome(of, people[k])
        assert ((found.true_fit >= 0) & (found.true_fit <= 100.5)).all()
        assert abs(found.true_fit.mean() - found.stated_fit.mean()) < 3 * found.true_fit.std() / np.sqrt(120)
        assert abs(found.held.mean() - 0.8) < 3 * np.sqrt(0.16 / 120)
    tried = [[told.mattress_id for told in one.experiences] for one in people[2]]
    assert all(len(set(names)) == 2 for names in tried)


def test_a_wrong_answer_is_another_one() -> None:
    rng = np.random.default_rng(0)
    for said in ("too_soft", "right", "too_firm"):
        assert one_step_off(said, rng) != said != opposite(said, rng)
    assert one_step_off("too_firm", rng) == "right"
    assert opposite("too_firm", rng) == "too_soft"
