"""An account of the shop: shown only where configured, good once and for minutes, for a verified address of staff."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from database.people import acts, users
from database.store import shared_store
from storefront.settings import settings
from storefront.staff import provider
from storefront.words import words
from tests.storefront.visiting import NAME, PIN, VISIT, at, made_user

ADDRESS = "anna@shop.example"
EN = words("en")


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", f"sqlite:///{tmp_path / 'catalogue.sqlite3'}")
    monkeypatch.setenv("MATTRESS_FIT_COUNTER", "1")
    settings.cache_clear()
    provider._used.cache_clear()
    made_user("staff")
    made_user("manager", "Bram")
    users.set_email(shared_store(), NAME, ADDRESS)
    yield
    settings.cache_clear()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where it is configured: what Streamlit is asked to do."""
    done: list[str] = []
    monkeypatch.setattr(provider, "_is_configured", lambda: True)
    monkeypatch.setattr(provider, "find_spec", lambda name: name)
    monkeypatch.setattr(st, "login", lambda: done.append("login"))
    monkeypatch.setattr(st, "logout", lambda: done.append("logout"))
    monkeypatch.setattr(st, "user", {"is_logged_in": False})
    return done


def _account(monkeypatch: pytest.MonkeyPatch, **more: Any) -> None:
    """Who the service says it is, just now."""
    claims = {"is_logged_in": True, "iss": "https://login", "sub": "1", "iat": int(time.time()), "email": ADDRESS}
    monkeypatch.setattr(st, "user", {**claims, "email_verified": True, **more})


def _says(app: AppTest) -> str:
    return " ".join(part.value for part in (*app.title, *app.markdown))


def _keys(app: AppTest) -> set[str]:
    return {str(button.key) for button in app.button}


def test_nothing_of_it_is_there_unless_it_is_configured(capsys: pytest.CaptureFixture[str]) -> None:
    assert not provider.is_on()
    assert "by_account" not in _keys(at("counter", "en", by=""))
    provider.announce()
    assert "mattress-fit" not in capsys.readouterr().err


def test_without_authlib_it_is_off_and_the_server_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(provider, "_is_configured", lambda: True)
    monkeypatch.setattr(provider, "find_spec", lambda _: None)
    _account(monkeypatch)
    app = at("counter", "en", by="")
    assert "by_account" not in _keys(app)
    assert EN("counter.lead") not in _says(app)
    provider.announce()
    assert "install the extra oidc" in capsys.readouterr().err


def test_a_verified_address_signs_its_user_in_once(monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> None:
    app = at("counter", "en", by="")
    app.button(key="by_account").click().run()
    assert asked == ["login"]
    _account(monkeypatch, email="Anna@SHOP.example")
    app.run()
    assert EN("counter.lead") in _says(app)
    assert app.button(key="sign_out").label == EN("staff.sign_out", name=NAME)
    assert [act.act for act in acts.acts(shared_store())] == ["sign_in_account"]
    assert EN("counter.lead") not in _says(at("counter", "en", by="")), "the same answer of the service again"
    app.button(key="sign_out").click().run()
    assert asked == ["login", "logout"]
    assert EN("counter.lead") not in _says(app.run())
    _account(monkeypatch, iat=int(time.time()) + 1)
    assert EN("counter.lead") in _says(at("counter", "en", by="")), "signed in with anew"


def test_who_comes_back_from_the_service_on_the_first_page_goes_on_to_where_they_were(
    monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    monkeypatch.setenv("MATTRESS_FIT_DESK", "1")
    settings.cache_clear()
    _account(monkeypatch, email="nobody@shop.example", sub="nobody")
    assert EN("staff.account_unknown") in _says(at("start", "en", by="")), "the reason stands where they can go on"
    _account(monkeypatch)
    assert EN("counter.lead") in _says(at("start", "en", by=""))
    assert EN("start.heading") in _says(at("start", "en", by="")), "a second visitor, the same answer of the service"
    app = at("outcomes", "en", by="")
    app.button(key="by_account").click().run()
    _account(monkeypatch, sub="Anna again")
    app.session_state[VISIT].go("start")
    app.run()
    assert EN("staff.for_managers") in _says(app), "the page they had left, which is the managers' alone"


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"email": "carla@shop.example"}, True),
        ({"email": None}, True),
        ({"email": ""}, True),
        ({"email": "%"}, True),
        ({"email_verified": False}, True),
        ({"email_verified": None}, True),
        ({"email_verified": "true"}, True),
        ({"iat": 0}, False),
        ({"iat": None}, False),
        ({"iat": True}, False),
        ({"iat": 4e9}, False),
        ({"is_logged_in": False}, False),
    ],
)
def test_whom_the_service_does_not_vouch_for_stays_out(
    monkeypatch: pytest.MonkeyPatch, asked: list[str], claims: dict[str, Any], said: bool
) -> None:
    _account(monkeypatch, **claims)
    app = at("counter", "en", by="")
    assert EN("counter.lead") not in _says(app)
    assert (EN("staff.account_unknown") in _says(app)) == said
    assert asked == []
    assert acts.acts(shared_store()) == []


def test_who_is_locked_or_lost_the_address_stays_out_and_the_pin_goes_on_working(
    monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    for number, change in enumerate((lambda: users.disable(shared_store(), NAME), _without_address)):
        change()
        _account(monkeypatch, sub=str(number))
        assert EN("staff.account_unknown") in _says(at("counter", "en", by=""))
    assert users.admitted(shared_store(), NAME, PIN)


def _without_address() -> None:
    users.enable(shared_store(), NAME)
    users.set_email(shared_store(), NAME, "")


def test_a_manager_keeps_the_address_with_a_name(asked: list[str]) -> None:
    made_user("manager", "Carla")
    app = at("people", "en", by="")
    for key, text in (("staff.name", "Carla"), ("staff.pin", PIN)):
        (box,) = [box for box in app.text_input if box.label == EN(key)]
        box.set_value(text)
    next(button for button in app.button if button.label == EN("staff.sign_in")).click().run()
    app.selectbox(key="person_chosen").set_value("Bram").run()
    for address, said in ((ADDRESS, "another user"), ("no address", "no e-mail"), ("bram@shop.example", "")):
        app.text_input(key="person_email.Bram").set_value(address)
        next(button for button in app.button if button.label == EN("people.email_keep")).click().run()
        assert not app.exception
        assert (said or EN("people.email_kept", name="Bram")) in _says(app)
    found = users.with_email(shared_store(), "bram@shop.example")
    assert found is not None and found.name == "Bram"
