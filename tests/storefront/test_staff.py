"""Staff sign in: only the right passphrase opens their pages, guessing is slow, and nothing is open by accident."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from catalog.catalogue_file import load_catalogue
from catalog.errors import UserError
from database.store import Store
from database.versions import import_catalogue, live, publish
from storefront import engine, staff
from storefront.doors import throttle
from storefront.doors.throttle import attempts
from storefront.settings import Settings, settings
from storefront.staff import make_hash, matches, readable
from storefront.words import words
from tests.patience import HANGS_S
from tests.storefront.commands.command_line import run
from tests.storefront.visiting import at, visit_of

PASSPHRASE = "correct horse battery"
EN = words("en")


@pytest.fixture(scope="module")
def kept() -> str:
    return make_hash(PASSPHRASE)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", f"sqlite:///{tmp_path / 'catalogue.sqlite3'}")
    settings.cache_clear()
    attempts.cache_clear()
    yield
    settings.cache_clear()
    attempts.cache_clear()


def _sign_in(app: AppTest, passphrase: str) -> AppTest:
    app.text_input[0].set_value(passphrase)
    return next(button for button in app.button if button.label == EN("staff.sign_in")).click().run()


def _says(app: AppTest) -> str:
    return " ".join(part.value for part in app.markdown)


def test_only_the_passphrase_matches(kept: str) -> None:
    assert matches(PASSPHRASE, kept)
    for wrong in ("", PASSPHRASE[:-1], PASSPHRASE.upper(), PASSPHRASE + " ", "\udc80", "x" * 5000):
        assert not matches(wrong, kept)


def test_two_hashes_of_one_passphrase_differ_and_hold_no_word_of_it(kept: str) -> None:
    other = make_hash(PASSPHRASE)
    assert other != kept
    assert matches(PASSPHRASE, other)
    assert not [word for word in PASSPHRASE.split() if word in kept]
    assert not set("$'\" \\") & set(kept), "it can stand in a shell, an env file and a compose file as it is"


SALT, TAG = "A" * 22, "A" * 43


@pytest.mark.parametrize(
    "broken",
    ["", "x", "argon2id:v=19", f"argon2id:v=19:m=65536,t=3,p=4:{SALT}:{TAG}", f":argon2i:v=a:m=8,t=1,p=1:{SALT}:{TAG}",
     ":argon2id:v=19:m=8,t=1,p=1:#:#", "md5:16:8:1:AA==:AA==", f":argon2id:v=19:m=4294967295,t=3,p=4:{SALT}:{TAG}"],
)  # fmt: skip
def test_a_hash_that_cannot_be_read_lets_nobody_in(broken: str) -> None:
    assert not matches("", broken)
    assert not matches(PASSPHRASE, broken)


def test_a_hash_as_other_tools_write_it_is_read(kept: str) -> None:
    assert readable(kept)
    assert matches(PASSPHRASE, kept.replace(":", "$"))


OF_0_1_0 = (
    "scrypt:32768:8:3:c2FsdHNhbHRzYWx0c2FsdA==:"
    "VjlxsxAgR6D2tenHbDt+BFHXoCVbV2+WFkL3f83AFDfktUkDEyGX2U7KNVswW1xXMKM/E8fHVLQyZMM6ae4o3w=="
)


def test_a_passphrase_set_by_an_older_version_says_how_to_mend_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not readable(OF_0_1_0)
    monkeypatch.setenv("MATTRESS_FIT_DESK", "1")
    monkeypatch.setenv("MATTRESS_FIT_STAFF_HASH", OF_0_1_0)
    page = at("desk", "en")
    assert "mattress-fit passphrase" in _says(page)
    assert not page.text_input, "nothing to type: no passphrase would do"
    doctor = run(capsys, "doctor")
    assert doctor.code == 1
    assert "mattress-fit passphrase" in doctor.out


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(UserError, match="12"):
        make_hash("1234")


@pytest.mark.parametrize(
    ("configured", "pages"),
    [
        ({}, ()),
        ({"counter": True}, ("counter",)),
        ({"desk": True}, ()),
        ({"staff_hash": "x"}, ()),
        ({"desk": True, "counter": True, "staff_hash": "x"}, ("counter", "desk", "outcomes")),
    ],
)
def test_pages_are_off_unless_switched_on_and_the_desk_never_opens_without_a_passphrase(configured, pages) -> None:
    assert Settings(**configured).staff_pages() == pages


@pytest.mark.parametrize("page", ["counter", "desk"])
def test_a_page_for_staff_opens_with_the_passphrase_and_closes_again(
    monkeypatch: pytest.MonkeyPatch, kept: str, page: str
) -> None:
    monkeypatch.setenv(f"MATTRESS_FIT_{page.upper()}", "1")
    monkeypatch.setenv("MATTRESS_FIT_STAFF_HASH", kept)
    app = at(page, "en")
    assert app.title[0].value == EN("staff.title")
    lead = EN(f"{page}.lead")
    assert lead not in _says(app)
    app = _sign_in(app, "wrong horse battery")
    assert EN("staff.refused") in _says(app)
    assert lead not in _says(app)
    app = _sign_in(app, PASSPHRASE)
    assert not app.exception
    assert lead in _says(app)
    assert not [box for box in app.text_input if box.label == EN("staff.passphrase")]
    app = app.button(key="sign_out").click().run()
    assert app.title[0].value == EN("staff.title")


def test_after_too_many_failures_even_the_right_one_has_to_wait(monkeypatch: pytest.MonkeyPatch, kept: str) -> None:
    monkeypatch.setenv("MATTRESS_FIT_DESK", "1")
    monkeypatch.setenv("MATTRESS_FIT_STAFF_HASH", kept)
    monkeypatch.setattr(throttle, "FREE_FAILURES", -5)
    app = _sign_in(at("desk", "en"), "wrong horse battery")
    app = _sign_in(app, PASSPHRASE)
    assert app.title[0].value == EN("staff.title")
    assert EN("staff.refused") not in _says(app)


def test_being_signed_in_ends_with_the_shift(monkeypatch: pytest.MonkeyPatch, kept: str) -> None:
    monkeypatch.setenv("MATTRESS_FIT_DESK", "1")
    monkeypatch.setenv("MATTRESS_FIT_STAFF_HASH", kept)
    app = _sign_in(at("desk", "en"), PASSPHRASE)
    assert app.title[0].value == EN("desk.title")
    later = staff.monotonic() + staff.SIGNED_IN_S + 1
    monkeypatch.setattr(staff, "monotonic", lambda: later)
    assert app.run().title[0].value == EN("staff.title")


def test_being_signed_in_ends_when_nobody_uses_it(monkeypatch: pytest.MonkeyPatch, kept: str) -> None:
    monkeypatch.setenv("MATTRESS_FIT_DESK", "1")
    monkeypatch.setenv("MATTRESS_FIT_STAFF_HASH", kept)
    app = _sign_in(at("desk", "en"), PASSPHRASE)
    now, idle_s = staff.monotonic(), settings().staff_idle_minutes * 60
    for later_s, title in ((idle_s - 60, "desk.title"), (2 * idle_s - 120, "desk.title"), (4 * idle_s, "staff.title")):
        monkeypatch.setattr(staff, "monotonic", lambda at=now + later_s: at)
        assert app.run().title[0].value == EN(title)


def test_what_was_failed_outlasts_a_visitor_who_clears_every_cache(monkeypatch: pytest.MonkeyPatch, kept: str) -> None:
    monkeypatch.setenv("MATTRESS_FIT_DESK", "1")
    monkeypatch.setenv("MATTRESS_FIT_STAFF_HASH", kept)
    for _ in range(8):
        attempts("staff").failed("", staff.monotonic())
    st.cache_resource.clear()
    st.cache_data.clear()
    app = _sign_in(at("desk", "en"), PASSPHRASE)
    assert app.title[0].value == EN("staff.title")
    assert EN("staff.wait", n_seconds=32) in _says(app)


def _published(kept: str, monkeypatch: pytest.MonkeyPatch) -> tuple[AppTest, Store]:
    """A desk where somebody signed in was asked whether to make the newest version live."""
    monkeypatch.setenv("MATTRESS_FIT_DESK", "1")
    monkeypatch.setenv("MATTRESS_FIT_STAFF_HASH", kept)
    store = engine.store()
    for i in (1, 2):
        version = import_catalogue(store, load_catalogue().mattresses[:i], source=f"{i}.csv")
        if i == 1:
            publish(store, version.version_id)
    app = _sign_in(at("desk", "en"), PASSPHRASE)
    for key in ("desk_compare", "desk_publish"):
        app.button(key=key).click().run()
        assert not app.exception
    return app, store


@pytest.mark.parametrize("ended", ["shift", "idle", "signed out in another tab"])
def test_a_yes_pressed_after_the_sign_in_ended_does_nothing_and_says_so(
    monkeypatch: pytest.MonkeyPatch, kept: str, ended: str
) -> None:
    app, store = _published(kept, monkeypatch)
    later_s = {"shift": staff.SIGNED_IN_S, "idle": settings().staff_idle_minutes * 60}.get(ended, 0.0) + 1
    later = staff.monotonic() + later_s
    monkeypatch.setattr(staff, "monotonic", lambda: later)
    if ended == "signed out in another tab":
        visit_of(app).shift.end()
    before = live(store)
    app.button(key="desk_publish_yes").click().run()
    assert not app.exception
    assert live(store) == before
    assert app.title[0].value == EN("staff.title")
    assert EN("staff.ended") in _says(app)


def test_a_yes_in_time_does_what_was_asked(monkeypatch: pytest.MonkeyPatch, kept: str) -> None:
    app, store = _published(kept, monkeypatch)
    app.button(key="desk_publish_yes").click().run()
    found = live(store)
    assert found is not None
    assert found.source == "2.csv"


def test_no_act_of_staff_trusts_who_calls_it(monkeypatch: pytest.MonkeyPatch, kept: str) -> None:
    monkeypatch.setenv("MATTRESS_FIT_STAFF_HASH", kept)
    act = """
from storefront import session
from storefront.desk import actions
from storefront.engine import store
from storefront.staff import NotSignedIn
refused = 0
upload = (actions.import_upload, (store(), None, None, ""))
for act, given in ((actions.make_live, (1,)), (actions.go_back, ()), upload):
    try:
        act(*given)
    except NotSignedIn:
        refused += 1
import streamlit as st
st.write(str(refused))
"""
    app = AppTest.from_string(act, default_timeout=HANGS_S).run()
    assert not app.exception
    assert _says(app) == "3"


def test_the_command_prints_the_setting(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typer.prompt", lambda *_, **how: PASSPHRASE if how["hide_input"] else "")
    name, _, value = run(capsys, "passphrase").out.strip().partition("=")
    assert name == "MATTRESS_FIT_STAFF_HASH"
    assert matches(PASSPHRASE, value)
