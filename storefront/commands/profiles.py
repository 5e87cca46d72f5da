"""Commands over many people: `score`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from database.choice import Chosen, chosen
from storefront.commands.options import AsJson, AsOf, CatalogName, exit_to_look_at, print_json
from storefront.commands.progress import progress_of
from storefront.files.score_file import score_file
from storefront.plain_text import echo

MOST_BEDS = 100  # of each person: a block of people is in memory at once
MOST_WORKERS = 256


def score(
    profiles: Annotated[Path, typer.Argument(help="CSV, Parquet or a folder of it, a profile's fields as columns")],
    out: Annotated[Path, typer.Option(help="Parquet file to write; replaced when the run is complete")],
    catalog: CatalogName = None,
    top: Annotated[int, typer.Option(min=1, max=MOST_BEDS, help="how many beds for each")] = 5,
    as_of: AsOf = None,
    workers: Annotated[int, typer.Option(min=1, max=MOST_WORKERS, help="parallel processes")] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="continue an interrupted run")] = False,
    json: AsJson = False,
) -> None:
    """Many people: the best beds for each, as rows of a Parquet file."""
    beds = chosen(catalog)
    with progress_of("profiles") as progress:
        report = score_file(
            profiles,
            out,
            beds.catalogue,
            top=top,
            as_of=as_of,
            workers=workers,
            resume=resume,
            inputs=[beds.file] if beds.file else [],
            progress=progress,
        )
    if json:
        found = report.findings and str(report.findings)
        print_json(
            {
                "profiles": report.profiles,
                "rejected": report.rejected,
                "out": str(out),
                "as_of": report.as_of.isoformat(),
                "findings": found,
                "catalogue": beds.as_json(),
                "columns": report.people.as_json(),
            }
        )
    else:
        echo(f"{report.profiles} profiles, {report.rejected} rejected: {report.out}")
        echo(f"Catalogue: {_told(beds)}; prices as of {report.as_of.isoformat()}")
        for note in report.people.notes():
            echo(note, err=True)
        if report.findings:
            echo(f"Why rows were rejected: {report.findings}", err=True)
    if report.rejected:
        exit_to_look_at()


def _told(beds: Chosen) -> str:
    """Which catalogue was used, in words."""
    if beds.version_id is None:
        return beds.catalogue.source if beds.file else "the one that ships"
    return f"version {beds.version_id} from {beds.catalogue.source}{', live' if beds.is_live else ''}"
