"""The command line: `mattress-fit …`. Each command is in `storefront/commands`; here they get their names.

Exit codes: 0 answered; 1 answered, but something needs attention; 2 a bad call or input, nothing done.
"""

from __future__ import annotations

import os
import sys
from importlib import metadata
from typing import Annotated, ClassVar

import typer

from catalog.errors import UserError
from catalog.texts import printable
from storefront.commands.lazy import LazyGroup

BAD_CALL = 2


class Commands(LazyGroup):
    places: ClassVar = {
        "recommend": "people:recommend",
        "lie": "people:lie",
        "safety": "safety:safety",
        "score": "profiles:score",
        "rescore": "comparing:rescore",
        "train": "training:train",
        "calibrate": "evidence:calibrate",
        "validate": "evidence:validate",
        "benchmark": "benchmark:benchmark",
        "passphrase": "upkeep:passphrase",
        "doctor": "upkeep:doctor",
        "app": "serving:app",
    }


class CatalogCommands(LazyGroup):
    places: ClassVar = {
        "check": "catalogues:check",
        "import": "versions:import_",
        "list": "versions:list_",
        "diff": "comparing:diff",
        "publish": "versions:publish",
        "rollback": "versions:rollback",
    }


class RecordCommands(LazyGroup):
    places: ClassVar = {
        "export": "records:export",
        "delete": "records:delete",
        "purge": "records:purge",
    }


app = typer.Typer(
    name="mattress-fit",
    cls=Commands,
    help="Which mattress fits this body: a target, a ranked choice, and why.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,  # its tracebacks print local variables: answers about health
)
catalog = typer.Typer(
    cls=CatalogCommands, help="Shop feeds and catalogues.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(catalog, name="catalog")
records = typer.Typer(cls=RecordCommands, help="What people saved.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(records, name="records")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mattress-fit {metadata.version('mattress-fit')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; a user's mistake becomes one message and exit code 2, any other error is raised."""
    # Our matrices are small: several threads cost more time, not less. Read when numpy is first loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except UserError as error:
        print(f"mattress-fit: {printable(str(error))}", file=sys.stderr)
        raise SystemExit(BAD_CALL) from None
