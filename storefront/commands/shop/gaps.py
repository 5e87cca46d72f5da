"""`catalog gaps`: how a range serves the population, and what a missing bed would have to be."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from catalog.mattress import Catalogue
from database.choice import LIVE, chosen
from database.store import existing_store
from database.updates import saved_sleepers
from recommender.gaps import Gap, Gaps, gaps_of
from recommender.rescoring import STANDARD_BODIES, standard_population
from storefront.answer.specification import as_json as specification_json
from storefront.answer.specification import specification_lines
from storefront.commands.options import AsJson, CatalogName, Lang, print_json
from storefront.plain_text import echo
from storefront.words import Words, words

MOST_LINES = 10  # of each list; --json has all of them
MOST_PEOPLE = 100_000


def gaps(
    catalog: CatalogName = None,
    people: Annotated[int, typer.Option(min=1, max=MOST_PEOPLE, help="bodies of the population")] = STANDARD_BODIES,
    lang: Lang = "en",
    json: AsJson = False,
) -> None:
    """How many people a catalogue serves, which beds are never first, and what a missing bed would have to be."""
    found = chosen(catalog)
    w, beds = words(lang), found.catalogue
    store = existing_store()
    own = saved_sleepers(store) if store else []
    standard, saved = gaps_of(standard_population(people), beds), gaps_of(own, beds) if own else None
    if json:
        print_json(
            {"catalogue": found.as_json(), **_as_json(standard, beds, w), "saved": saved and _as_json(saved, beds, w)}
        )
        return
    echo(f"{beds.source or LIVE}: {len(beds)} mattresses")
    _say(standard, beds, w, "bodies of the population")
    if saved:
        _say(saved, beds, w, "saved fits that may be counted")


def _as_json(found: Gaps, beds: Catalogue, w: Words) -> dict[str, Any]:
    return {
        "people": found.people,
        "served": found.served,
        "fitted": found.fitted,
        "beds": [
            {"mattress_id": each, "name": _name(beds, each), "first_share": share} for each, share in found.first_share
        ],
        "gaps": [_gap_json(gap, w) for gap in found.gaps],
        "needs": [
            {"firmness_low": each.low, "firmness_high": each.high, "share": each.share, "beds": each.beds}
            for each in found.needs
        ],
    }


def _gap_json(gap: Gap, w: Words) -> dict[str, Any]:
    spec = specification_json(gap.specification, w) | {"min_weight_limit_kg": gap.min_weight_limit_kg}
    return {"share": gap.share, "specification": spec, "size": spec["size"], "max_price": gap.max_price}


def _say(found: Gaps, beds: Catalogue, w: Words, whom: str) -> None:
    echo(f"{found.people:,} {whom}: {found.served:.0%} are expected to be suited by their first bed,")
    echo(f"{found.fitted:.0%} have a bed that fits, whatever is unsure.")
    echo("Most often first:")
    for each, share in found.first_share[:MOST_LINES]:
        if share:
            echo(f"  {share:6.1%}  {_name(beds, each)}")
    echo(f"Never first: {len(found.never_first)} of {len(found.first_share)} beds")
    if found.gaps:
        echo("What is missing, by how many people have no bed that fits:")
    for gap in found.gaps[:MOST_LINES]:
        rows = specification_lines(gap.specification, w).rows[:3]
        wished = f", {gap.size[0]:g}x{gap.size[1]:g}" if gap.size else ""
        budget = f", under {gap.max_price:.0f}" if gap.max_price else ""
        borne = (w("spec.carries"), w("spec.carries_least", weight_kg=gap.min_weight_limit_kg))
        said = "; ".join(f"{label}: {value}" for label, value in (*rows, borne))
        echo(f"  {gap.share:6.1%}  {said}{wished}{budget}")


def _name(beds: Catalogue, mattress_id: str) -> str:
    bed = beds.by_id(mattress_id)
    return bed.name if bed else mattress_id
