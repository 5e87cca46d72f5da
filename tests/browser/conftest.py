"""A server on a free port and a real Chromium, once for all browser tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.serving import served, staffed


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
    """Everything the server writes is in here: log, home, temporary files, database."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "home").mkdir()
    (folder / "tmp").mkdir()
    return folder


@pytest.fixture(scope="session")
def address(served_in: Path) -> Iterator[str]:
    """The address of the app, served as `mattress-fit app` serves it."""
    shop = {
        "MATTRESS_FIT_COUNTER": "1",
        "MATTRESS_FIT_DATABASE_URL": staffed(served_in),
        "HOME": str(served_in / "home"),
        "TMPDIR": str(served_in / "tmp"),
    }
    with served(served_in, **shop) as address:
        yield address
