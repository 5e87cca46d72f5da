"""Which mattress fits a body. All that a notebook or another program needs:

    from recommender import Sleeper, explain, load_catalogue, match, target

    ranking = match(target(Sleeper(82, 178, side=0.6, back=0.4)), load_catalogue())
    explain(ranking).picks[0]

A name is loaded when it is first asked for, so that a part of the package can be used without the rest.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from catalog.catalogue_file import load_catalogue
    from catalog.errors import UserError
    from catalog.mattress import Catalogue
    from recommender.explanation import Explanation, explain
    from recommender.fit_target import FitTarget, target, targets
    from recommender.matching import Ranking, match, match_many
    from recommender.person.profile import parse_profile
    from recommender.sleeper import Sleeper, Wishes

__all__ = [
    "Catalogue",
    "Explanation",
    "FitTarget",
    "Ranking",
    "Sleeper",
    "UserError",
    "Wishes",
    "explain",
    "load_catalogue",
    "match",
    "match_many",
    "parse_profile",
    "target",
    "targets",
]

_HOMES = {
    "catalog.catalogue_file": ("load_catalogue",),
    "catalog.errors": ("UserError",),
    "catalog.mattress": ("Catalogue",),
    "recommender.explanation": ("Explanation", "explain"),
    "recommender.fit_target": ("FitTarget", "target", "targets"),
    "recommender.matching": ("Ranking", "match", "match_many"),
    "recommender.person.profile": ("parse_profile",),
    "recommender.sleeper": ("Sleeper", "Wishes"),
}


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
