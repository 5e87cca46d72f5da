"""Options and output shared by several commands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from catalog.errors import UserError
from storefront.plain_text import json_text
from storefront.words import LANGUAGES

LOOK_AT_IT = 1


def _known(lang: str) -> str:
    if lang not in LANGUAGES:
        raise typer.BadParameter(f"{lang!r} is not one of {', '.join(LANGUAGES)}")
    return lang


CatalogFile = Annotated[Path | None, typer.Option("--catalog", help="a catalogue file; default: the one that ships")]
Lang = Annotated[str, typer.Option(metavar="|".join(LANGUAGES), callback=_known, help="language of the texts")]
AsJson = Annotated[bool, typer.Option("--json", help="print JSON")]
Top = Annotated[int, typer.Option(min=1, help="how many beds")]


def exit_to_look_at() -> NoReturn:
    """Answered, but something needs attention: exit code 1."""
    raise typer.Exit(LOOK_AT_IT)


def print_json(answer: Any) -> None:
    typer.echo(json_text(answer, indent=2))


def read_json_object(path: Path) -> dict[str, Any]:
    """The one JSON object in a file.

    Raises:
        UserError: the file cannot be read, is not JSON, holds something other than one object, or a key twice.
    """
    try:
        answer = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_each_once)
    except OSError as error:
        raise UserError(f"cannot be read ({error.strerror})", where=str(path), mend="Check the name.") from error
    except ValueError as error:  # broken JSON, or bytes that are not UTF-8
        raise UserError(f"is not JSON ({error})", where=str(path), allowed="one JSON object in UTF-8") from error
    if not isinstance(answer, dict):
        raise UserError(f"holds a JSON {type(answer).__name__}", where=str(path), allowed="one JSON object")
    return answer


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, rejected where a key occurs twice: the first value must not be lost silently."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for i, (key, _) in enumerate(pairs) if key in dict(pairs[:i]))
        raise UserError("occurs twice in one object", where=twice, mend="Keep one of them.")
    return found


def write_text(path: Path, text: str) -> None:
    """Write a small file.

    Raises:
        UserError: it cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"cannot be written ({error.strerror})", where=str(path), mend="Check the folder.") from error
