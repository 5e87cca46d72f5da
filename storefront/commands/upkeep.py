"""Commands that keep the product running: `train`, `doctor` and `app`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

from catalog.errors import UserError
from storefront.commands.options import AsJson, CatalogFile, exit_to_look_at, print_json

LIBRARIES = ("numpy", "pandas", "scikit-learn", "scipy", "streamlit", "sqlalchemy")


def train(
    out: Annotated[Path | None, typer.Option(help="folder for model, manifest and card; default: models/")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="the same seed gives the same model")] = None,
    bodies: Annotated[int | None, typer.Option(min=200, help="simulated bodies")] = None,
    outcomes: Annotated[Path | None, typer.Option(help="what became of choices: learn from that instead")] = None,
    catalog: CatalogFile = None,
    json: AsJson = False,
) -> None:
    """Build the scoring model again: simulate a population, find what each body needs, fit, judge and save."""
    from laboratory.fitting import training
    from recommender.scoring.scoring_model import MODEL_DIR

    if outcomes is not None:
        from storefront.commands.outcomes import learn_from

        learn_from(outcomes, out or MODEL_DIR, catalog, json)
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
    typer.echo(f"{report.n_bodies} bodies, version {report.manifest['version']}, {report.manifest['sha256'][:12]}")
    for position, found in report.fidelity.items():
        zones = ", ".join(f"{r2:.3f} {zone}" for zone, r2 in found.zones.items())
        typer.echo(f"{position}: R2 {found.level:.3f} for the level, {zones}, {found.discomfort:.3f} for discomfort")


def doctor(catalog: CatalogFile = None, json: AsJson = False) -> None:
    """Versions, model, catalogue and database of this installation, for support."""
    answer = {
        "mattress_fit": metadata.version("mattress-fit"),
        "python": ".".join(str(part) for part in sys.version_info[:3]),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "model": _or_error(_model),
        "catalogue": _or_error(lambda: _catalogue(catalog)),
        "database": _or_error(_database),
    }
    if json:
        print_json(answer)
    else:
        for name, value in answer.items():
            told = ", ".join(f"{key} {item}" for key, item in value.items()) if isinstance(value, dict) else value
            typer.echo(f"{name}: {told}")
    if any("error" in answer[part] for part in ("model", "catalogue", "database")):
        exit_to_look_at()


def _or_error(state: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return state()
    except UserError as error:
        return {"error": str(error)}


def _model() -> dict[str, Any]:
    from recommender.scoring.scoring_model import load_model, read_manifest

    load_model()
    manifest = read_manifest()
    return {name: manifest[name] for name in ("version", "sha256", "results_changed")}


def _catalogue(path: Path | None) -> dict[str, Any]:
    from catalog.catalogue_file import load_catalogue

    catalogue = load_catalogue(path)
    return {
        "version": catalogue.version,
        "mattresses": len(catalogue),
        "findings": len(catalogue.findings),
        "source_date": catalogue.source_date or None,
        "age_days": _age_days(catalogue.source_date),
    }


def _database() -> dict[str, Any]:
    """What the database is and which version is live in it; whole means every mattress is there as it was imported."""
    from database import versions
    from database.schema import REVISION
    from database.store import existing_store

    store = existing_store()
    if store is None:
        return {"url": None}  # none was made yet: the catalogue that ships is used
    now_live = versions.live(store)
    answer = {"url": store.name, "revision": REVISION, "versions": len(versions.versions(store)), "live": None}
    if now_live is None:
        return answer
    if not versions.is_whole(store, now_live.version_id):
        raise UserError(
            f"catalogue version {now_live.version_id} is damaged",
            where=store.name,
            mend="Import its feed, and publish.",
        )
    return answer | {
        "live": now_live.version_id,
        "mattresses": now_live.mattresses,
        "source_date": now_live.source_date or None,
        "age_days": _age_days(now_live.source_date),
        "whole": True,
    }


def _age_days(source_date: str) -> int | None:
    try:
        return (date.today() - date.fromisoformat(source_date)).days
    except ValueError:  # not stated, or not as a date
        return None


def app(
    port: Annotated[int, typer.Option(min=1, max=65535, help="port on this machine")] = 8501,
    catalog: CatalogFile = None,
) -> None:
    """Serve the web app on this machine."""
    from streamlit.web.cli import main as streamlit

    found = find_spec("app")
    if found is None or found.origin is None:
        raise UserError("the page map app.py is not installed", mend="Install mattress-fit again.")
    page = Path(found.origin)
    if catalog is not None:
        from catalog.catalogue_file import load_catalogue

        load_catalogue(catalog)  # an unreadable one is told here, not on the first visitor's screen
        os.environ["MATTRESS_FIT_CATALOG"] = str(catalog.resolve())
    os.chdir(page.parent)  # Streamlit reads .streamlit/config.toml from where it is started
    streamlit(["run", str(page), f"--server.port={port}", "--server.headless=true"])
