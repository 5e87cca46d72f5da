"""The chance that a bed suits, in tenths: the words, the dots and the short form say the same."""

from __future__ import annotations

import pytest

from storefront.answer import chance
from storefront.words import LANGUAGES, words


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("probability", "n"), [(0.06, 1), (0.149, 1), (0.151, 2), (0.5, 5), (0.749, 7), (0.949, 9)])
def test_words_dots_and_table_agree(lang: str, probability: float, n: int) -> None:
    assert f"{n} " in chance.sentence(probability, words(lang))
    assert chance.dots(probability) == "●" * n + "○" * (10 - n)
    assert chance.short(probability) == f"{n}/10"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_chance_is_a_count_of_people_and_no_promise(lang: str) -> None:
    said = chance.sentence(0.1, words(lang))
    assert {"nl": "1 van de 10 mensen", "en": "1 in 10 people"}[lang] in said
    assert {"nl": "naar verwachting", "en": "expected"}[lang] in said.casefold()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("probability", [0.0, 0.049, 0.1, 0.3, 0.44, 0.46, 0.5, 0.54, 0.56, 0.8, 0.96])
def test_a_bed_is_likely_to_suit_where_it_suits_more_than_half_of_the_people(lang: str, probability: float) -> None:
    """The words and the figure beside them never contradict each other: a half is neither likely nor little."""
    said, n = chance.sentence(probability, words(lang)).casefold(), chance.tenths(probability)
    assert ({"nl": "waarschijnlijk", "en": "likely"}[lang] in said) == (n > 5)
    only = {"nl": "maar bij", "en": "only"}[lang] in said
    assert only == (1 <= n < 5)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_a_chance_may_be_small_no_sentence_says_likely(lang: str) -> None:
    w, likely = words(lang), {"nl": "waarschijnlijk", "en": "likely"}[lang]
    of_any = (
        "result.chance_means",
        "result.saves_for_less",
        "verdict.reason.doubt",
        "topper.helps",
        "topper.helps_much",
    )
    assert not [key for key in of_any if likely in w.sentences[key]]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("probability", [0.0, 0.049, 0.951, 1.0])
def test_nothing_is_promised_and_nothing_ruled_out(lang: str, probability: float) -> None:
    w = words(lang)
    said = chance.sentence(probability, w)
    assert said == w("result.chance_least" if probability < 0.5 else "result.chance_most")
    assert chance.short(probability) == ("<1/10" if probability < 0.5 else ">9/10")
    assert len(chance.dots(probability)) == 10
