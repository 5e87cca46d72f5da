"""The answer in the terminal: true ranks, one block for each kind of bed, roles and settings named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from recommender.reasons import Reason
from storefront.answer import as_terminal
from storefront.words import words
from tests.storefront.answer.made_up_answer import explanation, pick

W = words("en")


def _shown(capsys: pytest.CaptureFixture[str], *picks, **changes) -> str:
    as_terminal.show(replace(explanation(), picks=picks, **changes), W)
    return " ".join(capsys.readouterr().out.split())


def test_beds_of_one_kind_share_a_block_and_say_only_what_differs_apart(capsys: pytest.CaptureFixture[str]) -> None:
    common, own = Reason("caution.warm"), Reason("caution.zoning_unknown")
    beds = [
        pick(1, kind=1, roles=("best_fit",), cautions=(common,)),
        pick(2, kind=2),
        pick(3, kind=1, cautions=(common, own)),
    ]
    text = _shown(capsys, *beds)
    block = text[text.index(f"1. {beds[0].mattress.name}") : text.index(f"2. {beds[1].mattress.name}")]
    assert f"3. {beds[2].mattress.name}" in block
    assert W("result.one_kind", n=2) in block
    assert block.count(W("caution.warm")) == 1
    assert f"3: {W('cli.watch')} {W('caution.zoning_unknown')}" in block
    assert text.count("people with your answers") == 2


def test_a_bed_far_down_keeps_its_rank_and_says_what_putting_it_right_is_worth(
    capsys: pytest.CaptureFixture[str],
) -> None:
    setting = {"firmness": 4.5, "side": "softer"}
    flip = pick(34, 5, 70.0, kind=9, roles=("most_forgiving",), put_right=81.0, setting=setting)
    text = _shown(capsys, pick(1, kind=1, roles=("best_fit",)), flip, n_tied={1: 1, 5: 23})
    assert f"34. {flip.mattress.name} ({W('role.most_forgiving')})" in text
    assert W("setting.side_softer", firmness=4.5) in text
    assert W("result.put_right", put_right_fit=81.0, now_fit=70.0) in text
    assert "23 mattresses" not in text  # one bed of a group far down says nothing of its group


def test_figures_of_zones_are_told_where_a_bed_can_use_them(capsys: pytest.CaptureFixture[str]) -> None:
    plain, by_zone = pick(1, kind=1), pick(1, kind=1)
    by_zone = replace(by_zone, mattress=replace(by_zone.mattress, adjust="per_zone"))
    zone = W.term("waist")
    told = f"{zone} {W.number(explanation().target.zones['waist'])}"
    assert told in _shown(capsys, by_zone)
    assert told not in _shown(capsys, plain)


def test_the_day_of_judging_is_not_said_to_be_that_of_the_prices(capsys: pytest.CaptureFixture[str]) -> None:
    """A price of September 2025 was not checked on the day of the answer; each price keeps its own month."""
    old = pick(1, price=899.0, price_date="2025-09-14", currency="EUR", is_history=False)
    text = _shown(capsys, old, as_of=date(2026, 11, 30))
    assert "(September 2025)" in text
    assert "judged as of 30 November 2026" in text and "checked" not in text.casefold()
