"""`catalog nightly`: from the feed of the night to what visitors see, unless something is severely wrong.

Every step leaves the database whole: a run that is killed leaves what was live, and the next run starts anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from catalog.feeds.table import read_aliases
from catalog.inspection import finding_json
from catalog.mattress import Finding
from catalog.selling.markets import read_markets
from database import publishing, versions
from database.importing import Imported, import_file
from database.store import Store, shared_store
from database.updates import Effects, Update, effects, from_live
from recommender.rescoring import Rescoring
from storefront.commands.options import AsJson, exit_to_look_at, print_json
from storefront.commands.shop.versions import currency_code, version_json
from storefront.files.outputs import named_as_parquet, ours, writable, write_text
from storefront.files.rescore_file import RescoreReport, rescore_file
from storefront.plain_text import echo, json_text

MOST_GONE = 0.5  # share of the live version's beds: a feed without more than this broke off. ASSUMED


@dataclass
class Night:
    """What a run came to.

    Attributes:
        why_not: why the version is not published, by key; empty where it is, or where it is the same as what is live.
    """

    done: Imported
    before: versions.Version | None
    update: Update
    effect: Effects
    severe: list[Finding]
    why_not: list[str]
    published: bool = False
    rescored: RescoreReport | None = None
    began: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))

    @property
    def unchanged(self) -> bool:
        return self.before is not None and self.before.checksum == self.done.version.checksum

    def as_json(self) -> dict[str, Any]:
        read, told = self.done.read, self.update.comparison
        rescored = self.rescored
        return {
            "began": self.began.isoformat(timespec="seconds"),
            "ended": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            **version_json(self.done.version),
            "before": self.before and self.before.version_id,
            "summary": {"read": read.records, "kept": read.records - read.rejected, "rejected": read.rejected},
            "recognised": read.recognition and read.recognition.as_json(),
            "published": self.published,
            "unchanged": self.unchanged,
            "why_not": self.why_not,
            "severe": [finding_json(each) for each in self.severe],
            "difference": {"new": len(told.added), "gone": len(told.removed), **told.counts()},
            "effect": self.effect.as_json(),
            "rescored": rescored
            and {"profiles": rescored.profiles, "rejected": rescored.rejected, "first_choice_changed": rescored.moved},
        }


def nightly(
    feed: Annotated[Path, typer.Argument(help="the shop's feed of this night, or a catalogue file")],
    currency: Annotated[str | None, typer.Option(help="currency of prices where the format states none: EUR")] = None,
    market: Annotated[str | None, typer.Option(help="countries where the feed names none: NL, or NL,BE")] = None,
    columns: Annotated[Path | None, typer.Option(help="CSV file that maps the shop's column names to ours")] = None,
    report: Annotated[Path | None, typer.Option(help="JSON file to write what the night came to")] = None,
    profiles: Annotated[Path | None, typer.Option(help="people to score again: CSV or Parquet, with --out")] = None,
    out: Annotated[Path | None, typer.Option(help="Parquet file for whose first choice changes")] = None,
    json: AsJson = False,
) -> None:
    """Import a feed, compare it with what is live, report, and publish it when nothing is severely wrong."""
    if (profiles is None) != (out is None):
        raise typer.BadParameter("--profiles and --out belong together")
    inputs = [feed, columns, profiles, *ours()]
    writable([each for each in (report, out) if each], inputs)
    if out:
        named_as_parquet(out)
    store = shared_store()
    with store.nightly():
        assumed = {"currency": currency_code(currency), "markets": read_markets(market or "")}
        night = _walk(store, feed, assumed, columns)
        if profiles and out and not night.unchanged:
            again = Rescoring(night.update.before, night.update.after)
            night.rescored = rescore_file(profiles, out, again, inputs=[feed])
        if not night.why_not and not night.unchanged:
            publishing.publish(store, night.done.version.version_id, night.severe)
            night.published = True
    if report:
        write_text(report, json_text(night.as_json(), indent=2) + "\n", *inputs)
    if json:
        print_json(night.as_json())
    else:
        _say(night)
    if night.why_not or night.done.read.rejected or (night.rescored and night.rescored.rejected):
        exit_to_look_at()


def _walk(store: Store, feed: Path, assumed: Mapping[str, Any], columns: Path | None) -> Night:
    """One night as far as the report; `assumed`: what holds where the feed states nothing."""
    before = versions.live(store)
    aliases = read_aliases(columns) if columns else None
    today = dt.date.today().isoformat()
    done = import_file(store, feed, source_date=today, aliases=aliases, **assumed)  # deletes what has expired, too
    update = from_live(store, done.version.version_id)
    effect = effects(update, store)
    severe = publishing.severe(store, update, effect.standard)
    why_not = [each.key for each in severe] + [f"damaged_file: {key}" for key in done.read.damaged]
    gone = len(update.comparison.removed)
    if before and gone > MOST_GONE * before.mattresses:
        why_not.append(f"beds_gone: {gone} of {before.mattresses}")
    return Night(done, before, update, effect, severe, why_not)


def _say(night: Night) -> None:
    version, told = night.done.version, night.update.comparison
    counts = ", ".join(f"{count} {kind}" for kind, count in told.counts().items() if count)
    echo(f"Version {version.version_id}: {version.mattresses} mattresses from {version.source}")
    echo(f"{len(told.added)} new, {len(told.removed)} gone, changed: {counts or 'nothing'}")
    echo(f"Another first choice: {night.effect.standard.first_choice_changed:.1%} of the population")
    if night.rescored:
        echo(f"and {night.rescored.moved} of {night.rescored.profiles} profiles: {night.rescored.out}")
    if night.unchanged:
        echo("The same as what is live: nothing to publish.")
    elif night.published:
        echo(f"Version {version.version_id} is live.")
    for each in night.why_not:
        echo(f"Not published: {each}", err=True)
    if night.why_not:
        echo(f"Look at it: mattress-fit catalog diff live {version.version_id}", err=True)
