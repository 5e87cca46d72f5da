"""The printed sheet contains what the answer page shows, a page for each side, in letters that the font has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue
from recommender.advice.care import care
from recommender.advice.diary import plan
from recommender.advice.safety import LEAFLET, LEAFLET_DAYS, LEAFLET_WEEKS
from recommender.explanation import Explanation, explain
from recommender.fit_target import target
from recommender.household import household
from recommender.matching import match
from recommender.person.profile import parse_profile
from recommender.sleeper import Sleeper
from storefront import engine
from storefront.answer.as_lines import AnswerLines, answer_lines
from storefront.answer.as_pdf import Couple, answer_pdf, leaflet_pdf
from storefront.answer.household import lines
from storefront.paper.fonts import FONTS, embed_fonts, lettered
from storefront.paper.parts import equal
from storefront.paper.sheet import SIZES
from storefront.quiz.answers import AGE_BANDS, LYING
from storefront.words import LANGUAGES, words
from tests.storefront.answer.made_up_answer import MODEL, explanation
from tests.storefront.visiting import at, visit_of

ROOT = Path(__file__).parents[3]
GOLDEN = sorted((ROOT / "tests" / "golden").glob("*.json"))
TODAY = date(2026, 11, 23)
SMALLEST_PT = 6.4  # of running text; a drawing's own labels may be smaller
READABLE_PT = 8.0  # of the sentences of an answer of usual length
SIDES = 2  # for the shop, and for home
ROOM_PT = 10.0  # between the last line of the table and the line below it
TABLE_CELLS = 8 * 7 - 3  # a heading and seven nights; three changes hold for two nights each
VERSIONS = {
    "model": MODEL["version"],
    "changed_date": MODEL["results_changed"],
    "catalogue": "abcdef01",
    "catalogue_date": "2026-11-01",
    "answer_id": "ABCD-2345",
}
ALONE = parse_profile({"weight_kg": 75.0, "height_cm": 175.0, "side": 1.0})


@cache
def _catalogue() -> Catalogue:
    return load_catalogue(None)


@cache
def _golden(path: Path) -> tuple[Sleeper, Explanation]:
    sleeper = parse_profile(json.loads(path.read_text())["profile"], where="golden")
    return sleeper, explain(match(target(sleeper), _catalogue(), wishes=sleeper.wishes, top=engine.TOP))


def _squeezed(text: str) -> str:
    """Without spaces: a PDF breaks lines where it likes."""
    return re.sub(r"\s+", "", text)


def _read(pdf: bytes) -> str:
    return _squeezed("\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def _sizes(page: Any) -> float:
    """The font size of the largest part of a page's text: that of its sentences."""
    letters: dict[float, int] = {}

    def count(text: str, _: Any, matrix: Any, __: Any, size: float) -> None:
        letters[round(size, 2)] = letters.get(round(size, 2), 0) + len(text)

    page.extract_text(visitor_text=count)
    return max(letters, key=letters.__getitem__)


def _tree(node: Any) -> Iterator[tuple[str, Any]]:
    """Every element of a tagged PDF with its role, in reading order."""
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            yield from _tree(one)
    elif hasattr(node, "get") and node.get("/Type") in ("/StructElem", "/StructTreeRoot"):
        if "/S" in node:
            yield str(node["/S"]).removeprefix("/"), node
        yield from _tree(node["/K"])


def _said(lines: AnswerLines) -> list[str]:
    """Every sentence of an answer, at any depth."""

    def flat(value: Any) -> list[str]:
        if isinstance(value, str):
            return [value] if value else []
        parts = value if isinstance(value, tuple) else [getattr(value, f.name) for f in fields(value)]
        return [said for part in parts for said in flat(part)]

    return flat(lines)


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_every_golden_answer_is_whole_on_both_sides_of_one_sheet(path: Path, lang: str) -> None:
    sleeper, answer = _golden(path)
    versions = engine.figures_of(answer, _catalogue())
    pdf = answer_pdf(answer, lang, sleeper=sleeper, versions=versions, made=TODAY)
    pages = PdfReader(BytesIO(pdf)).pages
    assert len(pages) == SIDES
    assert min(_sizes(page) for page in pages) >= READABLE_PT
    printed = _read(pdf)
    lines = answer_lines(answer, sleeper, versions, words(lang))
    assert [said for said in _said(lines) if _squeezed(said) not in printed] == []
    assert _squeezed(words(lang)("take_home.made_on", made_date=TODAY.isoformat())) in printed


def _quiz(profile: dict[str, Any]) -> dict[str, Any]:
    """The answers in the quiz that describe a golden profile."""
    told: dict[str, Any] = {"health_consent": True, "list_passed": True, "age_band": "unsaid"}
    told |= {name: 10 * profile[name] for name in LYING if name in profile}
    told |= {f"pain.{ache}": True for ache in profile.get("pain", ())}
    if "hip_breadth_cm" in profile:
        told["hip_method"] = "books"
    if "shoulder_breadth_cm" in profile:
        told["shoulder_method"] = "books"
    if "age_years" in profile:
        near = {abs(years - profile["age_years"]): band for band, years in AGE_BANDS.items() if years}
        told["age_band"] = near[min(near)]
    given = {name: value for name, value in profile.items() if name not in (*LYING, "pain", "age_years")}
    return told | {name: float(value) if isinstance(value, int) else value for name, value in given.items()}


@pytest.mark.slow
@pytest.mark.parametrize(("path", "lang"), [(path, LANGUAGES[i % 2]) for i, path in enumerate(GOLDEN)])
def test_what_is_printed_stands_on_the_answer_page(path: Path, lang: str) -> None:
    """A golden sleeper answers the quiz; each line of the page on paper is a line of the page on screen."""
    told = _quiz(json.loads(path.read_text())["profile"])
    app = at("result", lang, told)
    shown = " ".join(part.value for part in (*app.title, *app.subheader, *app.markdown))
    screen = _squeezed(unescape(re.sub(r"<[^>]+>", " ", shown)))
    sleeper, beds = engine.sleeper_of(told), engine.catalogue()
    answer = engine.answer(sleeper, beds, salt=visit_of(app).salt)
    lines = answer_lines(answer, sleeper, engine.figures_of(answer, beds), words(lang))
    assert lines.picks, "every golden sleeper has first picks"
    assert [said for said in _said(lines) if _squeezed(said) not in screen] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_alarm_sign_prints_the_leaflet_without_products(lang: str) -> None:
    hidden = explanation("products_hidden")
    printed = _read(answer_pdf(hidden, lang, sleeper=ALONE, versions=VERSIONS, made=TODAY))
    w = words(lang)
    for key in ("leaflet.title", "leaflet.call_112", "disclaimer.result", *LEAFLET, *LEAFLET_DAYS, *LEAFLET_WEEKS):
        assert _squeezed(w(key)) in printed, key
    assert VERSIONS["catalogue"] in printed
    for pick in hidden.picks:
        assert _squeezed(pick.mattress.name) not in printed
    assert _squeezed(w("result.picks")) not in printed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whom_to_see_is_printed_above_keep_your_bed(lang: str) -> None:
    made = explanation("keep_bed", care=care(replace(ALONE, pain=("leg_radiating",))))
    printed, w = _read(answer_pdf(made, lang, sleeper=ALONE, versions=VERSIONS, made=TODAY)), words(lang)
    keys = ("safety.level_appointment_days", "advice.leg_assess_first", "verdict.keep_bed.heading", "result.free_first")
    places = [printed.index(_squeezed(w(key))) for key in keys]
    assert places == sorted(places)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_leaflet_of_everybody_is_one_page(lang: str) -> None:
    assert len(PdfReader(BytesIO(leaflet_pdf(lang, made=TODAY))).pages) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_title_and_language_are_told_to_a_screen_reader(lang: str) -> None:
    reader = PdfReader(BytesIO(answer_pdf(explanation(), lang, sleeper=ALONE, versions=VERSIONS, made=TODAY)))
    assert reader.metadata is not None
    assert words(lang)("result.heading") in str(reader.metadata.title)
    root = reader.trailer["/Root"]
    assert str(root["/Lang"]).startswith(f"{lang}-")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sheet_is_tagged_in_the_order_it_is_read(lang: str) -> None:
    reader = PdfReader(BytesIO(answer_pdf(explanation(), lang, sleeper=ALONE, versions=VERSIONS, made=TODAY)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    roles = list(_tree(root["/StructTreeRoot"]))
    named = [role for role, _ in roles]
    assert named[:2] == ["Document", "H1"] and named.count("H1") == SIDES
    assert named.count("Table") == 1 and named.count("TR") == 8
    assert named.count("TH") + named.count("TD") == TABLE_CELLS
    assert {"L", "LI", "H2", "H3", "P", "Figure"} <= set(named)
    assert all(node.get("/Alt") for role, node in roles if role == "Figure"), "every picture is said in words"
    outline = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert outline == [words(lang)("result.heading"), words(lang)("take_home.at_home")]


@pytest.mark.parametrize("pages", [None, "leaflet"])
def test_everything_drawn_is_tagged_or_marked_as_decoration(pages: str | None) -> None:
    """Marked content is not nested, and no text, line or picture stands outside of it."""
    made = answer_pdf(explanation(), "nl", sleeper=ALONE, versions=VERSIONS, made=TODAY)
    reader = PdfReader(BytesIO(made if pages is None else leaflet_pdf("nl", made=TODAY)))
    for page in reader.pages:
        marked, loose, numbers = 0, [], []
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator in (b"BDC", b"BMC"):
                marked += 1
                numbers += [operands[1]["/MCID"]] if operator == b"BDC" else []
            elif operator == b"EMC":
                marked -= 1
            elif operator in (b"Tj", b"TJ", b"S", b"f", b"f*", b"B", b"Do") and not marked:
                loose.append((operator, operands))
            assert marked in (0, 1)
        assert loose == [] and marked == 0
        assert numbers == list(range(len(numbers)))


def test_a_bed_leads_to_its_page_and_only_to_that() -> None:
    made = explanation()
    bed = made.picks[0].mattress
    shop = replace(made.picks[0], mattress=replace(bed, source_url="https://shop.example/bed?a=1&b=(2)"))
    strange = replace(made.picks[0], rank=2, mattress=replace(bed, source_url="javascript:alert(1)"))
    pdf = answer_pdf(replace(made, picks=(shop, strange)), "en", sleeper=ALONE, versions=VERSIONS, made=TODAY)
    reader = PdfReader(BytesIO(pdf))
    links = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    assert {link["/A"]["/URI"] for link in links} == {shop.url}
    assert all(link["/Contents"] == shop.url and "/StructParent" in link for link in links)
    inside = [node for role, node in _tree(reader.trailer["/Root"]["/StructTreeRoot"]) if role == "Link"]
    assert len(inside) == len(links) >= 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_back_holds_seven_nights_to_write_down(lang: str) -> None:
    pdf = answer_pdf(explanation(), lang, sleeper=ALONE, versions=VERSIONS, made=TODAY)
    front, back = (_squeezed(page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages)
    w = words(lang)
    for night in plan("seven_nights", ALONE):
        assert _squeezed(w(night.change)) in back
    assert _squeezed(w("take_home.evaluate_how")) in back
    assert _squeezed(w("spec.heading")) in front
    assert all(VERSIONS["answer_id"] in side for side in (front, back))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_night_changes_stands_within_its_rows(lang: str) -> None:
    """Also where the base is not told, whose last night needs the most words."""
    reader = PdfReader(BytesIO(answer_pdf(explanation(), lang, sleeper=ALONE, versions=VERSIONS, made=TODAY)))
    at: dict[str, float] = {}
    reader.pages[1].extract_text(
        visitor_text=lambda said, cm, tm, *_: at.setdefault(said.strip()[:24], tm[5] * cm[3] + cm[5])
    )
    w = words(lang)
    last, after = w(plan("seven_nights", ALONE)[-1].change), w("take_home.evaluate_how")
    places = [y for said, y in at.items() if said and said in last]
    below = next(y for said, y in at.items() if said and after.startswith(said))
    assert places and min(places) - below > ROOM_PT


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_was_filled_in_and_the_present_bed_are_printed(lang: str) -> None:
    told = {"label": "H2", "age_years": 9, "feels": "too_soft", "hammock": "yes", "base": "slats_fixed"}
    sleeper = parse_profile({"weight_kg": 75.0, "height_cm": 175.0, "side": 1.0, "bed": told})
    printed, w = _read(answer_pdf(explanation(), lang, sleeper=sleeper, versions=VERSIONS, made=TODAY)), words(lang)
    facts = [w("present_bed.age", age_years=9), w("base.slats_fixed"), w("bed_feels.too_soft"), "H2", "75 kg", "175 cm"]
    assert [one for one in (*facts, w("advice.state_too_soft")) if _squeezed(one) not in printed] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_people_find_each_other_on_paper(lang: str) -> None:
    partner = parse_profile({"weight_kg": 60.0, "height_cm": 168.0, "side": 1.0})
    beds = _catalogue()
    couple = Couple(partner, household(target(ALONE), target(partner), beds))
    answer = explain(match(target(ALONE), beds, wishes=ALONE.wishes, top=engine.TOP))
    pdf = answer_pdf(answer, lang, sleeper=ALONE, versions=engine.figures_of(answer, beds), made=TODAY, couple=couple)
    pages = PdfReader(BytesIO(pdf)).pages
    assert len(pages) == SIDES
    front = _squeezed(pages[0].extract_text())
    two = lines(couple.together, words(lang))
    said = [two.heading, *two.reasons, *(part for way in two.advised for pair in way.people for part in pair)]
    assert two.advised
    assert [one for one in (*said, *(way.price for way in two.advised)) if _squeezed(one) not in front] == []
    assert "168cm" in front


def test_no_word_of_the_catalogue_is_wider_than_its_card() -> None:
    """So that no name is broken inside a word."""
    embed_fonts()
    room = equal(3)[0] - 3.2 * mm
    names = {word for bed in _catalogue() for word in bed.name.split()}
    assert names and [word for word in names if pdfmetrics.stringWidth(word, FONTS[1], max(SIZES)) > room] == []


def test_fonts_are_inside_the_file() -> None:
    pdf = answer_pdf(explanation(), "nl", sleeper=ALONE, versions=VERSIONS, made=TODAY)
    held = PdfReader(BytesIO(pdf)).pages[0]["/Resources"]["/Font"]
    used = [font.get_object() for font in held.values() if "SourceSansPro" in str(font.get_object()["/BaseFont"])]
    assert used
    assert all("/FontFile2" in font["/FontDescriptor"] for font in used)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_font_has_every_letter_of_the_words(lang: str) -> None:
    embed_fonts()
    letters = set("".join(words(lang).sentences.values()) + "€\xa0·–")
    for name in FONTS:
        known = pdfmetrics.getFont(name).face.charToGlyph
        assert {letter for letter in letters if ord(letter) not in known} == set()


@pytest.mark.parametrize(
    "name",
    [
        "Góra Łysica Dąb",
        "Железная кровать Ёлка",
        "Žluťoučký kůň",
        "Ğümüş İstanbul",
        "Ωκεανός Ύπνου",
        "Đorđe Ćup",
        "Ŭ Ǧ",
    ],
)
def test_a_name_in_latin_greek_or_cyrillic_is_printed_as_it_is(name: str) -> None:
    made = explanation()
    bed = replace(made.picks[0].mattress, brand=name, model="")
    pdf = answer_pdf(
        replace(made, picks=(replace(made.picks[0], mattress=bed),)),
        "en",
        sleeper=ALONE,
        versions=VERSIONS,
        made=TODAY,
    )
    assert _squeezed(name) in _read(pdf)


def test_a_letter_the_font_lacks_is_its_plain_one_or_a_question_mark() -> None:
    """No letter is a box: an o with two accents is an o, a full-width A an A, a Chinese sign a question mark."""
    assert lettered("\u1e4d \uff21 \u5e8a") == "o A ?"
    assert lettered("e\u0301") == "\u00e9", "an accent written by itself belongs to its letter"
    assert lettered("a<b>", bold=True) == f"<font name='{FONTS[1]}'>a&lt;b&gt;</font>"


def test_a_long_answer_still_fits_its_side() -> None:
    """Five picks with long names, each with a setting: the font gets smaller, the pages stay two."""
    made = explanation()
    long_name = replace(made.picks[0].mattress, model="Zeer lange naam van een matras met alles erop en eraan " * 2)
    picks = tuple(
        replace(made.picks[0], rank=rank, mattress=long_name, setting={"firmness": 6.2}) for rank in range(1, 6)
    )
    pdf = answer_pdf(replace(made, picks=picks), "nl", sleeper=ALONE, versions=VERSIONS, made=TODAY)
    assert len(PdfReader(BytesIO(pdf)).pages) == SIDES
    assert min(SIZES) >= SMALLEST_PT


def test_the_setting_of_an_adjustable_bed_is_printed() -> None:
    made = explanation()
    adjustable = replace(made.picks[0], setting={"firmness": 6.2})
    printed = _read(answer_pdf(replace(made, picks=(adjustable,)), "nl", sleeper=ALONE, versions=VERSIONS, made=TODAY))
    assert _squeezed("Stand: stevigheid 6,2") in printed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_none_fits_the_page_says_what_came_closest(lang: str) -> None:
    made = explanation("none_fits", picks=())
    printed = _read(answer_pdf(made, lang, sleeper=ALONE, versions=VERSIONS, made=TODAY))
    w = words(lang)
    assert _squeezed(w("verdict.none_fits.heading")) in printed
    assert all(_squeezed(miss.mattress.name) in printed for miss in made.not_chosen)
    assert _squeezed(w("result.picks_anyway")) not in printed
