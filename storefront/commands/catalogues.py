"""Commands about catalogues: `catalog check`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from catalog.catalogue_file import is_catalogue_file
from catalog.feeds.table import read_aliases
from catalog.inspection import FeedReport, check_catalogue, check_stream
from catalog.records.mattresses import IN_MEMORY_BYTES
from storefront.commands.options import AsJson, exit_to_look_at
from storefront.desk.findings import json_text, show, write_table
from storefront.files.outputs import ours, writable

_CHUNK = 1 << 16  # characters


def check(
    feed: Annotated[Path, typer.Argument(help="a shop's feed")],
    csv: Annotated[Path | None, typer.Option(help="CSV file to write every finding to")] = None,
    columns: Annotated[Path | None, typer.Option(help="CSV file that maps the shop's column names to ours")] = None,
    json: AsJson = False,
) -> None:
    """Read a shop feed or a catalogue file without importing it: format, encoding, records and findings."""
    if csv is not None:
        writable([csv], [feed, columns, *ours()])
    aliases = read_aliases(columns) if columns else None
    stream = check_catalogue(feed) if is_catalogue_file(feed) else check_stream(feed, aliases=aliases)
    each = iter(stream.records) if isinstance(stream, FeedReport) else iter(stream)
    records = each if csv is None else write_table(stream, csv)
    if json:
        # A feed can turn out to be unreadable at its last line: nothing is written before that is known.
        with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES, "w+", encoding="utf-8", newline="") as text:
            text.writelines(json_text(stream, records))
            text.seek(0)
            while part := text.read(_CHUNK):
                typer.echo(part, nl=False)
        typer.echo()
    else:
        for _ in records:
            pass
        show(stream)
    if stream.tally.severe:
        exit_to_look_at()
