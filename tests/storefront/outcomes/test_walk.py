"""One choice from advice to what it teaches: ordered under a code, brought back a week later, counted, learnt."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from catalog.mattress import Catalogue, Mattress
from database import saved
from database.outcomes import records
from database.outcomes.told import Advice, Outcome
from recommender.fit_target import targets
from recommender.person.profile import parse_profile
from recommender.ranking.learnt import FILE
from storefront import engine, saving
from storefront.outcomes import keeping
from storefront.outcomes.keeping import Buyer, Order
from storefront.settings import settings
from storefront.words import words
from tests.storefront.commands.command_line import run
from tests.storefront.outcomes.test_pages import TOLD, _choose, _opened, _press, _text
from tests.storefront.visiting import at

BIAS = 1.5  # points by which one brand is firmer than declared
PEOPLE = 160


class Clock:
    """The server's, set by hand."""

    def __init__(self) -> None:
        self.now = dt.datetime.now(dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Clock]:
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", f"sqlite:///{tmp_path}/shop.sqlite3")
    monkeypatch.setenv("MATTRESS_FIT_DESK", "1")
    settings.cache_clear()
    made = Clock()
    monkeypatch.setattr(keeping, "now", made)
    yield made
    settings.cache_clear()


def biased_brand(beds: Catalogue) -> Mattress:
    return next(bed for bed in beds if bed.firmness is not None and abs(bed.firmness - 5) < 0.5)


def others_like_it(beds: Catalogue, n: int, seed: int) -> None:
    """Other customers under codes of their own: half of them on beds of the brand that is firmer than it says."""
    rng = np.random.default_rng(seed)
    biased = biased_brand(beds)
    known = [bed for bed in beds if bed.firmness is not None]
    for i in range(n):
        told = {"weight_kg": round(float(rng.uniform(50, 110))), "height_cm": round(float(rng.uniform(155, 195)))}
        sleeper = parse_profile({**told, "side": 0.6, "back": 0.4})
        bed = biased if i % 2 else known[int(rng.integers(len(known)))]
        assert bed.firmness is not None
        felt = bed.firmness + BIAS * (bed.brand == biased.brand) + rng.normal(0, 0.5)
        felt -= float(targets([sleeper]).firmness()[0])
        advice = Advice("MADE-UP", "m", beds.version, (), keeping.profile_of(sleeper))
        _, advice_id = records.begin(engine.store(), advice, consent=True, now=keeping.now())
        word = "too_firm" if felt > 1 else "too_soft" if felt < -1 else "right"
        for each in (Outcome("ordered", bed.mattress_id), Outcome("felt", bed.mattress_id, felt=word)):
            records.enter(engine.store(), advice_id, each, now=keeping.now())


@pytest.mark.slow
def test_a_return_by_code_is_on_the_page_and_moves_what_is_learnt(
    clock: Clock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    beds, w = engine.catalogue(), words("en")
    # A shopper saves their answers, and orders at the counter what they were advised.
    code = saving.save(TOLD, saving.Diary(), (), consent=True)
    sleeper = engine.sleeper_of({**TOLD, "lying": None})
    buyer = Buyer("", sleeper, engine.answer(sleeper, beds, 3, changes=False))
    bed = biased_brand(beds).mattress_id
    written = keeping.write_down(Order(bed, (buyer,), "wish", "Anna"), beds, consent=True, code=code)
    assert written == code

    # A week later the bed is back, by the same code.
    clock.now += dt.timedelta(days=7)
    app = _opened(code, "en")
    app = _choose(_choose(_choose(app, "what", "returned"), "why", "comfort"), ".felt", "too_firm")
    _press(app, "write_outcome")
    (record,) = keeping.of_code(code)
    (back,) = [each for each in record.outcomes if each.what == "returned"]
    order = record.outcomes[0].at
    assert back.at is not None and order is not None
    assert dt.timedelta(days=7) <= back.at - order < dt.timedelta(days=7, seconds=1)

    # Alone it is withheld, and teaches nothing.
    assert w("outcomes.withheld") in _text(at("outcomes", "en"))
    few = run(capsys, "train", "--outcomes", "stored", "--out", tmp_path)
    assert (few.code, "outcomes of 1 people can be used, and nothing is changed" in few.err) == (2, True)

    # With enough like it the page counts it and the brand's offset is learnt.
    others_like_it(beds, PEOPLE - 1, seed=1)
    report = json.loads(run(capsys, "outcomes", "report", "--json").out)
    assert report["felt"]["felt"]["too_firm"]["n"] == PEOPLE
    brand = biased_brand(beds).brand
    learnt = json.loads(run(capsys, "train", "--outcomes", "stored", "--out", tmp_path, "--json").out)
    assert (learnt["people"], learnt["accepted"]) == (PEOPLE, True)
    with_it = learnt["offsets"]["brand"][brand]["points"]
    assert with_it > 0.5
    assert json.loads((tmp_path / FILE).read_text())["n_people"] == PEOPLE

    # Taken back by its owner, it no longer counts.
    saved.delete(engine.store(), code, clock.now)
    (tmp_path / FILE).unlink()
    without = json.loads(run(capsys, "train", "--outcomes", "stored", "--out", tmp_path, "--json").out)
    assert without["people"] == PEOPLE - 1
    assert with_it - without["offsets"]["brand"][brand]["points"] > 0
