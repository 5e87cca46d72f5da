"""A shop's own database and a desk that is switched on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from database.store import Store
from storefront import engine
from storefront.settings import settings


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", f"sqlite:///{tmp_path / 'catalogue.sqlite3'}")
    monkeypatch.setenv("MATTRESS_FIT_DESK", "1")
    settings.cache_clear()
    yield engine.store()
    settings.cache_clear()
