"""Options and output shared by several commands."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from catalog.dates import YEARS, first_day
from catalog.errors import UserError
from catalog.places import read_json
from storefront.plain_text import json_text
from storefront.words import LANGUAGES

LOOK_AT_IT = 1
MOST_BEDS = 1000  # of one answer
LARGEST_SEED = 2**32 - 1
LARGEST_VERSION = 2**31 - 1  # what a database's whole numbers hold


def _known(lang: str) -> str:
    if lang not in LANGUAGES:
        raise typer.BadParameter(f"{lang!r} is not one of {', '.join(LANGUAGES)}")
    return lang


def day(text: str) -> date:
    found = first_day(text)
    if found is None or len(text) != len("2026-11-30"):
        raise typer.BadParameter(f"{text!r} is not a day from {YEARS[0]} to {YEARS[1]} such as 2026-11-30")
    return found


AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of", metavar="YYYY-MM-DD", parser=day, help="judge prices and sales on this day; default: today"
    ),
]
CatalogName = Annotated[
    str | None,
    typer.Option(
        "--catalog", metavar="live|N|FILE", help="what is live (default; else the one that ships), a version, a file"
    ),
]
CatalogFile = Annotated[Path | None, typer.Option("--catalog", help="a catalogue file; default: the one that ships")]
Lang = Annotated[str, typer.Option(metavar="|".join(LANGUAGES), callback=_known, help="language of the texts")]
AsJson = Annotated[bool, typer.Option("--json", help="print JSON")]
Top = Annotated[int, typer.Option(min=1, max=MOST_BEDS, help="how many beds")]
Seed = Annotated[int | None, typer.Option(min=0, max=LARGEST_SEED, help="the same seed gives the same figures")]


def exit_to_look_at() -> NoReturn:
    """Answered, but something needs attention: exit code 1."""
    raise typer.Exit(LOOK_AT_IT)


def print_json(answer: Any) -> None:
    typer.echo(json_text(answer, indent=2))


_OF_JSON = {list: "a list", str: "a text", bool: "true or false", type(None): "null"}


def read_json_object(path: Path) -> dict[str, Any]:
    """The one JSON object in a file.

    Raises:
        UserError: the file cannot be read, is not JSON, holds something other than one object, or a key twice.
    """
    answer = read_json(path, hook=_each_once)
    if not isinstance(answer, dict):
        raise UserError(
            f"holds {_OF_JSON.get(type(answer), 'a single value')}", where=str(path), allowed="one JSON object"
        )
    return answer


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, rejected where a key occurs twice: the first value must not be lost silently."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for i, (key, _) in enumerate(pairs) if key in dict(pairs[:i]))
        raise UserError("occurs twice in one object", where=twice, mend="Keep one of them.")
    return found
