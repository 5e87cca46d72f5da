"""What twelve named sleepers and six couples read, as pictures and sheets in artifacts/; and that a reader sees the
difference between a bed too soft and one too firm.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from recommender.explanation import Explanation
from recommender.fit_target import targets
from recommender.person.profile import parse_profile
from recommender.rescoring import standard_population
from recommender.sleeper import Sleeper
from storefront import engine
from storefront.answer import drawings, household
from storefront.answer.as_pdf import Couple, answer_pdf
from storefront.answer.on_page import sheet
from storefront.look.frame import one_line
from storefront.look.shop import shop
from storefront.look.theme import variables
from storefront.words import LANGUAGES, words
from tests.browser.visitor import ARTIFACTS
from tests.storefront.answer.made_up_answer import explanation

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
STYLE = (ROOT / "storefront" / "look" / "style.css").read_text(encoding="utf-8")
GOLDEN = {path.stem[:2]: path for path in sorted((ROOT / "tests" / "golden").glob("*.json"))}
ALONE = ("01", "02", "03", "05", "06", "07", "08", "09", "11", "18", "21", "24")
COUPLES = (("01", "05"), ("02", "09"), ("03", "11"), ("06", "12"), ("07", "14"), ("16", "22"))
PHONE, DESK = 390, 1280
PUT = """(found) => { document.body.innerHTML = found; }"""
BODIES, BOX, ROWS = 300, (280, 150), 50
SEEN_GREY, SEEN_SHARE = 40, 0.02  # a pixel that differs for the eye; of a drawing, so much of it
LEAST_SHARE = 0.9  # of bodies that are shown three beds
NAMED = re.compile(r"<text.*?</text>")


def _person(name: str) -> Sleeper:
    return parse_profile(json.loads(GOLDEN[name].read_text(encoding="utf-8"))["profile"], where="golden")


@cache
def _answer(sleeper: Sleeper) -> Explanation:
    return engine.answer(sleeper, engine.catalogue(), salt="golden")


def _page(browser: Browser, width: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    body = "body{margin:0;background:var(--paper);color:var(--ink);font:18px sans-serif}"
    page.set_content(f"<style>{variables(shop().light)}{body}{STYLE}</style><body></body>")
    return page


def _shown(answer: Explanation, sleeper: Sleeper, two: str, lang: str) -> str:
    """The answer page without Streamlit's own controls."""
    w, beds = words(lang), engine.catalogue()
    shown = sheet.sheet(answer, sleeper, beds, w)
    parts = sheet.hero(shown, drawings.spine(answer, sleeper, w)), two, sheet.beside(shown)
    whole = "".join(one_line(part) for part in parts) + sheet.folds(shown, engine.figures_of(answer, beds))
    inside = (
        f'<div class="st-key-answer stMarkdown" data-testid="stMarkdownContainer" style="display:grid">{whole}</div>'
    )
    return f'<div class="stMainBlockContainer" style="margin:auto;padding:1rem;box-sizing:border-box">{inside}</div>'


def _kept(page: Page, width: int, name: str, answer: Explanation, sleeper: Sleeper, two: str, lang: str) -> None:
    folder = ARTIFACTS / "golden"
    folder.mkdir(parents=True, exist_ok=True)
    page.evaluate(PUT, _shown(answer, sleeper, two, lang))
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    picture = page.screenshot(full_page=True, path=folder / f"{name}-{lang}-{width}.png")
    assert np.asarray(Image.open(BytesIO(picture)).convert("L")).std() > 10, "nothing is drawn"
    for drawing in page.locator("svg[role=img]").all():
        box = drawing.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width, name


def _printed(name: str, answer: Explanation, sleeper: Sleeper, couple: Couple | None, lang: str) -> None:
    versions = engine.figures_of(answer, engine.catalogue())
    made = date(2026, 11, 23)
    pdf = answer_pdf(answer, lang, sleeper=sleeper, versions=versions, made=made, couple=couple)
    (ARTIFACTS / "golden" / f"{name}-{lang}.pdf").write_bytes(pdf)
    assert len(PdfReader(BytesIO(pdf)).pages) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_twelve_named_sleepers_are_pictured_on_page_and_paper(browser: Browser, lang: str) -> None:
    for width in (PHONE, DESK):
        page = _page(browser, width)
        for name in ALONE:
            sleeper = _person(name)
            _kept(page, width, GOLDEN[name].stem, _answer(sleeper), sleeper, "", lang)
        page.close()
    for name in ALONE:
        sleeper = _person(name)
        _printed(GOLDEN[name].stem, _answer(sleeper), sleeper, None, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_six_couples_are_pictured_on_page_and_paper(browser: Browser, lang: str) -> None:
    pages = {width: _page(browser, width) for width in (PHONE, DESK)}
    for one, other in COUPLES:
        sleeper, partner = _person(one), _person(other)
        together = engine.together(sleeper, partner, engine.catalogue())
        name, answer = f"couple-{one}-{other}", _answer(sleeper)
        for width, page in pages.items():
            _kept(page, width, name, answer, sleeper, household.as_html(together, words(lang)), lang)
        _printed(name, answer, sleeper, Couple(partner, together), lang)
    for page in pages.values():
        page.close()


def test_too_soft_and_too_firm_differ_to_the_eye_for_nine_in_ten(browser: Browser) -> None:
    """300 people; who is shown one drawing only is told that they are not hard to please."""
    people = standard_population(BODIES)
    found = targets(list(people))
    w, drawn, one = words("en"), [], 0
    for i, sleeper in enumerate(people):
        shares = {name: getattr(sleeper, name) for name in ("side", "back", "stomach")}
        answer = replace(explanation("none_fits", picks=()), target=found[i].summary(), shares=shares)
        figures = drawings.figures(answer, sleeper, w)
        if len(figures) == 1:
            one += 1
            assert w("result.not_hard_to_please") in drawings.spine(answer, sleeper, w)
        else:
            drawn.append(tuple(NAMED.sub("", figure.svg) for figure in figures[1:]))
    seen = np.array(list(_differ(browser, drawn)))
    share = float((seen >= SEEN_SHARE).sum()) / BODIES
    print(f"three drawings for {len(drawn)} of {BODIES}; pixels that differ: median {np.median(seen):.1%}, ", end="")
    print(f"least {seen.min():.1%}; seen by {share:.0%}")
    assert share >= LEAST_SHARE
    assert (seen >= SEEN_SHARE).all()


def _differ(browser: Browser, drawn: list[tuple[str, ...]]) -> Iterator[float]:
    """The share of pixels in which the two drawings of each pair differ."""
    width, height = BOX
    page = _page(browser, 2 * width)
    box = f"position:absolute;overflow:hidden;background:#fff;width:{width}px;height:{height}px"
    for start in range(0, len(drawn), ROWS):
        some = drawn[start : start + ROWS]
        cells = "".join(
            f'<div style="{box};left:{side * width}px;top:{row * height}px"><div style="position:absolute;bottom:0;'
            f'width:100%">{svg}</div></div>'
            for row, pair in enumerate(some)
            for side, svg in enumerate(pair)
        )
        page.evaluate(PUT, f'<div style="height:{len(some) * height}px">{cells}</div>')
        grey = np.asarray(Image.open(BytesIO(page.screenshot(full_page=True))).convert("L"), dtype=int)
        for row in range(len(some)):
            soft, firm = (
                grey[row * height : (row + 1) * height, side * width : (side + 1) * width] for side in range(2)
            )
            yield float((abs(soft - firm) > SEEN_GREY).mean())
    page.close()
