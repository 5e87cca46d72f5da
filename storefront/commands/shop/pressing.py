"""`catalog press`: what a reading with a disc, two weights and a ruler says of a bed."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated

import typer

from catalog.catalogue_file import DISC_MM, LOAD_N, SUNK_MM
from catalog.mattress import CompressionReading
from storefront.commands.options import AsJson, Lang, day, print_json
from storefront.plain_text import echo
from storefront.press_kit import TYPES, as_csv, columns, figures, read
from storefront.words import words


def _kind(name: str) -> str:
    if name not in TYPES:
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(TYPES)}")
    return name


def press(
    light_n: Annotated[float, typer.Option(min=LOAD_N[0], max=LOAD_N[1], help="light load in newton: 1 kg is 9.81 N")],
    light_mm: Annotated[float, typer.Option(min=SUNK_MM[0], max=SUNK_MM[1], help="how far the disc sinks under it")],
    heavy_n: Annotated[float, typer.Option(min=LOAD_N[0], max=LOAD_N[1], help="heavy load in newton")],
    heavy_mm: Annotated[float, typer.Option(min=SUNK_MM[0], max=SUNK_MM[1], help="how far the disc sinks under that")],
    disc_mm: Annotated[float, typer.Option(min=DISC_MM[0], max=DISC_MM[1], help="diameter of the disc")],
    type: Annotated[
        str,
        typer.Option(metavar="TYPE", callback=_kind, help=f"its construction, for a smaller error: {', '.join(TYPES)}"),
    ] = "unknown",
    measured_by: Annotated[str, typer.Option(help="who measured, for the columns")] = "",
    measured_on: Annotated[
        dt.date | None, typer.Option(metavar="YYYY-MM-DD", parser=day, help="when, for the columns; default: today")
    ] = None,
    lang: Lang = "en",
    json: AsJson = False,
) -> None:
    """What a disc, two weights and a ruler say of a bed, and the columns to put into its row of a catalogue."""
    reading = CompressionReading(light_n, heavy_n, light_mm, heavy_mm, disc_mm)
    found = read(reading, type)
    cells = columns(reading, measured_by, measured_on or dt.date.today())
    if json:
        print_json({**asdict(found), "columns": cells})
        return
    w = words(lang)
    echo(w("press.hardness", **figures(found)))
    echo(w("press.firmness", **figures(found)))
    echo(w("press.core_not_told" if found.comfort_share is None else "press.comfort", **figures(found)))
    echo("")
    echo(w("press.columns"))
    for line in as_csv(cells).splitlines():
        echo(line)
