"""`shop floor`, `shop list` and `shop remove`: which beds stand on which shop's floor, with stock and prices."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer

from catalog.errors import UserError
from catalog.inspection import finding_json
from catalog.mattress import Finding
from catalog.selling.floor import COLUMNS, Floor, read_floors
from database.choice import chosen
from database.shops import floors
from database.store import existing_store, shared_store
from storefront.commands.options import AsJson, day, exit_to_look_at, print_json
from storefront.files.blocks import blocks_of, column_names
from storefront.plain_text import echo

BLOCK = 5000  # rows read at a time
MOST_ROWS = 500_000
MOST_FINDINGS = 10  # lines; --json has all of them


def floor(
    file: Annotated[Path, typer.Argument(help=f"CSV with the columns {', '.join(COLUMNS)}")],
    date: Annotated[
        dt.date | None, typer.Option(metavar="YYYY-MM-DD", parser=day, help="the day it describes; default: today")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="only say what is wrong with it; keep nothing")] = False,
    json: AsJson = False,
) -> None:
    """Take over which beds stand in which shop, how many of each size are in stock, and what they cost there."""
    found, findings = read_floors(_rows(file), chosen(None).catalogue.ids, (date or dt.date.today()).isoformat())
    severe = any(finding.severity == "severe" for finding in findings)
    if found and not check:
        floors.put(shared_store(), found)
    if json:
        told = {"kept": bool(found) and not check, "shops": [_summary(each) for each in found]}
        print_json({**told, "findings": [finding_json(finding) for finding in findings]})
    else:
        _say(found, findings)
    if severe or not found:
        exit_to_look_at()


def list_(json: AsJson = False) -> None:
    """The shops whose floor is known."""
    opened = existing_store()
    found = [each for shop, _ in floors.stamps(opened) if (each := floors.floor(opened, shop))] if opened else []
    if json:
        print_json({"shops": [_summary(each) for each in found]})
        return
    _say(found, [])
    if not found:
        echo("No shop's floor is known yet: mattress-fit shop floor FILE", err=True)


def remove(name: Annotated[str, typer.Argument(help="the shop, as its list names it")]) -> None:
    """Forget a shop's floor, stock and prices."""
    opened = existing_store()
    if opened is None or not floors.remove(opened, name):
        raise UserError(f"no list of a shop {name!r}", where="shop", mend="mattress-fit shop list names them.")
    echo(f"{name}: forgotten")


def _rows(file: Path) -> list[Any]:
    missing = [name for name in ("shop", "mattress_id") if name not in column_names(file)]
    if missing:
        raise UserError(f"has no column {' and no column '.join(missing)}", where=str(file), allowed=", ".join(COLUMNS))
    rows: list[Any] = []
    for block in blocks_of(file, BLOCK):
        rows += block
        if len(rows) > MOST_ROWS:
            raise UserError(f"more than {MOST_ROWS} rows", where=str(file), mend="Give each shop a file of its own.")
    return rows


def _summary(each: Floor) -> dict[str, Any]:
    beds = {row.mattress_id for row in each.rows}
    standing = {row.mattress_id for row in each.rows if row.on_floor}
    in_stock = {row.mattress_id for row in each.rows if row.stock}
    return {"shop": each.shop, "day": each.day, "beds": len(beds), "on_floor": len(standing), "in_stock": len(in_stock)}


def _say(found: Any, findings: list[Finding]) -> None:
    for each in map(_summary, found):
        counts = f"{each['beds']} beds, {each['on_floor']} on the floor, {each['in_stock']} in stock"
        echo(f"{each['shop']} ({each['day']}): {counts}")
    for finding in findings[:MOST_FINDINGS]:
        echo(f"{finding.where}, {finding.field}: {finding.text} {finding.value!r} {finding.mend}", err=True)
    if len(findings) > MOST_FINDINGS:
        echo(f"and {len(findings) - MOST_FINDINGS} more", err=True)
