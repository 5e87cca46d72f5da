"""Compare two catalogues, wherever they are: versions in the database, files or shop feeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from catalog.catalogue_file import load_catalogue
from catalog.comparison import Comparison, compare
from catalog.mattress import Catalogue
from catalog.updates.identity import marks, recognise
from database.choice import chosen, number_of
from database.saved import payloads_for_statistics
from database.store import Store, shared_store
from database.versions import catalogue, differences, live, version
from recommender.person.profile import parse_profiles
from recommender.rescoring import Effect, Rescoring, standard_population
from recommender.sleeper import Sleeper


@dataclass(frozen=True)
class Update:
    """A catalogue, its successor, and the differences."""

    before: Catalogue
    after: Catalogue
    comparison: Comparison


@dataclass(frozen=True)
class Effects:
    """Effect of an update on the standard population, and on people whose saved fit may be counted (None: none).

    `names` has the name of every bed that the first of them lists, by its id.
    """

    standard: Effect
    saved: Effect | None
    names: Mapping[str, str] = field(default_factory=dict)

    def name(self, mattress_id: str) -> str:
        """The bed's name; its id where it has none here."""
        return self.names.get(mattress_id) or mattress_id

    def as_json(self) -> dict[str, Any]:
        """The `effect` object of `catalog diff --json`."""
        saved = self.saved and {"people": self.saved.people, "first_choice_changed": self.saved.first_choice_changed}
        return self.standard.as_json() | {"saved": saved, "names": dict(self.names)}


def between(before: str, after: str) -> Update:
    """The update from one catalogue to another, each a version's number or a file.

    Raises:
        UserError: no such version.
        CatalogueError: no such file, or nothing in it can be used.
    """
    ids = number_of(before), number_of(after)
    if ids[0] is not None and ids[1] is not None:
        return of_versions(shared_store(), ids[0], ids[1])
    one, other = chosen(before), chosen(after)
    old, new = one.catalogue, other.catalogue
    if other.is_feed:
        new = _recognised(new, old)
    elif one.is_feed:
        old = _recognised(old, new)
    return Update(old, new, compare(old, new))


def _recognised(feed: Catalogue, other: Catalogue) -> Catalogue:
    """The beds of a feed under the ids they have in another catalogue, as an import would give them."""
    beds = tuple(recognise(marks(feed), marks(other)).named(feed))
    return replace(feed, mattresses=beds)


def of_versions(store: Store, before_id: int, after_id: int) -> Update:
    """The update between two versions; mattresses that are the same in both are read once."""
    pairs = list(differences(store, before_id, after_id))
    olds = tuple(old for old, _ in pairs if old)
    after, known = catalogue(store, after_id), version(store, before_id)
    touched = {bed.mattress_id for pair in pairs for bed in pair if bed}
    same = tuple(bed for bed in after if bed.mattress_id not in touched)
    before = Catalogue((*same, *olds), known.content, known.source, known.source_date)
    return Update(before, after, compare(olds, (new for _, new in pairs if new)))


def from_live(store: Store, after_id: int) -> Update:
    """The update from the live version or, where none is live, from the catalogue that ships."""
    now_live = live(store)
    if now_live:
        return of_versions(store, now_live.version_id, after_id)
    shipped, after = load_catalogue(), catalogue(store, after_id)
    return Update(shipped, after, compare(shipped, after))


def effects(update: Update, store: Store | None) -> Effects:
    """Effect of an update on people: 2,000 of the standard population, and those who saved their fit in this
    database and agreed to being counted.
    """
    again = Rescoring(update.before, update.after)
    saved = saved_sleepers(store) if store else []
    standard = again.effect(standard_population())
    listed = {*standard.never_chosen, *standard.without_firmness, *(each for each, _ in standard.chosen_too_often)}
    names = {bed.mattress_id: bed.name for bed in update.after if bed.mattress_id in listed}
    return Effects(standard, again.effect(saved) if saved else None, names)


def saved_sleepers(store: Store) -> list[Sleeper]:
    return parse_profiles(each["profile"] for each in payloads_for_statistics(store) if "profile" in each)[0]
