"""A server on a free port and a real Chromium, once for all browser tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]
START_SECONDS = 60


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; where there is none the tests are skipped with the reason, but never on CI."""
    chromium = shutil.which("chromium")
    if chromium is None:
        reason = "no Chromium here: install the system package 'chromium'"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="session")
def served_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything the server writes stands here: log, home, temporary files, database."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "home").mkdir()
    (folder / "tmp").mkdir()
    return folder


@pytest.fixture(scope="session")
def address(served_in: Path) -> Iterator[str]:
    """Where the app answers, served as `mattress-fit app` serves it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}"]
    said = served_in / "server.log"
    shop = {
        "MATTRESS_FIT_COUNTER": "1",
        "MATTRESS_FIT_DATABASE_URL": f"sqlite:///{served_in / 'kept.sqlite3'}",
        "HOME": str(served_in / "home"),
        "TMPDIR": str(served_in / "tmp"),
    }
    with said.open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, **shop})
        try:
            _wait_until_healthy(f"http://127.0.0.1:{port}", server, said)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=10)
    assert "Traceback" not in said.read_text(encoding="utf-8", errors="replace")


def _wait_until_healthy(address: str, server: subprocess.Popen[bytes], said: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"the app did not start: {said.read_text(encoding='utf-8', errors='replace')[-2000:]}")
