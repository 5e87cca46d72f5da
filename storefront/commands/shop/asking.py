"""`catalog ask`: a sheet of what is not known, by supplier, what is worth most first; an import reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from catalog.catalogue_rows import cells_of
from catalog.texts import safe_cell
from database.choice import chosen
from recommender.fit_target import targets
from recommender.ranking.missing_facts import PEOPLE, Missing, missing_facts
from recommender.rescoring import standard_population
from storefront.commands.options import CatalogName
from storefront.files.outputs import ours, write_text
from storefront.plain_text import echo

LEAST_WORTH = 0.005  # fit points: less is written as 0
IN_FRONT = ("missing", "worth_points")  # columns that an import does not read


def ask(
    out: Annotated[Path, typer.Option(help="CSV file to write; a catalogue file with two more columns")],
    catalog: CatalogName = None,
) -> None:
    """Write every bed with what nobody states of it, by brand, ordered by what knowing it is worth to customers."""
    beds = chosen(catalog).catalogue
    found = by_supplier(missing_facts(targets(standard_population(PEOPLE)), beds))
    write_text(out, sheet(found), *ours(), *([Path(catalog)] if catalog else []))
    dated = f" --date {beds.source_date}" if beds.source_date else ""
    echo(f"{len(found)} mattresses, {sum(bool(each.worth) for each in found)} with a fact missing: {out}", err=True)
    echo(f"Fill in the empty cells, then: mattress-fit catalog import {out}{dated}", err=True)


def by_supplier(found: Sequence[Missing]) -> list[Missing]:
    """The beds of each brand together, the brand of the most telling fact first, and so within a brand."""
    most: dict[str, float] = {}
    for each in found:
        most[each.mattress.brand] = max(most.get(each.mattress.brand, 0.0), each.most)
    return sorted(found, key=lambda each: (-most[each.mattress.brand], each.mattress.brand, -each.most))


def sheet(found: Sequence[Missing]) -> str:
    """A catalogue file of all these beds, in their order; in front of each row what is missing and its worth."""
    rows = [
        {
            "missing": " ".join(fact for fact, _ in sorted(each.worth.items(), key=lambda one: -one[1])),
            "worth_points": f"{each.most if each.most >= LEAST_WORTH else 0.0:.2f}",
            **{name: safe_cell(cell) for name, cell in cells_of(each.mattress).items()},
        }
        for each in found
    ]
    out = io.StringIO()
    table = csv.DictWriter(out, list(rows[0]) if rows else IN_FRONT, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue()
