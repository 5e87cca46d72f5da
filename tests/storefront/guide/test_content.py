"""The guide contains what the article explains, each claim with its evidence, on the right page."""

from __future__ import annotations

import re
from html import escape, unescape

import pytest

from recommender.advice.grades import EVIDENCE, MEANING
from storefront.guide import html as guide_html
from storefront.guide.content import CAUSES, GUIDE
from storefront.guide.drawings import DRAWINGS, drawing
from storefront.words import LANGUAGES, words

CLAIMS = [(page, key) for page, parts in GUIDE.items() for part in parts for key in part.claims]
# Rules that only the guide carries: the page and the sentence.
ONLY_HERE = {
    "S-10": ("guide_causes", "guide.map_pressure"),
    "S-13": ("guide_causes", "guide.most_common"),
    "S-27": ("guide_bed_tests", "guide.support"),
    "S-42": ("guide_glossary", "guide.g_muscle"),
    "S-47": ("guide_glossary", "guide.g_joints"),
    "S-52": ("guide_glossary", "guide.g_nerve"),
    "S-56": ("guide_glossary", "guide.g_inflamed"),
    "S-60": ("guide_glossary", "guide.g_sensitive"),
    "S-82": ("guide_questions", "guide.q_nap"),
    "S-88": ("guide_questions", "guide.q_facts"),
}
# What is often said, and the evidence against it on the same page.
SHOWN_TOGETHER = (
    ("guide_postures", "guide.on_stomach", "guide.posture_video"),
    ("guide_knee_pillow", "guide.why_knee_pillow", "guide.knee_pillow_evidence"),
    ("guide_bed_tests", "guide.now_fine", "guide.age_evidence"),
    ("guide_bed_tests", "advice.test_waist", "guide.test_waist_weak"),
    ("guide_whom", "guide.wait_yourself", "guide.thirty_sixty"),
)


def _page(name: str, lang: str) -> str:
    return guide_html.parts(GUIDE[name], words(lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_says_all_it_should(lang: str) -> None:
    w, unsaid = words(lang), []
    for page, parts in GUIDE.items():
        html = _page(page, lang)
        said = [escape(w(key)) for part in parts for key in (part.heading, *part.claims)]
        said += [escape(w(f"guide_drawing.{name}"), quote=True) for part in parts for name in part.drawings]
        unsaid += [(page, sentence) for sentence in said if sentence not in html]
    assert unsaid == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rules_that_only_the_guide_carries_stand_on_their_page(lang: str) -> None:
    places = [(rule, page, key) for rule, (page, key) in ONLY_HERE.items()]
    assert [place for place in places if escape(words(lang)(place[2])) not in _page(place[1], lang)] == []


def test_what_evidence_says_against_it_stands_on_the_same_page() -> None:
    keys = {page: {key for part in parts for key in part.claims} for page, parts in GUIDE.items()}
    assert [row for row in SHOWN_TOGETHER if not {*row[1:]} <= keys[row[0]]] == []


def test_there_are_thirteen_causes_each_with_signs_and_a_first_step() -> None:
    """S-01"""
    assert len(CAUSES) == 13
    assert len({part.heading for part in CAUSES}) == 13
    assert all([key.rsplit("_", 1)[1] for key in part.claims] == ["signs", "step"] for part in CAUSES)


def test_every_claim_is_shown_with_its_grade_and_source() -> None:
    assert [claim for claim in CLAIMS if claim[1] not in EVIDENCE] == [], "claims without a source"
    pages = {page: _page(page, "nl") for page in GUIDE}
    sourced = [(page, key) for page, key in CLAIMS if EVIDENCE[key][1] != MEANING]
    assert [(p, key) for p, key in sourced if escape(guide_html.evidence(key, words("nl"))) not in pages[p]] == []


def test_no_heading_claims_anything() -> None:
    headings = [part.heading for parts in GUIDE.values() for part in parts]
    assert [heading for heading in headings if not heading.startswith("guide_page.")] == []


def test_a_page_that_sends_you_onto_your_back_warns_late_in_pregnancy() -> None:
    """X12: the guide is the same for everybody, so the warning is always there."""
    for page, parts in GUIDE.items():
        keys = {key for part in parts for key in part.claims}
        if keys & {"guide.on_back", "guide.where_back", "guide.twisted_step", "advice.knee_pillow_back"}:
            assert "guide.pregnant_no_back" in keys, page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_soft_is_hollow_on_the_stomach_and_round_on_the_back(lang: str) -> None:
    """X13: the sign of the change in the lower back, by position."""
    sentence = words(lang)("guide.too_soft")
    hollow, round_ = {"nl": ("holler", "ronder"), "en": ("more arched", "rounder")}.get(lang, ("", ""))
    on_stomach, on_back = {"nl": ("op je buik", "op je rug"), "en": ("on your stomach", "on your back")}.get(
        lang, ("", "")
    )
    low = sentence.lower()
    assert low.index(on_stomach) < low.index(hollow) < low.index(on_back) < low.index(round_)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_drawing_says_in_words_what_it_shows(lang: str) -> None:
    drawn = {name: drawing(name, words(lang)) for name in DRAWINGS}
    said = {name: re.findall(r'role="img" aria-label="([^"]+)"', svg) for name, svg in drawn.items()}
    assert {name: unescape(label) for name, (label,) in said.items()} == {
        name: words(lang)(f"guide_drawing.{name}") for name in DRAWINGS
    }
    assert [name for name, svg in drawn.items() if "nan" in svg.lower().replace("binnenkant", "")] == []
    bare = {name: re.sub(r"var\(--[a-z-]+, #[0-9A-Fa-f]{6}\)", "", svg) for name, svg in drawn.items()}
    assert [name for name, svg in bare.items() if re.search(r"#[0-9A-Fa-f]{6}", svg)] == [], "colours of no theme"


def test_every_drawing_is_used() -> None:
    from recommender.advice.routine import FULL_SET, SHORT_SET

    shown = {name for parts in GUIDE.values() for part in parts for name in part.drawings}
    shown |= {guide_html.pose(step) for step in (*FULL_SET, *SHORT_SET)}
    assert shown == set(DRAWINGS)
