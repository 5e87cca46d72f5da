"""What a check of a feed found: in the terminal, as JSON and as a CSV file.

Everything that comes from the feed is shown as text: no mark-up, formula or control character is passed on.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from catalog.errors import UserError
from catalog.inspection import COLUMNS, FeedReport, FeedStream, finding_json, record_json, table_row
from catalog.mattress import Finding
from catalog.records.record import FeedRecord
from catalog.texts import printable, shortened
from storefront.plain_text import json_text as json_of
from storefront.plain_text import terminal

LONGEST_NAME = 60  # characters
STYLE = {"severe": "bold red", "warning": "yellow", "info": "dim"}


def show(checked: FeedReport | FeedStream, console: Console | None = None) -> None:
    """Print a completed check: the counts, each kind of finding with its first example, and what was not kept."""
    out = console or terminal()
    tally = checked.tally
    said = ", ".join(f"{count} {name}" for name, count in tally.summary.items())
    out.print(Text(f"{checked.format}, {checked.encoding}: {said}", style="bold"))
    table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    table.add_column(justify="right")
    table.add_column()
    for severity, of_one in groupby(tally.by_severity(), key=lambda found: found[0].severity):
        table.add_section()
        table.add_row("", Text(severity, style=STYLE[severity]))
        for first, count in of_one:
            table.add_row(f"{count}x", _kind(first))
    if tally.counts:
        out.print(table)
    if tally.rejected:
        out.print(Text("Not kept", style="bold"))
    for name, why in tally.rejected:
        out.print(Text(f"{why.where}: {shortened(name, LONGEST_NAME)} ({why.key})"))
    if (more := tally.summary["rejected"] - len(tally.rejected)) > 0:
        out.print(f"and {more} more; --csv FILE writes them all")


def _kind(first: Finding) -> Text:
    """The lines for one kind of finding: key, meaning, how to fix it, and where it first occurred."""
    place = " ".join(filter(None, (first.where, first.field)))
    example = printable(": ".join(filter(None, (place, first.value))))
    return Text.assemble(
        (first.key, "bold"), f": {first.text} {first.mend}".rstrip(), (f"\nfirst: {example}" if example else "", "dim")
    )


def json_text(checked: FeedReport | FeedStream, records: Iterable[FeedRecord]) -> Iterator[str]:
    """The output of `catalog check --json` piece by piece, so that a large feed need not be held in memory."""
    yield f'{{"format": {json.dumps(checked.format)}, "encoding": {json.dumps(checked.encoding)}, "records": ['
    for number, record in enumerate(records):
        yield ("," if number else "") + "\n" + json_of(record_json(record))
    findings = [finding_json(each) for each in checked.findings]
    end = {"findings": findings, "summary": checked.tally.summary}
    yield "],\n" + json_of(end)[1:]


def write_table(checked: FeedReport | FeedStream, path: Path) -> Iterator[FeedRecord]:
    """Yield the records and write each finding to a CSV file, which replaces `path` after the last record.

    Raises:
        UserError: the file cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.part")
    records = iter(checked.records) if isinstance(checked, FeedReport) else iter(checked)
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as stream:
            table = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
            table.writerow(COLUMNS)
            for record in records:
                table.writerows(map(table_row, record.findings))
                yield record
            table.writerows(map(table_row, checked.findings))
        os.replace(unfinished, path)
    except OSError as error:
        raise UserError(f"cannot be written ({error.strerror})", where=str(path)) from error
    finally:
        unfinished.unlink(missing_ok=True)
