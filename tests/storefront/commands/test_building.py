"""`train`, `validate`: the commands do the work themselves, on few bodies and few worlds."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from catalog.errors import UserError
from laboratory.evidence.cases import cases
from laboratory.fitting import training, validation
from laboratory.fitting.calibration import ensemble
from laboratory.fitting.worlds import ensemble_worlds
from recommender.fit_target import targets
from recommender.scoring.scoring_model import CARD_FILE, MANIFEST_FILE, MODEL_DIR, load_model
from recommender.sleeper import Sleeper
from tests.storefront.commands.command_line import run

BODIES, SEED = 200, 5
SOMEBODY = Sleeper(70.0, 172.0, 0.6, 0.4, 0.0)


@pytest.mark.slow
def test_training_twice_gives_the_same_figures(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Once by the function, once by the command, which writes to the given folder and reports what it found."""
    few = ensemble_worlds()[:2]
    monkeypatch.setattr(training, "ensemble_worlds", lambda: few)
    first = training.train(tmp_path / "a", seed=SEED, n=BODIES, worlds=few)
    answer = run(capsys, "train", "--out", tmp_path / "b", "--seed", SEED, "--bodies", BODIES)
    assert answer.code == 0
    assert "simulating bodies on beds: side" in answer.err
    manifests = [json.loads((tmp_path / name / MANIFEST_FILE).read_text()) for name in ("a", "b")]
    assert manifests[0]["training_data_sha256"] == manifests[1]["training_data_sha256"]
    for same in ("seed", "n_bodies", "n_held_out"):
        assert manifests[0][same] == manifests[1][same], same
    for same in ("r2_level", "r2_discomfort", *(f"r2_zones {p}" for p in first.fidelity)):
        name, *of = same.split()
        one, other = (m[name][of[0]] if of else m[name] for m in manifests)
        assert one == pytest.approx(other, abs=1e-9), same
    assert f"side: R2 {first.fidelity['side'].level:.3f} for the level" in answer.out
    assert f"{BODIES} bodies, version {manifests[1]['version']}, {manifests[1]['sha256'][:12]}" in answer.out
    _judge_the_card((tmp_path / "a" / CARD_FILE).read_text(encoding="utf-8"))
    assert (tmp_path / "a" / CARD_FILE).read_text() == (tmp_path / "b" / CARD_FILE).read_text()
    one, other = (targets([SOMEBODY], load_model(tmp_path / name)).firmness()[0] for name in ("a", "b"))
    assert one == pytest.approx(other, abs=1e-9)
    assert one == pytest.approx(targets([SOMEBODY]).firmness()[0], abs=1.0), "few bodies already say about the same"


def _judge_the_card(card: str) -> None:
    """Figures within their possible range."""
    everybody = re.search(r"\| all \| (.*) \|", card)
    assert everybody
    people, regret, _, firmness, zones, width = map(float, everybody[1].split(" | "))
    assert people == BODIES * training.HELD_OUT * training.JUDGED_SHARE
    assert 0 <= regret < 5
    assert 20 < firmness <= 100
    assert 20 < zones <= 100
    assert 1 < width < 4


def test_train_writes_the_model_that_ships_unless_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Path, int, int]] = []

    def train(out_dir: Path, seed: int, n: int, **_: object) -> None:
        asked.append((out_dir, seed, n))
        raise UserError("stops here: the work itself takes minutes")

    monkeypatch.setattr(training, "train", train)
    assert run(capsys, "train").code == 2
    assert asked == [(MODEL_DIR, training.DEFAULT_SEED, training.DEFAULT_BODIES)]


@pytest.mark.parametrize("missed", [False, True])
def test_validate_prints_every_case_and_ends_with_what_it_found(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, missed: bool
) -> None:
    members = ensemble()[:2]
    judged = {row["case_id"]: row["status"] for row in validation.validate(members=())["cases"]}
    chosen = [case for case in cases() if missed or judged[case.case_id] != "missed"]
    monkeypatch.setattr(validation, "ensemble", lambda: members)
    monkeypatch.setattr(validation, "cases", lambda: chosen)
    answer = run(capsys, "validate")
    assert answer.code == int(missed)
    assert all(re.search(rf"^{re.escape(case.case_id)} +{judged[case.case_id]}", answer.out, re.M) for case in chosen)
    as_data = run(capsys, "validate", "--json")
    told = json.loads(as_data.out)
    assert as_data.code == int(missed)
    assert {row["case_id"]: row["status"] for row in told["cases"]} == {c.case_id: judged[c.case_id] for c in chosen}
    spread = [row for row in told["cases"] if row["ours_80"]]
    assert spread and all(low <= high for low, high in (row["ours_80"] for row in spread))
    assert f"orderings: {told['orderings']['held']} of {told['orderings']['total']} hold" in answer.out
    assert set(told["pressure_maps"]) == {"back", "side"}
