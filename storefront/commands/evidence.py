"""Commands that compare the product with evidence, rivals and the clock: `calibrate`, `validate`, `benchmark`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from catalog.errors import UserError
from laboratory.benchmarks import fit as fitting
from laboratory.benchmarks import protocol
from laboratory.benchmarks.__main__ import run
from laboratory.benchmarks.people import ARMY, RAW_DATA
from laboratory.evidence import cases as evidence
from laboratory.fitting import calibration, validation
from storefront.commands.options import AsJson, Seed, exit_to_look_at, print_json
from storefront.files.outputs import writable, write_text

MOST_PEOPLE = 1_000_000


def calibrate(
    raw: Annotated[Path | None, typer.Option(help="folder of the raw maps; default: the figures that ship")] = None,
    out: Annotated[Path | None, typer.Option(help="file for the parameter sets; default: the one that ships")] = None,
    seed: Seed = None,
    members: Annotated[int | None, typer.Option(min=2, max=200, help="parameter sets in the ensemble")] = None,
    report: Annotated[bool, typer.Option("--report", help="fit nothing, report the last calibration")] = False,
    json: AsJson = False,
) -> None:
    """Fit the mechanics' parameters to pressure maps and published numbers; report the source of each."""
    if report:
        rows = calibration.report()
    else:
        into = out or calibration.STORED
        writable([into], [raw])
        if raw is not None and into.resolve().is_relative_to(raw.resolve()):
            raise UserError("would write among the raw maps", where=str(into), mend="Name a file elsewhere.")
        found = _maps(raw)
        result = calibration.calibrate(
            found, calibration.SEED if seed is None else seed, members or calibration.N_MEMBERS
        )
        write_text(into, calibration.to_text(result))
        rows = calibration.report(result)
    if json:
        print_json({"parameters": rows})
    else:
        for row in rows:
            typer.echo(_parameter(row))
    if any(row["bound"] for row in rows):
        exit_to_look_at()


def _maps(raw: Path | None) -> dict[str, Any]:

    if raw is None:
        return evidence.maps()
    try:
        return evidence.raw_maps(raw)
    except (OSError, KeyError, ValueError) as error:
        raise UserError(
            f"holds no pressure maps ({error})", where=str(raw), allowed="pressure/map_summary.csv"
        ) from error


def _parameter(row: dict[str, Any]) -> str:
    (low, high), (first, last) = row["prior"], row["posterior_80"]
    at = f", at its {row['bound']} bound" if row["bound"] else ""
    return (
        f"{row['name']:24} prior {low:g} to {high:g}, best {row['best']:.4g} (80 %: {first:.4g} to {last:.4g}), "
        f"ships {row['shipped']:g}{at}; {row['source']}"
    )


def validate(json: AsJson = False) -> None:
    """Compare the mechanics with published results and real pressure maps, case by case."""
    told = validation.validate()
    if json:
        print_json(told)
    else:
        for case in told["cases"]:
            ours = "" if case["ours"] is None else f"{case['ours']:.3g}"
            fitted = ", fitted to" if case["calibrated"] else ""
            typer.echo(
                f"{case['case_id']:8} {case['status'] + fitted:22} {ours:>9}  {case['published']}  {case['why']}"
            )
        for kind in ("orderings", "numbers"):
            typer.echo(f"{kind}: {told[kind]['held']} of {told[kind]['total']} hold")
        typer.echo(f"{told['cannot_speak']} cases are outside what the mechanics can predict")
        for position, errors in told["pressure_maps"].items():
            figures = ", ".join(f"{name} {value:.3g}" for name, value in errors.items())
            typer.echo(f"pressure maps, {position}: {figures}")
    if any(case["status"] == "missed" for case in told["cases"]):
        exit_to_look_at()


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
    if raw_data and not (raw_data / ARMY).is_file():
        raise UserError(f"holds no {ARMY}", where=str(raw_data), allowed="the folder with the measured bodies")

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
