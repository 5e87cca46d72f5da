"""A model file is code: it is opened only where its hash is pinned outside its folder."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import joblib
import pytest

from recommender.errors import ModelError
from recommender.ranking import learnt
from recommender.scoring import pins, scoring_model
from recommender.scoring.scoring_model import (
    MANIFEST_FILE,
    MODEL_DIR,
    MODEL_FILE,
    load_model,
    read_manifest,
    write_model,
)


class Trap:
    """What a forged model does when it is opened."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.mark,)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "models"
    made.mkdir()
    for name in (MODEL_FILE, MANIFEST_FILE):
        shutil.copy(MODEL_DIR / name, made / name)
    return made


def forged(folder: Path, mark: Path) -> str:
    """Put a trap in place, with a manifest that vouches for it; returns its hash."""
    joblib.dump(Trap(mark), folder / MODEL_FILE)
    sha256 = hashlib.sha256((folder / MODEL_FILE).read_bytes()).hexdigest()
    manifest = json.loads((folder / MANIFEST_FILE).read_text())
    (folder / MANIFEST_FILE).write_text(json.dumps(manifest | {"sha256": sha256}))
    return sha256


def test_the_model_that_ships_is_the_one_that_is_pinned() -> None:
    assert hashlib.sha256((MODEL_DIR / MODEL_FILE).read_bytes()).hexdigest() == pins.SHIPPED
    assert read_manifest()["sha256"] == pins.SHIPPED


def test_a_forged_manifest_and_model_together_run_nothing(folder: Path, tmp_path: Path) -> None:
    mark = tmp_path / "it_ran"
    sha256 = forged(folder, mark)
    with pytest.raises(ModelError, match=f"was not opened.*{pins.VARIABLE}={sha256}"):
        load_model(folder)
    assert not mark.exists()


def test_the_trap_would_have_run(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pinned by a setting, the file is opened: that is what pinning means."""
    mark = tmp_path / "it_ran"
    monkeypatch.setenv(pins.VARIABLE, f"{'0' * 64},{forged(folder, mark)}")
    with pytest.raises(ModelError, match="holds no model"):
        load_model(folder)
    assert mark.exists()


def test_what_was_trained_here_is_opened_here_and_nowhere_else(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "trained"
    model = load_model(folder)
    facts = {"version": "2030.01.01", "results_changed": "2030-01-01"}
    # one array moved a little: another file than the one that ships
    moved = scoring_model.from_arrays({**scoring_model.as_arrays(model), "own_level": model.own_level + 1e-6})
    sha256 = write_model(moved, other, facts)["sha256"]
    assert sha256 != pins.SHIPPED
    assert load_model(other).own_level == pytest.approx(model.own_level + 1e-6, abs=1e-12)
    assert pins.trained_models().stat().st_mode & 0o777 == 0o600
    scoring_model._opened.cache_clear()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another user"))
    with pytest.raises(ModelError, match="was not opened"):
        load_model(other)


def test_training_does_not_need_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    pins.pin("0" * 64)
    assert not pins.is_pinned("0" * 64)


GOOD = {"version": "2026.11.23", "sha256": "0" * 64, "results_changed": "2026-11-23"}
MANIFESTS = {
    "a list": "[1]",
    "null": "null",
    "a text": '"x"',
    "nothing": "",
    "deep": "[" * 5000 + "]" * 5000,
    "deep objects": '{"a":' * 5000 + "1" + "}" * 5000,
    "no hash": json.dumps({**GOOD, "sha256": None}),
    "a hash of another length": json.dumps({**GOOD, "sha256": "0" * 63}),
    "a version that is an object": json.dumps({**GOOD, "version": {"a": 1}}),
    "a version with a second line": json.dumps({**GOOD, "version": "a\nb"}),
    "a date that is none": json.dumps({**GOOD, "results_changed": 20261123}),
    "no text": b"\xff\xfe\x00",
    "large": " " * 200_000 + json.dumps(GOOD),
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_of_another_form_is_one_model_error(folder: Path, name: str) -> None:
    content = MANIFESTS[name]
    (folder / MANIFEST_FILE).write_bytes(content if isinstance(content, bytes) else content.encode())
    scoring_model._opened.cache_clear()
    for read in (read_manifest, load_model):
        with pytest.raises(ModelError, match=r"manifest.*mattress-fit train"):
            read(folder)


OFFSETS: dict[str, Any] = {
    "all": [0.1, 0.2], "brand": {"Alba": [0.1, 0.2]}, "type": {},
}  # fmt: skip


def written(folder: Path, content: Any) -> None:
    """An outcomes file whose hash agrees with whatever is in it."""
    (folder / learnt.FILE).write_text(json.dumps({**content, "sha256": learnt._hash(content)}))
    learnt.forget_offsets()


def test_offsets_of_the_right_form_are_read(folder: Path) -> None:
    written(folder, {**OFFSETS, "results_changed": learnt.results_changed(folder)})
    found = learnt.load_offsets(folder)
    assert found is not None and found.brand["Alba"].points == 0.1


@pytest.mark.parametrize(
    "wrong",
    [
        {"all": 3}, {"all": [1]}, {"all": [1, "x"]}, {"all": None}, {"brand": []}, {"brand": {"Alba": [1]}},
        {"brand": {"Alba": [True, 1]}}, {"type": {"latex": [[], {}]}}, {"brand": None},
        {"all": [0.1, float("nan")]}, {"all": [1e400, 0.1]}, {"type": {"latex": [0.1, 0.2, 0.3]}},
    ],
)  # fmt: skip
def test_offsets_of_another_form_are_one_model_error(folder: Path, wrong: dict[str, Any]) -> None:
    written(folder, {**OFFSETS, **wrong})
    with pytest.raises(ModelError, match=r"no offsets.*train --outcomes"):
        learnt.load_offsets(folder)


@pytest.mark.parametrize("text", ["[]", "null", "{}", '{"sha256": []}', "[" * 5000, "", '{"sha256": "x", "all": 1}'])
def test_an_outcomes_file_that_is_none_is_one_model_error(folder: Path, text: str) -> None:
    (folder / learnt.FILE).write_text(text)
    learnt.forget_offsets()
    with pytest.raises(ModelError, match="train --outcomes"):
        learnt.load_offsets(folder)
