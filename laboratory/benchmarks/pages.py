"""How fast the pages are: the first of a new server, in a browser, with a hundred visitors, after two thousand visits,
and with twenty of staff at their counters.

python -m laboratory.benchmarks.pages first | painted | visitors | soak | staff
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from database.people import users
from database.store import open_store
from laboratory.benchmarks.visitors import FIGURES, QUIZ, Typed, Visitor

ROOT = Path(__file__).parents[2]
TIMES, STARTS = 20, 5
VISITORS, THINK_S, MINUTE_S = 100, 5.0, 60.0
STAFF, PIN = 20, "290417"
FIGURE_S = MINUTE_S / (2 * len(FIGURES))  # between two figures, of who types in two customers in a minute
SOAKED, FIRST, AT_ONCE = 2000, 200, 8
# From the click until the expected content is on the page and two frames have been painted.
PAINTED = """([button, seen]) => new Promise(done => {
  const start = performance.now();
  const look = () => document.querySelector(seen) && document.querySelector('.footing')
    ? requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)))
    : requestAnimationFrame(look);
  document.querySelector(button).click();
  look();
})"""


@contextmanager
def served(**settings: str) -> Iterator[tuple[str, psutil.Process]]:
    """The app on a free port, as `mattress-fit app` serves it with these settings."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from storefront.cli import main; main()", "app", f"--port={port}"]
    environment = {**os.environ, **settings}
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(3000):
            try:
                urlopen(f"{address}/_stcore/health", timeout=2).close()
                break
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.02)
        yield address, psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait(timeout=10)


def first() -> None:
    """Median of five servers: from the start of the process until the first page stands at its first visitor."""

    async def visit(address: str) -> None:
        async with Visitor(address):
            pass

    html, drawn, used = [], [], []
    for _ in range(STARTS):
        start = time.perf_counter()
        with served() as (address, server):
            urlopen(address, timeout=20).close()
            html.append(time.perf_counter() - start)
            asyncio.run(visit(address))
            drawn.append(time.perf_counter() - start)
            used.append(sum(server.cpu_times()[:2]))
    print(
        f"first page: HTML after {statistics.median(html):.2f} s, drawn after {statistics.median(drawn):.2f} s, "
        f"of which the server computed {statistics.median(used):.2f} s"
    )


def painted(address: str) -> None:
    """Median of 20, warm: a step of the quiz, and the answer after the last one."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(locale="en-GB", viewport={"width": 360, "height": 800})
        page.goto(address)

        def settled(seen: str) -> None:
            page.wait_for_selector(seen)
            page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
            page.wait_for_timeout(200)

        def typed(name: str, value: Typed) -> None:
            """A text, or the first of several words."""
            if isinstance(value, tuple):
                page.locator(f".st-key-{name}").get_by_role("radio", name=value[0], exact=True).click()
                return
            page.fill(f".st-key-{name} input", str(value))
            page.press(f".st-key-{name} input", "Tab")

        def measured(seen: str, changed: str = "") -> list[float]:
            """`changed`: a field that gets another value each time, so that no cached result is used."""
            taken = []
            for time_no in range(TIMES + 1):
                if changed:
                    typed(changed, 2000 + time_no)
                    settled(".st-key-next button")
                taken.append(page.evaluate(PAINTED, [".st-key-next button", seen]))
                settled(seen)
                page.go_back()
                settled(".st-key-next button")
            return taken[1:]

        steps: list[float] = []
        for key, value in QUIZ[:-1]:
            name = key.replace(".", "-")
            if value is not None:
                typed(name, value)
            else:
                if key == "next" and page.locator(".st-key-q0-lies-side").count():
                    steps = measured(".st-key-q0-hip_method")
                page.click(f".st-key-{name} button")
            settled(".footing")
        answers = measured("article.pick", "q0-max_price")
        browser.close()
    for name, taken in (("a step", steps), ("the answer", answers)):
        print(f"{name:<11} painted: median {statistics.median(taken):5.0f} ms, slowest {max(taken):5.0f} ms")


async def visitors(address: str, process: psutil.Process) -> None:
    """A hundred people at once on one process, each pausing five seconds on average between two steps."""
    taken: list[float] = []
    start, used = time.monotonic(), sum(process.cpu_times()[:2])
    end = start + MINUTE_S

    async def visit(chance: random.Random) -> None:
        await asyncio.sleep(chance.uniform(0, THINK_S))
        while time.monotonic() < end:
            async with Visitor(address) as visitor:
                for key, value in QUIZ:
                    await asyncio.sleep(chance.expovariate(1 / THINK_S))
                    if time.monotonic() >= end:
                        return
                    taken.append(1000 * await visitor.do(key, value))

    await asyncio.gather(*(visit(random.Random(seed)) for seed in range(VISITORS)))
    p95 = statistics.quantiles(taken, n=20)[-1]
    busy = (sum(process.cpu_times()[:2]) - used) / (time.monotonic() - start)
    print(
        f"{VISITORS} visitors, {len(taken)} steps: median {statistics.median(taken):.0f} ms, p95 {p95:.0f} ms, "
        f"server busy {busy:.0%} of a core"
    )


async def soak(address: str, process: psutil.Process) -> None:
    """Memory after two thousand visits to the answer, compared with that after the first two hundred."""
    at_once = asyncio.Semaphore(AT_ONCE)

    async def visit() -> None:
        async with at_once, Visitor(address) as visitor:
            for key, value in QUIZ:
                await visitor.do(key, value)

    first = 0.0
    for visits in range(FIRST, SOAKED + 1, FIRST):
        await asyncio.gather(*(visit() for _ in range(FIRST)))
        held = process.memory_info().rss / 1e6
        first = first or held
        print(f"after {visits} visits: {held:.0f} MB ({held / first - 1:+.0%})", flush=True)


async def _at_the_counter(address: str, number: int, end: float, taken: list[float]) -> None:
    """One of staff, who serves two customers after two others until the time is over; milliseconds of every update that
    shows a target.
    """
    chance = random.Random(number)
    await asyncio.sleep(chance.uniform(0, STAFF))  # a sign-in hashes a PIN, which is slow on purpose
    async with Visitor(address, "counter") as visitor:
        visitor.put("staff_name", f"Staff {number}")
        visitor.put(visitor.key("staff.pin.0"), PIN)
        await visitor.do(visitor.key("Sign in"), None)
        while True:
            for person in "ab":
                for field, text in FIGURES:
                    await asyncio.sleep(chance.expovariate(1 / FIGURE_S))
                    if time.monotonic() >= end:
                        return
                    spent = await visitor.do(visitor.key(f".{person}.{field}"), text)
                    if any('class="target"' in text for text in visitor.texts):
                        taken.append(1000 * spent)
                await visitor.do(f"none.{person}", None)
            assert any('class="both"' in text for text in visitor.texts)
            await visitor.do("clear", None)


async def staff(address: str, process: psutil.Process) -> None:
    """Twenty of staff at once on one process, each typing in two customers a minute, one pair after another."""
    taken: list[float] = []
    start, used = time.monotonic(), sum(process.cpu_times()[:2])
    end = start + STAFF + MINUTE_S
    await asyncio.gather(*(_at_the_counter(address, number, end, taken) for number in range(STAFF)))
    p95 = statistics.quantiles(taken, n=20)[-1]
    busy = (sum(process.cpu_times()[:2]) - used) / (time.monotonic() - start)
    print(
        f"{STAFF} of staff, {len(taken)} updates of a target: median {statistics.median(taken):.0f} ms, "
        f"p95 {p95:.0f} ms, server busy {busy:.0%} of a core"
    )


def _at_the_counters() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/kept.sqlite3"
        opened = open_store(url)
        for number in range(STAFF):
            users.add(opened, f"Staff {number}", "staff", PIN)
        opened.engine.dispose()
        with served(MATTRESS_FIT_COUNTER="1", MATTRESS_FIT_DATABASE_URL=url) as (address, process):
            asyncio.run(staff(address, process))


def run(what: str) -> None:
    if what in ALONE:
        ALONE[what]()
        return
    with served() as (address, process):
        if what == "painted":
            painted(address)
        elif what == "visitors":
            asyncio.run(visitors(address, process))
        else:
            asyncio.run(soak(address, process))


ALONE = {"first": first, "staff": _at_the_counters}  # those that start a server of their own

if __name__ == "__main__":
    for asked in sys.argv[1:] or ("first", "painted", "visitors", "soak", "staff"):
        run(asked)
