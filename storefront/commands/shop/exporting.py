"""`catalog export`: a version as a file that `catalog import` reads again, or as JSON."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from catalog.catalogue_rows import lines
from catalog.errors import UserError
from catalog.mattress import Catalogue
from database.choice import chosen
from storefront.commands.options import AsJson
from storefront.files.outputs import ours, writable
from storefront.plain_text import echo, json_text


def export(
    version: Annotated[str, typer.Argument(help="live, a version's number, or a file", metavar="live|N|FILE")],
    out: Annotated[Path | None, typer.Option(help="file to write; default: standard output")] = None,
    json: AsJson = False,
) -> None:
    """Write a catalogue as a catalogue file; importing it again gives the same catalogue, to the last field."""
    if out is not None:
        writable([out, _unfinished(out)], [Path(version), *ours()])
    found = chosen(version).catalogue
    written = _json(found) if json else lines(found)
    if out is None:
        for line in written:
            typer.echo(line, nl=False)
        return
    _write(out, written)
    dated = f"; its facts hold for {found.source_date}: import it with --date {found.source_date}"
    echo(f"{len(found)} mattresses from {found.source}: {out}{dated if found.source_date else ''}", err=True)


def _unfinished(out: Path) -> Path:
    return out.with_name(f".{out.name}.part")


def _write(out: Path, written: Iterator[str]) -> None:
    """The whole file or none: a reader never sees half a catalogue."""
    try:
        with _unfinished(out).open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(written)
        os.replace(_unfinished(out), out)
    except OSError as error:
        raise UserError(f"cannot be written ({error.strerror})", where=str(out), mend="Check the folder.") from error
    finally:
        with suppress(OSError):
            _unfinished(out).unlink(missing_ok=True)


def _json(found: Catalogue) -> Iterator[str]:
    """One object: what the catalogue is, and every mattress with all its fields, one a line."""
    about = {"content": found.version, "source": found.source, "source_date": found.source_date or None}
    yield json_text(about)[:-1] + ', "mattresses": ['
    for number, bed in enumerate(found):
        yield (",\n" if number else "\n") + json_text(asdict(bed))
    yield "\n]}\n"
