"""A server and commands on one database, some of them killed: nothing acknowledged is lost, and all say the same."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.database.side_by_side import KILLED, Walk

STEPS = 30
KILLS = 4


@pytest.mark.slow
def test_a_server_and_commands_side_by_side_lose_nothing(url: str, tmp_path: Path) -> None:
    walk = Walk(url, tmp_path, seed=11)
    asyncio.run(walk.walk(STEPS, KILLS))
    assert walk.done["killed"] == KILLS
    assert {f"{kind}, killed" for kind in KILLED[:KILLS]} <= walk.done.keys()
