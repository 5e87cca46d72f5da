"""What the tables of facts share: reading one, the form of a figure, a page's address, which rows are for adults."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

Row = dict[str, str]  # the cells of a line; "" where the source states nothing

FOR_CHILDREN = re.compile(r"kinder|junior|kids|child", re.IGNORECASE)
_PAGE = re.compile(r"https?://[^\s;()/]+\.[^\s;()/]+/[^\s;()]+")  # a page, not only a shop's front door
_IN_A_REPOSITORY = re.compile(r"github:([\w.-]+/[\w.-]+) ([^\s;()]+)")


def read_table(path: Path) -> list[Row]:
    """The lines of a CSV file, every cell as it is written."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    return [{str(name): str(cell).strip() for name, cell in line.items()} for line in table.to_dict("records")]


def figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def page_of(source: str) -> str:
    """The first public page that a source names; "" where it names none that can be opened.

    >>> page_of("github:somebody/shop src/beds/one.html")
    'https://github.com/somebody/shop/blob/HEAD/src/beds/one.html'
    """
    page, repository = _PAGE.search(source), _IN_A_REPOSITORY.search(source)
    if page:
        return page[0]
    return f"https://github.com/{repository[1]}/blob/HEAD/{repository[2]}" if repository else ""


def joined(*parts: str) -> str:
    return "; ".join(part.strip("; ") for part in parts if part.strip("; "))
