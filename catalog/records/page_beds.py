"""The beds of one saved product page, through the readers of shop feeds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from catalog.errors import CatalogueError, EmptyFeed
from catalog.inspection import check_feed
from catalog.mattress import Finding, Mattress
from catalog.records.mattresses import mattresses

MOST_BEDS = 6  # firmnesses of one model; what holds more is a list
_INSTEAD = "Save the page of one mattress as it is shown, or give its facts: name, stated firmness, type, layers."


def beds_of_page(path: Path | str, today: dt.date) -> tuple[tuple[Mattress, ...], tuple[Finding, ...]]:
    """The mattresses that a page describes, one for each firmness, and what was found while reading it.

    Args:
        path: an HTML page with schema.org products, a Shopify product as JSON, or any feed of a few records.
        today: the day on which sales are judged.

    Raises:
        CatalogueError: not readable, no mattress in it, or a list of many.
    """
    try:
        report = check_feed(path, today)
    except EmptyFeed as error:
        raise CatalogueError("no mattress in it", where=str(path), mend=_INSTEAD) from error
    beds = tuple(mattresses(report.records, source_date=today.isoformat(), source_kind="product page"))
    if not beds:
        why = next((f"{each.text} {each.mend}" for each in report.all_findings if each.severity == "severe"), "")
        raise CatalogueError("no mattress in it", where=str(path), mend=f"{why} {_INSTEAD}".strip())
    if len(beds) > MOST_BEDS:
        raise CatalogueError(
            f"{len(beds)} mattresses in it",
            where=str(path),
            allowed=f"at most {MOST_BEDS}: the page of one mattress",
            mend="Import a list with catalog import, and ask recommend.",
        )
    return beds, tuple(report.all_findings)
