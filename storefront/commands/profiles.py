"""Commands over many people: `score`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from database.choice import Chosen, chosen
from storefront.commands.options import AsJson, AsOf, CatalogName, exit_to_look_at, print_json
from storefront.commands.progress import progress_of
from storefront.files.processes import Processes
from storefront.files.score_block import Workers
from storefront.files.score_file import BatchReport, findings_path, score_file
from storefront.files.stores import at_hand, is_address, on_its_way
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
    cluster: Annotated[
        str | None, typer.Option(metavar="tcp://HOST:PORT", help="score on a Dask cluster: docs/cluster.md")
    ] = None,
    state: Annotated[Path | None, typer.Option(help="Parquet file to keep what makes rescore far faster")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="continue an interrupted run")] = False,
    json: AsJson = False,
) -> None:
    """Many people: the best beds for each, as rows of a Parquet file."""
    beds = chosen(catalog)
    if cluster and workers > 1:
        raise typer.BadParameter("--workers and --cluster exclude each other")
    if resume and is_address(out):
        raise typer.BadParameter("--resume needs an --out on this machine: finished blocks are kept beside it")
    if state is not None and is_address(state):
        raise typer.BadParameter("--state is a file of this machine")
    with (
        at_hand(profiles) as here,
        on_its_way(out) as written,
        _workers(cluster, workers) as share,
        progress_of("profiles") as progress,
    ):
        report = score_file(
            here,
            written,
            beds.catalogue,
            top=top,
            as_of=as_of,
            workers=share,
            resume=resume,
            state=state,
            inputs=[beds.file] if beds.file else [],
            progress=progress,
        )
    told = replace(report, out=out, findings=report.findings and findings_path(out))
    _tell(told, beds, json)


def _tell(report: BatchReport, beds: Chosen, json: bool) -> None:
    if json:
        found = report.findings and str(report.findings)
        print_json(
            {
                "profiles": report.profiles,
                "rejected": report.rejected,
                "out": str(report.out),
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


@contextmanager
def _workers(cluster: str | None, count: int) -> Iterator[Workers]:
    """Who scores: processes of this machine, or a cluster."""
    if cluster is None:
        yield Processes(count)
        return
    from storefront.files.cluster import cluster_at

    with cluster_at(cluster) as share:
        yield share


def _told(beds: Chosen) -> str:
    """Which catalogue was used, in words."""
    if beds.version_id is None:
        return beds.catalogue.source if beds.file else "the one that ships"
    return f"version {beds.version_id} from {beds.catalogue.source}{', live' if beds.is_live else ''}"
