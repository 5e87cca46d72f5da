"""Measuring a bed at the desk: millimetres in, words, drawing and columns out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from catalog.catalogue_file import load_catalogue
from catalog.mattress import CompressionReading
from database.store import Store
from database.versions import import_catalogue, live, mattresses, publish, versions
from recommender.ranking.press_kit import pressed_bed
from storefront.drawing.pressing import TOP, pressed
from storefront.words import words
from tests.storefront.desk.reading import text_of
from tests.storefront.visiting import at

READING = CompressionReading(98.1, 392.4, 42.0, 128.0, 200.0)
pytestmark = pytest.mark.usefixtures("store")


def _measured(**typed: float) -> AppTest:
    app = at("desk", "en")
    for name, value in typed.items():
        app.number_input(key=f"press_{name}").set_value(value)
    app.selectbox(key="press_type").set_value("pocket_spring")
    app.text_input(key="press_by").set_value("An")
    app.button(key="press_go").click().run()
    assert not app.exception
    return app


def test_the_page_tells_what_the_reading_says_and_offers_the_columns() -> None:
    assert not at("desk", "en").code, "nothing is told before the depths are typed"
    app = _measured(light_mm=42.0, heavy_mm=128.0)
    found = pressed_bed(READING, "pocket_spring")
    said = text_of(app)
    assert f"{found.hardness_n_mm:.1f} N/mm" in said
    assert f"{found.firmness:.1f} on a scale from 1 to 10" in said
    assert f"{found.comfort_share:.0%} comes from its comfort layer" in said
    assert "<svg" in said
    header, row = app.code[0].value.splitlines()
    assert (
        dict(zip(header.split(","), row.split(","), strict=True)).items()
        >= {
            "compression_light_n": "98.1",
            "compression_heavy_n": "392.4",
            "compression_heavy_mm": "128",
            "measured_by": "An",
        }.items()
    )


@pytest.mark.parametrize("typed", [{"light_mm": 128.0, "heavy_mm": 42.0}, {"light_kg": 30.0, "light_mm": 60.0}])
def test_a_reading_that_cannot_be_is_said_and_gives_no_columns(typed: dict[str, float]) -> None:
    app = _measured(**({"heavy_mm": 128.0} | typed))
    assert "This reading cannot be" in text_of(app)
    assert not app.code


def test_the_drawing_is_to_scale() -> None:
    drawn = pressed(READING, words("en"), "A disc on a bed")
    low = [float(y) + float(h) for y, h in re.findall(r'class="disc" [^>]*?y="([\d.]+)"[^>]*?height="([\d.]+)"', drawn)]
    touching, light, heavy = (y - TOP for y in low)
    assert touching == pytest.approx(0, abs=0.1)
    assert light / heavy == pytest.approx(42 / 128, abs=0.005)
    assert all(said in drawn for said in ("98 N", "392 N", "42 mm", "128 mm", 'role="img"'))


def test_a_reading_is_written_into_a_bed_as_a_new_version(store: Store) -> None:
    bed = load_catalogue().mattresses[3]
    first = publish(store, import_catalogue(store, load_catalogue().mattresses[:5], source="first.csv").version_id)
    app = _measured(light_mm=42.0, heavy_mm=128.0)
    app.selectbox(key="press_into").set_value(bed.mattress_id)
    app.button(key="press_write").click().run()
    made = versions(store)[-1]
    assert words("en")("desk.mended", number=str(made.version_id)) in text_of(app)
    assert live(store) == first
    today = date.today().isoformat()
    (written,) = [each for each in mattresses(store, made.version_id) if each.mattress_id == bed.mattress_id]
    assert written == replace(bed, compression=READING, measured_by="An", measured_on=today)
