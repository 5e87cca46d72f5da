"""Commands about what the database keeps: `backup`, `restore`, and `records export`, `delete` and `purge`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Final, cast, get_args

import typer

from catalog.errors import UserError
from database import backup, saved
from database.outcomes import records
from database.place import URL_VARIABLE
from database.store import Overwritten, Store, existing_store, shared_store
from storefront.commands.options import AsJson, exit_to_look_at, print_json
from storefront.commands.outcomes import as_json

PASSPHRASE_VARIABLE = "MATTRESS_FIT_BACKUP_PASSPHRASE"

PassphraseFile = Annotated[
    Path | None,
    typer.Option(help=f"its first line is the passphrase; default: {PASSPHRASE_VARIABLE}, else it is asked"),
]
Code = Annotated[str | None, typer.Argument(help="the code; asked for when it is left out, so no history keeps it")]

MOST_AGE_DAYS = 100_000
OfConsent = Annotated[
    str | None,
    typer.Option(metavar="saved|statistics|outcomes", help="in place of a code: of everybody who agreed to this"),
]

WHEN: Final[dict[Overwritten, str]] = {
    "now": "No file of the database holds it any more.",
    "soon": "The write-ahead log still holds it while another process reads an older state; purge again later.",
    "on_reuse": "PostgreSQL overwrites it when it uses the space again.",
}


def back_up(
    file: Annotated[Path, typer.Argument(help="a new file, or an older backup to replace")],
    encrypt: Annotated[bool, typer.Option("--encrypt", help="encrypt it with a passphrase")] = False,
    passphrase_file: PassphraseFile = None,
    json: AsJson = False,
) -> None:
    """Copy the SQLite database to one file, also while a server uses it."""
    encrypt = encrypt or passphrase_file is not None or PASSPHRASE_VARIABLE in os.environ
    passphrase = _passphrase(passphrase_file, confirm=True) if encrypt else None
    store = existing_store()
    if store is None:
        raise UserError("there is no database yet", where=URL_VARIABLE, mend="Import a feed first.")
    content = backup.back_up(store, file, passphrase)
    _say_content(content, {"file": str(file), "encrypted": encrypt}, f"In {file}", json)


def restore(
    file: Annotated[Path, typer.Argument(help="a backup")],
    passphrase_file: PassphraseFile = None,
    json: AsJson = False,
) -> None:
    """Put a backup back, also while a server uses the database; what it replaces is kept in a file."""
    passphrase = _passphrase(passphrase_file, confirm=False) if backup.is_encrypted(file) else None
    store = shared_store()
    restored = backup.restore(store, file, passphrase)
    kept = restored.replaced and str(restored.replaced)
    _say_content(restored.content, {"replaced": kept}, f"In {store.name}", json)
    if kept and not json:
        typer.echo(f"The catalogue before this is kept in {kept}; mattress-fit restore puts it back.")


def _say_content(content: backup.Content, more: dict[str, Any], where: str, json: bool) -> None:
    if json:
        counts = {"versions": content.versions, "live": content.live, "saved": content.saved}
        print_json({**counts, "advised": content.advised, **more})
    else:
        live = "none live" if content.live is None else f"version {content.live} live"
        people = f"{content.saved} people's saved answers, {content.advised} pieces of advice with their outcomes"
        typer.echo(f"{where}: {content.versions} catalogue versions ({live}), {people}.")


def _passphrase(file: Path | None, confirm: bool) -> str:
    """From a file, the environment, or the keyboard; never from the command line, which other users can read."""
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
        except (OSError, ValueError) as error:
            raise UserError("the passphrase cannot be read", where=str(file), mend="Check the file.") from error
    if PASSPHRASE_VARIABLE in os.environ:
        return os.environ[PASSPHRASE_VARIABLE]
    return str(typer.prompt("Passphrase of the backup", hide_input=True, confirmation_prompt=confirm, err=True))


def export(code: Code = None, consent: OfConsent = None) -> None:
    """Print what is kept under a code, as JSON; or what everybody agreed to for one purpose, without codes."""
    store = _existing()
    if consent is not None:
        _one_of(code, consent)
        print_json(_of_everybody(store, consent))
        return
    asked = _asked(code)
    found, told = saved.load(store, asked), records.of_code(store, asked)
    if found is None and not told:
        raise _nothing()
    print_json((found or {}) | ({"advice": [as_json(each) for each in told]} if told else {}))


def delete(
    code: Code = None,
    consent: OfConsent = None,
    yes: Annotated[bool, typer.Option("--yes", help="do not ask whether you are sure")] = False,
    json: AsJson = False,
) -> None:
    """Delete everything kept under a code; or what everybody agreed to for one purpose, because you give it up."""
    if consent is not None:
        _one_of(code, consent)
        if not yes:
            typer.confirm(f"Delete what everybody agreed to for the purpose {consent!r}?", abort=True, err=True)
        store = existing_store()
        _say(saved.delete_consent(store, cast(saved.Consent, consent)) if store else saved.Erased(0, "now"), json)
        return
    erased = saved.delete(_existing(), _asked(code))
    if not erased.rows:
        raise _nothing()
    _say(erased, json)


def purge(
    older_than: Annotated[
        int | None,
        typer.Option(min=0, max=MOST_AGE_DAYS, metavar="DAYS", help="also what was agreed to longer ago than this"),
    ] = None,
    json: AsJson = False,
) -> None:
    """Delete what has expired, and overwrite what earlier deletions left on the disk. For a nightly job."""
    store = existing_store()
    if store:
        backup.clear_left_behind(store)
    _say(saved.purge(store, older_than_days=older_than) if store else saved.Erased(0, "now"), json)


def _of_everybody(store: Store, consent: str) -> list[dict[str, Any]]:
    if consent == "outcomes":
        return [as_json(each) for each in records.all_records(store)]
    return list((saved.payloads_for_statistics if consent == "statistics" else saved.all_saved)(store))


def _one_of(code: str | None, consent: str) -> None:
    if consent not in get_args(saved.Consent):
        allowed = ", ".join(get_args(saved.Consent))
        raise UserError(f"{consent!r} is no purpose", where="--consent", allowed=allowed)
    if code is not None:
        raise UserError("a code and a purpose are given", where="--consent", mend="Give one of them.")


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
