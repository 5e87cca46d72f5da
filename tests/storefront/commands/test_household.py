"""`recommend --partner`: how one bed, two halves and two beds suit two people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.mattress import Mattress, Size
from recommender.household import Option
from recommender.sleeper import Wishes
from storefront.answer.household import price
from storefront.words import words
from tests.storefront.commands.command_line import run

HER = ("--weight-kg", 60, "--height-cm", 168, "--sex", "female", "--side", 1)
HIM = {"weight_kg": 105, "height_cm": 185, "sex": "male", "back": 1}


def _partner(folder: Path, **more: Any) -> Path:
    file = folder / "partner.json"
    file.write_text(json.dumps(HIM | more))
    return file


def test_a_light_side_sleeper_and_a_heavy_back_sleeper_get_two_halves(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    answer = run(capsys, "recommend", *HER, "--partner", _partner(tmp_path), "--size", "180x200", "--json")
    two = json.loads(answer.out)["household"]
    assert two["verdict"] == "halves"
    assert [option["kind"] for option in two["options"]] == ["shared", "halves", "apart"]
    for option in two["options"]:
        assert option.keys() >= {"kind", "mattress_ids", "fits", "chances", "price", "settings"}
        assert len(option["mattress_ids"]) == len(option["fits"]) == 2
    assert two["reasons"][0]["text"]


def test_alone_there_is_no_household(capsys: pytest.CaptureFixture[str]) -> None:
    assert "household" not in json.loads(run(capsys, "recommend", *HER, "--json").out)


@pytest.mark.parametrize(("lang", "said"), [("nl", "Twee helften"), ("en", "Two halves")])
def test_a_reader_gets_words(capsys: pytest.CaptureFixture[str], tmp_path: Path, lang: str, said: str) -> None:
    assert said in run(capsys, "recommend", *HER, "--partner", _partner(tmp_path), "--lang", lang).out


def test_an_alarm_sign_of_either_comes_before_beds(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    partner = _partner(tmp_path, alarm_signs="yes")
    answer = run(capsys, "recommend", *HER, "--partner", partner, "--json")
    assert answer.code == 1
    said = json.loads(answer.out)
    assert (said["verdict"], said["picks"], "household" in said) == ("products_hidden", [], False)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_whom_the_second_person_should_see_is_said_first_too(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, lang: str
) -> None:
    call = ("recommend", *HER, "--pain", "inflammatory_like", "--lang", lang)
    call = (*call, "--partner", _partner(tmp_path, pain=["leg_radiating"]))
    w, out = words(lang), " ".join(run(capsys, *call).out.split())
    days, weeks = w("safety.level_appointment_days"), w("safety.level_gp_weeks")
    assert out.startswith(f"{w('cli.second_person')} {days} {w('advice.leg_assess_first')} {weeks}")
    said = json.loads(run(capsys, *call, "--json").out)
    assert [one["term"] for one in said["care"]] == ["gp_weeks"]
    assert [one["term"] for one in said["household"]["partner_care"]] == ["appointment_days"]


def test_a_wrong_partner_is_named_by_its_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = run(capsys, "recommend", *HER, "--partner", _partner(tmp_path, weight_kg=1), "--json")
    assert answer.code == 2
    assert "partner.json" in answer.err


def _bed(price: float | None, currency: str = "EUR") -> Mattress:
    return Mattress("a", "A", "One", sizes=(Size(90, 200, price), Size(180, 200, 1500.0)), currency=currency)


@pytest.mark.parametrize(
    ("kind", "beds", "size", "costs"),
    [
        ("shared", (_bed(500.0), _bed(500.0)), (180.0, 200.0), 1500.0),
        ("halves", (_bed(500.0), _bed(600.0)), (180.0, 200.0), 1100.0),
        ("apart", (_bed(500.0), _bed(600.0)), (90.0, 200.0), 1100.0),
        ("halves", (_bed(500.0), _bed(None)), (180.0, 200.0), None),
        ("apart", (_bed(500.0), _bed(600.0, "GBP")), (180.0, 200.0), None),
        ("shared", (_bed(500.0), _bed(500.0)), None, None),
    ],
)
def test_the_price_is_that_of_the_size_asked_for(
    kind: str, beds: tuple[Mattress, Mattress], size: tuple[float, float] | None, costs: float | None
) -> None:
    assert price(Option(kind, beds, (80.0, 80.0), (0.8, 0.8), (0.0, 0.0)), Wishes(size=size)) == costs
