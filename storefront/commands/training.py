"""The command `train`: build the scoring model; with `--outcomes`, learn from the outcomes of choices.

What was learnt is used only when it improves predictions for other people.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from catalog.catalogue_file import load_catalogue
from catalog.errors import UserError
from database.choice import chosen
from database.outcomes import records
from database.store import existing_store
from laboratory.fitting import training
from laboratory.fitting.outcome_rows import parse_outcomes, rows_of, write_offsets
from laboratory.fitting.outcomes import FOLDS, Verdict, judge, learn
from recommender.coefficients import values
from recommender.errors import ModelError
from recommender.ranking.learnt import FILE as OUTCOMES
from recommender.ranking.learnt import Offsets, load_offsets
from recommender.scoring.pins import VARIABLE, is_pinned
from recommender.scoring.scoring_model import CARD_FILE, MANIFEST_FILE, MODEL_DIR, MODEL_FILE
from storefront.commands.options import AsJson, CatalogFile, Seed, exit_to_look_at, print_json
from storefront.files.blocks import blocks_of, column_names
from storefront.files.outputs import in_folder, writable
from storefront.plain_text import echo

PERSON_SCATTER_POINTS: float = values("persons")["person_scatter_points"]
STORED = "stored"  # in place of a file: what the database holds
LEAST_PEOPLE = 10 * FOLDS
MOST_BODIES = 1_000_000
MOST_OUTCOMES = 1_000_000  # rows, all in memory at once
_ROWS = 4096


def train(
    out: Annotated[Path | None, typer.Option(help="folder for model, manifest and card; default: models/")] = None,
    seed: Seed = None,
    bodies: Annotated[int | None, typer.Option(min=200, max=MOST_BODIES, help="simulated bodies")] = None,
    outcomes: Annotated[
        str | None,
        typer.Option(metavar="stored|FILE", help="learn from outcomes of choices instead: those stored, or a file"),
    ] = None,
    catalog: CatalogFile = None,
    json: AsJson = False,
) -> None:
    """Rebuild the scoring model: simulate a population, find what each body needs, fit, judge and save."""
    files = [MODEL_FILE, MANIFEST_FILE, CARD_FILE] if outcomes is None else [OUTCOMES]
    told_in = None if outcomes in (None, STORED) else Path(str(outcomes))
    writable(in_folder(out or MODEL_DIR, files), [told_in, catalog])
    if outcomes is not None:
        _learn_from(told_in, out or MODEL_DIR, catalog, json)
        return
    report = training.train(
        out or MODEL_DIR,
        seed=training.DEFAULT_SEED if seed is None else seed,
        n=bodies or training.DEFAULT_BODIES,
        progress=lambda step: typer.echo(step, err=True),
    )
    if json:
        print_json(report.manifest)
        return
    if not is_pinned(report.manifest["sha256"]):
        echo(f"It is opened where this is set: {VARIABLE}={report.manifest['sha256']}", err=True)
    echo(f"{report.n_bodies} bodies, version {report.manifest['version']}, {report.manifest['sha256'][:12]}")
    for position, found in report.fidelity.items():
        zones = ", ".join(f"{r2:.3f} {zone}" for zone, r2 in found.zones.items())
        echo(f"{position}: R2 {found.level:.3f} for the level, {zones}, {found.discomfort:.3f} for discomfort")


def _learn_from(path: Path | None, folder: Path, catalog: Path | None, as_json: bool) -> None:
    """Judge, then write `outcomes.json` beside the model or change nothing (exit code 1).

    Args:
        path: a file of outcomes; None: those stored in the database.
    """
    rows = _stored() if path is None else _rows(path)
    beds = chosen(None).catalogue if path is None and catalog is None else load_catalogue(catalog)
    told, findings = parse_outcomes(rows, beds)
    people = len(set(told.person.tolist()))
    if people < LEAST_PEOPLE:
        raise UserError(
            f"outcomes of {people} people can be used, and nothing is changed",
            where=STORED if path is None else str(path),
            allowed=f"at least {LEAST_PEOPLE}",
        )
    before = _offsets_before(folder)
    verdict = judge(told, before)
    learnt = learn(told)
    offsets = learnt.offsets
    if verdict.accepted:
        write_offsets(offsets, verdict, folder)
    several = int((np.unique(told.person, return_counts=True)[1] > 1).sum())
    if as_json:
        spread = {"points": learnt.person_spread, "people_with_several": several, "used": False}
        answer = {**_figures(verdict), "offsets": _told(offsets), "person_spread": spread}
        print_json({**answer, "findings": [_vars_of(f) for f in findings]})
    else:
        for line in _lines(verdict, offsets, len(findings)):
            echo(line)
        echo(
            f"people differ by {learnt.person_spread:.2f} firmness points (SD) beside their target, as {several} "
            f"with several outcomes tell; answers assume {PERSON_SCATTER_POINTS:g}, and that is not changed"
        )
    if findings or not verdict.accepted:
        exit_to_look_at()


def _stored() -> list[Mapping[str, object]]:
    """What the database holds of outcomes; nothing where there is no database yet."""
    store = existing_store()
    return [] if store is None else list(rows_of(records.people(store)))


def _offsets_before(folder: Path) -> Offsets | None:
    """The offsets in use, to be bettered. Those that are refused, such as another model's, are not in use: said."""
    try:
        return load_offsets(folder)
    except ModelError as error:
        echo(f"{error.where}: {error.what}", err=True)
        return None


def _vars_of(finding: Any) -> dict[str, str]:
    return {name: getattr(finding, name) for name in ("where", "field", "key", "text", "value")}


def _rows(path: Path) -> list[Mapping[str, object]]:
    """All rows of a table of outcomes.

    Raises:
        UserError: it cannot be read, has no column for the bed, or has too many rows.
    """
    if "mattress_id" not in column_names(path):
        raise UserError("has no column mattress_id", where=str(path), mend="docs/outcomes.md lists the columns.")
    rows: list[Mapping[str, object]] = []
    for block in blocks_of(path, _ROWS):
        rows += block
        if len(rows) > MOST_OUTCOMES:
            raise UserError(f"more than {MOST_OUTCOMES} rows", where=str(path), mend="Leave the oldest out.")
    return rows


def _figures(verdict: Verdict) -> dict[str, Any]:
    return {
        "accepted": verdict.accepted,
        "outcomes": verdict.n_outcomes,
        "people": verdict.n_people,
        "log_score": dict(verdict.score),
        "gain_over_old": {"mean": verdict.gain_over_old[0], "se": verdict.gain_over_old[1]},
        "gain_over_constant": {"mean": verdict.gain_over_constant[0], "se": verdict.gain_over_constant[1]},
    }


def _told(offsets: Offsets) -> dict[str, Any]:
    def row(offset: Any) -> dict[str, Any]:
        return {"points": offset.points, "points_80": list(offset.points_80)}

    return {
        "all": row(offsets.all),
        "brand": {name: row(offset) for name, offset in offsets.brand.items()},
        "type": {name: row(offset) for name, offset in offsets.type.items()},
    }


def _lines(verdict: Verdict, offsets: Offsets, n_findings: int) -> list[str]:
    told = [f"{verdict.n_outcomes} outcomes of {verdict.n_people} people, {n_findings} findings"]
    for name, (mean, error) in (("before", verdict.gain_over_old), ("a constant", verdict.gain_over_constant)):
        told.append(f"against {name}: {mean:+.4f} log score an outcome on held-out people (SE {error:.4f})")
    told.append("used from now on" if verdict.accepted else "not used: it does not predict held-out people better")
    for kind, table in (("brand", offsets.brand), ("type", offsets.type)):
        for name, offset in sorted(table.items(), key=lambda item: -abs(item[1].points)):
            low, high = offset.points_80
            told.append(f"{kind} {name}: {offset.points:+.2f} firmness points ({low:+.2f} to {high:+.2f})")
    return told
