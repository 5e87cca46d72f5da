"""A shop at the counter: its floor, stock and prices filter and show, and no fit moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from catalog.catalogue_file import load_catalogue
from catalog.selling.floor import Floor, FloorRow, at_shop
from database.place import URL_VARIABLE
from database.shops import floors
from database.store import shared_store
from recommender.person.profile import parse_profile
from recommender.sleeper import Wishes
from storefront import engine
from storefront.counter import compare, on_paper
from storefront.counter.bench import Customer
from storefront.counter.place import IN_STOCK, ON_FLOOR, Place, _Chosen
from storefront.settings import settings
from storefront.words import LANGUAGES, words
from tests.storefront.visiting import at, visit_of

EN = words("en")
BEDS = load_catalogue()
RANKED = [bed for bed in BEDS if bed.firmness is not None]
HERE = RANKED[::40][:6]
THERE, SOLD_OUT = HERE[:3], HERE[3:]
DAY = "2026-11-30"
FLOOR = Floor(
    "Utrecht",
    (
        *(FloorRow(bed.mattress_id, (90.0, 200.0), 2, 611.0, "EUR", True) for bed in THERE),
        *(FloorRow(bed.mattress_id, (90.0, 200.0), 0, None, None, True) for bed in SOLD_OUT),
    ),
    DAY,
)
BODY: dict[str, Any] = {"a.weight_kg": 80.0, "a.height_cm": 180.0, "a.side": 60.0, "a.back": 40.0, "size": "90x200"}
TOLD = BODY | {"a.list_passed": True}
PROFILE = {"weight_kg": 80.0, "height_cm": 180.0, "side": 0.6, "back": 0.4, "size": "90x200"}


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MATTRESS_FIT_COUNTER", "1")
    monkeypatch.setenv(URL_VARIABLE, f"sqlite:///{tmp_path / 'kept.sqlite3'}")
    settings.cache_clear()
    floors.put(shared_store(), [FLOOR])
    yield
    settings.cache_clear()


def _shown(app: AppTest) -> str:
    return " ".join(part.value for part in app.markdown)


def _only(app: AppTest, *kinds: str) -> AppTest:
    group: Any = next(each for each in app.get("button_group") if str(each.key).startswith("counter.only"))
    group.set_value(list(kinds)).run()
    assert not app.exception
    return app


def _first(app: AppTest) -> str:
    """The line of the first bed above the fold."""
    return next(part.value for part in app.markdown if 'class="target"' in part.value)


def _names(app: AppTest) -> set[str]:
    return {bed.mattress_id for bed in RANKED if f">{bed.name}<" in _first(app).replace("&#x27;", "'")}


def test_only_what_stands_on_the_floor_or_is_in_stock_is_named_when_asked_for() -> None:
    app = at("counter", "en", TOLD)
    need = _first(app).split("verdict-line")[0]
    on_floor = _only(app, ON_FLOOR)
    assert _names(on_floor) <= {bed.mattress_id for bed in HERE} and _names(on_floor)
    in_stock = _only(app, ON_FLOOR, IN_STOCK)
    assert _names(in_stock) <= {bed.mattress_id for bed in THERE} and _names(in_stock)
    assert EN("counter.on_floor") in _first(in_stock) and EN("counter.in_stock") in _first(in_stock)
    assert "€611" in _first(in_stock)
    assert _first(in_stock).split("verdict-line")[0] == need  # what the body needs does not move


def test_a_shop_that_says_what_is_in_stock_names_that_until_staff_ask_for_more() -> None:
    app = at("counter", "en", TOLD)
    assert _names(app) <= {bed.mattress_id for bed in THERE} and _names(app)
    best = engine.answer(parse_profile(PROFILE), at_shop(BEDS, FLOOR), changes=False).picks[0].mattress.mattress_id
    assert best not in {bed.mattress_id for bed in THERE}
    assert _names(_only(app)) == {best}
    app.button(key="clear").click().run()
    assert visit_of(app).own(_Chosen).only == ()
    floors.put(shared_store(), [Floor("Utrecht", (FloorRow(THERE[0].mattress_id, on_floor=True),), DAY)])
    assert best in _names(at("counter", "en", TOLD)), "a list of what stands there says nothing of stock"


def test_what_staff_chose_stays_for_the_next_customer() -> None:
    app = _only(at("counter", "en", TOLD), ON_FLOOR)
    app.button(key="clear").click().run()
    for name in ("weight_kg", "height_cm", "side"):
        app.text_input(key=visit_of(app).key_of(f"a.{name}")).set_value(f"{BODY[f'a.{name}']:g}")
    app.run()
    app.button(key="none.a").click().run()
    assert _names(app) <= {bed.mattress_id for bed in HERE}


def test_another_shop_has_its_own_floor() -> None:
    first = engine.answer(parse_profile(PROFILE), BEDS, changes=False).picks[0].mattress
    other = Floor("Amersfoort", (FloorRow(first.mattress_id, on_floor=True),), DAY)
    floors.put(shared_store(), [other])
    app = at("counter", "en", TOLD)
    box = next(each for each in app.selectbox if each.label == EN("counter.shop"))
    assert box.value == "Amersfoort"
    assert _names(_only(app, ON_FLOOR)) == {first.mattress_id}
    next(each for each in app.selectbox if each.label == EN("counter.shop")).select("Utrecht").run()
    assert _names(app) <= {bed.mattress_id for bed in HERE}


@pytest.mark.parametrize("only", [(), (ON_FLOOR,), (IN_STOCK,), (ON_FLOOR, IN_STOCK)])
def test_no_fit_chance_target_or_verdict_measure_depends_on_floor_stock_or_price(only: tuple[str, ...]) -> None:
    place = Place(at_shop(BEDS, FLOOR), ("Utrecht",), "Utrecht", FLOOR.standing(BEDS), only)
    sleeper = parse_profile({**PROFILE, "size": None})
    plain = engine.answer(sleeper, BEDS, len(BEDS), changes=False)
    here = engine.answer(place.asks(sleeper), place.beds, len(BEDS), changes=False)
    fits = {pick.mattress.mattress_id: (pick.fit, pick.chance_suits, pick.relative) for pick in plain.picks}
    assert here.picks
    for pick in here.picks:
        same = pick.fit, pick.chance_suits, pick.relative
        assert same == pytest.approx(fits[pick.mattress.mattress_id], abs=1e-9)
    assert here.target == plain.target


def test_where_the_floor_has_no_bed_that_fits_that_is_said_with_the_best_elsewhere() -> None:
    sleeper = parse_profile(PROFILE)
    place = Place(BEDS, standing=frozenset({"gone"}), only=(ON_FLOOR,))
    found = engine.answer(place.asks(sleeper), place.beds, changes=False)
    assert found.verdict == "none_fits"
    assert [reason.key for reason in found.verdict_reasons][-1] == "verdict.mend.not_on_floor"
    assert {near.reason.key for near in found.not_chosen} == {"not_chosen.not_on_floor"}


def test_a_wish_for_no_floor_leaves_everything_as_it_is() -> None:
    assert Place(BEDS).asks(parse_profile(PROFILE)) == parse_profile(PROFILE)
    assert Wishes().floor is None


def _customer(name: str, **more: Any) -> Customer:
    sleeper = parse_profile({**PROFILE, **more})
    return Customer(name, Place(BEDS), sleeper, engine.need(sleeper, BEDS), engine.answer(sleeper, BEDS, changes=False))


def test_three_beds_stand_side_by_side_for_both_with_what_is_known_of_them() -> None:
    customers = [_customer("a"), _customer("b", weight_kg=58.0)]
    place = Place(at_shop(BEDS, FLOOR), ("Utrecht",), "Utrecht", FLOOR.standing(BEDS))
    first = customers[0].shown
    assert first is not None
    beds = [place.beds.by_id(bed.mattress_id) for bed in (first.picks[0].mattress, THERE[0], SOLD_OUT[0])]
    table = compare.table(customers, [bed for bed in beds if bed], place, EN)
    assert table.count('<th scope="col">') == 3
    assert table.count(EN("counter.person_a")) == table.count(EN("counter.person_b")) == 1
    assert EN("household.fit", chance="", fit=first.picks[0].fit).rsplit(" ", 1)[1] in table
    assert "€611 (90x200)" in table
    assert table.count(f"<td>{EN('counter.on_floor')}</td>") == 2
    assert table.count(f"<td>{EN('counter.sold_out')}</td>") == 2  # the list of stock does not name the first


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sheet_for_one_and_for_two_in_either_language(lang: str) -> None:
    one, other, nobody = _customer("a"), _customer("b", weight_kg=58.0), Customer("b", Place(BEDS))
    w = words(lang)
    assert one.sleeper and other.sleeper
    joint = w(f"household.verdict_{engine.together(one.sleeper, other.sleeper, BEDS).verdict}")
    for beside in (nobody, other):
        paper = PdfReader(BytesIO(on_paper.sheet(one, beside, lang, BEDS, date(2026, 11, 30))))
        text = " ".join(page.extract_text() for page in paper.pages)
        assert len(paper.pages) == 2
        assert w("result.heading") in text
        assert (joint in text) == (beside is other)


def test_the_parts_below_open_without_an_error() -> None:
    app = at(
        "counter", "en", TOLD | {"b.weight_kg": 58.0, "b.height_cm": 165.0, "b.side": 100.0, "b.list_passed": True}
    )
    for part in ("beds", "together", "figure", "compare", "trial", "paper"):
        group: Any = next(each for each in app.get("button_group") if str(each.key).startswith("part."))
        group.set_value(part).run()
        assert not app.exception, part
    assert len(app.get("download_button")) == 4
