"""What a command loads: only what it needs; and the list of commands loads none of them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from storefront.cli import CatalogCommands, Commands
from tests.storefront.commands.command_line import run

PERSON = ("--weight-kg", "82", "--height-cm", "178", "--sex", "male", "--side", "0.6", "--back", "0.4")
HEAVY = {"alembic", "laboratory", "lxml", "pandas", "pyarrow", "scipy", "sklearn", "sqlalchemy", "streamlit"}


def loaded(*words: str) -> set[str]:
    """Modules in memory after `mattress-fit WORDS`."""
    code = (
        "import sys\nfrom storefront.cli import main\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code, stop.code\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "words",
    [
        ("recommend", *PERSON, "--size", "90x200", "--json"),
        ("lie", *PERSON[:4], "--position", "back", "--firmness", "5"),
    ],
)
def test_one_person_is_served_without_what_training_and_pages_need(words: tuple[str, ...]) -> None:
    modules = loaded(*words)
    assert "numpy" in modules
    assert not HEAVY & modules


def test_help_loads_no_command() -> None:
    modules = loaded("--help")
    assert not {name for name in modules if name.startswith(("storefront.commands.", "numpy"))} - {
        "storefront.commands.lazy"
    }


@pytest.mark.parametrize(
    ("group", "name"),
    [((), name) for name in Commands.places] + [(("catalog",), name) for name in CatalogCommands.places],
)
def test_the_list_of_commands_says_what_each_says_of_itself(
    capsys: pytest.CaptureFixture[str], group: tuple[str, ...], name: str
) -> None:
    listed = " ".join(run(capsys, *group, "--help").out.split())
    summary = run(capsys, *group, name, "--help").out.split("\n\n")[1]
    assert f" {name} {' '.join(summary.split())}" in listed


def test_a_command_spelled_wrong_is_answered_with_the_right_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert "'recommend'" in run(capsys, "recomend").err
