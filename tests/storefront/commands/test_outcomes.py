"""`train --outcomes`: offsets learnt from a file, written beside the model when they help, rejected otherwise."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from catalog.catalogue_file import load_catalogue
from database.outcomes import records
from database.outcomes.told import Advice, AdvisedBed, Outcome
from database.store import shared_store
from recommender.errors import ModelError
from recommender.fit_target import targets
from recommender.person.profile import parse_profile
from recommender.ranking.learnt import FILE, _hash, forget_offsets, load_offsets
from storefront.cli import app

BIAS = 1.5  # points by which one brand is firmer than declared


def written(path: Path, *, tells: bool, n: int = 160) -> Path:
    """People on beds of the shipped catalogue; one brand is made firmer than declared."""
    rng = np.random.default_rng(1)
    beds = [bed for bed in load_catalogue() if bed.firmness is not None]
    biased = next(bed for bed in beds if bed.firmness is not None and abs(bed.firmness - 5) < 0.5)
    brand = biased.brand
    chosen = [beds[i] for i in rng.integers(0, len(beds), n)]
    chosen[: n // 2] = [biased] * (n // 2)
    profiles = [
        {
            "profile_id": f"p{i}",
            "weight_kg": round(float(rng.uniform(50, 110))),
            "height_cm": round(float(rng.uniform(155, 195))),
            "side": 0.6,
            "back": 0.4,
        }
        for i in range(n)
    ]
    needed = targets([parse_profile(profile) for profile in profiles]).firmness()
    felt = np.array([bed.firmness or 0.0 for bed in chosen]) - needed
    felt += np.where([bed.brand == brand for bed in chosen], BIAS, 0) + rng.normal(0, 0.5, n)
    if not tells:
        felt = rng.permutation(felt)
    answer = np.where(felt > 1, "too_firm", np.where(felt < -1, "too_soft", "right"))
    with path.open("w", newline="") as file:
        rows = csv.DictWriter(file, [*profiles[0], "mattress_id", "feels", "kept", "diary_score"])
        rows.writeheader()
        for profile, bed, feels in zip(profiles, chosen, answer, strict=True):
            rows.writerow({**profile, "mattress_id": bed.mattress_id, "feels": feels})
    return path


def test_a_planted_bias_is_learnt_and_put_beside_the_model(tmp_path: Path) -> None:
    told = written(tmp_path / "outcomes.csv", tells=True)
    done = CliRunner().invoke(app, ["train", "--outcomes", str(told), "--out", str(tmp_path), "--json"])
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert answer["accepted"]
    assert max(row["points"] for row in answer["offsets"]["brand"].values()) > 0.5
    assert json.loads((tmp_path / FILE).read_text())["n_people"] == 160
    spread = answer["person_spread"]
    assert (spread["people_with_several"], spread["used"]) == (0, False)
    assert 0 < spread["points"] < 3


def test_noise_leaves_everything_as_it_was(tmp_path: Path) -> None:
    told = written(tmp_path / "outcomes.csv", tells=False)
    done = CliRunner().invoke(app, ["train", "--outcomes", str(told), "--out", str(tmp_path)])
    assert done.exit_code == 1
    assert "not used" in done.stdout
    assert "answers assume 1, and that is not changed" in done.stdout
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("profile_id,feels\np1,right\n", "mattress_id"),
        ("mattress_id,weight_kg,height_cm,side,feels\nx,70,170,1,right\n", "0 people"),
    ],
)
def test_a_file_that_cannot_teach_is_told(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "few.csv"
    path.write_text(content)
    done = CliRunner().invoke(app, ["train", "--outcomes", str(path), "--out", str(tmp_path)])
    assert message in str(done.exception)


def stored(told: Path) -> None:
    """The outcomes of a file, as a shop keeps them in its database."""
    store = shared_store()
    with told.open() as file:
        for row in csv.DictReader(file):
            profile = {name: float(row[name]) for name in ("weight_kg", "height_cm", "side", "back")}
            advice = Advice("ANSWER", "m", "c", (AdvisedBed(row["mattress_id"], 80.0, 0.7),), profile)
            _, advice_id = records.begin(store, advice, consent=True)
            felt = Outcome("felt", row["mattress_id"], felt=row["feels"])  # type: ignore[arg-type]
            records.enter(store, advice_id, felt)


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", f"sqlite:///{tmp_path}/shop.sqlite3")


@pytest.mark.usefixtures("database")
def test_what_is_stored_is_learnt_as_a_file_is(tmp_path: Path) -> None:
    told = written(tmp_path / "outcomes.csv", tells=True)
    stored(told)
    answers = []
    for source in (str(told), "stored"):
        folder = tmp_path / source.replace("/", "_")
        folder.mkdir()
        done = CliRunner().invoke(app, ["train", "--outcomes", source, "--out", str(folder), "--json"])
        assert done.exit_code == 0, done.output
        answers.append(json.loads(done.stdout))
        assert (folder / FILE).exists()
    of_file, of_database = answers
    assert of_database["people"] == of_file["people"] == 160
    for name, row in of_file["offsets"]["brand"].items():
        assert of_database["offsets"]["brand"][name]["points"] == pytest.approx(row["points"], abs=0.05)


@pytest.mark.usefixtures("database")
def test_few_stored_outcomes_change_nothing_and_that_is_said(tmp_path: Path) -> None:
    stored(written(tmp_path / "outcomes.csv", tells=True, n=40))
    done = CliRunner().invoke(app, ["train", "--outcomes", "stored", "--out", str(tmp_path)])
    assert "stored: outcomes of 40 people can be used, and nothing is changed" in str(done.exception)
    assert not (tmp_path / FILE).exists()


def test_offsets_of_another_model_are_refused_and_can_be_learnt_again(tmp_path: Path) -> None:
    """Refused in every answer, and no reason not to learn: the rows are read under the present model."""
    told = written(tmp_path / "outcomes.csv", tells=True)
    call = ["train", "--outcomes", str(told), "--out", str(tmp_path), "--json"]
    assert CliRunner().invoke(app, call).exit_code == 0
    content = json.loads((tmp_path / FILE).read_text())
    content.pop("sha256")
    content["results_changed"] = "2020-01-01"
    (tmp_path / FILE).write_text(json.dumps({**content, "sha256": _hash(content)}))
    forget_offsets()
    with pytest.raises(ModelError, match="another scoring model"):
        load_offsets(tmp_path)
    done = CliRunner().invoke(app, call)
    assert done.exit_code == 0, done.output
    assert "was learnt under another scoring model" in done.stderr
    assert load_offsets(tmp_path) is not None
