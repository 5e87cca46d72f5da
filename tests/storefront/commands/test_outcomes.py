"""`train --outcomes`: offsets learnt from a file, written beside the model when they help, rejected otherwise."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from catalog.catalogue_file import load_catalogue
from recommender.fit_target import targets
from recommender.person.profile import parse_profile
from recommender.ranking.learnt import FILE
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


def test_noise_leaves_everything_as_it_was(tmp_path: Path) -> None:
    told = written(tmp_path / "outcomes.csv", tells=False)
    done = CliRunner().invoke(app, ["train", "--outcomes", str(told), "--out", str(tmp_path)])
    assert done.exit_code == 1
    assert "not used" in done.stdout
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
