"""Wide price lists: a column for each size, with its price in the cells."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from catalog.feeds.rows import Row
from catalog.feeds.size_names import market_of, named_size
from catalog.labels import plain
from catalog.sizes import SizeText, find_size

_NOT_A_PRICE = re.compile(r"(?:[-–—/.]|n\.?v\.?t\.?|n/?a|nee|nein|no|non|0|x?)", re.IGNORECASE)
_ON_OFFER = re.compile(r"(?:x|✓|✔|ja|yes|oui|op aanvraag|auf anfrage|sur demande|on request)", re.IGNORECASE)
_AROUND = re.compile(
    r"\b(?:verkoop|consumenten|advies|normale|vk)?(?:prijs|preis|prix|price|uvp|maat|grosse|size|taille)\b|"
    r"\b(?:in )?(?:eur|euro|cm|incl\.? btw|inkl\.? mwst)\b|[€()\[\]:]"
)
FEWEST_NAMES = 2  # one column called "King" may be a brand's


@functools.lru_cache(maxsize=1000)
def size_columns(names: tuple[str, ...]) -> dict[str, SizeText]:
    """The size of each column that is one, by its name; American and British names of sizes where two or more are."""
    bare = {name: " ".join(_AROUND.sub(" ", plain(name)).split()) for name in names if name}
    found = {name: size for name, text in bare.items() if _is_only_a_size(text) and (size := find_size(text))}
    market = market_of(list(bare.values()), None)
    named = {name: size for name, text in bare.items() if name not in found and (size := named_size(text, market))}
    return found | (named if len(named) >= FEWEST_NAMES else {})


def _is_only_a_size(text: str) -> bool:
    return bool(
        re.fullmatch(r"(?:2\s*x\s*)?\d{2,3}(?:[.,]\d)?\s*(?:cm)?\s*[x×*/]\s*\d{2,3}(?:[.,]\d)?\s*(?:cm)?", text)
    )


def rows_of(row: Row) -> Iterator[tuple[SizeText | None, str, Row]]:
    """Each size of a row with what its cell says and the columns of the whole row; one without a size for a row of a
    table that has no such columns, or fills in none.
    """
    sizes = size_columns(tuple(row))
    offered = [(size, cell) for name, size in sizes.items() if (cell := (row[name] or "").strip())]
    offered = [(size, cell) for size, cell in offered if not _NOT_A_PRICE.fullmatch(cell) or _ON_OFFER.fullmatch(cell)]
    shared = {name: cell for name, cell in row.items() if name not in sizes} if sizes else row
    for size, cell in offered:
        yield size, "" if _ON_OFFER.fullmatch(cell) else cell, shared
    if not offered:
        yield None, "", shared
