"""An input is never an output, and only regular files are read and written."""

from __future__ import annotations

import errno
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from database.store import default_file, shared_store
from recommender.scoring import scoring_model
from storefront.files import parts
from storefront.files.parts import Parts
from tests.storefront.commands.command_line import run

PEOPLE = "weight_kg,height_cm,side\n80,180,1\n"
FEED = "id;titel;merk;prijs\n1;Alba H3 90x200;Alba;599\n"
BEDS = "mattress_id,brand,model,firmness\na,Alba,Een,4\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Profiles, a feed and a catalogue."""
    for name, text in {"people.csv": PEOPLE, "feed.csv": FEED, "beds.csv": BEDS, "columns.csv": "x,titel\n"}.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def itself(file: Path) -> Path:
    return file


def soft(file: Path) -> Path:
    link = file.with_name("soft")
    link.symlink_to(file)
    return link


def hard(file: Path) -> Path:
    link = file.with_name("hard")
    os.link(file, link)
    return link


def roundabout(file: Path) -> Path:
    return file.parent / ".." / file.parent.name / file.name


COMMANDS = {
    "score over profiles": ("score {people} --out {out}", "people.csv"),
    "score over catalogue": ("score {people} --catalog {beds} --out {out}", "beds.csv"),
    "check over feed": ("catalog check {feed} --csv {out}", "feed.csv"),
    "check over columns": ("catalog check {feed} --columns {columns} --csv {out}", "columns.csv"),
    "rescore over profiles": ("rescore --before {beds} --after {feed} --profiles {people} --out {out}", "people.csv"),
    "rescore over before": ("rescore --before {beds} --after {feed} --profiles {people} --out {out}", "beds.csv"),
    "rescore over after": ("rescore --before {beds} --after {feed} --profiles {people} --out {out}", "feed.csv"),
}


@pytest.mark.parametrize("way", [itself, soft, hard, roundabout])
@pytest.mark.parametrize("name", COMMANDS)
def test_no_output_goes_over_an_input(
    capsys: pytest.CaptureFixture[str], folder: Path, name: str, way: Callable[[Path], Path]
) -> None:
    words, over = COMMANDS[name]
    before = (folder / over).read_bytes()
    names = {file.stem: str(file) for file in folder.iterdir()}
    out = way(folder / over)
    answer = run(capsys, *(word.format(**names, out=out) for word in words.split()))
    assert answer.code == 2
    assert "would replace a file that is read" in answer.err
    assert (folder / over).read_bytes() == before


def test_outcomes_and_models_are_not_written_over(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    outcomes = folder / "outcomes.json"
    outcomes.write_text("profile_id,mattress_id,kept\n1,a,yes\n")
    answer = run(capsys, "train", "--outcomes", outcomes, "--out", folder)
    assert answer.code == 2 and "would replace a file that is read" in answer.err
    for kept in (scoring_model.MODEL_DIR / scoring_model.MODEL_FILE, scoring_model.MODEL_DIR / "manifest.json"):
        before = kept.read_bytes()
        answer = run(capsys, "score", folder / "people.csv", "--out", kept)
        assert answer.code == 2 and "would replace a file that is read" in answer.err
        assert kept.read_bytes() == before


def test_the_findings_beside_an_output_count_too(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    profiles = folder / "best.findings.csv"
    profiles.write_text(PEOPLE)
    answer = run(capsys, "score", profiles, "--out", folder / "best.parquet")
    assert answer.code == 2 and "would replace a file that is read" in answer.err
    assert profiles.read_text() == PEOPLE


def test_the_database_is_no_output(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    shared_store()
    before = default_file().read_bytes()
    for name in (default_file(), f"{default_file()}-wal"):
        answer = run(capsys, "score", folder / "people.csv", "--out", name)
        assert answer.code == 2 and "would replace the database" in answer.err
    assert default_file().read_bytes() == before


@pytest.fixture
def odd(folder: Path) -> dict[str, Path]:
    """What is no regular file, by what it is."""
    os.mkfifo(folder / "pipe")
    (folder / "inside").mkdir()
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(folder / "ear"))
    listening.close()
    (folder / "to_device").symlink_to("/dev/zero")
    return {
        "a pipe": folder / "pipe",
        "a folder": folder / "inside",
        "a socket": folder / "ear",
        "a device": folder / "to_device",
    }


def test_only_regular_files_are_read(
    capsys: pytest.CaptureFixture[str], folder: Path, odd: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe would wait for ever, and /dev/zero fill the memory: that this test ends is part of it."""
    body = ("--weight-kg", "80", "--height-cm", "180", "--side", "1")
    for what, path in odd.items():
        for words in (
            ("recommend", "--profile", path),
            ("recommend", *body, "--catalog", path),
            ("safety", "--answers", path),
            ("score", path, "--out", folder / "out"),
            ("catalog", "check", path),
            ("catalog", "check", folder / "feed.csv", "--columns", path),
            ("catalog", "import", path),
            ("catalog", "diff", path, folder / "beds.csv"),
            ("train", "--outcomes", path, "--out", folder / "models"),
            ("app", "--catalog", path),
        ):
            answer = run(capsys, *words)
            assert (answer.code, what in answer.err, answer.err.count("\n")) == (2, True, 1), (words, answer.err)


def test_only_new_names_and_regular_files_are_written(
    capsys: pytest.CaptureFixture[str], folder: Path, odd: dict[str, Path]
) -> None:
    for what, path in odd.items():
        for words in (
            ("score", folder / "people.csv", "--out", path),
            ("catalog", "check", folder / "feed.csv", "--csv", path),
        ):
            answer = run(capsys, *words)
            assert (answer.code, what in answer.err, answer.err.count("\n")) == (2, True, 1), (words, answer.err)
        assert path.exists() and not path.is_file()


@pytest.mark.parametrize("name", ["", ".", "/", "..", "absent/out.parquet", "x" * 300])
def test_a_name_that_cannot_be_written_is_one_line(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(folder)
    answer = run(capsys, "score", folder / "people.csv", "--out", name)
    assert (answer.code, answer.err.count("\n"), answer.out) == (2, 1, "")
    assert "foreseen" not in answer.err


@pytest.mark.parametrize("name", ["best.csv", "best.XLSX", "best.json"])
@pytest.mark.parametrize("command", ["score", "rescore"])
def test_parquet_is_not_written_under_the_name_of_another_kind_of_file(
    capsys: pytest.CaptureFixture[str], folder: Path, command: str, name: str
) -> None:
    people, beds = folder / "people.csv", folder / "beds.csv"
    words = ("score", people) if command == "score" else ("rescore", "--before", beds, "--after", beds)
    words = words if command == "score" else (*words, "--profiles", people)
    answer = run(capsys, *words, "--out", folder / name)
    assert (answer.code, answer.err.count("\n"), answer.out) == (2, 1, "")
    assert "is written as Parquet" in answer.err and "Name it best.parquet." in answer.err
    assert not (folder / name).exists()


def test_an_output_of_an_earlier_run_is_replaced(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    for _ in range(2):
        assert run(capsys, "score", folder / "people.csv", "--out", folder / "best.parquet").code == 0
    (folder / "findings.csv").write_text("old")
    run(capsys, "catalog", "check", folder / "feed.csv", "--csv", folder / "findings.csv")
    assert (folder / "findings.csv").read_text().startswith('"where"')


def test_a_folder_where_findings_go_is_said_before_scoring(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "best.findings.csv").mkdir()
    answer = run(capsys, "score", folder / "people.csv", "--out", folder / "best.parquet")
    assert answer.code == 2 and "best.findings.csv: is a folder" in answer.err
    assert not (folder / "best.parquet").exists()


@pytest.mark.parametrize("damage", ["run.json", "000000.findings.json", "000000.rows"])
@pytest.mark.parametrize("content", [b"", b"[1, 2]", b"[[[[", b"\xff\xfe", b"[" * 5000, b"PAR1"])
def test_a_damaged_interrupted_run_is_one_line(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch, damage: str, content: bytes
) -> None:
    out = folder / "best.parquet"
    whole = Parts.place

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Parts, "place", killed)
    assert run(capsys, "score", folder / "people.csv", "--out", out).code == 2
    monkeypatch.setattr(Parts, "place", whole)
    (folder / "best.parquet.parts" / damage).write_bytes(content)
    answer = run(capsys, "score", folder / "people.csv", "--out", out, "--resume")
    assert answer.code == 2 and answer.err.count("\n") == 1
    assert "--resume" in answer.err and "foreseen" not in answer.err
    assert run(capsys, "score", folder / "people.csv", "--out", out).code == 0


def test_a_full_disk_keeps_what_is_done(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = folder / "best.parquet"
    real = os.replace

    def full(source: str | Path, target: str | Path) -> None:
        if Path(target) == out:
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(parts.os, "replace", full)
    answer = run(capsys, "score", folder / "people.csv", "--out", out)
    assert answer.code == 2 and "No space left on device" in answer.err and "--resume" in answer.err
    monkeypatch.setattr(parts.os, "replace", real)
    assert run(capsys, "score", folder / "people.csv", "--out", out, "--resume").code == 0
    assert out.exists()


def test_a_state_on_another_disk_is_copied_there_whole(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rename to another disk is refused by the system: it ended a whole run, and --resume could not help."""
    out, state = folder / "best.parquet", folder / "elsewhere" / "state.parquet"
    state.parent.mkdir()
    assert run(capsys, "score", folder / "people.csv", "--out", out, "--state", folder / "beside.parquet").code == 0
    real, copy = os.replace, shutil.copyfile

    def on_one_disk(source: str | Path, target: str | Path) -> None:
        if (Path(source).parent == state.parent) != (Path(target).parent == state.parent):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        real(source, target)

    def full(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(parts.os, "replace", on_one_disk)
    monkeypatch.setattr(parts.shutil, "copyfile", full)
    answer = run(capsys, "score", folder / "people.csv", "--out", out, "--state", state)
    assert (answer.code, list(state.parent.iterdir())) == (2, [])
    assert "No space left on device" in answer.err and "--resume" in answer.err
    monkeypatch.setattr(parts.shutil, "copyfile", copy)
    assert run(capsys, "score", folder / "people.csv", "--out", out, "--state", state, "--resume").code == 0
    assert list(state.parent.iterdir()) == [state]
    assert pq.read_table(state).equals(pq.read_table(folder / "beside.parquet"))


def test_a_block_that_does_not_fit_leaves_no_half_behind(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if ".rows." not in path.name:
            return real(path, content)
        real(path, bytes(content)[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    answer = run(capsys, "score", folder / "people.csv", "--out", folder / "best.parquet")
    assert answer.code == 2 and "No space left on device" in answer.err
    assert [file.name for file in (folder / "best.parquet.parts").iterdir()] == ["run.json"]
