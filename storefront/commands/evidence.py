"""Commands that hold the product against what is known: `validate`."""

from __future__ import annotations

import typer

from storefront.commands.options import AsJson, exit_to_look_at, print_json


def validate(json: AsJson = False) -> None:
    """Hold the mechanics against published results and real pressure maps, case by case."""
    from recommender import validation

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
        typer.echo(f"the mechanics cannot speak to {told['cannot_speak']} cases")
        for position, errors in told["pressure_maps"].items():
            figures = ", ".join(f"{name} {value:.3g}" for name, value in errors.items())
            typer.echo(f"pressure maps, {position}: {figures}")
    if any(case["status"] == "missed" for case in told["cases"]):
        exit_to_look_at()
