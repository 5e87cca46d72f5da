"""Whom the range serves, at the desk: worked out for the live version, as sentences, a drawing and tables."""

from __future__ import annotations

import re
from html import escape

import pytest

from catalog.mattress import Catalogue, Mattress
from database.store import Store
from database.versions import import_catalogue, publish
from recommender.gaps import gaps_of
from recommender.rescoring import standard_population
from storefront.desk import serving
from storefront.words import LANGUAGES, words
from tests.storefront.desk.reading import text_of
from tests.storefront.visiting import at

HARD = tuple(
    Mattress(f"bed {f:g}", "<b>Huis", f"F{f:g}", firmness=f, firmness_sd=0.6, type="cold_foam") for f in (9.0, 9.5)
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_live_range_is_worked_out_when_asked_for(store: Store, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "STANDARD_BODIES", 60)
    publish(store, import_catalogue(store, HARD, source="first.csv").version_id)
    app, w = at("desk", lang), words(lang)
    assert w("desk.range_missing") not in text_of(app)
    app.button(key="desk_range").click().run()
    shown = text_of(app)
    assert w("desk.range_missing") in shown and w("desk.range_nothing_missing") not in shown
    assert "&lt;b&gt;Huis" in shown and "<b>Huis" not in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_told_is_what_was_counted(lang: str) -> None:
    w, beds = words(lang), Catalogue(HARD, "made up")
    found = gaps_of(standard_population(60), beds)
    told = serving.told(found, beds, w)
    assert w("desk.range_served", percent=f"{w.number(100 * found.served)} %") in told
    assert escape(w("desk.range_never", n=len(found.never_first), every=2)) in told
    assert all(f"{w.number(100 * gap.share)} %" in told for gap in found.gaps[: serving.MOST_ROWS])
    bars = [float(height) for height in re.findall(r'<rect [^>]*height="([\d.]+)"', told)]
    people, drawn = [each.share for each in found.needs], bars[: len(found.needs)]
    assert drawn == pytest.approx([86 * share / max(people) for share in people], abs=0.06)


def test_nothing_is_missing_where_everybody_has_a_bed() -> None:
    soft_to_hard = tuple(
        Mattress(f"bed {f}", "Huis", f"F{f}", firmness=f / 4, firmness_sd=0.4, type="cold_foam") for f in range(8, 40)
    )
    beds = Catalogue(soft_to_hard, "made up")
    found = gaps_of(standard_population(40), beds)
    told = serving.told(found, beds, words("en"))
    assert (words("en")("desk.range_nothing_missing") in told) is (not found.gaps)
