"""Rows of a delimited text or a spreadsheet as dictionaries by header, in bounded memory."""

from __future__ import annotations

import csv
import io
import itertools
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.errors import CatalogueError
from catalog.feeds.opening import FeedText, opens_plainly
from catalog.feeds.packed import SMALL_MEMBER, too_much
from catalog.findings import finding
from catalog.mattress import Finding


class Row(dict[str, str | None]):
    """Cells by the names of their columns; one is None where the row ends before it.

    Attributes:
        where: the row as whoever opens the sheet sees it numbered, header and empty rows included.
    """

    where = ""


MOST_COLUMNS = 2000
MOST_LINES_ABOVE = 20  # such as a title or a date above the header
MOST_EMPTY = 10_000  # consecutive rows in a sheet
MOST_ON_FILE = 1000  # findings on the file
MOST_MEMBERS = 2000  # files in a spreadsheet
MOST_CELLS = 20_000_000  # of all sheets, empty ones included: 100,000 rows of 200 columns
CELLS_A_BYTE, CELLS_FREE = 2, 100_000  # of the file: a cell with something in it takes some bytes, however packed
LARGEST_UNPACKED = 150_000_000
LARGEST_MEMBER = 100_000_000
_NESTED = (".zip", ".xlsx", ".xlsm", ".gz", ".bz2", ".7z", ".rar", ".bin")


@dataclass(frozen=True)
class Layout:
    """Layout of a delimited text: the separator, the lines above the header, and the header's names."""

    format: str
    separator: str
    lines_above: int
    header: tuple[str, ...]


def find_layout(head: str, format_of: Callable[[Sequence[str], str], str]) -> Layout | None:
    """The first line that is a header of a supported format; exports often put a title or a date above it.

    Args:
        head: the first part of the file.
        format_of: the format for a header's names and separator, "" for none.

    Raises:
        CatalogueError: more columns than a feed can have.
    """
    lines = io.StringIO(head, newline="").readlines()[:MOST_LINES_ABOVE]
    for place, line in enumerate(lines):
        for sign in sorted("\t;,|", key=line.count, reverse=True):
            try:
                cells = next(csv.reader(lines[place:], delimiter=sign))
            except (csv.Error, StopIteration):
                continue
            if len(cells) > 1 and (name := format_of(header := checked_header(cells), sign)):
                return Layout(name, sign, place, tuple(header))
    return None


def checked_header(cells: Sequence[str]) -> list[str]:
    """The names, unless there are more than a feed can have."""
    if len(cells) > MOST_COLUMNS:
        raise CatalogueError(f"{len(cells)} columns", allowed=f"at most {MOST_COLUMNS}")
    return [cell.strip() for cell in cells]


def text_rows(feed: FeedText, layout: Layout, findings: list[Finding], names: Sequence[str]) -> Iterator[Row]:
    """Rows of a delimited text under `names`. Empty rows are skipped; an unreadable row is a finding.

    Raises:
        CatalogueError: a cell too long for any text, mostly because a quote is never closed.
    """
    lines = _Remembered(itertools.islice(feed.lines(), layout.lines_above, None))
    reader = csv.reader(lines, delimiter=layout.separator, strict=True)

    def rows() -> Iterator[list[str]]:
        while True:
            start = reader.line_num
            try:
                yield next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                line = reader.line_num + layout.lines_above
                if "field limit" in str(error):
                    raise CatalogueError(
                        "a cell that is too long, or a quote that is not closed",
                        where=f"{feed.path}, line {line}",
                        mend="Check the quotes above this line.",
                    ) from error
                loose = "expected after" in str(error) and reader.line_num == start + 1
                _add(findings, "loose_quote" if loose else "unreadable_row", error, f"line {line}")
                yield next(csv.reader([lines.last], delimiter=layout.separator)) if loose else []

    cells = enumerate(rows(), start=layout.lines_above + 1)
    next(cells, None)  # the header itself
    yield from _under(names, cells, findings, fitting=True)


class _Remembered:
    """Lines one by one, the last one remembered."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines, self.last = lines, ""

    def __iter__(self) -> _Remembered:
        return self

    def __next__(self) -> str:
        self.last = next(self.lines)
        return self.last


def sheet_rows(
    path: Path, findings: list[Finding], names_of: Callable[[Sequence[str]], Sequence[str]]
) -> Iterator[Row]:
    """Rows of every sheet of an XLSX file that has a header in its first lines; unpacked only when that is safe.

    Args:
        path: the file.
        findings: findings are appended to it.
        names_of: the names for a sheet's header, empty when it is not a header.

    Raises:
        CatalogueError: not a spreadsheet, too large when unpacked, nested archives, or entities in it.
    """
    import openpyxl  # slow to load, and few feeds are spreadsheets

    check_archive(path)
    try:
        with path.open("rb") as stream:
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            count = _Cells(path, min(MOST_CELLS, CELLS_FREE + CELLS_A_BYTE * path.stat().st_size))
            sheets = book.worksheets
            for sheet in sheets:
                sheet.reset_dimensions()  # a sheet may claim any size
                cells = count.counted(sheet.iter_rows(values_only=True))
                rows = enumerate(_filled(cells, findings, f"sheet {sheet.title[:40]}"), start=1)
                above = itertools.islice(rows, MOST_LINES_ABOVE)
                names = next((names for _, cells in above if (names := names_of(checked_header(cells)))), [])
                if names and sheet.sheet_state == "visible":
                    yield from _under(names, rows, findings, f"sheet {sheet.title[:40]}, " if len(sheets) > 1 else "")
                else:
                    _add(findings, "sheet_not_read", "", f"sheet {sheet.title[:40]}")
    except CatalogueError:
        raise
    except Exception as error:  # the library raises whatever a damaged part causes
        raise CatalogueError(f"not a readable spreadsheet ({type(error).__name__})", where=str(path)) from error


@dataclass
class _Cells:
    """Cells read so far of all sheets of a file: a row may claim to be wide at no cost in bytes."""

    path: Path
    most: int
    read: int = 0

    def counted(self, rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
        for row in rows:
            self.read += max(len(row), 1)
            if self.read > self.most:
                raise _refused(f"more than {self.most} cells", self.path)
            yield row


def check_archive(path: Path) -> None:
    """Reject an archive that is not a plain spreadsheet, before unpacking it.

    Raises:
        CatalogueError: no spreadsheet, too large when unpacked, an archive in it, or document types and entities.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if "xl/workbook.xml" not in names:
                raise _refused("an archive", path, "Unpack it and use the feed itself.")
            largest = max(member.file_size for member in members)
            if largest > LARGEST_MEMBER or sum(member.file_size for member in members) > LARGEST_UNPACKED:
                raise _refused("too large when unpacked", path)
            if any(name.lower().endswith(_NESTED) for name in names) or len(members) > MOST_MEMBERS:
                raise _refused("an archive inside the spreadsheet", path)
            for member in members:
                with archive.open(member) as part:
                    start = (
                        part.read(65536).replace(b"\0", b"").decode("utf-8", "replace").lstrip("\ufeff\ufffd \t\r\n")
                    )
                if start.startswith("<") and not opens_plainly(start):
                    raise _refused("the spreadsheet declares a document type", path)
                if member.file_size > SMALL_MEMBER and (what := too_much(archive, member)):
                    raise _refused(what, path)
    except CatalogueError:
        raise
    except Exception as error:  # a damaged archive can raise many kinds of error
        raise _refused(f"not a readable archive ({type(error).__name__})", path) from error


def _refused(what: str, path: Path, mend: str = "Save it as CSV.") -> CatalogueError:
    return CatalogueError(what, where=str(path), mend=mend)


def _under(
    header: Sequence[str],
    rows: Iterable[tuple[int, list[str]]],
    findings: list[Finding],
    sheet: str = "",
    *,
    fitting: bool = False,
) -> Iterator[Row]:
    """Rows by the names of a header.

    Args:
        rows: each with its number in the sheet.
        sheet: its name, where there are several.
        fitting: text behind the last name is a finding: a separator in a text without quotes moves the cells behind it.
            In a spreadsheet it is a note beside the table.
    """
    for number, cells in rows:
        row = Row()
        row.where = f"{sheet}row {number}"
        if not any(cell.strip() for cell in cells):
            if cells:
                _add(findings, "empty_row", "", row.where)
            continue
        if fitting and any(cell.strip() for cell in cells[len(header) :]):
            _add(findings, "surplus_cells", f"{len(cells)} / {len(header)}", row.where)
        for place, name in enumerate(header):
            if name not in row or not row[name]:  # of two columns with the same name, the first that has a value
                row[name] = cells[place] if place < len(cells) else None
        yield row


def _add(findings: list[Finding], key: str, value: object, where: str) -> None:
    """A finding on the file; beyond a large number they are dropped."""
    if len(findings) < MOST_ON_FILE:
        findings.append(finding(key, value=value, where=where))


def _filled(rows: Iterable[Sequence[object]], findings: list[Finding], where: str) -> Iterator[list[str]]:
    """A sheet's rows as text, until so many in a row are empty that the rest is taken to be empty."""
    empty = 0
    for row in rows:
        cells = _written(row)
        empty = 0 if any(cells) else empty + 1
        if empty > MOST_EMPTY:
            _add(findings, "long_gap", "", where)
            return
        yield cells


def _written(row: Sequence[object]) -> list[str]:
    """A spreadsheet's cells as text; a whole number without its ".0"."""
    return [
        "" if cell is None else _number(cell) if isinstance(cell, float) else str(cell) for cell in row[:MOST_COLUMNS]
    ]


def _number(cell: float) -> str:
    """A number as text. One with exactly three decimals gets a fourth: read as text, "89.917" may mean thousands."""
    if cell.is_integer():
        return str(int(cell))
    text = str(cell)
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text
