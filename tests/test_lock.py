"""The lock files: every version pinned and hashed, and no package host named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
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


def test_the_lock_holds_every_declared_dependency() -> None:
    import tomllib

    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    locked = {m.group(1).lower() for entry in _entries("requirements.lock") if (m := PIN.match(entry))}
    wanted = {re.split(r"[\[<>=!~ ;]", requirement)[0].lower() for requirement in declared["dependencies"]}
    assert wanted <= locked
