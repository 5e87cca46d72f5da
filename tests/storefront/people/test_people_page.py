"""Who may sign in, on a page for managers; and everybody's own PIN."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from database.people import acts, users
from database.store import shared_store
from storefront.words import words
from tests.storefront.visiting import NAME, PIN, at, made_user

OTHER, WAY = "730286", "staff_to_"
EN = words("en")
pytestmark = pytest.mark.usefixtures("staff_pages")


def _type(app: AppTest, key: str, text: str) -> None:
    (box,) = [box for box in app.text_input if box.label == EN(key)]
    box.set_value(text)


def _press(app: AppTest, key: str) -> AppTest:
    (button,) = [button for button in app.button if button.label == EN(key)]
    button.click().run()
    assert not app.exception
    return app


def _says(app: AppTest) -> str:
    return " ".join(part.value for part in (*app.title, *app.header, *app.markdown))


def _acts(app: AppTest, name: str, act: str) -> AppTest:
    app.selectbox(key="person_chosen").set_value(name).run()
    return _press(app, act)


def _sign_in(name: str, pin: str) -> AppTest:
    app = at("counter", "en", by="")
    _type(app, "staff.name", name)
    _type(app, "staff.pin", pin)
    return _press(app, "staff.sign_in")


def _handed(app: AppTest) -> str:
    found = re.search(r'class="code">(\d{6})<', _says(app))
    assert found
    return found[1]


def test_a_manager_adds_somebody_who_chooses_their_own_pin_before_anything_else() -> None:
    app = at("people", "en")
    app.text_input(key="person_name").set_value("Bram Visser")
    pin = _handed(_press(app, "people.add"))
    assert users.admitted(shared_store(), "Bram Visser", pin)
    assert pin not in _says(app.run()), "shown once"
    assert pin not in repr(acts.acts(shared_store()))

    his = _sign_in("bram visser", pin)
    assert EN("counter.lead") not in _says(his)
    assert EN("staff.once_lead", name="Bram Visser") in _says(his)
    for new, again, said in (
        (pin, pin, "staff.pin_the_same"),
        (OTHER, "730287", "staff.not_the_same"),
        ("123456", "123456", "staff.pin_too_easy"),
    ):
        _type(his, "staff.new_pin", new)
        _type(his, "staff.new_pin_again", again)
        assert EN(said) in _says(_press(his, "staff.take_pin"))
        assert EN("counter.lead") not in _says(his)
    for key in ("staff.new_pin", "staff.new_pin_again"):
        _type(his, key, OTHER)
    _press(his, "staff.take_pin")
    assert EN("counter.lead") in _says(his)
    assert EN("staff.once_lead", name="Bram Visser") not in _says(his)
    assert users.admitted(shared_store(), "Bram Visser", pin) is None
    assert users.admitted(shared_store(), "Bram Visser", OTHER)
    told = [(act.who, act.act, act.about) for act in reversed(acts.acts(shared_store()))]
    assert told == [
        (NAME, "staff_add", "Bram Visser, staff"),
        ("Bram Visser", "sign_in", ""),
        ("Bram Visser", "own_pin", "Bram Visser"),
    ]


def test_roles_locks_new_pins_and_the_end_are_acts_of_a_manager() -> None:
    made_user("staff", "Bram")
    app = at("people", "en")
    assert app.selectbox(key="person_chosen").options == ["Bram"], "nobody locks themselves out"
    _acts(app, "Bram", "people.make_manager")
    assert EN("people.made", name="Bram", role=EN("people.role_manager")) in _says(app)
    _acts(app, "Bram", "people.lock")
    assert EN("people.state_locked") in _says(app)
    assert users.admitted(shared_store(), "Bram", PIN) is None
    _acts(app, "Bram", "people.unlock")
    assert users.admitted(shared_store(), "Bram", PIN)
    pin = _handed(_acts(app, "Bram", "people.new_pin"))
    assert EN("people.state_once") in _says(app)
    user = users.admitted(shared_store(), "Bram", pin)
    assert user is not None and user.pin_once
    _acts(app, "Bram", "desk.staff_remove")
    assert users.named(shared_store(), "Bram"), "it asks first"
    _press(app, "desk.staff_remove_yes")
    assert users.named(shared_store(), "Bram") is None
    done = [act.act for act in reversed(acts.acts(shared_store()))]
    assert done == ["staff_role", "staff_disable", "staff_enable", "staff_reset", "staff_remove"]
    for act in done:
        assert EN(f"staff.act_{act}") in _says(app)
    assert not app.selectbox, "there is nobody else"


def test_what_cannot_be_is_said() -> None:
    app = at("people", "en")
    for name, said in (("  ", "no name"), ("anna DE vries", "already")):
        app.text_input(key="person_name").set_value(name)
        assert said in _says(_press(app, "people.add"))
    assert len(users.users(shared_store())) == 1


def test_everybody_changes_their_own_pin_and_no_other_can_there() -> None:
    app = at("people", "en", by="staff")
    shown = _says(app)
    assert EN("people.own_heading") in shown
    for of_managers in ("people.list_heading", "people.add_heading", "people.acts_heading"):
        assert EN(of_managers) not in shown
    before = users.named(shared_store(), NAME)
    for current, said in ((OTHER, "staff.refused"), (PIN, "staff.pin_taken")):
        _type(app, "staff.current_pin", current)
        for key in ("staff.new_pin", "staff.new_pin_again"):
            _type(app, key, "580316")
        assert EN(said) in _says(_press(app, "staff.take_pin"))
    after = users.admitted(shared_store(), NAME, "580316")
    assert before and after and after.epoch > before.epoch, "over in other browsers"
    assert EN("people.own_heading") in _says(app.run()), "here it goes on"
    assert [act.act for act in reversed(acts.acts(shared_store()))] == ["refused", "own_pin"]


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("staff", {"counter": {"people", "start"}, "people": {"counter", "start"}, "start": {"counter", "people"}}),
        (
            "manager",
            {
                "counter": {"desk", "outcomes", "people", "start"},
                "desk": {"counter", "outcomes", "people", "start"},
                "outcomes": {"counter", "desk", "people", "start"},
                "people": {"counter", "desk", "outcomes", "start"},
                "guide": {"counter", "desk", "outcomes", "people"},
            },
        ),
    ],
)
def test_who_is_signed_in_goes_from_page_to_page_that_their_role_may_open(
    role: str, shown: dict[str, set[str]]
) -> None:
    app = at("counter", "en", by=role)
    for page, others in shown.items():
        app.session_state["visit"].go(page)
        app.run()
        assert not app.exception
        ways = {str(button.key).removeprefix(WAY) for button in app.button if str(button.key).startswith(WAY)}
        assert ways == others, page
        assert app.button(key="sign_out").label == EN("staff.sign_out", name=NAME)
    way = "people" if role == "staff" else "outcomes"
    app.button(key=f"{WAY}{way}").click().run()
    assert app.title[0].value == EN(f"{way}.title")


def test_a_shopper_sees_no_way_to_a_page_of_staff() -> None:
    for page in ("start", "guide"):
        app = at(page, "en", by="")
        assert not [button for button in app.button if str(button.key).startswith((WAY, "sign_out"))]
