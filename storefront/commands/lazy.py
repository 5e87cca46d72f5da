"""A group of commands whose modules are loaded when a command is called, so that each can import at its top."""

from __future__ import annotations

import ast
from collections import UserDict
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup


class LazyGroup(TyperGroup):
    """A subclass names its commands in `places`: each "module:function" of this folder.

    Only the command that is called is imported. The list of commands in `--help` reads their docstrings from the source
    without importing any.
    """

    places: ClassVar[Mapping[str, str]] = {}

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = _Loaded({**self.places, **self.commands})

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.commands)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._summary(name)) for name in self.commands])

    def _summary(self, name: str) -> str:
        return _summary(self.places[name]) if name in self.places else self.commands[name].help or ""


class _Loaded(UserDict[str, Any]):
    """Commands by name; a string is the place of one, which is loaded on first use."""

    def __getitem__(self, name: str) -> Any:
        held = super().__getitem__(name)
        if isinstance(held, str):
            self.data[name] = held = _load(name, held)
        return held


def _load(name: str, place: str) -> Any:
    module, function = place.split(":")
    called = getattr(import_module(f"{__package__}.{module}"), function)
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    alone.command(name, cls=getattr(called, "command_class", TyperCommand))(called)
    return typer.main.get_command(alone)


def _summary(place: str) -> str:
    """First line of the docstring of a function, from the source of its module."""
    module, function = place.split(":")
    spec = find_spec(f"{__package__}.{module}")
    assert spec is not None and spec.origin is not None, place
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    found = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function)
    return (ast.get_docstring(found) or "").partition("\n")[0]
