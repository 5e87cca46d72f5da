"""The house rules that code alone cannot hold: who may import what, and how large a file may grow."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("recommender", "catalog", "models", "database", "laboratory", "storefront")
MAY_IMPORT = {
    "catalog": {"catalog"},
    "recommender": {"catalog", "recommender"},
    "models": set(),
    "database": {"catalog", "recommender", "database"},
    "laboratory": {"catalog", "recommender", "database", "laboratory"},
    "storefront": {*ROOMS} - {"laboratory"},
    "storefront/commands": {*ROOMS},
}
ENGINE_NEVER = {"streamlit", "typer", "rich", "babel", "gettext", "sqlalchemy", "logging", "structlog", "dask"}
MAX_LINES = 400
MAX_PAGE_LINES = 120
MAX_APP_LINES = 60


def _modules(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _imports(tree: ast.AST) -> Iterator[str]:
    """Top-level package of every import, also those inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("path", _modules(*ROOMS), ids=_name)
def test_imports_follow_the_arrows(path: Path) -> None:
    parts = path.relative_to(ROOT).parts
    room = "storefront/commands" if parts[:2] == ("storefront", "commands") else parts[0]
    crossed = {name for name in _imports(ast.parse(path.read_text())) if name in ROOMS or name == "app"}
    assert crossed <= MAY_IMPORT[room], f"{room} may not import {crossed - MAY_IMPORT[room]}"


@pytest.mark.parametrize("path", _modules("recommender", "catalog"), ids=_name)
def test_the_engine_knows_no_screen_database_or_log(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert not set(_imports(tree)) & ENGINE_NEVER
    printed = [n.lineno for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "print"]
    assert not printed, f"prints on lines {printed}"


@pytest.mark.parametrize("path", _modules(*ROOMS), ids=_name)
def test_importing_a_module_does_nothing(path: Path) -> None:
    """Only definitions stand at module level: no loose calls, loops, files opened or global statements."""
    allowed = (
        ast.Import,
        ast.ImportFrom,
        ast.FunctionDef,
        ast.AsyncFunctionDef,
        ast.ClassDef,
        ast.Assign,
        ast.AnnAssign,
    )
    for node in ast.parse(path.read_text()).body:
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        guard = isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "__name__ == '__main__'")
        registers = isinstance(node, ast.Expr) and ast.unparse(node.value).startswith(("app.", "catalog."))
        assert docstring or guard or registers or isinstance(node, allowed), f"{_name(path)}:{node.lineno}"


@pytest.mark.parametrize("path", [*ROOT.glob("*.py"), *_modules(*ROOMS, "tests")], ids=_name)
def test_no_file_holds_two_ideas(path: Path) -> None:
    lines = len(path.read_text().splitlines())
    is_page = path.is_relative_to(ROOT / "storefront" / "pages")
    limit = MAX_APP_LINES if path.name == "app.py" else MAX_PAGE_LINES if is_page else MAX_LINES
    assert lines <= limit, f"{lines} lines, at most {limit}"
