"""What is installed from the wheel, outside the checkout, behaves as in the checkout."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tomllib
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pandas as pd
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import NewSession

from laboratory.benchmarks.visitors import Visitor
from storefront.look.theme import DARK, LIGHT
from tests.browser.serving import wait_until_healthy
from tests.patience import HANGS_S

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
PACKED = ("catalog", "database", "laboratory", "models", "recommender", "storefront")
BESIDE = ("app.py", "pyproject.toml", "README.md", "LICENSE")
PERSON = ("--weight-kg", 82, "--height-cm", 178, "--sex", "male", "--side", 0.6, "--back", 0.4, "--size", "90x200")
PEOPLE = "profile_id,weight_kg,height_cm,side,back\na,82,178,0.6,0.4\nb,61,168,1,0\nc,104,190,0,1\n"
MAIN = "from storefront.cli import main; main()"


@dataclass(frozen=True)
class Place:
    """Where the product runs from: an interpreter, a working directory and what has to be on its path."""

    python: Path
    folder: Path
    path: str = ""

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": self.path, "PYTHONSAFEPATH": "1"}

    def says(self, code: str, *words: object) -> str:
        call = [self.python, "-c", code, *map(str, words)]
        done = subprocess.run(
            call, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=HANGS_S, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(Path(sys.executable), tmp_path_factory.mktemp("elsewhere"), str(ROOT))


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The wheel in its own environment, which uses the other packages of this test's environment."""
    source, built, home = (tmp_path_factory.mktemp(name) for name in ("source", "built", "home"))
    for name in PACKED:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in BESIDE:
        shutil.copy(ROOT / name, source)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    offline = ["--no-deps", "--no-index", "--quiet"]
    subprocess.run([*pip, "wheel", *offline, "--no-build-isolation", "-w", built, source], check=True)
    venv.create(home, with_pip=False)
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    (wheel,) = built.glob("*.whl")
    subprocess.run([*pip, "--python", python, "install", *offline, wheel], check=True)
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(home), "platbase": str(home)}))
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return Place(python, tmp_path_factory.mktemp("empty"))


def test_the_wheel_is_what_runs(installed: Place) -> None:
    code = "import app, catalog, laboratory, models, storefront; print(storefront.__file__)"
    assert Path(installed.says(code).strip()).is_relative_to(installed.python.parents[1])


def test_the_wheel_holds_every_file_of_the_packages(installed: Place) -> None:
    """Data too; a file that is not packaged works in the checkout and nowhere else."""
    packages = Path(installed.says("import storefront; print(storefront.__file__)").strip()).parents[1]
    wanted = {
        path.relative_to(ROOT)
        for name in PACKED
        for path in (ROOT / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert sorted(map(str, (path for path in wanted if not (packages / path).is_file()))) == []


def test_commands_answer_alike(installed: Place, checkout: Place) -> None:
    for words in (("doctor",), ("recommend", *PERSON), ("lie", *PERSON[:4], "--position", "side", "--firmness", 5)):
        assert json.loads(installed.says(MAIN, *words, "--json")) == json.loads(checkout.says(MAIN, *words, "--json"))


def test_a_file_of_people_is_scored_alike(installed: Place, checkout: Place) -> None:
    scored = []
    for place in (installed, checkout):
        (place.folder / "people.csv").write_text(PEOPLE)
        place.says(MAIN, "score", "people.csv", "--out", "beds.parquet")
        scored.append(pd.read_parquet(place.folder / "beds.parquet"))
    assert (scored[0]["rank"] <= 5).sum() == 15  # and whoever else holds a role
    pd.testing.assert_frame_equal(*scored)


class _Newcomer(Visitor):
    """Keeps the server's own messages when a browser connects."""

    session: NewSession

    def _finished(self, message: ForwardMsg) -> bool:
        if message.WhichOneof("type") == "new_session":
            self.session = message.new_session
        return super()._finished(message)


@contextmanager
def _served(place: Place) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    said = place.folder / "server.log"
    command = [place.python, "-c", MAIN, "app", f"--port={port}"]
    with said.open("wb") as log:
        server = subprocess.Popen(command, cwd=place.folder, env=place.environment, stdout=log, stderr=log)
        try:
            wait_until_healthy(f"http://127.0.0.1:{port}", server, said)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=HANGS_S)
    assert "usage statistics" not in said.read_text(encoding="utf-8", errors="replace")


def _visited(place: Place) -> tuple[str, NewSession, list[str]]:
    """The first page as a browser gets it: its HTML, the server's own messages, and the texts."""

    async def visit(address: str) -> tuple[NewSession, list[str]]:
        async with _Newcomer(address) as visitor:
            return visitor.session, visitor.texts

    with _served(place) as address, urlopen(address, timeout=HANGS_S) as answer:
        return answer.read().decode(), *asyncio.run(visit(address))


def test_the_pages_are_served_alike(installed: Place, checkout: Place) -> None:
    html, session, texts = _visited(installed)
    other_html, other_session, other_texts = _visited(checkout)
    assert html == other_html
    assert texts == other_texts
    assert any("mattress" in text for text in texts)
    assert session.config == other_session.config
    assert session.custom_theme == other_session.custom_theme
    assert not session.config.gather_usage_stats
    assert session.config.show_error_links == session.config.SHOW_ERROR_LINKS_FALSE
    assert session.config.toolbar_mode == session.config.MINIMAL
    assert session.custom_theme.light.primary_color == LIGHT["accent"]
    assert session.custom_theme.dark.background_color == DARK["paper"]


def test_every_setting_holds_in_the_server(installed: Place) -> None:
    code = (
        "import json\nfrom storefront.look import frame\nfrom streamlit import config\nframe.paint()\n"
        "print(json.dumps({name: option.value for name, option in config.get_config_options().items()}, default=str))"
    )
    held = json.loads(installed.says(code))
    wanted = tomllib.loads((ROOT / "storefront" / "look" / "streamlit.toml").read_text(encoding="utf-8"))
    assert held["client.showErrorDetails"] == "none"
    for section in ("runner", "client", "browser", "server"):
        for name, value in wanted[section].items():
            assert held[f"{section}.{name}"] == value, name
