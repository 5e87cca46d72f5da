"""Importing streams: ten times the catalogue does not need more memory."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from database import versions
from tests.database.made_up_catalogue import peak_mb_of_importing

ALLOWED_MB = 15  # measured: 5; a list of the larger catalogue alone takes 97


@pytest.mark.slow
def test_memory_does_not_grow_with_the_catalogue(tmp_path: Path) -> None:
    peaks = [_peak_mb(tmp_path / f"{n}.sqlite3", n) for n in (2 * versions.BATCH, 20 * versions.BATCH)]
    assert peaks[1] - peaks[0] < ALLOWED_MB


def _peak_mb(file: Path, n: int) -> float:
    """In its own process, because peak memory never goes down again."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(peak_mb_of_importing, f"sqlite:///{file}", n).result()
