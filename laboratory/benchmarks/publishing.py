"""A shop's morning: visitors at work and saving while another version is published every minute.

    python -m laboratory.benchmarks.publishing --minutes 30

Prints memory of the server, the time of a step, errors, and whether every code that was handed out opens at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from catalog.catalogue_file import REFERENCE
from database.place import URL_VARIABLE
from database.saved import load
from database.store import open_store
from laboratory.benchmarks.pages import served
from laboratory.benchmarks.visitors import QUIZ, Visitor

SESSIONS, THINK_S, MINUTES, EVERY_S = 50, 5.0, 30.0, 60.0
SAVES = 0.3  # share of visits that end with a code
SETTLED = 0.2  # share of the time after which memory is compared: caches are filled by then
CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")


@dataclass
class Day:
    """What was seen: seconds of each step, megabytes by minute, codes handed out, errors."""

    steps: list[float] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    published: int = 0


async def visits(address: str, day: Day, end: float, chance: random.Random) -> None:
    """One person after the other through the quiz, with pauses; some save their answer."""
    await asyncio.sleep(chance.uniform(0, THINK_S))
    while time.monotonic() < end:
        try:
            async with Visitor(address) as visitor:
                for key, value in QUIZ:
                    await asyncio.sleep(chance.expovariate(1 / THINK_S))
                    day.steps.append(
                        await visitor.do(key, f"{chance.uniform(50, 110):.1f}" if key == "q0.weight_kg" else value)
                    )
                if chance.random() < SAVES:
                    await visitor.do(next(key for key in visitor.ids if key.startswith("agree.")), True)
                    day.steps.append(await visitor.do("save_code", None))
                    day.codes.append(next(found[0] for text in visitor.texts if (found := CODE.search(text))))
        except Exception as error:  # whatever happens to a visitor is what this run looks for
            day.errors.append(f"{type(error).__name__}: {error}"[:200])


async def publishes(day: Day, end: float) -> None:
    """Another version goes live every minute, by the command beside the server."""
    while time.monotonic() < end:
        done = await asyncio.to_thread(_command, "catalog", "publish", str(1 + day.published % 2))
        day.errors += [done.stderr[:200]] if done.returncode else []
        day.published += 1
        await asyncio.sleep(min(EVERY_S, max(end - time.monotonic(), 0)))


async def measures(process: psutil.Process, day: Day, end: float) -> None:
    while time.monotonic() < end:
        day.memory_mb.append(process.memory_info().rss / 1e6)
        await asyncio.sleep(min(10.0, max(end - time.monotonic(), 0)))


def _command(*words: str) -> subprocess.CompletedProcess[str]:
    code = "from storefront.cli import main; main()"
    return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)


def run(minutes: float, sessions: int) -> Day:
    """Serve a new database, let everybody in, and print what was seen."""
    day = Day()
    with TemporaryDirectory() as folder:
        os.environ[URL_VARIABLE] = f"sqlite:///{folder}/catalogue.sqlite3"
        half = Path(folder) / "half.csv"
        lines = REFERENCE.read_text(encoding="utf-8").splitlines(keepends=True)
        half.write_text("".join(lines[: len(lines) // 2]), encoding="utf-8")
        for feed in (REFERENCE, half):
            _command("catalog", "import", str(feed))
        with served() as (address, process):
            end = time.monotonic() + 60 * minutes

            async def everybody() -> None:
                people = (visits(address, day, end, random.Random(seed)) for seed in range(sessions))
                await asyncio.gather(publishes(day, end), measures(process, day, end), *people)

            asyncio.run(everybody())
        store = open_store()
        lost = [code for code in day.codes if load(store, code) is None]
        with store.reading() as connection:
            whole = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
        store.engine.dispose()
    settled = day.memory_mb[int(SETTLED * len(day.memory_mb)) :]
    took_ms = [1000 * step for step in day.steps]
    p95_ms, grown = statistics.quantiles(took_ms, n=20)[-1], settled[-1] / settled[0] - 1
    print(f"{minutes:g} minutes, {sessions} sessions, {len(day.steps)} steps, {day.published} versions published")
    print(f"a step: median {statistics.median(took_ms):.0f} ms, p95 {p95_ms:.0f} ms")
    print(f"memory: {settled[0]:.0f} MB settled, {max(settled):.0f} MB at most, {grown:+.1%} at the end")
    print(f"{len(day.codes)} codes handed out, {len(lost)} lost; database {whole}")
    print(f"{len(day.errors)} errors {day.errors[:3]}")
    return day


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    asked = parser.parse_args()
    run(asked.minutes, asked.sessions)
