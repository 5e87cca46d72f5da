"""Options of the test run, and what every test is spared."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No deadline: the machine may be busy, and speed is the benchmarks'. On CI every run tries the same examples.
_FREE_OF_TIME = {"deadline": None, "suppress_health_check": (HealthCheck.too_slow,), "print_blob": True}
settings.register_profile("here", **_FREE_OF_TIME)
settings.register_profile("ci", **_FREE_OF_TIME, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


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
