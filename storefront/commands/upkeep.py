"""The command `doctor`, which tells what an installation is made of."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

from catalog.catalogue_file import load_catalogue
from catalog.dates import first_day
from catalog.errors import UserError
from database import versions
from database.people import users
from database.schema import REVISION
from database.store import existing_store
from recommender.scoring.scoring_model import load_model, read_manifest
from storefront.commands.options import AsJson, CatalogFile, exit_to_look_at, print_json
from storefront.look.shop import read_shop
from storefront.plain_text import echo
from storefront.settings import settings

# What is said in place of None to somebody who reads; data keeps null.
_NONE = {
    "url": "not made yet, the catalogue that ships is used",
    "live": "none, the catalogue that ships is used",
    "controller": "not named",
}
LIBRARIES = ("numpy", "pandas", "scikit-learn", "scipy", "streamlit", "sqlalchemy")


def doctor(catalog: CatalogFile = None, json: AsJson = False) -> None:
    """For support: versions, model, catalogue and database of this installation."""
    answer = {
        "mattress_fit": metadata.version("mattress-fit"),
        "python": ".".join(str(part) for part in sys.version_info[:3]),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "model": _or_error(_model),
        "catalogue": _or_error(lambda: _catalogue(catalog)),
        "database": _or_error(_database),
        "staff": _or_error(_staff),
        "privacy": _or_error(_privacy),
    }
    if json:
        print_json(answer)
    else:
        for name, value in answer.items():
            told = (
                ", ".join(f"{key} {item or _NONE.get(key, item)}" for key, item in value.items())
                if isinstance(value, dict)
                else value
            )
            echo(f"{name}: {told}")
    if any("error" in answer[part] for part in ("model", "catalogue", "database", "staff", "privacy")):
        exit_to_look_at()


def _or_error(state: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return state()
    except UserError as error:
        return {"error": str(error)}


def _model() -> dict[str, Any]:

    load_model()
    manifest = read_manifest()
    return {name: manifest[name] for name in ("version", "sha256", "results_changed")}


def _catalogue(path: Path | None) -> dict[str, Any]:

    catalogue = load_catalogue(path)
    return {
        "version": catalogue.version,
        "mattresses": len(catalogue),
        "findings": len(catalogue.findings),
        "source_date": catalogue.source_date or None,
        "age_days": _age_days(catalogue.source_date),
    }


def _database() -> dict[str, Any]:
    """The database and its live version; complete means that every mattress is as it was imported."""
    store = existing_store()
    if store is None:
        return {"url": None}  # there is none yet: the catalogue that ships is used
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


def _staff() -> dict[str, Any]:
    """How many can sign in to the counter, and how many of them to the desk."""
    if settings().retired():
        raise UserError(settings().retired())
    store = existing_store()
    known = [user for user in users.users(store) if user.active] if store else []
    return {"users": len(known), "managers": sum(user.may("manager") for user in known)}


def _privacy() -> dict[str, Any]:
    """Who answers for what people fill in, as the page on privacy says it; the law asks that it is said."""
    own = read_shop(settings().shop).privacy
    if own is None:
        return {"controller": None, "warning": "MATTRESS_FIT_SHOP names no [privacy] controller; see docs/shop.md"}
    return {"controller": own.controller, "email": own.email, "authority": own.authority}


def _age_days(source_date: str) -> int | None:
    made = first_day(source_date)
    return (date.today() - made).days if made else None
