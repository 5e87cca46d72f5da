"""Commands about catalogue versions in the database: `catalog import`, `list`, `publish` and `rollback`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date as day
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from catalog.errors import UserError
from catalog.feeds.table import read_aliases
from catalog.inspection import finding_json
from catalog.mattress import Finding
from catalog.prices import read_currency
from catalog.selling.markets import read_markets
from catalog.updates.identity import How, Recognition
from database import history, publishing, versions
from database.importing import import_file
from database.mends.by_hand import What
from database.store import shared_store
from storefront.commands.options import LARGEST_VERSION, AsJson, exit_to_look_at, print_json
from storefront.plain_text import echo

MARKS: dict[How, str] = {
    "article": "its article numbers",
    "same_id": "brand, model and firmness",
    "page": "its page or group",
    "model": "being the only one of its model left",
    "name": "its name",
}
DONE: dict[What, str] = {"mended": "corrected", "withdrawn": "withdrew", "back": "put back"}
MOST_FINDINGS = 10  # lines; catalog check shows all of them


def import_(
    feed: Annotated[Path, typer.Argument(help="a shop's feed, or a catalogue file")],
    currency: Annotated[str | None, typer.Option(help="currency of prices where the format states none: EUR")] = None,
    market: Annotated[str | None, typer.Option(help="countries where the feed names none: NL, or NL,BE")] = None,
    date: Annotated[str | None, typer.Option(help="the day the feed describes, YYYY-MM-DD; default: today")] = None,
    columns: Annotated[Path | None, typer.Option(help="CSV file that maps the shop's column names to ours")] = None,
    json: AsJson = False,
) -> None:
    """Read a feed into the database as a new version. It is not live until it is published."""
    said = TextColumn("{task.fields[read]} records read, {task.fields[stored]} mattresses stored")
    console = Console(stderr=True)
    with Progress(SpinnerColumn(), said, TimeElapsedColumn(), console=console, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("import", total=None, read=0, stored=0)
        done = import_file(
            shared_store(),
            feed,
            source_date=day_of(date),
            currency=currency_code(currency),
            markets=read_markets(market or ""),
            aliases=read_aliases(columns) if columns else None,
            progress=lambda read, stored: bar.update(task, read=read, stored=stored),
        )
    read, version = done.read, done.version
    summary = {"read": read.records, "kept": read.records - read.rejected, "rejected": read.rejected}
    if json:
        found = read.recognition and read.recognition.as_json()
        print_json({**version_json(version), "summary": summary, "recognised": found})
    else:
        echo(f"Version {version.version_id}: {version.mattresses} mattresses from {came_from(version)}")
        echo(", ".join(f"{count} {name}" for name, count in summary.items()))
        for key, count in read.findings.most_common(MOST_FINDINGS):
            echo(f"{count:8} {key}")
        if read.recognition:
            _say_recognised(read.recognition)
        echo(f"Not live yet: mattress-fit catalog publish {version.version_id}")
    if read.rejected or read.severe:
        exit_to_look_at()


def list_(json: AsJson = False) -> None:
    """The catalogue versions in the database, and which one is live."""
    store = shared_store()
    known, now_live = versions.versions(store), versions.live(store)
    live_id = now_live and now_live.version_id
    if json:
        was_live = [_publication_json(each) for each in history.publications(store)]
        print_json({"live": live_id, "versions": [version_json(version) for version in known], "published": was_live})
        return
    anyway = {each.version_id: each.override.name for each in history.publications(store) if each.override}
    for version in known:
        mark = "live" if version.version_id == live_id else ""
        imported = version.imported_at.astimezone().strftime("%Y-%m-%d %H:%M")
        by = anyway.get(version.version_id)
        note = f"  (published by {by} in spite of severe findings)" if by else ""
        echo(
            f"{version.version_id:6} {mark:5} {imported}  {version.mattresses:8} mattresses  {came_from(version)}{note}"
        )
    if not known:
        echo("No catalogue version yet: mattress-fit catalog import FEED", err=True)
    elif live_id is None:
        echo("None is live: the catalogue that ships is used.", err=True)


def publish(
    version: Annotated[int, typer.Argument(min=1, max=LARGEST_VERSION, help="its number, see catalog list")],
    anyway: Annotated[
        str | None, typer.Option(metavar="NAME", help="your name: publish it in spite of severe findings")
    ] = None,
    json: AsJson = False,
) -> None:
    """Make a version the live one, in one step, unless something severe is wrong with it."""
    store = shared_store()
    before = versions.live(store)
    findings = publishing.look(store, version)
    if findings and not (anyway or "").strip():
        _say_not_published(version, findings, before, json)
        exit_to_look_at()
    _say_live(publishing.publish(store, version, findings, anyway), before, json, findings)
    if findings:
        exit_to_look_at()


def rollback(json: AsJson = False) -> None:
    """Make the previously live version live again."""
    store = shared_store()
    before = versions.live(store)
    _say_live(versions.rollback(store), before, json)


def _say_not_published(
    version_id: int, findings: Sequence[Finding], before: versions.Version | None, json: bool
) -> None:
    if json:
        told = [finding_json(each) for each in findings]
        print_json({"live": before and before.version_id, "refused": version_id, "findings": told})
        return
    echo(f"Version {version_id} is not published:", err=True)
    for each in findings:
        echo(f"  {each.key}: {each.text} {each.value}. {each.mend}", err=True)
    echo(f"To publish it all the same: mattress-fit catalog publish {version_id} --anyway YOUR-NAME", err=True)


def _say_live(
    now: versions.Version, before: versions.Version | None, json: bool, findings: Sequence[Finding] = ()
) -> None:
    if json:
        said = {"live": now.version_id, "before": before and before.version_id, "mattresses": now.mattresses}
        print_json(said | ({"findings": [finding_json(each) for each in findings]} if findings else {}))
    elif before and before.version_id == now.version_id:
        echo(f"Version {now.version_id} was live already.")
    else:
        was = f"version {before.version_id}" if before else "the catalogue that ships"
        echo(f"Version {now.version_id} is live: {now.mattresses} mattresses from {came_from(now)}. Before: {was}.")


def _publication_json(each: history.Publication) -> dict[str, Any]:
    override = each.override
    return {
        "version": each.version_id,
        "at": each.at.isoformat(timespec="seconds"),
        "anyway": override and {"name": override.name, "despite": list(override.despite)},
    }


def _say_recognised(found: Recognition) -> None:
    """How many beds of the version before are in this one, and which of them would have got another id."""
    echo(f"{sum(found.how.values())} known from before, {len(found.new)} new, {len(found.gone)} gone")
    for kept in found.kept[:MOST_FINDINGS]:
        echo(f"  {kept.would_be} is {kept.mattress_id}, recognised by {MARKS[kept.how]}")
    if len(found.kept) > MOST_FINDINGS:
        echo(f"  and {len(found.kept) - MOST_FINDINGS} more; --json has all of them")
    for name, former in found.merged[:MOST_FINDINGS]:
        echo(f"  {former} is now part of {name}, and leads there")


def version_json(version: versions.Version) -> dict[str, Any]:
    return {
        "version": version.version_id,
        "source": version.source,
        "source_date": version.source_date or None,
        "imported_at": version.imported_at.isoformat(timespec="seconds"),
        "mattresses": version.mattresses,
        "checksum": version.checksum,
        "findings": version.findings,
        "by_hand": version.by_hand and version.by_hand.as_json(),
    }


def came_from(version: versions.Version) -> str:
    """Where a version is from, in words: a file, or another version in which somebody changed a bed."""
    done = version.by_hand
    return (
        f"version {done.of_version}: {done.who} {DONE[done.what]} {done.bed} ({done.why})" if done else version.source
    )


def currency_code(text: str | None) -> str | None:
    """The ISO code of `--currency`."""
    try:
        return None if text is None else read_currency(text)
    except UserError as error:
        raise UserError(error.what, where="--currency", allowed=error.allowed) from None


def day_of(text: str | None) -> str:
    """The day of `--date`, today where it is left out; none still to come: its prices would be newest for ever."""
    try:
        said = day.fromisoformat(text) if text else day.today()
    except ValueError:
        raise UserError(f"not a date: {text!r}", where="--date", allowed="YYYY-MM-DD") from None
    if said > day.today() + timedelta(days=1):
        raise UserError(f"{text} is still to come", where="--date", allowed="a day up to today")
    # Where a shop is, it may be tomorrow; its prices are known now, so the day they hold from is this machine's.
    return min(said, day.today()).isoformat()
