"""Records of a feed without the prices that are in doubt beside the others of the feed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from catalog.findings import finding
from catalog.labels import plain
from catalog.records.record import FeedRecord
from catalog.selling.doubtful import Asked, doubts, told

BESIDE = 2000  # records whose prices are looked at together, with as many before them; so many are held in memory


def without_doubtful_prices(records: Iterable[FeedRecord]) -> Iterator[FeedRecord]:
    """The records in their order; one whose price is in doubt has none, and a finding that tells of it."""
    pending = iter(records)
    before: list[Asked] = []
    while block := list(islice(pending, BESIDE)):
        priced = [record for record in block if record.keep and record.kind == "mattress" and record.price]
        asked = [_asked(record) for record in priced]
        found = doubts([*before, *asked])[len(before) :]
        for record, each, key in zip(priced, asked, found, strict=True):
            if key:
                record.findings.append(finding(key, "price", told(each), where=record.where))
                record.price = record.sale_price = record.price_until = None
        before = asked
        yield from block


def _asked(record: FeedRecord) -> Asked:
    area_m2 = None
    if record.width_cm is not None and record.length_cm is not None:
        area_m2 = record.width_cm * record.length_cm * record.pieces / 1e4
    model = (plain(record.brand), plain(record.model))
    return Asked(model, record.currency, record.price or 0.0, record.sale_price, area_m2)
