"""Both languages say the same things, with the same figures, and write numbers their own way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from catalog.errors import UserError
from storefront.words import LANGUAGES, Words, placeholders, words

ROOT = Path(__file__).parents[2]


def test_both_languages_have_the_same_keys() -> None:
    assert set(words("nl").sentences) == set(words("en").sentences)


def test_every_sentence_is_filled_and_both_languages_use_the_same_figures() -> None:
    nl, en = words("nl").sentences, words("en").sentences
    assert [key for key in nl if not nl[key].strip() or not en[key].strip()] == []
    assert [key for key in nl if placeholders(nl[key]) != placeholders(en[key])] == []


def test_no_exclamation_marks() -> None:
    assert [key for lang in LANGUAGES for key, text in words(lang).sentences.items() if "!" in text] == []


def test_every_key_named_in_the_storefront_exists() -> None:
    named = set()
    for file in (ROOT / "storefront").rglob("*.py"):
        named |= set(re.findall(r'\bw\(\s*"([a-z0-9_.]+)"', file.read_text(encoding="utf-8")))
    assert named, "the pages name their words as w('key')"
    assert sorted(named - set(words("nl").sentences)) == []


def test_numbers_follow_the_language() -> None:
    nl = Words("nl", {"a": "{hip_cm} cm, {sink_mm} mm, {price}, {side_share}, {zone}", "term.hip": "bekken"})
    en = Words("en", {"a": "{hip_cm} cm, {sink_mm} mm, {price}, {side_share}, {zone}"})
    figures = {"hip_cm": 36.42, "sink_mm": 41.4, "price": 1249.0, "side_share": 0.6, "zone": "hip"}
    assert nl("a", **figures) == "36,4 cm, 41 mm, €\xa01.249, 60%, bekken"
    assert en("a", **figures) == "36.4 cm, 41 mm, €\xa01,249, 60%, hip"


@pytest.mark.parametrize(
    ("sd", "lang", "said"),
    [(0.96, "nl", "1 punt "), (1.04, "en", "1 point;"), (0.5, "nl", "0,5 punten"), (1.2, "en", "1.2 points;")],
)
def test_one_of_something_is_said_as_one(sd: float, lang: str, said: str) -> None:
    assert said in words(lang)("caution.firmness_unsure", sd=sd)


def test_sentences_that_count_say_what_they_count() -> None:
    nl, en = words("nl"), words("en")
    assert nl.one.keys() == en.one.keys()
    for key, (counts, for_one) in nl.one.items():
        assert counts in placeholders(nl.sentences[key]) == placeholders(for_one) == placeholders(en.one[key][1])
        assert counts == en.one[key][0]


def test_cents_are_kept_when_there_are_any() -> None:
    assert words("nl").money(99.95) == "€\xa099,95"


def test_an_unknown_language_is_one_clear_error() -> None:
    with pytest.raises(UserError, match="nl, en"):
        words("xx")
