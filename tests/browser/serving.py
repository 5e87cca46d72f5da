"""The app on a free port, configured as a test needs it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from database.importing import import_file
from database.people import users
from database.store import open_store
from database.versions import publish
from tests.catalog.feeds import made_up_shop
from tests.patience import HANGS_S

ROOT = Path(__file__).parents[2]
NAME, PIN = "Anna de Vries", "290417"


def staffed(folder: Path, role: str = "manager") -> str:
    """URL of a database in this folder in which somebody may sign in."""
    url = f"sqlite:///{folder / 'kept.sqlite3'}"
    opened = open_store(url)
    users.add(opened, NAME, role, PIN)
    opened.engine.dispose()
    return url


def with_range(folder: Path) -> str:
    """As `staffed`, with a shop's own range live as version 1."""
    url = staffed(folder)
    opened = open_store(url)
    done = import_file(opened, made_up_shop.long_sheet(folder), currency="EUR", markets=("NL",))
    publish(opened, done.version.version_id)
    opened.engine.dispose()
    return url


@contextmanager
def served(folder: Path, **shop: str) -> Iterator[str]:
    """The address of the app, served as `mattress-fit app` serves it with these settings; its log is in `folder`."""
    server = Server(folder, ROOT, {**os.environ, **shop})
    try:
        server.start()
        yield server.address
    finally:
        server.stop()
    assert "Traceback" not in server.log()


class Server:
    """`mattress-fit app` of a checkout on a free port; it can be stopped or killed, and started again."""

    def __init__(self, folder: Path, checkout: Path, environment: Mapping[str, str]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.file, self.checkout, self.environment = folder / "server.log", checkout, environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-c", "from storefront.cli import main; main()", "app", f"--port={self.port}"]
        with self.file.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.checkout, stdout=log, stderr=subprocess.STDOUT, env=self.environment
            )
        wait_until_healthy(self.address, self.process, self.file)

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=HANGS_S)
            self.process = None

    def kill(self) -> None:
        """End it at once, with kill -9."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def log(self) -> str:
        return self.file.read_text(encoding="utf-8", errors="replace")


def wait_until_healthy(address: str, server: subprocess.Popen[bytes], said: Path) -> None:
    deadline = time.monotonic() + HANGS_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"{address}/_stcore/health", timeout=HANGS_S):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"the app did not start: {said.read_text(encoding='utf-8', errors='replace')[-2000:]}")
