"""No page says a sentence twice, in either language: what is read again is skipped, and then both are."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from storefront.guide.content import GUIDE
from storefront.quiz.answers import STEPS
from storefront.words import LANGUAGES
from tests.storefront.visiting import at

LEAST_WORDS = 4  # a shorter one, such as "Better?", may return
# Drawings are for who cannot see them, marks of how well something was studied stand at every claim, whom to call
# stands at each sign (one at a time where signs open), and the running step of the timer is one of those listed.
UNREAD = re.compile(
    r"<(svg|style|script)\b.*?</\1>|<details class=\"evidence\">.*?</details>|<span class=\"(grade|who)\">.*?</span>"
    r"|<div class=\"note red call\">.*?</div>|<p class=\"timer-step\".*?</p>",
    re.DOTALL,
)
INLINE = re.compile(r"</?(b|i|em|strong|a|span|mark|small|br)\b[^>]*>")
BLOCK = re.compile(r"<[^>]+>|\n")
END = re.compile(r"(?<=[.?])\s+")

TOLD: dict[str, Any] = {
    "health_consent": True,
    "list_passed": True,
    "weight_kg": 82.0,
    "height_cm": 178.0,
    "sex": "male",
    "age_band": "40-49",
    "side": 6,
    "back": 4,
    "pain.morning_stiffness": True,
    "bed_age_years": 9,
    "bed_base": "slats_adjustable",
    "bed_feels": "too_soft",
    "check.hammock": "yes",
}
LIGHT = {"weight_kg": 54.0, "height_cm": 163.0, "sex": "female", "side": 8, "back": 2, "health_consent": False}
HEAVY = {"weight_kg": 122.0, "height_cm": 184.0, "sex": "male", "side": 2, "back": 8, "pain.leg_radiating": True}
WHO = {"stiff": TOLD, "light": TOLD | LIGHT, "heavy": TOLD | HEAVY}


def sentences(app: AppTest) -> list[str]:
    """What is read on a page, sentence by sentence, without what is only drawn; names, labels and figures are none."""
    parts = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption]
    text = "\n".join(str(part.value) for part in parts)
    text = BLOCK.sub("\n", INLINE.sub(" ", UNREAD.sub("\n", text)))
    found = [" ".join(unescape(said).split()) for line in text.split("\n") for said in END.split(line)]
    return [said for said in found if said.endswith((".", "?")) and len(said.split()) >= LEAST_WORDS]


def twice(app: AppTest) -> list[str]:
    return [said for said, times in Counter(sentences(app)).items() if times > 1]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("who", WHO)
def test_an_answer_says_nothing_twice(who: str, lang: str) -> None:
    assert twice(at("result", lang, WHO[who])) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_answer_for_two_says_nothing_twice(lang: str) -> None:
    partner = {"sleeps": "together", "partner.weight_kg": 62.0, "partner.height_cm": 168.0, "partner.side": 10}
    assert twice(at("result", lang, TOLD | partner)) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", ["start", "leaflet", "diary", "check", "privacy", "guide", *STEPS, *GUIDE])
def test_a_page_says_nothing_twice(page: str, lang: str) -> None:
    assert twice(at(page, lang, TOLD | {"sleeps": "together"})) == []


def test_what_stands_twice_is_noticed() -> None:
    class Part:
        def __init__(self, value: str) -> None:
            self.value = value

    class Page:
        title = header = subheader = caption = ()
        markdown = (Part("<p>Take it <b>out</b> after that.</p>"), Part("Look. Take it out after that."))

    assert twice(Page()) == ["Take it out after that."]  # type: ignore[arg-type]
