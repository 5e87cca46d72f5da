"""Options of the test run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regen", action="store_true", help="write each golden sleeper's present target and picks into its file"
    )


@pytest.fixture(autouse=True)
def _no_database_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Nothing published or saved on this machine reaches a test."""
    monkeypatch.delenv("MATTRESS_FIT_DATABASE_URL", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    yield
    if "database.store" in sys.modules:
        sys.modules["database.store"].close_shared()
