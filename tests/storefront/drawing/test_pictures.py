"""Pictures are text: what they show is what the figures say, and each says itself in one sentence."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from recommender.mechanics.bed import plain
from recommender.mechanics.rest import rests
from recommender.person.profile import parse_profile
from recommender.sleeper import Position
from storefront import engine
from storefront.drawing.pictures import (
    BEND_GAIN,
    UNITS_PER_POINT,
    WIDTH,
    BedDot,
    firmness_scale,
    lying,
    says_range,
    token_row,
    zone_map,
)
from storefront.look.theme import LIGHT
from storefront.quiz import how_to
from storefront.words import words

W = words("nl")
SVG = "{http://www.w3.org/2000/svg}"
MAN = {"weight_kg": 82, "height_cm": 178, "sex": "male", "side": 1}
ZONES = {"shoulder": (34.7, 61.4), "waist": (61.4, 82.8), "hip": (82.8, 105.9)}


def _lying(position: Position = "side", firmness: float = 6.0, labels: bool = True) -> ElementTree.Element:
    at_rest = rests(parse_profile(MAN), position, [plain(firmness)])[0]
    return ElementTree.fromstring(lying(engine.drawn(at_rest), "iemand ligt", W, labels=labels))


def _heights(path: str) -> list[float]:
    return [float(pair.split(",")[1]) for pair in re.findall(r"-?[\d.]+,-?[\d.]+", path)]


def _spine(svg: ElementTree.Element) -> list[float]:
    accent = [path.attrib["d"] for path in svg.iter(f"{SVG}path") if "accent" in path.attrib.get("stroke", "")]
    assert len(accent) == 1, "the spine is the one accent line"
    return _heights(accent[0])


@pytest.mark.parametrize("position", ["side", "back", "stomach"])
def test_a_lying_body_is_drawn_inside_its_paper_and_says_itself(position: Position) -> None:
    svg = _lying(position)
    assert svg.attrib["role"] == "img"
    assert svg.attrib["aria-label"] == "iemand ligt"
    height = float(svg.attrib["viewBox"].split()[3])
    for path in svg.iter(f"{SVG}path"):
        assert all(-1 <= y <= height for y in _heights(path.attrib["d"]))


def test_the_spine_bends_more_in_the_drawing_where_the_body_lies_less_level() -> None:
    def bend(firmness: float) -> float:
        spine = _spine(_lying(firmness=firmness))
        return max(spine) - min(spine)

    rms = {f: float(rests(parse_profile(MAN), "side", [plain(f)])[0].measures.rms_mm[0]) for f in (1.0, 10.0)}
    softer, firmer = (bend(f) for f in (1.0, 10.0))
    assert (softer > firmer) == (rms[1.0] > rms[10.0])
    assert BEND_GAIN > 1


def test_zones_are_labelled_in_cm_from_the_head_end() -> None:
    said = "".join(text.text or "" for text in _lying().iter(f"{SVG}text"))
    assert "schouder" in said
    assert "35–61" in said  # 178 cm: shoulder zone from .15 to .30 of stature, crown 8 cm from the head end
    assert not list(_lying(labels=False).iter(f"{SVG}text"))


def test_a_softer_bed_is_drawn_with_a_deeper_hollow() -> None:
    def floor_to_surface(firmness: float) -> float:
        at_rest = rests(parse_profile(MAN), "side", [plain(firmness)])[0]
        return float(engine.drawn(at_rest).bed_mm.max())

    assert floor_to_surface(2.0) > floor_to_surface(8.0)


def test_the_scale_shows_the_target_as_a_band_and_beds_with_their_own_doubt() -> None:
    text = firmness_scale(5.8, (5.1, 6.6), [BedDot("1", 6.0, (5.0, 7.0))], W, "schaal")
    svg = ElementTree.fromstring(text)
    band = next(rect for rect in svg.iter(f"{SVG}rect") if "wash" in rect.attrib["fill"])
    assert float(band.attrib["width"]) == pytest.approx((6.6 - 5.1) * UNITS_PER_POINT, abs=0.1)
    assert len(list(svg.iter(f"{SVG}circle"))) == 1
    assert "5,1 – 6,6" in text


def test_beyond_the_scale_is_said_in_words() -> None:
    assert says_range((0.4, 10.8), W) == "onder 1 – boven 10"


def test_the_zone_map_gives_the_firmness_of_each_place() -> None:
    text = zone_map(ZONES, {"shoulder": 4.7, "waist": 6.2, "hip": 5.6}, W, "zones")
    for said in ("4,7", "6,2", "5,6", "taille", "106 cm"):
        assert said in text


def test_a_long_person_gets_a_longer_bed() -> None:
    tall = {name: (8 + 1.19 * (a - 8), 8 + 1.19 * (b - 8)) for name, (a, b) in ZONES.items()}
    svg = ElementTree.fromstring(zone_map(tall, dict.fromkeys(ZONES, 5.0), W, "zones"))
    assert all(float(rect.attrib["x"]) + float(rect.attrib["width"]) <= WIDTH for rect in svg.iter(f"{SVG}rect"))


def test_ten_tokens_are_ten_marks_told_apart_by_shape() -> None:
    svg = ElementTree.fromstring(token_row({"side": 6, "back": 3, "stomach": 0, "three_quarter": 0}, 10, "nacht"))
    circles, squares = list(svg.iter(f"{SVG}circle")), list(svg.iter(f"{SVG}rect"))
    assert (len(circles), len(squares)) == (7, 3)
    assert sum(circle.attrib["fill"] == "none" for circle in circles) == 1


def test_more_than_ten_tokens_still_fit() -> None:
    svg = ElementTree.fromstring(token_row({"side": 10, "back": 6}, 10, "nacht"))
    assert all(float(rect.attrib["x"]) < WIDTH - 20 for rect in svg.iter(f"{SVG}rect"))


def test_what_is_written_by_others_is_escaped() -> None:
    assert "<script>" not in firmness_scale(5, (4, 6), [BedDot("<script>", 5, (4, 6))], W, '"><script>')


@pytest.mark.parametrize(
    "drawing", [how_to.tape("lint"), how_to.two_books("hip", "boeken"), how_to.two_books("shoulder", "boeken")]
)
def test_how_to_measure_is_drawn_in_the_house_colours(drawing: str) -> None:
    ElementTree.fromstring(drawing)
    assert LIGHT["accent"] in drawing


def test_beds_laid_in_one_go_are_the_same_as_one_by_one() -> None:
    sleeper, zoned = parse_profile(MAN), np.array([0.8, 1.2, 1.0])
    together = rests(sleeper, "side", [plain(3.0), plain(5.5, zoned), plain(8.0)])
    for rest, bed in zip(together, [plain(3.0), plain(5.5, zoned), plain(8.0)], strict=True):
        alone = rests(sleeper, "side", [bed])[0]
        assert np.allclose(rest.equilibrium.spine_m, alone.equilibrium.spine_m, atol=1e-6)
        assert np.allclose(rest.measures.peak_kpa, alone.measures.peak_kpa, rtol=1e-4)
    drawn = [engine.drawn(rest) for rest in together]
    assert drawn[0].skin_mm.max() > drawn[2].skin_mm.max()
