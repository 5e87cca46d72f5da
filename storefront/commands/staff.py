"""The command `passphrase`: what lets staff sign in to their pages."""

from __future__ import annotations

import typer


def passphrase() -> None:
    """Ask for a passphrase and print the setting that lets staff sign in with it; the passphrase is kept nowhere."""
    from storefront.staff import make_hash

    given = typer.prompt("Passphrase for staff", hide_input=True, confirmation_prompt=True, err=True)
    typer.echo(f"MATTRESS_FIT_STAFF_HASH={make_hash(given)}")
