"""Orders, returns and the report on their pages: by consent, by code, with small numbers withheld."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from catalog.mattress import Catalogue
from database.outcomes import records
from database.outcomes.told import Advice, AdvisedBed, Outcome, Record
from recommender.advice.diary import Entry
from storefront import engine
from storefront.diary.book import Diary
from storefront.outcomes import keeping, returning
from storefront.outcomes.returning import comfort
from storefront.quiz.answers import PASSED
from storefront.session import VISIT, Visit
from storefront.settings import settings
from storefront.words import LANGUAGES, words
from tests.patience import HANGS_S
from tests.storefront.visiting import NAME, at, signed_in, visit_of

NL = words("nl")
TOLD: dict[str, Any] = {"weight_kg": 82.0, "height_cm": 178.0, "side": 6, "back": 4, PASSED: True}


@pytest.fixture(autouse=True)
def _shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", f"sqlite:///{tmp_path}/shop.sqlite3")
    monkeypatch.setenv("MATTRESS_FIT_DESK", "1")
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def beds() -> Catalogue:
    return engine.catalogue()


def counter(*, lang: str = "nl", code: str | None = None) -> AppTest:
    """The counter's part, for a customer who was answered."""

    def part() -> None:
        from recommender.person.profile import parse_profile
        from storefront import engine, session
        from storefront.outcomes import till
        from storefront.outcomes.keeping import Buyer

        visit, beds = session.harvested(), engine.catalogue()
        sleeper = parse_profile({"weight_kg": 82, "height_cm": 178, "side": 0.6, "back": 0.4})
        found = engine.answer(sleeper, beds, 3, changes=False, salt=visit.salt)
        till.show([Buyer("a", sleeper, found)], None, beds)

    app = AppTest.from_function(part, default_timeout=HANGS_S)
    app.session_state[VISIT] = Visit(lang, {"a.code": code} if code else {}, shift=signed_in("staff", "Anna"))
    app.run()
    return _choose(app, "till.", "order")


def _choose(app: AppTest, key: str, value: Any) -> AppTest:
    """Choose an option of the buttons whose key holds this."""
    (group,) = [each for each in app.button_group if key in (each.key or "")]
    group.set_value(value).run()
    assert not app.exception
    return app


def _text(app: AppTest) -> str:
    return " ".join(part.value for part in app.markdown)


def _press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def kept() -> tuple[Record, ...]:
    return records.all_records(engine.store())


def ordered(bed: str, *, person: str = "", code: str | None = None, chance: float = 0.8) -> tuple[str, str]:
    """An order as the counter keeps it; the code and the id of the advice."""
    advice = Advice("7K3M-XQ2P", "f" * 64, "ab", (AdvisedBed(bed, 88.0, chance),), {"weight_kg": 82.0}, person)
    code, advice_id = records.begin(engine.store(), advice, consent=True, code=code)
    order = Outcome("ordered", bed, "Anna", fit=88.0, chance=chance, followed=True)
    records.enter(engine.store(), advice_id, order)
    return code, advice_id


# At the counter


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_advised_bed_is_written_down_by_consent_and_gives_a_code(lang: str, beds: Catalogue) -> None:
    app, w = counter(lang=lang), words(lang)
    assert app.button(key="write_order").disabled, "nothing without a yes"
    assert w("outcomes.other_bed") not in _text(app), "the first bed of the list is the one advised"
    app.checkbox[0].check().run()
    app = _press(app, "write_order")
    (record,) = kept()
    (order,) = record.outcomes
    assert (order.what, order.by, order.followed) == ("ordered", "Anna", True)
    assert record.advice.person == "a"
    code = next(part.value for part in app.markdown if 'class="code"' in part.value)
    assert keeping.of_code(code.partition('class="code">')[2].partition("<")[0]) == kept()
    bed = beds.by_id(order.mattress_id)
    assert bed is not None and w("outcomes.written", mattress=bed.name) in _text(app)


def test_another_bed_needs_a_reason(beds: Catalogue) -> None:
    app = counter()
    box = app.selectbox[0]
    app = box.set_value(box.options and list(_ids(app))[40]).run()
    assert NL("outcomes.other_bed") in _text(app)
    app.checkbox[0].check().run()
    assert app.button(key="write_order").disabled
    app = _press(_choose(app, "order_reason", "price"), "write_order")
    (order,) = kept()[0].outcomes
    assert (order.followed, order.reason) == (False, "price")


def _ids(app: AppTest) -> list[str]:
    """The beds of the list by id, as it stands."""
    rows = visit_of(app).recall("order.rows", visit_of(app)._recalled["order.rows"][0], tuple)
    return [row.mattress.mattress_id for row in rows]


def test_a_list_sorted_by_price_says_that_it_is_not_by_fit() -> None:
    app = _choose(counter(), "order_view", "price")
    assert NL("outcomes.view_price_label") in _text(app)
    assert not app.selectbox[0].options[0].startswith("1. ")
    assert app.selectbox[0].value == _ids(app)[0], "the bed that fits best stays chosen"


def test_a_code_that_came_along_gets_the_order(beds: Catalogue) -> None:
    code, _ = ordered(beds.mattresses[0].mattress_id)
    app = counter(code=code)
    app.checkbox[0].check().run()
    _press(app, "write_order")
    assert len(keeping.of_code(code)) == 2


def test_the_counter_offers_it_once_a_bed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATTRESS_FIT_COUNTER", "1")
    settings.cache_clear()
    body = {"a.weight_kg": 80.0, "a.height_cm": 180.0, "a.side": 60.0}
    for told, parts in ((body, 1), (body | {f"a.{PASSED}": True}, 2)):
        app = at("counter", "nl", told)
        (group,) = [each for each in app.button_group if (each.key or "").startswith("till.")]
        assert len(group.options) == parts
    app = _choose(app, "till.", "order")
    assert not app.exception
    assert NL("outcomes.takes") in [each.label for each in app.selectbox]


def test_who_is_signed_out_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    app = counter()
    app.checkbox[0].check().run()
    visit_of(app).shift.end()
    app.button(key="write_order").click().run()
    assert NL("staff.ended") in _text(app)
    assert kept() == ()


# By code


def _opened(code: str, lang: str = "nl") -> AppTest:
    app = at("outcomes", lang)
    (box,) = [each for each in app.text_input if each.label == words(lang)("field.code")]
    box.set_value(code)
    (button,) = [each for each in app.button if each.label == words(lang)("outcomes.open")]
    button.click().run()
    assert not app.exception
    return app


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_return_is_told_by_code(lang: str, beds: Catalogue) -> None:
    bed, w = beds.mattresses[0], words(lang)
    code, _ = ordered(bed.mattress_id)
    app = _opened(code.lower(), lang)
    assert f"{bed.name}: {w('outcomes.what_ordered')}, {w('outcomes.followed')}" in _text(app)
    app = _choose(app, "what", "returned")
    app = _choose(app, "why", "comfort")
    app = _choose(app, "hip", "too_firm")
    app = _press(app, "write_outcome")
    assert w("outcomes.done") in _text(app)
    assert [(each.what, each.reason, each.hip, each.by) for each in kept()[0].outcomes[1:]] == [
        ("returned", "comfort", None, NAME),
        ("felt", None, "too_firm", NAME),
    ]
    app = _choose(_choose(app, "what", "returned"), "why", "comfort")
    app = _press(app, "write_outcome")
    assert w("outcomes.known_before", entry="").strip() in _text(app)
    assert len(kept()[0].outcomes) == 3


def test_who_writes_second_is_told_who_was_first(beds: Catalogue) -> None:
    code, advice_id = ordered(beds.mattresses[0].mattress_id)
    app = _choose(_opened(code), "what", "kept")
    bed = beds.mattresses[0].mattress_id
    records.enter(engine.store(), advice_id, Outcome("returned", bed, "Bram", reason="size"))
    app = _press(app, "write_outcome")
    said = _text(app)
    assert NL("outcomes.meanwhile", entry="").strip() in said
    assert "Door Bram." in said
    assert [each.what for each in kept()[0].outcomes] == ["ordered", "returned", "kept"]


def test_how_it_felt_is_asked_of_each_of_two(beds: Catalogue) -> None:
    bed = beds.mattresses[0].mattress_id
    code, _ = ordered(bed, person="a")
    ordered(bed, person="b", code=code)
    app = _choose(_opened(code), "what", "nights")
    app.number_input[0].set_value(7.5).run()
    assert app.button(key="write_outcome").disabled
    app = _press(_choose(app, "whose", "b"), "write_outcome")
    assert [[each.what for each in record.outcomes] for record in kept()] == [["ordered"], ["ordered", "nights"]]
    app = _press(_choose(app, "what", "kept"), "write_outcome")
    assert [record.outcomes[-1].what for record in kept()] == ["kept", "kept"]


def test_a_code_that_opens_nothing_is_said_and_slowed_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returning, "monotonic", lambda: 0.0)  # no wait is over, however slow this machine is
    app = _opened("0000-0000-0000-0000")
    assert NL("outcomes.no_code") in _text(app)
    for _ in range(12):
        app = _opened("0000-0000-0000-0000")
    assert NL("code.too_many") in _text(app)


def test_a_bed_that_left_the_range_keeps_its_record() -> None:
    code, _ = ordered("gone--since")
    app = _choose(_opened(code), "what", "kept")
    _press(app, "write_outcome")
    assert kept()[0].outcomes[-1].mattress_id == "gone--since"


# The person's own page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_person_with_a_code_tells_of_their_bed_and_takes_it_back(lang: str, beds: Catalogue) -> None:
    w = words(lang)
    app = at("result", lang, {**TOLD, "age_band": "40-49"})
    assert w("outcomes.own_heading") not in [each.label for each in app.expander], "no code, no question"
    app.checkbox(key=next(box.key for box in app.checkbox if (box.key or "").startswith("agree."))).check().run()
    app = _press(app, "save_code")
    (box,) = [each for each in app.selectbox if each.label == w("outcomes.bought")]
    advised = visit_of(app).picks[0]
    app = box.set_value(advised).run()
    assert app.button(key="write_bought").disabled
    (agree,) = [each for each in app.checkbox if "bought" in (each.key or "")]
    agree.check().run()
    app = _press(app, "write_bought")
    (record,) = kept()
    assert (record.outcomes[0].by, record.outcomes[0].followed) == ("", True)
    app = _press(_choose(_choose(app, "told.", "felt"), ".shoulder", "too_soft"), "write_outcome")
    assert kept()[0].outcomes[-1].shoulder == "too_soft"
    assert w("outcomes.by_person") in _text(app)
    app = _press(app, "forget_outcomes")
    assert kept() == ()
    assert w("outcomes.forgotten") in _text(app)


def test_the_score_of_a_diary_is_filled_in(beds: Catalogue) -> None:
    code, _ = ordered(beds.mattresses[0].mattress_id)
    nights = {n: Entry(n, 3.0, comfort_0_10=score) for n, score in ((1, 6.0), (2, None), (3, 7.0))}
    assert comfort(Diary(entries=nights)) == 6.5
    assert comfort(Diary()) is None

    app = at("result", "nl", {**TOLD, "age_band": "40-49"}, Diary(entries=nights))
    visit_of(app).code = code
    app.run()
    app = _choose(app, "told.", "nights")
    assert [each.value for each in app.number_input if each.label == NL("outcomes.score")] == [6.5]
    _press(app, "write_outcome")
    assert kept()[0].outcomes[-1].diary_score == 6.5


# The report


def test_the_page_is_there_with_the_desk_alone_and_for_managers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "outcomes" in settings().staff_pages()
    for nobody in ("", "staff"):
        assert NL("outcomes.lead") not in _text(at("outcomes", by=nobody))
    monkeypatch.delenv("MATTRESS_FIT_DESK")
    settings.cache_clear()
    assert "outcomes" not in settings().staff_pages()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_shows_what_came_back_and_withholds_small_numbers(lang: str, beds: Catalogue) -> None:
    w, bed = words(lang), beds.mattresses[0].mattress_id
    assert w("outcomes.none_yet") in _text(at("outcomes", lang))
    for i in range(30):
        _, advice_id = ordered(bed, chance=0.85 if i % 2 else 0.55)
        end = Outcome("returned", bed, reason="comfort") if i % 5 == 0 else Outcome("kept", bed)
        records.enter(engine.store(), advice_id, end)
    shown = _text(at("outcomes", lang))
    assert f"<td>{w('outcomes.group_followed')}</td><td>30</td><td>20% (6)</td>" in shown
    assert w("outcomes.mean_chance", stated_share=0.7, kept_share=0.8) in shown
    assert "<circle" in shown and f'aria-label="{w("outcomes.picture")}"' in shown
    assert w("outcomes.kept_is_not_suits") in shown
    _, advice_id = ordered(bed)
    records.enter(engine.store(), advice_id, Outcome("felt", bed, felt="right"))
    shown = _text(at("outcomes", lang))
    assert f"<td>{w('outcomes.part_whole')}</td><td>{w('outcomes.withheld')}</td>" in shown
