"""The command line: `mattress-fit …`. Each command is in `storefront/commands`; here they get their names.

Exit codes: 0 answered; 1 answered, but something needs attention; 2 a bad call or input, or a system that
failed: one line on the error stream says what is wrong.
"""

from __future__ import annotations

import errno
import os
import sys
from importlib import metadata
from typing import Annotated, ClassVar

import typer

from storefront.commands.lazy import LazyGroup
from storefront.failures import failure, say

BAD_CALL = 2


class Commands(LazyGroup):
    places: ClassVar = {
        "recommend": "people:recommend",
        "check-bed": "checking:check_bed",
        "lie": "people:lie",
        "safety": "safety:safety",
        "score": "profiles:score",
        "rescore": "comparing:rescore",
        "train": "training:train",
        "calibrate": "evidence:calibrate",
        "validate": "evidence:validate",
        "benchmark": "evidence:benchmark",
        "backup": "keeping:back_up",
        "restore": "keeping:restore",
        "doctor": "upkeep:doctor",
        "app": "serving:app",
    }


class CatalogCommands(LazyGroup):
    places: ClassVar = {
        "check": "catalogues:check",
        "import": "shop.versions:import_",
        "list": "shop.versions:list_",
        "export": "shop.exporting:export",
        "diff": "comparing:diff",
        "publish": "shop.versions:publish",
        "nightly": "shop.nightly:nightly",
        "gaps": "shop.gaps:gaps",
        "ask": "shop.asking:ask",
        "press": "shop.pressing:press",
        "rollback": "shop.versions:rollback",
    }


class OutcomeCommands(LazyGroup):
    places: ClassVar = {
        "add": "outcomes:add",
        "import": "outcomes:import_",
        "report": "outcomes:show_report",
    }


class ShopCommands(LazyGroup):
    places: ClassVar = {
        "floor": "shop.floors:floor",
        "list": "shop.floors:list_",
        "remove": "shop.floors:remove",
    }


class RecordCommands(LazyGroup):
    places: ClassVar = {
        "export": "keeping:export",
        "delete": "keeping:delete",
        "purge": "keeping:purge",
    }


class StaffCommands(LazyGroup):
    places: ClassVar = {
        "add": "shop.staff:add",
        "list": "shop.staff:list_",
        "reset": "shop.staff:reset",
        "role": "shop.staff:role",
        "email": "shop.staff:email",
        "disable": "shop.staff:disable",
        "enable": "shop.staff:enable",
        "remove": "shop.staff:remove",
        "audit": "shop.staff:audit",
        "purge": "shop.staff:purge",
    }


app = typer.Typer(
    name="mattress-fit",
    cls=Commands,
    help="Which mattress fits this body: a target, a ranked choice, and why.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,  # its tracebacks print local variables: answers about health
)
catalog = typer.Typer(cls=CatalogCommands, help="Shop feeds and catalogues.", rich_markup_mode=None)
app.add_typer(catalog, name="catalog")
shop = typer.Typer(cls=ShopCommands, help="Floor, stock and prices of each shop.", rich_markup_mode=None)
app.add_typer(shop, name="shop")
records = typer.Typer(cls=RecordCommands, help="What people saved.", rich_markup_mode=None)
app.add_typer(records, name="records")
outcomes = typer.Typer(cls=OutcomeCommands, help="What became of choices.", rich_markup_mode=None)
app.add_typer(outcomes, name="outcomes")
staff = typer.Typer(cls=StaffCommands, help="Who of staff may sign in, and what they did.", rich_markup_mode=None)
app.add_typer(staff, name="staff")


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
    """Run the command line; whatever stops it becomes one line on the error stream and exit code 2."""
    # Our matrices are small: on several threads they cost more time, not less. Read when numpy is first loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    raise SystemExit(_called(sys.argv[1:]))


def _called(words: list[str]) -> int:
    """The exit code of one call. Nothing but an end asked for from outside leaves it as an exception."""
    try:
        _open_streams()
        code = _run(words)
        sys.stdout.flush()  # what cannot be written is found here, not when the interpreter has stopped listening
        return code
    except SystemExit as stop:  # Streamlit ends so
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except BaseException as error:
        _give_up_output()
        say(failure(error))
        return BAD_CALL


def _run(words: list[str]) -> int:
    command = typer.main.get_command(app)
    try:
        with command.make_context("mattress-fit", list(words)) as context:
            command.invoke(context)
    except typer.Exit as done:
        return done.exit_code
    return 0


def _open_streams() -> None:
    """Refuse a closed standard output before anything is done: the next file opened would take its place."""
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
        raise OSError(errno.EBADF, "there is nowhere to print an answer", "standard output")


def _give_up_output() -> None:
    """Write what was answered so far, and where that is no longer possible let it go without another error."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
