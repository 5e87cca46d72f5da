"""SQL, scripts and markup are text in every flag of every command and in every field that is typed into."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
import typer
from streamlit.testing.v1 import AppTest

from database import tables
from database.store import shared_store
from storefront import cli
from storefront.look.shop import shop
from storefront.settings import settings
from storefront.words import words
from tests.storefront.commands.command_line import run
from tests.storefront.visiting import at, made_user, visit_of

SQL = "x'); DROP TABLE saved; --"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
MARKUP = "[/b][bold]$\\input{x}$ **a** \x1b[2J"
TEXTS = (SQL, SCRIPT, MARKUP)
SLOW = {"validate", "benchmark", "calibrate", "train"}  # without a flag that is wrong they work for minutes
NL = words("nl")


def _commands() -> list[tuple[tuple[str, ...], Any]]:
    root: Any = typer.main.get_command(cli.app)
    found = []
    for name in root.commands:
        command = root.commands[name]
        for inner in getattr(command, "commands", {}):
            found.append(((name, inner), command.commands[inner]))
        if not hasattr(command, "commands"):
            found.append(((name,), command))
    return found


COMMANDS = _commands()
NEEDED = {
    ("recommend",): ("--weight-kg", "82", "--height-cm", "178", "--side", "1"),
    ("lie",): ("--weight-kg", "82", "--height-cm", "178", "--position", "side", "--firmness", "5"),
    ("safety",): ("--answers", "absent.json"),
    ("score",): ("absent.csv", "--out", "out.parquet"),
    ("rescore",): ("--before", "1", "--after", "2", "--profiles", "absent.csv", "--out", "out.parquet"),
    ("catalog", "check"): ("absent.csv",),
    ("catalog", "import"): ("absent.csv",),
    ("catalog", "diff"): ("1", "2"),
    ("catalog", "publish"): ("1",),
    ("records", "export"): ("ABCD",),
    ("records", "delete"): ("ABCD",),
    ("train",): ("--outcomes", "absent.csv"),
    ("calibrate",): ("--raw", "absent"),
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("streamlit.web.cli.main", lambda words: None)
    settings.cache_clear()
    yield
    settings.cache_clear()


def _tables_stand() -> bool:
    with shared_store().reading() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(tables.saved)).scalar_one() == 0


@pytest.mark.parametrize("words", [words for words, _ in COMMANDS], ids=" ".join)
def test_every_flag_takes_text_as_text(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    command = dict(COMMANDS)[words]
    flags = [param.opts[0] for param in command.params if param.param_type_name == "option" and not param.is_flag]
    if set(words) & SLOW and words not in NEEDED:
        flags = [flag for flag in flags if flag != "--raw-data"]
    assert flags or words[0] in ("catalog", "outcomes", "records", "shop", "staff", "validate")
    for flag in flags:
        for text in TEXTS:
            answer = run(capsys, *words, *NEEDED.get(words, ()), flag, text)
            assert answer.code in (0, 1, 2), (flag, text)
            assert "foreseen" not in answer.err and "\x1b" not in answer.out + answer.err, (flag, answer.err)
            assert answer.code != 2 or answer.err.count("\n") == 1, (flag, answer.err)
    assert _tables_stand()


def test_what_is_carried_along_comes_back_as_it_was(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("profile_id,weight_kg,height_cm,side\n" + "".join(f'"{text}",82,178,1\n' for text in TEXTS[:2]))
    assert run(capsys, "score", people, "--out", tmp_path / "best.parquet", "--top", 1).code == 0
    scored = pd.read_parquet(tmp_path / "best.parquet")
    assert scored["profile_id"].unique().tolist() == list(TEXTS[:2])
    beds = tmp_path / "beds.csv"
    beds.write_text(
        "mattress_id,brand,model,firmness\n" + "".join(f'{i},"{text}",M,5\n' for i, text in enumerate(TEXTS[:2]))
    )
    told = json.loads(run(capsys, "catalog", "import", beds, "--json").out)
    assert told["mattresses"] == 2 and _tables_stand()


def _typed(app: AppTest, text: str, button: str) -> AppTest:
    app.text_input[0].set_value(text)
    next(each for each in app.button if each.label == button).click().run()
    assert not app.exception
    return app


def _shown(app: AppTest) -> str:
    return " ".join(part.value for part in (*app.markdown, *app.title, *app.error, *app.warning))


@pytest.mark.parametrize("text", [*TEXTS, "0" * 40, "x" * 5000])
def test_the_field_for_a_code(text: str) -> None:
    app = at("start")
    for button in ("code.load", "code.delete"):
        _typed(app, text, NL(button))
        assert visit_of(app).code_said is None or text not in _shown(app)
    assert _tables_stand()


@pytest.mark.parametrize("text", [*TEXTS, "x" * 100_000])
def test_the_fields_for_name_and_pin(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("MATTRESS_FIT_COUNTER", "1")
    settings.cache_clear()
    made_user("staff")
    app = at("counter", by="")
    for i in (0, 1):
        app.text_input[i].set_value(text)
    next(each for each in app.button if each.label == NL("staff.sign_in")).click().run()
    assert not app.exception
    assert text not in _shown(app) and app.text_input  # still asked for


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("MATTRESS_FIT_COUNTER", "<b>perhaps</b>", "MATTRESS_FIT_COUNTER"),
        ("MATTRESS_FIT_COUNTER_IDLE_SECONDS", "1e99", "MATTRESS_FIT_COUNTER_IDLE_SECONDS"),
        ("MATTRESS_FIT_SHOP", "absent.toml", "absent.toml"),
        ("MATTRESS_FIT_SHOP", "/dev/zero", "a device"),
        ("MATTRESS_FIT_SHOP", "half.toml", "half.toml"),
        ("MATTRESS_FIT_SHOP", "deep.toml", "deep.toml"),
        ("MATTRESS_FIT_SHOP", "pale.toml", "contrast"),
    ],
)
def test_a_server_does_not_start_with_what_it_cannot_use(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    Path("half.toml").write_text('name = "')
    Path("deep.toml").write_text("name = " + "[" * 5000)
    Path("pale.toml").write_text('accent = "#FFFFFF"')
    monkeypatch.setenv(variable, value)
    settings.cache_clear()
    shop.cache_clear()
    answer = run(capsys, "app")
    shop.cache_clear()
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert said in answer.err and "<b>" not in answer.err
