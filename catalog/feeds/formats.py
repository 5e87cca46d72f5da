"""Detect the format of a feed from its content, never from its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from catalog.errors import CatalogueError
from catalog.feeds import google_merchant, json_ld, shopify, shopify_page, table, woocommerce
from catalog.feeds.item import Item
from catalog.feeds.opening import LARGEST_BYTES, FeedText, open_text
from catalog.feeds.rows import Row, check_archive, find_layout, sheet_rows, text_rows
from catalog.feeds.wide import beside_columns, size_columns
from catalog.feeds.woocommerce_columns import is_of_the_export
from catalog.findings import finding
from catalog.labels import plain
from catalog.mattress import Finding
from catalog.places import regular_file

FORMATS = (
    "google_merchant_xml",
    "google_merchant_tsv",
    "shopify_csv",
    "shopify_legacy_csv",
    "shopify_page",
    "woocommerce_csv",
    "json_ld",
    "table_csv",
    "table_xlsx",
)
FEWEST_KNOWN = 2  # columns with a known name, in what is a table of products at all
MOST_NAMED, LONGEST_NAME = 12, 40  # columns in a message, and characters of each
USUAL_COLUMNS = ("title", "model", "brand", "size", "firmness", "price", "type", "height", "availability", "record_id")
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\xd0\xcf\x11\xe0", b"%PDF")
_XML = re.compile(r"\s*(?:<\?xml|<rss\b|<feed\b|<channel\b|<items?\b|<entry\b|<products\b)", re.IGNORECASE)
_HTML = re.compile(r"<html\b|<!doctype\s+html|application/ld\+json|itemscope", re.IGNORECASE)


@dataclass
class Feed:
    """A feed of known format; `items()` reads it and appends to `findings` as it goes."""

    format: str
    encoding: str
    items: Callable[[], Iterator[Item]]
    findings: list[Finding] = field(default_factory=list)


def open_feed(path: Path, aliases: Mapping[str, str] | None = None) -> Feed:
    """Detect a feed's format and encoding; only its first part is parsed.

    Args:
        path: the file.
        aliases: our column names by those a table uses (`catalog.feeds.table.read_aliases`).

    Raises:
        CatalogueError: no such file, packed, not text, or not a supported format.
    """
    regular_file(path, LARGEST_BYTES, CatalogueError)
    try:
        with path.open("rb") as stream:
            start = stream.read(8)
    except OSError as error:
        raise CatalogueError(f"cannot be read ({error.strerror})", where=str(path)) from error
    if start.startswith(b"PK"):
        check_archive(path)
        return _sheets(path, aliases or {})
    if start.startswith(_PACKED):
        raise CatalogueError("a packed or binary file", where=str(path), mend="Unpack it, or save it as CSV.")
    text = open_text(path)
    head = text.head.lstrip("\ufeff \t\r\n")
    if shopify_page.is_shopify_page(head):
        feed = _feed("shopify_page", text, lambda told, _: shopify_page.items(told))
        feed.findings.append(finding("currency_not_stated", "price"))
        return feed
    if head.startswith(("{", "[")) or (
        head.startswith("<") and _HTML.search(head) and not head.startswith("<?xml version")
    ):
        return _feed("json_ld", text, json_ld.items)
    if _XML.match(head) or (head.startswith("<") and "<item" in head):
        return _feed("google_merchant_xml", text, google_merchant.xml_items)
    if head.startswith("<"):
        return _feed("json_ld", text, json_ld.items)
    return _delimited(text, aliases or {})


def _feed(name: str, text: FeedText, read: Callable[[FeedText, list[Finding]], Iterator[Item]]) -> Feed:
    findings = list(text.findings)
    return Feed(name, text.encoding, lambda: read(text, findings), findings)


def _sheets(path: Path, aliases: Mapping[str, str]) -> Feed:
    findings: list[Finding] = []

    def names_of(header: Sequence[str]) -> Sequence[str]:
        names = table.renamed(header, aliases)
        if not table.is_table(names):
            return []
        findings.extend(_unknown_columns(names))
        return names

    return Feed("table_xlsx", "utf-8", lambda: table.items(sheet_rows(path, findings, names_of)), findings)


def _delimited(text: FeedText, aliases: Mapping[str, str]) -> Feed:
    layout = find_layout(text.head.lstrip("\ufeff"), lambda header, sign: _format(table.renamed(header, aliases), sign))
    if layout is None:
        raise _no_header(text, aliases)
    names = table.renamed(layout.header, aliases)
    findings = list(text.findings)

    def rows(into: list[Finding] = findings) -> Iterator[Row]:
        return text_rows(text, layout, into, names)

    read: dict[str, Callable[[], Iterator[Item]]] = {
        "shopify_csv": lambda: shopify.items(rows()),
        "shopify_legacy_csv": lambda: shopify.items(rows()),
        "woocommerce_csv": lambda: woocommerce.items(rows, findings),
        "google_merchant_tsv": lambda: google_merchant.tsv_items(rows()),
        "table_csv": lambda: table.items(rows()),
    }
    if layout.format == "table_csv":
        findings += _unknown_columns(names)
    elif layout.format != "google_merchant_tsv":
        if layout.format == "woocommerce_csv":
            findings += [finding("unknown_column", name) for name in names if name and not is_of_the_export(name)]
        findings.append(finding("currency_not_stated", "price"))
    return Feed(layout.format, text.encoding, read[layout.format], findings)


def _no_header(text: FeedText, aliases: Mapping[str, str]) -> CatalogueError:
    """What is wrong with a text that is no feed: for a table, which of its columns are known, and which are not."""

    def named(header: Sequence[str], _: str) -> str:
        known = [name for name in table.renamed(header, aliases) if name and table.is_known(name)]
        return "a table" if len(known) >= FEWEST_KNOWN else ""

    if (layout := find_layout(text.head.lstrip("\ufeff"), named)) is None:
        return CatalogueError(
            "not a known format of shop feed",
            where=str(text.path),
            allowed=", ".join(FORMATS),
            mend="docs/feeds.md lists the formats and the column names.",
        )
    names = dict(zip(layout.header, table.renamed(layout.header, aliases), strict=True))
    unknown = [f"'{name[:LONGEST_NAME]}'" for name, ours in names.items() if name and not table.is_known(ours)]
    more = f" and {len(unknown) - MOST_NAMED} more" if len(unknown) > MOST_NAMED else ""
    return CatalogueError(
        f"a table with too few known columns; not known: {', '.join(unknown[:MOST_NAMED])}{more}",
        where=f"{text.path}, line {layout.lines_above + 1}",
        allowed="columns for the name or model of a mattress, and for its price, brand, size or firmness",
        mend=(
            "Say with --columns FILE what a column holds, one in each line: its name in this table, a comma, and one of"
            f" {', '.join(USUAL_COLUMNS)}. docs/feeds.md lists all."
        ),
    )


def _format(names: Sequence[str], sign: str) -> str:
    """The format of a delimited text, from its header; "" for none."""
    header = {plain(name) for name in names}
    if shopify.is_shopify(header):
        return "shopify_legacy_csv" if "handle" in header else "shopify_csv"
    if woocommerce.is_woocommerce(header):
        return "woocommerce_csv"
    if google_merchant.is_google(header) and (sign == "\t" or google_merchant.has_details(header)):
        return "google_merchant_tsv"
    return "table_csv" if table.is_table(names) else ""


def _unknown_columns(names: Sequence[str]) -> list[Finding]:
    sizes = {**size_columns(tuple(names)), **beside_columns(tuple(names))}
    found = [
        finding("unknown_column", name) for name in names if name and name not in sizes and not table.is_known(name)
    ]
    return found + [finding("second_column", name) for name in table.second_prices(names)]
