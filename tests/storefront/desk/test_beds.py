"""The beds at the desk: found by name and by what is missing, the fact worth most first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Mattress
from database.store import Store
from database.versions import catalogue, import_catalogue, live, publish, versions
from recommender.ranking.missing_facts import Missing, missing_of
from storefront.desk import beds
from storefront.words import LANGUAGES, words
from tests.storefront.desk.reading import text_of
from tests.storefront.visiting import at

NL = words("nl")
HOSTILE = replace(load_catalogue().mattresses[0], mattress_id="hostile", brand="<b>Wolk", model="Één", variant="")
RANGE = (*load_catalogue().mattresses[:20], HOSTILE)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_beds_of_the_live_version_are_listed_searched_and_filtered(store: Store, lang: str) -> None:
    publish(store, import_catalogue(store, RANGE, source="first.csv").version_id)
    app, w = at("desk", lang), words(lang)
    app.button(key="desk_beds").click().run()
    shown = text_of(app)
    assert w("desk.beds_shown", shown=len(RANGE), n=len(RANGE)) in shown
    assert "&lt;b&gt;Wolk" in shown and "<b>Wolk" not in shown
    app.text_input(key="desk_beds_search").set_value("een wolk").run()
    assert w("desk.beds_shown", shown=1, n=1) in text_of(app)
    app.text_input(key="desk_beds_search").set_value("").run()
    app.selectbox(key="desk_beds_missing").set_value("layers").run()
    n = sum("layers" in each for each in map(missing_of, RANGE))
    assert 0 < n < len(RANGE)
    assert w("desk.beds_shown", shown=n, n=n) in text_of(app)


def test_without_a_live_version_there_is_no_list(store: Store) -> None:
    assert NL("desk.beds_heading") not in [each.value for each in at("desk", "nl").header]


def test_a_filter_orders_by_the_worth_of_its_fact() -> None:
    one, other = (Mattress(name, name, "") for name in ("a", "b"))
    listed = [Missing(one, 0.5, {"layers": 0.1, "zones": 0.9}), Missing(other, 0.2, {"layers": 0.3, "price": 0.0})]
    assert beds.chosen(listed, "", None) == listed
    assert beds.chosen(listed, "", "layers") == listed[::-1]
    assert beds.chosen(listed, "", "price") == listed[1:]
    assert beds.chosen(listed, "nothing", None) == []


def test_a_bed_is_mended_or_withdrawn_as_a_new_version(store: Store) -> None:
    first = publish(store, import_catalogue(store, RANGE, source="first.csv").version_id)
    app = at("desk", "nl")
    app.button(key="desk_beds").click().run()
    app.selectbox(key="desk_mend").set_value("hostile").run()
    app.text_input(key="desk_mend_weight_limit_kg_hostile").set_value("123")
    app.button(key="desk_mend_save").click().run()
    assert 'role="alert"' in text_of(app), "a name and a reason are asked for"
    assert len(versions(store)) == 1
    app.text_input(key="desk_mend_weight_limit_kg_hostile").set_value("123")
    app.text_input(key="desk_mend_why_hostile").set_value("label")
    app.button(key="desk_mend_save").click().run()
    made = versions(store)[-1]
    assert NL("desk.mended", number=str(made.version_id)) in text_of(app)
    assert live(store) == first
    bed = catalogue(store, made.version_id).by_id("hostile")
    assert bed == replace(HOSTILE, weight_max_kg=123.0)
    app.text_input(key="desk_mend_why_hostile").set_value("gone")
    app.button(key="desk_mend_withdraw").click().run()
    gone = versions(store)[-1]
    assert NL("desk.withdrawn", number=str(gone.version_id)) in text_of(app)
    assert catalogue(store, gone.version_id).by_id("hostile") is None
    app.text_input(key="desk_gone_why").set_value("sold again")
    app.button(key="desk_put_back").click().run()
    back = versions(store)[-1]
    assert NL("desk.back", number=str(back.version_id)) in text_of(app)
    assert catalogue(store, back.version_id).by_id("hostile") == bed
    assert "desk_put_back" not in {each.key for each in app.button}
