"""Who imports whom in a tree of packages, read from its source, and how that compares with the rules of the house.

A file is identified by its path from the root (`recommender/fit_target.py`). Imports inside functions and under
`TYPE_CHECKING` count like any other.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

Imports = Mapping[str, set[str]]
DEFINITIONS = (
    ast.Import,
    ast.ImportFrom,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Assign,
    ast.AnnAssign,
)
GUARDS = ("TYPE_CHECKING", "__name__ == '__main__'")
REGISTERS = ("app.", "catalog.")  # Typer applications: a command is registered by a call


def files(root: Path, *rooms: str) -> list[str]:
    """Every Python file of these folders, or these files themselves."""
    found = [
        path for room in rooms for path in ([root / room] if room.endswith(".py") else (root / room).rglob("*.py"))
    ]
    return sorted(path.relative_to(root).as_posix() for path in found)


def parsed(root: Path, file: str) -> ast.Module:
    return ast.parse((root / file).read_text(encoding="utf-8"), file)


def _named(tree: ast.AST, file: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every module named in an import, absolute, with the names taken from it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = file.split("/")[: -node.level] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield module, tuple(alias.name for alias in node.names)


def packages(root: Path, file: str) -> set[str]:
    """Top-level packages a file imports, ours or others'."""
    return {module.split(".")[0] for module, _ in _named(parsed(root, file), file)}


def imports(root: Path, *rooms: str) -> dict[str, set[str]]:
    """What each file imports of the others. A package stands for its `__init__.py`, `from package import module` for
    the module; that Python runs the packages above a module first is not counted."""
    ours = files(root, *rooms)
    of_module = {file.removesuffix(".py").removesuffix("/__init__").replace("/", "."): file for file in ours}
    found: dict[str, set[str]] = {}
    for file in ours:
        wanted: set[str] = set()
        for module, names in _named(parsed(root, file), file):
            submodules = {f"{module}.{name}" for name in names} & of_module.keys()
            taken_from_it = not names or len(submodules) < len(names)
            wanted |= {of_module[name] for name in submodules}
            wanted |= {of_module[module]} if taken_from_it and module in of_module else set()
        found[file] = wanted - {file}
    return found


def reached(graph: Imports, start: str) -> set[str]:
    """Every file that `start` imports, itself or by way of others."""
    found: set[str] = set()
    ahead = [start]
    while ahead:
        more = graph[ahead.pop()] - found
        found |= more
        ahead += more
    return found


def circles(graph: Imports) -> list[list[str]]:
    """Groups of files that import one another in a circle, each sorted."""
    reach = {file: reached(graph, file) for file in graph}
    groups = {tuple(sorted(other for other in reach[file] if file in reach[other])) for file in graph}
    return [list(group) for group in sorted(groups) if group]


def room(file: str, rooms: Mapping[str, object]) -> str:
    """The room of a file: the longest of `rooms` with which its path begins."""
    return max((r for r in rooms if file == r or file.startswith(f"{r}/")), key=len, default="")


def crossed(graph: Imports, may_import: Mapping[str, set[str]]) -> list[str]:
    """Imports from one room into another that it may not import; its own room it may."""
    return sorted(
        f"{file} imports {other}"
        for file, others in graph.items()
        for other in others
        if room(other, may_import) not in {room(file, may_import), *may_import[room(file, may_import)]}
    )


def strayed(graph: Imports, may_reach: Mapping[str, set[str]]) -> list[str]:
    """Files of a wing that reach, through any files, a wing other than those `may_reach` allows."""
    return sorted(
        f"{file} reaches {other}"
        for file in graph
        if (own := room(file, may_reach))
        for other in reached(graph, file)
        if room(other, may_reach) not in {"", own, *may_reach[own]}
    )


def crowded(root: Path, most: int, *rooms: str) -> list[str]:
    """Folders with more than `most` Python files, `__init__.py` not counted."""
    count: dict[str, int] = {}
    for file in files(root, *rooms):
        folder, _, name = file.rpartition("/")
        count[folder] = count.get(folder, 0) + (name != "__init__.py")
    return [f"{folder} holds {n} files" for folder, n in sorted(count.items()) if n > most]


def printed(root: Path, file: str) -> list[str]:
    """Lines that call `print`."""
    calls = (node for node in ast.walk(parsed(root, file)) if isinstance(node, ast.Call))
    return [f"{file}:{call.lineno} prints" for call in calls if getattr(call.func, "id", "") == "print"]


def loose(root: Path, file: str) -> list[str]:
    """Statements at module level that are not definitions: calls, loops, files opened, global statements."""
    found = []
    for node in parsed(root, file).body:
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        guard = isinstance(node, ast.If) and ast.unparse(node.test) in GUARDS
        registers = isinstance(node, ast.Expr) and ast.unparse(node.value).startswith(REGISTERS)
        if not (docstring or guard or registers or isinstance(node, DEFINITIONS)):
            found.append(f"{file}:{node.lineno} does something on import")
    return found
