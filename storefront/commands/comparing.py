"""Commands about two catalogues: `catalog diff`, and `rescore` for the people it concerns."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from catalog.comparison import Comparison
from catalog.mattress import Catalogue
from database.store import existing_store
from database.updates import Effects, between, effects
from recommender.rescoring import Rescoring
from storefront.commands.options import AsJson, AsOf, exit_to_look_at, print_json
from storefront.commands.progress import progress_of
from storefront.files.outputs import ours, writable, write_text
from storefront.files.rescore_file import rescore_file
from storefront.files.score_file import findings_path
from storefront.files.state import check_catalogue, opened
from storefront.plain_text import echo, json_text

MOST_LINES = 20  # of each list; --json has all of them
_NAMED = "a version's number, a catalogue file or a shop's feed"

Before = Annotated[str, typer.Argument(help=f"the old catalogue: {_NAMED}", metavar="BEFORE")]
After = Annotated[str, typer.Argument(help="the new one", metavar="AFTER")]


def diff(before: Before, after: After, json: AsJson = False) -> None:
    """What changed between two catalogues, by product and field, and the effect on people's first choice."""
    update = between(before, after)
    effect = effects(update, existing_store())
    if json:
        print_json(update.comparison.as_json() | {"effect": effect.as_json()})
    else:
        _say_changes(update.comparison)
        _say_effect(effect)
    _look_at_rows_left_out(update.before, update.after)


def rescore(
    before: Annotated[str, typer.Option(help=f"the old catalogue: {_NAMED}")],
    after: Annotated[str, typer.Option(help="the new one")],
    profiles: Annotated[Path, typer.Option(help="CSV, Parquet or a folder of it, a profile's fields as columns")],
    out: Annotated[Path, typer.Option(help="Parquet file to write; replaced when the run is complete")],
    as_of: AsOf = None,
    state: Annotated[
        Path | None, typer.Option(help="what score --state kept of these profiles and the old catalogue: far faster")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="JSON file: who changes, by cause and kind of person, with examples")
    ] = None,
    json: AsJson = False,
) -> None:
    """After a catalogue update: whose first choice changes, and why; only what can have changed is scored again."""
    update = between(before, after)
    inputs = [Path(before), Path(after)]
    if report:
        writable([report], [*inputs, profiles, state, out, findings_path(out), *ours()])
    kept = opened(state) if state else None
    if kept:
        check_catalogue(kept, update.before)
    rescoring = Rescoring(update.before, update.after, as_of, before_as_of=kept.as_of if kept else None)
    with progress_of("profiles") as progress:
        done = rescore_file(
            profiles,
            out,
            rescoring,
            state=kept,
            inputs=inputs,
            progress=progress,
        )
    figures = {
        "rejected": done.rejected,
        "scored": done.scored,
        "as_of": rescoring.as_of.isoformat(),
        **done.told.as_json(done.profiles),
    }
    if report:
        write_text(report, json_text(figures, indent=2) + "\n", *inputs)
    if json:
        print_json(figures | {"out": str(out), "findings": done.findings and str(done.findings)})
    else:
        echo(f"{done.profiles} profiles, {done.rejected} rejected, {done.moved} whose first choice changes: {done.out}")
        echo("By cause: " + (", ".join(f"{n} {cause}" for cause, n in done.told.causes.most_common()) or "none"))
        if done.findings:
            echo(f"Why rows were rejected: {done.findings}", err=True)
    _look_at_rows_left_out(update.before, update.after)
    if done.rejected:
        exit_to_look_at()


def _say_changes(found: Comparison) -> None:
    counts = ", ".join(f"{count} {kind}" for kind, count in found.counts().items() if count)
    echo(f"{len(found.added)} new, {len(found.removed)} gone, changed: {counts or 'nothing'}")
    _lines("New:", [_bed(each, found.name(each)) for each in found.added])
    _lines("Gone:", [_bed(each, found.name(each)) for each in found.removed])
    changed = [f"{c.field}: {_said(c.before)} -> {_said(c.after)}" for c in found.changed]
    beds = [_bed(c.mattress_id, found.name(c.mattress_id)) for c in found.changed]
    _lines("Changed:", [f"{bed}  {change}" for bed, change in zip(beds, changed, strict=True)])


def _say_effect(effect: Effects) -> None:
    every = effect.standard
    echo(f"Another first choice: {every.first_choice_changed:.1%} of {every.people:,} bodies of the population")
    if effect.saved:
        echo(f"and {effect.saved.first_choice_changed:.1%} of the {effect.saved.people} saved fits")
    often = [f"{_bed(each, effect.name(each))}  {share:.1%}" for each, share in every.chosen_too_often]
    _lines("Chosen too often:", often)
    echo(f"Never a first choice: {len(every.never_chosen)}")
    for heading, ids in (
        ("Never even close to it:", every.never_close),
        ("Without a firmness, so not ranked:", every.without_firmness),
    ):
        _lines(heading, [_bed(each, effect.name(each)) for each in ids])


def _bed(mattress_id: str, name: str) -> str:
    return name if name == mattress_id else f"{name} ({mattress_id})"


def _lines(heading: str, lines: list[str]) -> None:
    if lines:
        echo(heading)
    for line in lines[:MOST_LINES]:
        echo(f"  {line}")
    if len(lines) > MOST_LINES:
        echo(f"  and {len(lines) - MOST_LINES} more")


def _said(value: object) -> str:
    return "not known" if value in (None, "") else f"{value:g}" if isinstance(value, float) else str(value)


def _look_at_rows_left_out(*catalogues: Catalogue) -> None:
    left_out = [finding for each in catalogues for finding in each.findings if finding.severity == "severe"]
    for finding in left_out[:MOST_LINES]:
        echo(f"{finding.where}: {finding.text}", err=True)
    if left_out:
        exit_to_look_at()
