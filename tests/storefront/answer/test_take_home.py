"""What to ask for as text to copy: it names the answer, and holds no word of health."""

from __future__ import annotations

import re

import pytest

from recommender.person.profile import parse_profile
from recommender.sleeper import PAINS
from storefront import engine
from storefront.answer.take_home import as_text
from storefront.words import LANGUAGES, words

ACHES = tuple(pain for pain in PAINS if pain != "none")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_text_names_the_answer_and_says_nothing_of_health(lang: str) -> None:
    told = {"weight_kg": 82.0, "height_cm": 178.0, "side": 1.0, "pain": ["morning_stiffness", "lateral_hip"]}
    beds = engine.catalogue()
    answer = engine.answer(parse_profile(told), beds, changes=False, salt="s")
    w = words(lang)
    text = as_text(answer, engine.figures_of(answer, beds), w)
    assert answer.answer_id in text and w("spec.heading") in text
    assert all(w(question) in text for question in answer.specification.questions)
    for ache in ACHES:
        assert w(f"field.pain.{ache}").lower() not in text.lower()
    of_health = r"\b(pain|ache|stiff|doctor|pijn|stijf|arts|rugklacht|zwanger|pregnan)"
    assert re.search(of_health, text, re.IGNORECASE) is None
