"""`outcomes`: told by code, one by one or from a file; the report withholds small numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from database.outcomes import records
from database.store import Store, shared_store
from tests.database.outcomes.made_up import ADVICE, ORDER
from tests.storefront.commands.command_line import run


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", f"sqlite:///{tmp_path}/kept.sqlite3")
    return shared_store()


def ordered(store: Store, person: str = "", code: str | None = None) -> str:
    code, advice_id = records.begin(store, replace(ADVICE, person=person), consent=True, code=code)
    records.enter(store, advice_id, ORDER)
    return code


def entries(store: Store, code: str) -> list[list[str]]:
    return [[each.what for each in record.outcomes] for record in records.of_code(store, code)]


def test_a_return_is_told_by_code_once(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    code = ordered(store)
    call = ("outcomes", "add", code, "--what", "returned", "--mattress", "veer", "--reason", "comfort", "--by", "Bram")
    assert json.loads(run(capsys, *call, "--json").out) == {"added": 1, "known": 0}
    again = run(capsys, *call)
    assert (again.code, again.out) == (0, "Told before by Bram; nothing added.\n")
    assert entries(store, code) == [["ordered", "returned"]]


def test_two_people_bring_back_one_bed(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    code = ordered(store, "a")
    ordered(store, "b", code)
    run(capsys, "outcomes", "add", code, "--what", "returned", "--mattress", "veer")
    run(capsys, "outcomes", "add", code, "--what", "felt", "--mattress", "veer", "--felt", "too_firm", "--person", "b")
    assert entries(store, code) == [["ordered", "returned"], ["ordered", "returned", "felt"]]


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--what", "sold", "--mattress", "veer"), "ordered, kept"),
        (("--what", "felt", "--mattress", "veer"), "how the bed felt"),
        (("--what", "nights", "--mattress", "veer", "--diary-score", "12"), "0 to 10"),
        (("--what", "kept", "--mattress", "veer", "--person", "b"), "Check the code"),
    ],
)
def test_what_tells_nothing_is_one_error(
    store: Store, flags: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = run(capsys, "outcomes", "add", ordered(store), *flags)
    assert answer.code == 2
    assert said in answer.err


def test_a_file_tells_of_many_and_a_bad_row_stops_nothing(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = ordered(store)
    told = tmp_path / "told.csv"
    rows = [
        "code,what,mattress_id,felt,diary_score,by",
        f"{code},felt,veer,too_firm,,",
        f"{code},nights,veer,,6.5,Anna",
        f"{code},felt,veer,hard,,",
        "0000-0000-0000-0000,kept,veer,,,",
    ]
    told.write_text("\n".join(rows) + "\n")
    answer = run(capsys, "outcomes", "import", told, "--by", "night job", "--json")
    said = json.loads(answer.out)
    assert (answer.code, said["added"], said["known"]) == (1, 2, 0)
    assert [(each["where"], each["key"]) for each in said["findings"]] == [
        ("row 3", "bad_value"),
        ("row 4", "no_such_code"),
    ]
    (record,) = records.of_code(store, code)
    assert [each.by for each in record.outcomes] == ["Anna", "night job", "Anna"]
    again = run(capsys, "outcomes", "import", told)
    assert "0 added, 2 known before, 2 rows left out." in again.out


def test_a_file_without_codes_is_one_error(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = tmp_path / "told.csv"
    told.write_text("what,mattress_id\nkept,veer\n")
    assert "no column code" in run(capsys, "outcomes", "import", told).err


def test_the_report_withholds_small_numbers(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    code = ordered(store)
    run(capsys, "outcomes", "add", code, "--what", "returned", "--mattress", "veer")
    small = json.loads(run(capsys, "outcomes", "report", "--json").out)
    assert (small["orders"], small["came_back"]["followed"]["n"]) == (None, None)
    assert "withheld" in run(capsys, "outcomes", "report").out
    for _ in range(11):
        run(capsys, "outcomes", "add", ordered(store), "--what", "kept", "--mattress", "veer")
    found = json.loads(run(capsys, "outcomes", "report", "--json").out)
    assert (found["orders"], found["came_back"]["followed"]["count"], found["kept"]["count"]) == (12, 1, 11)
    assert "advice followed: 1 of 12 (8%, 80 % interval" in run(capsys, "outcomes", "report").out


def test_the_report_of_no_database_makes_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", f"sqlite:///{tmp_path}/none.sqlite3")
    assert json.loads(run(capsys, "outcomes", "report", "--json").out)["orders"] == 0
    assert not (tmp_path / "none.sqlite3").exists()
