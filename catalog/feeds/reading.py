"""Which format a feed is in, told from its content and never from its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from catalog.errors import CatalogueError
from catalog.feeds import google_merchant, json_ld, shopify, table, woocommerce
from catalog.feeds.item import Item
from catalog.feeds.opening import FeedText, open_text
from catalog.feeds.rows import check_archive, header_of, sheet_rows, text_rows
from catalog.findings import finding
from catalog.labels import plain
from catalog.mattress import Finding

FORMATS = (
    "google_merchant_xml",
    "google_merchant_tsv",
    "shopify_csv",
    "shopify_legacy_csv",
    "woocommerce_csv",
    "json_ld",
    "table_csv",
    "table_xlsx",
)
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\xd0\xcf\x11\xe0", b"%PDF")
_XML = re.compile(r"\s*(?:<\?xml|<rss\b|<feed\b|<channel\b|<items?\b|<entry\b|<products\b)", re.IGNORECASE)
_HTML = re.compile(r"<html\b|<!doctype\s+html|application/ld\+json|itemscope", re.IGNORECASE)


@dataclass
class Feed:
    """A feed whose format is known; `items()` reads it, and adds to `findings` what it meets on the way."""

    format: str
    encoding: str
    items: Callable[[], Iterator[Item]]
    findings: list[Finding] = field(default_factory=list)


def open_feed(path: Path) -> Feed:
    """Tell a feed's format and encoding; nothing but its first part is parsed yet.

    Raises:
        CatalogueError: no such file, packed, not text, or not a format we read.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(8)
    except OSError as error:
        raise CatalogueError(f"cannot be read ({error.strerror})", where=str(path)) from error
    if start.startswith(b"PK"):
        check_archive(path)
        findings: list[Finding] = []
        return Feed("table_xlsx", "utf-8", lambda: table.items(sheet_rows(path, findings)), findings)
    if start.startswith(_PACKED):
        raise CatalogueError("a packed or binary file", where=str(path), mend="Unpack it, or save it as CSV.")
    text = open_text(path)
    head = text.head.lstrip("\ufeff \t\r\n")
    if head.startswith(("{", "[")) or (
        head.startswith("<") and _HTML.search(head) and not head.startswith("<?xml version")
    ):
        return _feed("json_ld", text, json_ld.items)
    if _XML.match(head) or (head.startswith("<") and "<item" in head):
        return _feed("google_merchant_xml", text, google_merchant.xml_items)
    if head.startswith("<"):
        return _feed("json_ld", text, json_ld.items)
    return _delimited(text, head)


def _feed(name: str, text: FeedText, read: Callable[[FeedText, list[Finding]], Iterator[Item]]) -> Feed:
    findings = list(text.findings)
    return Feed(name, text.encoding, lambda: read(text, findings), findings)


def _delimited(text: FeedText, head: str) -> Feed:
    names = header_of(head)
    header = {plain(name) for name in names}
    findings = list(text.findings)

    def rows(into: list[Finding] = findings) -> Iterator[dict[str, str | None]]:
        return text_rows(text, into)

    if shopify.is_shopify(header):
        name = "shopify_legacy_csv" if "handle" in header else "shopify_csv"
        return _without_currency(Feed(name, text.encoding, lambda: shopify.items(rows()), findings))
    if woocommerce.is_woocommerce(header):
        return _without_currency(
            Feed("woocommerce_csv", text.encoding, lambda: woocommerce.items(rows, findings), findings)
        )
    if google_merchant.is_google(header) and "\t" in head.splitlines()[0]:
        return Feed("google_merchant_tsv", text.encoding, lambda: google_merchant.tsv_items(rows()), findings)
    if table.is_table(set(names)):
        findings += [finding("unknown_column", name) for name in names if name and not table.is_known(name)]
        return Feed("table_csv", text.encoding, lambda: table.items(rows()), findings)
    raise CatalogueError(
        "not a shop feed we know",
        where=str(text.path),
        allowed=", ".join(FORMATS),
        mend="docs/feeds.md lists the formats and the column names.",
    )


def _without_currency(feed: Feed) -> Feed:
    feed.findings.append(finding("currency_not_stated", "price"))
    return feed
