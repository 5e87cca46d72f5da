"""`mattress-fit staff`: who may sign in, a PIN that is never on the command line, and the audit."""

from __future__ import annotations

import json

import pytest

from catalog.errors import UserError
from database.people import acts, users
from database.store import shared_store
from storefront.settings import settings
from tests.storefront.commands.command_line import run
from tests.storefront.visiting import PIN

OTHER = "730286"


@pytest.fixture(autouse=True)
def _typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is typed at the terminal, unseen."""
    settings.cache_clear()
    monkeypatch.setattr("typer.prompt", lambda *_, **how: PIN if how["hide_input"] else "")


def test_a_pin_is_typed_or_made_and_shown_once(capsys: pytest.CaptureFixture[str]) -> None:
    typed = run(capsys, "staff", "add", "Anna de Vries", "--role", "manager")
    assert (typed.code, typed.out) == (0, "Anna de Vries: manager, may sign in.\n")
    assert users.admitted(shared_store(), "anna de vries", PIN)
    made = json.loads(run(capsys, "staff", "add", "Bram", "--generate", "--json").out)
    assert users.admitted(shared_store(), "Bram", made["pin"])
    shown = run(capsys, "staff", "reset", "Bram", "--generate").out
    assert made["pin"] not in shown
    pin = shown.partition("PIN: ")[2][:6]
    assert users.admitted(shared_store(), "Bram", pin)
    everything = run(capsys, "staff", "list", "--json").out + run(capsys, "staff", "list").out
    everything += run(capsys, "staff", "audit", "--json").out + run(capsys, "staff", "audit").out
    for secret in (PIN, pin, made["pin"], "argon2"):
        assert secret not in everything


def test_a_made_pin_is_good_once_and_a_role_is_changed(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "staff", "add", "Anna", "--role", "manager")
    assert json.loads(run(capsys, "staff", "add", "Bram", "--generate", "--json").out)["pin_once"] is True
    assert "one PIN" in run(capsys, "staff", "list").out
    assert run(capsys, "staff", "role", "Bram", "manager").out == "Bram: manager, may sign in.\n"
    assert run(capsys, "staff", "disable", "Bram").out == "Bram: manager, may not sign in.\n"
    assert run(capsys, "staff", "enable", "Bram").out == "Bram: manager, may sign in.\n"
    told = json.loads(run(capsys, "staff", "email", "Bram", "Bram@shop.example", "--json").out)
    assert told["email"] == "bram@shop.example"
    assert json.loads(run(capsys, "staff", "email", "Bram", "--json").out)["email"] is None
    assert run(capsys, "staff", "remove", "Bram").out == "Bram was removed.\n"
    assert [each["name"] for each in json.loads(run(capsys, "staff", "list", "--json").out)["users"]] == ["Anna"]
    told = [each["act"] for each in json.loads(run(capsys, "staff", "audit", "--json").out)["acts"]]
    assert told == [
        "staff_remove",
        "staff_email",
        "staff_email",
        "staff_enable",
        "staff_disable",
        "staff_role",
        "staff_add",
        "staff_add",
    ]


def test_no_flag_or_word_takes_a_pin(capsys: pytest.CaptureFixture[str]) -> None:
    for call in (("staff", "add", "Anna", PIN), ("staff", "add", "Anna", "--pin", PIN)):
        assert run(capsys, *call).code == 2
    assert users.is_empty(shared_store())


def test_a_list_names_everybody_with_their_role(capsys: pytest.CaptureFixture[str]) -> None:
    nobody = run(capsys, "staff", "list")
    assert (nobody.code, nobody.out) == (0, "")
    assert "staff add" in nobody.err
    run(capsys, "staff", "add", "Anna", "--role", "manager")
    run(capsys, "staff", "add", "Bram")
    assert run(capsys, "staff", "disable", "bram").out == "Bram: staff, may not sign in.\n"
    told = json.loads(run(capsys, "staff", "list", "--json").out)["users"]
    assert [(each["name"], each["role"], each["active"]) for each in told] == [
        ("Anna", "manager", True),
        ("Bram", "staff", False),
    ]
    assert run(capsys, "staff", "list").out.count("disabled") == 1
    run(capsys, "staff", "reset", "Bram", "--role", "manager")
    assert users.admitted(shared_store(), "Bram", PIN)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("add", "Anna"), "already"),
        (("add", " "), "no name"),
        (("add", "Bram", "--role", "owner"), "staff, manager"),
        (("reset", "Carla"), "staff list"),
        (("disable", "Anna"), "another manager"),
    ],
)
def test_what_cannot_be_is_one_clear_line(capsys: pytest.CaptureFixture[str], call: tuple[str, ...], said: str) -> None:
    run(capsys, "staff", "add", "Anna", "--role", "manager")
    answer = run(capsys, "staff", *call)
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert said in answer.err


def test_an_easy_pin_is_refused(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typer.prompt", lambda *_, **how: "123456")
    answer = run(capsys, "staff", "add", "Anna")
    assert answer.code == 2
    assert "guessed first" in answer.err and "123456" not in answer.err


def test_the_audit_tells_who_what_when_and_goes_by_age(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(run(capsys, "staff", "audit", "--json").out) == {"acts": []}
    run(capsys, "staff", "add", "Anna", "--role", "manager")
    acts.write(shared_store(), who="Anna", act="publish", about="version 3", page="desk")
    first, second = json.loads(run(capsys, "staff", "audit", "--json").out)["acts"]
    assert (first["who"], first["act"], first["about"], first["page"]) == ("Anna", "publish", "version 3", "desk")
    assert (second["act"], second["about"], second["page"]) == ("staff_add", "Anna, manager", None)
    assert second["who"].endswith("(terminal)")
    assert first["at"].endswith("+00:00")
    assert "version 3" in run(capsys, "staff", "audit", "--most", 1).out
    assert run(capsys, "staff", "purge").out == "0 deleted.\n"
    assert json.loads(run(capsys, "staff", "purge", "--days", 0, "--json").out) == {"deleted": 2}
    assert acts.acts(shared_store()) == []


def test_a_shared_passphrase_of_before_is_told_how_to_move(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATTRESS_FIT_STAFF_HASH", ":argon2id:v=19:secret")
    settings.cache_clear()
    answer = run(capsys, "doctor")
    assert answer.code == 1
    assert "mattress-fit staff add NAME --role manager" in answer.out
    assert "secret" not in answer.out
    monkeypatch.delenv("MATTRESS_FIT_STAFF_HASH")
    settings.cache_clear()
    run(capsys, "staff", "add", "Anna", "--role", "manager")
    run(capsys, "staff", "add", "Bram")
    assert json.loads(run(capsys, "doctor", "--json").out)["staff"] == {"users": 2, "managers": 1}


def test_a_database_without_users_needs_none_to_be_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(run(capsys, "doctor", "--json").out)["staff"] == {"users": 0, "managers": 0}
    with pytest.raises(UserError):
        users.disable(shared_store(), "Anna")
