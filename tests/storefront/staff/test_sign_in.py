"""Staff sign in by name and PIN: nothing is open by accident, and what is open is theirs alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from catalog.catalogue_file import load_catalogue
from database.errors import StoreError
from database.people import acts, browsers, users
from database.store import Store, shared_store
from database.versions import import_catalogue, live, publish
from storefront import engine
from storefront.doors import cookie
from storefront.doors.visits import Tab, visits
from storefront.settings import Settings, settings
from storefront.staff import lockout as of_lockout
from storefront.staff import present
from storefront.staff.lockout import STRANGE, TOGETHER, Place, Rule, lockout
from storefront.words import words
from tests.patience import HANGS_S
from tests.storefront.conftest import Client
from tests.storefront.visiting import APP, NAME, PIN, at, made_user, visit_of

WRONG = "730286"
EN = words("en")
pytestmark = pytest.mark.usefixtures("staff_pages")


@pytest.fixture
def _long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A first wait that no slow machine outlasts."""
    monkeypatch.setattr(of_lockout, "STRANGE", Rule(STRANGE.free, 36_000.0, 36_000.0))


def _type(app: AppTest, key: str, text: str) -> None:
    (box,) = [box for box in app.text_input if box.label == EN(key)]
    box.set_value(text)


def _press(app: AppTest, key: str) -> AppTest:
    (button,) = [button for button in app.button if button.label == EN(key)]
    button.click().run()
    assert not app.exception
    return app


def _sign_in(app: AppTest, pin: str = PIN, name: str = NAME) -> AppTest:
    _type(app, "staff.name", name)
    _type(app, "staff.pin", pin)
    return _press(app, "staff.sign_in")


def _says(app: AppTest) -> str:
    return " ".join(part.value for part in (*app.title, *app.markdown))


def _acts(who: str = NAME) -> list[str]:
    return [act.act for act in reversed(acts.acts(shared_store())) if act.who == who]


@pytest.mark.parametrize(
    ("configured", "pages"),
    [
        ({}, ()),
        ({"counter": True}, ("counter", "people")),
        ({"desk": True}, ("desk", "outcomes", "people")),
        ({"desk": True, "counter": True}, ("counter", "desk", "outcomes", "people")),
    ],
)
def test_pages_are_off_unless_switched_on(
    monkeypatch: pytest.MonkeyPatch, configured: dict[str, bool], pages: tuple[str, ...]
) -> None:
    for name in ("COUNTER", "DESK"):
        monkeypatch.delenv(f"MATTRESS_FIT_{name}")
    assert Settings(**configured).staff_pages() == pages


@pytest.mark.parametrize("page", ["counter", "desk"])
def test_an_address_typed_in_opens_nothing_before_somebody_signed_in(page: str) -> None:
    made_user("manager")
    app = at(page, "en", by="")
    assert app.title[0].value == EN("staff.title")
    assert EN(f"{page}.lead") not in _says(app)
    app = _sign_in(app, WRONG)
    assert EN("staff.refused") in _says(app)
    assert EN(f"{page}.lead") not in _says(app)
    app = _sign_in(app)
    assert EN(f"{page}.lead") in _says(app)
    assert app.button(key="sign_out").label == EN("staff.sign_out", name=NAME)
    assert not [box for box in app.text_input if box.label == EN("staff.pin")]
    app = app.button(key="sign_out").click().run()
    assert app.title[0].value == EN("staff.title")
    assert _acts() == ["refused", "sign_in", "sign_out"]
    assert {act.page for act in acts.acts(shared_store())} == {page}


def test_the_same_is_said_whoever_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    made_user("manager", "Bram")
    made_user("staff")
    users.disable(shared_store(), NAME)
    for name, pin in ((NAME, PIN), ("Nobody at all", PIN), ("", ""), ("Bram", WRONG)):
        assert EN("staff.refused") in _says(_sign_in(at("counter", "en", by=""), pin, name))


def test_the_desk_is_for_managers() -> None:
    made_user("manager", "Bram")
    made_user("staff")
    app = _sign_in(at("desk", "en", by=""))
    assert EN("staff.for_managers") in _says(app)
    assert EN("desk.lead") not in _says(app)
    assert EN("counter.lead") in _says(at("counter", "en", by="staff"))


def _come(client: Client, browser: str, name: str = "one", word: str = "", network: str = "192.0.2.1") -> AppTest:
    """A new connection of a browser to the counter."""
    tab = visits().enter(browser, name, monotonic())
    client.come(browser, tab.key)
    client.remote_ip = network
    if word:
        client.cookies[cookie.KNOWN] = word
    app = AppTest.from_file(APP, default_timeout=HANGS_S)
    app.query_params["lang"] = "en"
    app.run()
    held = tab.visit
    assert held is not None
    held.go("counter")  # type: ignore[attr-defined]
    app.run()
    assert not app.exception
    return app


def _tab(client: Client, browser: str) -> Tab:
    found = visits().tab(browser, client.headers[0][1])
    assert found is not None
    return found


def test_a_cookie_somebody_planted_is_worth_nothing_after_the_sign_in(client: Client) -> None:
    """And a reload with the new one stays signed in."""
    made_user("staff")
    planted = cookie.made()
    app = _sign_in(_come(client, planted))
    assert EN("counter.lead") in _says(app)
    tab = _tab(client, planted)
    ticket = tab.ticket
    assert ticket is not None

    # Before the page fetched its new cookie, and after: the planted one opens nothing.
    key = client.headers[0][1]
    assert EN("counter.lead") not in _says(_come(client, planted, "thief"))
    turned = visits().turn(planted, ticket.word, monotonic())
    assert turned is tab
    assert tab.browser != planted
    assert visits().turn(planted, ticket.word, monotonic()) is None, "a ticket is good once"
    for name in ("thief", "one", "another"):
        assert EN("counter.lead") not in _says(_come(client, planted, name))

    # The page that was signed in on goes on over its open connection, and so does a reload with the new cookie.
    client.come(planted, key)
    assert EN("counter.lead") in _says(app.run())
    visits().leave(tab)
    assert EN("counter.lead") in _says(_come(client, tab.browser))
    assert EN("counter.lead") in _says(_come(client, tab.browser, "a second tab"))


def test_a_reload_that_comes_before_the_new_cookie_has_to_sign_in_again(client: Client) -> None:
    made_user("staff")
    browser = cookie.made()
    _sign_in(_come(client, browser))
    tab = _tab(client, browser)
    visits().leave(tab)
    assert EN("counter.lead") not in _says(_come(client, browser))
    assert not tab.shift.holds(monotonic())


@pytest.mark.parametrize("forged", ["", "x", "A" * 32 + ".66666666", "../../etc/passwd"])
def test_a_forged_cookie_opens_nothing(client: Client, forged: str) -> None:
    made_user("staff")
    browser = cookie.made()
    _sign_in(_come(client, browser))
    tab = _tab(client, browser)
    visits().turn(browser, tab.ticket.word if tab.ticket else "", monotonic())
    key = client.headers[0][1]
    client.come(forged, key)
    app = AppTest.from_file(APP, default_timeout=HANGS_S)
    app.query_params["lang"] = "en"
    app.run()
    visit_of(app).go("counter")
    assert EN("staff.title") in _says(app.run())
    assert not browsers.knows(shared_store(), 1, forged)


def test_other_tabs_of_the_browser_come_along_by_their_own_name(client: Client) -> None:
    made_user("staff")
    browser = cookie.made()
    _come(client, browser, "other")
    other = _tab(client, browser)
    other.visit.answers["a.weight_kg"] = 82.0  # type: ignore[union-attr]
    _sign_in(_come(client, browser, "one"))
    tab = _tab(client, browser)
    visits().turn(browser, tab.ticket.word if tab.ticket else "", monotonic())
    visits().leave(other)
    assert EN("counter.lead") in _says(_come(client, tab.browser, "other"))
    assert _tab(client, tab.browser) is other
    assert other.visit.answers["a.weight_kg"] == 82.0  # type: ignore[union-attr]


def _wrong(client: Client, times: int, network: str = "192.0.2.1") -> AppTest:
    """A prankster at a browser of their own, who tries a colleague's name."""
    app = _come(client, cookie.made(), network=network)
    for _ in range(times):
        app = _sign_in(app, WRONG)
    return app


def _counted() -> str:
    """By which attempts at the PIN of `NAME` are counted."""
    user = users.named(shared_store(), NAME)
    assert user is not None
    return f"{user.user_id} {user.changed_at}"


@pytest.mark.usefixtures("_long")
def test_a_thousand_wrong_pins_never_find_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a thousand a few are compared, and then even the right one is not (`test_lockout` has them over a day)."""
    made_user("staff")
    compared: list[str] = []
    admitted = users.admitted
    monkeypatch.setattr(users, "admitted", lambda s, n, pin: compared.append(pin) or admitted(s, n, pin))
    app, counted = _wrong(client, 5), STRANGE.free + 1
    assert len(compared) == counted
    for _ in range(1000 - 5):
        assert lockout().attempt(_counted(), Place("192.0.2.1"), monotonic()) > 0
    app = _sign_in(app)
    assert EN("staff.title") in _says(app)
    assert EN("staff.refused") not in _says(app), "the right one was not even compared"
    assert compared == [WRONG] * counted


@pytest.mark.usefixtures("_long")
def test_a_prankster_behind_the_same_address_does_not_lock_a_colleague_out(client: Client) -> None:
    made_user("staff")
    app = _sign_in(_come(client, cookie.made()))
    tab = _tab(client, client.cookies[cookie.NAME])
    word = tab.shift.word
    app.button(key="sign_out").click().run()
    prank = _wrong(client, STRANGE.free + 4)
    assert EN("staff.refused") not in _says(prank), "the prankster waits"
    stranger = _sign_in(_come(client, cookie.made()))
    assert EN("counter.lead") not in _says(stranger), "so does an unknown browser there"
    back = _sign_in(_come(client, cookie.made(), word=word))
    assert EN("counter.lead") in _says(back)
    forged = _sign_in(_come(client, cookie.made(), word="A" * 32))
    assert EN("counter.lead") not in _says(forged)


def test_guesses_from_everywhere_do_not_lock_a_known_browser_either(client: Client) -> None:
    user = made_user("staff")
    word = browsers.remember(shared_store(), user.user_id, "")
    for i in range(TOGETHER.free + 10):
        lockout().attempt(_counted(), Place(f"198.51.100.{i}"), monotonic())
    assert EN("counter.lead") not in _says(_sign_in(_come(client, cookie.made(), network="203.0.113.9")))
    assert EN("counter.lead") in _says(_sign_in(_come(client, cookie.made(), word=word)))


@pytest.mark.usefixtures("_long")
def test_a_new_pin_ends_the_wait(client: Client) -> None:
    made_user("manager")
    app = _wrong(client, STRANGE.free + 2)
    users.reset(shared_store(), NAME, WRONG)
    assert EN("counter.lead") in _says(_sign_in(app, WRONG))


@pytest.mark.usefixtures("_long")
def test_what_was_failed_outlasts_a_visitor_who_clears_every_cache(client: Client) -> None:
    made_user("staff")
    app = _wrong(client, STRANGE.free + 3)
    st.cache_resource.clear()
    st.cache_data.clear()
    assert EN("counter.lead") not in _says(_sign_in(app))


def test_twenty_sign_in_at_once() -> None:
    for i in range(20):
        made_user("staff", f"Colleague {i}")

    def come(i: int) -> bool:
        return users.admitted(shared_store(), f"colleague {i}", PIN) is not None

    with ThreadPoolExecutor(20) as pool:
        assert all(pool.map(come, range(20)))


def test_being_signed_in_ends_with_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    app = at("desk", "en")
    assert app.title[0].value == EN("desk.title")
    later = monotonic() + present.SIGNED_IN_S + 1
    monkeypatch.setattr(present, "monotonic", lambda: later)
    assert app.run().title[0].value == EN("staff.title")


def _minutes_later(monkeypatch: pytest.MonkeyPatch, minutes: float) -> None:
    now = monotonic() + minutes * 60
    monkeypatch.setattr(present, "monotonic", lambda: now)


def test_being_signed_in_ends_when_nobody_uses_it_and_takes_the_customer_along(monkeypatch: pytest.MonkeyPatch) -> None:
    app = at("counter", "en", {"a.weight_kg": 80.0})
    visit_of(app).shift.until_s += 36_000
    for minutes, open_ in ((29, True), (58, True), (89, False)):
        _minutes_later(monkeypatch, minutes)
        assert (EN("counter.lead") in _says(app.run())) == open_
    assert "a.weight_kg" not in visit_of(app).answers
    _type(app, "staff.name", NAME)  # the page to sign in on is whole


def test_a_customer_who_is_lying_down_is_not_wiped(monkeypatch: pytest.MonkeyPatch) -> None:
    app = at("counter", "en", {"a.weight_kg": 80.0})
    held = visit_of(app)
    held.shift.until_s += 36_000
    held.lying_until_s = monotonic() + 45 * 60
    _minutes_later(monkeypatch, 70)
    app.run()
    assert EN("counter.lead") in _says(app)
    assert held.answers["a.weight_kg"] == 80.0


def test_lying_down_keeps_nobody_signed_in_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    app = at("counter", "en")
    held = visit_of(app)
    held.shift.until_s += 36_000
    held.lying_until_s = monotonic() + 1e9
    app.run()
    held.lying_until_s = 0.0
    _minutes_later(monkeypatch, present.LONGEST_LYING_S / 60 + 32)
    assert EN("staff.title") in _says(app.run())


@pytest.mark.parametrize("how", ["disabled", "reset", "all ended", "less of a role"])
def test_who_may_no_more_is_out_at_once(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    made_user("manager", "Bram")
    app = at("desk", "en")
    assert app.title[0].value == EN("desk.title")
    store = shared_store()
    {
        "disabled": lambda: users.disable(store, NAME),
        "reset": lambda: users.reset(store, NAME, WRONG),
        "all ended": lambda: users.end_all(store),
        "less of a role": lambda: users.reset(store, NAME, WRONG, "staff"),
    }[how]()
    _minutes_later(monkeypatch, present.LOOK_AGAIN_S / 60 + 0.01)
    assert app.run().title[0].value == EN("staff.title")


def test_a_manager_signs_everybody_out() -> None:
    bram = made_user("staff", "Bram")
    app = at("people", "en")
    app.button(key="desk_end_all").click().run()
    assert users.user(shared_store(), bram.user_id) == bram, "it asks first"
    app.button(key="desk_end_all_yes").click().run()
    now = users.user(shared_store(), bram.user_id)
    assert now is not None and now.epoch > bram.epoch
    assert _acts() == ["end_all"]


def test_the_counter_goes_on_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    app = at("counter", "en")

    def away(*_: object) -> None:
        raise StoreError("the database did not answer")

    monkeypatch.setattr(users, "user", away)
    _minutes_later(monkeypatch, 1)
    assert EN("counter.lead") in _says(app.run())
    monkeypatch.setattr(users, "named", away)
    app = _sign_in(at("counter", "en", by=""))
    assert "did not answer" in _says(app)


def _published() -> tuple[AppTest, Store]:
    """A desk where somebody signed in was asked whether to make the newest version live."""
    store = engine.store()
    for i in (1, 2):
        version = import_catalogue(store, load_catalogue().mattresses[:i], source=f"{i}.csv")
        if i == 1:
            publish(store, version.version_id)
    app = at("desk", "en")
    for key in ("desk_compare", "desk_publish"):
        app.button(key=key).click().run()
        assert not app.exception
    return app, store


@pytest.mark.parametrize("ended", ["day", "idle", "signed out in another tab", "disabled", "less of a role"])
def test_a_yes_pressed_after_the_sign_in_ended_does_nothing_and_says_so(
    monkeypatch: pytest.MonkeyPatch, ended: str
) -> None:
    app, store = _published()
    made_user("manager", "Bram")
    if ended in ("day", "idle"):
        _minutes_later(monkeypatch, present.SIGNED_IN_S / 60 if ended == "day" else settings().staff_idle_minutes + 1)
    elif ended == "signed out in another tab":
        visit_of(app).shift.end()
    elif ended == "disabled":
        users.disable(store, NAME)
    else:
        users.reset(store, NAME, WRONG, "staff")
    before = live(store)
    app.button(key="desk_publish_yes").click().run()
    assert not app.exception
    assert live(store) == before
    assert app.title[0].value == EN("staff.title")
    assert EN("staff.ended") in _says(app)
    assert _acts() == []


def test_a_yes_in_time_does_what_was_asked_and_is_in_the_audit() -> None:
    app, store = _published()
    app.button(key="desk_publish_yes").click().run()
    found = live(store)
    assert found is not None
    assert found.source == "2.csv"
    (act,) = acts.acts(store)
    assert (act.who, act.act, act.about, act.page) == (NAME, "publish", f"version {found.version_id}", "desk")
    shown = _says(at("people", "en"))
    assert EN("staff.act_publish") in shown and NAME in shown


def test_no_act_of_staff_trusts_who_calls_it() -> None:
    act = """
from storefront.desk import actions, mending
from storefront.people import audit, team
from storefront.engine import store
from storefront.staff import NotSignedIn
refused = 0
for act, given in (
    (actions.make_live, (1,)), (actions.go_back, ()), (actions.import_upload, (store(), None, None, "")),
    (actions._live_anyway, (1, [])), (mending._mend, ("a", None, "")), (mending._withdraw, ("a", "")),
    (audit._end_all, ()), (team._add, ()), (team._new_pin, ("Anna",)), (team._make, ("Anna", "staff")),
    (team._lock, ("Anna",)), (team._unlock, ("Anna",)), (team._remove, ("Anna",)),
):
    try:
        act(*given)
    except NotSignedIn:
        refused += 1
import streamlit as st
st.write(str(refused))
"""
    app = AppTest.from_string(act, default_timeout=HANGS_S).run()
    assert not app.exception
    assert _says(app) == "13"
