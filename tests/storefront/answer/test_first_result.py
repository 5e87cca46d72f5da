"""The first result of the golden sleepers, read as a sceptic reads it: every sentence is so, beds come by fit, and no
bed shown breaks a wish. That paper says what the screen says is held in test_take_home_pdf.py.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from functools import cache
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue, Size
from laboratory.evidence.sentences import checked
from recommender.explanation import Explanation, Pick, explain
from recommender.fit_target import target
from recommender.matching import Ranking, match
from recommender.person.profile import parse_profile
from storefront import engine
from storefront.answer import drawings as answer_drawings
from storefront.answer.as_json import say
from storefront.answer.on_page import bed_cards
from storefront.answer.on_page.arrangement import arrange
from storefront.words import LANGUAGES, words

GOLDEN = sorted((Path(__file__).parents[2] / "golden").glob("*.json"))
AS_OF = date(2026, 11, 30)
SAME_SIZE_CM = 1.0
WISHES: list[dict[str, Any]] = [
    {"size": "160x200"},
    {"max_price": 400},
    {"type": "pocket_spring", "size": "90x200", "max_price": 700},
    {"type": "cold_foam", "in_stock_only": True, "max_price": 250},
]


@cache
def _beds(in_a_shop: bool) -> Catalogue:
    """The list that ships, whose prices are mostly history; in a shop they are of today, and of a size."""
    beds = load_catalogue(None)
    if not in_a_shop:
        return beds
    sold = [replace(bed, price_date="2026-11", price_size=bed.price and Size(90, 200)) for bed in beds]
    return Catalogue(tuple(sold), "shop")


@cache
def _answer(path: Path, wishes: str = "{}", in_a_shop: bool = False) -> tuple[Ranking, Explanation]:
    told = json.loads(path.read_text())["profile"] | json.loads(wishes)
    sleeper = parse_profile(told, where="golden")
    ranking = match(target(sleeper), _beds(in_a_shop), wishes=sleeper.wishes, top=engine.TOP, as_of=AS_OF)
    return ranking, explain(ranking)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_every_sentence_of_a_bed_is_so(path: Path) -> None:
    ranking, answer = _answer(path)
    found = list(checked(ranking, answer))
    assert len(found) > 3 * len(answer.picks)
    assert [one for one in found if one.wrong] == []


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_beds_are_shown_by_fit(path: Path) -> None:
    ranking, answer = _answer(path)
    assert answer.picks[0].fit > ranking.fit.max() - 1
    for pick, after in pairwise(answer.picks):
        assert pick.tie_group == after.tie_group or pick.fit > after.fit
        if pick.tie_group == after.tie_group:
            assert abs(pick.fit - after.fit) < 1


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_the_card_leads_with_it_and_folds_fit_with_its_interval(path: Path, lang: str) -> None:
    _, answer = _answer(path)
    pick, w = answer.picks[0], words(lang)
    first = arrange(answer, w).first
    assert first is not None
    card = unescape(bed_cards.first(first, w))
    found = re.search("<li>(.*?)</li>", card)
    assert found
    assert found[1] == say(pick.reasons[0], "reason", w)
    assert card.index(found[1]) < card.find('class="doubt"') or 'class="doubt"' not in card
    assert card.index("<details>") < card.index(bed_cards.fit_points(pick, w))
    assert pick.fit_80[0] <= pick.fit <= pick.fit_80[1]


@pytest.mark.slow
@pytest.mark.parametrize("wishes", WISHES, ids=lambda wishes: "-".join(wishes))
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_no_bed_shown_breaks_a_wish(path: Path, wishes: dict[str, Any]) -> None:
    _, answer = _answer(path, json.dumps(wishes), in_a_shop=True)
    assert answer.picks or answer.verdict == "none_fits"  # said, and nothing named
    for pick in answer.picks:
        assert _broken(pick, wishes) == [], pick.mattress.mattress_id


def _broken(pick: Pick, wishes: dict[str, Any]) -> list[str]:
    bed, broken = pick.mattress, []
    if "type" in wishes and bed.type != wishes["type"]:
        broken.append("type")
    if "in_stock_only" in wishes and bed.in_stock is False:
        broken.append("stock")
    if "max_price" in wishes and (pick.price is None or pick.price > wishes["max_price"]):
        broken.append("price")
    if "size" in wishes and bed.sizes:
        width, length = (float(edge) for edge in wishes["size"].split("x"))
        ways = [(size.width_cm * halves, size.length_cm) for size in bed.sizes for halves in (1, 2)]
        if not any(np.allclose(way, (width, length), atol=SAME_SIZE_CM) for way in ways):
            broken.append("size")
    return broken


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_budget_that_nothing_meets_is_said_and_shows_nothing(path: Path) -> None:
    """Old prices are no reason to leave a bed out: their beds are to be asked for."""
    _, answer = _answer(path, json.dumps({"max_price": 1, "currency": "GBP"}))
    assert answer.picks == ()
    assert answer.verdict == "none_fits"
    said = [reason.key for reason in answer.verdict_reasons]
    assert said.count("verdict.reason.over_budget") == said.count("verdict.reason.price_historic") == 1
    assert answer.ask_price and all(miss.fit for miss in answer.ask_price)


@pytest.mark.parametrize("kind", ["memory_foam", "hybrid", "air_adjustable", "pocket_spring"])
def test_the_drawing_of_the_first_bed_says_what_its_card_says(kind: str) -> None:
    told = json.loads(GOLDEN[1].read_text())["profile"] | {"type": kind}
    sleeper, w = parse_profile(told, where="golden"), words("en")
    answer = explain(match(target(sleeper), load_catalogue(None), wishes=sleeper.wishes, top=engine.TOP))
    first = answer.picks[0]
    assert first.mattress.type == kind
    deep = (first.physical["shoulder_immersion_mm"], first.physical["immersion_mm"])
    said = w("result.sinks", shoulder_mm=deep[0], hip_mm=deep[1])
    assert said in unescape(answer_drawings.spine(answer, sleeper, w))
