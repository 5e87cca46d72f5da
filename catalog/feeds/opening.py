"""Open a feed safely: its encoding is detected and reported, its size bounded, nothing expanded.

Text is decoded as UTF-8 or UTF-16; single bytes that are neither are read as Windows-1252, with a finding.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from catalog.errors import CatalogueError
from catalog.findings import finding
from catalog.mattress import Finding
from catalog.places import regular_file

LARGEST_BYTES = 1_000_000_000
LONGEST_LINE = 2_000_000  # characters; no table has a longer line
HEAD_CHARACTERS = 400_000
_CHUNK = 1 << 20

# Bytes that are not UTF-8 arrive as lone surrogates; each represents its Windows-1252 character.
_STRAY = {0xDC80 + i: bytes([0x80 + i]).decode("cp1252", "replace") for i in range(128)}
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))
_CLEAN = {**_STRAY, **_CONTROL}
_UNCLEAN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\udc80-\udcff\ufffe\uffff]")
_HAS_STRAY = re.compile("[\udc80-\udcff]")
_ROOT = re.compile(r"<[A-Za-z_]")
_HAS_ACCENT = re.compile("[\x80-\ud7ff\ue000-\uffff]")


@dataclass(frozen=True)
class FeedText:
    """A feed as text: its encoding, its first part, and ways to read all of it in bounded memory."""

    path: Path
    encoding: str
    codec: str
    head: str
    findings: tuple[Finding, ...]

    def lines(self) -> Iterator[str]:
        """Line by line, cleaned.

        Raises:
            CatalogueError: a line too long for a table.
        """
        with self._open() as stream:
            number = 0
            while line := stream.readline(LONGEST_LINE):
                number += 1
                if len(line) >= LONGEST_LINE:
                    raise CatalogueError("a line too long for a table", where=f"{self.path}, line {number}")
                yield line.translate(_CLEAN) if _UNCLEAN.search(line) else line

    def chunks(self) -> Iterator[str]:
        """Piece by piece, cleaned."""
        with self._open() as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk.translate(_CLEAN) if _UNCLEAN.search(chunk) else chunk

    def _open(self) -> io.TextIOWrapper:
        return self.path.open(encoding=self.codec, errors=_errors(self.codec), newline="")


def open_text(path: Path) -> FeedText:
    """Detect the encoding of a text file by reading it once.

    Raises:
        CatalogueError: cannot be read, too large, empty, or not text.
    """
    regular_file(path, LARGEST_BYTES, CatalogueError)
    try:
        with path.open("rb") as stream:
            start = stream.read(4096)
        codec, encoding, marked = _codec(start)
        if codec == "utf-8" and start.count(0) * 20 > len(start):
            raise CatalogueError("not a text file", where=str(path), allowed="a shop feed as text or XLSX")
        head, stray, accent, control, filled = _scan(path, codec)
    except OSError as error:
        raise CatalogueError(f"cannot be read ({error.strerror})", where=str(path)) from error
    if not filled:
        raise CatalogueError("an empty file", where=str(path), allowed="a shop feed as text or XLSX")
    findings = [finding("byte_order_mark", value=encoding)] if marked else []
    if stray and codec.startswith("utf-8"):
        if accent:
            findings.append(finding("mixed_encoding"))
        else:
            encoding = "cp1252"
            findings.append(finding("encoding_assumed"))
    if control:
        findings.append(finding("control_characters"))
    return FeedText(path, encoding, codec, head, tuple(findings))


def _codec(start: bytes) -> tuple[str, str, bool]:
    """(codec, name, whether a byte order mark states it)."""
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", "utf-8", True
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32", "utf-32", True
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", "utf-16", True
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) > len(start) // 5 and min(even, odd) * 10 < max(even, odd):
        return ("utf-16-le", "utf-16", False) if odd > even else ("utf-16-be", "utf-16", False)
    return "utf-8", "utf-8", False


def _errors(codec: str) -> str:
    return "surrogateescape" if codec.startswith("utf-8") else "replace"


def _scan(path: Path, codec: str) -> tuple[str, bool, bool, bool, bool]:
    """(cleaned head, stray bytes?, real accents?, control characters?, any non-space?), reading the file once."""
    stray = accent = control = filled = False
    head = ""
    with path.open(encoding=codec, errors=_errors(codec), newline="") as stream:
        while chunk := stream.read(_CHUNK):
            if not chunk.isascii():
                stray = stray or bool(_HAS_STRAY.search(chunk))
                accent = accent or bool(_HAS_ACCENT.search(chunk))
            if _UNCLEAN.search(chunk):
                control = control or bool(_UNCLEAN.search(_HAS_STRAY.sub("", chunk)))
                chunk = chunk.translate(_CLEAN)
            filled = filled or bool(chunk.strip())
            if len(head) < HEAD_CHARACTERS:
                head += chunk[: HEAD_CHARACTERS - len(head)]
    return head, stray, accent, control, filled


def opens_plainly(head: str) -> bool:
    """Whether only comments and instructions precede the first element of an XML file: no document type, so no
    entities.
    """
    place = 0
    while True:
        while place < len(head) and head[place] in " \t\r\n\ufeff":
            place += 1
        end = next((mark for start, mark in (("<?", "?>"), ("<!--", "-->")) if head.startswith(start, place)), None)
        if end is None:
            return bool(_ROOT.match(head, place))
        place = head.find(end, place) + len(end)
        if place < len(end):
            return False
