"""`recommend --partner`: how one bed, two halves and two beds suit two people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from recommender.household import KINDS
from storefront.words import words
from tests.storefront.commands.command_line import run

HER = ("--weight-kg", 60, "--height-cm", 168, "--sex", "female", "--side", 1)
HIM = {"weight_kg": 105, "height_cm": 185, "sex": "male", "back": 1}


def _partner(folder: Path, **more: Any) -> Path:
    file = folder / "partner.json"
    file.write_text(json.dumps(HIM | more))
    return file


def test_a_light_side_sleeper_and_a_heavy_back_sleeper_do_not_share_one_firmness(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    answer = run(capsys, "recommend", *HER, "--partner", _partner(tmp_path), "--size", "180x200", "--json")
    two = json.loads(answer.out)["household"]
    assert two["verdict"] in ("per_side", "halves", "two_mattresses")
    kinds = [option["kind"] for option in two["options"]] + [one["kind"] for one in two["left_out"]]
    assert sorted(kinds) == sorted(KINDS)
    for option in two["options"]:
        assert option.keys() >= {"kind", "mattress_ids", "fits", "chances", "price", "settings", "why"}
        assert len(option["mattress_ids"]) == len(option["fits"]) == len(option["chances"]) == 2
        assert all(reason["text"] for reason in option["why"])
    assert all(reason["text"] for reason in two["reasons"])
    assert [size for option in two["options"] for size in option["sizes"] if option["mattresses"] == 2] == [
        "90x200"
    ] * 6


def test_one_answer_speaks_with_one_voice(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = json.loads(run(capsys, "recommend", *HER, "--partner", _partner(tmp_path), "--json", "--top", 200).out)
    alone = {pick["mattress_id"]: pick for pick in answer["picks"]}
    for option in answer["household"]["options"]:
        mine = alone[option["mattress_ids"][0]]
        assert option["names"][0] == " ".join(mine[part] for part in ("brand", "model", "variant") if mine[part])
        if not mine["setting"]:
            assert option["fits"][0] == pytest.approx(mine["fit"], abs=1e-9)
            assert option["chances"][0] == pytest.approx(mine["chance_suits"], abs=1e-9)
    apart = next(option for option in answer["household"]["options"] if option["kind"] == "apart")
    assert apart["mattress_ids"][0] == answer["picks"][0]["mattress_id"]


def test_alone_there_is_no_household(capsys: pytest.CaptureFixture[str]) -> None:
    assert "household" not in json.loads(run(capsys, "recommend", *HER, "--json").out)


@pytest.mark.parametrize(("lang", "said"), [("nl", "Twee losse matrassen"), ("en", "Two separate mattresses")])
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
