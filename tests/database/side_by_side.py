"""The real server and the real commands on one database, in random order, some of them killed.

After every step the database, the page and the command line must agree, and nothing that was acknowledged may be lost.
The walk of the test suite is short; a longer one, also against another checkout:

    python -m tests.database.side_by_side URL --steps 200 --kills 20 --seed 1 [--checkout FOLDER] [--without purge]
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from laboratory.benchmarks.visitors import QUIZ, Visitor
from storefront.words import words
from tests.browser.serving import ROOT, Server
from tests.patience import HANGS_S

RUN = [sys.executable, "-c", "from storefront.cli import main; main()"]
BED = "made-up-{n}-{i},Made up,Bed {n},{firmness},90x200\n"
BEDS = (40, 3000)  # of a small feed, and of one that is imported in two blocks
STEPS = {"import": 4, "publish": 4, "rollback": 2, "save": 4, "save_again": 2, "erase": 2, "load": 2, "purge": 1}
KILLED = ("import", "publish", "rollback", "save", "erase")  # in turn
LIGHTEST_KG = 60.0
ALARM = "none_of_these"  # the answer to the question about alarm signs


@dataclass
class Known:
    """What was acknowledged so far.

    Attributes:
        versions: checksum by number.
        live: numbers of the live version and of those a rollback leads back to, newest last.
        saved: kilograms by code.
        erased: kilograms by code.
        unsure: kilograms that a killed server may have saved or not.
    """

    versions: dict[int, str] = field(default_factory=dict)
    live: list[int] = field(default_factory=list)
    saved: dict[str, float] = field(default_factory=dict)
    erased: dict[str, float] = field(default_factory=dict)
    unsure: set[float] = field(default_factory=set)


class Walk:
    """A random walk from a seed.

    Args:
        url: of a new database.
        folder: for feeds and the server's log.
        checkout: whose server and commands are run.
        without: steps that checkout does not have, and "trace" where it leaves traces of what was erased.
    """

    def __init__(self, url: str, folder: Path, seed: int, checkout: Path = ROOT, without: Collection[str] = ()) -> None:
        self.url, self.folder, self.checkout = url, folder, checkout
        self.chance = random.Random(seed)
        self.known = Known()
        self.done: Counter[str] = Counter()
        self.number = 0
        self.command_s, self.press_s = 1.0, 0.05  # how long they take, measured on the way
        self.weights = {kind: weight for kind, weight in STEPS.items() if kind not in without}
        self.traces = "trace" in without
        self.environment = {**os.environ, "MATTRESS_FIT_DATABASE_URL": url, "PYTHONPATH": str(checkout)}
        self.file = Path(sa.make_url(url).database or "") if url.startswith("sqlite") else None
        driver = "sqlite" if self.file else "postgresql+psycopg"
        self.engine = sa.create_engine(sa.make_url(url).set(drivername=driver), poolclass=sa.NullPool)
        self.server = Server(folder, checkout, self.environment)
        self.watcher: Visitor | None = None  # somebody who looks at the answer all the time

    async def walk(self, steps: int, kills: int) -> None:
        await self.take("import")
        await self.take("publish")
        self.server.start()
        try:
            killed_at = set(self.chance.sample(range(steps), kills))
            for step in range(steps):
                killed = step in killed_at
                kind = KILLED[self.done["killed"] % len(KILLED)] if killed else self._any()
                try:
                    await (self.kill(kind) if killed else self.take(kind))
                    await self.look(listed=killed or kind in ("import", "publish", "rollback"))
                except (AssertionError, OSError, sa.exc.DatabaseError) as error:
                    raise AssertionError(f"step {step}, {'killed ' * killed}{kind}: {error}") from error
            await self._leave()
            self.server.stop()
            await self.look(page=False)
            self.server.start()
            await self.look()
        finally:
            await self._leave()
            self.server.stop()
        assert "Traceback" not in self.server.log()

    def _any(self) -> str:
        return self.chance.choices(list(self.weights), list(self.weights.values()))[0]

    async def take(self, kind: str) -> None:
        """One step to its end, and what it acknowledged."""
        self.done[kind] += 1
        await getattr(self, f"_{kind}")()

    async def kill(self, kind: str) -> None:
        """One step, ended by kill -9 somewhere on its way: the command, or the server that carries it out."""
        self.done["killed"] += 1
        self.done[f"{kind}, killed"] += 1
        if kind in ("save", "erase"):
            await self._kill_server(kind)
            return
        command = {"import": lambda: self._feed(1), "publish": self._to_publish, "rollback": lambda: ("rollback",)}
        started = subprocess.Popen(
            [*RUN, "catalog", *map(str, command[kind]()), "--json"],
            cwd=self.checkout,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        with suppress(subprocess.TimeoutExpired):
            started.wait(self.chance.uniform(0.3, 2.0) * self.command_s)
        started.kill()
        said = started.communicate()[0]
        self._take_over(kind, json.loads(said) if started.returncode == 0 else None)

    async def _import(self) -> None:
        said = await self._command("catalog", *self._feed(self.chance.random() < 0.2))
        self._take_over("import", said)

    def _feed(self, size: int) -> tuple[str, Path]:
        self.number += 1
        feed = self.folder / f"feed-{self.number}.csv"
        beds = (BED.format(n=self.number, i=i, firmness=2 + i % 7) for i in range(BEDS[size]))
        feed.write_text("mattress_id,brand,model,firmness,sizes\n" + "".join(beds))
        return "import", feed

    async def _publish(self) -> None:
        self._take_over("publish", await self._command("catalog", *self._to_publish()))

    def _to_publish(self) -> tuple[str, int]:
        return "publish", self.chance.choice(list(self.known.versions))

    async def _rollback(self) -> None:
        if len(self.known.live) > 1:
            self._take_over("rollback", await self._command("catalog", "rollback"))
        else:
            await self._command("catalog", "rollback", code=2)

    def _take_over(self, kind: str, said: Any) -> None:
        """What a command answered; None when it was killed, so that either may be true."""
        if kind == "import":
            found = self._complete()
            new = found.keys() - self.known.versions.keys()
            assert len(new) <= 1
            assert not said or {said["version"]: said["checksum"]}.items() <= found.items(), "an import is lost"
            self.known.versions |= {number: found[number] for number in new}
            return
        now, live = self._live(), self.known.live
        assert not said or said["live"] == now, f"answered {said}, but {now} is live"
        if kind == "publish" and now not in live[-1:]:
            assert now in self.known.versions
            live.append(now)
        elif kind == "rollback" and now != live[-1]:
            live.pop()
            assert now == live[-1], f"back to {now}, not to {live[-1]}"

    async def _save(self) -> None:
        async with Visitor(self.server.address) as visitor:
            weight = await self._answer(visitor)
            self.press_s = await visitor.do("save_code", None)
            self.known.saved[_code(visitor)] = weight

    async def _answer(self, visitor: Visitor) -> float:
        """The quiz, with a weight nobody else has, up to the consent to saving."""
        self.number += 1
        weight = round(LIGHTEST_KG + self.number / 10, 1)
        await _quiz(visitor, weight)
        await visitor.do(next(key for key in visitor.ids if key.startswith("agree.")), True)
        return weight

    async def _save_again(self) -> None:
        if code := self._some_code():
            async with Visitor(self.server.address) as visitor:
                await self._enter(visitor, code, "code.load")
                await visitor.do("save_again", None)
                assert words("en")("code.saved_again", days=30) in " ".join(visitor.texts)

    async def _load(self) -> None:
        for code in (self._some_code(), next(iter(self.known.erased), None)):
            if code:
                async with Visitor(self.server.address) as visitor:
                    await self._enter(visitor, code, "code.load")
                    there = _code(visitor, missing="") == code
                    assert there == (code in self.known.saved), "the page has not what was saved"

    async def _erase(self) -> None:
        if code := self._some_code():
            async with Visitor(self.server.address) as visitor:
                await self._enter(visitor, code, "code.delete")
                texts = " ".join(visitor.texts)
            assert "Deleted" in texts
            self.known.erased[code] = self.known.saved.pop(code)

    async def _purge(self) -> None:
        await self._command("records", "purge")

    async def _enter(self, visitor: Visitor, code: str, button: str) -> None:
        """Enter a code; whoever tried erased ones has to wait, the longer the faster the machine walks."""
        deadline = time.monotonic() + HANGS_S
        while True:
            await visitor.do(next(key for key in visitor.ids if key.startswith("code.")), code)
            await visitor.do(f"FormSubmitter:code-{words('en')(button)}", None)
            if words("en")("code.too_many") not in " ".join(visitor.texts) or time.monotonic() > deadline:
                break
            await asyncio.sleep(1)
        if ALARM in visitor.ids:
            await visitor.do(ALARM, None)

    def _some_code(self) -> str | None:
        return self.chance.choice(list(self.known.saved)) if self.known.saved else None

    async def _kill_server(self, kind: str) -> None:
        """Press the button, and kill the server within the time the press takes."""
        code = self._some_code() if kind == "erase" else None
        await self._leave()
        with suppress(Exception):  # the socket breaks, in whichever way
            async with Visitor(self.server.address) as visitor:
                if code:
                    key = next(key for key in visitor.ids if key.startswith("code."))
                    await visitor.do(key, code)
                    pressed = visitor.do(f"FormSubmitter:code-{words('en')('code.delete')}", None)
                else:
                    self.known.unsure.add(await self._answer(visitor))
                    pressed = visitor.do("save_code", None)
                task = asyncio.create_task(pressed)
                await asyncio.sleep(self.chance.uniform(0, 1.5) * self.press_s)
                self.server.kill()
                task.cancel()
        self.server.kill()
        self.server.start()
        if code and _hash(code) not in self._rows():
            self.known.erased[code] = self.known.saved.pop(code)
            while self.file and not self.traces and self._traces(self.file.parent):
                await asyncio.sleep(0.1)  # nobody said "erased"; the new server overwrites it when it starts

    async def _command(self, *given: object, code: int = 0) -> Any:
        """What a command answers as JSON, in a process of its own."""
        start = time.monotonic()
        done = await asyncio.to_thread(
            subprocess.run,
            [*RUN, *map(str, given), "--json"],
            cwd=self.checkout,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=HANGS_S,
        )
        assert done.returncode == code, f"{given}: exit {done.returncode}, {done.stderr[-300:]}"
        self.command_s = time.monotonic() - start
        return json.loads(done.stdout) if code == 0 else None

    async def _leave(self) -> None:
        if self.watcher:
            await self.watcher.__aexit__(None, None, None)
            self.watcher = None

    async def look(self, page: bool = True, listed: bool = True) -> None:
        """Ask the database, the command line and the page, and compare with what was acknowledged."""
        if self.file:
            with self.engine.connect() as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
        assert self._complete() == self.known.versions, "the versions are not those that were imported"
        live = self.known.live[-1]
        assert self._live() == live, "another version is live than was published"
        if listed:
            said = await self._command("catalog", "list")
            assert {each["version"]: each["checksum"] for each in said["versions"]} == self.known.versions
            assert said["live"] == live, "the list names another version as live"
        rows, expected = self._rows(), {_hash(code): kg for code, kg in self.known.saved.items()}
        assert rows.items() >= expected.items(), "what was saved is lost"
        assert set(rows.values()) - set(expected.values()) <= self.known.unsure, "what was erased came back"
        if page:
            if self.watcher is None:
                self.watcher = await Visitor(self.server.address).__aenter__()
                await _quiz(self.watcher, LIGHTEST_KG)
            await self.watcher.refresh()
            shown = " ".join(self.watcher.texts)
            assert self.known.versions[live][:8] in shown, f"the page does not show version {live}"
        if self.file and not self.traces:
            assert self._traces(self.file.parent) == [], "what was erased is left on the disk"

    def _traces(self, folder: Path) -> list[str]:
        """Files of the data folder that hold what was erased."""
        markers = [f'"weight_kg": {weight},'.encode() for weight in self.known.erased.values()]
        content = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
        return [name for name, held in content.items() if any(marker in held for marker in markers)]

    def _complete(self) -> dict[int, str]:
        """Checksum by number of every complete version, worked out from its rows."""
        found = {}
        with self.engine.connect() as connection:
            versions = connection.exec_driver_sql("SELECT id, checksum FROM catalogue_version WHERE complete")
            for number, checksum in versions.all():
                rows = connection.execute(
                    sa.text("SELECT document FROM mattress WHERE version_id = :id ORDER BY position"), {"id": number}
                )
                content = hashlib.sha256(b"".join(row.document.encode() + b"\n" for row in rows)).hexdigest()
                assert content == checksum, f"version {number} is damaged"
                found[number] = checksum
        return found

    def _live(self) -> int | None:
        with self.engine.connect() as connection:
            number: int | None = connection.exec_driver_sql(
                "SELECT version_id FROM publication JOIN live ON publication.id = live.publication_id"
            ).scalar_one_or_none()
        return number

    def _rows(self) -> dict[str, float]:
        """Kilograms by hash of the code."""
        with self.engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT code_hash, payload FROM saved").all()
        return {row.code_hash: json.loads(row.payload)["profile"]["weight_kg"] for row in rows}


async def _quiz(visitor: Visitor, weight: float) -> None:
    """From the first page to the answer."""
    for key, value in QUIZ:
        if key != ALARM or key in visitor.ids:  # version 0.1.0 does not ask
            await visitor.do(key, f"{weight:g}" if key == "q0.weight_kg" else value)


def _code(visitor: Visitor, missing: str | None = None) -> str:
    """The code a page shows."""
    begin = '<p class="code" role="status">'
    found = [text.partition(begin)[2][:19] for text in visitor.texts if begin in text]
    if missing is not None and not found:
        return missing
    assert found, "nothing was saved"
    return found[0]


def _hash(code: str) -> str:
    return hashlib.sha256(code.replace("-", "").encode()).hexdigest()


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    for name, default in (("--steps", 200), ("--kills", 20), ("--seed", 1)):
        parser.add_argument(name, type=int, default=default)
    parser.add_argument("--without", action="append", default=[])
    parser.add_argument("--checkout", type=Path, default=ROOT)
    given = parser.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        walk = Walk(given.url, Path(folder), given.seed, given.checkout.resolve(), given.without)
        asyncio.run(walk.walk(given.steps, given.kills))
    print(f"{given.steps} steps in {time.monotonic() - start:.0f} s, nothing lost: {dict(walk.done)}")


if __name__ == "__main__":
    _main()
