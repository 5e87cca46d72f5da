"""The command line: `mattress-fit …`. Each command lives in `storefront/commands`; here they get their names.

Exit codes: 0 answered; 1 answered, with something to look at; 2 a bad call or input, nothing done.
"""

from __future__ import annotations

import os
import sys
from importlib.metadata import version as installed_version
from typing import Annotated

import typer

from catalog.errors import UserError
from storefront.commands import benchmark, catalogues, comparing, evidence, people, profiles, staff, upkeep, versions
from storefront.commands.profile_options import ProfileCommand

BAD_CALL = 2

app = typer.Typer(
    name="mattress-fit",
    help="Which mattress fits this body: a target, a ranked choice, and why.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,  # its tracebacks print local variables: answers about health
)
catalog = typer.Typer(help="Shop feeds and catalogues.", no_args_is_help=True, rich_markup_mode=None)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mattress-fit {installed_version('mattress-fit')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    pass


app.command(cls=ProfileCommand)(people.recommend)
app.command(cls=ProfileCommand)(people.lie)
app.command()(people.safety)
app.command()(profiles.score)
app.command()(comparing.rescore)
catalog.command()(catalogues.check)
catalog.command("import")(versions.import_)
catalog.command("list")(versions.list_)
catalog.command()(comparing.diff)
catalog.command()(versions.publish)
catalog.command()(versions.rollback)
app.add_typer(catalog, name="catalog")
app.command()(upkeep.train)
app.command()(evidence.calibrate)
app.command()(evidence.validate)
app.command()(benchmark.benchmark)
app.command()(staff.passphrase)
app.command()(upkeep.doctor)
app.command()(upkeep.app)


def main() -> None:
    """Run the command line; a user's mistake becomes one message and exit code 2, anything else shows itself."""
    # Our matrices are small: on several threads they cost more time, not less. Read when numpy is first loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except UserError as error:
        print(f"mattress-fit: {error}", file=sys.stderr)
        raise SystemExit(BAD_CALL) from None
