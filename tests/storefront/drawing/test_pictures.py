"""Pictures are text: they show what the figures say, and each has a one-sentence description."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from storefront.drawing.pictures import (
    UNITS_PER_POINT,
    BedDot,
    firmness_scale,
    says_range,
    zone_map,
)
from storefront.drawing.strokes import WIDTH
from storefront.words import words

W = words("nl")
SVG = "{http://www.w3.org/2000/svg}"
ZONES = {"shoulder": (34.7, 61.4), "waist": (61.4, 82.8), "hip": (82.8, 105.9)}


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
