"""The app on a free port, configured as a test needs it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.patience import HANGS_S

ROOT = Path(__file__).parents[2]


@contextmanager
def served(folder: Path, **shop: str) -> Iterator[str]:
    """The address of the app, served as `mattress-fit app` serves it with these settings; its log is in `folder`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from storefront.cli import main; main()", "app", f"--port={port}"]
    said, environment = folder / "server.log", {**os.environ, **shop}
    with said.open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, env=environment)
        try:
            wait_until_healthy(f"http://127.0.0.1:{port}", server, said)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=HANGS_S)
    assert "Traceback" not in said.read_text(encoding="utf-8", errors="replace")


def wait_until_healthy(address: str, server: subprocess.Popen[bytes], said: Path) -> None:
    deadline = time.monotonic() + HANGS_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"{address}/_stcore/health", timeout=HANGS_S):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"the app did not start: {said.read_text(encoding='utf-8', errors='replace')[-2000:]}")
