"""The docs say what the code does: every command and flag, profile field, column, finding and error is documented."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import typer.main

from catalog.catalogue_file import COLUMNS
from catalog.findings import FINDINGS
from recommender.sleeper import PAINS
from storefront.cli import app
from storefront.files.score_file import SCHEMA

ROOT = Path(__file__).parents[1]
COMMANDS = (ROOT / "docs" / "commands.md").read_text()
PAGES = {path.name: path.read_text() for path in (ROOT / "docs").glob("*.md")}
SOURCES = sorted(path for room in ("catalog", "recommender", "storefront") for path in (ROOT / room).rglob("*.py"))
NOT_FOR_USERS = {"--help"}
TAKE_A_PERSON = ("lie", "check-bed")  # with the flags of `recommend`


def _commands() -> Iterator[tuple[str, set[str]]]:
    """Name and flags of every command, those of groups as "group command"."""

    def walk(command: object, name: str) -> Iterator[tuple[str, set[str]]]:
        children = getattr(command, "commands", None)
        if children:
            for child_name, child in children.items():
                yield from walk(child, f"{name} {child_name}".strip())
        else:
            params = command.params  # type: ignore[attr-defined]
            yield name, {flag for param in params for flag in param.opts if flag.startswith("--")}

    yield from walk(typer.main.get_command(app), "")


def _section(name: str) -> str:
    """The text under the heading of a command."""
    found = re.search(rf"^## `{name}.*?`$(.*?)(?=^## |\Z)", COMMANDS, re.MULTILINE | re.DOTALL)
    assert found, f"docs/commands.md has no heading for `{name}`"
    return found[1]


def test_every_command_and_flag_is_documented() -> None:
    missing = {}
    for name, flags in _commands():
        text = _section(name) + (_section("recommend") if name in TAKE_A_PERSON else "")
        missing[name] = flags - NOT_FOR_USERS - set(re.findall(r"--[a-z-]+", text))
    assert len(missing) > 10
    assert {name: sorted(flags) for name, flags in missing.items() if flags} == {}


def _not_in(text: str, names: Iterable[str]) -> list[str]:
    """Names that are not in a text as code."""
    return [name for name in names if f"`{name}`" not in text]


def test_no_heading_stands_for_a_command_that_is_not_there() -> None:
    headings = set(re.findall(r"^## `([a-z-]+(?: [a-z]+)?)\b.*`$", COMMANDS, re.MULTILINE))
    assert headings == {name for name, _ in _commands()}


def test_every_ache_and_column_is_documented() -> None:
    assert _not_in(COMMANDS, PAINS) == []
    assert _not_in(PAGES["catalogue-format.md"], COLUMNS) == []
    assert _not_in(_section("score"), SCHEMA.names) == []


def _finding_keys() -> set[str]:
    """Every text given as a finding's `key`, directly or through a function that passes its own argument on."""
    keys: set[str] = set(FINDINGS)
    for path in SOURCES:
        tree = ast.parse(path.read_text())
        passed_on = {"Finding": 2, "reject": 0}
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            names = [argument.arg for argument in function.args.args]
            for call in _calls(function, {"Finding"}):
                given = _argument(call, 2)
                if isinstance(given, ast.Name) and given.id in names:
                    passed_on[function.name] = names.index(given.id)
        for call in _calls(tree, set(passed_on)):
            given = _argument(call, passed_on[call.func.id])  # type: ignore[attr-defined]
            if isinstance(given, ast.Constant):
                keys.add(str(given.value))
    return keys


def _calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def _argument(call: ast.Call, position: int) -> ast.expr | None:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    return named.get("key") or (call.args[position] if len(call.args) > position else None)


def test_finding_keys_are_found_in_the_code() -> None:
    assert {"bad_value", "duplicate_id", "out_of_range", "missing"} <= _finding_keys()


def test_every_finding_is_documented() -> None:
    assert _not_in("\n".join(PAGES.values()), sorted(_finding_keys())) == []


def _errors() -> set[str]:
    """Every class of error a user can meet: UserError and what derives from it."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    }
    found = {"UserError"}
    while more := {name for name, parents in bases.items() if parents & found} - found:
        found |= more
    return found


def test_every_error_is_documented() -> None:
    assert len(_errors()) > 3
    assert _not_in(COMMANDS, sorted(_errors())) == []


def test_links_to_files_lead_somewhere() -> None:
    links = [
        (path, target)
        for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))
        for target in re.findall(r"\]\(([^)#]+)", path.read_text())
        if not target.startswith(("http", "mailto:"))
    ]
    assert links
    assert [f"{path.name}: {target}" for path, target in links if not (path.parent / target).exists()] == []


def test_the_glossary_names_files_that_are_there() -> None:
    places = re.findall(r"`((?:\w+/)+\w+\.py)`", PAGES["glossary.md"])
    assert len(places) > 40
    assert [place for place in places if not (ROOT / place).is_file()] == []
