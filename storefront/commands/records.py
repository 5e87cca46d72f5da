"""Commands about what people saved: `records export`, `delete` and `purge`."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from catalog.errors import UserError
from database import saved
from database.store import Overwritten, Store, existing_store
from storefront.commands.options import AsJson, exit_to_look_at, print_json

Code = Annotated[str | None, typer.Argument(help="the code; asked for when it is left out, so no history keeps it")]

WHEN: Final[dict[Overwritten, str]] = {
    "now": "No file of the database holds it any more.",
    "soon": "The write-ahead log still holds it while another process reads an older state; purge again later.",
    "on_reuse": "PostgreSQL overwrites it when it uses the space again.",
}


def export(code: Code = None) -> None:
    """Print what is saved under a code, as JSON."""
    found = saved.load(_existing(), _asked(code))
    if found is None:
        raise _nothing()
    print_json(found)


def delete(code: Code = None, json: AsJson = False) -> None:
    """Delete what is saved under a code."""
    erased = saved.delete(_existing(), _asked(code))
    if not erased.rows:
        raise _nothing()
    _say(erased, json)


def purge(json: AsJson = False) -> None:
    """Delete what has expired, and overwrite what earlier deletions left on the disk. For a nightly job."""
    store = existing_store()
    _say(saved.purge(store) if store else saved.Erased(0, "now"), json)


def _say(erased: saved.Erased, json: bool) -> None:
    if json:
        print_json({"deleted": erased.rows, "overwritten": erased.overwritten})
    else:
        typer.echo(f"{erased.rows} deleted. {WHEN[erased.overwritten]}")
    if erased.overwritten == "soon":
        exit_to_look_at()


def _existing() -> Store:
    store = existing_store()
    if store is None:
        raise _nothing()
    return store


def _asked(code: str | None) -> str:
    return code if code is not None else str(typer.prompt("Code", hide_input=True, err=True))


def _nothing() -> UserError:
    return UserError("nothing is kept under this code, or no longer", where="CODE", mend="Check the code.")
