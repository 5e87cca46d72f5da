"""Which bed stands where, and that no sentence stands on the answer page twice."""

from __future__ import annotations

import json
import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest

from catalog.catalogue_file import load_catalogue
from recommender.person.profile import parse_profile
from recommender.reasons import Reason
from storefront import engine
from storefront.answer import as_html
from storefront.answer import drawings as answer_drawings
from storefront.answer.on_page import sheet
from storefront.answer.on_page.arrangement import arrange
from storefront.answer.on_page.beds_shown import rows
from storefront.words import LANGUAGES, words
from tests.storefront.answer.made_up_answer import explanation, pick

W = words("nl")
GOLDEN = sorted((Path(__file__).parents[2] / "golden").glob("*.json"))
SENTENCE = re.compile(r"<(p|li|dd)\b[^>]*>(.*?)(?=<(?:/?(?:p|li|dd|td|ul|details)\b))")
LEAST_WORDS = 4  # what is shorter is a label


def _reasons(*keys: str) -> tuple[Reason, ...]:
    return tuple(Reason(key) for key in keys)


def test_one_bed_leads_two_stand_beside_it_and_the_rest_are_rows() -> None:
    beds = arrange(explanation(picks=tuple(pick(rank) for rank in range(1, 7))), W)
    assert beds.first is not None
    assert [card.rank for card in beds.cards] == [1, 2, 3]
    assert [row.rank for row in beds.rest] == [4, 5, 6]
    none = arrange(explanation("none_fits", picks=()), W)
    assert (none.first, none.beside, none.rest) == (None, (), ())


def test_a_card_beside_says_what_no_card_before_it_said() -> None:
    said = ("app.name", "lying.all_given", "lying.none_yet")
    picks = (
        pick(1, reasons=_reasons(*said[:2]), cautions=_reasons("result.unranked_why")),
        pick(2, reasons=_reasons(*said), cautions=_reasons("result.unranked_why")),
        pick(3, reasons=_reasons(*said), cautions=()),
    )
    beds = arrange(explanation(picks=picks), W)
    assert [card.reasons for card in beds.cards] == [(W(said[0]), W(said[1])), (W(said[2]),), ()]
    assert [card.doubt for card in beds.cards] == [W("result.unranked_why"), "", ""]


def test_a_doubt_without_room_on_a_card_names_the_beds_it_holds_for() -> None:
    cautions = _reasons("result.unranked_why", "app.name", "lying.none_yet")
    (left,) = arrange(explanation(picks=tuple(pick(rank, cautions=cautions) for rank in (1, 2))), W).doubts
    assert (left.text, left.ranks) == (W("lying.none_yet"), (1, 2))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_no_sentence_stands_on_the_page_twice(path: Path, lang: str) -> None:
    sleeper, w = parse_profile(json.loads(path.read_text())["profile"], where="golden"), words(lang)
    answer = engine.answer(sleeper, load_catalogue(None))
    shown = sheet.sheet(answer, sleeper, w)
    figure = answer_drawings.spine(answer, sleeper, w)
    parts = (as_html.care(answer.care, w), sheet.hero(shown, figure), sheet.beside(shown), sheet.anyway(shown))
    page = "".join((*parts, rows(shown, "fit"), sheet.folds(shown)))
    page = re.sub(r'<details class="evidence">.*?</details>', "", page)
    said = Counter(_plain(found[1]) for found in SENTENCE.findall(page))
    assert len(said) > 20
    assert [text for text, n in said.items() if n > 1 and len(text.split()) >= LEAST_WORDS] == []


def _plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()
