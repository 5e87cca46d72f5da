"""The specification in words and in JSON; the text to copy says nothing of health."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from catalog.catalogue_file import load_catalogue
from recommender.fit_target import target
from recommender.ranking.candidates import usual_covariance
from recommender.sleeper import PAINS, Sleeper
from recommender.specification import ComfortRange, FirmnessRange, specification
from storefront.answer.specification import (
    as_json,
    on_scale,
    range_on_scale,
    specification_lines,
    target_80_said,
    target_said,
)
from storefront.words import LANGUAGES, words
from tests.storefront.answer.made_up_answer import SPECIFICATION

CONTRACT = {"firmness", "comfort", "shoulder", "size", "length_cm", "height_cm_min", "min_weight_limit_kg"}
CONTRACT |= {"trial_nights_min", "adjustable", "questions", "checks"}
HEALTH = re.compile(
    r"pijn|stijf|zwanger|klacht|rugklacht|ontsteking|hernia|leeftijd|pain|ache|stiff|pregnan|inflam|complaint|\bage\b",
    re.IGNORECASE,
)


def test_json_is_that_of_the_contract() -> None:
    found = json.loads(json.dumps(as_json(SPECIFICATION, words("en"))))
    assert found.keys() >= CONTRACT
    assert found["firmness"] == {
        "word": "medium-firm",
        "words": ["medium", "medium-firm"],
        "scale_1_10": [4.9, 6.8],
        "h_grade": ["H3"],
        "hardness_n_mm": list(SPECIFICATION.firmness.hardness_n_mm),
    }
    assert found["comfort"] == {"cm": [3.2, 7.6], "feel": "medium"}
    assert found["size"] == "90x200"
    assert as_json(replace(SPECIFICATION, size=None), words("nl"))["size"] is None


def test_rows_say_the_ranges_in_the_language() -> None:
    rows = dict(specification_lines(SPECIFICATION, words("nl")).rows)
    assert rows["Stevigheid"] == (
        "medium tot medium-stevig; 4,9 tot 6,8 op een schaal van 1 tot 10; H3; gemeten 5,8 tot 7,8 N/mm (EN 1957)"
    )
    assert rows["Comfortlaag"].startswith("3 tot 7,5 cm")
    assert rows["Maat"] == "90x200"
    assert "Lengte" not in rows  # the size is long enough
    assert "Hoogte" not in rows


def test_what_is_outside_the_scale_or_next_to_nothing_is_said_plainly() -> None:
    edge = replace(
        SPECIFICATION,
        firmness=FirmnessRange(9.4, 8.4, 10.5, ("firm", "extra firm"), ("H4", "H5")),
        comfort=ComfortRange(0.5, 2.2, "firm"),
        length_cm=220.0,
    )
    rows = dict(specification_lines(edge, words("en")).rows)
    assert "8.4 to over 10 on a scale" in rows["Firmness"]
    assert "H4 or H5" in rows["Firmness"]
    assert rows["Comfort layer"].startswith("at most 2 cm")
    assert rows["Length"] == "at least 220 cm"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_text_to_copy_has_no_word_of_health(lang: str) -> None:
    sleeper = Sleeper(82, 178, side=0.6, back=0.4, age_years=72, pain=tuple(p for p in PAINS if p != "none"))
    lines = specification_lines(specification(target(sleeper), usual_covariance(load_catalogue(None))), words(lang))
    assert not HEALTH.search(lines.text), HEALTH.search(lines.text)
    assert lines.heading in lines.text
    assert all(f"{label}: {value}" in lines.text for label, value in lines.rows)
    assert all(line in lines.text for line in (*lines.questions, *lines.checks))


def test_a_firmness_beyond_the_scale_is_said_to_lie_beyond() -> None:
    assert [on_scale(firmness, words("en")) for firmness in (0.4, 5.0, 10.6)] == ["under 1", "5.0", "over 10"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("low", "best", "high"), [(10.2, 11.4, 12.6), (-1.0, 0.2, 0.8), (9.3, 10.4, 11.5)])
def test_a_target_beyond_the_scale_says_so_and_no_figure_of_its_end(
    lang: str, low: float, best: float, high: float
) -> None:
    w, whole = words(lang), not 1 <= low <= 10
    said = target_said(best, "LABEL", w)
    assert w("scale.over" if best > 10 else "scale.under") in said
    assert w.number(10, fixed=True) not in said and w.number(1, fixed=True) not in said
    interval, shown = target_80_said((low, high), w), range_on_scale((low, high), w)
    for text in (interval, shown):
        assert text.count(on_scale(high, w)) == 1
        assert whole or on_scale(low, w) in text
    edge = replace(SPECIFICATION, firmness=FirmnessRange(best, low, high, ("extra firm",), ("H5",)))
    assert f"; {shown} " in specification_lines(edge, w).text
