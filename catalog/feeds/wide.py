"""Wide price lists: a column for each size, with its price in the cells; others may hold its stock or sale price."""

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
_A_SIZE = re.compile(r"(?:2\s*x\s*)?\d{2,3}(?:[.,]\d)?\s*(?:cm)?\s*[x×*/]\s*\d{2,3}(?:[.,]\d)?\s*(?:cm)?")
# What else a column of a size may hold, by the field of a row.
_BESIDE_A_PRICE = {
    "availability": re.compile(r"voorraad|stock|bestand|verfugbar\w*|beschikbaar\w*|disponibilite|availability"),
    "sale_price": re.compile(
        r"actie\s?prijs|aanbiedings?\s?prijs|angebots\s?preis|sonder\s?preis|sale\s?price|prix promo"
    ),
}


@functools.lru_cache(maxsize=1000)
def size_columns(names: tuple[str, ...]) -> dict[str, SizeText]:
    """The size of each column that is one, by its name; American and British names of sizes where two or more are."""
    bare = {name: " ".join(_AROUND.sub(" ", plain(name)).split()) for name in names if name}
    found = {name: size for name, text in bare.items() if _is_only_a_size(text) and (size := find_size(text))}
    market = market_of(list(bare.values()), None)
    named = {name: size for name, text in bare.items() if name not in found and (size := named_size(text, market))}
    return found | (named if len(named) >= FEWEST_NAMES else {})


@functools.lru_cache(maxsize=1000)
def beside_columns(names: tuple[str, ...]) -> dict[str, tuple[str, SizeText]]:
    """What else is held of a size, by the name of the column: "Voorraad 90x200" is ("availability", 90x200)."""
    found: dict[str, tuple[str, SizeText]] = {}
    if not size_columns(names):
        return found
    for name in names:
        words = plain(name or "")
        size = _A_SIZE.search(words)
        field = next((field for field, pattern in _BESIDE_A_PRICE.items() if size and pattern.search(words)), None)
        if size and field and (of := find_size(size[0])):
            found[name] = (field, of)
    return found


def _is_only_a_size(text: str) -> bool:
    return bool(_A_SIZE.fullmatch(text))


def rows_of(row: Row) -> Iterator[tuple[SizeText | None, dict[str, str], dict[str, str | None]]]:
    """Each size of a row with what is held of it, by field ("price", "availability"), and the columns of the whole row;
    one without a size for a row of a table that has no such columns, or fills in none.
    """
    sizes, beside = size_columns(tuple(row)), beside_columns(tuple(row))
    offered = [(size, cell) for name, size in sizes.items() if (cell := (row[name] or "").strip())]
    offered = [(size, cell) for size, cell in offered if not _NOT_A_PRICE.fullmatch(cell) or _ON_OFFER.fullmatch(cell)]
    shared = {name: cell for name, cell in row.items() if name not in sizes and name not in beside} if sizes else row
    for size, cell in offered:
        held = {field: (row[name] or "").strip() for name, (field, of) in beside.items() if of == size}
        yield size, held | {"price": "" if _ON_OFFER.fullmatch(cell) else cell}, shared
    if not offered:
        yield None, {}, shared
