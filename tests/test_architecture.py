"""The rules of the house about imports: who may import what, no circles, and what importing may do.

Each rule is one test that names everything against it; below them the same checks fail on an invented tree.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import source_tree

ROOT = Path(__file__).parents[1]
ROOMS = ("recommender", "catalog", "models", "database", "laboratory", "storefront", "app.py")
MAY_IMPORT: dict[str, set[str]] = {
    "catalog": set(),
    "recommender": {"catalog"},
    "models": set(),
    "database": {"catalog", "recommender"},
    "laboratory": {"catalog", "recommender", "database"},
    "storefront": {"catalog", "recommender", "models", "database", "storefront/commands"},
    "storefront/commands": {"catalog", "recommender", "models", "database", "storefront", "laboratory"},
    "app.py": {"storefront"},
}
WINGS: dict[str, set[str]] = {
    "recommender/person": set(),
    "recommender/mechanics": {"recommender/person"},
    "recommender/scoring": {"recommender/person", "recommender/mechanics"},
    "recommender/ranking": {"recommender/scoring", "recommender/person", "recommender/mechanics"},
    "recommender/advice": set(),
}
ENGINE_NEVER = {"streamlit", "typer", "rich", "babel", "gettext", "sqlalchemy", "logging", "structlog", "dask"}
MOST_FILES = 16


@pytest.fixture(scope="module")
def graph() -> source_tree.Imports:
    return source_tree.imports(ROOT, *ROOMS)


def test_imports_follow_the_arrows(graph: source_tree.Imports) -> None:
    assert len(graph) > 200
    assert source_tree.crossed(graph, MAY_IMPORT) == []


def test_the_wings_of_the_recommender_keep_their_order(graph: source_tree.Imports) -> None:
    """Also through the files above the wings."""
    assert source_tree.strayed(graph, WINGS) == []


def test_no_files_import_one_another_in_a_circle(graph: source_tree.Imports) -> None:
    assert source_tree.circles(graph) == []


def test_nothing_but_the_commands_imports_the_laboratory(graph: source_tree.Imports) -> None:
    users = {file for file, others in graph.items() if any(other.startswith("laboratory/") for other in others)}
    assert sorted(f for f in users if not f.startswith(("laboratory/", "storefront/commands/"))) == []
    assert any(file.startswith("storefront/commands/") for file in users)


def test_the_engine_knows_no_screen_database_or_log() -> None:
    engine = source_tree.files(ROOT, "recommender", "catalog")
    known = {file: source_tree.packages(ROOT, file) & ENGINE_NEVER for file in engine}
    assert {file: packages for file, packages in known.items() if packages} == {}
    assert [line for file in engine for line in source_tree.printed(ROOT, file)] == []


def test_importing_a_module_does_nothing() -> None:
    ours = source_tree.files(ROOT, *ROOMS[:-1])
    script_of_alembic = "database/migrations/env.py"  # which alembic runs and nothing imports
    assert [line for file in ours if file != script_of_alembic for line in source_tree.loose(ROOT, file)] == []


def test_no_folder_is_crowded() -> None:
    assert source_tree.crowded(ROOT, MOST_FILES, *ROOMS[:-1], "tests") == []


@pytest.fixture
def made_up(tmp_path: Path) -> Path:
    """A tree that breaks every rule once."""
    for file, text in {
        "engine/__init__.py": "from engine.verbs import verb\n",
        "engine/verbs.py": "from engine.low import base\nfrom engine.high.top import peak\n",
        "engine/low/__init__.py": "",
        "engine/low/base.py": "import engine.helper\n",
        "engine/helper.py": "def late():\n    from engine.high import top\n    return top\n",
        "engine/high/__init__.py": "",
        "engine/high/top.py": "import logging\nfrom ..low.base import helper\nprint('top')\n",
        "screen/__init__.py": "",
        "screen/page.py": "from engine import verb\nfor _ in range(3):\n    pass\n",
        "screen/other.py": "if True:\n    import page\n",
        "engine/low/door.py": "from screen import page\n",
    }.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text)
    return tmp_path


def test_imports_are_read_wherever_they_stand(made_up: Path) -> None:
    graph = source_tree.imports(made_up, "engine", "screen")
    assert graph["engine/helper.py"] == {"engine/high/top.py"}  # inside a function, a module out of its package
    assert graph["engine/high/top.py"] == {"engine/low/base.py"}  # relative
    assert graph["screen/page.py"] == {"engine/__init__.py"}  # a name out of a package
    assert graph["engine/low/base.py"] == {"engine/helper.py"}


def test_each_rule_can_fail(made_up: Path) -> None:
    graph = source_tree.imports(made_up, "engine", "screen")
    assert source_tree.crossed(graph, {"engine": set(), "screen": {"engine"}}) == [
        "engine/low/door.py imports screen/page.py"
    ]
    assert source_tree.crossed(graph, {"engine": {"screen"}, "screen": set()}) == [
        "screen/page.py imports engine/__init__.py"
    ]
    assert ["engine/helper.py", "engine/high/top.py", "engine/low/base.py"] in source_tree.circles(graph)
    wings = {"engine/low": set(), "engine/high": {"engine/low"}}
    assert "engine/low/base.py reaches engine/high/top.py" in source_tree.strayed(graph, wings)
    assert source_tree.crowded(made_up, 1, "engine") == ["engine holds 2 files", "engine/low holds 2 files"]
    assert source_tree.packages(made_up, "engine/high/top.py") & ENGINE_NEVER == {"logging"}
    assert source_tree.printed(made_up, "engine/high/top.py") == ["engine/high/top.py:3 prints"]
    assert source_tree.loose(made_up, "engine/high/top.py") == ["engine/high/top.py:3 does something on import"]
    assert [line.split()[0] for line in source_tree.loose(made_up, "screen/page.py")] == ["screen/page.py:2"]
    assert [line.split()[0] for line in source_tree.loose(made_up, "screen/other.py")] == ["screen/other.py:1"]
