"""Check a shop feed without importing it: every record as read, what is wrong with it, and what is kept."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.catalogue_file import load_with_rows
from catalog.errors import EmptyFeed
from catalog.feeds.formats import FORMATS, Feed, open_feed
from catalog.feeds.habits import with_habits
from catalog.findings import SEVERITIES, finding
from catalog.labels import plain
from catalog.mattress import Finding, Mattress
from catalog.records.interpretation import read_item
from catalog.records.record import FeedRecord
from catalog.selling.doubted_records import without_doubtful_prices
from catalog.texts import safe_cell

_IN_JSON = (
    "record_no", "record_id", "brand", "model", "width_cm", "length_cm", "pieces", "choice_of_sizes", "height_cm",
    "grade", "label_norm", "firmness", "firmness_sd", "firmness_original", "firmness_scale", "price", "sale_price",
    "currency", "availability", "kind", "type", "n_zones", "weight_min_kg", "weight_max_kg", "motorised_base",
    "turnable", "two_cores", "adjust", "trial_nights", "exchange", "warranty_years", "gtin", "group_id", "url",
)  # fmt: skip


COLUMNS = ("where", "field", "severity", "key", "text", "value", "mend")  # of a table of findings
_READ = "Export it in one of these formats; docs/feeds.md describes them."
CATALOGUE_FORMAT = "mattress_fit_csv"
_Make = tuple[str, float | None]  # type and height in cm, "unknown" and None where not stated
MOST_REJECTED = 50  # rejected records listed in a tally; a table of findings has them all


@dataclass
class Tally:
    """Counts of a feed's records and findings, updated as they pass; no record is kept."""

    read: int = 0
    kept: int = 0
    counts: Counter[str] = field(default_factory=Counter)  # count of each finding
    first: dict[str, Finding] = field(default_factory=dict)  # where it first occurred
    rejected: list[tuple[str, Finding]] = field(default_factory=list)  # a record's name, and the reason

    def record(self, record: FeedRecord) -> None:
        self.read += 1
        self.kept += record.keep
        self.note(record.findings)
        if not record.keep and len(self.rejected) < MOST_REJECTED:
            self.rejected.append((record.title or record.record_id, _reason(record)))

    def note(self, findings: Iterable[Finding]) -> None:
        for each in findings:
            self.counts[each.key] += 1
            self.first.setdefault(each.key, each)

    @property
    def summary(self) -> dict[str, int]:
        return {"read": self.read, "kept": self.kept, "rejected": self.read - self.kept}

    @property
    def severe(self) -> bool:
        """Whether a record was rejected or a finding is severe."""
        return self.read > self.kept or any(each.severity == "severe" for each in self.first.values())

    def by_severity(self) -> list[tuple[Finding, int]]:
        """The first occurrence and the count of each finding: most severe first, then most frequent."""
        worst_first = sorted(
            self.counts, key=lambda key: (-SEVERITIES.index(self.first[key].severity), -self.counts[key], key)
        )
        return [(self.first[key], self.counts[key]) for key in worst_first]


@dataclass
class FeedReport:
    """Result of a check: the feed's format and encoding, its records in file order, findings on the file itself."""

    source: str
    format: str
    encoding: str
    records: list[FeedRecord] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def tally(self) -> Tally:
        tally = Tally()
        tally.note(self.findings)
        for record in self.records:
            tally.record(record)
        return tally

    @property
    def summary(self) -> dict[str, int]:
        return self.tally.summary

    @property
    def all_findings(self) -> list[Finding]:
        """Findings on the file, then on each record in file order."""
        return [*self.findings, *(each for record in self.records for each in record.findings)]

    def as_json(self) -> dict[str, Any]:
        """The shape of `catalog check --json`."""
        return {
            "format": self.format,
            "encoding": self.encoding,
            "records": [record_json(record) for record in self.records],
            "findings": [finding_json(each) for each in self.findings],
            "summary": self.summary,
        }

    def as_csv(self) -> str:
        """Every finding as a table for a spreadsheet."""
        out = io.StringIO()
        table = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
        table.writerow(COLUMNS)
        table.writerows(map(table_row, self.all_findings))
        return out.getvalue()


@dataclass
class FeedStream:
    """A feed being read: records one by one in bounded memory. The findings on the file and the tally grow with
    them.
    """

    source: str
    format: str
    encoding: str
    findings: list[Finding]
    _records: Iterator[FeedRecord]
    tally: Tally = field(default_factory=Tally)

    def __iter__(self) -> Iterator[FeedRecord]:
        """Each record, once.

        Raises:
            CatalogueError: while reading, the file turns out to be unreadable, or to hold no record.
        """
        for record in self._records:
            self.tally.record(record)
            yield record
        self.tally.note(self.findings)
        if not self.tally.read:
            first = f"{self.findings[0].text} {self.findings[0].mend}".strip() if self.findings else ""
            raise EmptyFeed(
                f"no record in it, read as {self.format}",
                where=self.source,
                allowed=", ".join(FORMATS),
                mend=first or _READ,
            )


def check_stream(
    path: Path | str, today: dt.date | None = None, aliases: Mapping[str, str] | None = None
) -> FeedStream:
    """Open a feed of any size to read it record by record; nothing is imported.

    Args:
        path: the file; its format and encoding are detected from its content.
        today: the date on which sales and prices are judged.
        aliases: our column names by a table's own (`catalog.feeds.table.read_aliases`).

    Raises:
        CatalogueError: the file cannot be read as a feed at all.
    """
    feed = open_feed(Path(path), aliases)
    return FeedStream(str(path), feed.format, feed.encoding, feed.findings, _records(feed, today or dt.date.today()))


def check_feed(path: Path | str, today: dt.date | None = None, aliases: Mapping[str, str] | None = None) -> FeedReport:
    """Read a whole feed and report on it; nothing is imported.

    Raises:
        CatalogueError: the file cannot be read as a feed at all, or holds no record.
    """
    stream = check_stream(path, today, aliases)
    records = list(stream)
    return FeedReport(stream.source, stream.format, stream.encoding, records, stream.findings)


def check_catalogue(path: Path | str) -> FeedReport:
    """Read a catalogue file (docs/catalogue-format.md) and report on it row by row, as on a feed.

    Raises:
        CatalogueError: the file cannot be read as a catalogue at all, or not one of its rows can be used.
    """
    catalogue, row_of = load_with_rows(path)
    on_rows: dict[str, list[Finding]] = {}
    for each in catalogue.findings:
        on_rows.setdefault(each.where, []).append(each)
    rejected = {where for where, found in on_rows.items() if any(each.severity == "severe" for each in found)}
    records = [_record_of(number, bed, on_rows) for number, bed in zip(row_of, catalogue, strict=True)]
    for where in rejected:
        number = int(where.removeprefix("row ")) if where.startswith("row ") else 0
        records.append(FeedRecord(number, where, findings=on_rows[where], keep=False, where=where))
    on_file = [each for where, found in on_rows.items() if not where.startswith("row ") for each in found]
    records.sort(key=lambda record: record.record_no)
    for place, record in enumerate(records, start=1):
        record.record_no = place
    return FeedReport(str(path), CATALOGUE_FORMAT, "utf-8", records, on_file)


def _record_of(number: int, bed: Mattress, on_rows: Mapping[str, list[Finding]]) -> FeedRecord:
    """A mattress as `catalog check` shows a record."""
    where = f"row {number}"
    record = FeedRecord(
        number, bed.mattress_id, bed.brand, bed.model, bed.name, findings=on_rows.get(where, []), where=where
    )
    for name in ("height_cm", "firmness", "firmness_sd", "firmness_original", "firmness_scale", "price", "currency"):
        setattr(record, name, getattr(bed, name))
    for name in ("type", "n_zones", "weight_min_kg", "weight_max_kg", "trial_nights"):
        setattr(record, name, getattr(bed, name))
    record.warranty_years, record.url = bed.warranty_years or "", bed.source_url
    record.choice_of_sizes = tuple((size.width_cm, size.length_cm) for size in bed.sizes)
    record.availability = {True: "in_stock", False: "out_of_stock", None: None}[bed.in_stock]
    return record


def _records(feed: Feed, today: dt.date) -> Iterator[FeedRecord]:
    """The feed's records one by one, duplicates detected and prices in doubt left out; memory grows only with their
    number.
    """
    return without_doubtful_prices(_checked(feed, today))


def _checked(feed: Feed, today: dt.date) -> Iterator[FeedRecord]:
    seen = _Seen()
    for item in with_habits(feed.items()):
        record = read_item(item, today)
        seen.check(record)
        yield record


def table_row(each: Finding) -> list[str]:
    """A finding as a row under `COLUMNS` for a spreadsheet; a cell that would run as a formula is kept as text."""
    return [safe_cell(getattr(each, name)) for name in COLUMNS]


def _reason(record: FeedRecord) -> Finding:
    """Why a record is not kept."""
    quiet = ("parent_row", "image_only_row")
    why = (each for each in record.findings if each.severity == "severe" or each.key in quiet)
    return next(why, record.findings[0])


class _Seen:
    """Earlier records, to detect duplicates and to spell each brand one way."""

    def __init__(self) -> None:
        self.content: dict[str, int] = {}
        self.variants: dict[int, tuple[_Make, ...]] = {}
        self.brands: dict[str, str] = {}

    def check(self, record: FeedRecord) -> None:
        if record.kind == "other":
            return
        first = self.brands.setdefault(record.brand.casefold(), record.brand)
        if record.brand != first:
            _note(record, "brand_case", "brand", record.brand)
            record.brand = first
        size = (record.width_cm, record.length_cm, record.pieces)
        firmness = (record.grade, record.label_norm)
        content = hash((record.title, size, firmness, record.price, record.sale_price, record.availability))
        known = self.content.get(record.record_id)
        if known is None:
            self.content[record.record_id] = content
        elif known == content:
            _reject(record, "duplicate_record", "id", record.record_id)
        else:
            _note(record, "duplicate_id", "id", record.record_id)
        if record.keep and record.width_cm and any(firmness):
            variant = hash((plain(record.brand), plain(record.model), size, firmness))
            make, makes = (record.type, record.height_cm), self.variants.get(variant, ())
            if any(_may_be_one(make, known) for known in makes):
                _reject(record, "duplicate_variant", "size", f"{record.brand} {record.model} {record.grade}")
            else:
                self.variants[variant] = (*makes, make)


def _may_be_one(one: _Make, other: _Make) -> bool:
    """Whether two records of one name, size and firmness are the same; a fact that only one of them states does not
    separate them.
    """
    types, heights = {one[0], other[0]} - {"unknown"}, {one[1], other[1]} - {None}
    return len(types) < 2 and len(heights) < 2


def _note(record: FeedRecord, key: str, name: str, value: str) -> None:
    record.findings.append(finding(key, name, value, where=record.where))


def _reject(record: FeedRecord, key: str, name: str, value: str) -> None:
    _note(record, key, name, value)
    record.keep = False


def record_json(record: FeedRecord) -> dict[str, Any]:
    """A record as `catalog check --json` shows it."""
    found = {name: getattr(record, name) for name in _IN_JSON}
    found["choice_of_sizes"] = [list(size) for size in record.choice_of_sizes]
    return {**found, "findings": [finding_json(each) for each in record.findings], "keep": record.keep}


def finding_json(each: Finding) -> dict[str, str]:
    """A finding as `catalog check --json` shows it."""
    return {
        "where": each.where,
        "field": each.field,
        "key": each.key,
        "severity": each.severity,
        "text": each.text,
        "value": each.value,
        "mend": each.mend,
    }
