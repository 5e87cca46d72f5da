"""`recommend` from end to end: the contract's JSON, exit codes, wishes, languages, alarm signs before beds."""

from __future__ import annotations

import json
import re
from math import exp
from pathlib import Path
from typing import Any

import pytest

from catalog.catalogue_file import REFERENCE
from storefront.words import words
from tests.storefront.commands.command_line import Answer, run

MAN = ("--weight-kg", 82, "--height-cm", 178, "--sex", "male", "--side", 0.6, "--back", 0.4)
README_CALL = (*MAN, "--hip-breadth-cm", 37, "--pain", "morning_stiffness", "--size", "90x200")
COMPONENTS = {"alignment", "shoulder_pressure", "hip_pressure", "waist_support", "immersion", "uncertainty"}


def _json(answer: Answer) -> dict[str, Any]:
    return json.loads(answer.out)


def test_the_readme_call_obeys_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(capsys, "recommend", *README_CALL, "--json")
    assert (answer.code, answer.err) == (0, "")
    said = _json(answer)
    assert said["schema"] == 1
    assert set(said["model"]) == {"version", "sha256", "results_changed"}
    assert said["sleeper"]["hip_breadth_cm"]["source"] == "measured"
    assert said["sleeper"]["shoulder_breadth_cm"]["source"] == "estimated"
    assert said["safety"] == {"mode": "gate", "level": None, "products_hidden": False}
    low, high = said["target"]["firmness_80"]
    assert low < said["target"]["firmness"] < high
    assert set(said["target"]["zones"]) == set(said["target"]["zones_80"]) == {"shoulder", "waist", "hip"}
    assert said["verdict"] in ("fits", "borderline")
    assert len(said["pillow"]["height_cm_80"]) == 2
    assert all(tip["grade"] in "ABCD" and tip["text"] for tip in said["advice"])
    assert any(bed["brand"] == "Kameo" for bed in said["unranked"])


def test_every_pick_is_explained_and_its_figures_hang_together(capsys: pytest.CaptureFixture[str]) -> None:
    said = _json(run(capsys, "recommend", *README_CALL, "--json"))
    assert [pick["rank"] for pick in said["picks"][:5]] == [1, 2, 3, 4, 5]
    assert all(pick["roles"] for pick in said["picks"][5:])  # a bed further down is shown for its role
    for pick in said["picks"]:
        assert set(pick["discomfort"]) == COMPONENTS
        above_ideal = sum(pick["discomfort"].values()) - said["ideal_discomfort"]
        assert pick["fit"] > 100 * exp(-above_ideal / 2)  # the expectation of a curve that falls ever less steeply
        assert 0 < pick["chance_suits"] < 1
        assert pick["relative"] == pytest.approx(pick["fit"] / said["attainable_fit"], rel=1e-9)
        assert 0 <= pick["fit_80"][0] <= pick["fit_80"][1] <= 100
        assert len(pick["reasons"]) >= 2
        assert len(pick["cautions"]) >= 1
        assert pick["physical"]["position"] == "side"
        assert pick["physical"]["lumbar_angle_change_deg"] is None
    assert said["not_chosen"]


@pytest.mark.parametrize("signs", ["yes", "unsure"])
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_alarm_signs_come_before_beds(capsys: pytest.CaptureFixture[str], signs: str, lang: str) -> None:
    call = ("recommend", *MAN, "--alarm-signs", signs, "--lang", lang)
    answer = run(capsys, *call)
    assert answer.code == 1
    assert "112" in answer.out
    said = run(capsys, *call, "--json")
    assert said.code == 1
    assert _json(said)["verdict"] == "products_hidden"
    assert _json(said)["safety"]["products_hidden"] is True
    assert (_json(said)["picks"], _json(said)["not_chosen"], _json(said)["unranked"]) == ([], [], [])
    for brand in {line.split(",")[1] for line in REFERENCE.read_text().splitlines()[1:]} - {""}:
        assert f" {brand} " not in answer.out


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_whom_to_see_comes_before_everything_else(capsys: pytest.CaptureFixture[str], lang: str) -> None:
    call = ("recommend", *MAN, "--pain", "inflammatory_like", "--pain", "leg_radiating", "--lang", lang)
    w, out = words(lang), " ".join(run(capsys, *call).out.split())
    first = [w(key) for key in ("safety.level_appointment_days", "advice.leg_assess_first", "safety.level_gp_weeks")]
    assert out.startswith(" ".join(first))
    said = _json(run(capsys, *call, "--json"))
    assert [(one["term"], one["key"]) for one in said["care"]] == [
        ("appointment_days", "advice.leg_assess_first"),
        ("gp_weeks", "advice.stiffness_see_gp"),
    ]
    assert [one["term_text"] for one in said["care"]] == [first[0], first[2]]
    assert _json(run(capsys, "recommend", *README_CALL, "--json"))["care"] == []


def test_a_budget_nothing_meets_is_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(capsys, "recommend", *MAN, "--max-price", 1, "--json")
    assert answer.code == 1
    said = _json(answer)
    assert (said["verdict"], said["picks"]) == ("none_fits", [])
    assert said["verdict_reasons"]
    assert run(capsys, "recommend", *MAN, "--max-price", 1).code == 1


BUDGET = ("--max-price", 500, "--top", 20, "--json")


def test_no_pick_breaks_the_budget(capsys: pytest.CaptureFixture[str]) -> None:
    said = _json(run(capsys, "recommend", *MAN, *BUDGET, "--as-of", "2023-07-01"))
    assert said["as_of"] == "2023-07-01"
    assert said["picks"]
    for pick in said["picks"]:
        assert pick["price"] <= 500 and pick["currency"] == "EUR" and not pick["price_is_history"]


def test_prices_of_years_ago_meet_no_budget_and_have_to_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(capsys, "recommend", *MAN, *BUDGET, "--as-of", "2028-06-01")  # all of the list is history by then
    said = _json(answer)
    assert (answer.code, said["verdict"], said["picks"]) == (1, "none_fits", [])
    assert [bed["key"] for bed in said["ask_price"]]
    for bed in said["ask_price"]:
        assert bed["key"] in ("ask.price_historic", "ask.price_unknown")
        assert (bed["price_date"] is not None) == (bed["key"] == "ask.price_historic")
        assert bed["fit"] >= 0.6 * said["attainable_fit"]


def test_a_price_is_said_with_its_date_and_size(capsys: pytest.CaptureFixture[str]) -> None:
    said = _json(run(capsys, "recommend", *MAN, "--top", 20, "--json", "--as-of", "2026-11-30"))
    priced = [pick for pick in said["picks"] if pick["price"] is not None]
    assert priced and all(pick["price_date"] for pick in priced)
    assert {pick["price_is_history"] for pick in priced} == {pick["price_date"] < "2025-11-30" for pick in priced}
    assert all(pick["url"].startswith("http") and pick["market"] in pick["markets"] for pick in said["picks"])


@pytest.mark.parametrize(
    ("lang", "was", "on"), [("en", "was €", "as of 30 November"), ("nl", "was € ", "per 30 november")]
)
def test_the_terminal_says_what_a_price_is_of(capsys: pytest.CaptureFixture[str], lang: str, was: str, on: str) -> None:
    call = ("recommend", *MAN, "--top", 20, "--market", "DE", "--lang", lang, "--as-of", "2026-11-30")
    said = " ".join(run(capsys, *call).out.split())  # lines are broken where a column ends
    assert was in said and on in said
    asked = run(capsys, *call, "--max-price", 500, "--size", "90x200").out
    assert words(lang)("result.ask_price") in asked
    assert re.search(r"^- .+: \d/10$", asked, re.MULTILINE)  # with the chance that it suits


def test_a_market_filters_only_when_it_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    every, there = (
        _json(run(capsys, "recommend", *MAN, "--top", 20, "--json", *asked))
        for asked in ((), ("--market", "uk", "--market", "US"))
    )
    assert len({pick["market"] for pick in every["picks"]}) > 1
    assert {pick["market"] for pick in there["picks"]} <= {"GB", "US"}
    fits = {pick["mattress_id"]: pick["fit"] for pick in every["picks"]}
    shared = [pick for pick in there["picks"] if pick["mattress_id"] in fits]
    assert shared and all(pick["fit"] == pytest.approx(fits[pick["mattress_id"]], rel=1e-9) for pick in shared)


def test_an_unknown_market_or_day_is_one_clear_message(capsys: pytest.CaptureFixture[str]) -> None:
    market = run(capsys, "recommend", *MAN, "--market", "Holland")
    assert market.code == 2
    assert "'Holland' is not a market. Allowed: the two letters of a country, such as NL" in market.err
    for day in ("yesterday", "2026-02-30", "2026-11", "0001-01-01"):
        answer = run(capsys, "recommend", *MAN, "--as-of", day)
        assert answer.code == 2
        assert "such as 2026-11-30" in " ".join(answer.err.split())


@pytest.mark.parametrize(("lang", "word"), [("nl", "schouder"), ("en", "shoulder")])
def test_a_reader_gets_words(capsys: pytest.CaptureFixture[str], lang: str, word: str) -> None:
    answer = run(capsys, "recommend", *README_CALL, "--lang", lang)
    assert answer.code == 0
    assert word in answer.out


def test_texts_follow_the_language_and_figures_do_not(capsys: pytest.CaptureFixture[str]) -> None:
    nl, en = (_json(run(capsys, "recommend", *README_CALL, "--json", "--lang", lang)) for lang in ("nl", "en"))
    assert nl["target"] == en["target"]
    assert [pick["fit"] for pick in nl["picks"]] == [pick["fit"] for pick in en["picks"]]
    assert nl["picks"][0]["reasons"][0]["key"] == en["picks"][0]["reasons"][0]["key"]
    assert nl["picks"][0]["reasons"][0]["text"] != en["picks"][0]["reasons"][0]["text"]


def test_pounds_and_inches_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    ours = ("--weight-kg", 80 * 0.45359237 * 2, "--height-cm", 70 * 2.54, "--side", 1)
    theirs = ("--weight-lb", 160, "--height-in", 70, "--side", 1)
    targets = [_json(run(capsys, "recommend", *call, "--json"))["target"] for call in (ours, theirs)]
    assert targets[0]["firmness"] == pytest.approx(targets[1]["firmness"], rel=1e-12)


def test_flags_go_before_the_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "profile.json"
    file.write_text(json.dumps({"weight_lb": 300, "height_cm": 178, "side": 1, "hip_breadth_cm": 37}))
    call = ("recommend", "--profile", file, "--weight-kg", 82, "--json")
    said = _json(run(capsys, *call))
    flags = ("--weight-kg", 82, "--height-cm", 178, "--side", 1, "--hip-breadth-cm", 37)
    assert said == _json(run(capsys, "recommend", *flags, "--json"))


def test_a_row_that_cannot_be_read_is_told_and_the_rest_is_used(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "catalogue.csv"
    file.write_text("mattress_id,brand,model,firmness\na,A,One,5.5\nb,B,Two,soft-ish\n")
    answer = run(capsys, "recommend", *MAN, "--catalog", file, "--json")
    assert answer.code == 1
    assert "row 3" in answer.err
    assert [pick["mattress_id"] for pick in _json(answer)["picks"]] == ["a"]


@pytest.mark.parametrize(("sign", "code"), [("€", "EUR"), ("£", "GBP"), ("$", "USD")])
def test_a_sign_is_the_currency_it_stands_for(sign: str, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    budget = ("--max-price", 900, "--json", "--as-of", "2023-07-01")
    by_sign, by_code = (_json(run(capsys, "recommend", *MAN, *budget, "--currency", said)) for said in (sign, code))
    assert by_sign == by_code


def test_what_is_no_currency_is_one_clear_message(capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(capsys, "recommend", *MAN, "--max-price", 900, "--currency", "¤")
    assert answer.code == 2
    assert "currency: '¤' is not a currency. Allowed: €, £, $ (US dollar), or three letters" in " ".join(
        answer.err.split()
    )


@pytest.mark.parametrize(
    ("market", "size", "said"), [("US", "152x203", 'Queen, 60x80"'), ("GB", "135x190", "Double, 135x190 cm")]
)
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_size_has_its_name_where_it_is_bought(
    market: str, size: str, said: str, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = run(capsys, "recommend", *MAN, "--market", market, "--size", size, "--lang", lang)
    assert said in " ".join(answer.out.split())
    assert (" lb)" in answer.out) == (market == "US")
    plain = run(capsys, "recommend", *MAN, "--size", size, "--lang", lang)
    assert said not in " ".join(plain.out.split()) and size in plain.out
