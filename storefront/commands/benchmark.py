"""`benchmark`: how fast the product is, or with `--fit` how good its choices are compared with rival rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from laboratory.benchmarks import fit as fitting
from laboratory.benchmarks import protocol
from laboratory.benchmarks.__main__ import run
from laboratory.benchmarks.people import RAW_DATA
from storefront.commands.options import AsJson, Seed, print_json

MOST_PEOPLE = 1_000_000


def benchmark(
    fit: Annotated[
        bool, typer.Option("--fit", help="compare choices with rival rules instead of measuring speed")
    ] = False,
    people: Annotated[
        int | None, typer.Option(min=20, max=MOST_PEOPLE, help="number of held-out people; default: 2000")
    ] = None,
    seed: Seed = None,
    raw_data: Annotated[Path | None, typer.Option(help="folder with the measured bodies")] = None,
    json: AsJson = False,
) -> None:
    """Measure speed on this machine; with --fit, the regret of our choices and of rival rules."""
    if not fit:
        run()
        return

    answer: dict[str, Any] = fitting.regret(
        fitting.PEOPLE if people is None else people,
        fitting.SEED if seed is None else seed,
        raw_data or RAW_DATA,
        progress=lambda step: typer.echo(step, err=True),
    )
    rules = protocol.compare()
    if json:
        print_json({**answer, "protocol": rules})
        return
    for line in (
        *fitting.lines(answer),
        "",
        "Over a grid of people on the reference catalogue",
        *protocol.lines(rules),
    ):
        typer.echo(line)
