"""The first manager is made with a code from the terminal: no default password, and no second first one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from database.people import acts, users
from database.store import shared_store
from storefront.settings import settings
from storefront.staff import first
from storefront.staff import lockout as of_lockout
from storefront.staff.lockout import STRANGE, Rule
from storefront.words import words
from tests.storefront.visiting import NAME, PIN, at, made_user

EN = words("en")


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MATTRESS_FIT_COUNTER", "1")
    settings.cache_clear()
    first._code.cache_clear()
    yield
    settings.cache_clear()
    first._code.cache_clear()


def _code(capsys: pytest.CaptureFixture[str]) -> str:
    first.announce()
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "/counter" in said
    return said.strip().rpartition(" ")[2]


def _make(app: AppTest, code: str, pin: str = PIN, again: str = PIN, name: str = NAME) -> AppTest:
    typed = {"staff.first_code": code, "staff.name": name, "staff.new_pin": pin, "staff.new_pin_again": again}
    for key, text in typed.items():
        (box,) = [box for box in app.text_input if box.label == EN(key)]
        box.set_value(text)
    (button,) = [button for button in app.button if button.label == EN("staff.first_make")]
    button.click().run()
    assert not app.exception
    return app


def _says(app: AppTest) -> str:
    return " ".join(part.value for part in (*app.title, *app.markdown))


def test_the_code_in_the_terminal_makes_the_first_manager_once(capsys: pytest.CaptureFixture[str]) -> None:
    code = _code(capsys)
    first.announce()
    assert capsys.readouterr().err == "", "said once"
    page, late = at("counter", "en", by=""), at("counter", "en", by="")
    assert EN("counter.lead") not in _says(page)
    assert EN("staff.wrong_code") in _says(_make(page, code[:-1]))
    assert users.is_empty(shared_store())
    page = _make(page, code.lower().replace("-", " "))
    assert EN("counter.lead") in _says(page)
    (anna,) = users.users(shared_store())
    assert (anna.name, anna.role) == (NAME, "manager")
    assert [act.act for act in acts.acts(shared_store())] == ["first_manager"]
    late = _make(late, code, name="Second")
    assert len(users.users(shared_store())) == 1
    assert EN("staff.name") in [box.label for box in late.text_input], "from now on one signs in"
    assert EN("staff.first_code") not in [box.label for box in late.text_input]


def test_what_is_wrong_with_a_new_pin_is_said_before_the_code_is_tried(capsys: pytest.CaptureFixture[str]) -> None:
    code, page = _code(capsys), at("counter", "en", by="")
    for pin, again, name, said in (
        (PIN, "290418", NAME, "staff.not_the_same"),
        ("123456", "123456", NAME, "staff.pin_too_easy"),
        (NAME, NAME, NAME, "staff.pin_too_easy"),
        (PIN, PIN, " ", "staff.no_name"),
    ):
        assert EN(said) in _says(_make(page, code, pin, again, name))
    assert EN("counter.lead") in _says(_make(page, code))


def test_the_code_cannot_be_guessed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_lockout, "STRANGE", Rule(STRANGE.free, 36_000.0, 36_000.0))
    code, page = _code(capsys), at("counter", "en", by="")
    for _ in range(STRANGE.free + 2):
        page = _make(page, "0000-0000")
    assert EN("staff.wrong_code") not in _says(_make(page, code)), "even the right one waits"
    assert users.is_empty(shared_store())


def test_nothing_is_said_where_somebody_can_sign_in_or_no_page_of_staff_is_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MATTRESS_FIT_COUNTER")
    settings.cache_clear()
    first.announce()
    monkeypatch.setenv("MATTRESS_FIT_COUNTER", "1")
    settings.cache_clear()
    made_user("staff")
    first.announce()
    assert capsys.readouterr().err == ""


def test_two_servers_have_two_codes() -> None:
    made = set()
    for _ in range(20):
        first._code.cache_clear()
        made.add(first._code().text)
    assert len(made) == 20
