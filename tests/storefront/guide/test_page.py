"""The guide's pages as a reader meets them: reached from everywhere, in each language, one leading to the next."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from recommender.advice.safety import LEAFLET, LEAFLET_DAYS, LEAFLET_WEEKS
from storefront.guide.content import GUIDE
from storefront.words import LANGUAGES, words
from tests.storefront.visiting import at


def _links(app: AppTest) -> set[str]:
    return {link.proto.page for link in app.get("page_link")}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", ["guide", *GUIDE])
def test_every_page_opens_and_leads_on(page: str, lang: str) -> None:
    app = at(page, lang)
    assert app.title[0].value == words(lang)(f"{page}.title")
    assert _links(app) >= set(GUIDE) - {page}
    assert app.button(key="for_you")


@pytest.mark.parametrize("page", ["start", "body", "result", "leaflet"])
def test_the_guide_is_reached_from_every_page(page: str) -> None:
    assert "guide" in _links(at(page))


def test_the_way_back_leads_to_the_answer_once_there_is_one() -> None:
    w = words("nl")
    assert at("guide_causes").button(key="for_you").label == w("guide_page.to_quiz")
    told = {"list_passed": True, "weight_kg": 80.0, "height_cm": 180.0, "side": 10}
    app = at("guide_causes", told=told)
    assert app.button(key="for_you").label == w("guide_page.to_answer")
    app.button(key="for_you").click().run()
    assert app.title[0].value == w("result.heading")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whom_to_see_says_the_whole_leaflet(lang: str) -> None:
    """S-02, S-78 to S-81: the usual branch and every sign, on one page."""
    shown = " ".join(part.value for part in at("guide_whom", lang).markdown).replace("&#x27;", "'")
    for key in (*LEAFLET, *LEAFLET_DAYS, *LEAFLET_WEEKS, "guide.wait_yourself", "guide.physio"):
        assert words(lang)(key) in shown, key
