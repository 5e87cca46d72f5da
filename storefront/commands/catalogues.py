"""Commands about catalogues: `catalog check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from storefront.commands.options import AsJson, exit_to_look_at, print_json, write_text


def check(
    feed: Annotated[Path, typer.Argument(help="a shop's feed")],
    findings: Annotated[Path | None, typer.Option(help="CSV file to write every finding to")] = None,
    json: AsJson = False,
) -> None:
    """Read a shop feed without importing it: format, encoding, records and findings."""
    from catalog.inspection import check_feed

    report = check_feed(feed)
    if findings is not None:
        write_text(findings, report.as_csv())
    if json:
        print_json(report.as_json())
    else:
        said = ", ".join(f"{count} {name}" for name, count in report.summary.items())
        typer.echo(f"{report.format}, {report.encoding}: {said}")
        for key, count in report.counts().items():
            first = next(finding for finding in report.all_findings if finding.key == key)
            typer.echo(f"{count:6} {first.severity:8} {key}: {first.text} {first.mend}".rstrip())
    if report.severe:
        exit_to_look_at()
