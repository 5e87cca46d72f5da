"""When compiled loops are used, and what happens where they cannot be."""

from __future__ import annotations

import sys

from recommender import compiled
from recommender.scoring import fast


def test_without_numba_arrays_do_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "recommender.compiled.loops", None)
    monkeypatch.delattr(compiled, "loops", raising=False)
    fast.opened.cache_clear()
    assert fast.loops_for(fast.MANY) is None
    fast.opened.cache_clear()


def test_few_people_never_open_it(monkeypatch):
    monkeypatch.setattr(fast, "opened", lambda: 1 / 0)
    assert fast.loops_for(fast.MANY - 1) is None


def test_they_are_used_while_held_and_no_longer():
    assert fast.held() is None
    with fast.using("those"):
        assert fast.held() == "those"
    assert fast.held() is None
