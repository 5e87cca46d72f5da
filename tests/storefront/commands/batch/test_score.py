"""`score`: the rows `recommend` would give, complete files or none, bad rows reported, interrupted runs resumed."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.errors import UserError
from storefront.files import score_block as block_files
from storefront.files import score_file as batch_files
from storefront.files.parts import Parts
from storefront.files.score_file import SCHEMA, score_file
from tests.equal import assert_equal, assert_frames_equal
from tests.storefront.commands.command_line import run

PEOPLE: list[dict[str, Any]] = [
    {"profile_id": "a", "weight_kg": 55, "height_cm": 165, "sex": "female", "side": 0.9, "back": 0.1},
    {"profile_id": "b", "weight_kg": 110, "height_cm": 185, "sex": "male", "side": 0.2, "back": 0.8},
    {"profile_id": "c", "weight_kg": 70, "height_cm": 198, "side": 1, "pain": "lateral_hip;neck", "size": "180x200"},
    {"profile_id": "d", "weight_kg": 82, "height_cm": 178, "side": 1, "max_price": 400, "market": "DE;FR"},
    {"profile_id": "e", "weight_kg": 150, "height_cm": 172, "back": 1, "hip_breadth_cm": 48},
    {"profile_id": "f", "weight_kg": 62, "height_cm": 170, "stomach": 1, "firmness_wish": "firmer"},
    {"profile_id": "g", "weight_kg": 75, "height_cm": 180, "side": 1, "pain": "muscle_overload"},
]
ON_A_DAY = ("--as-of", "2023-07-01")  # on which most prices of the list were of today
NOBODYS_BED = {"profile_id": "poor", "weight_kg": 82, "height_cm": 178, "side": 1, "max_price": 0.5}
ALARMED = {"profile_id": "alarmed", "weight_kg": 82, "height_cm": 178, "side": 1, "alarm_signs": "unsure"}
WRONG = {"profile_id": "wrong", "weight_kg": 1.82, "height_cm": 178, "side": 1}


def _csv(path: Path, people: list[dict[str, Any]], separator: str = ",") -> Path:
    pd.DataFrame(people).to_csv(path, index=False, sep=separator)
    return path


def _parquet(path: Path, people: list[dict[str, Any]]) -> Path:
    pd.DataFrame(people).to_parquet(path)
    return path


@pytest.fixture
def scored(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> pd.DataFrame:
    answer = run(capsys, "score", _csv(tmp_path / "people.csv", PEOPLE), "--out", tmp_path / "out.parquet", *ON_A_DAY)
    assert answer.code == 0, answer.err
    return pd.read_parquet(tmp_path / "out.parquet")


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person["profile_id"])
def test_rows_equal_recommend(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, scored: pd.DataFrame, person: dict[str, Any]
) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps(person))
    said = json.loads(run(capsys, "recommend", "--profile", file, "--json", *ON_A_DAY).out)
    rows = scored[scored["profile_id"] == person["profile_id"]]
    for name in ("rank", "tie_group", "mattress_id"):
        assert rows[name].tolist() == [pick[name] for pick in said["picks"]]
    assert_equal(rows["fit"], [pick["fit"] for pick in said["picks"]])
    assert_equal(rows[["fit_low", "fit_high"]], [pick["fit_80"] for pick in said["picks"]])
    assert_equal(rows["chance_suits"], [pick["chance_suits"] for pick in said["picks"]])
    first = rows.iloc[0]
    assert_equal(first["firmness_target"], said["target"]["firmness"])
    assert first["verdict"] == said["verdict"]
    assert (first["catalog_version"], first["model_version"]) == (said["catalog_version"], said["model"]["version"])
    assert first["as_of"] == said["as_of"] == ON_A_DAY[1]


def test_the_columns_of_the_contract(scored: pd.DataFrame) -> None:
    assert list(scored.columns) == SCHEMA.names
    assert scored["profile_id"].drop_duplicates().tolist() == [person["profile_id"] for person in PEOPLE]


def test_people_without_beds_still_have_a_row(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    people = [NOBODYS_BED, PEOPLE[0], ALARMED]
    run(capsys, "score", _csv(tmp_path / "people.csv", people), "--out", tmp_path / "out.parquet", "--top", 2)
    rows = pd.read_parquet(tmp_path / "out.parquet")
    assert rows["profile_id"].drop_duplicates().tolist() == ["poor", "a", "alarmed"]
    assert (rows["profile_id"] != "a").sum() == 2
    assert rows.loc[rows["profile_id"] == "a", "rank"].tolist()[:2] == [1, 2]  # after them a holder of a role
    without = rows[rows["profile_id"] != "a"]
    assert without["verdict"].tolist() == ["none_fits", "products_hidden"]
    assert (
        without[["rank", "tie_group", "mattress_id", "fit", "fit_low", "fit_high", "chance_suits"]]
        .isna()
        .all(axis=None)
    )


def test_csv_and_parquet_and_semicolons_say_the_same(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    files = (
        _csv(tmp_path / "comma.csv", PEOPLE),
        _csv(tmp_path / "semicolon.csv", PEOPLE, ";"),
        _parquet(tmp_path / "people.parquet", PEOPLE),
    )
    answers = []
    for number, file in enumerate(files):
        out = tmp_path / f"{number}.parquet"
        assert run(capsys, "score", file, "--out", out).code == 0
        answers.append(pd.read_parquet(out))
    pd.testing.assert_frame_equal(answers[0], answers[1])
    pd.testing.assert_frame_equal(answers[0], answers[2])


def test_bad_rows_go_to_findings_and_the_rest_is_scored(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    answer = run(capsys, "score", _csv(tmp_path / "p.csv", [PEOPLE[0], WRONG, PEOPLE[1]]), "--out", out, "--json")
    assert answer.code == 1
    said = json.loads(answer.out)
    assert (said["profiles"], said["rejected"]) == (3, 1)
    findings = list(csv.DictReader(Path(said["findings"]).read_text().splitlines()))
    assert said["findings"] == str(tmp_path / "out.findings.csv")
    assert [(f["where"], f["field"], f["key"]) for f in findings] == [("row 2", "weight_kg", "out_of_range")]
    assert "1.82" in findings[0]["text"]
    assert set(pd.read_parquet(out)["profile_id"]) == {"a", "b"}


def test_findings_of_an_earlier_run_do_not_linger(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    run(capsys, "score", _csv(tmp_path / "p.csv", [WRONG]), "--out", out)
    assert (tmp_path / "out.findings.csv").exists()
    run(capsys, "score", _csv(tmp_path / "p.csv", PEOPLE[:1]), "--out", out)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["out.parquet", "p.csv"]


def test_a_row_with_too_many_cells_is_a_finding(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("profile_id,weight_kg,height_cm,side\na,70,170,1\nb,70,170,1,1,1\n")
    assert run(capsys, "score", file, "--out", tmp_path / "out.parquet").code == 1
    assert "row 2" in (tmp_path / "out.findings.csv").read_text()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("p.csv", b"profile_id,height_cm,side\na,170,1\n", "weight_kg"),
        ("p.csv", b"weight_kg,height_cm\n70,170\n", "side"),
        ("p.csv", b"weight_kg,height_cm,side,side\n70,170,1,1\n", "side is there twice"),
        ("p.csv", b"", "weight_kg"),
        ("p.csv", b"weight_kg,height_cm,side\n70,170,\xff\n", "not UTF-8 text. Save the table as CSV in UTF-8."),
        ("p.csv", b"naam;gewicht\nJan;82\n", "weight_kg: is not given."),
        ("p.csv", b"naam;gewicht\nJan;82\n", "The file's columns are naam, gewicht."),
        ("p.parquet", b"PAR1 but not really", "Parquet"),
        ("no-such-file.csv", None, "no-such-file.csv"),
    ],
)
def test_a_bad_file_is_one_error_and_leaves_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    file, out = tmp_path / name, tmp_path / "out.parquet"
    if content is not None:
        file.write_bytes(content)
    out.write_text("what stood here")
    answer = run(capsys, "score", file, "--out", out)
    assert answer.code == 2
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert out.read_text() == "what stood here"
    assert [path.name for path in tmp_path.glob("*.parts")] == []


def test_the_profiles_are_never_replaced(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = _parquet(tmp_path / "p.parquet", PEOPLE)
    before = file.read_bytes()
    assert run(capsys, "score", file, "--out", file).code == 2
    assert file.read_bytes() == before


def test_a_folder_of_somebody_else_is_left_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    theirs = tmp_path / "out.parquet.parts"
    theirs.mkdir()
    (theirs / "keep.txt").write_text("mine")
    assert run(capsys, "score", _csv(tmp_path / "p.csv", PEOPLE), "--out", tmp_path / "out.parquet").code == 2
    assert (theirs / "keep.txt").exists()


class _Stopped(Exception):
    """A power failure."""


@pytest.mark.parametrize("resume", [False, True])
def test_two_runs_never_share_an_output(tmp_path: Path, resume: bool) -> None:
    """Blocks of both would be joined to one file."""
    people, out = _csv(tmp_path / "people.csv", PEOPLE[:2]), tmp_path / "best.parquet"
    with Parts.beside(out).held(), pytest.raises(UserError, match=r"another run is writing this output"):
        score_file(people, out, load_catalogue(), resume=resume)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["people.csv"]
    score_file(people, out, load_catalogue(), resume=resume)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["best.parquet", "people.csv"]


def test_an_interrupted_run_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(batch_files, "BLOCK_ROWS", 2)
    file, out, catalogue = _csv(tmp_path / "p.csv", [*PEOPLE, WRONG]), tmp_path / "out.parquet", load_catalogue(None)
    whole, on = tmp_path / "whole.parquet", date(2025, 2, 3)
    score_file(file, whole, catalogue, as_of=on)
    scored_blocks: list[int] = []
    honest = block_files.score_frame

    def scoring(frame: Any, *others: Any, number: Any, **named: Any) -> Any:
        if len(scored_blocks) == 2:
            raise _Stopped
        scored_blocks.append(int(number[0]))
        return honest(frame, *others, number=number, **named)

    monkeypatch.setattr(block_files, "score_frame", scoring)
    with pytest.raises(_Stopped):
        score_file(file, out, catalogue, as_of=on)
    assert not out.exists()
    scored_blocks.clear()
    scored_blocks.append(-1)  # one more may be scored, then the power fails again
    with pytest.raises(_Stopped):
        score_file(file, out, catalogue, resume=True)
    monkeypatch.setattr(block_files, "score_frame", honest)
    report = score_file(file, out, catalogue, resume=True)
    assert (report.profiles, report.rejected, report.as_of) == (8, 1, on)  # the day of the run, not of its end
    assert scored_blocks == [-1, 5]
    pd.testing.assert_frame_equal(pd.read_parquet(out), pd.read_parquet(whole))
    assert (tmp_path / "out.findings.csv").read_text() == (tmp_path / "whole.findings.csv").read_text()


def test_resuming_something_else_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file, out = _csv(tmp_path / "p.csv", PEOPLE), tmp_path / "out.parquet"
    monkeypatch.setattr(Parts, "place", lambda *_: (_ for _ in ()).throw(_Stopped))
    with pytest.raises(_Stopped):
        score_file(file, out, load_catalogue(None))
    for other in (("--top", 1), ("--as-of", "2020-01-01")):
        answer = run(capsys, "score", file, "--out", out, *other, "--resume")
        assert answer.code == 2
        assert "--resume" in answer.err


@pytest.mark.slow
def test_workers_change_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(batch_files, "BLOCK_ROWS", 512)
    rng = np.random.default_rng(3)
    n = batch_files.BLOCK_ROWS + 50
    file = _parquet(
        tmp_path / "p.parquet", [{"weight_kg": w, "height_cm": 172, "side": 1} for w in rng.uniform(50, 120, n)]
    )
    catalogue = load_catalogue(None)
    for workers in (1, 2):
        score_file(file, tmp_path / f"{workers}.parquet", catalogue, top=1, workers=workers)
    one, two = (pd.read_parquet(tmp_path / f"{workers}.parquet") for workers in (1, 2))
    assert (one["rank"] == 1).sum() == n
    assert_frames_equal(one, two)


@pytest.mark.slow
def test_a_file_that_breaks_off_later_stops_the_workers_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(batch_files, "BLOCK_ROWS", 512)
    file, out = tmp_path / "p.csv", tmp_path / "out.parquet"
    rows = b"70.123456,170.123456,1\n" * (4 * batch_files.BLOCK_ROWS)
    file.write_bytes(b"weight_kg,height_cm,side\n" + rows + b"70,170,\xff\n")
    with pytest.raises(UserError, match="UTF-8"):
        score_file(file, out, load_catalogue(None), top=1, workers=2)
    assert [path.name for path in tmp_path.iterdir()] == ["p.csv"]


@pytest.mark.parametrize("content", ["", "\ufeff", "weight_kg,height_cm,side\n", "weight_kg,height_cm,side\n\n"])
def test_an_empty_table_is_said_to_be_empty(content: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text(content, encoding="utf-8")
    answer = run(capsys, "score", file, "--out", tmp_path / "out.parquet")
    assert answer.code == 2
    said = " ".join(answer.err.split())
    assert said.count("p.csv: is empty: nobody is in it.") == 1
    assert "a row for each person" in said and "export" in said
    assert [left.name for left in tmp_path.iterdir()] == ["p.csv"]
