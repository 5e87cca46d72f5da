"""Which bed stands where, and that no sentence stands on the answer page twice."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from catalog.catalogue_file import load_catalogue
from recommender.explanation import Pick
from recommender.person.profile import parse_profile
from recommender.reasons import Figure, Reason
from recommender.sentences.rejections import NotChosen
from recommender.topper import TopperFirst
from storefront import engine
from storefront.answer import as_html
from storefront.answer import drawings as answer_drawings
from storefront.answer.as_json import say
from storefront.answer.on_page import bed_cards, sheet
from storefront.answer.on_page.arrangement import Card, arrange
from storefront.answer.on_page.beds_shown import rows
from storefront.words import LANGUAGES, words
from tests.storefront.answer.made_up_answer import bed, explanation, pick

W = words("nl")
GOLDEN = sorted((Path(__file__).parents[2] / "golden").glob("*.json"))
SENTENCE = re.compile(r"<(p|li|dd)\b[^>]*>(.*?)(?=<(?:/?(?:p|li|dd|td|ul|details)\b))")
VERSIONS = {
    "model": "1",
    "changed_date": "2026-11-20",
    "catalogue": "abc",
    "catalogue_date": "2026-11-20",
    "answer_id": "a",
}
LEAST_WORDS = 4  # what is shorter is a label


def _reasons(*keys: str) -> tuple[Reason, ...]:
    return tuple(Reason(key) for key in keys)


def test_one_bed_leads_two_stand_beside_it_and_the_rest_are_rows() -> None:
    beds = arrange(explanation(picks=tuple(pick(rank) for rank in range(1, 7))), W)
    assert beds.first is not None
    assert [card.pick.rank for card in (beds.first, *beds.beside)] == [1, 2, 3]
    assert [row.rank for row in beds.rest] == [4, 5, 6]
    none = arrange(explanation("none_fits", picks=()), W)
    assert (none.first, none.beside, none.rest) == (None, (), ())


def test_a_card_beside_says_what_no_card_before_it_said() -> None:
    said = ("app.name", "pillow.title", "state.no_model.body")
    picks = (
        pick(1, reasons=_reasons(*said[:2]), cautions=_reasons("result.unranked_why")),
        pick(2, reasons=_reasons(*said), cautions=_reasons("result.unranked_why")),
        pick(3, reasons=_reasons(*said), cautions=()),
    )
    cards = _cards(*picks)
    assert [card.reasons for card in cards] == [(W(said[0]), W(said[1])), (W(said[2]),), ()]
    assert [card.doubt for card in cards] == [W("result.unranked_why"), "", ""]
    assert cards[0].doubt_also == (2,)  # said once, and of whom else it holds


def test_where_a_bed_is_worse_than_the_first_it_is_said_as_a_doubt() -> None:
    worse = Reason("reason.hip_pressure_cost", {"more_share": 0.07, "position": "side"})
    cards = _cards(pick(1), pick(2, reasons=(worse,), cautions=()))
    assert cards[1].reasons == ()
    assert cards[1].doubt == say(worse, "reason", W)


def test_a_smaller_card_doubts_the_bed_and_leaves_what_is_not_known_to_the_list() -> None:
    soft = Reason("caution.softer_than_target", {"points": 1.5})
    zones = Reason("caution.zoning_unknown")
    picks = (pick(1), pick(2, cautions=(zones,)), pick(3, cautions=(zones, soft)))
    beds = arrange(explanation(picks=picks), W)
    assert [card.doubt for card in beds.beside] == ["", say(soft, "caution", W)]
    assert [(one.text, one.ranks) for one in beds.doubts] == [(say(zones, "caution", W), (2, 3))]


def test_beds_of_one_kind_are_one_card_that_names_them_all() -> None:
    picks = (pick(1, kind=4), pick(2, kind=5), pick(3, kind=4), pick(4, kind=6), pick(5, kind=5), pick(6, kind=7))
    beds = arrange(explanation(picks=picks), W)
    assert beds.first is not None
    assert [[one.rank for one in card.picks] for card in (beds.first, *beds.beside)] == [[1, 3], [2, 5], [4]]
    assert [one.rank for one in beds.rest] == [6]
    text = bed_cards.first(beds.first, W)
    assert W("result.alike", names="NAMES").split("NAMES")[0] in text
    assert text.index("Nachtrust b1") < text.index("Nachtrust b3")


def test_who_holds_a_role_has_a_card_before_who_only_comes_next() -> None:
    picks = (
        pick(1, roles=("best_fit",), price=900.0, chance_suits=0.8),
        pick(2),
        pick(3),
        pick(7, roles=("most_forgiving",), put_right=88.0, fit=71.0),
        pick(9, roles=("best_value",), price=400.0, chance_suits=0.6),
    )
    beds = arrange(explanation(picks=picks), W)
    assert [card.pick.rank for card in beds.beside] == [7, 9]
    assert [one.rank for one in beds.rest] == [2, 3]
    forgiving, value = (card.reasons[0] for card in beds.beside)
    assert forgiving == W("result.put_right", put_right_fit=88.0, now_fit=71.0)
    assert value == W("result.saves_for_less", saved_price=500.0, currency="EUR", n=2)
    same = _cards(picks[0], pick(2, roles=("best_value",), price=880.0, chance_suits=0.79))[1]
    assert same.reasons == (W("result.saves", saved_price=20.0, currency="EUR", n=0),)


@pytest.mark.parametrize("price", [None, 950.0])
def test_nothing_is_said_to_be_saved_where_nothing_is(price: float | None) -> None:
    value = _cards(pick(1, price=900.0), pick(2, roles=("best_value",), price=price))[1]
    assert value.reasons == ()


def _cards(*picks: Pick) -> tuple[Card, ...]:
    beds = arrange(explanation(picks=picks), W)
    assert beds.first is not None
    return (beds.first, *beds.beside)


def test_a_doubt_without_room_on_a_card_names_the_beds_it_holds_for() -> None:
    cautions = _reasons("result.unranked_why", "app.name", "state.no_model.body")
    (left,) = arrange(explanation(picks=tuple(pick(rank, cautions=cautions) for rank in (1, 2))), W).doubts
    assert (left.text, left.ranks) == (W("state.no_model.body"), (1, 2))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_no_sentence_stands_on_the_page_twice(path: Path, lang: str) -> None:
    sleeper, w = parse_profile(json.loads(path.read_text())["profile"], where="golden"), words(lang)
    beds = load_catalogue(None)
    answer = engine.answer(sleeper, beds)
    shown = sheet.sheet(answer, sleeper, beds, w)
    figure = answer_drawings.spine(answer, sleeper, w)
    parts = (as_html.care(answer.care, w), sheet.hero(shown, figure), sheet.beside(shown), sheet.anyway(shown))
    page = "".join((*parts, rows(shown, "fit"), sheet.folds(shown, engine.figures_of(answer, beds))))
    page = re.sub(r'<details class="evidence">.*?</details>', "", page)
    said = Counter(_plain(found[1]) for found in SENTENCE.findall(page))
    assert len(said) > 20
    assert [text for text, n in said.items() if n > 1 and len(text.split()) >= LEAST_WORDS] == []


@pytest.mark.parametrize(("n_known", "leads"), [(9, True), (10, False)])
def test_where_few_beds_are_sold_what_to_ask_for_leads(n_known: int, leads: bool) -> None:
    here = [bed(f"n{i}", markets=("NL",)) for i in range(n_known - 1)] + [bed("unstated")]
    elsewhere = [bed(f"d{i}", markets=("DE",)) for i in range(20)]
    sleeper = parse_profile({"weight_kg": 75, "height_cm": 175, "side": 1, "market": "NL"}, where="test")
    shown = sheet.sheet(explanation(), sleeper, [*here, *elsewhere], W)
    assert shown.specification_leads is leads
    page = sheet.hero(shown, "") + sheet.beside(shown)
    assert page.count("<article") == 3  # the beds are shown all the same
    assert (page.find(W("spec.firmness")) < page.index("<article")) is True
    assert (W("spec.firmness") in page) is leads


def test_where_none_fits_what_to_ask_for_leads_and_a_keeper_of_a_bed_is_not_sent_shopping() -> None:
    sleeper = parse_profile({"weight_kg": 75, "height_cm": 175, "side": 1}, where="test")
    assert sheet.sheet(explanation("none_fits", picks=()), sleeper, [], W).specification_leads
    kept = sheet.sheet(explanation("keep_bed"), sleeper, [], W)
    assert not kept.specification_leads
    assert "<article" not in sheet.hero(kept, "") + sheet.beside(kept)
    assert sheet.anyway(kept).count("<article") == 3


def test_a_bed_whose_price_is_to_be_asked_is_listed_apart() -> None:
    asked = NotChosen(bed("dear"), 70.0, Reason("ask.price_unknown"), 0.62)
    sleeper = parse_profile({"weight_kg": 75, "height_cm": 175, "side": 1}, where="test")
    text = sheet.folds(sheet.sheet(explanation(ask_price=(asked,)), sleeper, [], W), VERSIONS)
    assert f"<b>{asked.mattress.name}</b> 6/10" in text
    assert text.count(W("result.ask_price")) == 1
    assert W("result.ask_price") not in sheet.folds(sheet.sheet(explanation(), sleeper, [], W), VERSIONS)
    alone = sheet.sheet(explanation("none_fits", picks=(), ask_price=(asked,), any_left=False), sleeper, [], W)
    first = sheet.hero(alone, "")
    assert W("verdict.ask_price.heading") in first
    assert first.index(W("result.ask_price")) < first.index(asked.mattress.name) < first.index(W("spec.heading"))
    assert W("result.ask_price") not in sheet.beside(alone) + sheet.folds(alone, VERSIONS)
    many = sheet.sheet(alone.explanation, sleeper, [bed(str(i)) for i in range(10)], W)
    on = W("result.none_of_these", heading=W("spec.heading"))
    assert on in sheet.hero(many, "") and on not in first
    assert W("result.chance_means") in first and W("result.chance_means") in sheet.hero(many, "")
    assert 'class="spec"' not in sheet.hero(many, "") and 'class="spec"' in sheet.folds(many, VERSIONS)


def test_a_fold_is_named_for_what_it_begins_with() -> None:
    asked = NotChosen(bed("dear"), 70.0, Reason("ask.price_unknown"), 0.62)
    sleeper = parse_profile({"weight_kg": 75, "height_cm": 175, "side": 1}, where="test")
    why = (Reason("verdict.reason.not_in_market", {"count": 403}),)
    for reasons, named in ((why, W("result.not_chosen")), ((), W("result.unranked", n=1))):
        answer = explanation("none_fits", picks=(), ask_price=(asked,), any_left=False)
        answer = replace(answer, not_chosen=(), verdict_reasons=reasons)
        folds = sheet.folds(sheet.sheet(answer, sleeper, [bed(str(i)) for i in range(10)], W), VERSIONS)
        assert f"<summary>{named}</summary>" in folds
        assert ("403" in folds) == bool(reasons)


def test_what_a_topper_would_do_stands_with_the_free_measures_before_the_beds() -> None:
    cost = {"price_from_eur": 50, "price_to_eur": 200}
    figures: dict[str, Figure] = {"layer_cm": 5.0, "feel": "soft", "before": 4, "after": 7, **cost}
    helps = TopperFirst((), (Reason("topper.helps", figures),))
    sleeper = parse_profile({"weight_kg": 75, "height_cm": 175, "side": 1}, where="test")
    text = sheet.hero(sheet.sheet(explanation(topper=helps), sleeper, [bed(str(i)) for i in range(10)], W), "")
    assert text.index(W("topper.helps", **figures)) < text.index("<article")


def _plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_no_card_tells_a_quantity_twice(path: Path) -> None:
    sleeper = parse_profile(json.loads(path.read_text(encoding="utf-8"))["profile"])
    w, answer = words("en"), engine.answer(sleeper, load_catalogue(), changes=False)
    for one in answer.picks:
        said = {reason.key for reason in one.reasons} | {caution.key for caution in one.cautions}
        for off in ("caution.firmer_than_target", "caution.softer_than_target"):
            assert not {"reason.within_interval", off} <= said
        told = re.findall(r"\d\.\d", bed_cards.setting(one, w)) if one.setting else []
        own = [r for r in one.reasons if r.figures.get("is_set") or r.key == "reason.two_sides"]
        assert not [line for line in (say(reason, "reason", w) for reason in own) if any(map(line.__contains__, told))]
    shown = arrange(answer, w)
    for card in (*((shown.first,) if shown.first else ()), *shown.beside):
        known = bed_cards.facts(card.pick.mattress, w, said=card.said)
        assert not ("nights" in known and any("try it at home" in line for line in card.reasons))
        assert not ("cm high" in known and any("est:" in line and "cm" in line for line in card.reasons))
