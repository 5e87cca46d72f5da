"""Text that others wrote, for where it is shown: it is never read as mark-up and never steers a terminal.

A page shows it as HTML (`in_html`, put there by `frame.show`), a terminal by `terminal()` or `echo`.
"""

from __future__ import annotations

import json
from html import escape
from typing import Any

import typer
from rich.console import Console

from catalog.texts import printable


def in_html(text: str) -> str:
    """Text for an element or a quoted attribute of HTML."""
    return escape(printable(text))


def terminal(*, stderr: bool = False) -> Console:
    """A terminal in which "[bold]" and ":smile:" are the text they are; style is given beside the text."""
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def echo(line: str, *, err: bool = False) -> None:
    """Print one line, its spaces kept, whatever else is in it."""
    typer.echo(
        "".join(" " if sign.isspace() else sign for sign in line if sign.isspace() or sign.isprintable()), err=err
    )


def json_text(value: Any, indent: int | None = None) -> str:
    """JSON in readable letters; what a terminal would act on is written as \\uXXXX, which means the same."""
    text = json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False)
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign == "\n" else json.dumps(sign)[1:-1] for sign in text)
