"""The catalogue that a command is to use: what is live, a version, or a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.catalogue_file import is_catalogue_file, load_catalogue
from catalog.errors import CatalogueError, UserError
from catalog.mattress import Catalogue
from database.place import may_exist

LIVE = "live"
LONGEST_NUMBER = 9  # digits of a version


@dataclass(frozen=True)
class Chosen:
    """A catalogue, and where it is from: a version of the database and whether it is live, or a file or feed."""

    catalogue: Catalogue
    version_id: int | None = None
    is_live: bool = False
    file: Path | None = None
    is_feed: bool = False  # its ids are made from what the feed says, and not the shop's own

    def as_json(self) -> dict[str, Any]:
        """The `catalogue` object of the answers' JSON."""
        known = self.catalogue
        return {
            "source": known.source,
            "source_date": known.source_date or None,
            "content": known.version,
            "version": self.version_id,
            "live": self.is_live,
        }


def chosen(name: str | None) -> Chosen:
    """The catalogue of a name.

    Args:
        name: "live", a version's number, a catalogue file or a shop's feed; None for what is live and, where nothing
            is, the catalogue that ships.

    Raises:
        UserError: no such version, or none is live.
        CatalogueError: no such file, or nothing in it can be used.
        StoreError: the database cannot be used.
    """
    if name is None or (name == LIVE and not Path(name).exists()):
        found = _live() if may_exist() else None
        if found is None and name is not None:
            raise UserError("no version is live", where="live", mend="Publish one: mattress-fit catalog publish")
        return found or Chosen(load_catalogue())
    version_id = number_of(name)
    if version_id is not None:
        from database import store, versions  # slow to load, and most answers need no database

        shop = store.shared_store()
        live = versions.live(shop)
        return Chosen(versions.catalogue(shop, version_id), version_id, bool(live and live.version_id == version_id))
    return _of_file(name)


def _live() -> Chosen | None:
    from database import store, versions  # slow to load, and most answers need no database

    shop = store.existing_store()
    live = versions.live(shop) if shop else None
    return Chosen(versions.catalogue(shop, live.version_id), live.version_id, True) if shop and live else None


def number_of(name: str) -> int | None:
    """The number of a version; None for a file name, even one that is called 12 and exists."""
    number = name.isascii() and name.isdigit() and len(name) <= LONGEST_NUMBER and not Path(name).exists()
    return int(name) if number else None


def _of_file(name: str) -> Chosen:
    path = Path(name)
    try:
        there = path.exists()
    except (OSError, ValueError):  # too long to be a name at all, or a NUL in it
        there = False
    if not there:
        allowed = "live, the number of a version, a catalogue file or a shop's feed"
        raise UserError("cannot be read (no such file)", where=name[:200], allowed=allowed)
    if is_catalogue_file(path):
        return Chosen(load_catalogue(path), file=path)
    from catalog.inspection import check_stream  # feeds load much that a catalogue file does not need
    from catalog.records.mattresses import mattresses

    beds = {bed.mattress_id: bed for bed in mattresses(check_stream(path))}
    if not beds:
        raise CatalogueError("no mattress in it", where=name, mend="catalog check says why.")
    return Chosen(Catalogue(tuple(beds.values()), version="", source=path.name), file=path, is_feed=True)
