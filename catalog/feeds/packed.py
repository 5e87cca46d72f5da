"""Judge a part of a packed spreadsheet before it is read: how much it unpacks to, and what a reader would build of it.

A kilobyte can unpack to a megabyte, and four bytes of it (`<c/>`) become hundreds in memory.
"""

from __future__ import annotations

import zipfile
from xml.parsers import expat

MOST_PACKED = 100  # times smaller than unpacked; real sheets are packed 5 to 30 times
SMALL_MEMBER = 1_000_000  # bytes unpacked; a smaller part does no harm however it is packed
ELEMENTS_A_BYTE = 4  # of the packed part; real sheets have less than one
MOST_IN_A_ROW = 20_000  # cells; a sheet's last column is the 16,384th
_CHUNK = 1 << 20


def too_much(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> str:
    """What makes a part too much to read; "" for nothing."""
    if member.file_size > MOST_PACKED * member.compress_size:
        return f"packed more than {MOST_PACKED} times, as no sheet of products is"
    count = _Elements(ELEMENTS_A_BYTE * member.compress_size)
    parser = expat.ParserCreate()
    parser.StartElementHandler = count.start
    try:
        with archive.open(member) as part:
            while chunk := part.read(_CHUNK):
                parser.Parse(chunk, False)
    except _TooManyError:
        return "more elements than a sheet of products has"
    except expat.ExpatError:
        return ""  # not XML: whoever reads this part will say so
    return ""


class _TooManyError(Exception):
    """Stops the parser."""


class _Elements:
    """Counts the elements of a part, and of each row in it."""

    def __init__(self, most: int) -> None:
        self.most, self.all = most, 0
        self.cells: int | None = None  # of the present row; a part without rows has other elements called c

    def start(self, name: str, _: object) -> None:
        self.all += 1
        bare = name.rpartition(":")[2]
        if bare == "row":
            self.cells = 0
        elif bare == "c" and self.cells is not None:
            self.cells += 1
            if self.cells > MOST_IN_A_ROW:
                raise _TooManyError
        if self.all > self.most:
            raise _TooManyError
