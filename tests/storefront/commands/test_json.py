"""The output of `recommend --json`, against the contract, from a hand-made answer."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from recommender.explanation import Explanation
from recommender.reasons import Reason
from storefront.answer.as_json import render, say
from storefront.words import words
from tests.storefront.answer.made_up_answer import explanation, pick

CONTRACT = {
    "schema",
    "model",
    "sleeper",
    "safety",
    "target",
    "verdict",
    "compromise",
    "verdict_reasons",
    "ideal_discomfort",
    "attainable_fit",
    "attainable_chance",
    "specification",
    "surer",
    "answer_id",
    "as_of",
    "picks",
    "ask_price",
    "not_chosen",
    "pillow",
    "advice",
}
PICK = {
    "rank",
    "kind",
    "roles",
    "put_right",
    "tie_group",
    "mattress_id",
    "brand",
    "model",
    "variant",
    "price",
    "currency",
    "price_date",
    "price_size",
    "price_is_history",
    "sale_until",
    "delivery_days",
    "market",
    "markets",
    "trial_nights",
    "url",
    "fit",
    "fit_80",
    "chance_suits",
    "relative",
    "discomfort",
    "physical",
    "setting",
    "reasons",
    "cautions",
    "changes_if",
}


def _answer(verdict: str = "fits") -> Explanation:
    figures = {"position": "side", "height_low_cm": 9.0, "height_high_cm": 12.0, "grade": "C", "source": "measured"}
    tip = Reason("advice.keep_bed", {"grade": "D", "source": "X16"})
    reasons = (Reason("result.sinks", {"shoulder_mm": 41.0, "hip_mm": 38.0}),)
    return replace(
        explanation(verdict),
        picks=(pick(1, reasons=reasons), pick(2)),
        pillow=Reason("pillow.side", figures),
        advice=(tip,),
    )


def test_every_part_of_the_contract_is_there() -> None:
    answer = render(_answer(), words("en"))
    assert answer.keys() >= CONTRACT
    assert answer["schema"] == 1
    assert set(answer["picks"][0]) == PICK
    assert answer["pillow"]["height_cm_80"] == [9.0, 12.0]
    assert answer["advice"][0].keys() == {"key", "text", "grade", "source"}
    assert answer["unranked"] == [
        {"mattress_id": "u1", "brand": "Huis", "model": "Nachtrust u1", "variant": "", "fit": None}
    ]


def test_it_is_json_without_rounding() -> None:
    answer = _answer()
    read = json.loads(json.dumps(render(answer, words("nl")), allow_nan=False))
    assert read["target"]["firmness"] == answer.target.firmness
    assert read["picks"][0]["fit_80"] == list(answer.picks[0].fit_80)
    assert read["picks"][0]["discomfort"] == answer.picks[0].discomfort


@pytest.mark.parametrize(
    ("lang", "said"), [("nl", "Je schouder zakt 41 mm weg"), ("en", "Your shoulder sinks 41 mm into")]
)
def test_reasons_are_said_in_the_language_asked_for(lang: str, said: str) -> None:
    reason = render(_answer(), words(lang))["picks"][0]["reasons"][0]
    assert reason["key"] == "result.sinks"
    assert reason["text"].startswith(said)


def test_a_key_may_leave_out_its_kind() -> None:
    whole, short = Reason("caution.position_never_measured"), Reason("position_never_measured")
    figures = {"position": "stomach"}
    texts = {say(replace(reason, figures=figures), "caution", words("en")) for reason in (whole, short)}
    assert len(texts) == 1


def test_a_key_without_words_is_a_defect_that_shows() -> None:
    with pytest.raises(KeyError):
        say(Reason("no_such_key"), "reason", words("en"))
