"""Whom to see is said first, most urgent first, and in the leaflet's own term."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from recommender.advice.care import CARE, TERMS, care
from recommender.advice.tips import TIPS
from recommender.sleeper import PAINS, Sleeper
from storefront.words import LANGUAGES, words

SIDE = Sleeper(70.0, 170.0, side=1.0, back=0.0, stomach=0.0)
TERM_IN_WORDS = {"nl": "binnen een paar dagen", "en": "within a few days"}


@pytest.mark.parametrize("pain", list(permutations(("leg_radiating", "inflammatory_like", "neck"))))
def test_the_most_urgent_term_stands_first_in_whatever_order_the_aches_come(pain):
    found = care(replace(SIDE, pain=pain))
    assert [(one.term, one.reason.key) for one in found] == [
        ("appointment_days", "advice.leg_assess_first"),
        ("gp_weeks", "advice.stiffness_see_gp"),
    ]


def test_other_aches_ask_for_nobody():
    asking = {ache for ache, _, _ in CARE}
    assert care(replace(SIDE, pain=tuple(set(PAINS) - asking - {"none"}))) == ()
    assert care(SIDE) == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_leg_pain_has_the_term_of_the_leaflet(lang):
    w = words(lang)
    assert TERM_IN_WORDS[lang] in w("leaflet.days_heading")
    assert TERM_IN_WORDS[lang] in w(f"safety.level_{care(replace(SIDE, pain=('leg_radiating',)))[0].term}")
    assert all(w(f"safety.level_{term}") for term in TERMS)


def test_no_free_measure_repeats_whom_to_see():
    assert {key for _, _, key in CARE}.isdisjoint(key for key, _ in TIPS)
