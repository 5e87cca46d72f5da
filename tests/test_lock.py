"""The lock files: every version pinned and hashed, and no package host named."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
LABORATORY = ("laboratory/fitting", "laboratory/evidence", "laboratory/sources")
DISTRIBUTION = {
    "google": "protobuf",
    "argon2": "argon2-cffi",
    "stdnum": "python-stdnum",
    "sklearn": "scikit-learn",
    "faiss": "faiss-cpu",
    "distributed": "dask",  # as dask[distributed]
    "PIL": "pillow",
}
PIN = re.compile(r"^([A-Za-z0-9._-]+)(\[[^\]]+\])?==(\S+)")


def _entries(name: str) -> list[str]:
    """One string per requirement, its continuation lines joined."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    entries = _entries(name)
    assert len(entries) > 20
    for entry in entries:
        assert PIN.match(entry), entry[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:80]


@pytest.mark.parametrize("name", LOCKS)
def test_no_host_or_path_is_named(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.search(r"https?:|file:|index-url|find-links| @ ", text)


def test_both_locks_agree_on_shared_packages() -> None:
    pins = [{m.group(1).lower(): m.group(3) for entry in _entries(name) if (m := PIN.match(entry))} for name in LOCKS]
    shared = pins[0].keys() & pins[1].keys()
    assert shared
    assert {p: pins[0][p] for p in shared} == {p: pins[1][p] for p in shared}


def test_the_locks_hold_every_declared_dependency() -> None:
    for name, extras in (("requirements.lock", ("postgres",)), ("requirements-dev.lock", ("postgres", "dev"))):
        locked = {m.group(1).lower() for entry in _entries(name) if (m := PIN.match(entry))}
        assert _declared(*extras) <= locked, name


@pytest.mark.parametrize(
    ("folders", "extras"),
    [
        (("recommender", "catalog", "database", "storefront", *LABORATORY, "app.py"), ("cluster", "fast")),
        (("laboratory/benchmarks",), ("bench",)),
        (("tests", "conftest.py"), ("dev",)),
    ],
)
def test_every_import_is_a_declared_dependency(folders: tuple[str, ...], extras: tuple[str, ...]) -> None:
    """A dependency of a dependency may disappear with that package's next version."""
    imported = {name for folder in folders for path in _sources(folder) for name in _third_party(path)}
    assert imported
    assert {DISTRIBUTION.get(name, name.replace("_", "-")) for name in imported} <= _declared(*extras)


def _declared(*extras: str) -> set[str]:
    """Names of the packages pyproject.toml asks for, of the program itself and of these extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *(r for extra in extras for r in project["optional-dependencies"][extra])]
    return {re.split(r"[\[<>=!~ ;]", requirement)[0].lower() for requirement in wanted}


def _sources(name: str) -> list[Path]:
    path = ROOT / name
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def _third_party(path: Path) -> set[str]:
    """Top-level names of a file's imports, also inside functions, except Python's own and ours."""
    named = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            named |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            named.add(node.module.split(".")[0])
    return {name for name in named - sys.stdlib_module_names if not (ROOT / name).is_dir() and name != "app"}
