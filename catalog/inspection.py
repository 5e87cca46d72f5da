"""Reading a shop feed without importing it: every record as read, what is wrong with it, and what is kept."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.errors import CatalogueError
from catalog.feeds.interpretation import read_item
from catalog.feeds.reading import Feed, open_feed
from catalog.feeds.record import FeedRecord
from catalog.findings import finding
from catalog.labels import plain
from catalog.mattress import Finding

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")
_IN_JSON = (
    "record_no", "record_id", "brand", "model", "width_cm", "length_cm", "pieces", "height_cm", "grade",
    "label_norm", "firmness", "firmness_sd", "firmness_original", "firmness_scale", "price", "sale_price",
    "currency", "availability", "kind", "type", "n_zones", "weight_min_kg", "weight_max_kg", "motorised_base",
    "turnable", "two_cores", "trial_nights", "exchange", "warranty_years", "gtin", "group_id", "url",
)  # fmt: skip


@dataclass
class FeedReport:
    """What a check found: the feed's format and encoding, its records in file order, findings on the file itself."""

    source: str
    format: str
    encoding: str
    records: list[FeedRecord] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def summary(self) -> dict[str, int]:
        kept = sum(record.keep for record in self.records)
        return {"read": len(self.records), "kept": kept, "rejected": len(self.records) - kept}

    @property
    def all_findings(self) -> list[Finding]:
        """Of the file, then of each record in file order."""
        return [*self.findings, *(each for record in self.records for each in record.findings)]

    @property
    def severe(self) -> bool:
        """Whether a record was rejected or a finding is severe."""
        return self.summary["rejected"] > 0 or any(each.severity == "severe" for each in self.all_findings)

    def counts(self) -> dict[str, int]:
        """How often each finding was made, the most frequent first."""
        return dict(Counter(each.key for each in self.all_findings).most_common())

    def as_json(self) -> dict[str, Any]:
        """The shape of `catalog check --json`."""
        return {
            "format": self.format,
            "encoding": self.encoding,
            "records": [_record_json(record) for record in self.records],
            "findings": [_finding_json(each) for each in self.findings],
            "summary": self.summary,
        }

    def as_csv(self) -> str:
        """Every finding as a table for a spreadsheet; a cell that would run as a formula is kept as text."""
        out = io.StringIO()
        table = csv.writer(out, lineterminator="\n")
        table.writerow(["where", "field", "severity", "key", "text", "value", "mend"])
        for each in self.all_findings:
            cells = (each.where, each.field, each.severity, each.key, each.text, each.value, each.mend)
            table.writerow([safe_cell(cell) for cell in cells])
        return out.getvalue()


@dataclass
class FeedStream:
    """A feed being read: records one by one in bounded memory. `findings` are of the file, complete at the end."""

    source: str
    format: str
    encoding: str
    findings: list[Finding]
    _records: Iterator[FeedRecord]

    def __iter__(self) -> Iterator[FeedRecord]:
        """Each record, once.

        Raises:
            CatalogueError: while reading, the file turns out not to be readable, or to hold not one record.
        """
        record = None
        for record in self._records:
            yield record
        if record is None:
            first = f"{self.findings[0].text} {self.findings[0].mend}".strip() if self.findings else ""
            raise CatalogueError("not one record in it", where=self.source, mend=first)


def check_stream(path: Path | str, today: dt.date | None = None) -> FeedStream:
    """Open a feed of any size to read it record by record; nothing is imported.

    Raises:
        CatalogueError: the file cannot be read as a feed at all.
    """
    feed = open_feed(Path(path))
    return FeedStream(str(path), feed.format, feed.encoding, feed.findings, _records(feed, today or dt.date.today()))


def check_feed(path: Path | str, today: dt.date | None = None) -> FeedReport:
    """Read a whole feed and report on it; nothing is imported.

    Raises:
        CatalogueError: the file cannot be read as a feed at all, or holds not one record.
    """
    stream = check_stream(path, today)
    records = list(stream)
    return FeedReport(stream.source, stream.format, stream.encoding, records, stream.findings)


def _records(feed: Feed, today: dt.date) -> Iterator[FeedRecord]:
    """The feed's records one by one, doubles found; memory grows only with the number of different records."""
    seen = _Seen()
    for item in feed.items():
        record = read_item(item, today)
        seen.check(record)
        yield record


def safe_cell(text: str) -> str:
    """Text that no spreadsheet runs as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


class _Seen:
    """What earlier records were, to find doubles and to spell each brand one way."""

    def __init__(self) -> None:
        self.content: dict[str, int] = {}
        self.variants: set[int] = set()
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
        variant = hash((plain(record.brand), plain(record.model), record.type, record.height_cm, size, firmness))
        if record.keep and record.width_cm and any(firmness):
            if variant in self.variants:
                _reject(record, "duplicate_variant", "size", f"{record.brand} {record.model} {record.grade}")
            self.variants.add(variant)


def _note(record: FeedRecord, key: str, name: str, value: str) -> None:
    record.findings.append(finding(key, name, value, where=f"record {record.record_no}"))


def _reject(record: FeedRecord, key: str, name: str, value: str) -> None:
    _note(record, key, name, value)
    record.keep = False


def _record_json(record: FeedRecord) -> dict[str, Any]:
    found = {name: getattr(record, name) for name in _IN_JSON}
    return {**found, "findings": [_finding_json(each) for each in record.findings], "keep": record.keep}


def _finding_json(each: Finding) -> dict[str, str]:
    return {
        "where": each.where,
        "field": each.field,
        "key": each.key,
        "severity": each.severity,
        "text": each.text,
        "value": each.value,
        "mend": each.mend,
    }
