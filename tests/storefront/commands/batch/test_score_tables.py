"""`score` of tables as shops have them: folders, columns of their own, repeated ids, damaged and hostile files."""

from __future__ import annotations

import csv
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.errors import UserError
from recommender.batch import best_beds
from recommender.person.profile import parse_profiles
from storefront.files import score_file as score_files
from storefront.files.people import people_of
from storefront.files.repeated_ids import repeated_ids
from storefront.files.score_file import score_file
from tests.equal import assert_frames_equal
from tests.storefront.commands.command_line import run

BEDS = load_catalogue()
FEW = pa.table({"profile_id": ["a", "b"], "weight_kg": [60.0, 95.0], "height_cm": [165.0, 185.0], "side": [1.0, 0.5]})


def _people(n: int, seed: int = 1, **more: Any) -> pa.Table:
    draw = np.random.default_rng(seed)
    figures = {
        "weight_kg": draw.uniform(50, 120, n),
        "height_cm": draw.uniform(155, 200, n),
        "side": draw.random(n) + 0.1,
    }
    return pa.table({"profile_id": [f"{seed}-{i}" for i in range(n)], **figures, **more})


def test_a_folder_is_its_files_in_the_order_of_their_names(tmp_path: Path) -> None:
    folder = tmp_path / "people"
    (folder / "country=BE").mkdir(parents=True)
    (folder / "_started").write_text("")
    tables = [_people(3, seed) for seed in (1, 2, 3)]
    for table, name in zip(tables, ("country=BE/1.parquet", "country=BE/2.parquet", "z.pq"), strict=True):
        pq.write_table(table, folder / name)
    pq.write_table(pa.concat_tables(tables), tmp_path / "whole.parquet")
    for name in ("people", "whole.parquet"):
        score_file(tmp_path / name, tmp_path / f"{name}.out", BEDS, top=2)
    assert_frames_equal(pd.read_parquet(tmp_path / "people.out"), pd.read_parquet(tmp_path / "whole.parquet.out"))


def test_columns_of_the_shop_stand_beside_the_beds(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    more = {
        "branch": pa.array(["north", None]).dictionary_encode(),
        "since": pa.array([1, 2], pa.timestamp("us")),
        "hip_bredth_cm": pa.array([36.0, None]),
        "nested": pa.array([{"a": 1}, None]),
        "fit": pa.array([1, 2]),
    }
    file, out = tmp_path / "p.parquet", tmp_path / "out.parquet"
    table = FEW
    for name, column in more.items():
        table = table.append_column(name, column)
    pq.write_table(table, file)
    answer = run(capsys, "score", file, "--out", out, "--top", 2, "--json")
    assert answer.code == 0
    assert json.loads(answer.out)["columns"] == {
        "carried": ["branch", "since", "hip_bredth_cm"],
        "left_out": ["nested", "fit"],
    }
    rows = pq.read_table(out)
    assert rows.schema.names == [*score_files.SCHEMA.names, "branch", "since", "hip_bredth_cm"]
    assert rows.schema.field("since").type == pa.timestamp("us")
    shown = rows.to_pandas()
    assert (
        set(shown[shown.profile_id == "a"].branch) == {"north"} and shown[shown.profile_id == "b"].branch.isna().all()
    )
    plain = tmp_path / "plain.parquet"
    score_file(file, plain, BEDS, top=2)
    said = run(capsys, "score", file, "--out", out, "--top", 2).err
    assert said.count("hip_bredth_cm is no field of a profile") == 1 and "Did you mean hip_breadth_cm?" in said
    assert plain.read_bytes() == out.read_bytes()


def test_columns_that_hold_too_much_are_refused_in_bounded_memory(tmp_path: Path) -> None:
    n, word = 4096, "x" * 7000
    many = {
        f"c{i}": pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, np.int32)), pa.array([word])) for i in range(20)
    }
    pq.write_table(_people(n, **many), tmp_path / "p.parquet")
    with pytest.raises(UserError, match="join them by profile_id"):
        score_file(tmp_path / "p.parquet", tmp_path / "out.parquet", BEDS, top=1)
    assert [path.name for path in tmp_path.iterdir()] == ["p.parquet"]


@pytest.mark.parametrize("name", ["p.csv", "p.parquet"])
def test_an_id_that_an_earlier_row_has_is_a_finding(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setattr(score_files, "BLOCK_ROWS", 2)
    ids = ["a", "4", " a ", None, "b", "a", "x\ty", "x\ty"]
    frame = pd.DataFrame({"profile_id": ids, "weight_kg": 80.0, "height_cm": 180.0, "side": 1.0})
    file = tmp_path / name
    frame.to_csv(file, index=False) if name.endswith("csv") else frame.to_parquet(file)
    answer = run(capsys, "score", file, "--out", tmp_path / "out.parquet", "--top", 1)
    assert answer.code == 1
    with (tmp_path / "out.findings.csv").open(newline="") as found:
        said = [(row["where"], row["key"], row["text"]) for row in csv.DictReader(found)]
    earlier = "an earlier row has the same: row {}."
    assert said[:3] == [
        (f"row {row}", "duplicate_id", earlier.format(first)) for row, first in ((3, 1), (4, 2), (6, 1))
    ]
    assert [(row, key) for row, key, _ in said[3:]] == [("row 7", "not_text"), ("row 8", "not_text")]
    assert pd.read_parquet(tmp_path / "out.parquet").profile_id.unique().tolist() == ["a", "4", "b"]


def test_numbers_as_ids_are_those_a_profile_has(tmp_path: Path) -> None:
    pq.write_table(FEW.set_column(0, "profile_id", pa.array([7, 7], pa.int64())), tmp_path / "p.parquet")
    assert repeated_ids(people_of(tmp_path / "p.parquet")).row.tolist() == [2]
    score_file(tmp_path / "p.parquet", tmp_path / "out.parquet", BEDS, top=1)
    assert pd.read_parquet(tmp_path / "out.parquet").profile_id.unique().tolist() == ["7"]


@pytest.mark.parametrize("kind", ["float32", "int", "text", "decimal comma", "nullable"])
def test_the_kind_of_a_column_changes_nothing(tmp_path: Path, kind: str) -> None:
    weights = [60, 95, 71]
    columns: dict[str, pa.Array] = {
        "float32": pa.array(weights, pa.float32()),
        "int": pa.array(weights, pa.int16()),
        "text": pa.array([str(weight) for weight in weights]).dictionary_encode(),
        "decimal comma": pa.array([f"{weight},0" for weight in weights]),
        "nullable": pa.array([60, 95, None], pa.int64()),
    }
    table = pa.table({"weight_kg": columns[kind], "height_cm": [165, 185, 170], "side": [1, 1, 1]})
    pq.write_table(table, tmp_path / "p.parquet")
    report = score_file(tmp_path / "p.parquet", tmp_path / "out.parquet", BEDS, top=1)
    told = [
        {"weight_kg": weight, "height_cm": height, "side": 1}
        for weight, height in zip(weights, (165, 185, 170), strict=True)
    ]
    wanted = best_beds(parse_profiles(told[: 3 - report.rejected])[0], BEDS, top=1)
    assert report.rejected == (1 if kind == "nullable" else 0)
    assert_frames_equal(pd.read_parquet(tmp_path / "out.parquet"), wanted)


def _refused(path: Path, said: str) -> None:
    out = path.parent / "out.parquet"
    out.write_text("what stood here")
    with pytest.raises(UserError, match=said):
        score_file(path, out, BEDS)
    assert out.read_text() == "what stood here"
    assert sorted(one.name for one in out.parent.iterdir()) == sorted({path.name, "out.parquet"})


def test_a_truncated_file_is_one_message_before_any_work(tmp_path: Path) -> None:
    whole = tmp_path / "whole.parquet"
    pq.write_table(_people(5000), whole)
    content = whole.read_bytes()
    whole.unlink()
    (tmp_path / "p.parquet").write_bytes(content[: len(content) // 2])
    _refused(tmp_path / "p.parquet", "cannot be read")


def test_a_damaged_page_is_one_message(tmp_path: Path) -> None:
    file = tmp_path / "p.parquet"
    pq.write_table(_people(5000), file, use_dictionary=False, compression="zstd")
    content = bytearray(file.read_bytes())
    content[2000:30_000] = bytes(28_000)
    file.write_bytes(content)
    _refused(file, "cannot be read")


def test_a_folder_of_different_files_names_the_odd_one(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    _refused(folder, "no Parquet file")
    pq.write_table(_people(2), folder / "1.parquet")
    pq.write_table(_people(2, branch=["a", "b"]), folder / "2.parquet")
    _refused(folder, r"2\.parquet: has one more column, branch")
    pq.write_table(FEW.drop(["side"]), folder / "2.parquet")
    _refused(folder, r"2\.parquet: lacks column side")
    with pytest.raises(UserError, match="in the folder that is read"):
        (folder / "2.parquet").unlink()
        score_file(folder, folder / "out.parquet", BEDS)


def test_a_column_of_objects_that_is_a_field_is_refused(tmp_path: Path) -> None:
    pq.write_table(FEW.set_column(0, "pain", pa.array([{"a": 1}, None])), tmp_path / "p.parquet")
    _refused(tmp_path / "p.parquet", "pain holds struct")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if os.name != "posix" or os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_one_message_and_the_run_goes_on_when_there_is_room(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, small_disk: Path
) -> None:
    file, out = tmp_path / "p.csv", small_disk / "out.parquet"
    rows = "".join(f"p{i},1.80,178,1\n" for i in range(4 * 4096))  # every row is wrong: its finding is long
    file.write_text(f"profile_id,weight_kg,height_cm,side\n{rows}")
    answer = run(capsys, "score", file, "--out", out)
    assert answer.code == 2 and answer.err.count("\n") == 1
    assert "No space left on device" in answer.err and "--resume" in answer.err
    assert not out.exists() and not (small_disk / "out.findings.csv").exists()
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    assert run(capsys, "score", file, "--out", out, "--resume").code == 1
    assert pq.read_metadata(out).num_rows == 0
    with (small_disk / "out.findings.csv").open() as found:
        assert sum(1 for _ in found) == 1 + 4 * 4096


def test_a_read_only_disk_is_one_message_before_any_work(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, small_disk: Path
) -> None:
    file, out = tmp_path / "p.parquet", small_disk / "out.parquet"
    pq.write_table(FEW, file)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    answer = run(capsys, "score", file, "--out", out)
    assert answer.code == 2 and answer.err.count("\n") == 1
    assert "cannot be written" in answer.err and str(out) in answer.err
    assert not list(small_disk.iterdir())


@pytest.fixture
def store() -> Iterator[Any]:
    """An object store in this process's memory."""
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    memory.store.clear()
    memory.pseudo_dirs[:] = [""]
    yield memory
    memory.store.clear()


def test_tables_of_an_object_store_are_fetched_and_answers_sent(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, store: Any
) -> None:
    file, out = tmp_path / "p.parquet", tmp_path / "out.parquet"
    table = pa.concat_tables([FEW, FEW.slice(0, 1)])  # an id twice: there are findings
    pq.write_table(table, file)
    assert run(capsys, "score", file, "--out", out, "--as-of", "2026-11-30").code == 1
    store.pipe("/people/2026/p.parquet", file.read_bytes())
    for profiles in ("memory://people/2026/p.parquet", "memory://people/2026"):
        answer = run(capsys, "score", profiles, "--out", "memory://answers/best.parquet", "--as-of", "2026-11-30")
        assert answer.code == 1
        assert "memory:/answers/best.parquet" in answer.out.replace("//", "/")
        assert store.cat("/answers/best.parquet") == out.read_bytes()
        assert store.cat("/answers/best.findings.csv") == (tmp_path / "out.findings.csv").read_bytes()
        store.rm("/answers", recursive=True)


@pytest.mark.parametrize(
    ("profiles", "said"), [("memory://nowhere/p.parquet", "cannot be fetched"), ("nostore://p.parquet", "no store")]
)
def test_an_address_that_leads_nowhere_is_one_message(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, store: Any, profiles: str, said: str
) -> None:
    answer = run(capsys, "score", profiles, "--out", tmp_path / "out.parquet")
    assert answer.code == 2 and answer.err.count("\n") == 1 and said in answer.err
    assert not list(tmp_path.iterdir())


def test_what_is_kept_for_later_stays_on_this_machine(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "p.parquet"
    pq.write_table(FEW, file)
    assert run(capsys, "score", file, "--out", "memory://best.parquet", "--resume").code == 2
    assert run(capsys, "score", file, "--out", tmp_path / "o.parquet", "--state", "memory://s.parquet").code == 2
