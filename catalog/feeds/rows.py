"""Rows of a delimited text or a spreadsheet as dictionaries by header, in bounded memory."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from catalog.errors import CatalogueError
from catalog.feeds.opening import FeedText
from catalog.findings import finding
from catalog.mattress import Finding

Row = dict[str, str | None]  # a cell is None where the row breaks off before it

MOST_COLUMNS = 2000
LARGEST_UNPACKED = 150_000_000
LARGEST_MEMBER = 100_000_000
_NESTED = (".zip", ".xlsx", ".xlsm", ".gz", ".bz2", ".7z", ".rar", ".bin")


def separator(head: str) -> str:
    """The sign between the cells, by which of them the header has most."""
    header = next((line for line in head.splitlines() if line.strip()), "")
    return max("\t,;|", key=header.count)


def header_of(head: str) -> list[str]:
    """The names in the header."""
    try:
        for row in csv.reader(head.splitlines(), delimiter=separator(head)):
            if any(cell.strip() for cell in row):
                return checked_header(row)
    except csv.Error as error:
        raise CatalogueError(f"the header cannot be read ({error})", allowed="names of columns") from error
    return []


def checked_header(cells: list[str]) -> list[str]:
    """The names, when there are no more of them than a feed can have."""
    if len(cells) > MOST_COLUMNS:
        raise CatalogueError(f"{len(cells)} columns", allowed=f"at most {MOST_COLUMNS}")
    return [cell.strip() for cell in cells]


def text_rows(feed: FeedText, findings: list[Finding]) -> Iterator[Row]:
    """Rows of a delimited text. Empty ones are passed over; one that cannot be read is a finding.

    Raises:
        CatalogueError: a cell longer than any text, mostly for a quote that is never closed.
    """
    reader = csv.reader(feed.lines(), delimiter=separator(feed.head), strict=True)

    def rows() -> Iterator[list[str]]:
        while True:
            try:
                yield next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if "field limit" in str(error):
                    raise CatalogueError(
                        "a cell that is too long, or a quote that is not closed",
                        where=f"{feed.path}, line {reader.line_num}",
                        mend="Check the quotes above this line.",
                    ) from error
                findings.append(finding("unreadable_row", value=error, where=f"line {reader.line_num}"))

    yield from _by_header(rows(), findings)


def sheet_rows(path: Path, findings: list[Finding]) -> Iterator[Row]:
    """Rows of the first sheet of an XLSX file, unpacked only when its stated size is bounded and nothing is nested.

    Raises:
        CatalogueError: not a spreadsheet, too large when unpacked, nested archives, or entities in it.
    """
    import openpyxl  # slow to load, and few feeds are spreadsheets

    check_archive(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        cells = (["" if cell is None else _written(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
        yield from _by_header(cells, findings)
    except CatalogueError:
        raise
    except Exception as error:  # the library raises whatever a damaged part makes it raise
        raise CatalogueError(f"not a readable spreadsheet ({type(error).__name__})", where=str(path)) from error


def check_archive(path: Path) -> None:
    """Refuse an archive that is no plain spreadsheet, before unpacking it."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if "xl/workbook.xml" not in names:
                raise CatalogueError("an archive", where=str(path), mend="Unpack it and give the feed itself.")
            largest = max(member.file_size for member in members)
            if largest > LARGEST_MEMBER or sum(member.file_size for member in members) > LARGEST_UNPACKED:
                raise CatalogueError("too large when unpacked", where=str(path), mend="Save it as CSV.")
            if any(name.lower().endswith(_NESTED) for name in names):
                raise CatalogueError("an archive inside the spreadsheet", where=str(path), mend="Save it as CSV.")
            for member in members:
                if member.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(member) as part:
                        start = part.read(65536).replace(b"\0", b"").upper()
                    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                        raise CatalogueError(
                            "the spreadsheet declares entities", where=str(path), mend="Save it as CSV."
                        )
    except CatalogueError:
        raise
    except Exception as error:  # a damaged archive fails in the unpacker's many own ways
        raise CatalogueError(f"not a readable archive ({type(error).__name__})", where=str(path)) from error


def _by_header(rows: Iterable[list[str]], findings: list[Finding]) -> Iterator[Row]:
    header: list[str] = []
    for number, cells in enumerate(rows, start=1):
        if not any(cell.strip() for cell in cells):
            if header and cells:
                findings.append(finding("empty_row", where=f"row {number}"))
            continue
        if not header:
            header = checked_header(cells)
            continue
        row: Row = {}
        for place, name in enumerate(header):
            if name not in row or not row[name]:  # of two columns with one name, the first that says something
                row[name] = cells[place] if place < len(cells) else None
        yield row


def _written(cell: object) -> str:
    """A spreadsheet's cell as text; a whole number without its ".0"."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
