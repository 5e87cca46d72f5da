"""Offsets learnt from outcomes reach every way of ranking: with strong offsets, all of them agree."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue
from database.store import Store, open_store
from database.updates import effects, of_versions
from database.versions import import_catalogue
from laboratory.fitting.outcome_rows import write_offsets
from laboratory.fitting.outcomes import Verdict
from recommender.fit_target import targets
from recommender.matching import match_many
from recommender.person.profile import parse_profile
from recommender.ranking.learnt import Offset, Offsets
from recommender.rescoring import standard_population
from recommender.scoring import scoring_model
from storefront import engine
from tests.storefront.commands.command_line import run

BEDS = tuple(load_catalogue())
PEOPLE: list[dict[str, Any]] = [
    {"profile_id": f"p{i}", "weight_kg": 52 + 7 * i, "height_cm": 158 + 3 * i, "sex": sex, "side": 0.7, "back": 0.3}
    for i, sex in enumerate(("female", "male") * 5)
]
OFFSETS = Offsets(
    brand={brand: Offset((-1) ** i * 2.5, 0.2) for i, brand in enumerate(sorted({bed.brand for bed in BEDS}))},
    type={"hybrid": Offset(-1.5, 0.2), "cold_foam": Offset(1.0, 0.2)},
)
VERDICT = Verdict(True, 100, 50, {"new": -1.0, "old": -1.1, "constant": -1.2}, (0.1, 0.01), (0.2, 0.01))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", f"sqlite:///{tmp_path / 'catalogue.sqlite3'}")
    opened = open_store()
    yield opened
    opened.engine.dispose()


@pytest.fixture
def learnt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of the model with strong offsets beside it."""
    folder = tmp_path / "models"
    shutil.copytree(scoring_model.MODEL_DIR, folder)
    write_offsets(OFFSETS, VERDICT, folder)
    monkeypatch.setattr(scoring_model, "MODEL_DIR", folder)


def _firsts(catalogue: Catalogue) -> list[str]:
    needs = targets([parse_profile(person) for person in PEOPLE])
    return [str(first) for first in match_many(needs, catalogue, top=1).mattress_id[:, 0]]


def test_strong_offsets_change_what_is_shown(learnt: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this the tests below could not fail."""
    needs = targets([parse_profile(person) for person in PEOPLE])
    with_them = match_many(needs, Catalogue(BEDS, "with")).mattress_id.tolist()
    monkeypatch.undo()
    without = match_many(needs, Catalogue(BEDS, "without")).mattress_id.tolist()
    assert sum(one != other for one, other in zip(with_them, without, strict=True)) >= 8


def test_recommend_score_and_the_pages_agree(learnt: None, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    profiles, out = tmp_path / "people.csv", tmp_path / "beds.parquet"
    pd.DataFrame(PEOPLE).to_csv(profiles, index=False)
    assert run(capsys, "score", profiles, "--out", out).code == 0
    scored = pd.read_parquet(out)
    for person in PEOPLE:
        (tmp_path / "one.json").write_text(json.dumps(person))
        said = json.loads(run(capsys, "recommend", "--profile", tmp_path / "one.json", "--json").out)
        rows = scored[scored["profile_id"] == person["profile_id"]]
        assert [pick["mattress_id"] for pick in said["picks"]] == rows["mattress_id"].tolist()
        assert [pick["fit"] for pick in said["picks"]] == pytest.approx(rows["fit"].tolist(), rel=1e-9)
        page = engine.answer(parse_profile(person), load_catalogue(), top=5)
        assert [pick.mattress.mattress_id for pick in page.picks] == rows["mattress_id"].tolist()


def test_rescore_diff_and_the_desk_agree_with_score(
    learnt: None, store: Store, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    before, after = Catalogue(BEDS, "before"), Catalogue(BEDS[: len(BEDS) // 2], "after")
    old, new = (import_catalogue(store, each, source="made up").version_id for each in (before, after))
    profiles, out = tmp_path / "people.csv", tmp_path / "moved.parquet"
    pd.DataFrame(PEOPLE).to_csv(profiles, index=False)
    answer = run(capsys, "rescore", "--before", old, "--after", new, "--profiles", profiles, "--out", out)
    assert answer.code == 0, answer.err
    moved = pd.read_parquet(out).set_index("profile_id")
    pairs = zip(_firsts(before), _firsts(after), strict=True)
    expected = {p["profile_id"]: pair for p, pair in zip(PEOPLE, pairs, strict=True) if pair[0] != pair[1]}
    assert expected
    assert {name: (row["before_id"], row["after_id"]) for name, row in moved.iterrows()} == expected
    needs = targets(standard_population())
    one, other = (match_many(needs, each, top=1).mattress_id[:, 0] for each in (before, after))
    share = float((one != other).mean())
    said = json.loads(run(capsys, "catalog", "diff", old, new, "--json").out)["effect"]
    assert said["first_choice_changed"] == pytest.approx(share)
    desk = effects(of_versions(store, old, new), None).standard
    assert desk.first_choice_changed == pytest.approx(share)
    chosen = set(other.tolist())
    assert set(desk.never_chosen) == {bed.mattress_id for bed in after if bed.firmness is not None} - chosen
